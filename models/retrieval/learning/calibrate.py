"""What likeness means, found on validation pictures: `calibrate`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from models.arrays import Bools, Doubles, Floats, Whole
from models.calibration import fit_temperature
from models.checkpoints import CHECKPOINT_FILES
from models.files import write_whole
from models.retrieval.config import Likeness, Subject, read_config
from models.retrieval.learning.bank import Bank
from models.retrieval.learning.checkpoint import add_prototypes
from models.retrieval.learning.descriptions import describe_otherwise, find_title, list_descriptions
from models.retrieval.predict import RetrievalPredictor, scale_to_one

_KEPT = 0.95  # of what is known is to be taken for known
_SHOWN = 5  # items are shown to a user
_OF_WORDS = (1.0, 0.5, 0.25, 0.0)
"""How much of a prototype is its descriptions; the rest is its pictures."""


def calibrate(folder: Path, bank: Bank) -> None:
    """Find prototypes on training pictures, and on validation pictures what their likeness means; write both."""
    predictor = RetrievalPredictor.load(folder)
    trained, held = bank.places("train"), bank.places("validation")
    known, asked = predictor.embed_images(list(bank.pixels[trained])), predictor.embed_images(list(bank.pixels[held]))
    subjects, truth = bank.subjects(trained), bank.subjects(held)
    names = sorted(set(subjects))
    labels = np.array([names.index(name) for name in truth])
    words = embed_descriptions(predictor, bank)
    pictures, said = average_by_subject(known, subjects, names), average_by_subject(*words, names)
    prototypes = choose_prototypes(pictures, said, asked, labels)
    cosines = asked @ prototypes.T
    add_prototypes(folder, torch.from_numpy(prototypes))
    config = read_config(folder).model_copy(update={
        "subjects": tuple(Subject(key=name, title=find_title(name)) for name in names),
        "temperature": round(fit_temperature(cosines.astype(np.float64), labels), 5),
        "known_above": round(float(np.quantile(cosines.max(axis=1), 1 - _KEPT)), 4),
        "likeness_of_images": fit_likeness(asked @ known.T, truth, subjects),
        "likeness_of_texts": fit_likeness(asked @ words[0].T, truth, words[1]),
        "likeness_between_texts": compare_texts(predictor, bank, words),
    })  # fmt: skip
    write_whole(folder / CHECKPOINT_FILES[1], config.model_dump_json(indent=1) + "\n")


def compare_texts(predictor: RetrievalPredictor, bank: Bank, words: tuple[Floats, list[str]]) -> Likeness:
    """Fit it for texts: what says the same in other words, against all that was learned from."""
    held = [bank.pictures[place] for place in bank.places("validation")]
    said = sorted({(describe_otherwise(one), one.subject) for one in held})
    asked = predictor.embed_texts([text for text, _ in said])
    return fit_likeness(asked @ words[0].T, [subject for _, subject in said], words[1])


def embed_descriptions(predictor: RetrievalPredictor, bank: Bank) -> tuple[Floats, list[str]]:
    """Embed all descriptions that were learned from, and name their subjects."""
    shown = [bank.pictures[place] for place in bank.places("train")]
    said = sorted({(words, one.subject) for one in shown for words in list_descriptions(one)})
    return predictor.embed_texts([words for words, _ in said]), [subject for _, subject in said]


def choose_prototypes(pictures: Floats, said: Floats, asked: Floats, labels: Whole) -> Floats:
    """Mix the mean picture and the mean description of each subject, as validation pictures are told best."""
    mixed = [scale_to_one(share * said + (1 - share) * pictures) for share in _OF_WORDS]
    return max(mixed, key=lambda one: float(((asked @ one.T).argmax(axis=1) == labels).mean()))


def average_by_subject(vectors: Floats, subjects: Sequence[str], names: Sequence[str]) -> Floats:
    """Average (n, d) vectors of the same subject as (k, d) of length 1."""
    of = np.array(subjects)
    return scale_to_one(np.stack([vectors[of == name].mean(axis=0) for name in names]))


def fit_likeness(cosines: Floats, asked: Sequence[str], found: Sequence[str]) -> Likeness:
    """Fit the logistic of the cosines (n, m) of what would be shown, to whether it is of the same subject."""
    order = np.argsort(-cosines, axis=1)[:, :_SHOWN]
    near = np.take_along_axis(cosines, order, axis=1).ravel()
    right = (np.array(found)[order] == np.array(asked)[:, None]).ravel()
    slope, offset = _fit_logistic(near.astype(np.float64), right)
    return Likeness(slope=round(slope, 4), offset=round(offset, 4))


def _fit_logistic(values: Doubles, so: Bools) -> tuple[float, float]:
    from scipy.optimize import minimize

    def loss(of: Doubles) -> float:
        logits = of[0] * values + of[1]
        return float(np.mean(np.logaddexp(0, logits) - so * logits)) + 1e-4 * float(of[0] ** 2) / len(values)

    slope, offset = minimize(loss, np.array([10.0, -5.0]), method="L-BFGS-B").x
    return float(slope), float(offset)
