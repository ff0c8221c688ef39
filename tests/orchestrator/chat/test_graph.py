import pytest
from langgraph.checkpoint.memory import InMemorySaver

from nodes.answers.calls import Analyse, Compare, Explain, Measure, Rank, Supposed, Where
from nodes.planner.plans import AskBack
from nodes.planner.talk import Option
from orchestrator.chat.session import Session
from orchestrator.checkpoints import open_checkpoints
from tests.nodes.answers.made import answerable
from tests.nodes.compare.made_runs import JULY, Made
from tests.orchestrator.chat.talking import conversation_texts, parts_for

GREEN = Measure(what="NDVI", where=Where(field="Brook"))


@pytest.fixture
def run(settings):
    return answerable(settings.runs / "june")


def said(session, question):
    return conversation_texts(list(session.ask(question)))


def test_a_question_is_answered_from_the_latest_run_with_each_number_of_a_file(run, settings):
    session = Session(parts_for(settings, {"how green is Brook?": GREEN}), InMemorySaver())
    events = list(session.ask("how green is Brook?"))
    assert events[0] == {"event": "tool", "call": {"tool": "measure", "what": "NDVI", "where": {"field": "Brook"}}}
    told = session.last()
    assert told.status == "answered" and "{" not in told.text and told.facts
    assert all(fact.text in told.text and (run.folder / fact.file).is_file() for fact in told.facts)


def test_a_follow_up_goes_on_from_the_turn_before_also_after_a_restart(run, settings):
    known = {"a": GREEN, "b": Explain(where=Where(field="Low"))}
    parts = parts_for(settings, known)
    with open_checkpoints(settings) as saver:
        said(Session(parts, saver, thread="t"), "a")
    with open_checkpoints(settings) as saver:
        again = Session(parts_for(settings, known), saver, thread="t")
        assert "Low" in " ".join(said(again, "b"))
        [talk] = again.parts.plan.heard
    assert talk.last == GREEN and talk.named == ("Brook",)
    assert [one.name for one in talk.runs] == ["june"] and "NDVI" in talk.indices


def test_several_runs_in_one_conversation_and_the_one_last_spoken_of(run, settings):
    answerable(settings.runs / "july", Made(day=JULY))
    known = {"june": Measure(run="june", what="NDVI"), "on": GREEN, "both": Compare()}
    session = Session(parts_for(settings, known), InMemorySaver())
    session.open([settings.runs / "june", settings.runs / "july"])
    said(session, "june")
    assert session.parts.plan.heard[-1].runs[0].name == "july"
    said(session, "on")
    assert session.parts.plan.heard[-1].runs[0].name == "june"
    assert {fact.run for fact in session.facts()} == {"june"}
    said(session, "both")
    assert session.last().call["tool"] == "compare"


def test_a_false_premise_is_corrected(run, settings):
    call = Rank(by="NDVI", supposed=Supposed(of="Brook", relation="worst"))
    session = Session(parts_for(settings, {"why is Brook the worst?": call}), InMemorySaver())
    said(session, "why is Brook the worst?")
    assert session.last().corrects and "Low" in session.last().text


def test_what_is_asked_back_is_remembered(run, settings):
    option = Option(words="the greenness of Brook", call=GREEN)
    parts = parts_for(settings, {"Brook?": AskBack(text="What of it?", options=(option,))})
    session = Session(parts, InMemorySaver())
    said(session, "Brook?")
    assert session.last().status == "asked_back" and session.last().options == ("the greenness of Brook",)
    said(session, "1")
    assert parts.plan.heard[-1].offered == (option,)
    assert session.last().status == "declined"


def test_a_scene_is_analysed_only_after_a_yes_and_only_where_the_person_named_it(run, settings, tmp_path):
    begun = []

    def analyse(call):
        begun.append(call.scene)
        return answerable(settings.runs / "new").folder

    call = Analyse(scene="new.tif")
    parts = parts_for(settings, {"analyse new.tif": call, "analyse it": call, "no way": GREEN}, analyse=analyse)
    session = Session(parts, InMemorySaver())
    said(session, "analyse it")
    assert session.last().status == "not_possible"
    said(session, "analyse new.tif")
    assert session.last().status == "asked_back" and not begun
    said(session, "non")
    said(session, "yes")
    assert not begun
    said(session, "analyse new.tif")
    said(session, "Yes!")
    assert begun == ["new.tif"] and session.last().status == "answered"
    assert session.runs[-1].endswith("new")
    said(session, "yes")
    assert begun == ["new.tif"]


def test_a_run_that_was_changed_or_has_gone_is_said_and_not_answered_from(run, settings):
    session = Session(parts_for(settings, {"a": GREEN}), InMemorySaver())
    said(session, "a")
    state = run.folder / "state.json"
    state.write_text(state.read_text().replace("Brook", "Crook"))
    events = list(session.ask("a"))
    assert "state.json" in events[0]["text"] and session.last().status == "not_possible"
    assert not session.facts()


def test_without_any_run_it_says_so(settings):
    session = Session(parts_for(settings, {"a": GREEN}), InMemorySaver())
    said(session, "a")
    assert session.last().status == "not_possible"


def test_a_language_model_stands_before_the_planner_and_may_be_out_of_reach(run, settings):
    heard = []

    def speak(messages, ask, language):
        heard.append(messages)
        return ask(GREEN).model_copy(update={"text": "In its words."}) if "model" in messages[-1][1] else None

    session = Session(parts_for(settings, {"a": GREEN}, speak=speak), InMemorySaver())
    assert said(session, "model?") == ["In its words."]
    assert "Brook" in said(session, "a")[0]
    assert heard[-1][-1] == ("user", "a") and heard[-1][-2] == ("assistant", "In its words.")
