"""Fourth step: spectral indices over clear ground, or what stands in for them: decibels, degrees, relative indices."""

from models.geo.indices.measure import measure
from models.geo.indices.plan import plan_layers
from models.geo.pixels.tiling import Cutting
from models.schemas import Issue, Reason
from nodes.context import RunContext
from nodes.state import SceneState, Update


def measure_indices(state: SceneState, context: RunContext) -> Update:
    """Write `indices.tif`; every index that the scene does not allow is named in an issue with the reason."""
    scene, clouds = state.scene, state.clouds
    assert scene is not None and clouds is not None and state.modality is not None
    plan = plan_layers(scene, state.modality.modality, state.request.indices)
    cut = Cutting(context.options.window_size, lambda done, total: context.progress("measure_indices", done, total))
    indices, refused = measure(scene, context.run_dir, plan, clouds.raster, cut)
    return ({"indices": indices} if indices else {}) | {"issues": _issues(refused)}


def _issues(refused: dict[str, Reason]) -> tuple[Issue, ...]:
    """One issue for each reason."""
    by_reason: dict[Reason, list[str]] = {}
    for name, reason in refused.items():
        by_reason.setdefault(reason, []).append(name)
    return tuple(
        Issue(
            step="measure_indices", kind="refused", reason=f"{', '.join(names)}: {why.reason}", needed=why.needed,
            code=why.code, subjects=tuple(names), shared_reason=why.reason,
        )
        for why, names in by_reason.items()
    )  # fmt: skip
