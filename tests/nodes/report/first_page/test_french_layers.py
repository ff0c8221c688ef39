"""A French first page speaks French of radar, heat and the colours of a picture too."""

import re
from pathlib import Path

import pytest

from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.state import SceneState
from tests.nodes.report.first_page.pages import field, state_of
from tests.nodes.sentences.made_states import radar, relative, warm


def page_of(state: SceneState) -> str:
    state = state.model_copy(update={"request": state.request.model_copy(update={"language": "fr"})})
    return "\n".join(write_report(state, claims_of(state)).first.lines)


@pytest.mark.parametrize(
    ("make", "words"),
    [(radar, "Rétrodiffusion moyenne\u00a0: VV "), (relative, "dans cette image seulement"), (warm, "Température")],
)
def test_what_was_measured_is_said_in_french(tmp_path: Path, make, words):
    state = make(tmp_path)
    for told in (state, state.model_copy(update={"fields": None})):
        text = re.sub(r"\w+\.(csv|html|gpx|tif|png)", "", page_of(told))
        assert not re.search(r"\b(the|of|has|with|is|less|from|mean|median|lowest|Fields?)\b", text)
    assert words in text


def test_a_preview_has_french_words(tmp_path):
    _, state = state_of(tmp_path, field("x"))
    bare = state.model_copy(update={"indices": None, "health": None, "risk": None})
    assert "![Aperçu de l'image](preview.png)" in page_of(bare)
