"""A section made by hand, writers that answer as told, and a proofreader that takes only what code could have said."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nodes.drafting.writer import Message, Mode, NoAnswer, Reply
from nodes.report.claims import claim_share
from nodes.sentences.fact import Fact, Section, Sentence


class Fault(NamedTuple):
    clause: str
    reason: str


def share(name: str, value: float) -> Fact:
    claim = claim_share(f"health.{name}.share", f"ground that is {name}", value, "health.tif", "counted")
    return Fact(claim=claim, quantity="share", topic=f"health.{name}", of="judged")


HEALTH = Section(
    name="health",
    title="Crop health",
    language="en",
    facts=(share("healthy", 0.439), share("severe", 0.1)),
    sentences=(
        Sentence(
            id="health.healthy",
            wordings=(
                "Of the judged ground, {claim:health.healthy.share} is healthy.",
                "Healthy crops cover {claim:health.healthy.share} of the judged ground.",
            ),
        ),
        Sentence(id="health.severe", wordings=("Severe stress covers {claim:health.severe.share} of it.",)),
        Sentence(id="health.hedge", wordings=("The network learned from simulated fields.",)),
    ),
    required=("health.hedge",),
    names=("Field 1",),
)
TRUE = (
    "Healthy crops cover {claim:health.healthy.share} of the judged ground. The network learned from simulated fields."
)
FALSE = "The health class is {claim:health.healthy.share} sure."


def proofread(text: str, section: Section) -> tuple[Fault, ...]:
    """Fault all that is not made of allowed wordings, and what leaves out a required sentence."""
    faults, rest = [], text
    for sentence in section.sentences:
        said = [wording for wording in sentence.wordings if wording in rest]
        if not said and sentence.id in section.required:
            faults.append(Fault(sentence.id, "must be said"))
        for wording in said:
            rest = rest.replace(wording, "", 1)
    return tuple(faults) if not rest.strip() else (Fault(rest.strip(), "is not what the facts say"), *faults)


@dataclass
class Told:
    """A writer that answers with these, one after the other; an exception is raised, the last is repeated."""

    answers: Sequence[str | NoAnswer]
    mode: Mode = "rewrite"
    name: str = "test:told"
    temperature: float = 0.0
    seen: list[list[Message]] = field(default_factory=list)
    schemas: list[Mapping[str, Any] | None] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def write(self, messages: Sequence[Message], seconds: float, schema: Mapping[str, Any] | None = None) -> Reply:
        answer = self.answers[min(len(self.seen), len(self.answers) - 1)]
        self.seen.append(list(messages))
        self.schemas.append(schema)
        self.seconds.append(seconds)
        if isinstance(answer, NoAnswer):
            raise answer
        return Reply(answer, 100, 20)


def ticking(step: float) -> Callable[[], float]:
    """A clock that goes on by so much whenever it is looked at."""
    times: Iterator[float] = iter(step * count for count in range(10_000))
    return lambda: next(times)
