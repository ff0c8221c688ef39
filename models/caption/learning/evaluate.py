"""Judge a captioner: `python -m models.caption.learning.evaluate --bank BANK --weights DIR --cache CACHE`.

On real sites that are held out, and on simulated patches apart: which share of the statements holds, before and after
cutting; the same with the image tokens of other patches, which is the proof that it sees; variety; BLEU beside the
caption of the nearest training patch and a template; seconds and memory. The figures go to `metrics.json`.
"""

import logging
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats
from models.caption.aspects import measure_aspects
from models.caption.base_model import find_base
from models.caption.classes import ASPECTS, Aspects, agrees
from models.caption.codebook import NOTHING, name_classes
from models.caption.config import LANGUAGES, SHIPPED, read_config
from models.caption.encoder import look
from models.caption.learning.bank import Bank
from models.caption.learning.scores import Figures, compute_bleu, judge_faithfulness, judge_variety
from models.caption.learning.stages.course import Course, Drawn
from models.caption.learning.wording import list_phrases, list_stated, write_caption
from models.caption.network import Captioner, load_network
from models.learning.training import config_from_flags, record
from models.schemas import Language

log = logging.getLogger(__name__)
_BATCH = 16
_REFERENCES = 5  # a patch, for BLEU
_TIMED = 5  # captions, one by one


class EvaluateConfig(BaseModel):
    """Judge a captioner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank: Path = Field(description="the folder of a bank")
    weights: Path = Field(default=SHIPPED, description="the folder of weights; the shipped ones by default")
    cache: Path = Field(description="where the language model is kept")
    most: int = Field(default=100, gt=1, description="patches of each kind")
    threads: int = Field(default=0, ge=0, description="of the processor; 0: all")
    seed: int = Field(default=1, ge=0, description="of which patches")
    write: bool = Field(default=True, description="write the figures into metrics.json")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    given = config_from_flags(EvaluateConfig)
    if given.threads:
        torch.set_num_threads(given.threads)
    figures = evaluate(given)
    if given.write:
        record(given.weights, {"judged": figures})


def evaluate(given: EvaluateConfig) -> dict[str, Figures]:
    """Give the figures of each kind of patches; prints them too."""
    config = read_config(given.weights)
    base = find_base(config.base.name, given.cache, fetch=True)
    network = load_network(given.weights, config, base)
    course = Course(given.bank, _BATCH, given.seed)
    figures = {"cost": _measure_cost(network, course)}
    for name, simulated in (("real, held-out sites", False), ("simulated, held out", True)):
        drawn = course.draw_real(given.most, "test", simulated=simulated)
        figures[name] = _judge(network, course, drawn)
    for name, found in figures.items():
        log.info("%s", name)
        for what, value in found.items():
            log.info("  %-40s %8.3f", what, value)
    return figures


def _judge(network: Captioner, course: Course, drawn: Drawn) -> Figures:
    patches, measured = drawn
    languages = [LANGUAGES[place % len(LANGUAGES)] for place in range(len(patches))]
    random = np.random.default_rng(course.seed)
    texts = write(network, patches, languages)
    other, alone = write(network, patches, languages, shuffle=True), write(network, patches, languages, alone=True)
    references = [
        [write_caption(found, spoken, random) for _ in range(_REFERENCES)]
        for found, spoken in zip(measured, languages, strict=True)
    ]
    near, prior = (
        [write_caption(found, spoken, random) for found, spoken in zip(others, languages, strict=True)]
        for others in (_find_nearest(course, patches), _draw_prior(course, len(patches)))
    )
    figures = {"patches": float(len(patches)), **judge_faithfulness(texts, measured, languages), **judge_variety(texts)}
    for number, spoken in enumerate(LANGUAGES):
        part = slice(number, None, len(LANGUAGES))
        figures[f"faithful: {spoken}"] = judge_faithfulness(texts[part], measured[part], languages[part])["faithful"]
    others = {
        "image tokens of other patches": other,
        "captions that were not read again": alone,
        "captions of any training patch": prior,
        "caption of the nearest training patch": near,
    }
    for name, said in others.items():
        figures[f"faithful: {name}"] = judge_faithfulness(said, measured, languages)["faithful"]
    figures["faithful: classes that the adapter chooses"] = judge_adapter(network, patches, measured)
    template = [fill_template(found, spoken) for found, spoken in zip(measured, languages, strict=True)]
    figures["BLEU"] = compute_bleu(texts, references)
    figures["BLEU: caption of the nearest training patch"] = compute_bleu(near, references)
    figures["BLEU: template, filled with the measured classes"] = compute_bleu(template, references)
    return figures


def write(
    network: Captioner, patches: Sequence[Floats], languages: Sequence[Language], *, shuffle: bool = False,
    alone: bool = False,
) -> list[str]:  # fmt: skip
    """Write captions; with `shuffle` each from the image tokens of another patch, with `alone` not read again."""
    with torch.inference_mode():
        visual = torch.cat([
            network.see(torch.from_numpy(np.stack(patches[start : start + _BATCH])))
            for start in range(0, len(patches), _BATCH)
        ])  # fmt: skip
    if shuffle:
        visual = visual.roll(len(patches) // 2, 0)
    texts = []
    for start in range(0, len(patches), _BATCH):
        part = slice(start, start + _BATCH)
        tell = network.tell if alone else network.tell_in_agreement
        texts += [one.text for one in tell(visual[part], languages[part])]
    return texts


def judge_adapter(network: Captioner, patches: Sequence[Floats], measured: Sequence[Aspects]) -> float:
    """Tell which share of the classes holds that the adapter hands to the language model; no water is not said."""
    right = []
    for patch, found in zip(patches, measured, strict=True):
        with torch.inference_mode():
            chosen = network.choose(torch.from_numpy(patch[None]))[0]
        names = {aspect: name_classes(aspect)[number] for aspect, number in zip(ASPECTS, chosen.tolist(), strict=True)}
        right += [
            agrees(found, aspect, name) is True
            for aspect, name in names.items()
            if name != NOTHING and (aspect, name) != ("water", "none")
        ]
    return float(np.mean(right)) if right else 1.0


def fill_template(measured: Aspects, spoken: Language) -> str:
    """Write one sentence an aspect, always in the same words and order."""
    clauses = [list_phrases(aspect, value, spoken)[0] for aspect, value in list_stated(measured)]
    return " ".join(clause[0].upper() + clause[1:] + "." for clause in clauses)


def _find_nearest(course: Course, patches: Sequence[Floats]) -> list[Aspects]:
    """Find for each patch what is measured in the training patch whose band statistics are nearest."""
    bank = Bank.load(course.bank)
    known = [bank.read(int(place)) for place in bank.select("train")]
    mine, theirs = (_describe(part) for part in (patches, known))
    spread = theirs.std(0) + 1e-6
    distance = torch.cdist(mine / spread, theirs / spread)
    return [measure_aspects(known[place]) for place in distance.argmin(1).tolist()]


def _describe(patches: Sequence[Floats]) -> torch.Tensor:
    return torch.cat([look(torch.from_numpy(patch[None])).statistics for patch in patches])


def _draw_prior(course: Course, count: int) -> list[Aspects]:
    sampler = course.sample(7)
    return [sampler.draw()[1] for _ in range(count)]


def _measure_cost(network: Captioner, course: Course) -> Figures:
    """Measure captions one by one, the first not counted, and the peak of memory until then."""
    patches = course.draw_real(_TIMED + 1, "validate").patches
    seconds = []
    for place, patch in enumerate(patches):
        begun = time.perf_counter()
        write(network, [patch], [LANGUAGES[place % len(LANGUAGES)]])
        seconds.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"seconds a caption, warm": float(np.median(seconds[1:])), "peak memory in GB": peak}


if __name__ == "__main__":
    main()
