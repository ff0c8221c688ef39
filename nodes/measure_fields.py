"""After the analyses: what each parcel of the user shows, how it stands to its peers, and where to go and look.

Without parcels the scene is the one field: its numbers are those that were counted before.
"""

from collections.abc import Iterator
from pathlib import Path

from models.field.alike import MOST, Areas, find_areas
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
from models.geo.contract.scene import Grid
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
    with open_raster(context.run_dir / state.clouds.raster) as valid:
        grid = state.scene.grid.model_copy(update={"transform": tuple(valid.transform)[:6]})
    areas = _part_scene(state, context.run_dir, grid) if state.request.fields == "auto" else None
    if isinstance(areas, Areas):
        write_whole(context.run_dir / PARCELS, areas.file.text)
    elif not state.request.parcels:
        return {"fields": _write_scene(state, context.run_dir), **({"issues": (areas,)} if areas else {})}
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
    if isinstance(areas, Areas):
        result = result.model_copy(update={"alike": areas.told})
    day = state.scene.acquired.value
    write_field_files(context.run_dir, day, result, [parcel.shape for parcel in parcels.all])
    if result.weak_patches and layers.green:
        write_whole(
            context.run_dir / result.weak_patches, write_patches(described.list_patches(fields), layers.green, places)
        )
    write_scouting(context.run_dir, result, layers.green, day, state.request.units, state.request.language)
    issues = (
        *(_say_left_out(areas) if isinstance(areas, Areas) else ()),
        *(
            Issue(
                step=_STEP,
                kind="warning",
                reason=f"parcel {fields[number].name} could not be measured: {why}",
                code="parcels_note",
            )
            for number, why in counts.broken.items()
        ),
    )
    large = tuple(fields[number].name for number in counts.unsearched)
    return {"fields": result, "issues": (*issues, *([_say_unsearched(large)] if large else ()))}


def _part_scene(state: SceneState, run_dir: Path, grid: Grid) -> Areas | Issue:
    """Part the clear ground of a scene by its indices, or say why that cannot be; `grid` is that of its rasters."""
    assert state.clouds is not None
    stats = state.indices.stats if state.indices else ()
    if state.scene is None or state.scene.grid.crs is None:
        return _refuse("the scene has no place on Earth", "a coordinate system in the file")
    if state.indices is None or not stats or any(one.unit != "1" for one in stats):
        return _refuse("areas are found by indices of colour, and the scene has none", "red and near infrared")
    names = tuple(one.name for one in stats)
    word = "Zone" if state.request.language == "fr" else "Area"
    found = find_areas(run_dir / state.indices.raster, names, run_dir / state.clouds.raster, grid, word)
    return found if found.file.parcels else _refuse("no clear ground hangs together enough", "a day with less cloud")


def _say_left_out(areas: Areas) -> Iterator[Issue]:
    """Say that not all areas are listed."""
    if areas.told.left_out:
        reason = f"{areas.told.left_out:,} smaller areas that look alike are left out; the {MOST} largest are listed"
        yield Issue(step=_STEP, kind="warning", reason=reason, code="parcels_note")


def _refuse(reason: str, needed: str) -> Issue:
    return Issue(
        step=_STEP, kind="refused", reason=f"no areas that look alike: {reason}", needed=needed, code="parcels_note"
    )


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
