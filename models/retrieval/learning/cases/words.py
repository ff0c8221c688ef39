"""How well words for what was measured find the note that is meant, beside common words as a plain measure."""

from collections.abc import Iterator

import numpy as np

from models.calibration import sigmoid
from models.retrieval.collection.shelf import Shelf
from models.retrieval.field_notes import read_notes
from models.retrieval.findings import PHRASES
from models.retrieval.predict import Predictor
from models.retrieval.reference import embed_notes

MEANT = {
    "drought": ("drought_stress",), "nitrogen": ("nitrogen_deficiency",), "waterlogging": ("waterlogging",),
    "emergence": ("poor_emergence",), "lodging": ("lodging",), "hail": ("hail_damage",), "bare": ("poor_emergence",),
    "weak_patch": ("soil_compaction",), "open_water": ("waterlogging",), "warmer": ("drought_stress",),
}  # fmt: skip
"""By finding, the notes that are meant by its words; “disease” means none of them alone."""
UNRELATED = (
    "A receipt from a supermarket with bread and milk.", "The train to the airport leaves from platform two.",
    "A portrait of a woman who smiles at the camera.", "Quarterly results of a software company.",
    "A cat sleeps on a red sofa.", "Install the printer driver and restart the computer.",
)  # fmt: skip


def judge_words(predictor: Predictor) -> Iterator[str]:
    """Say for each finding which note its words find first, and how likely; then of what has nothing to do with it."""
    shelf = embed_notes(predictor.identity, predictor)
    right = 0
    for name, notes in MEANT.items():
        found, words = _find(predictor, shelf, PHRASES[name])
        right += found in notes
        yield f"{name}: {words}"
    yield f"meant note first: {right} of {len(MEANT)}; by shared words: {_count_by_shared_words()} of {len(MEANT)}"
    for text in UNRELATED:
        yield f"“{text}”: {_find(predictor, shelf, text)[1]}"


def _find(predictor: Predictor, shelf: Shelf, text: str) -> tuple[str, str]:
    """Find the first note, and say how near and how likely it is."""
    [found] = shelf.find(predictor.embed_texts([text])[0], 1, "words")
    likeness = predictor.config.likeness_between_texts
    share = float(sigmoid(np.asarray(likeness.slope * found.similarity + likeness.offset, np.float64)))
    return found.item.id, f"{found.item.id}, cosine {found.similarity:.3f}, likely {share:.2f}"


def _count_by_shared_words() -> int:
    """Count the findings whose note shares the most words with the phrase, as a search without any model would."""
    notes = {name: _split(" ".join(note.item().words)) for name, note in read_notes().items()}
    best = {
        finding: max(notes, key=lambda name: len(notes[name] & _split(PHRASES[finding])) / len(notes[name]) ** 0.5)
        for finding in MEANT
    }
    return sum(best[finding] in meant for finding, meant in MEANT.items())


def _split(text: str) -> set[str]:
    return {word.strip(".,:;()").lower() for word in text.split() if len(word) > 3}
