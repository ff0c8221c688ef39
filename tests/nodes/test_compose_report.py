import json
import re

import numpy as np
import pytest
from PIL import Image

from models.fake import FakeBackend
from models.geo.scene import Fact
from models.schemas import CaptionResult, Decision, Issue, Match
from nodes.claims import FAKE_MARK, claims_of, render
from nodes.compose_report import compose_report
from nodes.context import RunContext
from nodes.maps import colours_of, nice_length
from nodes.stac_item import item_of
from tests.nodes.report_world import World, make_run


def composed(folder, world=None, **changes):
    """The run folder with its report, after changes to the state."""
    run_dir, state = make_run(folder, world)
    state = state.model_copy(update=changes)
    update = compose_report(state, RunContext(run_dir=run_dir, models=FakeBackend()))
    return run_dir, state.model_copy(update={key: value for key, value in update.items() if key != "issues"})


def words(run_dir):
    return (run_dir / "report.md").read_text(encoding="utf-8")


def test_every_number_of_the_summary_and_the_tables_is_a_claim(tmp_path):
    run_dir, state = composed(tmp_path)
    known = {number for claim in claims_of(state) for number in re.findall(r"-?\d[\d,]*\.?\d*", render(claim))}
    spoken = re.split(r"## What is known|## What was refused|## What to keep", words(run_dir))[0]
    summary = [line for line in spoken.splitlines() if not line.startswith(("#", "!", "- **Acquired", "|"))]
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
    issue = Issue(step="ingest", kind="warning", reason="band <script>alert(1)</script> | [x](javascript:y)")
    run_dir, _ = composed(tmp_path, issues=(issue,))
    page = (run_dir / "report.html").read_text()
    assert "<script>" not in page and 'javascript:y"' not in page
    assert "alert(1)" in page


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
    issue = Issue(step="segment_risk", kind="model_unavailable", reason="no weights here", needed="weights")
    run_dir, _ = composed(tmp_path, issues=(issue, issue))
    assert words(run_dir).count("no weights here") == 1


def test_a_decision_is_reported(tmp_path):
    decision = Decision(step="classify_health", question="sure?", answer="reject")
    run_dir, _ = composed(tmp_path, decisions=(decision,))
    assert "reject" in words(run_dir)


@pytest.mark.parametrize("shape", [(12, 1), (3, 200), (64, 64)])
def test_maps_of_any_shape_are_drawn(tmp_path, shape):
    run_dir, _ = composed(tmp_path, World(shape=shape))
    picture = np.asarray(Image.open(run_dir / "map_NDVI.png").convert("RGB"))
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


def test_colours_of_an_index_hold_its_middle(tmp_path):
    _, state = composed(tmp_path)
    for stats in state.indices.stats:
        _, low, high = colours_of(stats)
        assert low < high
        assert low <= stats.percentiles["50"] <= high
