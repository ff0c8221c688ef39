"""Stage three: low-rank matrices learn to tell in sentences what the visual tokens say.

The tokens of the aspects hold the words of the true classes meanwhile, so that the language model learns to trust them,
whatever the adapter does not see; captions are judged with the words that the adapter chooses.
"""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from models.arrays import Floats
from models.caption.classes import ASPECTS, Aspects
from models.caption.config import LANGUAGES
from models.caption.language import LanguageModel
from models.caption.learning.stages.course import Course, Drawn, keep_best, pace, take_best
from models.caption.learning.stages.heads import Truth, tell_truth
from models.caption.learning.wording import list_stated, write_caption
from models.caption.network import Captioner
from models.caption.said.statements import check
from models.caption.said.words import TABLES
from models.learning.fit import Judge, Lesson, Plan, fit
from models.schemas import Language

_HIGHEST = 1e-3  # learning rate of the low-rank matrices
_FASTER = 3.0  # those of them that begin at zero (Hayou et al. 2024, "LoRA+")
_STEPS = 100  # between checkpoints
_GROUP = 8  # batches that are drawn at once
_WRITTEN = 16  # captions, of which one is taken
_JUDGED = 16  # patches
_CLEAR = 0.08  # NDVI by which a part must differ from the mean to be named
_LEFT_OUT = 0.08  # share of the aspects
_LISTED = 4000  # captions, whose tokens may be said
_CONTENT = 3.0  # by how much more a word counts that says something of the patch


class Said(NamedTuple):
    """A caption in tokens, each with its weight."""

    tokens: list[int]
    weights: list[float]


class Speaker(nn.Module):
    """The captioner, of which only the low-rank matrices learn."""

    def __init__(self, captioner: Captioner) -> None:
        super().__init__()
        self.captioner = captioner
        captioner.requires_grad_(False)
        captioner.lora.requires_grad_(True)

    def forward(self, patches: Tensor, languages: Sequence[Language], said: Sequence[Said], truth: Truth) -> Tensor:
        """Give the loss of captions of what is true, with the words of the true classes among the visual tokens."""
        with torch.no_grad():
            visual = self.captioner.codebook.set_words(self.captioner.see(patches), truth.classes)
        captions, weights = [one.tokens for one in said], [one.weights for one in said]
        with compute_fast(self.captioner.language):
            return self.captioner.measure_loss(visual, languages, captions, weights)


def compute_fast(language: LanguageModel) -> AbstractContextManager[Any]:
    """Compute in bfloat16 where the frozen weights are kept so."""
    from peft.helpers import disable_input_dtype_casting

    stack = ExitStack()
    if language.dtype == torch.bfloat16:
        stack.enter_context(torch.autocast(language.device.type, torch.bfloat16))
        stack.enter_context(disable_input_dtype_casting(language.model))
    return stack


def learn_to_tell(network: Speaker, course: Course, out: Path, hours: float) -> None:
    """Train the low-rank matrices for so long, with checkpoints in `out`; the best mean of the weights is left."""
    captioner = network.captioner
    down, up = ([part for name, part in captioner.lora.items() if name.endswith(end)] for end in ("lora_A", "lora_B"))
    groups: list[dict[str, Any]] = [{"params": down}, {"params": up, "pace": _FASTER}]
    optimiser = torch.optim.AdamW(groups, _HIGHEST, weight_decay=0.0)
    lesson = Lesson(
        lambda at: (_STEPS, _Batches(course, captioner.language, at.epoch).make), lambda batch: network(*batch),
        lambda at: pace(at, _HIGHEST), _make_judge(course, out),
    )  # fmt: skip
    fit(network, optimiser, lesson, Plan(out, hours=hours, clip=1.0))
    take_best(out, network)


def _make_judge(course: Course, out: Path) -> Judge:
    measure = partial(score, course=course, drawn=course.draw_real(_JUDGED, "validate"))
    return Judge(measure, lambda scores: scores["faithful"], partial(keep_best, out))


class _Batches:
    """Batches of an epoch; several are drawn at once and sorted by length, so that little is padded."""

    def __init__(self, course: Course, language: LanguageModel, epoch: int) -> None:
        self._course, self._language = course, language
        self._sampler = course.sample(2000 + epoch)
        self._random = np.random.default_rng((course.seed, 3, epoch))
        self._ready: list[list[_Example]] = []

    def make(self, _step: int) -> tuple[Any, ...]:
        """Make the next batch: patches, languages, captions, truth."""
        if not self._ready:
            drawn = [self._draw(LANGUAGES[number % len(LANGUAGES)]) for number in range(_GROUP * self._course.batch)]
            drawn.sort(key=lambda one: len(one.said.tokens))
            parts = [drawn[start : start + self._course.batch] for start in range(0, len(drawn), self._course.batch)]
            self._ready = [parts[place] for place in self._random.permutation(len(parts))]
        batch = self._ready.pop()
        patches = self._course.stack([one.patch for one in batch])
        truth = self._course.place(tell_truth([one.aspects for one in batch]))
        return patches, [one.language for one in batch], [one.said for one in batch], truth

    def _draw(self, spoken: Language) -> "_Example":
        """Draw a patch and write of it; of a few captions the shortest is taken, for long ones cost most."""
        patch, measured = self._sampler.draw()
        found = leave_out_some(leave_out_unclear(measured), self._random)
        written = [write_caption(found, spoken, self._random, in_order=True) for _ in range(_WRITTEN)]
        return _Example(patch, found, spoken, put(self._language, min(written, key=len), spoken))


def leave_out_unclear(measured: Aspects) -> Aspects:
    """Leave out a greenest or barest part that stands out by little: it is not said, for it is easily mistaken."""
    mean = measured.ndvi_mean or 0.0
    unclear = [
        name for name, part in (("greenest", measured.greenest), ("barest", measured.barest))
        if part and abs((measured.parts[part] or 0.0) - mean) < _CLEAR
    ]  # fmt: skip
    return measured.model_copy(update=dict.fromkeys(unclear))


def leave_out_some(measured: Aspects, random: np.random.Generator) -> Aspects:
    """Leave out aspects by chance, so that nothing is said of what the adapter is unsure of."""
    left_out = [aspect for aspect in ASPECTS if random.random() < _LEFT_OUT]
    if all(aspect in left_out for aspect, _ in list_stated(measured)):
        return measured
    return measured.model_copy(update=dict.fromkeys(left_out))


class _Example(NamedTuple):
    patch: Floats
    aspects: Aspects
    language: Language
    said: Said


def score(network: nn.Module, course: Course, drawn: Drawn) -> dict[str, float]:
    """Write captions and tell which share of their statements holds, how many they have, and what is not understood."""
    assert isinstance(network, Speaker)
    network.eval()
    captioner = network.captioner
    languages: list[Language] = [LANGUAGES[number % len(LANGUAGES)] for number in range(len(drawn.patches))]
    with torch.inference_mode(), compute_fast(captioner.language):
        told = captioner.tell(captioner.see(course.stack(drawn.patches)), languages)
    given = zip(told, drawn.aspects, languages, strict=True)
    checked = [check(one.text, found, spoken) for one, found, spoken in given]
    counted = sum(one.count() for one in checked)
    return {
        "faithful": sum(one.count("holds") for one in checked) / max(counted, 1),
        "not_understood": sum(one.count("unknown") for one in checked) / max(counted, 1),
        "statements": counted / len(checked),
        "distinct": len({one.text for one in told}) / len(told),
    }


def put(language: LanguageModel, text: str, spoken: Language) -> Said:
    """Split a caption into tokens; those of words that say something of the patch weigh more."""
    found = language.tokenizer(f" {text}", add_special_tokens=False, return_offsets_mapping=True)
    heavy = find_content(f" {text}", spoken)
    weights = [
        _CONTENT if any(first < stop and begin < last for first, last in heavy) else 1.0
        for begin, stop in found["offset_mapping"]
    ]
    return Said(list(found["input_ids"]), weights)


def find_content(text: str, spoken: Language) -> list[tuple[int, int]]:
    """Find where the words stand that name a class or a place, as (begin, end) of characters."""
    words = _list_content(spoken)
    return [match.span() for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text) if match.group().lower() in words]


@lru_cache
def _list_content(spoken: Language) -> frozenset[str]:
    table = TABLES[spoken]
    telling = [
        phrase for phrase, means in table.phrases.items()
        if means.values or means.alone or means.part or means.superlative or means.negates
    ]  # fmt: skip
    return frozenset(word for phrase in telling for word in phrase) - table.neutral


def list_words(language: LanguageModel, course: Course) -> list[int]:
    """List the tokens that captions are made of."""
    sampler, random = course.sample(3000), np.random.default_rng((course.seed, 5))
    found: set[int] = set()
    for _ in range(_LISTED // (8 * len(LANGUAGES))):
        _, aspects = sampler.draw()
        for spoken in LANGUAGES * 8:
            found.update(language.split(f" {write_caption(aspects, spoken, random)}"))
    return sorted(found)
