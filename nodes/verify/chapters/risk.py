"""Risk counted again from its maps."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from models.geo.pixels.source import open_raster
from models.schemas import RiskResult
from nodes.state import SceneState
from nodes.verify.recount import Count, Recount, Values, class_values, strips, told_values


def risk_values(run_dir: Path, state: SceneState) -> Values:
    """Shares and areas of the classes of risk, and how sure the map is."""
    assert state.risk is not None
    return class_values(run_dir, state, "risk", state.risk) | _certainty(run_dir, state.risk)


def _certainty(run_dir: Path, risk: RiskResult) -> Values:
    totals, pixels = np.zeros(3), 0
    with (
        open_raster(run_dir / risk.probability_raster) as shares,
        open_raster(run_dir / risk.uncertainty_raster) as doubt,
    ):
        for window, _ in strips(shares):
            layers = (shares.read(window=window).max(axis=0), *doubt.read(window=window))
            seen = np.isfinite(layers[0])
            totals += [layer[seen].sum(dtype=np.float64) for layer in layers]
            pixels += int(seen.sum())
    names = ("risk.confidence", "risk.uncertainty", "risk.disagreement")
    return {name: min(100 * float(total) / max(pixels, 1), 100.0) for name, total in zip(names, totals, strict=True)}


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the classes, and how sure they are."""
    if state.risk is not None:
        yield Count(state.risk.raster, partial(risk_values, run_dir, state))
        yield Count("risk_told.json", partial(told_values, run_dir, "risk", state.risk))


RISK = Recount("risk", counts)
