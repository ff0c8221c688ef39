"""Where crops are at risk, pixel by pixel."""

from models.risk.scene import Cut, segment_scene
from nodes.context import RunContext
from nodes.state import SceneState, Update


def segment_risk(state: SceneState, context: RunContext) -> Update:
    """Map low, medium and high risk over clear ground, with probability and uncertainty beside it."""
    assert state.scene is not None and state.clouds is not None
    risk = segment_scene(
        state.scene,
        valid=context.run_dir / state.clouds.raster,
        folder=context.run_dir,
        models=context.models,
        cut=Cut(context.options.tile_size, context.options.tile_overlap),
        progress=lambda done, total: context.progress("segment_risk", done, total),
    )
    return {"risk": risk}
