"""A sentence about the scene, from a network that sees all twelve bands of Sentinel-2."""

from models.caption.scene import read_patches
from nodes.context import RunContext
from nodes.state import SceneState, Update


def caption_scene(state: SceneState, context: RunContext) -> Update:
    """Ask for a caption of patches spread over the scene."""
    assert state.scene is not None
    context.models.version_of("caption")  # raises where no model is there, before the scene is read for it
    return {"caption": context.models.caption_scene(read_patches(state.scene))}
