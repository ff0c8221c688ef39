from pathlib import Path

import pytest

from models.caption.results import CaptionResult
from nodes.report.chapters.caption import BESIDE, CAPTION, FIELDS
from nodes.report.claims import FAKE_MARK
from nodes.report.document import write_report
from nodes.report.wording import Said
from nodes.state import SceneState
from tests.nodes.sentences.made_states import bare_scene, captions


def lines_of(state: SceneState) -> str:
    return "\n".join(CAPTION.lines(state, Said(CAPTION.claims(state))))


@pytest.fixture
def state(tmp_path: Path) -> SceneState:
    return bare_scene(tmp_path).model_copy(update={"caption": captions()})


def test_what_holds_is_quoted_and_what_was_cut_is_named_and_counted(state):
    told = lines_of(state)
    assert "## In words from the picture" in told
    assert "> Dense vegetation. The vegetation is greenest in the west.\n" in told
    assert "“The sky is blue” (not understood; said of the scene, north)" in told
    assert "Each of its 6 statements" in told and "4 are left" in told
    assert "| north | Dense vegetation." in told


def test_who_wrote_it_and_what_that_is_worth_stands_beside_it(state):
    told = lines_of(state)
    assert "captioning network m" in told and "language model b" in told
    assert "95.0 % of its statements were true" in told
    unknown = state.caption.model_copy(update={"true_share": None})
    assert "were true" not in lines_of(state.model_copy(update={"caption": unknown}))


def test_what_was_measured_stands_behind_the_words(state):
    claims = {claim.id: claim for claim in CAPTION.claims(state)}
    assert claims["caption.measured.ndvi"].value == pytest.approx(2 / 3)
    assert not claims["caption.measured.ndvi"].fake
    assert "| vegetation | dense | median NDVI | 0.67 |" in lines_of(state)
    assert "| greenest part | west |" in lines_of(state)


def test_where_nothing_holds_it_says_so_and_quotes_nothing(state):
    one = state.caption.overview
    empty = one.model_copy(update={"checked": one.checked.model_copy(update={"text": ""})})
    told = lines_of(state.model_copy(update={"caption": state.caption.model_copy(update={"overview": empty})}))
    assert "Nothing that the network wrote is borne out" in told and "greenest in the west. The" not in told


def test_made_up_words_are_marked_and_what_was_measured_is_not(state):
    made_up = state.model_copy(update={"caption": state.caption.model_copy(update={"fake": True})})
    claims = {claim.id: claim.fake for claim in CAPTION.claims(made_up)}
    assert claims["caption.said"] and claims["caption.kept"] and not claims["caption.measured.ndvi"]
    assert f"in the west. {FAKE_MARK}" in lines_of(made_up)


def test_words_of_the_network_are_data(state):
    raw = state.caption.overview.checked.judged[-1]
    bad = raw.model_copy(update={"statement": raw.statement.model_copy(update={"text": "<b>x</b> | [a](b)"})})
    checked = state.caption.overview.checked.model_copy(update={"judged": (bad,)})
    overview = state.caption.overview.model_copy(update={"checked": checked})
    told = lines_of(state.model_copy(update={"caption": state.caption.model_copy(update={"overview": overview})}))
    assert r"“\<b\>x\</b\> \| \[a\](b)”" in told


def test_a_caption_of_an_old_run_is_quoted_without_checks(tmp_path):
    old = CaptionResult.model_validate({"text": "A green scene.", "confidence": 0.5, "fake": False})
    state = bare_scene(tmp_path).model_copy(update={"caption": old})
    assert [claim.id for claim in CAPTION.claims(state)] == ["caption.confidence"]
    assert "> A green scene." in lines_of(state) and "statements" not in lines_of(state)


def test_the_short_text_leaves_tables_of_captions_to_the_page(state):
    document = write_report(state, CAPTION.claims(state))
    short, whole = document.markdown(), document.markdown(whole=True)
    for title in (FIELDS, BESIDE):
        assert f"## {title}" in whole and title not in short
    assert "## In words from the picture" in short
