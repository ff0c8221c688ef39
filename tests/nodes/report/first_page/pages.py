"""First pages of fields with a known answer."""

import inspect
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from models.field.measured.results import (
    FieldClasses,
    FieldIndex,
    FieldMeasured,
    FieldPeers,
    FieldsResult,
    Place,
    WeakPatch,
)
from models.schemas import Issue
from nodes.report.contents import claims_of
from nodes.report.document import Document, write_report
from nodes.state import SceneState
from tests.nodes.report.report_world import make_run
from tests.stand_ins import HEALTH, RISK


def field(name: str, ndvi: float = 0.7, crop: str | None = "maize", **changes: object) -> FieldMeasured:
    """A field of half a hectare that was seen whole."""
    index = FieldIndex(name="NDVI", median=ndvi, mean=ndvi, p10=ndvi - 0.05, p90=ndvi + 0.05, std=0.02)
    plain = FieldMeasured(
        name=name, crop=crop, pixels=50, on_scene=1, area_ha=0.5, clear=1, cloud=0, shadow=0, no_data=0, judged=1,
        indices=(index,), bare=0.0, risk=FieldClasses(judged=1, share={"high": 0.1}, area_ha={"high": 0.05}),
    )  # fmt: skip
    return plain.model_copy(update=changes)


def against(difference: float, lower: float) -> tuple[FieldPeers, ...]:
    return (FieldPeers(name="NDVI", peers=9, difference=difference, lower=lower),)


PATCH = WeakPatch(pixels=12, area_ha=0.12, longitude=3.1, latitude=45.2, median=0.5, below=0.2)
PLACE = Place(
    field="north", kind="weak_patch", longitude=3.1, latitude=-45.2, area_ha=0.12, value=0.5, below=0.2
)  # fmt: skip


def state_of(
    folder: Path, *fields: FieldMeasured, places: tuple[Place, ...] = (), **asked: object
) -> tuple[Path, SceneState]:
    """A run whose fields were measured, with what the user asked for."""
    run_dir, state = make_run(folder)
    result = FieldsResult(
        fields=fields, table="fields.csv", outlines="fields.geojson", geopackage="fields.gpkg", places=places,
        scouting="scouting.gpx" if places else None,
    )  # fmt: skip
    request = state.request.model_copy(update={"parcels": "fields.geojson", **asked})
    at_hand = {"raster": "valid.tif"}
    issue = Issue(step="classify_health", kind="warning", reason="no grass", code="unknown_crop", subjects=("grass",))
    return run_dir, state.model_copy(
        update={
            "request": request, "fields": result, "health": HEALTH.model_copy(update=at_hand),
            "risk": RISK.model_copy(update=at_hand), "issues": (*state.issues, issue),
        }
    )  # fmt: skip


def written(folder: Path, *fields: FieldMeasured, **asked: object) -> Document:
    _, state = state_of(folder, *fields, **asked)  # type: ignore[arg-type]
    return write_report(state, claims_of(state))


def check_words(words: type, languages: Iterable[ModuleType]) -> None:
    """Assert that each language has each word, with the same arguments."""
    for name, meant in inspect.getmembers(words, inspect.isfunction):
        if not name.startswith("_"):
            wanted = [*inspect.signature(meant).parameters][1:]
            for language in languages:
                assert [*inspect.signature(getattr(language, name)).parameters] == wanted, (language.__name__, name)
