"""The tools of a conversation as a language model sees them, and what they have answered in one turn."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from models.errors import AgriError
from nodes.answers.answer import Answer
from nodes.answers.calls import CALL, Asked, Call
from nodes.drafting.showing import describe_fact, write_data
from nodes.sentences.fact import Fact, Section, Sentence
from nodes.state import Language

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_SAID = 3
"""Answers of tools that are repeated where a model's own words cannot be."""
_PLACEHOLDER = re.compile(r"\{claim:([^{}]+)\}")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zà-ÿ]|\{)")

Ask = Callable[[Call], Answer]


@dataclass
class Table:
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
        """All that may be said, as the proofreader takes it.

        Sentences with numbers may be left out; doubts, which have none, must be said, and all of a correction.
        """
        sentences, required = [], []
        for count, answer in enumerate(self.answers.values(), start=1):
            is_needed = answer.corrects or answer.status != "answered"
            for place, text in enumerate(_SENTENCE_ENDS.split(answer.text), start=1):
                sentences.append(Sentence(id=f"answer.{count}.{place}", wordings=(text,)))
                if is_needed or not _PLACEHOLDER.search(text):
                    required.append(sentences[-1].id)
        names = {fact.about for fact in self.facts.values() if fact.about}
        names |= {option for answer in self.answers.values() for option in answer.options}
        return Section(
            name="answer",
            title="",
            language=self.language,
            facts=tuple(self.facts.values()),
            sentences=tuple(sentences),
            required=tuple(required),
            names=tuple(sorted(names)),
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


def make_tools(use: Callable[[str, dict[str, Any]], str]) -> "list[BaseTool]":
    """One tool for each class of `nodes.answers.calls`, with the description and the arguments of that class."""
    return [_make_tool(kind, use) for kind in get_args(get_args(Call)[0])]


def _make_tool(kind: type[Asked], use: Callable[[str, dict[str, Any]], str]) -> "BaseTool":
    from langchain_core.tools import StructuredTool

    name = str(kind.model_fields["tool"].default)

    def answer(**arguments: Any) -> str:
        return use(name, arguments)

    return StructuredTool(name=name, description=str(kind.__doc__), args_schema=kind, func=answer)
