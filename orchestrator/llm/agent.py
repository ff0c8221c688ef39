"""The chat with a language model: it chooses the tools and words what they answer; what it may not say, they say."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import ValidationError

from models.errors import AgriError
from nodes.answers.answer import Answer
from nodes.answers.calls import CALL, Asked, Call
from nodes.drafting.budget import Budget, Purse, Spent
from nodes.drafting.draft import Proofread
from nodes.drafting.showing import describe_fact, show_faults, write_data
from nodes.drafting.writer import Message, NoAnswer
from nodes.sentences.fact import Fact, Section, Sentence
from nodes.state import Language
from prompts import render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import BaseTool

TURN = Budget(calls=8, tokens_in=60_000, tokens_out=10_000, seconds=90, seconds_a_call=45)
"""The most that one turn of a conversation may cost."""
_TOOL_CALLS = 6
"""In one turn."""
_SAID = 3
"""Answers of tools that are repeated where a model's own words cannot be."""
_PLACEHOLDER = re.compile(r"\{claim:([^{}]+)\}")

Ask = Callable[[Call], Answer]


@dataclass(frozen=True)
class Spoken:
    """What is said in one turn, and who worded it."""

    answer: Answer
    author: Literal["code", "model"]
    faults: tuple[str, ...] = ()  # why words of the model were refused
    tokens_in: int = 0
    tokens_out: int = 0


def speak(
    messages: Sequence[Message],
    chat: "BaseChatModel",
    ask: Ask,
    proofread: Proofread,
    *,
    language: Language = "en",
    budget: Budget = TURN,
) -> Spoken | None:
    """Answer the last of the messages by tools; `ask` answers a call from the runs that are open.

    None where no tool was asked or the model is out of reach: then a conversation goes on without it.
    """
    table, purse, faults = _Table(ask, language), Purse(budget), []
    shown, text = list(messages), ""
    for _ in range(2):
        try:
            text = _converse(shown, chat, table, purse)
        except (NoAnswer, Spent) as error:
            faults.append(str(error))
            break
        if not table.answers:
            return None
        section = table.section()
        found = (
            [f"“{fault.clause[:120]}”: {fault.reason}" for fault in proofread(text, section)] if text else ["no text"]
        )
        if not found:
            return Spoken(table.answer(text), "model", tuple(faults), purse.tokens_in, purse.tokens_out)
        faults.append(found[0])
        shown = [*messages, *show_faults(text, found, section)]
    if not table.answers:
        return None
    return Spoken(table.answer(table.own_words()), "code", tuple(faults), purse.tokens_in, purse.tokens_out)


@dataclass
class _Table:
    """What the tools have answered in one turn; claims of different answers keep different ids."""

    ask: Ask
    language: Language
    answers: dict[str, Answer] = field(default_factory=dict)  # by the call
    facts: dict[str, Fact] = field(default_factory=dict)  # by the id of the claim

    def use(self, tool: str, arguments: dict[str, Any]) -> str:
        """Answer a call as data for a model; it is told in one line what cannot be answered."""
        try:
            call = CALL.validate_python({**arguments, "tool": tool})
        except ValidationError as error:
            first = error.errors()[0]
            return write_data({"error": f"{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}"})
        key = call.model_dump_json()
        if key not in self.answers:
            try:
                self.answers[key] = self._with_own_ids(self.ask(call))
            except AgriError as error:
                return write_data({"error": str(error)})
        answer = self.answers[key]
        facts = [describe_fact(fact, self.language) for fact in answer.facts]
        return write_data(
            {"status": answer.status, "text": answer.text, "facts": facts, "options": list(answer.options)}
        )

    def section(self) -> Section:
        """All that may be said, as the proofreader takes it; corrections and refusals must be said."""
        said = {f"answer.{count}": answer for count, answer in enumerate(self.answers.values(), start=1)}
        abouts = {fact.about for fact in self.facts.values() if fact.about}
        return Section(
            name="answer",
            title="",
            language=self.language,
            facts=tuple(self.facts.values()),
            sentences=tuple(Sentence(id=name, wordings=(answer.text,)) for name, answer in said.items()),
            required=tuple(name for name, one in said.items() if one.corrects or one.status != "answered"),
            names=tuple(sorted(abouts | {option for one in said.values() for option in one.options})),
        )

    def own_words(self) -> str:
        """What the tools say themselves, the latest of them."""
        texts = list(dict.fromkeys(answer.text for answer in self.answers.values()))
        return " ".join(texts[-_SAID:])

    def answer(self, text: str) -> Answer:
        """One answer in these words, with all that it rests on."""
        answers = list(self.answers.values())
        last = answers[-1]
        return Answer(
            status="answered" if any(one.status == "answered" for one in answers) else last.status,
            text=text,
            facts=tuple(self.facts.values()),
            call=last.call,
            corrects=any(one.corrects for one in answers),
            options=last.options,
            files=tuple(dict.fromkeys(file for one in answers for file in one.files)),
        )

    def _with_own_ids(self, answer: Answer) -> Answer:
        renamed: dict[str, str] = {}
        facts = []
        for fact in answer.facts:
            name = fact.claim.id
            if self.facts.setdefault(name, fact) != fact:
                renamed[name] = f"{len(self.answers) + 1}.{name}"
                claim = fact.claim.model_copy(update={"id": renamed[name]})
                fact = fact.model_copy(update={"claim": claim})
                self.facts[claim.id] = fact
            facts.append(fact)
        text = _PLACEHOLDER.sub(lambda found: f"{{claim:{renamed.get(found[1], found[1])}}}", answer.text)
        return answer.model_copy(update={"text": text, "facts": tuple(facts)})


def _converse(messages: Sequence[Message], chat: "BaseChatModel", table: _Table, purse: Purse) -> str:
    """The last words of the model, after all tools that it asked."""
    from langchain.agents import create_agent
    from langchain.agents.middleware import ToolCallLimitMiddleware, wrap_model_call

    from orchestrator.llm.asking import ask_within, read_reply

    @wrap_model_call
    def within_the_budget(request: Any, handler: Any) -> Any:
        answers: list[Any] = []

        def ask(seconds: float) -> Any:
            answers.append(ask_within(seconds, lambda: handler(request)))
            return read_reply(answers[0].result[-1])

        purse.spend(sum(len(str(message.content)) for message in request.messages), ask)
        return answers[0]

    limits: Any = [within_the_budget, ToolCallLimitMiddleware(run_limit=_TOOL_CALLS, exit_behavior="continue")]
    prompt = render("chat", table.language)
    agent = create_agent(chat, make_tools(table.use), system_prompt=prompt, middleware=limits)
    asked: Any = {"messages": [(message.role, message.text) for message in messages]}
    done = agent.invoke(asked, {"recursion_limit": 10 * (purse.budget.calls + 1), "max_concurrency": 1})
    return " ".join(read_reply(done["messages"][-1]).text.split())


def make_tools(use: Callable[[str, dict[str, Any]], str]) -> "list[BaseTool]":
    """One tool for each class of `nodes.answers.calls`, with the description and the arguments of that class."""
    return [_make_tool(kind, use) for kind in get_args(get_args(Call)[0])]


def _make_tool(kind: type[Asked], use: Callable[[str, dict[str, Any]], str]) -> "BaseTool":
    from langchain_core.tools import StructuredTool

    name = str(kind.model_fields["tool"].default)

    def answer(**arguments: Any) -> str:
        return use(name, arguments)

    return StructuredTool(name=name, description=str(kind.__doc__), args_schema=kind, func=answer)
