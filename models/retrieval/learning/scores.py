"""Figures of retrieval: recall where several answers are right, intervals, and how well the unknown is told apart."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Doubles, Floats

TOP = (1, 5, 10)


def find_hits(
    asked: Floats, found: Floats, asked_subjects: Sequence[str], found_subjects: Sequence[str]
) -> dict[int, Bools]:
    """Tell for each asked (n, d) whether something of its subject is among the 1, 5, 10 likest of found (m, d)."""
    return _find_among_first(asked @ found.T, asked_subjects, found_subjects)


def find_hits_of_sets(
    images: Floats, texts: Floats, image_subjects: Sequence[str], text_subjects: Sequence[str]
) -> dict[int, Bools]:
    """Tell for each picture (n, d) whether its subject is among the 1, 5, 10 likest; texts (m, d) of one count once.

    Texts that say the same are one positive set, as like as the likest of them. Else ten wordings of one wrong answer
    would fill all ten places, and the figure would fall with each wording that is added.
    """
    likeness, of = images @ texts.T, np.array(text_subjects)
    names = sorted(set(text_subjects))
    best = np.stack([likeness[:, of == name].max(axis=1) for name in names], axis=1)
    return _find_among_first(best, image_subjects, names)


def _find_among_first(likeness: Floats, asked: Sequence[str], found: Sequence[str]) -> dict[int, Bools]:
    order = np.argsort(-likeness, axis=1, kind="stable")[:, : max(TOP)]
    right = np.array(found)[order] == np.array(asked)[:, None]
    return {top: np.asarray(right[:, :top].any(axis=1)) for top in TOP}


def bootstrap(values: NDArray[np.generic], rounds: int = 2000, seed: int = 1) -> tuple[float, float, float]:
    """Give the mean of (n,) values and the interval that holds it in 95 of 100 drawings with return."""
    if not len(values):
        return float("nan"), float("nan"), float("nan")
    random, numbers = np.random.default_rng(seed), np.asarray(values, np.float64)
    means = numbers[random.integers(len(numbers), size=(rounds, len(numbers)))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(numbers.mean()), float(low), float(high)


def measure_auroc(known: Doubles, unknown: Doubles) -> float:
    """Measure how often something known scores higher than something unknown (ties count half)."""
    both = np.concatenate([known, unknown])
    ranks = np.empty(len(both))
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[inverse]
    won = ranks[: len(known)].sum() - len(known) * (len(known) + 1) / 2
    return float(won / (len(known) * len(unknown)))


def recall_both_ways(
    images: Floats, image_subjects: Sequence[str], texts: Floats, text_subjects: Sequence[str]
) -> dict[str, dict[str, list[float]]]:
    """Measure recall of texts by pictures, where texts that say the same count once, and of pictures by texts."""
    ways: dict[str, Callable[[], dict[int, Bools]]] = {
        "text of picture": lambda: find_hits_of_sets(images, texts, image_subjects, text_subjects),
        "picture of text": lambda: find_hits(texts, images, text_subjects, image_subjects),
    }
    return {
        way: {f"R@{top}": [round(value, 4) for value in bootstrap(hits)] for top, hits in measure().items()}
        for way, measure in ways.items()
    }
