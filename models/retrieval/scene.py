"""From a picture, or from what was measured of a scene, to like cases and to what a photograph shows."""

import base64
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bytes, Floats
from models.backend import Embeddings
from models.calibration import sigmoid
from models.retrieval.collection.shelf import Found, Shelf
from models.retrieval.field_notes import find_note
from models.retrieval.findings import Finding
from models.schemas import Condition, Match, PictureKind

ENOUGH = 0.5
"""Probability from which on an item is shown as a like case: it more likely shows the same than not."""
NAMED, LISTED = 0.3, 0.1
"""Certainty of the likeliest condition from which on any is named, and of each that is listed."""
MOST_MATCHES, MOST_CONDITIONS = 5, 3
_OF_ONE = 2  # matches at most that show the same, or were found by the same words
_NOTES = ("note", "text")
OVERHEAD = "overhead/"
"""How subjects of ground seen from above begin."""
_TAKEN_FOR = 0.9  # certainty from which on a photograph is taken for a scene, or the reverse


@dataclass(frozen=True)
class Query:
    """What like cases are looked for: a picture or none, as what it is taken for, and findings."""

    picture: Bytes | None
    kind: PictureKind
    findings: tuple[Finding, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The words that are embedded."""
        return [finding.words for finding in self.findings]


@dataclass(frozen=True)
class Answer:
    """Matches, what a photograph shows, and the text of a file with all that these numbers rest on."""

    matches: tuple[Match, ...]
    conditions: tuple[Condition, ...]
    looks_like: PictureKind | None
    evidence: str
    searched: int  # items


def answer_query(query: Query, made: Embeddings, shelf: Shelf, *, fake: bool = False) -> Answer:
    """Search by the picture, then by each finding; `made` holds where they lie."""
    found: list[tuple[int | None, Found, float]] = []
    searched: Counter[str] = Counter()
    if query.picture is not None:
        kinds = ("photograph",) if query.kind == "photo" else ("scene",)
        near = shelf.find(made["pictures"][0], 10 * MOST_MATCHES, "picture", kinds)
        found += [(None, case, judge_likeness(case.similarity, made, "pictures")) for case in near]
        searched += shelf.count("picture", kinds)
    if query.findings:
        searched += shelf.count("words", _NOTES)
    for place, point in enumerate(made["texts"]):
        near = shelf.find(point, _OF_ONE, "words", _NOTES)
        found += [(place, case, judge_likeness(case.similarity, made, "texts")) for case in near]
    kept = _choose(found)
    matches = tuple(_match(case, certainty, query, place, fake=fake) for place, case, certainty in kept)
    conditions = _name_conditions(made) if query.kind == "photo" and query.picture is not None else ()
    evidence = _write_evidence(query, made, searched, [(place, case) for place, case, _ in kept])
    return Answer(matches, conditions, look_at_kind(query, made), evidence, searched.total())


def judge_likeness(cosine: float, made: Embeddings, what: str) -> float:
    """Give the probability that what has this cosine shows, or says, the same; `what` is one of `LIKENESSES`."""
    slope, offset = made["likeness"][what]
    return float(sigmoid(np.asarray(slope * cosine + offset, np.float64)))


def _choose(found: Sequence[tuple[int | None, Found, float]]) -> list[tuple[int | None, Found, float]]:
    """What is likely enough, at most two of one kind, the picture's first; each item once."""
    kept: list[tuple[int | None, Found, float]] = []
    counts: dict[Any, int] = {}
    seen: set[str] = set()
    for place, case, certainty in found:
        subject = place if place is not None else (case.item.condition or case.item.caption)
        if certainty < ENOUGH or case.item.id in seen or counts.get(subject, 0) >= _OF_ONE:
            continue
        counts[subject] = counts.get(subject, 0) + 1
        seen.add(case.item.id)
        kept.append((place, case, certainty))
    by_picture = [entry for entry in kept if entry[0] is None][:MOST_MATCHES]
    return [*by_picture, *(entry for entry in kept if entry[0] is not None)][: 2 * MOST_MATCHES]


def _match(case: Found, certainty: float, query: Query, place: int | None, *, fake: bool) -> Match:
    item = case.item
    return Match(
        item=item.id, caption=item.caption, similarity=case.similarity, fake=fake, kind=item.kind,
        certainty=certainty, finding=None if place is None else query.findings[place].name, condition=item.condition,
        licence=item.licence, source=item.source,
    )  # fmt: skip


def _name_conditions(made: Embeddings) -> tuple[Condition, ...]:
    """The likeliest few subjects; none where not even the likeliest is likely enough."""
    shares = made["certainty"][0]
    order = [place for place in np.argsort(-shares, kind="stable") if not made["subjects"][place].startswith(OVERHEAD)]
    if not order or shares[order[0]] < NAMED:
        return ()
    named = [place for place in order[:MOST_CONDITIONS] if shares[place] >= LISTED]
    return tuple(_condition(made["subjects"][place], float(shares[place])) for place in named)


def _condition(subject: str, share: float) -> Condition:
    note = find_note(subject)
    return Condition(subject=subject, certainty=min(share, 1.0), note=note.id if note else None)


def look_at_kind(query: Query, made: Embeddings) -> PictureKind | None:
    """Say that a photograph looks like ground from above, or ground from above like a photograph."""
    if query.picture is None:
        return None
    shares = made["certainty"][0]
    from_above = sum(
        float(share) for share, name in zip(shares, made["subjects"], strict=True) if name.startswith(OVERHEAD)
    )
    if query.kind == "photo":
        return "scene" if from_above >= _TAKEN_FOR else None
    return "photo" if float(shares.sum()) - from_above >= _TAKEN_FOR else None


def _write_evidence(
    query: Query, made: Embeddings, searched: Mapping[str, int], cases: Sequence[tuple[int | None, Found]]
) -> str:
    """All points and certainties as JSON: what the report says is counted again from them."""
    asked = [{"by": "picture", "point": pack_point(point)} for point in made["pictures"]]
    asked += [
        {"by": finding.name, "words": finding.words, "point": pack_point(point)}
        for finding, point in zip(query.findings, made["texts"], strict=True)
    ]
    first = len(made["pictures"])
    found = [
        {"item": case.item.id, "asked": 0 if place is None else first + place, "point": pack_point(case.point)}
        for place, case in cases
    ]
    shares = made["certainty"][0] if len(made["certainty"]) else ()
    shown = {name: float(share) for name, share in zip(made["subjects"], shares, strict=False)}
    content = {
        "model": made["model"], "likeness": {name: list(pair) for name, pair in made["likeness"].items()},
        "searched": dict(sorted(searched.items())), "certainty": shown,
        "asked": asked, "found": found,
    }  # fmt: skip
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def pack_point(point: Floats) -> str:
    """(d,) → base64 of little-endian float32."""
    return base64.b64encode(np.ascontiguousarray(point, "<f4").tobytes()).decode()


def unpack_point(text: str) -> NDArray[np.float32]:
    """The reverse."""
    return np.frombuffer(base64.b64decode(text), "<f4")
