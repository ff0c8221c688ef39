"""Which known scenes look like this one."""

from models.geo.pixels.picture import render_scene
from nodes.context import RunContext
from nodes.state import SceneState, Update

SIDE = 512  # longest side of the picture that is embedded
LIMIT = 5


def retrieve_similar(state: SceneState, context: RunContext) -> Update:
    """Ask for the items of the index that resemble a picture of the scene."""
    assert state.scene is not None
    context.models.version_of("retrieval")  # raises where no model is there, before the scene is read for it
    shown = render_scene(state.scene, SIDE).opaque()
    context.models.embed([shown], [])
    return {"matches": ()}
