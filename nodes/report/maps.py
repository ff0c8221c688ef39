"""Maps for the report, of indices, of crop health and of risk, in colours that colour-blind readers tell apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from models.files import write_whole
from models.health.config import CLASSES as CONDITIONS
from models.health.config import COLOURS as OF_HEALTH
from models.risk.config import CLASSES as RISKS
from models.risk.config import COLOURS as OF_RISK
from models.schemas import HealthResult, IndexStats, RiskResult
from nodes.report.claims import marked
from nodes.report.map_sheet import DPI, NAMES, UNDEFINED, Sheet, frame_of, read_drawn
from nodes.state import SceneState

HEALTH, RISK = "health", "risk"
FIXED = {"NDVI": ("viridis", -0.1, 0.9)}
"""Colours that mean the same on every map, so that dates and fields can be compared by eye."""
_HEALTH_WORDS = "green for healthy over light green and orange to purple for severe; grey ground shows no crop to judge"
_RISK_WORDS = "blue for low over yellow for medium to dark red for high; grey ground shows no crop to judge"
_NO_CROP = "no crop to judge"
WISHED = ("NDVI", "NDMI")
"""Indices that an agronomist looks at first: how green, how wet."""


@dataclass(frozen=True)
class MapPicture:
    """A map that a report shows: file in the run folder, index and words for who cannot see it."""

    file: str
    index: str
    caption: str


def planned_maps(state: SceneState) -> tuple[MapPicture, ...]:
    """The maps that the report of a state shows: NDVI and NDMI where they are, else the first index; health; risk."""
    masked = state.clouds is not None and state.clouds.reason_unmasked is None
    rest = ("cloud and cloud shadow are grey and striped, " if masked else "") + "ground without data is white"
    found = [
        MapPicture(f"map_{_plain(stats.name)}.png", stats.name, f"Map of {stats.name}: {_words(stats)}; {rest}")
        for stats in _shown(state)
    ]
    for name, result, words in ((HEALTH, state.health, _HEALTH_WORDS), (RISK, state.risk, _RISK_WORDS)):
        if result is not None and state.clouds is not None:
            title = marked(f"Map of {name}", fake=result.fake)
            found.append(MapPicture(f"map_{name}.png", name, f"{title}: {words}; {rest}"))
    return tuple(found)


def draw_maps(state: SceneState, run_dir: Path) -> tuple[MapPicture, ...]:
    """Write each planned map into the run folder; pixels are read as coarse as they are shown."""
    maps, shown = planned_maps(state), {stats.name: stats for stats in _shown(state)}
    for entry in maps:
        write_whole(run_dir / entry.file, _drawn(state, run_dir, entry, shown))
    return maps


def _drawn(state: SceneState, run_dir: Path, entry: MapPicture, shown: Mapping[str, IndexStats]) -> bytes:
    if entry.index == HEALTH and state.health is not None:
        named = dict(zip((*CONDITIONS, _NO_CROP), OF_HEALTH, strict=True))
        return _draw_classes(state, run_dir, state.health, ("Health: condition of crops", named))
    if entry.index == RISK and state.risk is not None:
        named = dict(zip((*RISKS, _NO_CROP), OF_RISK, strict=True))
        return _draw_classes(state, run_dir, state.risk, ("Risk of losing yield", named))
    return _draw(state, run_dir, shown[entry.index])


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
    if low < 0 < high and min(-low, high) >= 0.2 * (high - low):
        reach = max(-low, high)
        return "BrBG", -reach, reach
    return "viridis", low, high


def _shown(state: SceneState) -> list[IndexStats]:
    if state.indices is None or state.clouds is None:
        return []
    drawable = [stats for stats in state.indices.stats if stats.pixels > 0]
    wished = [stats for name in WISHED for stats in drawable if stats.name == name]
    return wished or drawable[:1]


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_"))


def _words(stats: IndexStats) -> str:
    return "brown below zero to green above" if colours_of(stats)[0] == "BrBG" else "violet for low to yellow for high"


def _draw(state: SceneState, run_dir: Path, stats: IndexStats) -> bytes:
    """One index as a PNG."""
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


def _draw_classes(
    state: SceneState, run_dir: Path, result: HealthResult | RiskResult, drawn: tuple[str, dict[str, str]]
) -> bytes:
    """Classes as a PNG, under a title and each in its colour, grey where no crop is to be judged."""
    from matplotlib.colors import to_rgb

    assert state.scene is not None and state.clouds is not None
    (title, named), grid, frame = drawn, state.scene.grid, frame_of(state.scene.grid)
    found = read_drawn(run_dir / result.raster, 1, frame, grid).astype(np.uint8)
    classes = read_drawn(run_dir / state.clouds.raster, 1, frame, grid).astype(np.uint8)
    shades = np.array([(1.0, 1.0, 1.0), *(to_rgb(colour) for colour in named.values())])
    sheet = _sheet(state, title + (" (made up)" if result.fake else ""))
    sheet.paint(np.rint(255 * shades[found]).astype(np.uint8), classes)
    sheet.legend(tuple(code for code in NAMES if (classes == code).any()), named)
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
