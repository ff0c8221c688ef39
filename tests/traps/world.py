"""A small landscape whose reflectance in every band is known exactly, and the GeoTIFFs that hold it."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning

Pixels = NDArray[Any]

SIDE = 96  # pixels of 10 m; whole pixels of 20 and 60 m, and blocks of 16
BLOCK = 12  # a field: whole pixels of every resolution
UTM = Affine(10, 0, 600_000, 0, -10, 5_700_000)  # in EPSG:32631, the Dutch-Belgian border
BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")
L1C = (*BANDS[:10], "B10", "B11", "B12")
EUROSAT = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A")
PIXEL_M = dict.fromkeys(("B02", "B03", "B04", "B08"), 10) | dict.fromkeys(("B01", "B09", "B10"), 60)

# DN of bands in the order of L1C. B8A differs from B08 by more than in nature: one taken for the other shows.
COVERS = {
    "water": (600, 500, 450, 300, 250, 200, 200, 180, 140, 150, 12, 100, 80),
    "dense": (250, 300, 600, 320, 900, 3000, 4000, 4500, 5300, 4400, 13, 2000, 1000),
    "sparse": (600, 700, 1000, 1200, 1600, 2200, 2500, 2800, 3500, 2900, 12, 3000, 2300),
    "bare": (900, 1000, 1400, 1900, 2200, 2400, 2600, 2800, 3400, 3000, 14, 3800, 3300),
    "shade": (110, 110, 160, 110, 200, 500, 600, 700, 800, 800, 10, 300, 120),
    "desert": (1600, 1900, 2500, 3300, 3600, 3800, 4000, 4200, 4900, 4300, 1200, 5200, 4700),
}
MIXED = {"water": 0.12, "dense": 0.26, "sparse": 0.40, "bare": 0.18, "shade": 0.04}
DESERT = {"desert": 1.0}
FORMULAS: Mapping[str, Callable[[Mapping[str, Pixels]], Pixels]] = {
    "NDVI": lambda b: (b["B08"] - b["B04"]) / (b["B08"] + b["B04"]),
    "GNDVI": lambda b: (b["B08"] - b["B03"]) / (b["B08"] + b["B03"]),
    "SAVI": lambda b: 1.5 * (b["B08"] - b["B04"]) / (b["B08"] + b["B04"] + 0.5),
    "EVI": lambda b: 2.5 * (b["B08"] - b["B04"]) / (b["B08"] + 6 * b["B04"] - 7.5 * b["B02"] + 1),
    "NDMI": lambda b: (b["B08"] - b["B11"]) / (b["B08"] + b["B11"]),
}
"""Written out a second time here, so that a formula broken in the program shows."""


class World:
    """A landscape of known DN (reflectance × 10000), (96, 96) int32 a band."""

    def __init__(self, shares: Mapping[str, float], seed: int) -> None:
        random = np.random.default_rng(seed)
        blocks = (SIDE // BLOCK) ** 2
        counts = np.round(np.cumsum([share * blocks for share in shares.values()])).astype(int)
        cover = random.permutation(np.searchsorted(counts, np.arange(blocks), side="right"))
        self.cover = np.kron(cover.reshape(SIDE // BLOCK, -1), np.ones((BLOCK, BLOCK), int))
        light = {m: _grain(random, m // 10) for m in (10, 20, 60)}
        levels = np.array([COVERS[name] for name in shares])
        self.dn: dict[str, Pixels] = {}
        for column, band in enumerate(L1C):
            pixel_m = PIXEL_M.get(band, 20)
            shade = np.prod([grain for m, grain in light.items() if m >= pixel_m], axis=0)
            own = _grain(random, pixel_m // 10, 0.02)
            self.dn[band] = np.round(levels[self.cover, column] * shade * own).astype(np.int32)

    def stack(self, bands: Sequence[str], dtype: str = "uint16", plus: int = 0) -> Pixels:
        """(n, 96, 96) DN of these bands, `plus` added, as the newer baselines add 1000."""
        return np.stack([self.dn[band] + plus for band in bands]).astype(dtype)

    def reflectance(self, bands: Sequence[str]) -> Pixels:
        """(n, 96, 96) float32 reflectance, 0–1."""
        return (self.stack(bands, "float64") / 1e4).astype("float32")


def _grain(random: np.random.Generator, cell: int, spread: float = 0.06) -> Pixels:
    """(96, 96) factors around 1, constant in cells of that many pixels."""
    side = SIDE // cell
    return np.kron(1 + spread * random.uniform(-1, 1, (side, side)), np.ones((cell, cell)))


@lru_cache
def mixed() -> World:
    """Water, dense and sparse crop, bare soil and dark conifers: its darkest pixels show where zero is."""
    return World(MIXED, seed=7)


@lru_cache
def other() -> World:
    """The same kinds of land, differently laid out: another date, another place."""
    return World(MIXED | {"dense": 0.60, "sparse": 0.06}, seed=8)


@lru_cache
def desert() -> World:
    """Bright sand only: DN above 1000 in every band, with or without the offset of 1000."""
    return World(DESERT, seed=9)


def medians(
    world: World, *names: str, where: Pixels | None = None, nir: str = "B08", swap: Mapping[str, Pixels] | None = None
) -> dict[str, float | None]:
    """The true median of each index, over `where`; `nir` may be B8A, and `swap` replaces DN of bands."""
    dn = world.dn | dict(swap or {})
    reflectance = {band: pixels.astype(float) / 1e4 for band, pixels in dn.items()}
    reflectance["B08"] = reflectance[nir]
    seen = np.ones((SIDE, SIDE), bool) if where is None else where
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {name: FORMULAS[name](reflectance)[seen] for name in names or ("NDVI", "SAVI", "EVI")}
    return {name: float(np.median(index[np.isfinite(index)])) for name, index in values.items()}


@dataclass(frozen=True)
class Tif:
    """How a GeoTIFF says what it holds; every field is a thing that files in the wild say, or do not."""

    names: Sequence[str] | None = BANDS
    crs: Any = "EPSG:32631"
    transform: Affine | None = UTM
    nodata: float | None = None
    scale: float | None = 1e-4
    offset: float | None = None
    colours: Sequence[ColorInterp] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    mask: Pixels | None = None  # bool, True where there is data
    mask_inside: bool = True
    gcps: Sequence[Any] = ()
    palette: Mapping[int, tuple[int, ...]] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path, pixels: Pixels) -> Path:
        """Write (n, h, w) stored values, and return the path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        count, height, width = pixels.shape
        profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": pixels.dtype}
        place = {"crs": self.crs} | ({"transform": self.transform} if self.transform else {})
        inside = rasterio.Env(GDAL_TIFF_INTERNAL_MASK=self.mask_inside)
        with inside, warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, "w", **(profile | place | {"nodata": self.nodata} | dict(self.options))) as target:
                self._describe(target, count)
                target.write(pixels)
        return path

    def _describe(self, target: Any, count: int) -> None:
        if self.names:
            target.descriptions = tuple(self.names)
        if self.scale is not None:
            target.scales = (self.scale,) * count
        if self.offset is not None:
            target.offsets = (self.offset,) * count
        if self.colours:
            target.colorinterp = tuple(self.colours)
        if self.palette:
            target.write_colormap(1, dict(self.palette))
        if self.gcps:
            target.gcps = (list(self.gcps), rasterio.crs.CRS.from_user_input(self.crs))
        target.update_tags(**self.tags)
        if self.mask is not None:
            target.write_mask(self.mask)


def at(transform: Affine, column: Any, row: Any) -> tuple[Any, Any]:
    """Coordinates of a place in pixels; written out because the operators of `affine` changed between its versions."""
    a, b, c, d, e, f = tuple(transform)[:6]
    return a * column + b * row + c, d * column + e * row + f


def after(transform: Affine, change: Affine) -> Affine:
    """The transform of a grid whose pixel places were changed first."""
    x, y = at(transform, change.c, change.f)
    right, down = at(transform, change.a, change.d), at(transform, change.b, change.e)
    return Affine(right[0] - transform.c, down[0] - transform.c, x, right[1] - transform.f, down[1] - transform.f, y)


def made(tif: Tif, pixels: Pixels, name: str = "scene.tif") -> Callable[[Path], Path]:
    """What writes these pixels under this name into a folder that it is given."""
    return lambda folder: tif.write(folder / name, pixels)


def ground_area_ha(transform: Affine, crs: Any, width: int = SIDE, height: int = SIDE) -> float:
    """Area of the whole grid on the ellipsoid: its outline with 64 points a side, as a geodesic polygon."""
    t = np.linspace(0, 1, 65)[:-1]
    columns = width * np.concatenate([t, np.ones(64), 1 - t, np.zeros(64)])
    rows = height * np.concatenate([np.zeros(64), t, np.ones(64), 1 - t])
    x, y = at(transform, columns, rows)
    longitude, latitude = Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326", always_xy=True).transform(x, y)
    area, _ = Geod(ellps="WGS84").polygon_area_perimeter(longitude, latitude)
    return abs(float(area)) / 1e4
