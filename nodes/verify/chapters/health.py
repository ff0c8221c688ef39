"""Health counted again from its rasters."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from models.geo.pixels.source import open_raster
from models.schemas import HealthResult
from nodes.state import SceneState
from nodes.verify.recount import Count, Recount, Values, class_values, strips, told_values

_CROP = 4  # in crops.tif


def health_values(run_dir: Path, state: SceneState) -> Values:
    """Shares and areas of the conditions, and the means of what stands in the details."""
    assert state.health is not None
    return class_values(run_dir, state, "health", state.health) | _details(run_dir, state.health)


def _details(run_dir: Path, health: HealthResult) -> Values:
    sums = {"confidence": 0, "missing_cover": 0, **{f"attention_{name}": 0 for name in health.attention}}
    judged = ones = 0
    causes = np.zeros(256, np.int64)
    with open_raster(run_dir / health.raster) as classes, open_raster(run_dir / health.details) as details:
        bands = {name: place for place, name in enumerate(details.descriptions, start=1)}
        for window, values in strips(classes):
            inside = (values >= 1) & (values <= len(health.share))
            judged += int(inside.sum())
            for name in sums:
                sums[name] += int(details.read(bands[name], window=window)[inside].sum(dtype=np.int64))
            ones += int((details.read(bands["classes_in_set"], window=window)[inside] == 1).sum())
            cause = details.read(bands["cause"], window=window)
            causes += np.bincount(cause[inside & (values > 1)], minlength=256)
    means = {name: total / max(judged, 1) for name, total in sums.items()}
    found = {f"health.attention.{name}": means[f"attention_{name}"] for name in health.attention}
    found |= {"health.confidence": means["confidence"], "health.missing_cover": means["missing_cover"]}
    found["health.one_class"] = 100 * ones / max(judged, 1)
    for code, name in enumerate(health.causes):
        found[f"health.cause.{name}"] = 100 * int(causes[code]) / max(int(causes.sum()), 1)
    return found


def ground_values(run_dir: Path, state: SceneState) -> Values:
    """Pixels of each class of ground; raises `ValueError` where health or risk judge other ground than it says."""
    assert state.crops is not None
    found = np.zeros(len(state.crops.pixels) + 1, np.int64)
    judges = [(one.raster, len(one.share)) for one in (state.health, state.risk) if one is not None]
    with ExitStack() as stack:
        mask = stack.enter_context(open_raster(run_dir / state.crops.raster))
        drawn = [(name, stack.enter_context(open_raster(run_dir / name)), last) for name, last in judges]
        for window, ground in strips(mask):
            found += np.bincount(ground.ravel(), minlength=len(found))
            for name, source, last in drawn:
                values = source.read(1, window=window)
                unlike = ((values >= 1) & (values <= last)) != (ground == _CROP)
                if unlike.any():
                    raise ValueError(f"{name} and {state.crops.raster} differ on {int(unlike.sum())} judged pixels")
    return {f"crops.{name}": int(count) for name, count in zip(state.crops.pixels, found[1:], strict=True)}


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the conditions and what stands in the details."""
    if state.crops is not None and state.crops.pixels:
        yield Count(state.crops.raster, partial(ground_values, run_dir, state))
    if (health := state.health) is not None:
        yield Count(f"{health.raster} and {health.details}", partial(health_values, run_dir, state))
        yield Count("health_told.json", partial(told_values, run_dir, "health", health))


HEALTH = Recount("health", counts, in_no_file=("health.skill.",))
