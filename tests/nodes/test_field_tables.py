"""What the tables of fields leave out and take in: rejected results, the crop of the whole scene, odd names."""

import csv
import json

import pytest

from models.field.measured.results import FieldClasses
from models.field.parcel_files.read import read_parcel_file
from models.schemas import Decision, FieldFacts
from nodes.report.field_tables import drop_rejected
from nodes.verify.chapters.fields import FIELDS as RECOUNT
from tests.nodes.report.report_world import make_run
from tests.nodes.test_measure_fields import BOXES, measured
from tests.parcels import parcels_of

CLASSES = FieldClasses(judged=1, share={"high": 0.5}, area_ha={"high": 1.0})


@pytest.mark.parametrize("rejected", ["risk", "health"])
def test_what_a_person_rejected_is_in_no_table_and_verify_agrees(tmp_path, rejected):
    run_dir, state = measured(tmp_path)
    fields = tuple(one.model_copy(update={"risk": CLASSES, "health": CLASSES}) for one in state.fields.fields)
    state = state.model_copy(
        update={
            "fields": state.fields.model_copy(update={"fields": fields}),
            "decisions": (Decision(step=rejected, question="sure?", answer="reject"),),
        }
    )
    drop_rejected(state, run_dir)
    columns = next(csv.reader((run_dir / "fields.csv").read_text(encoding="utf-8-sig").splitlines()))
    kept = "health" if rejected == "risk" else "risk"
    assert not [name for name in columns if name.startswith(rejected)] and f"{kept}_high_ha" in columns
    for text in RECOUNT.texts(run_dir, state):
        assert (run_dir / text.file).read_text(encoding="utf-8") == text.write(), text.file


def test_tables_stay_as_they_are_where_nothing_was_rejected(tmp_path):
    run_dir, state = measured(tmp_path)
    (run_dir / "fields.csv").write_text("mine")
    drop_rejected(state, run_dir)
    assert (run_dir / "fields.csv").read_text() == "mine"


def test_a_field_without_a_crop_has_that_of_the_scene(tmp_path):
    boxes = {name: (None, *box) for name, (_, *box) in BOXES.items()}
    facts = {"field": FieldFacts(crop="wheat")}
    _, state = measured(tmp_path, boxes=boxes, **facts)
    assert {field.crop for field in state.fields.fields} == {"wheat"}


def test_a_name_with_a_zero_byte_is_the_same_in_every_table(tmp_path):
    _, state = make_run(tmp_path)
    said = parcels_of(state.scene, north=("maize", 0, 0, 20, 20))
    said["features"][0]["properties"]["name"] = "a\0b"
    path = tmp_path / "fields.geojson"
    path.write_text(json.dumps(said))
    assert [parcel.name for parcel in read_parcel_file(path).parcels] == ["a b"]
