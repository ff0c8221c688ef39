"""What a conversation has open and what it spoke of last: all that a planner may know besides the question."""

from collections.abc import Iterable, Sequence

from models.schemas import Language, Result
from nodes.answers.calls import Call


class SeenRun(Result):
    """A run that is open."""

    name: str
    day: str | None = None  # of acquisition, YYYY-MM-DD


class SeenField(Result):
    """A field of one of the runs."""

    name: str
    crop: str | None = None  # as the run calls it


class Option(Result):
    """One way to understand a question."""

    words: str  # in the language of the question
    call: Call


class Talk(Result):
    """A conversation as far as a planner needs it; it travels as JSON between turns."""

    runs: tuple[SeenRun, ...] = ()
    fields: tuple[SeenField, ...] = ()
    indices: tuple[str, ...] = ()
    language: Language = "en"
    last: Call | None = None  # what was asked last
    named: tuple[str, ...] = ()  # fields that the last answer named, in its order
    recent: tuple[str, ...] = ()  # at most two fields that the last turns were about, the later one last
    offered: tuple[Option, ...] = ()  # what the last question back offered


def talk_of(
    runs: Iterable[tuple[str, str | None]] = (),
    fields: Iterable[tuple[str, str | None]] = (),
    indices: Iterable[str] = (),
    language: Language = "en",
) -> Talk:
    """Begin a talk.

    `runs` are names with their day (YYYY-MM-DD or None), `fields` names with their crop (or None), `indices` the names
    of all that was measured, as NDVI or VV_dB; what several runs share may come several times.
    """
    return Talk(
        runs=tuple(SeenRun(name=name, day=day) for name, day in dict.fromkeys(runs)),
        fields=tuple(SeenField(name=name, crop=crop) for name, crop in dict.fromkeys(fields)),
        indices=tuple(dict.fromkeys(indices)),
        language=language,
    )


def follow(
    talk: Talk,
    call: Call | None,
    named: Sequence[str] = (),
    offered: Sequence[Option] = (),
    language: Language | None = None,
) -> Talk:
    """Remember a turn: what was asked, which fields its answer named, or what was offered; None keeps the last call."""
    return talk.model_copy(
        update={
            "last": call if call is not None else talk.last,
            "named": tuple(named) if call is not None else talk.named,
            "recent": _keep_recent(talk.recent, named) if call is not None else talk.recent,
            "offered": tuple(offered),
            "language": language or talk.language,
        }
    )


def _keep_recent(recent: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    """Keep the last two fields; an answer that names more leaves open which two are meant."""
    if len(named) > 2:
        return ()
    return tuple([one for one in recent if one not in named] + [*dict.fromkeys(named)])[-2:]
