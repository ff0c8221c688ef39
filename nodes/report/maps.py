"""Maps for the report, of indices and of classes, in colours that colour-blind readers tell apart."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from models.schemas import IndexStats
from nodes.report.map_sheet import DPI, NAMES, UNDEFINED, Sheet, frame_of, read_drawn
from nodes.state import SceneState

FIXED = {
    "NDVI": ("viridis", -0.1, 0.9),
    "VV_dB": ("viridis", -20.0, 0.0), "HH_dB": ("viridis", -20.0, 0.0), "backscatter_dB": ("viridis", -25.0, 0.0),
    "VH_dB": ("viridis", -28.0, -8.0), "HV_dB": ("viridis", -28.0, -8.0),
    "VH_minus_VV_dB": ("viridis", -14.0, -2.0), "HV_minus_HH_dB": ("viridis", -14.0, -2.0),
}  # fmt: skip
"""Colours that mean the same on every map, so that dates and fields can be compared by eye."""


class Classified(Protocol):
    """A result whose raster holds classes from 1 on, and 0 where there is no data."""

    @property
    def raster(self) -> str:
        """The name of the file."""

    @property
    def fake(self) -> bool:
        """Whether a demonstration backend made it up."""


def describe_rest(state: SceneState) -> str:
    """What a map shows beside its subject, for who cannot see it."""
    masked = state.clouds is not None and state.clouds.reason_unmasked is None
    return ("cloud and cloud shadow are grey and striped, " if masked else "") + "ground without data is white"


def describe_colours(stats: IndexStats) -> str:
    """The colours of the map of an index in words."""
    return "brown below zero to green above" if colours_of(stats)[0] == "BrBG" else "violet for low to yellow for high"


def colours_of(stats: IndexStats) -> tuple[str, float, float]:
    """Colour map and its ends: fixed, or the 5th and 95th percentile on viridis, or a scale about zero on BrBG.

    Both are even to the eye and safe for colour-blind readers. Two-sided colours are taken where each side of zero has
    at least a fifth of the range, because only then is zero a border that the map should show.
    """
    if stats.name in FIXED:
        return FIXED[stats.name]
    low, high = stats.percentiles["5"], stats.percentiles["95"]
    if high - low < 0.02:
        middle = (high + low) / 2
        low, high = middle - 0.05, middle + 0.05
    is_index = stats.unit == "1" and not stats.is_relative  # of others zero is no border
    if is_index and low < 0 < high and min(-low, high) >= 0.2 * (high - low):
        reach = max(-low, high)
        return "BrBG", -reach, reach
    return "viridis", low, high


def draw_index(state: SceneState, stats: IndexStats, run_dir: Path) -> bytes:
    """Draw one index as a PNG."""
    assert state.scene is not None and state.indices is not None and state.clouds is not None
    grid, frame = state.scene.grid, frame_of(state.scene.grid)
    band = [entry.name for entry in state.indices.stats].index(stats.name) + 1
    values = read_drawn(run_dir / state.indices.raster, band, frame, grid)
    classes = read_drawn(run_dir / state.clouds.raster, 1, frame, grid).astype(np.uint8)
    classes[(classes == 1) & ~np.isfinite(values)] = UNDEFINED
    sheet = _sheet(state, f"{stats.name}: {stats.long_name}")
    sheet.map(values, classes, colours_of(stats))
    sheet.legend(tuple(code for code in NAMES if (classes == code).any()))
    return _png(sheet)


def draw_classes(state: SceneState, result: Classified, title: str, named: Mapping[str, str], run_dir: Path) -> bytes:
    """Draw a map of classes as a PNG, under a title and each class in its colour by its name."""
    from matplotlib.colors import to_rgb

    assert state.scene is not None and state.clouds is not None
    grid, frame = state.scene.grid, frame_of(state.scene.grid)
    found = read_drawn(run_dir / result.raster, 1, frame, grid).astype(np.uint8)
    classes = read_drawn(run_dir / state.clouds.raster, 1, frame, grid).astype(np.uint8)
    shades = np.array([(1.0, 1.0, 1.0), *(to_rgb(colour) for colour in named.values())])
    sheet = _sheet(state, title + (" (made up)" if result.fake else ""))
    sheet.paint(np.rint(255 * shades[found]).astype(np.uint8), classes)
    sheet.legend(tuple(code for code in NAMES if (classes == code).any()), dict(named))
    return _png(sheet)


def _sheet(state: SceneState, title: str) -> Sheet:
    from matplotlib.figure import Figure

    assert state.scene is not None
    sheet = Sheet(Figure(dpi=DPI, facecolor="white"), frame_of(state.scene.grid))
    sheet.title(title)
    sheet.place(state.scene.grid)
    return sheet


def _png(sheet: Sheet) -> bytes:
    """Without times or version numbers in it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = BytesIO()
    canvas: Any = FigureCanvasAgg(sheet.figure)
    canvas.print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()
