import html
import json
import re

import numpy as np
import pytest
from PIL import Image

from models.caption.results import CaptionResult
from models.fake import FakeBackend
from models.geo.contract.scene import Fact
from models.modality.confirm import SURE, is_doubtful, merge
from models.schemas import Decision, Issue, Match
from nodes.compose_report import compose_report
from nodes.context import RunContext
from nodes.report.claims import FAKE_MARK, render
from nodes.report.contents import claims_of
from nodes.report.maps.sheet import nice_length
from nodes.report.stac_item import item_of
from tests.nodes.report.report_world import World, make_run
from tests.stand_ins import HEALTH, RISK, modality


def composed(folder, world=None, **changes):
    """The run folder with its report, after changes to the state."""
    run_dir, state = make_run(folder, world)
    state = state.model_copy(update=changes)
    update = compose_report(state, RunContext(run_dir=run_dir, models=FakeBackend()))
    return run_dir, state.model_copy(update={key: value for key, value in update.items() if key != "issues"})


def words(run_dir):
    return (run_dir / "report.md").read_text(encoding="utf-8")


def evidence(run_dir):
    """The words of the evidence without their markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", (run_dir / "evidence.html").read_text(encoding="utf-8")))


def test_every_number_of_the_summary_and_the_tables_is_a_claim(tmp_path):
    run_dir, state = composed(tmp_path)
    known = {number for claim in claims_of(state) for number in re.findall(r"-?\d[\d,]*\.?\d*", render(claim))}
    spoken = re.split(r"## What was refused|## Conversions", words(run_dir))[0]
    summary = [line for line in spoken.splitlines() if not line.startswith(("#", "!", "|")) and "more note" not in line]
    said = re.findall(r"(?<![\w-])-?\d[\d,]*\.?\d*(?![\w-])", "\n".join(summary).replace("95th", "").replace("5th", ""))
    strange = [number for number in said if number.rstrip(".,") not in known]
    assert len(said) > 6
    assert strange == []


def test_claims_json_holds_value_file_and_method(tmp_path):
    run_dir, state = composed(tmp_path)
    listed = json.loads((run_dir / "claims.json").read_text())
    assert [claim["id"] for claim in listed] == [claim.id for claim in claims_of(state)]
    assert all(claim["file"] and claim["method"] for claim in listed)


def test_same_state_same_bytes(tmp_path):
    one, _ = composed(tmp_path / "a")
    two, _ = composed(tmp_path / "b")
    for path in one.iterdir():
        if path.suffix in (".md", ".html", ".png") or path.name == "claims.json":
            content = path.read_bytes().replace(str(tmp_path / "a").encode(), str(tmp_path / "b").encode())
            assert content == (two / path.name).read_bytes(), path.name


def test_page_needs_nothing_from_elsewhere(tmp_path):
    run_dir, _ = composed(tmp_path)
    page = (run_dir / "report.html").read_text()
    assert "data:image/png;base64," in page
    assert not re.search(r"<script|src=\"http|href=\"http|url\(http", page)


def test_words_from_files_cannot_become_markup(tmp_path):
    issue = Issue(
        step="ingest", kind="warning", reason="band <script>alert(1)</script> | [x](javascript:y)", code="scene_note"
    )
    run_dir, _ = composed(tmp_path, issues=(issue,))
    page = (run_dir / "report.html").read_text()
    assert "<script>" not in page and 'javascript:y"' not in page
    assert "alert(1)" in page
    assert "<script>" not in words(run_dir) and "[x](" not in words(run_dir)


def test_what_a_stand_in_made_up_is_marked_where_it_stands(tmp_path):
    matches = (Match(item="field 7", caption="wheat", similarity=0.5, fake=True),)
    caption = CaptionResult(text="a field", confidence=0.5, fake=True)
    run_dir, _ = composed(tmp_path, matches=matches, caption=caption)
    text = words(run_dir)
    assert "DEMONSTRATION" in text
    for line in text.splitlines():
        if "field 7" in line or "a field" in line:
            assert FAKE_MARK in line or "demonstration" in line.lower()


def test_refusals_and_what_is_needed_are_said_once(tmp_path):
    issue = Issue(
        step="segment_risk", kind="model_unavailable", reason="no weights here", needed="weights", code="damaged"
    )
    run_dir, _ = composed(tmp_path, issues=(issue, issue))
    assert words(run_dir).count("no weights here") == 1


def test_a_decision_is_reported(tmp_path):
    decision = Decision(step="health", question="sure?", answer="accept")
    run_dir, _ = composed(tmp_path, decisions=(decision,))
    assert "| health | sure? | accept |" in words(run_dir)
    assert "Rejected by a person" not in words(run_dir)


@pytest.mark.parametrize("answer", ["reject", "Reject: too wet"])
def test_what_a_person_rejects_is_named_and_nowhere_stated(tmp_path, answer):
    caption = CaptionResult(text="a field of rye", confidence=0.4321)
    decisions = (Decision(step="caption", question="sure?", answer=answer),)
    plain, _ = composed(tmp_path / "kept", caption=caption)
    assert "a field of rye" in words(plain) and "43.2 %" in words(plain)
    run_dir, state = composed(tmp_path / "rejected", caption=caption, decisions=decisions)
    assert "**Rejected by a person:** caption" in words(run_dir)
    assert "a field of rye" not in words(run_dir) and "43.2" not in words(run_dir)
    assert not [claim for claim in claims_of(state) if claim.id.startswith("caption")]


def test_a_rejected_kind_of_scene_is_not_said_to_be_known(tmp_path):
    decisions = (Decision(step="modality", question="sure?", answer="reject"),)
    run_dir, state = composed(tmp_path, decisions=decisions)
    assert "Kind of scene: not known" in evidence(run_dir)
    assert not [claim for claim in claims_of(state) if claim.id.startswith("modality")]


SURE_OF_RADAR = np.array([0.02, 0.03, 0.95], np.float32)


@pytest.mark.parametrize(
    ("found", "kind", "network"),
    [
        (modality("rgb", 0.9), "rgb", "the network was not asked, for they are sure"),
        (modality("sar", 0.97), "sar", "the network could not be asked"),
        (merge(modality("sar", 0.97).statistics, SURE_OF_RADAR), "sar", "the network says sar, 95.0 %"),
        (
            merge(modality("infrared", 0.5).statistics, SURE_OF_RADAR),
            "sar, to which the network gives 95.0 %",
            "the network says sar, 95.0 %",
        ),
        (
            merge(modality("infrared", 0.5).statistics, np.array([0.2, 0.4, 0.4], np.float32)),
            "uncertain; most like infrared",
            "the network is uncertain, likeliest to it is infrared with 40.0 %",
        ),
    ],
)
def test_both_opinions_on_the_kind_of_scene_are_told(tmp_path, found, kind, network):
    run_dir, _ = composed(tmp_path, modality=found)
    lines = evidence(run_dir).splitlines()
    assert f"Kind of scene: {kind}" in lines
    assert ("The kind of this picture is not sure" in words(run_dir)) == ("uncertain" in kind or ", to which" in kind)
    [opinions] = [line for line in lines if line.startswith("How that is known:")]
    sure = "are sure of" if found.statistics.confidence >= SURE else "are not sure, but lean to"
    assert f"values {sure} {found.statistics.modality}" in opinions
    assert network in opinions and ("the test says so" in opinions) == is_doubtful(found)


def test_networks_without_weights_share_one_line(tmp_path):
    issues = tuple(
        Issue(
            step=step, kind="model_unavailable", reason="in words that nobody reads", code="no_weights",
            subjects=(room,),
        )
        for step, room in (("classify_health", "health"), ("segment_risk", "risk"))
    )  # fmt: skip
    run_dir, _ = composed(tmp_path, issues=issues)
    assert "nobody reads" not in words(run_dir)
    [line] = [line for line in words(run_dir).splitlines() if "health weights" in line]
    assert "classify health, segment risk" in line
    assert "no health weights, no risk weights" in line


def test_the_first_page_says_what_health_and_risk_are_worth(tmp_path):
    at_hand = {"raster": "valid.tif"}  # of the small world, for their maps
    health, risk = HEALTH.model_copy(update=at_hand), RISK.model_copy(update=at_hand)
    run_dir, _ = composed(tmp_path, health=health, risk=risk)
    [one] = [line for line in words(run_dir).splitlines() if line.startswith("- **Health**")]
    [other] = [line for line in words(run_dir).splitlines() if line.startswith("- **Risk**")]
    assert "healthy 100.0 %" in one and "low 100.0 %" in other
    assert all("simulated fields" in line and "NDVI told" in line for line in (one, other))


def test_the_first_page_says_where_health_and_risk_were_not_judged(tmp_path):
    issues = [
        Issue(step=step, kind="refused", reason="no", code="no_crop") for step in ("classify_health", "segment_risk")
    ]
    run_dir, _ = composed(tmp_path, issues=tuple(issues))
    assert "Health and risk of the crop could not be judged" in words(run_dir)


def test_without_indices_the_summary_says_why(tmp_path):
    reason = "it needs reflectance, and the values are picture"
    issue = Issue(
        step="measure_indices", kind="refused", reason=f"NDVI, EVI: {reason}", code="wrong_unit",
        subjects=("NDVI", "EVI"), shared_reason=reason,
    )  # fmt: skip
    run_dir, _ = composed(tmp_path, indices=None, issues=(issue,))
    assert "No spectral index could be measured: it needs reflectance" in words(run_dir)


@pytest.mark.parametrize("shape", [(12, 1), (3, 200), (64, 64)])
def test_maps_of_any_shape_are_drawn(tmp_path, shape):
    run_dir, _ = composed(tmp_path, World(shape=shape))
    picture = np.asarray(Image.open(run_dir / "map_fields.png").convert("RGB"))
    assert picture.std() > 0


def test_a_scale_bar_is_a_round_number_that_fits():
    for longest in (0.7, 13, 999, 25_000):
        length = nice_length(longest)
        assert length <= longest
        assert float(f"{length:.0e}") == length


def test_an_item_places_the_run_and_says_when(tmp_path):
    pystac = pytest.importorskip("pystac")
    _, state = composed(tmp_path)
    item = item_of(state)
    if isinstance(item, Issue):
        pytest.fail(item.reason)
    read = pystac.Item.from_dict(item)
    assert read.datetime is not None
    west, south, east, north = read.bbox
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90
    assert all(not asset.href.startswith("/") for asset in read.assets.values())


def test_without_a_time_there_is_no_item_but_a_reason(tmp_path):
    _, state = composed(tmp_path)
    unknown = Fact[str | None](value=None, source="none", detail="nothing says it")
    item = item_of(state.model_copy(update={"scene": state.scene.model_copy(update={"acquired": unknown})}))
    assert isinstance(item, Issue) and "--date" in (item.needed or item.reason)
