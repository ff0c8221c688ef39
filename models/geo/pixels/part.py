"""The part of a scene around the fields: where they cover little of a large one, the rest is not read."""

from math import ceil, floor

from rasterio.windows import Window

from models.geo.contract.bands import OPTICAL_SENSORS
from models.geo.contract.scene import Grid, Part, Scene
from models.geo.pixels.area import measure_pixel_size

AROUND_M = 6500.0
"""Metres around the fields from which a cloud may throw its shadow, and that the cloud network looks at."""
AROUND_OTHERS_M = 1000.0
"""Metres around the fields of scenes whose clouds cannot be looked for: what the other networks look at, and more."""
LEAST_SAVED = 0.4
"""Share of a scene that must be left out, else it is read whole."""
SMALLEST = 1500 * 1500
"""Pixels of a scene below which it is read whole: it takes seconds."""
_STEP = 48  # pixels; blocks of averaged pixels then lie as in the whole scene

Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom in columns and rows."""


def find_part(scene: Scene, fields: Bounds) -> Window | None:
    """Find what is to be read around fields with these bounds; None for the whole."""
    size, (height, width) = scene.grid.pixel_size_m, scene.grid.shape
    if size is None or height * width < SMALLEST:
        return None
    around = AROUND_M if scene.sensor.value in OPTICAL_SENSORS else AROUND_OTHERS_M
    left, right = _span(fields[0], fields[2], around / size[0], width)
    top, bottom = _span(fields[1], fields[3], around / size[1], height)
    if (right - left) * (bottom - top) > (1 - LEAST_SAVED) * height * width:
        return None
    return Window(left, top, right - left, bottom - top)


def _span(first: float, last: float, around: float, length: int) -> tuple[int, int]:
    start = max(floor((first - around) / _STEP) * _STEP, 0)
    return start, min(max(ceil((last + around) / _STEP) * _STEP, start + _STEP), length)


def take_part(scene: Scene, window: Window) -> Scene:
    """The scene with a window of its grid as grid, and a note that says so."""
    whole = scene.whole
    left, top, width, height = map(int, (window.col_off, window.row_off, window.width, window.height))
    moved = whole.affine @ whole.affine.translation(left, top)
    place = {
        "width": width, "height": height, "transform": tuple(moved)[:6],
        "pixel_size_m": measure_pixel_size(moved, whole.crs, (height, width)),
    }  # fmt: skip
    told = (
        f"only the part around the parcels was read, {width} × {height} of {whole.width} × {whole.height} pixels; "
        "--whole-scene reads all"
    )
    grid, part = Grid.model_validate(whole.model_dump() | place), Part(column=left, row=top, whole=whole)
    return scene.model_copy(update={"grid": grid, "part": part, "notes": (*scene.notes, told)})
