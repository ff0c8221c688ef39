"""Maps for the report, of indices and of classes, with the outlines of parcels, their names and places to go."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from models.arrays import Bytes
from models.geo.contract.ground_classes import CLEAR
from models.geo.indices.scales import Scale, find_scale
from models.schemas import IndexStats, Language
from nodes.report.maps.names import Box, Ground, Name, place_names, shorten
from nodes.report.maps.paint import NO_CROP, OUTSIDE, UNDEFINED, paint_over, shade_classes, shade_values
from nodes.report.maps.parcels import Outlines, choose_named, draw_outlines, mark_places, read_outlines
from nodes.report.maps.sheet import INK, MARK, Entry, Sheet, Words, list_patterns, points
from nodes.report.maps.view import View, choose_view
from nodes.run_folder.files import PREVIEW
from nodes.state import SceneState


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
    words = ("cloud and cloud shadow are grey and striped, " if masked else "") + "ground without data is white"
    return words + (f", {_outlined(state)} large enough have a dark outline" if state.has_outlines else "")


def _outlined(state: SceneState) -> str:
    return "areas" if state.fields is not None and state.fields.alike is not None else "fields"


def describe_colours(stats: IndexStats) -> str:
    """The colours of the map of an index in words, and the values at their ends."""
    scale = find_scale(stats)
    ends = f"{scale.low:g} to {scale.high:g}".replace("-", "−")
    ramp = scale.ramp
    words = f"{ramp.low.word} for {ramp.low_means} to {ramp.high.word} for {ramp.high_means}"
    return f"{words}, {'always from' if scale.is_fixed else 'from'} {ends}"


def draw_index(state: SceneState, stats: IndexStats, run_dir: Path) -> bytes:
    """Draw one index as a PNG."""
    assert state.scene is not None and state.indices is not None and state.clouds is not None
    outlines = read_outlines(state, run_dir)
    view, scale = choose_view(state.scene.grid, outlines.shapes), find_scale(stats)
    band = [entry.name for entry in state.indices.stats].index(stats.name) + 1
    values = view.read(run_dir / state.indices.raster, band)
    classes = view.read(run_dir / state.clouds.raster).astype(np.uint8)
    classes[(classes == CLEAR) & ~np.isfinite(values)] = UNDEFINED
    title = f"{stats.name}: {scale.ramp.shows}"
    words = Words(title, (_say_day(state), stats.long_name), list_patterns(classes), state.request.language)
    return _draw(state, run_dir, _Drawn(view, outlines, words, scale, paint_over(shade_values(values, scale), classes)))


def draw_classes(state: SceneState, result: Classified, title: str, named: Mapping[str, str], run_dir: Path) -> bytes:
    """Draw a map of classes as a PNG, under a title and each class in its colour by its name; the last has no crop."""
    assert state.scene is not None and state.clouds is not None
    outlines = read_outlines(state, run_dir)
    view = choose_view(state.scene.grid, outlines.shapes)
    found = view.read(run_dir / result.raster).astype(np.uint8)
    classes = view.read(run_dir / state.clouds.raster).astype(np.uint8)
    bare = (found == len(named)) & (classes == CLEAR)
    classes[bare] = NO_CROP
    if len(outlines.shapes):
        classes[bare & (view.enlarge(outlines.cover(view)) == 0)] = OUTSIDE
    shown = tuple(Entry(name, colour) for name, colour in [*named.items()][:-1])
    notes = (_say_day(state), "made up") if result.fake else (_say_day(state),)
    words = Words(title, notes, (*shown, *list_patterns(classes)), state.request.language)
    return _draw(state, run_dir, _Drawn(view, outlines, words, None, paint_over(shade_classes(found, named), classes)))


def _say_day(state: SceneState) -> str:
    return state.scene.acquired.value[:10] if state.scene and state.scene.acquired.value else "day not known"


class _Drawn:
    """One map: what it shows, of which ground, in which words."""

    def __init__(self, view: View, outlines: Outlines, words: Words, scale: Scale | None, picture: Bytes) -> None:
        self.view, self.outlines, self.words, self.scale, self.picture = view, outlines, words, scale, picture


def _draw(state: SceneState, run_dir: Path, drawn: _Drawn) -> bytes:
    view = drawn.view
    places = state.fields.places if state.fields else ()
    marks = mark_places(places, view)
    count = len(drawn.outlines.shapes)
    chosen = choose_named(state, count)
    words = _say_more(drawn.words, bool(np.isfinite(marks).any()), len(chosen), count)
    sheet = Sheet(view, words, drawn.scale)
    sheet.show(drawn.picture)
    taken: list[Box] = [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in marks[np.isfinite(marks[:, 0])].tolist()]
    draw_named(sheet, drawn.outlines, chosen, taken)
    for number, (x, y) in enumerate(marks.tolist(), 1):
        if np.isfinite(x):
            sheet.mark(sheet.map, x, y, str(number))
    if view.is_part:
        sheet.locate(_read_preview(run_dir / PREVIEW))
    return sheet.png()


def draw_named(sheet: Sheet, outlines: Outlines, named: Sequence[int], taken: Sequence[Box] = ()) -> None:
    """Draw outlines on a sheet, and the names of those at these places of the list, where nothing else stands."""
    shapes, frame = outlines.place_on(sheet.view, named), sheet.view.frame
    draw_outlines(sheet.map, shapes)
    there = [(place, outlines.names[place]) for place in named if shapes[place].area > 0]
    wanted = [(shorten(name, _can_write) or f"no. {place + 1}", shapes[place]) for place, name in there]
    ground = Ground((float(frame.width), float(frame.height)), shapes)
    for name in place_names(wanted, sheet.measure, taken, ground):
        _write_name(sheet.map, name)


_NAMED: dict[Language, str] = {
    "en": "the {named} worst of {count} fields are named",
    "fr": "les {named} pires des {count} parcelles sont nommées",
}


def _say_more(words: Words, has_places: bool, named: int, count: int) -> Words:
    """Add what numbers on the map mean, and which of many fields are named."""
    notes = words.notes
    if 0 < named < count:
        notes = (notes[0], _NAMED[words.language].format(named=named, count=count), *notes[1:])
    legend = (*words.legend, Entry("where to go and look", None)) if has_places else words.legend
    return replace(words, notes=notes, legend=legend)


def _can_write(letter: str) -> bool:
    return ord(letter) in _letters()


@cache
def _letters() -> Mapping[int, int]:
    """The letters that the font of the maps has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    found: Mapping[int, int] = get_font(findfont(FontProperties())).get_charmap()
    return found


def _write_name(axes: Any, name: Name) -> None:
    """In dark letters with a light rim, which show on any ground."""
    from matplotlib.patheffects import withStroke

    left, top, right, bottom = name.box
    x, y = (left + right) / 2, (top + bottom) / 2
    if name.points_to is not None:
        end = (min(max(name.points_to[0], left), right), min(max(name.points_to[1], top), bottom))
        rim = [withStroke(linewidth=3, foreground="white")]
        axes.plot([end[0], name.points_to[0]], [end[1], name.points_to[1]], color=INK, lw=1, path_effects=rim)
    axes.text(
        x, y, name.text, size=points(19), ha="center", va="center_baseline", color=INK, parse_math=False,
        path_effects=[withStroke(linewidth=3.5, foreground="white")], zorder=5,
    )  # fmt: skip


def _read_preview(path: Path) -> Bytes | None:
    from PIL import Image

    if not path.is_file():
        return None
    with Image.open(path) as picture:
        picture.thumbnail((200, 200))
        return np.asarray(picture.convert("RGB"))
