import pytest

from models.caption.results import CaptionResult
from models.schemas import Decision
from nodes.report.decisions import rejected, without_rejected
from nodes.state import Request, SceneState


def state(*answers):
    return SceneState(
        request=Request(scene_path="/field.tif"),
        caption=CaptionResult(text="rye", confidence=0.4),
        decisions=tuple(Decision(step="caption", question="sure?", answer=answer) for answer in answers),
    )


@pytest.mark.parametrize("answer", ["reject", " Reject: too wet"])
def test_rejected_result_is_set_aside(answer):
    assert rejected(state(answer)) == ("caption",)
    assert without_rejected(state(answer)).caption is None


@pytest.mark.parametrize("answers", [(), ("accept",), ("reject", "accept")])
def test_all_else_stays_as_it_is(answers):
    assert rejected(state(*answers)) == ()
    assert without_rejected(state(*answers)) == state(*answers)
