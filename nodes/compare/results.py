"""What a comparison says: small, frozen, JSON-able; files are named relative to its folder."""

from typing import Literal

from models.geo.contract.scene import Grid
from models.schemas import Result, Share
from nodes.compare.noise import Verdict
from nodes.state import AreaUnit, Language

RESULT, MANIFEST, CLAIMS = "change.json", "manifest.json", "claims.json"
CHANGE, BEFORE_AFTER, CLEAR = "change.tif", "before_after.tif", "clear.tif"
TABLE, OUTLINES, GEOPACKAGE = "changes.csv", "changes.geojson", "changes.gpkg"
MAP, MARKDOWN, PAGE = "map_change.png", "report.md", "report.html"

NotCompared = Literal[
    "hidden",  # too little of it is clear on both dates
    "small",
    "outside",  # of the ground that both scenes show
    "outline",  # it is another one on the second date
    "broken",  # its outline could not be measured
]
"""Why a field is not compared."""

DoubtCode = Literal[
    "one_has_fields",
    "sensor_unknown",
    "sister_sensors",
    "level_unknown",
    "top_of_atmosphere",
    "clouds_unmasked",
    "index_left_out",
    "all_alike",
    "simulated",
]
"""What a reader must know before acting on a comparison."""


class Doubt(Result):
    """A doubt, and what it is about: the dates, sensors or indices that its words name."""

    code: DoubtCode
    about: tuple[str, ...] = ()


class Side(Result):
    """One of the two runs."""

    run: str  # name of its folder
    scene: str  # file name
    acquired: str  # ISO 8601, UTC
    sensor: str | None
    level: str | None


class IndexChange(Result):
    """Medians of an index over the ground of a field that is clear on both dates; pixels count with their cover."""

    name: str
    before: float
    after: float
    verdict: Verdict

    @property
    def change(self) -> float:
        """Median after less median before."""
        return self.after - self.before


class FieldChange(Result):
    """One field that both runs know."""

    name: str
    crop: str | None  # on the second date
    crop_before: str | None  # on the first
    pixels: float  # compared, by their cover
    compared: Share  # of the whole field
    area_ha: float  # of the ground compared
    indices: tuple[IndexChange, ...]  # the first decides; empty where nothing was compared
    fallen_ha: float  # of pixels that fell clearly
    risen_ha: float
    least: float | None  # change of the field from which it is clear
    look: tuple[float, float] | None = None  # longitude, latitude of the three by three pixels that fell most
    not_compared: NotCompared | None = None

    @property
    def main(self) -> IndexChange | None:
        """The index that decides, where the field is compared."""
        return self.indices[0] if self.indices and self.not_compared is None else None


class GroundChange(Result):
    """All ground that both scenes show, of the index that decides."""

    pixels: int
    compared: int  # pixels clear on both dates, with a value on both
    compared_ha: float
    fallen: int
    fallen_ha: float
    risen: int
    risen_ha: float
    median: float  # of the change


class ChangeResult(Result):
    """All that the page of a comparison says."""

    first: Side
    second: Side
    language: Language = "en"  # of the page
    units: AreaUnit = "ha"  # of areas on the page
    grid: Grid  # of the ground that both scenes show
    indices: tuple[str, ...]
    ground: GroundChange
    fields: tuple[FieldChange, ...] = ()  # in the order of the file of the first run
    only_first: tuple[str, ...] = ()  # names of fields
    only_second: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
