"""Pictures of ground from above, described by what was measured in them.

Sentinel-2 and aerial photographs that have a near infrared band, and simulated farmland. Each part of a scene is
told by the shares of its ground that are water, bare, thinly and densely green, by NDVI and NDWI; places, not dates,
are split.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio

from models.arrays import Bytes, Floats
from models.geo.contract.scene import Unit
from models.geo.pixels.picture import choose_stretch
from models.retrieval.learning.pictures import SIDE, Picture

_PART = 96  # pixels a side of a part of a Sentinel-2 scene
_AERIAL_PART = 180
_MAINLY, _MIXED_BELOW = 0.6, 0.5  # share of the largest cover; what lies between is neither
_COVERS = {
    "water": "open water",
    "bare": "bare soil",
    "thin": "thin or patchy green cover",
    "dense": "dense green crops",
}
_MIXED = "a mosaic of fields, some green and some bare"


@dataclass(frozen=True)
class Source:
    """A set of scenes: where they lie, which layers are blue, green, red, near infrared, and their scale and offset."""

    name: str
    files: str
    layers: tuple[int, int, int, int]  # from 1
    seen_by: str
    scale: float = 1e-4
    offset: float = 0.0
    part: int = _PART
    thin: float = 0.25  # NDVI from which ground is thinly green
    dense: float = 0.55


SOURCES = (
    Source(
        "telangana", "s2_multispectral/telangana_chips/*.tif", (3, 2, 1, 4), "satellite", offset=-0.1, part=0, dense=0.5
    ),
    Source("boadella", "s2_multispectral/eotdl_boadella/*.tif", (2, 3, 4, 8), "satellite"),
    Source("coast", "s2_multispectral/eotdl_coastal_chips/*.tif", (2, 3, 4, 8), "satellite", part=0),
    Source(
        "naip",
        "rgbn_aerial/naip_nd/*.tif",
        (3, 2, 1, 4),
        "aeroplane",
        1 / 255,
        part=_AERIAL_PART,
        thin=0.05,
        dense=0.25,
    ),
)
_BANDS_SIMULATED = (0, 1, 2, 6)


def list_overhead(data: Path, seasons: Path | None, simulated: int) -> Iterator[tuple[Picture, Bytes]]:
    """List all parts with their pixels; simulated ones where seasons are given."""
    for source in SOURCES:
        for path in sorted(data.glob(source.files)):
            yield from _cut(path, data, source)
    if seasons is not None:
        yield from _simulate(seasons, simulated)


def _cut(path: Path, data: Path, source: Source) -> Iterator[tuple[Picture, Bytes]]:
    with rasterio.open(path) as opened:
        stored = opened.read(source.layers).astype(np.float32)
    values = np.where((stored > 0).all(axis=0), stored * source.scale + source.offset, np.float32(np.nan))
    height, width = values.shape[1:]
    part = source.part or max(height, width)
    for top in range(0, max(height - part, 0) + 1, part):
        for left in range(0, max(width - part, 0) + 1, part):
            cut = values[:, top : top + part, left : left + part]
            if np.isfinite(cut[0]).mean() < 0.7 or min(cut.shape[1:]) < 16:
                continue
            place = path.stem if source.part == 0 else f"{top}-{left}"
            file = f"{path.relative_to(data)}#{top},{left}"
            yield from _describe(file, f"{source.name}/{place}", cut, source)


def _simulate(seasons: Path, count: int) -> Iterator[tuple[Picture, Bytes]]:
    from models.simulation.canopy import Canopy
    from models.simulation.farmland.draw import draw_farmland
    from models.simulation.seasons import TABLE, read_groups

    groups, canopy = read_groups(seasons), Canopy.load_or_tabulate(seasons.with_name(TABLE))
    source = Source("simulated", "", (1, 2, 3, 4), "simulated satellite")
    for number in range(count):
        random = np.random.default_rng((7, number))
        land = draw_farmland(random, groups[int(random.integers(len(groups)))].families, canopy, _PART)
        yield from _describe(
            f"simulated#{number}", f"simulated/{number}", land.reflectance[list(_BANDS_SIMULATED)], source
        )


def _describe(file: str, group: str, values: Floats, source: Source) -> Iterator[tuple[Picture, Bytes]]:
    blue, green, red, near = values
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi, ndwi = (near - red) / (near + red), (green - near) / (green + near)
    seen = np.isfinite(ndvi)
    water = seen & (ndwi > 0.05) & (ndvi < 0.1)
    land = seen & ~water
    shares = {
        "water": float(water.sum() / seen.sum()),
        "bare": float((land & (ndvi < source.thin)).sum() / seen.sum()),
        "thin": float((land & (ndvi >= source.thin) & (ndvi < source.dense)).sum() / seen.sum()),
        "dense": float((land & (ndvi >= source.dense)).sum() / seen.sum()),
    }
    most = max(shares, key=lambda name: shares[name])
    if _MIXED_BELOW <= shares[most] < _MAINLY:
        return
    cover = most if shares[most] >= _MAINLY else "mixed"
    words = _say(cover, shares, float(ndvi[land].mean()) if land.any() else None, source.seen_by)
    from PIL import Image

    picture = Picture(file, f"overhead/{source.seen_by.split()[-1]}_{cover}", "overhead", group, words)
    unit: Unit = "picture" if source.seen_by == "aeroplane" else "reflectance"
    shown = choose_stretch(np.stack([red, green, blue]), "true colour", unit)
    pixels = shown.draw(np.stack([red, green, blue])).opaque()
    yield picture, np.asarray(Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC))


def _say(cover: str, shares: dict[str, float], ndvi: float | None, seen_by: str) -> tuple[str, ...]:
    what = _COVERS.get(cover, _MIXED)
    listed = ", ".join(f"{round(100 * share)} % {_COVERS[name]}" for name, share in shares.items() if share >= 0.05)
    mean = f", mean NDVI {ndvi:.2f}" if ndvi is not None and cover != "water" else ""
    view = "an aerial photograph" if seen_by == "aeroplane" else f"a {seen_by} picture"
    return (
        f"{view} of {what}",
        f"ground seen from above by {seen_by}: {listed}{mean}",
        f"{what}, seen from above in {view}",
        f"looking down by {seen_by} on {what}{mean}",
    )


def title_of(subject: str) -> str:
    """Say what a subject of pictures from above is."""
    seen_by, _, cover = subject.removeprefix("overhead/").rpartition("_")
    return f"{_COVERS.get(cover, _MIXED)} from above ({seen_by})".capitalize()
