"""What a model is asked, whichever it is: recall both ways, subjects, the unknown, low light."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bytes, Doubles, Floats
from models.retrieval.learning.bank import Bank
from models.retrieval.learning.calibrate import average_by_subject
from models.retrieval.learning.descriptions import describe_otherwise, find_title, list_descriptions
from models.retrieval.learning.pictures import Setting
from models.retrieval.learning.scores import bootstrap, measure_auroc, recall_both_ways

SETTINGS: tuple[Setting, ...] = ("laboratory", "field", "overhead")


class Embedder(Protocol):
    """A model that puts pictures and words into one space."""

    def embed_images(self, pictures: Sequence[Bytes], /) -> Floats:
        """Embed as (n, d) of length 1."""

    def embed_texts(self, texts: Sequence[str], /) -> Floats:
        """Embed as (n, d) of length 1."""


@dataclass(frozen=True)
class Embedded:
    """Pictures of a split as vectors, and the texts that they are held against."""

    images: Floats
    subjects: tuple[str, ...]
    settings: NDArray[np.str_]
    texts: Floats
    texts_of: tuple[str, ...]
    """Of which subject each text is true."""


def list_texts(bank: Bank, places: NDArray[np.int64], *, learned: bool) -> list[tuple[str, str]]:
    """List texts and their subjects: those that were learned from, or one a subject that says it otherwise."""
    said = set()
    for place in places:
        picture = bank.pictures[place]
        words = list_descriptions(picture) if learned else (describe_otherwise(picture),)
        said |= {(text, picture.subject) for text in words}
    return sorted(said)


def embed(model: Embedder, bank: Bank, places: NDArray[np.int64], texts: Sequence[tuple[str, str]]) -> Embedded:
    """Embed those pictures and texts."""
    return Embedded(
        model.embed_images(list(bank.pixels[places])),
        tuple(bank.subjects(places)),
        np.array([bank.pictures[place].setting for place in places]),
        model.embed_texts([text for text, _ in texts]),
        tuple(subject for _, subject in texts),
    )


def judge_recall(found: Embedded) -> dict[str, Any]:
    """Measure recall over all pictures, and over those of each setting against all texts."""
    figures: dict[str, Any] = {"all": recall_both_ways(found.images, found.subjects, found.texts, found.texts_of)}
    for setting in SETTINGS:
        chosen = found.settings == setting
        if not chosen.any():
            continue
        subjects = [name for name, is_so in zip(found.subjects, chosen, strict=True) if is_so]
        own = np.array([name in subjects for name in found.texts_of])
        named = [name for name, is_own in zip(found.texts_of, own, strict=True) if is_own]
        of_pictures = recall_both_ways(found.images[chosen], subjects, found.texts, found.texts_of)
        of_texts = recall_both_ways(found.images, found.subjects, found.texts[own], named)
        figures[setting] = {
            "pictures": int(chosen.sum()),
            "text of picture": of_pictures["text of picture"],
            "picture of text": of_texts["picture of text"],
        }
    return figures


def judge_subjects(found: Embedded, prototypes: Floats, names: Sequence[str]) -> dict[str, Any]:
    """Measure how often the nearest prototype is right, by setting; of field pictures also among field subjects."""
    truth = np.array(found.subjects)
    right = np.array(names)[(found.images @ prototypes.T).argmax(axis=1)] == truth
    figures: dict[str, Any] = {"all": _round(bootstrap(right))}
    for setting in SETTINGS:
        chosen = found.settings == setting
        if chosen.any():
            figures[setting] = [*_round(bootstrap(right[chosen])), int(chosen.sum())]
    field = found.settings == "field"
    if field.any():
        own = np.isin(names, truth[field])
        among = np.array(names)[own][(found.images[field] @ prototypes[own].T).argmax(axis=1)] == truth[field]
        figures["field, among the subjects of the field"] = [*_round(bootstrap(among)), int(own.sum())]
    figures["by subject"] = {
        name: {"right": int(right[truth == name].sum()), "pictures": int((truth == name).sum())}
        for name in sorted(set(found.subjects))
    }
    return figures


def judge_prototypes(model: Embedder, bank: Bank, found: Embedded) -> dict[str, Any]:
    """Judge subjects by the mean picture of each, for models that have no prototypes of their own."""
    places = bank.places("train")
    subjects = bank.subjects(places)
    names = sorted(set(subjects))
    known = model.embed_images(list(bank.pixels[places]))
    return judge_subjects(found, average_by_subject(known, subjects, names), names)


def judge_zero_shot(model: Embedder, found: Embedded) -> dict[str, list[float]]:
    """Measure how often the nearest of the titles alone, as "a photograph: Late blight of tomato", is right."""
    names = sorted(set(found.subjects))
    prompts = model.embed_texts([f"a photograph: {find_title(name)}" for name in names])
    right = np.array(names)[(found.images @ prompts.T).argmax(axis=1)] == np.array(found.subjects)
    return {"right": _round(bootstrap(right)), "by chance": [round(1 / len(names), 4)]}


def judge_unknown(known: Doubles, unknown: Doubles, limit: float) -> dict[str, float]:
    """Measure how well nearness tells what is known from what is not, and what the threshold lets through."""
    return {
        "auroc": round(measure_auroc(known, unknown), 4),
        "known that are shown": round(float((known >= limit).mean()), 4),
        "unknown that are shown": round(float((unknown >= limit).mean()), 4),
        "pictures": len(unknown),
    }


def _round(values: Sequence[float]) -> list[float]:
    return [round(value, 4) for value in values]
