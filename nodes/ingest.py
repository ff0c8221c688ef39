"""First step: what the raster is, what the user knows of the field, and a picture."""

from math import isfinite
from pathlib import Path

import shapely

from models.errors import Code, ConfigError
from models.field.field import check_sown, dates_of, read_field
from models.field.parcel_files.imports import import_parcels, say_away
from models.field.parcel_files.read import ParcelFile
from models.field.parcels import Parcels
from models.files import write_whole
from models.geo.contract.scene import Scene
from models.geo.pixels.part import find_part, take_part
from models.geo.pixels.picture import write_preview
from models.geo.reading.read import read_scene
from models.schemas import FieldFacts, FieldNote, Issue
from nodes.context import RunContext
from nodes.run_folder.files import PARCELS, PREVIEW
from nodes.state import Request, SceneState, Update


def ingest(state: SceneState, context: RunContext) -> Update:
    """Read the scene contract and draw the preview; what was converted or doubtful becomes an issue."""
    if state.scene is not None:
        raise ConfigError("this thread has read a scene already, and what was found there would stay; open a new one")
    request = state.request
    scene = read_scene(Path(request.scene_path), request.flags)
    parcels = _parcels(Path(request.parcels), request, scene) if request.parcels else None
    if parcels:
        write_whole(context.run_dir / PARCELS, parcels.text)
        if not request.whole_scene:
            scene = _take_part(scene, parcels)
    field = _field(request, scene)
    write_preview(scene, context.run_dir / PREVIEW, context.options.preview_side)
    issues = tuple(Issue(step="ingest", kind="conversion", reason=note, code="scene_note") for note in scene.notes)
    outlines = tuple(
        Issue(step="ingest", kind="conversion", reason=f"parcels: {note}", code="parcels_note")
        for note in (parcels.notes if parcels else ())
    )
    away = [_say_off_scene(parcels)] if parcels and parcels.away else []
    return {"scene": scene, "field": field, "issues": (*issues, *map(_repair, field.notes), *outlines, *away)}


def _say_off_scene(parcels: ParcelFile) -> Issue:
    """Say which fields of the user no list has."""
    reason = f"parcels: {say_away(parcels)}"
    return Issue(step="ingest", kind="conversion", reason=reason, code="parcels_off_scene", subjects=parcels.away)


def _repair(note: FieldNote) -> Issue:
    code: Code = "elevation_note" if note.about == "elevation" else "sensors_note"
    return Issue(step="ingest", kind="conversion", reason=f"{note.about}: {note.text}", code=code)


def _parcels(path: Path, request: Request, scene: Scene) -> ParcelFile:
    """The user's parcels that lie on the scene, if they can be used on it."""
    found = import_parcels(path, scene.grid, dates_of(request.context))
    for parcel in found.parcels:
        if parcel.sown is not None:
            check_sown(parcel.sown, scene, f"{path}: parcel {parcel.name}")
    return found


def _take_part(scene: Scene, parcels: ParcelFile) -> Scene:
    """The part of the scene around the parcels, where the rest is large."""
    outlines = Parcels(parcels.parcels, scene.grid).outlines_within()
    left, top, right, bottom = shapely.total_bounds(outlines).tolist()
    window = find_part(scene, (left, top, right, bottom)) if isfinite(left) else None
    return take_part(scene, window) if window is not None else scene


def _field(request: Request, scene: Scene) -> FieldFacts:
    return read_field(request.context, Path(request.sensors) if request.sensors else None, scene)
