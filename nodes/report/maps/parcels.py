"""Parcels and places to go on a map: outlines, names that do not lie on each other, numbered marks."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from models.arrays import Bools
from models.field.measured.results import Place
from models.field.parcels import read_parcels
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import apply_transform, build_transformer
from models.geo.pixels.source import allow_no_place
from nodes.report.maps.view import View
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState

ALL_NAMED = 40
"""Parcels up to which each has its name on a map."""
WORST_NAMED = 12
"""Of more parcels, those that have."""
SMALLEST = 5.0
"""Drawn pixels across from which a parcel has an outline; smaller ones would hide what the map shows."""


class Outlines:
    """Parcels of a run in columns and rows of its scene, and their names; none without parcels."""

    def __init__(self, shapes: NDArray[np.object_], names: tuple[str, ...]) -> None:
        self.shapes, self.names = shapes, names
        self._bounds = shapely.bounds(shapes).reshape(-1, 4)
        self._cover: tuple[View, Bools] | None = None

    def place_on(self, view: View, named: Sequence[int]) -> NDArray[np.object_]:
        """(parcels,) shapes in drawn pixels, cut to the map.

        Empty ones where a parcel is not on the map, or too small there for an outline and not named.
        """

        def place(corners: NDArray[np.float64]) -> NDArray[np.float64]:
            return view.draw_at(corners[:, 0], corners[:, 1])

        ends = place(self._bounds.reshape(-1, 2)).reshape(-1, 4)
        size = np.array((view.frame.width, view.frame.height))
        shown = (ends[:, 2:] - ends[:, :2]).min(axis=1) >= SMALLEST
        shown[[*named]] = True
        shown &= ((ends[:, :2] < size) & (ends[:, 2:] > 0)).all(axis=1)
        placed = np.full(len(self.shapes), shapely.Polygon(), dtype=object)
        drawn = shapely.simplify(shapely.transform(self.shapes[shown], place), 0.4)
        placed[shown] = shapely.clip_by_rect(drawn, -2, -2, size[0] + 2, size[1] + 2)
        return placed

    def cover(self, view: View) -> Bools:
        """(h, w) as read, whether the centre of a pixel lies in a parcel; kept for the next map of that view."""
        if self._cover is None or self._cover[0] != view:
            self._cover = view, self._find_cover(view)
        return self._cover[1]

    def _find_cover(self, view: View) -> Bools:
        from rasterio.features import rasterize

        height, width = view.read_shape
        left, top = view.window.col_off, view.window.row_off
        right, bottom = left + view.window.width, top + view.window.height
        there = (self._bounds[:, :2] < (right, bottom)).all(axis=1) & (self._bounds[:, 2:] > (left, top)).all(axis=1)
        if not there.any():
            return np.zeros((height, width), np.bool_)
        transform = Affine(view.window.width / width, 0, left, 0, view.window.height / height, top)
        with allow_no_place():
            inside = rasterize(self.shapes[there], out_shape=(height, width), transform=transform, dtype="uint8")
        return np.asarray(inside > 0)


def read_outlines(state: SceneState, run_dir: Path) -> Outlines:
    """Read the parcels of a run, if it has any; kept for the next map until `forget_outlines`."""
    path = run_dir / PARCELS
    if state.scene is None or not state.has_outlines or state.scene.grid.crs is None or not path.is_file():
        return Outlines(np.empty(0, dtype=object), ())
    return _read(path, state.scene.grid.model_dump_json())


@lru_cache(maxsize=1)
def _read(path: Path, grid: str) -> Outlines:
    parcels = read_parcels(path, Grid.model_validate_json(grid))
    return Outlines(np.asarray(parcels.outlines()), tuple(parcel.name for parcel in parcels.all))


def forget_outlines() -> None:
    """Let go of the parcels that were read last."""
    _read.cache_clear()


def choose_named(state: SceneState, count: int) -> tuple[int, ...]:
    """Choose whose names a map shows, as places in the file, the most urgent first: all, or of many the worst."""
    from nodes.report.chapters.fields import worst_first  # chapters draw maps, so this waits until one is drawn

    everyone = tuple(range(count))
    if state.fields is None or state.fields.of_scene or len(state.fields.fields) != count:
        return everyone if count <= ALL_NAMED else ()
    ranked = [number - 1 for number, _ in worst_first(state.fields)]
    if count > ALL_NAMED:
        return tuple(ranked[:WORST_NAMED])
    return (*ranked, *(place for place in everyone if place not in ranked))


def mark_places(places: tuple[Place, ...], view: View) -> NDArray[np.float64]:
    """(places, 2) drawn pixels of the places to go, NaN where one is not on the map."""
    if not places or view.scene.crs is None:
        return np.empty((0, 2))
    longitude, latitude = np.array([(place.longitude, place.latitude) for place in places]).T
    x, y = build_transformer(view.scene.crs).transform(longitude, latitude, direction="INVERSE")
    marks = view.draw_at(*apply_transform(tuple(~view.scene.affine)[:6], x, y))
    marks[~((marks >= 0) & (marks <= (view.frame.width, view.frame.height))).all(axis=1)] = np.nan
    return marks


def draw_outlines(axes: Any, shapes: NDArray[np.object_]) -> None:
    """Draw a thin dark line on a wider light one, so that it shows on any ground; thinner where parcels are small."""
    from matplotlib.collections import LineCollection

    shapes = shapes[~shapely.is_empty(shapes)]
    if not len(shapes):
        return
    parts = shapely.get_parts(shapely.get_rings(shapely.get_parts(shapes)))
    lines = [shapely.get_coordinates(part) for part in parts]
    side = float(np.sqrt(np.median(shapely.area(shapes))))
    wide = float(np.clip(side / 16, 0.25, 1.3))
    if wide >= 0.6:
        axes.add_collection(LineCollection(lines, colors="white", linewidths=2.6 * wide, alpha=0.85))
    axes.add_collection(LineCollection(lines, colors="#141414", linewidths=wide))
