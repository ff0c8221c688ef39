"""Third step: which pixels have data, and which of them are cloud or cloud shadow."""

from collections.abc import Iterator

from models.geo.clouds.mask import CloudPlan, measure_darkest_blue, plan_clouds
from models.geo.clouds.mask import mask_clouds as write_mask
from models.geo.clouds.white import MOSTLY_WHITE, measure_white_share
from models.geo.pixels.tiling import Cutting
from models.schemas import CloudResult, Reason
from nodes.context import RunContext
from nodes.run_folder.files import VALID
from nodes.state import SceneState, Update

LOOKS_CLOUDY = Reason(
    code="looks_cloudy",
    reason="most of the ground is as white as cloud or snow and clouds were not looked for: no class of cover is told",
    needed="a scene whose clouds can be looked for, or --no-clouds if it is no cloud",
)
LEVEL_UNKNOWN = Reason(
    code="clouds_level_unknown",
    reason="nothing says whether reflectance is of the surface or of the top of the atmosphere, so clouds were looked "
    "for by the networks of both levels: what either calls cloud is cloud, and shadow what both call shadow; haze "
    "was not looked for",
    needed="--level L1C or L2A",
)


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
    return {
        "clouds": clouds,
        "issues": tuple(why.issue("mask_clouds", "warning") for why in _doubts(state, plan, clouds)),
    }


_LOOK = "a look at the map; --no-clouds if they are no clouds"


def _doubts(state: SceneState, plan: CloudPlan, clouds: CloudResult) -> Iterator[Reason]:
    """What the report must say of how clouds were looked for."""
    assert state.scene is not None and state.modality is not None
    if state.modality.modality == "sar":
        return
    if plan.reason is not None:
        yield Reason(
            code="clouds_unmasked", reason=f"clouds and their shadows are not masked: {plan.reason}", needed=plan.needed
        )
        if state.request.clouds and measure_white_share(state.scene) > MOSTLY_WHITE:
            yield LOOKS_CLOUDY
    if plan.network is not None and len(plan.network.levels) > 1:
        yield LEVEL_UNKNOWN
    if clouds.doubtful_share > 0:
        percent = 100 * clouds.doubtful_share
        reason = (
            f"{max(percent, 0.1):.1f} % of the ground is called cloud in small bright patches that throw no shadow; "
            "quays, white roofs, greenhouses and bright bare ground look so"
        )
        yield Reason(code="clouds_doubtful", reason=reason, needed=_LOOK)
    if clouds.white_share > 0:
        reason = (
            f"{max(100 * clouds.white_share, 0.1):.1f} % of the ground is called cloud only because a square of 210 m "
            "or more is white, and throws no shadow; fields of greenhouses, salt flats and white sand look so"
        )
        yield Reason(code="clouds_white", reason=reason, needed=_LOOK)
