"""The way for small models: they choose among true sentences, and never write a word."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from nodes.sentences.fact import Section

_FENCED = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class Unusable(ValueError):
    """An answer that names no sentences of the section; the reason is for the model."""


def schema_of(section: Section) -> dict[str, Any]:
    """The JSON schema of a choice among the sentences of a section."""
    ids = [sentence.id for sentence in section.sentences]
    chosen = {"type": "array", "items": {"type": "string", "enum": ids}}
    return {
        "title": "Choice",
        "description": "Ids of sentences, the most important first.",
        "type": "object",
        "properties": {"sentences": chosen},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def has_choice(section: Section) -> bool:
    """Whether anything of a section may be left out or told in another order."""
    return len(section.sentences) > 1


def read_choice(answer: str, section: Section) -> tuple[str, ...]:
    """The ids in an answer, each once, with those that are required; raises `Unusable`."""
    fenced = _FENCED.match(answer)
    try:
        told = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        raise Unusable("it is not JSON") from None
    ids = told.get("sentences") if isinstance(told, dict) else None
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise Unusable('it is not of the form {"sentences": ["id", "id"]}')
    known = [sentence.id for sentence in section.sentences]
    if unknown := [one for one in ids if one not in known]:
        raise Unusable(f"there is no sentence {unknown[0][:60]!r}")
    chosen = add_required(tuple(dict.fromkeys(ids)), known, section.required)
    if not chosen:
        raise Unusable("it names no sentence")
    return chosen


def add_required(chosen: Sequence[str], known: Sequence[str], required: Iterable[str]) -> tuple[str, ...]:
    """Put each required sentence behind the nearest chosen one that stands before it in the section, or first."""
    ordered = list(chosen)
    for name in (one for one in known if one in set(required) and one not in chosen):
        before = [one for one in known[: known.index(name)] if one in ordered]
        ordered.insert(ordered.index(before[-1]) + 1 if before else 0, name)
    return tuple(ordered)


def join_sentences(section: Section, ids: Iterable[str] | None = None) -> str:
    """The text of these sentences in the default wording; of all, as code writes the section, by default."""
    texts = {sentence.id: sentence.wordings[0] for sentence in section.sentences}
    return " ".join(texts[one] for one in (texts if ids is None else ids))
