"""Say how much the captions that are learned from differ: `python -m models.caption.learning.captions --bank DIR`.

Distinct is the share of texts that occur once. Self-similarity is Self-BLEU (Zhu et al. 2018, "Texygen") in its short
form: the mean of the 1- to 4-gram precisions of each caption against another one that is drawn, geometric, smoothed.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.caption.aspects import measure_aspects
from models.caption.learning.bank import Bank, Split
from models.caption.learning.wording import list_stated, write_caption
from models.caption.said.words.table import split_words
from models.learning.training import config_from_flags
from models.schemas import Language

log = logging.getLogger(__name__)

LANGUAGES: tuple[Language, ...] = ("en", "fr")


class CaptionsConfig(BaseModel):
    """Write captions of a split and compare them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank: Path = Field(description="the folder of a bank")
    split: Split = Field(default="train", description="of the bank")
    references: int = Field(default=3, gt=0, description="captions a patch and language")
    shown: int = Field(default=4, ge=0, description="captions that are printed as examples")
    seed: int = Field(default=1, ge=0, description="of everything that is drawn")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(CaptionsConfig)
    random = np.random.default_rng(config.seed)
    bank = Bank.load(config.bank)
    measured = [measure_aspects(bank.read(int(place))) for place in bank.select(config.split)]
    aspects = [each for each in measured if list_stated(each)]
    log.info("%d patches, of %d something can be said", len(measured), len(aspects))
    log.info("%.2f statements a patch", np.mean([len(list_stated(each)) for each in aspects]))
    for language in LANGUAGES:
        texts = [write_caption(each, language, random) for each in aspects for _ in range(config.references)]
        words = [len(text.split()) for text in texts]
        log.info(
            "%s: %d captions, %d distinct (%.3f), %d–%d words, median %d; self-similarity %.3f",
            language, len(texts), len(set(texts)), len(set(texts)) / len(texts), min(words), max(words),
            int(np.median(words)), compare_captions(texts, random),
        )  # fmt: skip
        for text in random.permutation(texts)[: config.shown]:
            log.info("  %s", text)


def compare_captions(texts: Sequence[str], random: np.random.Generator, pairs: int = 2000) -> float:
    """Compare pairs of captions that are drawn: mean overlap of 1- to 4-grams, 0 nothing alike, 1 all the same."""
    if len(texts) < 2:
        return 0.0
    found = []
    for _ in range(pairs):
        one, other = random.choice(len(texts), 2, replace=False)
        found.append(compute_overlap(texts[int(one)], texts[int(other)]))
    return float(np.mean(found))


def compute_overlap(text: str, reference: str) -> float:
    """Compute the geometric mean of the 1- to 4-gram precisions of a text, 0–1, one match added to each."""
    logs = []
    for length in range(1, 5):
        said, known = (_count_grams(split_words(each), length) for each in (text, reference))
        logs.append(np.log((sum((said & known).values()) + 1) / (sum(said.values()) + 1)))
    return float(np.exp(np.mean(logs)))


def _count_grams(words: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[place : place + length]) for place in range(len(words) - length + 1))


if __name__ == "__main__":
    main()
