"""The map of a comparison: brown fell, green rose, on one scale for every map; outlines with names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.geo.contract.ground_classes import CLEAR as IS_CLEAR
from models.geo.indices.scales import Scale
from models.geo.pixels.colours import CHANGE as BROWN_TO_GREEN
from nodes.compare.results import CHANGE, CLEAR, ChangeResult
from nodes.compare.words import words_of
from nodes.report.maps.draw import draw_named
from nodes.report.maps.paint import UNDEFINED, paint_over, shade_values
from nodes.report.maps.parcels import ALL_NAMED, Outlines
from nodes.report.maps.sheet import Sheet, Words, list_patterns
from nodes.report.maps.view import choose_view

SCALE = Scale(-0.5, 0.5, BROWN_TO_GREEN)
"""Larger changes look the same."""


def draw_change(folder: Path, result: ChangeResult, outlines: Sequence[Any]) -> bytes:
    """Draw the map as a PNG, of the ground around the fields; `outlines` lie in columns and rows."""
    shapes = np.array([*outlines], dtype=object)
    view = choose_view(result.grid, shapes)
    change, classes = view.read(folder / CHANGE), view.read(folder / CLEAR).astype(np.uint8)
    classes[(classes == IS_CLEAR) & ~np.isfinite(change)] = UNDEFINED
    words = words_of(result.language)
    days = words.name_dates(result.first.acquired, result.second.acquired)
    heading = words.MAP_HEADING.format(index=result.indices[0], before=days[0], after=days[1])
    sheet = Sheet(view, Words(heading, (), list_patterns(classes), result.language), SCALE)
    sheet.show(paint_over(shade_values(change, SCALE), classes))
    names = tuple(field.name for field in result.fields)
    named = range(len(shapes)) if len(shapes) <= ALL_NAMED else ()
    draw_named(sheet, Outlines(shapes, names), named)
    return sheet.png()
