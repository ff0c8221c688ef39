"""Which questions of a list an unknown one is like, by the vectors of an encoder."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from weakref import WeakKeyDictionary

import numpy as np

from models.arrays import Floats
from nodes.planner.plans import Encoder

_SHOWN = {"fieldx": "field 7", "runx": "july", "cropx": "maize", "pointx": "this point", "pathx": "scene.tif", "parcelsx": "fields.geojson"}  # fmt: skip
_VECTORS: "WeakKeyDictionary[Encoder, Floats]" = WeakKeyDictionary()


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """Return pairs of intent and question; questions name fields, runs and crops by fieldx, runx and cropx."""
    rows = tomllib.loads(files("prompts").joinpath("planner", "questions.toml").read_text(encoding="utf-8"))
    return tuple((intent, question) for intent, questions in rows.items() for question in questions)


def measure_likeness(words: str, encoder: Encoder) -> dict[str, float]:
    """Return for each intent the cosine with the most similar of its questions."""
    if encoder not in _VECTORS:
        _VECTORS[encoder] = encoder.encode([_show(question) for _, question in examples()])
    likeness = _VECTORS[encoder] @ encoder.encode([_show(words)])[0]
    found: dict[str, float] = {}
    for (intent, _), one in zip(examples(), np.asarray(likeness).tolist(), strict=True):
        found[intent] = max(found.get(intent, -1.0), one)
    return found


def _show(words: str) -> str:
    return re.sub(r"\b\w+x\b", lambda match: _SHOWN.get(match[0], match[0]), words)
