"""One question while it is answered: the run, the words, and the facts that are gathered for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.schemas import Language
from nodes.answers.answer import Answer
from nodes.answers.calls import Analyse, Call
from nodes.answers.ground import Ground
from nodes.answers.shelf import OpenRun, Shelf
from nodes.answers.words import Words
from nodes.report.claims import Claim, area_digits, share_digits
from nodes.sentences.fact import Base, Fact, Mood, Quantity

_CLAIM = re.compile(r"(\{claim:[^{}]+\})")
_BRACES = str.maketrans("{}", "()")
Analyser = Callable[[Analyse, Shelf], Path]
"""Runs an analysis and returns the folder of its run."""


@dataclass(frozen=True)
class About:
    """What a number is a number of, beside its claim."""

    quantity: Quantity
    topic: str
    about: str | None = None
    statistic: str | None = None
    of: Base | None = None
    mood: Mood = "measured"
    fake: bool = False
    digits: int | None = None  # None: as its unit has them
    run: OpenRun | None = None  # None: the one that is asked
    over: tuple[int, ...] = ()  # fields that it is over, by number
    above: float | None = None
    below: float | None = None

    def but(self, **changes: Any) -> "About":
        """Give the same with other values."""
        return replace(self, **changes)


@dataclass
class Asking:
    """Gathers what an answer rests on; a claim is named once, and gives the place of its number in the text."""

    run: OpenRun
    shelf: Shelf
    words: Words
    call: Call
    analyse: Analyser | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    _count: int = 0

    @property
    def language(self) -> Language:
        """The language of the answer."""
        return self.words.language

    def say(self, key: str, **parts: str) -> str:
        """Say a sentence in the language of the question."""
        numbers = {name: self.facts[found].claim.value for name, place in parts.items()
                   if (found := place.removeprefix("{claim:").partition("}")[0]) in self.facts}  # fmt: skip
        return self.words.say(key, numbers, **{name: _make_plain(part) for name, part in parts.items()})

    def known(self, name: str, what: About) -> str | None:
        """Use a claim of the run; None where it has no such claim. Its file must be as the run left it."""
        claim = self.run.claims.get(name)
        if claim is None:
            return None
        self.show(claim.file)
        return self._keep(claim, what, self.run)

    def new(self, value: float, unit: str, label: str, file: str, method: str, what: About) -> str:
        """Make a claim of a number that was found for this answer."""
        digits = what.digits if what.digits is not None else _digits(value, unit)
        claim = Claim(
            id=self._next(), label=label, value=value, unit=unit, digits=digits, file=file, method=method,
            fake=what.fake,
        )  # fmt: skip
        run = what.run or self.run
        self.show(file, run)
        return self._keep(claim, what, run)

    def show(self, file: str, run: OpenRun | None = None) -> None:
        """Name a file of a run that the answer rests on; raises `FileChangedError` where it was changed."""
        of = run or self.run
        if of.hashes is None or file in of.hashes:
            of.check(file)
            if file not in self.files:
                self.files.append(file)

    def value(self, place: str) -> float:
        """Return the number that stands at a place in the text."""
        return self.facts[place.removeprefix("{claim:").partition("}")[0]].claim.value

    def done(self, *sentences: str, corrects: bool = False) -> Answer:
        """Finish an answer."""
        return self._answer("answered", sentences, corrects=corrects)

    def cannot(self, *sentences: str, options: tuple[str, ...] = (), corrects: bool = False) -> Answer:
        """Say that something is not possible, and why."""
        return self._answer("not_possible", sentences, options=options, corrects=corrects)

    def _answer(self, status: Any, sentences: tuple[str, ...], options: tuple[str, ...] = (), *,
                corrects: bool = False) -> Answer:  # fmt: skip
        text = " ".join(one for one in sentences if one)
        used = tuple(fact for name, fact in self.facts.items() if f"{{claim:{name}}}" in text)
        return Answer(status=status, text=text, facts=used, call=self.call, corrects=corrects, options=options,
                      files=tuple(self.files), language=self.language)  # fmt: skip

    def _next(self) -> str:
        self._count += 1
        return f"answer.{self._count}"

    def _keep(self, claim: Claim, what: About, run: OpenRun) -> str:
        self.facts[claim.id] = Fact(
            claim=claim, quantity=what.quantity, topic=what.topic, about=what.about, statistic=what.statistic,
            of=what.of, mood=what.mood, run=run.name if len(self.shelf.runs) > 1 else None, over=what.over,
            above=what.above, below=what.below,
        )  # fmt: skip
        return f"{{claim:{claim.id}}}"


def name_ground(asking: Asking, ground: Ground) -> str | None:
    """Name ground for the sentence that speaks of it and for its facts; None is the whole scene."""
    words = asking.words
    part = words.name(f"part.{ground.part}") if ground.part else ""
    if ground.kind in ("zone", "place"):
        return words.say(f"ground.{ground.kind}", number=str(ground.number))
    if ground.kind == "field":
        return ground.name
    named = {"name": ground.name or "", "part": part}
    return None if ground.kind == "scene" else words.say(f"ground.{ground.kind}", **named)


def _digits(value: float, unit: str) -> int:
    if unit == "%":
        return share_digits(value)
    if unit == "ha":
        return area_digits(value)
    return {"": 2, "dB": 1, "°C": 1, "pixels": 0, "degrees": 5}.get(unit, 2)


def _make_plain(part: str) -> str:
    """Give a part of a sentence braces only where the number of a claim stands: names and notes may hold others."""
    pieces = _CLAIM.split(part)
    return "".join(piece if at % 2 else piece.translate(_BRACES) for at, piece in enumerate(pieces))
