"""The chat with a language model: it chooses the tools and words what they answer; what it may not say, they say."""

from collections.abc import Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from nodes.answers.answer import Answer
from nodes.drafting.budget import Budget, Purse, Spent
from nodes.drafting.draft import Proofread
from nodes.drafting.showing import show_faults
from nodes.drafting.writer import Message, NoAnswer
from nodes.state import Language
from orchestrator.llm.tools import Ask, Table, make_tools
from prompts import render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TURN = Budget(calls=8, tokens_in=60_000, tokens_out=10_000, seconds=90, seconds_a_call=45)
"""The most that one turn of a conversation may cost."""
_TOOL_CALLS = 6
"""In one turn."""


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
    around = copy_context()  # tools belong to the graph around, the agent does not
    table, purse, faults = Table(lambda call: around.run(ask, call), language), Purse(budget), []
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


def _converse(messages: Sequence[Message], chat: "BaseChatModel", table: Table, purse: Purse) -> str:
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
    settings: Any = {"recursion_limit": 10 * (purse.budget.calls + 1), "max_concurrency": 1}
    done = Context().run(agent.invoke, asked, settings)  # a graph around it would keep and stream unproofread words
    return " ".join(read_reply(done["messages"][-1]).text.split())
