"""First step: what the raster is, what the user knows of the field, and a picture."""

from pathlib import Path

from models.codes import Code
from models.errors import ConfigError
from models.field.field import check_sown, read_field
from models.field.parcels import parcels_text, read_parcels
from models.files import write_whole
from models.geo.contract.scene import Scene
from models.geo.pixels.picture import write_preview
from models.geo.reading.read import read_scene
from models.schemas import FieldFacts, FieldNote, Issue
from nodes.context import RunContext
from nodes.run_files import PARCELS, PREVIEW
from nodes.state import Request, SceneState, Update


def ingest(state: SceneState, context: RunContext) -> Update:
    """Read the scene contract and draw the preview; what was converted or doubtful becomes an issue."""
    if state.scene is not None:
        raise ConfigError("this thread has read a scene already, and what was found there would stay; open a new one")
    request = state.request
    scene = read_scene(Path(request.scene_path), request.flags)
    field = _field(request, scene)
    if request.parcels:
        write_whole(context.run_dir / PARCELS, _parcels(Path(request.parcels), scene))
    write_preview(scene, context.run_dir / PREVIEW, context.options.preview_side)
    issues = tuple(Issue(step="ingest", kind="conversion", reason=note, code="scene_note") for note in scene.notes)
    return {"scene": scene, "field": field, "issues": (*issues, *map(_repair, field.notes))}


def _repair(note: FieldNote) -> Issue:
    code: Code = "elevation_note" if note.about == "elevation" else "sensors_note"
    return Issue(step="ingest", kind="conversion", reason=f"{note.about}: {note.text}", code=code)


def _parcels(path: Path, scene: Scene) -> str:
    """The text of the user's parcels, if they can be used on this scene."""
    text = parcels_text(path)
    for parcel in read_parcels(path, scene.grid, text).all:
        if parcel.sown is not None:
            check_sown(parcel.sown, scene, f"{path}: parcel {parcel.name}")
    return text


def _field(request: Request, scene: Scene) -> FieldFacts:
    return read_field(request.context, Path(request.sensors) if request.sensors else None, scene)
