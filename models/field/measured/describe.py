"""From counted pixels to what is said of each parcel: shares, areas, places."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from models.arrays import Doubles
from models.field.crop_mask import is_unlearned
from models.field.measured.bare import share_bare
from models.field.measured.patches import LEAST_HECTARES, Patch
from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured, WeakPatch
from models.field.measured.scan import Counts, Layers
from models.field.measured.standing import why_not_judged
from models.field.measured.statistics import STATISTICS
from models.field.parcels import Parcels
from models.geo.contract.ground_classes import CLEAR, CLOUD, SHADOW
from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.footprint import apply_transform, build_transformer

MOST_PATCHES = 5
"""Patches that are told of one field; all are in the file."""

_DECIMALS = 7  # of degrees: a centimetre
_SAID = set(FieldIndex.model_fields)


class Places:
    """Where pixels of a grid lie, and how large they are."""

    def __init__(self, grid: Grid) -> None:
        self._grid, self._areas = grid, PixelAreas(grid) if grid.crs else None

    def hectares(self, outlines: NDArray[Any]) -> Doubles:
        """(n,) hectares of a pixel in the middle of each outline; NaN without a place on Earth."""
        if self._areas is None:
            return np.full(len(outlines), np.nan)
        found = np.full(len(outlines), np.nan)
        there = np.flatnonzero(~shapely.is_empty(outlines))
        middles = shapely.centroid(outlines[there])
        columns, rows = shapely.get_x(middles) - 0.5, shapely.get_y(middles) - 0.5
        found[there] = self._areas.square_metres(rows, columns) / 10_000
        return found

    def degrees(self, corners: Doubles) -> Doubles:
        """(n, 2) longitudes and latitudes of columns and rows; NaN without a place on Earth."""
        if self._grid.crs is None or not len(corners):
            return np.full(corners.shape, np.nan)
        x, y = apply_transform(self._grid.transform, *corners.T)
        there = np.stack(build_transformer(self._grid.crs).transform(x, y), axis=1)
        there[~np.isfinite(there).all(axis=1)] = np.nan
        return np.asarray(np.round(there, _DECIMALS), np.float64) + 0.0


class Descriptions:
    """Parcels, what was counted of each, and the words for it."""

    def __init__(
        self, parcels: Parcels, counts: Counts, layers: Layers, places: Places, crops: Sequence[str | None]
    ) -> None:
        self._crops = crops
        self._parcels, self._counts, self._layers, self._places = parcels.all, counts, layers, places
        self._sizes = shapely.area(parcels.outlines())
        self._hectares = places.hectares(parcels.outlines_within())
        self._middles = self._stand(counts.middles)
        self._patches = {number: self._large_enough(number) for number in counts.patches}
        firsts = {
            (number, rank): patch.place for number, some in self._patches.items() for rank, patch in enumerate(some)
        }
        self._in_patches = self._stand(firsts)

    def _stand(self, pixels: Mapping[Any, tuple[int, int]]) -> dict[Any, tuple[float, float]]:
        """Longitude and latitude of the middle of each pixel that has some."""
        middles = np.array([*pixels.values()], np.float64).reshape(-1, 2)[:, ::-1] + 0.5
        there = self._places.degrees(middles).tolist()
        return {key: (east, north) for key, (east, north) in zip(pixels, there, strict=True) if east == east}

    def _large_enough(self, number: int) -> list[Patch]:
        hectares = float(self._hectares[number])
        return [patch for patch in self._counts.patches[number] if not len(patch.rows) * hectares < LEAST_HECTARES]

    def describe(self, number: int) -> FieldMeasured:
        """Say what was found of one parcel."""
        parcel, crop = self._parcels[number], self._crops[number]
        if number in self._counts.broken:
            return FieldMeasured.broken(parcel.name, crop)
        ground, whole = self._counts.ground[number].tolist(), float(self._sizes[number])
        pixels = sum(ground)
        of = 1 / pixels if pixels else 0.0
        hectares = float(self._hectares[number]) if pixels else np.nan
        statistics = self._counts.indices[number]
        clear = share_of(ground[CLEAR] * of)
        east, north = self._middles.get(number, (None, None))
        indices = tuple(
            _index(name, row) for name, row in zip(self._layers.names, statistics.tolist(), strict=True) if row[0]
        )
        weak = self._weak(number, indices)
        classes = {
            name: _classes(self._layers.judges[name][1], found[number], hectares)
            for name, found in self._counts.judges.items()
            if not is_unlearned(crop)
        }
        ground_classes = self._counts.judges.get("crops")
        field = FieldMeasured(
            name=parcel.name, crop=crop, pixels=pixels,
            on_scene=share_of(pixels / whole) if whole else 0.0,
            area_ha=pixels * hectares if hectares == hectares else None,
            clear=clear, cloud=share_of(ground[CLOUD] * of), shadow=share_of(ground[SHADOW] * of),
            no_data=share_of(ground[0] * of),
            judged=share_of(statistics[0, 0] * of) if len(statistics) else clear,
            indices=indices, patches=tuple(weak[:MOST_PATCHES]), patch_count=len(weak),
            patch_area_ha=sum(one.area_ha or 0.0 for one in weak) if hectares == hectares else None,
            longitude=east, latitude=north,
            health=classes.get("health"), risk=classes.get("risk"),
            bare=share_bare(ground_classes[number, :-1]) if ground_classes is not None else None,
        )  # fmt: skip
        return field.model_copy(update={"not_judged": why_not_judged(field)})

    def _weak(self, number: int, indices: Sequence[FieldIndex]) -> list[WeakPatch]:
        """All patches of one parcel that count, the largest first."""
        hectares, whole = (
            float(self._hectares[number]),
            next((i.median for i in indices if i.name == self._layers.green), 0.0),
        )
        return [
            WeakPatch(
                pixels=float(len(patch.rows)), longitude=east, latitude=north, median=patch.median,
                area_ha=len(patch.rows) * hectares if hectares == hectares else None, below=whole - patch.median,
            )
            for rank, patch in enumerate(self._patches.get(number, ()))
            for east, north in [self._in_patches.get((number, rank), (None, None))]
        ]  # fmt: skip

    def list_patches(self, fields: Sequence[FieldMeasured]) -> Iterator[tuple[str, WeakPatch, Patch]]:
        """Name of the field, what is said and the pixels of every patch, field by field."""
        for number in sorted(self._patches):
            said = self._weak(number, fields[number].indices)
            yield from ((fields[number].name, *pair) for pair in zip(said, self._patches[number], strict=True))


def _index(name: str, row: Sequence[float]) -> FieldIndex:
    """Say the statistics of one index; that all is said is noted once for all parcels, which takes most memory."""
    return FieldIndex.model_construct(_SAID, name=name, **dict(zip(STATISTICS[1:], row[1:], strict=True)))


def _classes(names: Sequence[str], found: Doubles, hectares: float) -> FieldClasses:
    """What an analysis says; the class behind its own is ground without a crop."""
    pixels = dict(zip(names, found[1:-1].tolist(), strict=True))
    judged, whole = sum(pixels.values()), float(found.sum())
    return FieldClasses(
        judged=share_of(judged / whole) if whole else 0.0,
        share={name: count / judged for name, count in pixels.items()} if judged else {},
        area_ha={name: count * hectares for name, count in pixels.items()} if judged and hectares == hectares else None,
    )


def share_of(value: float) -> float:
    """0–1 without the last digits of sums, so that all of a field is 100 %."""
    return min(round(float(value), 7), 1.0) + 0.0
