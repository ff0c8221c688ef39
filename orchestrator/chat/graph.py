"""The flow of one turn: listen, then a language model or the planner and the tools, then say it."""

from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph, add_messages
from langgraph.graph.state import CompiledStateGraph

from nodes.answers.answer import Answer
from nodes.answers.calls import CALL, Call
from nodes.answers.shelf import Shelf
from nodes.planner.plans import AskBack, Calls
from nodes.planner.talk import Talk, follow, talk_of
from nodes.report.wording import escape
from nodes.state import Language
from orchestrator.chat.parts import Parts
from orchestrator.chat.told import write_text
from orchestrator.chat.turn import Turn, agrees, without_braces
from orchestrator.chat.words import WORDS

LONGEST = 2_000
"""Letters of a question that are kept; longer ones are declined by the planner, who sees one letter more."""
_HEARD = 12
"""Messages that a language model is shown."""


class Conversation(TypedDict, total=False):
    """What is kept of a conversation from turn to turn: small, and JSON but for the messages."""

    messages: Annotated[list[AnyMessage], add_messages]
    runs: list[str]  # folders of the runs that are open
    current: str | None  # the one last spoken of
    language: Language
    talk: dict[str, Any]  # what was spoken of last: a follow-up goes on from it
    pending: list[dict[str, Any]]  # calls of this turn
    waiting: dict[str, Any] | None  # an analysis that waits for a yes
    agreed: dict[str, Any] | None
    answers: list[dict[str, Any]]  # of this turn


Chat = CompiledStateGraph[Conversation, None, Conversation, Conversation]


def build_chat(parts: Parts, checkpointer: BaseCheckpointSaver[str] | None = None) -> Chat:
    """The conversation; a host that keeps checkpoints itself hands in none."""
    steps = _Steps(parts)
    graph = StateGraph(Conversation)
    graph.add_node("listen", steps.listen)
    graph.add_node("speak", steps.speak)
    graph.add_node("plan", steps.plan)
    graph.add_node("answer", steps.answer)
    graph.add_node("say", steps.say)
    graph.add_edge(START, "listen")
    graph.add_conditional_edges("listen", steps.after_listening, ["speak", "plan", "answer", "say"])
    graph.add_conditional_edges("speak", lambda state: "say" if state["answers"] else "plan", ["say", "plan"])
    graph.add_conditional_edges("plan", lambda state: "answer" if state["pending"] else "say", ["answer", "say"])
    graph.add_edge("answer", "say")
    graph.add_edge("say", END)
    return graph.compile(checkpointer=checkpointer)


class _Steps:
    """The nodes; each opens the runs anew, since a turn may come after a restart."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def listen(self, state: Conversation) -> Conversation:
        """Forget the turn before, open the latest run where none is, and hear a yes or a no."""
        runs = state.get("runs") or [str(path) for path in [self.parts.desk.latest()] if path]
        language = self.parts.language or state.get("language") or "en"
        fresh: Conversation = {
            "runs": runs, "current": state.get("current") or next(iter(runs), None), "language": language,
            "pending": [], "answers": [], "agreed": None, "waiting": None, "talk": state.get("talk") or {},
        }  # fmt: skip
        waiting = state.get("waiting")
        agreed = agrees(question_of(state)) if waiting else None
        if agreed and waiting:
            return fresh | {"agreed": waiting, "pending": [waiting]}
        if agreed is False:
            fresh["answers"] = _kept(Answer(status="answered", text=WORDS[language]["left"]))
        return fresh

    def after_listening(self, state: Conversation) -> str:
        """Go to the language model where there is one."""
        if state["answers"]:
            return "say"
        if state["pending"]:
            return "answer"
        return "speak" if self.parts.speak else "plan"

    def speak(self, state: Conversation) -> Conversation:
        """Let a language model answer; where it cannot, the planner goes on."""
        assert self.parts.speak is not None
        turn = self._turn(state)
        heard = [(_ROLES[message.type], text_of(message)) for message in state["messages"] if message.type in _ROLES]

        def ask(call: Call) -> Answer:
            _show_call(call)
            return turn.ask(call)

        spoken = self.parts.speak(heard[-_HEARD:], ask, state["language"])
        return {} if spoken is None else self._after(turn, [spoken], state)

    def plan(self, state: Conversation) -> Conversation:
        """Understand the question."""
        talk = see_shelf(Talk.model_validate(state["talk"]), self._turn(state).shelf, state["language"])
        assert self.parts.plan is not None
        plan = self.parts.plan(question_of(state), talk)
        language = self.parts.language or plan.language
        if isinstance(plan, Calls):
            return {"pending": [_json(call) for call in plan.calls], "language": language}
        options = plan.options if isinstance(plan, AskBack) else ()
        status = "asked_back" if isinstance(plan, AskBack) else "declined"
        said = {"status": status, "text": without_braces(plan.text), "options": [option.words for option in options]}
        talk = follow(talk, None, offered=options, language=language)
        return {"answers": _kept(Answer.model_validate(said)), "language": language, "talk": _kept_talk(talk)}

    def answer(self, state: Conversation) -> Conversation:
        """Ask the tools."""
        turn, answers = self._turn(state), []
        for told in state["pending"]:
            call = CALL.validate_python(told)
            _show_call(call)
            answers.append(turn.ask(call))
        return self._after(turn, answers, state)

    def say(self, state: Conversation) -> Conversation:
        """Say the answers; as a message they are Markdown, in which no word of a file is markup."""
        answers = [Answer.model_validate(told) for told in state["answers"]]
        texts = []
        for one in answers:
            get_stream_writer()({"event": "said", "answer": one.model_dump(mode="json")})
            options = "".join(f"\n- {escape(option)}" for option in one.options if one.status == "asked_back")
            texts.append(escape(write_text(one, self.parts.style)) + options)
        return {"messages": [AIMessage(content="\n\n".join(texts))]}

    def _turn(self, state: Conversation) -> Turn:
        shelf, notes = self.parts.desk.shelf(state["runs"], state.get("current"))
        for note in notes:
            get_stream_writer()({"event": "note", "text": WORDS[state["language"]]["gone"].format(why=note)})
        said = "\n".join(text_of(message) for message in state["messages"] if message.type == "human")
        agreed = state.get("agreed")
        return Turn(self.parts, shelf, state["language"], said, CALL.validate_python(agreed) if agreed else None)  # type: ignore[arg-type]

    def _after(self, turn: Turn, answers: list[Answer], state: Conversation) -> Conversation:
        asked = [one for one in answers if one.call and one.status != "asked_back"]
        talk = Talk.model_validate(state["talk"])
        if asked:
            runs = turn.shelf.runs.values()
            fields = {one.name for run in runs if run.state.fields for one in run.state.fields.fields}
            named = dict.fromkeys(fact.about for one in asked for fact in one.facts if fact.about in fields)
            talk = follow(talk, asked[-1].call, [name for name in named if name], language=turn.language)
        return {
            "runs": [str(run.folder) for run in turn.shelf.runs.values()], "current": _folder_of(turn.shelf),
            "answers": _kept(*answers), "waiting": _json(turn.waiting) if turn.waiting else None,
            "talk": _kept_talk(talk),
        }  # fmt: skip


_ROLES = {"human": "user", "ai": "assistant"}


def question_of(state: Conversation) -> str:
    """What was said last."""
    human = [message for message in state.get("messages", []) if message.type == "human"]
    return text_of(human[-1]) if human else ""


def text_of(message: BaseMessage) -> str:
    """The text of a message, as letters that can be written."""
    return str(message.text)[: LONGEST + 1].encode("utf-8", "replace").decode()


def see_shelf(talk: Talk, shelf: Shelf, language: Language) -> Talk:
    """A talk about the runs that are open now, the one last spoken of first, with what was spoken of before."""
    runs = sorted(shelf.runs.items(), key=lambda item: item[0] != shelf.current)
    seen = talk_of(
        runs=[(name, run.day) for name, run in runs],
        fields=[
            (one.name, one.crop)
            for _, run in runs
            if run.state.fields and not run.state.fields.of_scene
            for one in run.state.fields.fields
        ],
        indices=[one.name for _, run in runs if run.state.indices for one in run.state.indices.stats],
        language=language,
    )
    kept = {"last": talk.last, "named": talk.named, "recent": talk.recent, "offered": talk.offered}
    return seen.model_copy(update=kept)


def _kept_talk(talk: Talk) -> dict[str, Any]:
    """What was spoken of; what is open is seen anew in each turn."""
    return talk.model_dump(mode="json", include={"last", "named", "recent", "offered"})


def _folder_of(shelf: Shelf) -> str | None:
    return str(shelf.runs[shelf.current].folder) if shelf.current else None


def _show_call(call: Call) -> None:
    get_stream_writer()({"event": "tool", "call": _json(call)})


def _json(call: Call) -> dict[str, Any]:
    return call.model_dump(mode="json", exclude_defaults=True) | {"tool": call.tool}


def _kept(*answers: Answer) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in answers]
