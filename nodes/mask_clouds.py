"""Third step: which pixels have data, and which of them are cloud or cloud shadow."""

from models.geo.clouds.mask import CloudPlan, measure_darkest_blue, plan_clouds
from models.geo.clouds.mask import mask_clouds as write_mask
from models.geo.pixels.tiling import Cutting
from models.schemas import Reason
from nodes.context import RunContext
from nodes.run_files import VALID
from nodes.state import SceneState, Update


def mask_clouds(state: SceneState, context: RunContext) -> Update:
    """Write `valid.tif`; an optical scene whose clouds could not be looked for gets an issue."""
    scene, modality = state.scene, state.modality
    assert scene is not None and modality is not None
    plan = CloudPlan("validity only", reason="switched off", needed="a run without --no-clouds")
    if state.request.clouds:
        plan = plan_clouds(scene, modality.modality, lambda: measure_darkest_blue(scene))
    cut = Cutting(
        threads=context.options.threads,
        window=context.options.window_size,
        progress=lambda done, total: context.progress("mask_clouds", done, total),
    )
    clouds = write_mask(scene, context.run_dir / VALID, plan, cut)
    if plan.reason is None or modality.modality == "sar":
        return {"clouds": clouds}
    reason = f"clouds and their shadows are not masked: {plan.reason}"
    doubt = Reason(code="clouds_unmasked", reason=reason, needed=plan.needed)
    return {"clouds": clouds, "issues": (doubt.issue("mask_clouds", "warning"),)}
