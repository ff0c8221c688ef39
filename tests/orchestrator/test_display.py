"""What a terminal says at the end of a run: few notes, the gravest first, and what was found."""

from models.field.measured.results import FieldIndex, FieldMeasured, FieldsResult
from models.schemas import Issue, IssueKind
from nodes.report.first_page.terminal import MOST, list_result
from orchestrator.display import MOST_NOTES, join_notes


def issue(step: str, reason: str, kind: IssueKind = "conversion", code: str = "sensors_note") -> Issue:
    return Issue.model_validate({"step": step, "kind": kind, "reason": reason, "code": code})


def test_what_is_of_one_kind_is_one_line_and_the_gravest_stands_first():
    notes = join_notes(
        [
            *(issue("ingest", f"{name}: too few readings") for name in ("rain", "wind", "rain")),
            issue("mask_clouds", "clouds are doubtful", "warning", "clouds_doubtful"),
            issue("caption_scene", "no weights", "model_unavailable", "no_weights"),
        ]
    )
    assert notes == [
        "no network answered for caption_scene; the report says why and what would help",
        "mask_clouds: clouds are doubtful",
        "ingest: rain: too few readings (and 1 more of this kind)",
    ]


def test_what_two_steps_say_of_one_thing_is_one_line():
    both = [issue(f"{name}_step", f"{name} knows no grass", "warning", "unknown_crop") for name in ("health", "risk")]
    [note] = join_notes(one.model_copy(update={"subjects": ("grass",)}) for one in both)
    assert note == "health_step, risk_step: health knows no grass (and 1 more of this kind)"


def test_notes_are_few_and_the_rest_is_counted():
    notes = join_notes(issue(f"step {number}", f"reason {number}") for number in range(20))
    assert len(notes) == MOST_NOTES + 1
    assert notes[-1] == "… and 14 more in the report"
    assert join_notes([]) == []


def field(name: str, ndvi: float) -> FieldMeasured:
    index = FieldIndex(name="NDVI", median=ndvi, mean=ndvi, p10=ndvi, p90=ndvi, std=0.0)
    return FieldMeasured(
        name=name, crop="maize", pixels=100.0, on_scene=1.0, area_ha=1.0, clear=1.0, cloud=0.0, shadow=0.0,
        no_data=0.0, judged=1.0, indices=(index,),
    )  # fmt: skip


def test_the_result_names_the_worst_fields_in_plain_words(known):
    fields = tuple(field(f"{name}*_1", 0.3 + 0.03 * place) for place, name in enumerate("gfedcba"))
    result = FieldsResult(fields=fields, table="fields.csv", outlines="o", geopackage="g")
    request = known.request.model_copy(update={"parcels": "/fields.geojson"})
    lines = list_result(known.model_copy(update={"fields": result, "request": request}))
    assert lines[0].startswith("g*_1 (maize) has the lowest NDVI, 0.30.")
    assert lines[1] == "g*_1 (maize, 1.00 ha): NDVI 0.30 (0.30 to 0.30); lowest of the 7 fields of its crop"
    assert len(lines) == 2 + MOST
    assert lines[-1] == "… +2: fields.csv"
    assert not any("**" in line or "\\" in line for line in lines)


def test_fields_of_about_the_same_value_are_not_ranked_in_words(known):
    result = FieldsResult(fields=(field("a", 0.82), field("b", 0.821)), table="f", outlines="o", geopackage="g")
    request = known.request.model_copy(update={"parcels": "/fields.geojson"})
    lines = list_result(known.model_copy(update={"fields": result, "request": request}))
    assert not any("lowest of the" in line for line in lines)
