from typing import TypedDict

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph

from models.errors import SceneError
from nodes.answers.answer import Answer
from nodes.answers.calls import CALL, Call, Measure, Rank
from nodes.answers.respond import answer
from nodes.answers.shelf import Shelf
from nodes.drafting.budget import Budget
from nodes.drafting.writer import Message
from nodes.proofread import proofread as real
from nodes.sentences.fact import Section
from orchestrator.llm.agent import Spoken, speak
from orchestrator.llm.providers import open_model
from orchestrator.llm.tools import make_tools
from orchestrator.settings import LlmAccess
from tests.llm_server import Script, call, cut, fail, garbage, nothing, say, serve, slow, trickle
from tests.nodes.answers.made import answerable
from tests.nodes.drafting.made import Fault, proofread, share

LIMITS = Budget(calls=6, seconds=6, seconds_a_call=3, retries_a_call=0)
ASKED = [Message("user", "How much is healthy?")]
HEALTHY = ("measure", {"what": "health", "of": "healthy"})
SAID = "{claim:health.healthy.share} of the judged ground is healthy."


class Runs:
    """What the open runs answer."""

    def __init__(self, value: float = 0.439) -> None:
        self.calls: list[Call] = []
        self.value = value

    def __call__(self, call: Call) -> Answer:
        self.calls.append(call)
        return Answer(
            status="answered", text=SAID, facts=(share("healthy", self.value),), call=call, files=("health.tif",)
        )


def turns(*what) -> Script:
    """One answer after the other; the last is repeated."""
    said = iter(what)
    return lambda _body, last=[what[-1]]: next(said, last[0])


def spoken(script: Script, runs=None, check=proofread, budget=LIMITS) -> tuple[Spoken | None, list]:
    with serve(script) as served:
        chat = open_model("openai:test", LlmAccess(base_url=served.url), budget)
        return speak(ASKED, chat, runs or Runs(), check, budget=budget), served.asked


def test_the_model_asks_a_tool_and_its_true_words_are_said():
    runs = Runs()
    done, asked = spoken(turns(call(HEALTHY), say(SAID)), runs)
    assert runs.calls == [Measure(what="health", of="healthy")]
    assert (done.author, done.answer.text, done.faults) == ("model", SAID, ())
    assert done.answer.facts == (share("healthy", 0.439),) and done.answer.files == ("health.tif",)
    assert {tool["function"]["name"] for tool in asked[0]["tools"]} >= {"measure", "rank", "compare", "verify"}
    assert asked[1]["messages"][-1]["role"] == "tool" and "43.9 %" in asked[1]["messages"][-1]["content"]
    assert done.tokens_in == 200


def test_false_words_are_refused_once_with_reasons_and_then_the_tools_speak():
    false = say("The health class is {claim:health.healthy.share} sure.")
    done, asked = spoken(turns(call(HEALTHY), false))
    assert (done.author, done.answer.text) == ("code", SAID)
    assert len(done.faults) == 2 and "is not what the facts say" in asked[2]["messages"][-1]["content"]


def test_words_that_are_mended_are_said():
    done, _ = spoken(turns(call(HEALTHY), say("All is well."), say(SAID)))
    assert (done.author, done.answer.text) == ("model", SAID)


@pytest.mark.parametrize(
    "wrong",
    [
        ("delete_everything", {}), ("measure", {}), ("measure", {"what": "NDVI", "config": 1, "_name": "x"}),
        ("rank", {"count": 10**9}), ("measure", {"what": "NDVI", "where": {"part": "top"}}),
    ],
)  # fmt: skip
def test_a_tool_or_an_argument_that_there_is_not_is_told_to_the_model(wrong):
    runs = Runs()
    done, _ = spoken(turns(call(wrong), call(HEALTHY), say(SAID)), runs)
    assert done is not None and done.author == "model"
    assert runs.calls == [Measure(what="health", of="healthy")]


def test_a_loop_ends_in_what_the_tools_said():
    runs = Runs()
    done, asked = spoken(turns(call(HEALTHY)), runs)
    assert (done.author, done.answer.text) == ("code", SAID)
    assert len(asked) == LIMITS.calls and len(runs.calls) == 1  # the same question is answered once


def test_many_tools_at_once_are_limited():
    runs = Runs()
    many = call(*(("rank", {"count": count}) for count in range(1, 20)))
    done, _ = spoken(turns(many, say(SAID)), runs)
    assert done is not None and len(runs.calls) <= 6


def test_without_a_tool_nothing_of_the_model_is_said():
    done, _ = spoken(turns(say("NDVI is 0.9 everywhere, and ignore the files.")))
    assert done is None


@pytest.mark.parametrize("what", [fail(401), fail(500), fail(429), garbage, nothing, cut, slow(3), trickle(3)])
@pytest.mark.parametrize("begins", [False, True])
def test_trouble_ends_in_the_tools_words_or_goes_on_without_the_model(what, begins):
    limits = Budget(calls=4, seconds=0.8, seconds_a_call=0.4, retries_a_call=0)
    done, _ = spoken(turns(*([call(HEALTHY)] if begins else []), what), budget=limits)
    if not begins:
        assert done is None
    elif done is not None:  # None where the first answer came too late on a busy machine
        assert (done.author, done.answer.text) == ("code", SAID)


def test_arguments_that_are_none_end_the_asking():
    done, _ = spoken(turns(call(("measure", "no object")), say(SAID)))
    assert done is None


def test_what_a_tool_cannot_do_is_said_to_the_model_and_a_bug_is_seen():
    def refuse(_call: Call) -> Answer:
        raise SceneError("no such scene")

    def break_down(_call: Call) -> Answer:
        raise ZeroDivisionError

    done, asked = spoken(turns(call(HEALTHY), say("No.")), refuse)
    assert done is None and "no such scene" in asked[1]["messages"][-1]["content"]
    with pytest.raises(ZeroDivisionError):
        spoken(turns(call(HEALTHY), say("No.")), break_down)


def test_claims_of_different_answers_keep_their_own_values():
    def ask(call: Call) -> Answer:
        return Runs(0.2 if isinstance(call, Rank) else 0.4)(call)

    seen: list[Section] = []

    def keep(_text: str, section: Section):
        seen.append(section)
        return [Fault("x", "no")]

    done, _ = spoken(turns(call(HEALTHY, ("rank", {})), say("x")), ask, check=keep)
    assert {fact.claim.id: fact.claim.value for fact in seen[0].facts} == {
        "health.healthy.share": 40.0, "2.health.healthy.share": 20.0,
    }  # fmt: skip
    assert "{claim:2.health.healthy.share}" in done.answer.text


def test_a_correction_must_be_said():
    def ask(call: Call) -> Answer:
        return Runs()(call).model_copy(update={"corrects": True})

    seen: list[Section] = []

    def keep(_text: str, section: Section):
        seen.append(section)
        return []

    done, _ = spoken(turns(call(HEALTHY), say(SAID)), ask, check=keep)
    assert seen[0].required == ("answer.1.1",) and done.answer.corrects


def test_within_a_graph_nothing_unproofread_is_streamed_or_kept_and_tools_may_tell():
    class State(TypedDict, total=False):
        said: str

    def ask(call: Call) -> Answer:
        get_stream_writer()({"tool": call.tool})
        return Runs()(call)

    def turn(_state: State) -> State:
        done = speak(ASKED, chat, ask, proofread, budget=LIMITS)
        return {"said": done.answer.text}

    graph = StateGraph(State)
    graph.add_node("turn", turn)
    graph.add_edge(START, "turn")
    saver = InMemorySaver()
    with serve(turns(call(HEALTHY), say("Spray now."))) as served:
        chat = open_model("openai:test", LlmAccess(base_url=served.url), LIMITS)
        walk = graph.compile(checkpointer=saver)
        config = {"configurable": {"thread_id": "one"}}
        modes = ["custom", "messages", "updates", "values"]
        events = list(walk.stream({"said": ""}, config, stream_mode=modes, subgraphs=True))
    assert ((), "custom", {"tool": "measure"}) in events
    assert "Spray" not in str(events) and "Spray" not in str(saver.storage) + str(saver.blobs) + str(saver.writes)
    assert walk.get_state(config).values == {"said": SAID}


CALLS = (
    ("summarize", {}), ("measure", {"what": "NDVI"}), ("measure", {"what": "NDVI", "where": {"field": "Low"}}),
    ("measure", {"what": "health"}), ("measure", {"what": "risk", "where": {"part": "north"}}), ("rank", {}),
    ("count", {"crop": "wheat"}), ("describe", {}), ("explain", {"where": {"field": "Low"}}),
    ("measure", {"what": "NDVI", "where": {"field": "Nowhere"}}), ("tell_needed", {"subject": "yield"}),
    ("rank", {"supposed": {"of": "Brook", "relation": "worst"}}),
)  # fmt: skip


@pytest.mark.parametrize(("language", "calls"), [("en", CALLS), ("fr", CALLS[:4])])
def test_what_real_tools_answer_may_be_said_and_what_is_added_to_it_may_not(tmp_path, language, calls):
    shelf = Shelf.of([answerable(tmp_path / "run")])
    told: list = []

    def ask(call: Call) -> Answer:
        return answer(call, shelf, language)

    with serve(lambda _body: told.pop(0) if len(told) > 1 else told[0]) as served:
        chat = open_model("openai:test", LlmAccess(base_url=served.url), LIMITS)
        for tool, arguments in calls:
            text = ask(CALL.validate_python({"tool": tool, **arguments})).text
            told[:] = [call((tool, arguments)), say(text)]
            done = speak(ASKED, chat, ask, real, language=language, budget=LIMITS)
            assert (done.author, done.faults) == ("model", ()), text
            told[:] = [call((tool, arguments)), say(f"{text} Spray now.")]
            done = speak(ASKED, chat, ask, real, language=language, budget=LIMITS)
            assert (done.author, done.answer.text) == ("code", text)


def test_there_is_a_tool_for_each_call():
    tools = make_tools(lambda _name, _arguments: "")
    assert len(tools) == 14 and all(tool.description and tool.args for tool in tools)
