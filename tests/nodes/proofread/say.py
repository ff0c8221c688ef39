"""True drafts of a section as code would say it, and said otherwise."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

from nodes.report.claims import Style, render
from nodes.sentences.fact import Fact, Section
from tests.nodes.proofread.paraphrases import OTHERWISE

LEFT_OUT = 0.5
"""Chance that a sentence that need not be said is left out."""
_ORDERED = ("places", "summary")


@dataclass(frozen=True)
class Draft:
    """Text with placeholders, and the same with numbers."""

    section: Section
    text: str
    style: Style

    @property
    def language(self) -> str:
        return self.section.language

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        return {fact.claim.id: fact for fact in self.section.facts}

    @cached_property
    def numbers(self) -> str:
        """The text with numbers in the place of placeholders."""
        return self.fill(self.text)

    @cached_property
    def written(self) -> list[str]:
        """All numbers of the section as they are written."""
        return [
            render(fact.claim, Style(self.section.language, area))
            for fact in self.facts.values()
            for area in ("ha", "acres")
        ]

    def fill(self, text: str) -> str:
        """Numbers in the place of placeholders."""
        return re.sub(r"\{claim:([^}]+)\}", lambda found: render(self.facts[found[1]].claim, self.style), text)

    def in_name(self, match: re.Match[str]) -> bool:
        """Whether what was found is a part of a name."""
        names = [one.span() for name in self.section.names for one in re.finditer(re.escape(name), self.numbers)]
        return any(start <= match.start() < end for start, end in names)

    def sentence_at(self, place: int) -> str:
        """The sentence around a place."""
        start = max((found.end() for found in re.finditer(r"\. ", self.numbers[:place])), default=0)
        end = re.search(r"\.(?= |$)", self.numbers[place:])
        return self.numbers[start : place + end.start() if end else len(self.numbers)]

    def clause_at(self, place: int) -> str:
        """The clause around a place."""
        start = max((found.end() for found in re.finditer(r"[.,;:] ", self.numbers[:place])), default=0)
        end = re.search(r"[.,;:](?= |$)", self.numbers[place:])
        return self.numbers[start : place + end.start() if end else len(self.numbers)]


def say_section(section: Section, chance: Random, without: str | None = None) -> Draft:
    """Some sentences of a section in some wording, those that must be said among them."""
    chosen = [
        sentence for sentence in section.sentences
        if sentence.id != without and (sentence.id in section.required or chance.random() > LEFT_OUT)
    ] or [sentence for sentence in section.sentences if sentence.id != without][:1]  # fmt: skip
    if section.name not in _ORDERED and chance.random() < 0.5:
        chance.shuffle(chosen)
    text = " ".join(chance.choice(sentence.wordings) for sentence in chosen)
    style = Style(language=section.language, area=chance.choice(("ha", "ha", "acres")))
    return Draft(section, text, style)


def say_otherwise(section: Section, chance: Random) -> str | None:
    """A true draft with words, clauses and roundings changed; None where nothing could be changed."""
    draft = say_section(section, chance)
    text, changed = draft.text, 0
    rules = list(OTHERWISE[section.language])
    chance.shuffle(rules)
    for old, news in rules:
        if changed < 4 and re.search(old, text):
            text, count = re.subn(old, chance.choice(news), text, count=1)
            changed += count
    if chance.random() < 0.4:
        text, count = _combine(text, section.language, chance)
        changed += count
    if not changed:
        return None
    text = text[:1].upper() + text[1:]
    if chance.random() < 0.3:
        return text
    if chance.random() < 0.3:
        return _round(draft, text, chance)
    return draft.fill(text)


def _combine(text: str, language: str, chance: Random) -> tuple[str, int]:
    """Make one sentence of two that follow each other."""
    starts = "The|On|In|Of|It" if language == "en" else "Le|La|Sur|Dans|En"
    joints = ("; ", ", and ", ", while ") if language == "en" else (" ; ", ", et ", ", tandis que ")
    spots = list(re.finditer(rf"(?<=[\w}}])\. (?=(?:{starts})\b)", text))
    if not spots:
        return text, 0
    spot = chance.choice(spots)
    rest = text[spot.end() :]
    return text[: spot.start()] + chance.choice(joints) + rest[:1].lower() + rest[1:], 1


def _round(draft: Draft, text: str, chance: Random) -> str:
    """Round a share of at least ten percent, with a word that says so."""
    names = [name for name in re.findall(r"\{claim:([^}]+)\}", text) if _may_round(draft.facts[name])]
    if not names:
        return draft.fill(text)
    name = chance.choice(names)
    value = draft.facts[name].claim.value
    word = chance.choice(("about", "roughly", "around") if draft.language == "en" else ("environ", "à peu près"))
    return draft.fill(text.replace(f"{{claim:{name}}}", f"{word} {round(value)} %", 1))


def _may_round(fact: Fact) -> bool:
    return fact.claim.unit == "%" and 10 < fact.claim.value < 90 and not fact.claim.fake and fact.claim.interval is None


def paraphrase(sections: list[Section], count: int, seed: int = 0) -> Iterator[tuple[str, Section]]:
    """So many true drafts."""
    chance = Random(seed)
    made = 0
    while made < count:
        section = chance.choice(sections)
        text = say_otherwise(section, chance)
        if text is not None:
            made += 1
            yield text, section
