"""What captions are judged by: the share of their statements that hold, and how they compare with others."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from models.caption.classes import ASPECTS, Aspects
from models.caption.learning.captions import compare_captions
from models.caption.said.statements import Checked, check
from models.caption.said.words.table import split_words
from models.schemas import Language

Figures = dict[str, float]
_SIDES = ("greenest", "barest")
_LONGEST_GRAM = 4


def judge_faithfulness(texts: Sequence[str], measured: Sequence[Aspects], languages: Sequence[Language]) -> Figures:
    """Tell which share of the statements holds, before and after cutting, in all and by aspect."""
    given = list(zip(texts, measured, languages, strict=True))
    checked = [check(text, found, spoken) for text, found, spoken in given]
    again = [check(one.text, found, spoken) for one, (_, found, spoken) in zip(checked, given, strict=True)]
    figures = {
        "faithful": _share(checked), "faithful after cutting": _share(again),
        "not understood": _share(checked, "unknown"), "said twice": _share(checked, "repeated"),
        "statements": float(np.mean([one.count() for one in checked])),
        "aspects of 6": float(np.mean([_count_aspects(one) for one in checked])),
        "cut": float(np.mean([one.cut for one in checked])),
        "nothing left": float(np.mean([not one.text for one in checked])),
    }  # fmt: skip
    for aspect in ASPECTS:
        said = [each for one in checked for each in one.judged if each.statement.aspect == aspect]
        if said:
            figures[f"faithful: {aspect}"] = float(np.mean([_holds(each.verdict) for each in said]))
    return figures


def _holds(verdict: str) -> bool:
    return verdict in ("holds", "repeated")  # what is said twice is true


def _share(checked: Sequence[Checked], verdict: str | None = None) -> float:
    verdicts = [each.verdict for one in checked for each in one.judged]
    return (
        float(np.mean([_holds(each) if verdict is None else each == verdict for each in verdicts])) if verdicts else 1.0
    )


def _count_aspects(checked: Checked) -> int:
    """Count what is said of vegetation, soil, moisture, biomass, pattern and place, where it holds."""
    said = {each.statement.aspect for each in checked.judged if _holds(each.verdict)} - {"water"}
    return len({"place" if aspect in _SIDES else aspect for aspect in said})


def judge_variety(texts: Sequence[str], seed: int = 1) -> Figures:
    """Tell which share of the captions is distinct, and how alike pairs of them are."""
    random = np.random.default_rng(seed)
    return {"distinct": len(set(texts)) / len(texts), "self-similarity": compare_captions(texts, random)}


def compute_bleu(texts: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """BLEU of a set of captions (Papineni et al. 2002): 1- to 4-grams, clipped, with the brevity penalty, 0–100.

    Words are those of `split_words`; of several references the nearest length counts.
    """
    matched, said = np.zeros(_LONGEST_GRAM), np.zeros(_LONGEST_GRAM)
    length, wanted = 0, 0
    for text, known in zip(texts, references, strict=True):
        words, others = split_words(text), [split_words(each) for each in known]
        length += len(words)
        wanted += min((len(each) for each in others), key=lambda count: (abs(count - len(words)), count))
        for size in range(1, _LONGEST_GRAM + 1):
            own = _count(words, size)
            most: Counter[tuple[str, ...]] = Counter()
            for each in others:
                most |= _count(each, size)
            matched[size - 1] += sum((own & most).values())
            said[size - 1] += sum(own.values())
    if not matched.all():
        return 0.0
    penalty = min(1.0, float(np.exp(1 - wanted / max(length, 1))))
    return float(100 * penalty * np.exp(np.log(matched / said).mean()))


def _count(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[place : place + size]) for place in range(len(words) - size + 1))
