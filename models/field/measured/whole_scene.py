"""A scene without parcels as its own one field, from what was counted of it already: no pixel is read again."""

import json
from typing import Any

import numpy as np
import shapely

from models.field.measured.bare import share_bare
from models.field.measured.describe import share_of
from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured
from models.field.measured.standing import why_not_judged
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import draw_outline
from models.schemas import CloudResult, CropsResult, HealthResult, IndexStats, IndicesResult, RiskResult

NAME = "scene"
_RANKS = {"p10": "10", "median": "50", "p90": "90"}


def describe_scene(
    clouds: CloudResult,
    indices: IndicesResult | None,
    health: HealthResult | None,
    risk: RiskResult | None,
    crops: CropsResult | None,
) -> FieldMeasured:
    """Say what the whole scene shows; it has no peers, no weak patches and no place to stand."""
    counted = clouds.pixels
    pixels = sum(counted.values())
    of = 1 / pixels if pixels else 0.0
    stats = indices.stats if indices else ()
    field = FieldMeasured(
        name=NAME, crop=None, pixels=float(pixels), on_scene=1.0,
        area_ha=None if clouds.area_ha is None else sum(clouds.area_ha.values()),
        clear=share_of(counted["clear"] * of), cloud=share_of(counted["cloud"] * of),
        shadow=share_of(counted["shadow"] * of), no_data=share_of(counted["no_data"] * of),
        judged=share_of((stats[0].pixels if stats else counted["clear"]) * of),
        indices=tuple(_index(one) for one in stats),
        health=_classes(health, pixels), risk=_classes(risk, pixels), bare=_bare(crops),
    )  # fmt: skip
    return field.model_copy(update={"not_judged": why_not_judged(field)})


def outline_scene(grid: Grid) -> Any | None:
    """Draw the scene as a shape in degrees; None without a place on Earth, or where it is too small to have one."""
    drawn = draw_outline(grid)
    return None if drawn is None else shapely.from_geojson(json.dumps(drawn[0]), on_invalid="ignore")


def _index(stats: IndexStats) -> FieldIndex:
    ranks = {name: stats.percentiles[rank] for name, rank in _RANKS.items()}
    return FieldIndex(name=stats.name, mean=stats.mean, std=stats.std, **ranks)


def _classes(result: HealthResult | RiskResult | None, pixels: int) -> FieldClasses | None:
    if result is None:
        return None
    judged, area = share_of(result.judged / pixels), result.area_ha
    return FieldClasses(judged=judged, share=result.share if judged else {}, area_ha=area if judged else None)


def _bare(crops: CropsResult | None) -> float | None:
    if crops is None or not crops.pixels:
        return None
    return share_bare(np.array([0.0, *map(float, crops.pixels.values())]))
