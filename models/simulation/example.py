"""A small simulated Sentinel-2 scene for a first run: farmland with one cloud, from tables and a random seed.

Spectra follow the shapes of published field libraries (USGS splib07; Baret et al. for crops over soil) at the centres
of the Sentinel-2 bands. It is a picture of what such a scene looks like, not a measurement, and its tags say so.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

Floats = NDArray[np.float32]

SIDE = 600  # pixels of 10 m; divisible by 6, so that 60 m bands fit
BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")
FILE_NAME = "simulated_S2_L2A_20230614.tif"
_PIXELS_OF = {"B01": 6, "B09": 6} | dict.fromkeys(("B05", "B06", "B07", "B8A", "B11", "B12"), 2)
_SEED = 20230614
_NOISE = 0.0015  # reflectance, one standard deviation
_CLOUD_SHIFT = (-46, -22)  # rows, columns from cloud to shadow: sun in the south-east, 55° high, base at 730 m

_SPECTRA = {  # surface reflectance in percent, in the order of BANDS
    "dry soil": (9, 11, 15, 20, 23, 25, 27, 29, 31, 32, 39, 35),
    "wet soil": (5, 6.2, 8.4, 11, 13, 14.5, 16, 17.5, 18.5, 19, 23, 19),
    "crop": (1.6, 2.2, 5.0, 2.6, 9, 33, 43, 46, 47, 47, 21, 9.5),
    "young crop": (2.2, 3.0, 7.2, 4.2, 12.5, 34, 41, 43, 44.5, 45, 23, 12),
    "ripe crop": (6, 8, 12, 16.5, 20, 24, 27, 30, 32.5, 34, 36, 25),
    "rape": (2.5, 4.2, 13.5, 11.5, 19, 33, 38, 40, 41, 42, 20, 10.5),
    "grass": (2.4, 3.3, 6.6, 4.9, 11, 26, 32, 34, 36, 37, 24, 13.5),
    "trees": (1.2, 1.7, 3.4, 2.0, 5.6, 20, 26, 28, 29.5, 30, 13, 5.6),
    "water": (4.2, 4.0, 3.9, 2.5, 2.3, 1.6, 1.5, 1.2, 1.0, 0.9, 0.5, 0.4),
    "track": (13, 16, 20, 24, 26, 27.5, 29, 30, 31, 32, 36, 34),
    "roofs": (11, 13, 15.5, 18.5, 20, 21.5, 23, 24, 25, 26, 29, 27),
    "cloud": (70, 71, 70, 71, 72, 73, 73, 74, 74, 60, 60, 47),
}
_STAGES = ("crop", "crop", "young crop", "ripe crop", "rape", "grass", "dry soil", "wet soil")


@dataclass(frozen=True)
class Field:
    """One parcel in the turned grid of fields: its corners in pixels, cover and how much of the ground it shades."""

    box: tuple[float, float, float, float]  # top, left, bottom, right
    cover: str
    fraction: float  # 0–1, of ground under the crop


def write_example(folder: Path) -> Path:
    """Write the simulated scene into a folder; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    stored = np.rint(simulate() * 10000 + 1000)
    numbers = np.where(np.isnan(stored), 0, np.clip(stored, 1, 65535)).astype(np.uint16)
    profile = {
        "driver": "GTiff", "dtype": "uint16", "count": len(BANDS), "height": SIDE, "width": SIDE, "nodata": 0,
        "crs": CRS.from_epsg(32631), "transform": Affine(10, 0, 396000, 0, -10, 5340000), "tiled": True,
        "blockxsize": 256, "blockysize": 256, "compress": "deflate", "predictor": 2,
    }  # fmt: skip
    part = path.with_suffix(".part")
    with rasterio.open(part, "w", **profile) as target:
        target.write(numbers)
        target.descriptions = BANDS
        target.scales, target.offsets = (1e-4,) * len(BANDS), (-0.1,) * len(BANDS)
        target.update_tags(
            PLATFORM="Sentinel-2A", PROCESSING_LEVEL="Level-2A", ACQUISITION_TIME="2023-06-14T10:56:21Z",
            SIMULATED="yes: agri-orchestrator models/simulation/example.py, no measurement",
        )  # fmt: skip
    part.replace(path)
    return path


def simulate() -> Floats:
    """(12, 600, 600) surface reflectance 0–1 in the order of BANDS, NaN beyond the edge of the orbit."""
    from scipy.ndimage import gaussian_filter

    random = np.random.default_rng(_SEED)
    scene = _under_cloud(_ground(random), random)
    for place, band in enumerate(BANDS):
        size = _PIXELS_OF.get(band, 1)
        seen = gaussian_filter(scene[place], 0.45 * size)  # point spread: about one pixel wide at half height
        if size > 1:
            means = seen.reshape(SIDE // size, size, SIDE // size, size).mean(axis=(1, 3))
            means += random.normal(0, _NOISE, means.shape)
            scene[place] = means.repeat(size, axis=0).repeat(size, axis=1)
        else:
            scene[place] = seen + random.normal(0, _NOISE, seen.shape)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    scene[:, columns > 585 - 0.18 * rows + 0.18 * SIDE / 2 - 20] = np.nan
    return scene


def _ground(random: np.random.Generator) -> Floats:
    """(12, h, w) reflectance without cloud: fields, then what lies between and over them."""
    spectra = {name: np.array(values, np.float32) / np.float32(100) for name, values in _SPECTRA.items()}
    rough, wide = _texture(random, 2.0), _texture(random, 14.0)
    y, x = _turned(np.radians(16.0))
    scene = np.empty((len(BANDS), SIDE, SIDE), np.float32)
    soil = spectra["dry soil"][:, None, None] * (1 + 0.10 * wide)
    scene[:] = soil
    track = np.zeros((SIDE, SIDE), bool)
    for field in _fields(random):
        top, left, bottom, right = field.box
        inside = (y >= top) & (y < bottom) & (x >= left) & (x < right)
        fraction = np.clip(field.fraction * (1 + 0.16 * wide[inside] + 0.05 * rough[inside]), 0, 1)
        ground = soil[:, inside]
        scene[:, inside] = ground + fraction * (spectra[field.cover][:, None] - ground)
        if random.random() < 0.35:
            track |= inside & ((x - left < 0.9) | (y - top < 0.9))
    scene *= 1 + 0.02 * rough
    _paint(scene, track, spectra["track"], 0.8)
    _village(scene, random, spectra)
    _paint(scene, _woods(wide, random, rough), spectra["trees"], 1.0, 0.22 * rough)
    _river(scene, spectra)
    return scene


def _fields(random: np.random.Generator) -> list[Field]:
    """Parcels of 80 m to 500 m by halving of ever smaller rectangles."""
    todo, fields = [(-300.0, -300.0, 900.0, 900.0)], []
    while todo:
        top, left, bottom, right = todo.pop()
        height, width = bottom - top, right - left
        if max(height, width) > 58 or (max(height, width) > 26 and random.random() < 0.5):
            cut = random.uniform(0.35, 0.65)
            if height * random.uniform(0.7, 1.3) > width:
                middle = top + cut * height
                todo += [(top, left, middle, right), (middle, left, bottom, right)]
            else:
                middle = left + cut * width
                todo += [(top, left, bottom, middle), (top, middle, bottom, right)]
            continue
        cover = str(random.choice(_STAGES))
        fields.append(Field((top, left, bottom, right), cover, float(random.uniform(0.55, 0.98))))
    return fields


def _turned(angle: float) -> tuple[Floats, Floats]:
    """Rows and columns of a grid turned by an angle."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    y = rows * np.cos(angle) - columns * np.sin(angle) + 120
    x = rows * np.sin(angle) + columns * np.cos(angle)
    return y.astype(np.float32), x.astype(np.float32)


def _texture(random: np.random.Generator, width: float) -> Floats:
    """(h, w) noise of mean 0 and standard deviation 1, as wide as given, in pixels."""
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(random.standard_normal((SIDE, SIDE), dtype=np.float32), width, mode="wrap")
    return np.asarray(noise / noise.std(), np.float32)


def _woods(wide: Floats, random: np.random.Generator, rough: Floats) -> Floats:
    """(h, w) share of ground under trees: two woods, and rows and groups of trees."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    woods = np.zeros((SIDE, SIDE), np.float32)
    for centre_row, centre_column, size in ((110, 470, 52), (500, 90, 70)):
        distance = np.hypot((rows - centre_row) / 0.8, columns - centre_column) + 16 * wide
        woods = np.maximum(woods, (distance < size).astype(np.float32))
    groups = _texture(random, 2.5)
    return np.maximum(woods, (groups + 0.15 * rough > 3.0).astype(np.float32))


def _river(scene: Floats, spectra: dict[str, Floats]) -> None:
    """A river with wooded banks, and a reservoir."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    course = 205 + 38 * np.sin(rows / 71.0) + 17 * np.sin(rows / 29.0 + 1.0) + 0.12 * rows
    distance = np.abs(columns - course)
    _paint(scene, distance < 9.5, spectra["trees"], 0.85)
    pond = np.hypot((rows - 372) / 0.62, columns - 395) + 7 * np.sin(np.arctan2(rows - 372, columns - 395) * 3) < 45
    _paint(scene, (distance < 4.5) | pond, spectra["water"], 1.0)


def _village(scene: Floats, random: np.random.Generator, spectra: dict[str, Floats]) -> None:
    """Roofs, gardens and lanes on a few hundred metres."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    place = np.hypot(rows - 300, (columns - 480) / 1.4) < 27
    _paint(scene, place, spectra["grass"], 0.9)
    _paint(scene, place & (random.random((SIDE, SIDE)) < 0.34), spectra["roofs"], 1.0)
    _paint(scene, np.abs(rows - 300 - 0.22 * (columns - 480)) < 0.8, spectra["track"], 0.85)


def _paint(
    scene: Floats, where: NDArray[np.bool_] | Floats, spectrum: Floats, cover: float, texture: Floats | float = 0.0
) -> None:
    """Lay a cover over the ground; `where` is its share of each pixel."""
    share = np.asarray(where, np.float32) * cover
    laid = spectrum[:, None, None] * (1 + np.asarray(texture, np.float32))
    scene += share * (laid - scene)


def _under_cloud(ground: Floats, random: np.random.Generator) -> Floats:
    """The ground with one cumulus over it and the cloud's shadow north-west of it."""
    from scipy.ndimage import gaussian_filter

    rows, columns = np.mgrid[:SIDE, :SIDE]
    billows = _texture(random, 7.0) + 0.5 * _texture(random, 3.0)
    distance = np.hypot((rows - 215) / 0.75, columns - 330)
    thickness = np.clip((66 - distance + 11 * billows) / 14, 0, 1)
    opacity = gaussian_filter(thickness, 1.5).astype(np.float32)
    dark = np.roll(gaussian_filter(thickness, 2.5), _CLOUD_SHIFT, axis=(0, 1)).astype(np.float32)
    skylight = np.linspace(0.42, 0.18, len(BANDS), dtype=np.float32)  # left in the shadow: more in the blue
    shaded = ground * (1 - dark * (1 - skylight[:, None, None]))
    bright = np.array(_SPECTRA["cloud"], np.float32)[:, None, None] / 100 * (1 + 0.05 * billows)
    return np.asarray(shaded * (1 - opacity) + bright * opacity, np.float32)
