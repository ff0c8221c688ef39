"""After the analyses: what each parcel of the user shows, and how it stands to its peers."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rasterio.windows import Window

from models.arrays import Doubles, Floats
from models.field.measured.decibels import average_decibels
from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured, FieldsResult
from models.field.measured.standing import compare_fields, why_not_judged
from models.field.measured.statistics import cut_strips, weigh_classes, weigh_indices
from models.field.measured.tables import write_field_files
from models.field.parcels import Parcel, Parcels, read_parcels
from models.geo.contract.ground_classes import CLEAR, CLOUD, SHADOW
from models.geo.indices.measure import INDICES
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.source import open_raster
from models.schemas import HealthResult, Issue, RiskResult
from nodes.context import RunContext
from nodes.run_files import FIELDS_GEOPACKAGE, FIELDS_OUTLINES, FIELDS_TABLE, PARCELS
from nodes.state import SceneState, Update

_STEP = "measure_fields"
_BROKEN = (ValueError, RuntimeError, ArithmeticError, shapely.errors.ShapelyError)


def measure_fields(state: SceneState, context: RunContext) -> Update:
    """Measure each parcel over its clear ground, and write tables for Excel and for maps; without parcels, nothing."""
    if not state.request.parcels or state.scene is None or state.clouds is None:
        return {}
    with _Rasters(context.run_dir, state) as rasters:
        fields = []
        for done, parcel in enumerate(rasters.parcels.all, 1):
            fields.append(rasters.measure(done - 1, parcel))
            if done % 100 == 0 or done == len(rasters.parcels.all):
                context.progress(_STEP, done, len(rasters.parcels.all))
        fields = average_decibels(fields, rasters.outlines, context.run_dir / INDICES, state.indices)
    result = FieldsResult(
        fields=compare_fields(fields),
        table=FIELDS_TABLE,
        outlines=FIELDS_OUTLINES,
        geopackage=FIELDS_GEOPACKAGE,
        health_fake=state.health is not None and state.health.fake,
        risk_fake=state.risk is not None and state.risk.fake,
    )
    write_field_files(context.run_dir, state.scene.acquired.value, result, rasters.parcels.all)
    issues = tuple(
        Issue(step=_STEP, kind="warning", reason=f"parcel {name} could not be measured: {why}", code="parcels_note")
        for name, why in rasters.broken
    )
    return {"fields": result, "issues": issues}


class _Rasters:
    """The rasters of a run, which all lie on one grid, and the parcels on it."""

    def __init__(self, run_dir: Path, state: SceneState) -> None:
        self._run_dir, self._state, self._stack = run_dir, state, ExitStack()
        self.broken: list[tuple[str, str]] = []

    def __enter__(self) -> "_Rasters":
        state = self._state
        assert state.scene is not None and state.clouds is not None
        self._valid = self._open(state.clouds.raster)
        self._indices = self._open(state.indices.raster) if state.indices else None
        grid = state.scene.grid.model_copy(update={"transform": tuple(self._valid.transform)[:6]})
        self.parcels: Parcels = read_parcels(self._run_dir / PARCELS, grid)
        whole = self.parcels.outlines()
        self._sizes = shapely.area(whole)
        self.outlines = shapely.clip_by_rect(whole, 0, 0, grid.width, grid.height)
        self._areas, self._shape = PixelAreas(grid), grid.shape
        self._judges = [self._open(result.raster) if result else None for result in (state.health, state.risk)]
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self, name: str) -> Any:
        return self._stack.enter_context(open_raster(self._run_dir / name))

    def measure(self, place: int, parcel: Parcel) -> FieldMeasured:
        """Measure one parcel; what is wrong with one never stops the rest."""
        try:
            return self._measured(self.outlines[place], float(self._sizes[place]), parcel)
        except _BROKEN as error:
            self.broken.append((parcel.name, " ".join(str(error).split())))
            return FieldMeasured.broken(parcel.name, parcel.crop)

    def _measured(self, outline: Any, whole: float, parcel: Parcel) -> FieldMeasured:
        strips = cut_strips(outline, self._shape[1], self._shape[0])
        ground = weigh_classes(outline, strips, lambda window: self._valid.read([1], window=window), 4)
        pixels = float(ground.sum())
        names = [stats.name for stats in self._state.indices.stats] if self._state.indices else []
        weighed = []
        if (source := self._indices) is not None:
            weighed = weigh_indices(outline, strips, lambda window: self._over_clear(source, window), len(names))
        of = 1 / pixels if pixels else 0.0
        clear = _share(ground[CLEAR] * of)
        hectares = self._pixel_hectares(outline) if pixels else None
        health, risk = (
            self._classes(outline, strips, judge, result, hectares)
            for judge, result in zip(self._judges, (self._state.health, self._state.risk), strict=True)
        )
        field = FieldMeasured(
            name=parcel.name,
            crop=parcel.crop,
            pixels=pixels,
            on_scene=_share(pixels / whole) if whole else 0.0,
            area_ha=pixels * hectares if hectares is not None else None,
            clear=clear,
            cloud=_share(ground[CLOUD] * of),
            shadow=_share(ground[SHADOW] * of),
            no_data=_share(ground[0] * of),
            judged=_share(weighed[0].total * of) if weighed else clear,
            indices=tuple(
                FieldIndex(name=name, **one.describe()) for name, one in zip(names, weighed, strict=True) if one.total
            ),
            health=health,
            risk=risk,
        )
        return field.model_copy(update={"not_judged": why_not_judged(field)})

    def _over_clear(self, source: Any, window: Window) -> Floats:
        values: Floats = source.read(window=window)
        values[:, self._valid.read(1, window=window) != CLEAR] = np.nan
        return values

    def _pixel_hectares(self, outline: Any) -> float | None:
        """Of a pixel in the middle of an outline."""
        column, row = shapely.get_coordinates(shapely.centroid(outline))[0] - 0.5
        metres = float(self._areas.square_metres(np.array([row]), np.array([column]))[0])
        return metres / 10_000 if np.isfinite(metres) else None

    def _classes(
        self, outline: Any, strips: list[Any], judge: Any, result: HealthResult | RiskResult | None,
        hectares: float | None,
    ) -> FieldClasses | None:  # fmt: skip
        """What an analysis says; the class behind its own is ground without a crop."""
        if judge is None or result is None:
            return None
        found: Doubles = weigh_classes(
            outline, strips, lambda window: judge.read([1], window=window), len(result.share) + 2
        )
        pixels = dict(zip(result.share, found[1:-1].tolist(), strict=True))
        judged, whole = sum(pixels.values()), float(found.sum())
        return FieldClasses(
            judged=_share(judged / whole) if whole else 0.0,
            share={name: count / judged for name, count in pixels.items()} if judged else {},
            area_ha={name: count * hectares for name, count in pixels.items()} if hectares is not None else None,
        )


def _share(value: float) -> float:
    """0–1 without the last digits of sums, so that all of a field is 100 %."""
    return min(round(float(value), 7), 1.0) + 0.0
