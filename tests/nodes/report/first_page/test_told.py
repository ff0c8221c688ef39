"""What the user told changed so much: the first page says it with its number, in both languages."""

import pytest

from models.schemas import FieldFacts, ToldEffect, ToldPlace
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from tests.nodes.report.first_page.pages import field, state_of

HEALTH = ToldEffect(
    facts=("crop", "sowing"), classes=("healthy", "mild"),
    places=(ToldPlace(window=(0, 0, 9, 9), blocks=((90, 10), (0, 100))),),
)  # fmt: skip
RISK = ToldEffect(
    facts=("crop",), classes=("low", "high"), places=(ToldPlace(window=(0, 0, 9, 9), blocks=((50, 0), (50, 100))),)
)


def page(folder, health=HEALTH, risk=RISK, sensors=None, **asked) -> str:
    _, state = state_of(folder, field("north"), **asked)
    judged = {
        "health": state.health.model_copy(update={"told": health}),
        "risk": state.risk.model_copy(update={"told": risk}),
        "field": FieldFacts(sensors=sensors),
    }
    state = state.model_copy(update=judged)
    return write_report(state, claims_of(state)).markdown()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "**What you told** (crop, sowing) changed health on 5.0 % of the crop, risk on 25.0 %."),
        ("fr", "**Ce que vous avez dit** (culture, semis) a changé la santé sur 5,0 % du sol cultivé, le risque sur"),
    ],
)
def test_it_is_said_how_much_the_words_of_the_user_changed(tmp_path, language, words):
    assert words in page(tmp_path, language=language)


def test_nothing_is_said_where_nothing_was_told_or_hardly_any_ground_was_asked_about(tmp_path):
    assert "What you told" not in page(tmp_path / "none", None, None)
    tiny = HEALTH.model_copy(update={"places": (ToldPlace(window=(0, 0, 1, 1), blocks=((1, 1), (0, 1))),)})
    assert "changed health" not in page(tmp_path / "tiny", tiny, None)


def test_readings_are_said_to_have_changed_nothing(tmp_path):
    assert "**Readings of sensors** changed nothing of it." in page(tmp_path, None, None, ((20.0,) * 7,) * 7)
