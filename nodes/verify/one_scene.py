"""A scene that is its own one field, counted again: classes and values of whole rasters."""

from pathlib import Path

import numpy as np

from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured
from models.field.measured.standing import why_not_judged
from models.geo.pixels.source import open_raster
from models.schemas import HealthResult, RiskResult
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.chapters.indices import index_values
from nodes.verify.one_field import agree
from nodes.verify.recount import class_counts, strips

_BARE, _CLEAR = 2, slice(2, None)  # classes of crops.tif


def count_scene(run_dir: Path, state: SceneState, told: FieldMeasured) -> FieldMeasured:
    """Count what the scene shows; a number that agrees is given as it is told."""
    assert state.clouds is not None
    ground = class_counts(run_dir / state.clouds.raster, 4, state)[0].tolist()
    pixels = sum(ground)
    indices, valued = _count_indices(run_dir, state, told)
    classes = {
        name: agree(_count_classes(run_dir, state, result, pixels), stated)
        for name, result, stated in (("health", state.health, told.health), ("risk", state.risk, told.risk))
        if result is not None
    }
    field = FieldMeasured(
        name="scene", crop=None, pixels=float(pixels), on_scene=1.0, area_ha=_measure_area(run_dir, state),
        no_data=ground[0] / pixels, clear=ground[1] / pixels, cloud=ground[2] / pixels, shadow=ground[3] / pixels,
        judged=(valued[0] if valued else ground[1]) / pixels, indices=indices,
        health=classes.get("health"), risk=classes.get("risk"), bare=_count_bare(run_dir, state),
    )  # fmt: skip
    agreed: FieldMeasured = agree(field, told).model_copy(update=classes)
    return agreed.model_copy(update={"not_judged": why_not_judged(agreed)})


def _measure_area(run_dir: Path, state: SceneState) -> float | None:
    assert state.clouds is not None
    with open_raster(run_dir / state.clouds.raster) as source:
        areas = areas_of(source, state)
        if areas is None:
            return None
        return sum(areas.hectares(np.ones(rows.shape, bool), window.row_off) for window, rows in strips(source))


def _count_indices(run_dir: Path, state: SceneState, told: FieldMeasured) -> tuple[tuple[FieldIndex, ...], list[float]]:
    """Statistics of each index, and the pixels that have a value of it."""
    found, valued = [], []
    stated = {index.name: index for index in told.indices}
    for place, stats in enumerate(state.indices.stats if state.indices else (), 1):
        values, of = index_values(run_dir, state, place), f"index.{stats.name}."
        valued.append(values[of + "pixels"])
        if not values[of + "pixels"]:
            continue
        index = FieldIndex(
            name=stats.name, mean=values[of + "mean"], std=values[of + "std"], median=values[of + "p50"],
            p10=values[of + "p10"], p90=values[of + "p90"],
        )  # fmt: skip
        found.append(agree(index, stated[stats.name]) if stats.name in stated else index)
    return tuple(found), valued


def _count_classes(run_dir: Path, state: SceneState, result: HealthResult | RiskResult, pixels: int) -> FieldClasses:
    counted, hectares = class_counts(run_dir / result.raster, len(result.share) + 1, state)
    judged = int(counted[1:].sum())
    names = [*enumerate(result.share, 1)] if judged else []
    return FieldClasses(
        judged=judged / pixels,
        share={name: int(counted[code]) / judged for code, name in names},
        area_ha={name: float(hectares[code]) for code, name in names} if hectares is not None and judged else None,
    )


def _count_bare(run_dir: Path, state: SceneState) -> float | None:
    if state.crops is None or not state.crops.pixels:
        return None
    counted = class_counts(run_dir / state.crops.raster, len(state.crops.pixels) + 1, state)[0]
    clear = int(counted[_CLEAR].sum())
    return int(counted[_BARE]) / clear if clear else None
