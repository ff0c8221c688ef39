"""How healthy the crops are, patch by patch."""

from models.health.scene import classify_scene
from nodes.context import RunContext
from nodes.state import SceneState, Update

HEALTH = "health.tif"


def classify_health(state: SceneState, context: RunContext) -> Update:
    """Write `health.tif`: the condition of clear ground."""
    assert state.scene is not None and state.clouds is not None
    health = classify_scene(
        state.scene,
        valid=context.run_dir / state.clouds.raster,
        target=context.run_dir / HEALTH,
        models=context.models,
        progress=lambda done, total: context.progress("classify_health", done, total),
    )
    return {"health": health}
