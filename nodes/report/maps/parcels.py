"""Parcels and places to go on a map: outlines, names that do not lie on each other, numbered marks."""

from dataclasses import dataclass
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
from nodes.run_files import PARCELS
from nodes.state import SceneState

ALL_NAMED = 40
"""Parcels up to which each has its name on a map."""
WORST_NAMED = 12
"""Of more parcels, those that have."""


@dataclass(frozen=True)
class Outlines:
    """Parcels of a run in columns and rows of its scene, and their names; empty without parcels."""

    shapes: NDArray[np.object_]
    names: tuple[str, ...]

    def place_on(self, view: View) -> NDArray[np.object_]:
        """(parcels,) shapes in drawn pixels, cut to the map; empty ones where a parcel is not on it."""

        def place(corners: NDArray[np.float64]) -> NDArray[np.float64]:
            return view.draw_at(corners[:, 0], corners[:, 1])

        bounds = shapely.bounds(self.shapes).reshape(-1, 4)
        ends = view.draw_at(bounds[:, [0, 2]].ravel(), bounds[:, [1, 3]].ravel()).reshape(-1, 4)
        size = np.array((view.frame.width, view.frame.height))
        seen = ((ends[:, :2] < size) & (ends[:, 2:] > 0)).all(axis=1)
        placed = np.full(len(self.shapes), shapely.Polygon(), dtype=object)
        shown = shapely.simplify(shapely.transform(self.shapes[seen], place), 0.4)
        placed[seen] = shapely.clip_by_rect(shown, -2, -2, size[0] + 2, size[1] + 2)
        return placed

    def cover(self, view: View) -> Bools:
        """(h, w) as read, whether the centre of a pixel lies in a parcel."""
        from rasterio.features import rasterize

        height, width = view.read_shape
        steps = view.window.width / width, view.window.height / height
        transform = Affine(steps[0], 0, view.window.col_off, 0, steps[1], view.window.row_off)
        with allow_no_place():
            inside = rasterize(self.shapes, out_shape=(height, width), transform=transform, dtype="uint8")
        return np.asarray(inside > 0)


def read_outlines(state: SceneState, run_dir: Path) -> Outlines:
    """Read the parcels of a run, if it has any; kept for the next map until `forget_outlines`."""
    path = run_dir / PARCELS
    if state.scene is None or not state.request.parcels or state.scene.grid.crs is None or not path.is_file():
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
    if state.fields is None or len(state.fields.fields) != count:
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
    """Draw a thin dark line on a wider light one, so that it shows on any ground; thinner where parcels are tiny."""
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
