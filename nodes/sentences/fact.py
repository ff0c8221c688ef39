"""A claim with what its number means, so that words can be made of it and held against it."""

from typing import Literal

from models.schemas import Language, Result
from nodes.report.claims import Claim

Quantity = Literal[
    "share",  # of ground
    "area",
    "index",  # a value of an index or a cosine, or decibels or degrees Celsius by the unit of the claim
    "difference",  # between two values of an index
    "certainty",  # how sure a network is
    "probability",
    "attention",  # of a network
    "skill",  # a score of a network, measured elsewhere
    "count",
    "pixels",
    "length",
    "position",  # degrees of longitude or latitude
    "rank",  # 1 is the worst
]
Base = Literal[
    "scene",  # all pixels
    "data",  # pixels with data
    "clear",  # ground without cloud or shadow
    "judged",  # clear ground that the network judged
    "ailing",  # judged ground that is not healthy
    "field",  # ground of one field on the scene
]
Mood = Literal["measured", "forecast", "guess"]
"""How a statement must sound: measured; what a network expects; or what it holds for likeliest without being sure."""


class Fact(Result):
    """One number, what it is a number of, and where."""

    claim: Claim
    quantity: Quantity
    topic: str  # NDVI, clear, cloud, shadow, bare, weak_patch, health.mild, risk.high, cause.drought, missing_cover …
    about: str | None = None  # the name of a field, "place 2", "zone 1", a half or quarter; None: the whole scene
    statistic: str | None = None  # of an index: median, mean, p10, p90, lowest, highest
    of: Base | None = None  # of what a share is one
    mood: Mood = "measured"
    run: str | None = None  # the run that it belongs to, where several are spoken of
    over: tuple[int, ...] = ()  # fields that it is over, by their number in the file, from 1
    above: float | None = None  # of a count of fields: those whose number lies above this
    below: float | None = None


class Sentence(Result):
    """True words about facts; numbers stand as {claim:ID} and are written in the style of the reader."""

    id: str  # as "health.shares"
    wordings: tuple[str, ...]  # each true by itself; the first is the default


class Section(Result):
    """What is said of one subject: all that may be used, and what may not be left out."""

    name: str  # as "health"
    title: str
    language: Language
    facts: tuple[Fact, ...]
    sentences: tuple[Sentence, ...]  # in their order
    required: tuple[str, ...] = ()  # sentences that must be said, by id: doubts and hedges
    names: tuple[str, ...] = ()  # of fields, places, crops, sensors, files that may be named
    notes: tuple[str, ...] = ()  # sentences of the run without a number that may be repeated
