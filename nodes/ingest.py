"""First step: what the raster is, and a picture of it."""

from pathlib import Path

from models.geo.contract import read_scene
from models.geo.picture import write_preview
from models.schemas import Issue
from nodes.context import RunContext
from nodes.state import SceneState, Update

PREVIEW = "preview.png"


def ingest(state: SceneState, context: RunContext) -> Update:
    """Read the scene contract and draw the preview; what was converted or doubtful becomes an issue."""
    scene = read_scene(Path(state.request.scene_path), state.request.flags)
    write_preview(scene, context.run_dir / PREVIEW, context.options.preview_side)
    issues = tuple(Issue(step="ingest", kind="conversion", reason=note) for note in scene.notes)
    return {"scene": scene, "issues": issues}
