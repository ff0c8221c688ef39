"""After the analyses: what each parcel of the user shows, how it stands to its peers, and where to go and look.

Without parcels the scene is the one field: its numbers are those that were counted before.
"""

from pathlib import Path

from models.field.crop_mask import name_crops
from models.field.measured.decibels import average_decibels
from models.field.measured.describe import Descriptions, Places
from models.field.measured.files import write_field_files, write_scouting
from models.field.measured.places import choose_places
from models.field.measured.results import FieldMeasured, FieldsResult
from models.field.measured.scan import Layers, scan_outlines
from models.field.measured.standing import compare_fields
from models.field.measured.weak import write_patches
from models.field.measured.whole_scene import describe_scene, outline_scene
from models.field.parcels import read_parcels
from models.files import write_whole
from models.geo.indices.measure import INDICES
from models.geo.pixels.source import open_raster
from models.schemas import FieldFacts, Issue
from nodes.context import RunContext
from nodes.run_folder.files import (
    FIELDS_GEOPACKAGE,
    FIELDS_OUTLINES,
    FIELDS_PARQUET,
    FIELDS_TABLE,
    PARCELS,
    SCOUTING,
    WEAK_PATCHES,
)
from nodes.state import SceneState, Update

_STEP = "measure_fields"


def measure_fields(state: SceneState, context: RunContext) -> Update:
    """Measure each parcel, or without any the scene, over clear ground, and write tables for Excel and for maps."""
    if state.scene is None or state.clouds is None:
        return {}
    if not state.request.parcels:
        return {"fields": _write_scene(state, context.run_dir)}
    with open_raster(context.run_dir / state.clouds.raster) as valid:
        grid = state.scene.grid.model_copy(update={"transform": tuple(valid.transform)[:6]})
    parcels, layers, places = (
        read_parcels(context.run_dir / PARCELS, grid),
        _layers(context.run_dir, state),
        Places(grid),
    )
    counts = scan_outlines(
        parcels.outlines_within(), grid.shape, layers, lambda done, of: context.progress(_STEP, done, of)
    )
    described = Descriptions(parcels, counts, layers, places, name_crops(parcels, state.field or FieldFacts()))
    found = (described.describe(number) for number in range(len(parcels.all)))
    fields = compare_fields(
        average_decibels(found, parcels.outlines_within(), context.run_dir / INDICES, state.indices)
    )
    result = _result(state, fields, layers)
    day = state.scene.acquired.value
    write_field_files(context.run_dir, day, result, [parcel.shape for parcel in parcels.all])
    if result.weak_patches and layers.green:
        write_whole(
            context.run_dir / result.weak_patches, write_patches(described.list_patches(fields), layers.green, places)
        )
    write_scouting(context.run_dir, result, layers.green, day)
    issues = (
        Issue(
            step=_STEP,
            kind="warning",
            reason=f"parcel {fields[number].name} could not be measured: {why}",
            code="parcels_note",
        )
        for number, why in counts.broken.items()
    )
    large = tuple(fields[number].name for number in counts.unsearched)
    return {"fields": result, "issues": (*issues, *([_say_unsearched(large)] if large else ()))}


def _say_unsearched(names: tuple[str, ...]) -> Issue:
    """Say in which fields weak patches were not looked for."""
    return Issue(
        step=_STEP,
        kind="warning",
        reason=f"weak patches were not looked for in {', '.join(names)}: more than 16.7 million pixels each",
        needed="the scene with pixels of twice the size",
        code="parcels_note",
        subjects=names,
    )


def _write_scene(state: SceneState, run_dir: Path) -> FieldsResult:
    """Write the tables of a scene that has no parcels."""
    assert state.scene is not None and state.clouds is not None
    field = describe_scene(state.clouds, state.indices, state.health, state.risk, state.crops)
    shape = outline_scene(state.scene.grid)
    outlines, geopackage, parquet = (
        name if shape is not None else None for name in (FIELDS_OUTLINES, FIELDS_GEOPACKAGE, FIELDS_PARQUET)
    )
    result = FieldsResult(
        fields=(field,), of_scene=True, table=FIELDS_TABLE, outlines=outlines, geopackage=geopackage, parquet=parquet,
        health_fake=state.health is not None and state.health.fake,
        risk_fake=state.risk is not None and state.risk.fake,
    )  # fmt: skip
    write_field_files(run_dir, state.scene.acquired.value, result, [shape])
    return result


def _layers(run_dir: Path, state: SceneState) -> Layers:
    assert state.clouds is not None
    judges = {"health": state.health, "risk": state.risk}
    judged = {name: (run_dir / one.raster, tuple(one.share)) for name, one in judges.items() if one is not None}
    if state.crops is not None and state.crops.pixels:
        judged["crops"] = run_dir / state.crops.raster, tuple(state.crops.pixels)
    return Layers(
        valid=run_dir / state.clouds.raster,
        indices=run_dir / state.indices.raster if state.indices else None,
        names=tuple(stats.name for stats in state.indices.stats) if state.indices else (),
        judges=judged,
    )


def _result(state: SceneState, fields: tuple[FieldMeasured, ...], layers: Layers) -> FieldsResult:
    places = choose_places(fields)
    return FieldsResult(
        fields=fields,
        table=FIELDS_TABLE,
        outlines=FIELDS_OUTLINES,
        geopackage=FIELDS_GEOPACKAGE,
        parquet=FIELDS_PARQUET,
        weak_patches=WEAK_PATCHES if layers.green else None,
        places=places,
        scouting=SCOUTING if places else None,
        health_fake=state.health is not None and state.health.fake,
        risk_fake=state.risk is not None and state.risk.fake,
    )
