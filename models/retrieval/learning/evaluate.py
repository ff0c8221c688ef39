"""Judge a retrieval model: `python -m models.retrieval.learning.evaluate --data ../shared/data`.

`--model DIR` takes a folder of weights of either model. What is learned from is told in `train.py`; nothing of the test
was, nor any description by which the test pictures are asked, unless it says so. Figures go into `metrics.json`.
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bools, Floats
from models.calibration import measure_calibration_error
from models.learning.training import check_extra, config_from_flags, record
from models.retrieval.config import LITE, SHIPPED
from models.retrieval.learning.bank import Bank, make_bank
from models.retrieval.learning.baselines import (
    fit_bridge,
    load_frozen_trunk,
    load_untrained,
    load_words,
    measure_histogram,
    remember,
)  # fmt: skip
from models.retrieval.learning.conditions import draw_low_light, read_other_things, swap_backgrounds
from models.retrieval.learning.judge import (
    Embedded,
    Embedder,
    embed,
    judge_prototypes,
    judge_recall,
    judge_subjects,
    judge_unknown,
    judge_zero_shot,
    list_texts,
)  # fmt: skip
from models.retrieval.learning.pictures import LEFT_OUT
from models.retrieval.learning.scores import bootstrap, find_hits
from models.retrieval.predict import RetrievalPredictor

_SHOWN = 5
_TIMES = 40


class EvaluateConfig(BaseModel):
    """Judge a retrieval model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real pictures")
    model: Path = Field(default=SHIPPED, description="a folder of weights")
    before: str = Field(default=LITE, description="the model as it was before training; 'none' leaves that out")
    out: Path = Field(default=Path("retrieval-judged"), description="where the pictures are kept that were read")
    seasons: Path | None = Field(default=None, description="seasons of models.simulation.seasons, for simulated ground")
    baselines: bool = Field(default=True, description="judge a histogram and the frozen towers too")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s")
    config = config_from_flags(EvaluateConfig)
    check_extra("scipy", "yaml", "skimage")
    figures = evaluate(config)
    record(config.model, figures)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def evaluate(config: EvaluateConfig) -> dict[str, Any]:
    """Measure everything that the model card says."""
    bank = make_bank(config.data, config.out / "bank", config.seasons)
    model = RetrievalPredictor.load(config.model, cache=config.out / "cache")
    places = bank.places("test")
    texts = list_texts(bank, places, learned=False)
    found = embed(model, bank, places, texts)
    learned = embed(model, bank, places, list_texts(bank, bank.places("train"), learned=True))
    figures: dict[str, Any] = {
        "model": model.config.model,
        "pictures": {split: len(bank.places(split)) for split in ("train", "validation", "test", "left out")},
        "recall": judge_recall(found),
        "recall, by descriptions that were learned from": judge_recall(learned),
        "subjects": judge_subjects(found, model.prototypes, [one.key for one in model.config.subjects]),
        "zero-shot by titles": judge_zero_shot(model, found),
        "calibration error": judge_calibration(model, bank, found),
        "conditions": judge_conditions(model, bank, found, learned),
        "crops never trained on": judge_left_out(model, bank, texts),
        "unknown": judge_the_unknown(model, bank, found, config.data),
        "milliseconds": measure_time(model),
    }
    if config.baselines:
        figures["baselines"] = judge_baselines(config, bank, texts)
    return {"judged": figures}


def judge_conditions(model: RetrievalPredictor, bank: Bank, found: Embedded, learned: Embedded) -> dict[str, Any]:
    """Judge test pictures in low light, and laboratory leaves on other backgrounds, beside the same as they are.

    Each by descriptions of the kind that was learned from, by sentences never learned from, and by what is named.
    """
    places = bank.places("test")
    plants = np.array([bank.pictures[place].setting != "overhead" for place in places])
    indoor = bank.places("test", setting="laboratory")
    changes = {
        "low light": (plants, draw_low_light(np.array(bank.pixels[places[plants]]))),
        "other backgrounds": (found.settings == "laboratory", swap_backgrounds(bank, indoor)),
    }
    figures: dict[str, Any] = {}
    for name, (chosen, pixels) in changes.items():
        changed = model.embed_images(list(pixels))
        subjects = [subject for subject, is_so in zip(found.subjects, chosen, strict=True) if is_so]
        figures[name] = {
            "R@1, by descriptions that were learned from": _compare(learned, chosen, changed, subjects),
            "R@1, by sentences never learned from": _compare(found, chosen, changed, subjects),
            "named rightly": _change(*(_find_named(model, rows, subjects) for rows in (found.images[chosen], changed))),
        }
    return figures


def _compare(asked: Embedded, chosen: NDArray[np.bool_], changed: Floats, subjects: list[str]) -> dict[str, Any]:
    return _change(
        *(find_hits(rows, asked.texts, subjects, asked.texts_of)[1] for rows in (asked.images[chosen], changed))
    )


def _find_named(model: RetrievalPredictor, rows: Floats, subjects: list[str]) -> Bools:
    names = np.array([one.key for one in model.config.subjects])
    return np.asarray(names[(rows @ model.prototypes.T).argmax(axis=1)] == np.array(subjects))


def _change(before: Bools, after: Bools) -> dict[str, Any]:
    change = bootstrap(after.astype(float) - before.astype(float))
    return {
        "as it is": round(float(before.mean()), 4),
        "changed": round(float(after.mean()), 4),
        "difference": [round(value, 4) for value in change],
        "pictures": len(before),
    }


def judge_left_out(model: Embedder, bank: Bank, texts: list[tuple[str, str]]) -> dict[str, Any]:
    """Judge crops that were never learned from: by words among all words, by titles, and picture by picture."""
    places = bank.places("left out")
    own = list_texts(bank, places, learned=False)
    found = embed(model, bank, places, own)
    likeness = found.images @ found.images.T
    np.fill_diagonal(likeness, -1)
    subjects = np.array(found.subjects)
    nearest = subjects[likeness.argmax(axis=1)] == subjects
    return {
        "crops": list(LEFT_OUT),
        "recall among all words": judge_recall(embed(model, bank, places, own + texts))["all"],
        "recall among their own words": judge_recall(found)["all"],
        "zero-shot by titles": judge_zero_shot(model, found),
        "nearest other picture shows the same": [round(value, 4) for value in bootstrap(nearest)],
    }


def judge_the_unknown(model: RetrievalPredictor, bank: Bank, found: Embedded, data: Path) -> dict[str, Any]:
    """Judge whether crops that were left out, and other things, are seen to be unknown."""
    limit = model.config.known_above
    near = model.name_subjects(found.images).nearness.astype(np.float64)
    figures: dict[str, Any] = {"threshold": limit}
    for setting in ("laboratory", "field"):
        places = bank.places("left out", setting=setting)
        far = model.name_subjects(model.embed_images(list(bank.pixels[places]))).nearness.astype(np.float64)
        figures[f"left-out crops, {setting}"] = judge_unknown(near[found.settings == setting], far, limit)
    things = model.embed_images(list(read_other_things(data)))
    far = model.name_subjects(things).nearness.astype(np.float64)
    return figures | {"other things": judge_unknown(near[found.settings != "overhead"], far, limit)}


def judge_calibration(model: RetrievalPredictor, bank: Bank, found: Embedded) -> dict[str, float]:
    """Measure how far certainties are from the share that is right: of subjects, and of the items that are shown."""
    named, truth = model.name_subjects(found.images), np.array(found.subjects)
    keys = [one.key for one in named.names]
    labels = np.array([keys.index(name) for name in found.subjects])
    trained = bank.places("train")
    known = model.embed_images(list(bank.pixels[trained]))
    pairs: dict[str, tuple[Floats, list[str]]] = {
        "images": (found.images @ known.T, bank.subjects(trained)),
        "texts": (found.images @ found.texts.T, list(found.texts_of)),
    }
    errors = {"subjects": round(measure_calibration_error(named.shares.astype(np.float64), labels), 4)}
    for of, (cosines, subjects) in pairs.items():
        order = np.argsort(-cosines, axis=1)[:, :_SHOWN]
        sure = model.certainty(
            np.take_along_axis(cosines, order, axis=1), "images" if of == "images" else "texts"
        ).ravel()
        right = (np.array(subjects)[order] == truth[:, None]).ravel()
        both = np.stack([1 - sure, sure], axis=1).astype(np.float64)
        likelier = np.where(sure >= 0.5, right, ~right)
        errors[f"{of} shown"] = round(
            measure_calibration_error(both, np.where(likelier, both.argmax(1), 1 - both.argmax(1))), 4
        )
    return errors


def measure_time(model: RetrievalPredictor) -> dict[str, float]:
    """Measure the median milliseconds of one picture and of one text, with two threads."""
    torch.set_num_threads(2)
    picture = np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    asked: dict[str, Callable[[], Floats]] = {
        "picture": lambda: model.embed_images([picture]),
        "text": lambda: model.embed_texts(["a leaf with rust"]),
    }
    medians = {}
    for name, ask in asked.items():
        ask()
        spent = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            ask()
            spent.append(1000 * (time.perf_counter() - began))
        medians[name] = round(float(np.median(spent)), 1)
    return medians


def judge_baselines(config: EvaluateConfig, bank: Bank, texts: list[tuple[str, str]]) -> dict[str, Any]:
    """Judge what is simpler on the same pictures and texts: before training, frozen towers, a colour histogram."""
    encode, places = load_words(), bank.places("test")
    figures: dict[str, Any] = {}
    if config.before != "none":
        before = embed(load_untrained(config.before), bank, places, texts)
        figures["before training"] = {"recall": judge_recall(before)}
    bridges = {"frozen towers": load_frozen_trunk(), "colour histogram": measure_histogram}  # both by a linear bridge
    for name, features in bridges.items():
        model = fit_bridge(remember(features), encode, bank)
        judged = embed(model, bank, places, texts)
        subjects = judge_prototypes(model, bank, judged)
        subjects.pop("by subject")
        figures[name] = {"recall": judge_recall(judged), "subjects": subjects}
    return figures


if __name__ == "__main__":
    main()
