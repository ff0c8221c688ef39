"""All sections of a run: what a language model says of each where it is proofread, else what code says."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nodes.drafting.budget import Budget, Purse, Spent
from nodes.drafting.choose import Unusable, has_choice, join_sentences, read_choice, schema_of
from nodes.drafting.results import SectionWords, Way, WordsResult
from nodes.drafting.showing import show_faults, show_task
from nodes.drafting.writer import NoAnswer, Writer
from nodes.sentences.fact import Section
from nodes.state import Language
from prompts import hash_prompts

ATTEMPTS = 3
"""Answers that are asked for at most: the first, and two that know why the one before was refused."""
_REASONS = 8
"""That a model is told at once."""
_SHORT = 160
"""Letters of a reason that are kept."""


class Fault(Protocol):
    """Why a clause cannot be printed; `nodes.proofread` says it."""

    @property
    def clause(self) -> str:
        """The words that are at fault."""

    @property
    def reason(self) -> str:
        """Why, in plain words."""


Proofread = Callable[[str, Section], Sequence[Fault]]
"""Faults of a draft of a section; a draft without one may be printed."""


@dataclass
class _Try:
    """What came of one section and one way."""

    text: str | None = None
    attempts: int = 0
    faults: list[str] = field(default_factory=list)


def draft(
    sections: Iterable[Section],
    writer: Writer,
    proofread: Proofread,
    *,
    question: str | None = None,
    language: Language = "en",
    budget: Budget | None = None,
) -> WordsResult:
    """Ask a model for each section in turn; every text that comes back is without fault, or written by code."""
    purse = Purse(budget or Budget())
    desk = _Desk(writer, proofread, question, purse)
    written = tuple(desk.write(section) for section in sections)
    return WordsResult(
        sections=written,
        model=writer.name,
        mode=writer.mode,
        temperature=writer.temperature,
        prompts=hash_prompts(language, "again", *(("choose", "rewrite") if writer.mode == "auto" else (writer.mode,))),
        budget=purse.budget,
        calls=purse.calls,
        tokens_in=purse.tokens_in,
        tokens_out=purse.tokens_out,
        stopped=purse.stopped,
    )


def write_by_code(section: Section) -> str:
    """The section as code says it, which is true and needs nobody."""
    return join_sentences(section)


class _Desk:
    """Where the sections of one run are written, one after the other."""

    def __init__(self, writer: Writer, proofread: Proofread, question: str | None, purse: Purse) -> None:
        self.writer, self.proofread, self.question, self.purse = writer, proofread, question, purse
        self.way: Way = "choose" if writer.mode == "choose" else "rewrite"

    def write(self, section: Section) -> SectionWords:
        """One section; a model on trial that cannot write goes on to choose, from there to the end of the run."""
        tried = self._try(section, self.way)
        faults, attempts, way = tried.faults, tried.attempts, self.way
        if tried.text is None and faults and self.writer.mode == "auto" and way == "rewrite":
            way = self.way = "choose"
            tried = self._try(section, way)
            faults, attempts = [*faults, *tried.faults], attempts + tried.attempts
        return SectionWords(
            name=section.name,
            title=section.title,
            text=write_by_code(section) if tried.text is None else tried.text,
            author="code" if tried.text is None else "model",
            way=None if tried.text is None else way,
            attempts=attempts,
            faults=tuple(faults),
        )

    def _try(self, section: Section, way: Way) -> _Try:
        done = _Try()
        if not section.sentences or (way == "choose" and not has_choice(section)):
            return done
        messages = task = show_task(way, section, self.question)
        schema = schema_of(section) if way == "choose" else None
        while done.attempts < ATTEMPTS:
            try:
                answer = self.purse.ask(self.writer, messages, schema).text.strip()
            except Spent:
                return done
            except NoAnswer as fault:
                done.attempts += 1
                done.faults.append(fault.reason)
                continue
            done.attempts += 1
            text, reasons = self._judge(answer, section, way)
            if not reasons:
                done.text = text
                return done
            done.faults.append(_shorten(reasons[0]))
            messages = task + show_faults(answer, reasons[:_REASONS], section)
        return done

    def _judge(self, answer: str, section: Section, way: Way) -> tuple[str, list[str]]:
        """The text of an answer, and why it cannot be taken."""
        if way == "rewrite":
            text = " ".join(answer.split())
            return text, self._find_faults(text, section) if text else ["there is no text"]
        try:
            chosen = read_choice(answer, section)
        except Unusable as fault:
            return "", [str(fault)]
        orders = (chosen, [one.id for one in section.sentences if one.id in chosen])
        for text in (join_sentences(section, order) for order in orders):
            if not (faults := self._find_faults(text, section)):
                break
        return text, faults

    def _find_faults(self, text: str, section: Section) -> list[str]:
        return [f"“{_shorten(fault.clause)}”: {fault.reason}" for fault in self.proofread(text, section)]


def _shorten(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _SHORT else f"{plain[: _SHORT - 1]}…"
