"""The scene contract: what is known about a raster before its pixels are used, each fact with its evidence."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from affine import Affine
from pydantic import Field, field_validator, model_validator

from models import old_runs
from models.schemas import Reason, Result

T = TypeVar("T")

_SURFACE = ("L2A", "L2SP", "L2SR", "SR")
_TOP = ("L1C", "L1TP", "L1GT", "L1GS", "TOA")
"""Processing levels, as they begin."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")

Source = Literal["flag", "tag", "sidecar", "name", "statistics", "convention", "none"]
"""Where a fact comes from, strongest first; `convention` is what a format or product guide fixes."""

QualityKind = Literal["SCL", "QA_PIXEL", "FMASK", "FMASK4", "HLS_FMASK", "UDM2", "FORCE_QAI", "THEIA_CLM"]
"""Classifications of producers, by the guide that says what their numbers mean."""

Unit = Literal[
    "reflectance",  # 0–1, surface or top of atmosphere (Scene.level says which)
    "radiance",  # W m⁻² sr⁻¹ µm⁻¹
    "dn",  # digital numbers whose scale is not known
    "picture",  # 8-bit values made for the eye
    "sar_power",
    "sar_amplitude",
    "sar_db",
    "sar_dn",  # uncalibrated detected amplitude
    "kelvin",
    "celsius",
    "none",
]


class Fact(Result, Generic[T]):
    """A value, where it comes from, and that evidence in words."""

    value: T
    source: Source
    detail: str


class SourceFile(Result):
    """One input file, as it was when the scene was read; names are relative to the scene's folder."""

    name: str
    bytes: int
    modified_ns: int
    changed_ns: int = 0  # of the inode: a file rewritten in secret cannot hide it; 0: not known
    sha256: str


class Band(Result):
    """One layer of pixels: physical value = stored × scale + offset, in `unit`."""

    name: str  # as the product calls it: "B04", "SR_B4", "VV", "band 3"
    role: Fact[str | None]  # common name of the STAC eo extension, or "vv" …; None: not known
    wavelength_nm: float | None
    dataset: str  # what rasterio.open takes
    index: int = Field(ge=1)
    dtype: str
    unit: Unit
    scale: float = 1.0
    offset: float = 0.0
    nodata: tuple[float, ...] = ()  # stored values that are no data; NaN always is
    plausible: tuple[float, float] | None = None  # physical values outside are no data
    pixel_size: tuple[float, float]  # of the stored grid, in units of the CRS


class Grid(Result):
    """The pixel grid that all results of a scene share."""

    width: int = Field(ge=1)
    height: int = Field(ge=1)
    transform: tuple[float, float, float, float, float, float]  # a b c d e f of Affine
    crs: str | None  # "EPSG:32631" or WKT; None: the scene has no place on Earth
    located_by: Literal["transform", "gcps", "none"]
    pixel_size_m: tuple[float, float] | None  # x, y at the centre, on the ellipsoid

    @property
    def affine(self) -> Affine:
        """Pixel (column, row) corner → CRS coordinates."""
        return Affine(*self.transform)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.height, self.width


class Part(Result):
    """Where the grid of a scene lies in that of its files, of which only this part is read."""

    column: int = Field(ge=0)
    row: int = Field(ge=0)
    whole: Grid


class DataMask(Result):
    """A band that says where there is data: 0 nowhere, anything else yes."""

    dataset: str
    index: int


class Quality(Result):
    """A classification that the product brings: where clouds are by the producer's word."""

    kind: QualityKind
    dataset: str
    index: int


class SceneFlags(Result):
    """What the user says about the scene; it wins over everything."""

    bands: tuple[str, ...] | None = None  # in file order: names of roles ("red") or bands ("B04"), "-" to skip
    scale: float | None = None
    offset: float | None = None  # added after the scale, as GDAL and STAC have it
    sensor: str | None = None
    level: str | None = None
    unit: Unit | None = None
    nodata: tuple[float, ...] | None = None
    date: str | None = None  # acquisition, or the time step of a series: ISO 8601, UTC where it names no zone

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, said: str | None) -> str | None:
        if said is None:
            return None
        written = said.strip().replace(" ", "T")
        if not _DATE.fullmatch(written):
            raise ValueError("write it as 2024-06-15 or 2024-06-15T10:36:31")
        datetime.fromisoformat(written)  # a ValueError says what is wrong with it
        return written


class Scene(Result):
    """The contract: every later step takes bands, unit, validity and place from here."""

    path: str
    format: str  # "GeoTIFF", "Sentinel-2 SAFE", "Landsat Collection 2", "NetCDF" …
    files: tuple[SourceFile, ...]
    grid: Grid
    part: Part | None = None  # None where the grid is that of the files
    crs: Fact[str | None]
    bands: tuple[Band, ...]
    sensor: Fact[str | None]  # "Sentinel-2", "Landsat 8", "Sentinel-1", "NAIP" …
    level: Fact[str | None]  # "L1C", "L2A", "L1TP", "L2SP", "GRD", "RTC" …
    acquired: Fact[str | None]  # ISO 8601, UTC
    unit: Fact[Unit]  # of the main bands
    radiometry: Fact[str]  # how stored values become physical, in words
    validity: tuple[Fact[str], ...]  # every rule that makes a pixel "no data", in words
    uses_mask_band: bool = False  # the file's own mask or alpha band counts
    zero_in_all_bands_is_nodata: bool = False
    data_mask: DataMask | None = None
    quality: Quality | None = None
    notes: tuple[str, ...] = ()  # conversions and doubts that the report repeats
    simulated: str | None = None  # by what, where the file says that it is no measurement

    @model_validator(mode="before")
    @classmethod
    def _take_old(cls, said: Any) -> Any:
        if not isinstance(said, dict) or "simulated" in said:
            return said
        return {**said, "simulated": old_runs.simulated_by(said.get("notes"))}

    @property
    def whole(self) -> Grid:
        """The grid of the files."""
        return self.part.whole if self.part else self.grid

    def band(self, role: str) -> Band | None:
        """Return the band of that role, the finest where there are several."""
        found = [band for band in self.bands if band.role.value == role]
        return min(found, key=lambda band: abs(band.pixel_size[0])) if found else None

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that are known, in band order, each once."""
        return tuple(dict.fromkeys(band.role.value for band in self.bands if band.role.value))

    @property
    def time(self) -> datetime | None:
        """Acquisition time, if known."""
        return datetime.fromisoformat(self.acquired.value) if self.acquired.value else None

    @property
    def is_at_surface(self) -> bool | None:
        """Whether reflectance is that of the surface, else of the top of the atmosphere; None where nothing says it."""
        level = (self.level.value or "").upper()
        return True if level.startswith(_SURFACE) else False if level.startswith(_TOP) else None

    @property
    def name(self) -> str:
        """Stem of the path, without extensions of products."""
        return Path(self.path).name.split(".")[0]


class SceneNeed(Result):
    """What an analysis needs, in the words of the contract."""

    roles: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()  # roles of which one will do
    units: tuple[Unit, ...] = ()
    sensors: tuple[str, ...] = ()

    def missing(self, scene: Scene) -> Reason | None:
        """Say why the scene does not meet this need; None if it does."""
        lacking = [role for role in self.roles if scene.band(role) is None]
        if lacking:
            return lacking_bands(lacking, ", ", self.in_words)
        if self.one_of and not any(scene.band(role) for role in self.one_of):
            return lacking_bands(self.one_of, " or ", self.in_words)
        if self.units and scene.unit.value not in self.units:
            reason = f"its values are {scene.unit.value} ({scene.unit.detail}), not {' or '.join(self.units)}"
            return Reason(code="wrong_unit", reason=reason, needed=self.in_words)
        if self.sensors and scene.sensor.value not in self.sensors:
            reason = f"the sensor is {scene.sensor.value or 'not known'}, not one of {', '.join(self.sensors)}"
            return Reason(code="wrong_sensor", reason=reason, needed=self.in_words)
        return None

    @property
    def in_words(self) -> str:
        """What a scene must bring, as a report says it."""
        roles = ", ".join([*self.roles, *([" or ".join(self.one_of)] if self.one_of else [])])
        words = f"{roles} in {' or '.join(self.units)}"
        return f"{words} of {' or '.join(self.sensors)}" if self.sensors else words


def lacking_bands(roles: Sequence[str], joint: str, needed: str) -> Reason:
    """Say which bands a scene lacks, all of these (joined by a comma) or one of them (by "or")."""
    reason = f"the scene has no band known as {joint.join(roles)}"
    return Reason(code="needs_bands", reason=reason, needed=needed, subjects=tuple(roles))
