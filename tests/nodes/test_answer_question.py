"""A question of the user is answered in the run: by the tools, from what the run has found; and counted again."""

from pathlib import Path

import pytest

from models.fake import FakeBackend
from nodes.answer_question import answer_question
from nodes.answers.calls import Call, Count, Measure, Rank, Where
from nodes.context import RunContext
from nodes.planner.plans import AskBack, Calls, Decline, Plan
from nodes.planner.talk import Option
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.state import SceneState
from nodes.verify.chapters.answer import ANSWER
from tests.nodes.answers.made import answerable


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> tuple[Path, SceneState]:
    run = answerable(tmp_path_factory.mktemp("question") / "run")
    request = run.whole.request.model_copy(update={"question": "How green is the north?"})
    return run.folder, run.whole.model_copy(update={"request": request})


def answered(found: tuple[Path, SceneState], planned: Call | Plan) -> SceneState:
    folder, state = found
    meant = planned if isinstance(planned, AskBack | Decline | Calls) else Calls(calls=(planned,))
    context = RunContext(folder, FakeBackend(), planner=lambda _question, _talk: meant)
    return state.model_copy(update=answer_question(state, context))


def recounted(folder: Path, state: SceneState) -> dict[str, float]:
    return {name: value for count in ANSWER.counts(folder, state) for name, value in count.values().items()}


def test_without_a_question_nothing_is_answered(found):
    folder, state = found
    silent = state.model_copy(update={"request": state.request.model_copy(update={"question": None})})
    context = RunContext(folder, FakeBackend(), planner=lambda *_: pytest.fail("asked"))
    assert answer_question(silent, context) == {}


def test_the_report_states_the_question_and_the_answer_with_its_numbers(found):
    state = answered(found, Measure(what="NDVI", where=Where(part="north")))
    page = write_report(state, claims_of(state)).markdown()
    assert "How green is the north?" in page and "the northern half of the scene, NDVI has a median of 0." in page
    assert "{claim" not in page
    names = [claim.id for claim in claims_of(state)]
    assert {"answer.1", "answer.2", "answer.3"} <= {*names} and len(names) == len(set(names))


@pytest.mark.parametrize(
    "call",
    [
        Measure(what=what, where=where)
        for what in ("NDVI", "health", "risk", "cause", "missing_cover", "cloud", "bare", "cover", "area", "confidence")
        for where in (Where(part="south_west"), Where(field="Low"), Where(field="Low", part="north"))
    ]
    + [Count(which="not_judged"), Count(crop="wheat"), Rank(by="NDVI"), Rank()],
)
def test_each_number_is_found_again_by_other_code_and_a_wrong_one_is_seen(found, call):
    folder, _ = found
    state = answered(found, call)
    assert state.answer is not None
    own = [fact.claim for fact in state.answer.facts if fact.claim.id.startswith("answer.")]
    again = recounted(folder, state)
    assert {claim.id for claim in own} == {*again}
    for claim in own:
        allowed = 1e-4 if claim.unit == "ha" else 1e-6
        assert claim.value == pytest.approx(again[claim.id], rel=allowed, abs=1e-6)
        assert claim.value * 1.01 + 0.01 != pytest.approx(again[claim.id], rel=allowed, abs=1e-6)


def test_an_answer_that_asks_back_names_what_may_be_meant(found):
    options = tuple(Option(words=name, call=Measure(what="NDVI")) for name in ("Low", "Brook"))
    asked = AskBack(text="Which one is meant?", options=options)
    page = write_report(state := answered(found, asked), claims_of(state)).markdown()
    assert "Which one is meant? It may mean: Low; Brook." in page


def test_what_is_off_topic_is_declined_without_a_number(found):
    state = answered(found, Decline(why="off_topic", text="That is not about fields."))
    assert state.answer is not None and state.answer.status == "declined" and not state.answer.facts
    assert "That is not about fields." in write_report(state, claims_of(state)).markdown()


def test_two_questions_in_one_are_both_answered_and_their_numbers_kept_apart(found):
    folder, _ = found
    calls = tuple(Measure(what="NDVI", where=Where(field=name, part="north")) for name in ("Low", "Brook"))
    state = answered(found, Calls(calls=calls))
    assert state.answer is not None
    names = [fact.claim.id for fact in state.answer.facts]
    assert len({*names}) == len(names) == 6 and all("{claim:" + name + "}" in state.answer.text for name in names)
    assert recounted(folder, state) == {}
    whole = answered(found, Calls(calls=(Measure(what="bare", where=Where(field="Low")), Count())))
    assert recounted(folder, whole) != {}


def test_rules_alone_understand_a_plain_question(found):
    folder, state = found
    update = answer_question(state, RunContext(folder, FakeBackend()))
    assert update["answer"].status in ("answered", "asked_back")


def test_a_state_of_old_without_an_answer_still_reads(found):
    _, state = found
    old = state.model_dump(mode="json")
    del old["answer"]
    assert SceneState.model_validate(old).answer is None
