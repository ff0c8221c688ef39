"""The map of a comparison: brown fell, green rose, on one scale for every map; outlines with names."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from affine import Affine
from rasterio.enums import Resampling
from rasterio.windows import Window

from models.arrays import Floats
from models.geo.contract.scene import Grid
from models.geo.pixels.source import open_raster
from nodes.compare import words
from nodes.compare.results import CHANGE, CLEAR, ChangeResult
from nodes.report.map_sheet import DPI, NAMES, Frame, Sheet, frame_of

REACH = 0.5
"""Change at which the colours end; larger ones look the same."""
_COLOURS = ("BrBG", -REACH, REACH)
"""ColorBrewer's brown to blue-green, which colour-blind readers tell apart; white is no change."""
_MARGIN = 0.15  # of the fields' extent, shown around them
_NAMED = 40  # fields; beyond, names would cover the map


def draw_change(folder: Path, result: ChangeResult, outlines: Sequence[Any]) -> bytes:
    """Draw the map as a PNG, of the ground around the fields; `outlines` lie in columns and rows."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    window = _find_extent(outlines, result.grid.shape)
    grid = _cut_grid(result.grid, window)
    frame = frame_of(grid)
    change, classes = (_read(folder / name, window, frame) for name in (CHANGE, CLEAR))
    codes = classes.astype(np.uint8)
    sheet = Sheet(Figure(dpi=DPI, facecolor="white"), frame)
    days = words.name_dates(result.first.acquired, result.second.acquired)
    sheet.title(words.MAP_HEADING.format(index=result.indices[0], before=days[0], after=days[1]))
    sheet.place(grid)
    sheet.map(change, codes, _COLOURS)
    sheet.legend(tuple(code for code in NAMES if (codes == code).any()))
    _draw_fields(sheet, result, outlines, window)
    buffer = BytesIO()
    canvas: Any = FigureCanvasAgg(sheet.figure)
    canvas.print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()


def _find_extent(outlines: Sequence[Any], shape: tuple[int, int]) -> Window:
    """Find the pixels around all outlines that lie on the ground; all of it without any."""
    whole = Window(0, 0, shape[1], shape[0])
    if not len(outlines):
        return whole
    bounds = shapely.total_bounds(shapely.clip_by_rect(np.array([*outlines], dtype=object), 0, 0, shape[1], shape[0]))
    if not np.isfinite(bounds).all():
        return whole
    margin = max(4.0, _MARGIN * max(bounds[2] - bounds[0], bounds[3] - bounds[1]))
    left, top = (max(int(np.floor(side - margin)), 0) for side in bounds[:2])
    right, bottom = (
        min(int(np.ceil(side + margin)), end) for side, end in zip(bounds[2:], shape[::-1], strict=True)
    )  # fmt: skip
    return Window(left, top, right - left, bottom - top)


def _cut_grid(grid: Grid, window: Window) -> Grid:
    moved = grid.affine @ Affine.translation(window.col_off, window.row_off)
    return grid.model_copy(
        update={"width": window.width, "height": window.height, "transform": tuple(moved)[:6]}
    )  # fmt: skip


def _read(path: Path, window: Window, frame: Frame) -> Floats:
    """(h, w) values as drawn; nearest neighbour, so classes stay classes."""
    shape = min(window.height, frame.height), min(window.width, frame.width)
    with open_raster(path) as source:
        coarse = source.read(1, window=window, out_shape=shape, resampling=Resampling.nearest)
    rows = (np.arange(frame.height) * shape[0]) // frame.height
    columns = (np.arange(frame.width) * shape[1]) // frame.width
    return np.asarray(coarse[rows][:, columns], np.float32)


def _draw_fields(sheet: Sheet, result: ChangeResult, outlines: Sequence[Any], window: Window) -> None:
    """Draw outlines, black with a white rim so that they show on every colour, and names in their middle."""
    from matplotlib.patheffects import withStroke

    axes = sheet.axes(sheet.MARGIN, sheet.STRIP + sheet.LEGEND, sheet.frame.width, sheet.frame.height)
    axes.set(xlim=(0, window.width), ylim=(window.height, 0), facecolor="none")
    axes.axis("off")
    rim = [withStroke(linewidth=3, foreground="white")]
    for field, outline in zip(result.fields, outlines, strict=True):
        shown = shapely.transform(outline, lambda places: places - (window.col_off, window.row_off))
        for part in shapely.get_parts(shown):
            for ring in (part.exterior, *part.interiors):
                axes.plot(*np.array(ring.coords).T, color="black", lw=1.2, path_effects=rim)
        inside = shapely.clip_by_rect(shown, 0, 0, window.width, window.height)
        if len(outlines) <= _NAMED and not shapely.is_empty(inside):
            x, y = shapely.get_coordinates(shapely.point_on_surface(inside))[0]
            name = field.name.replace("$", r"\$")
            axes.text(x, y, name, size=9, ha="center", va="center", clip_on=True, path_effects=rim)
