"""How often a photograph of a plant is taken for ground from above, and the reverse, on test pictures."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.retrieval.learning.bank import Bank
from models.retrieval.predict import Predictor
from models.retrieval.scene import Query, look_at_kind
from models.schemas import PictureKind

_MOST = 300
"""Pictures of each kind that are asked at most."""


def judge_kinds(predictor: Predictor, bank: Bank) -> Iterator[str]:
    """Give every test picture as what it is and as the other, and count what is noticed."""
    places = bank.places("test")
    overhead = np.array([bank.pictures[place].setting == "overhead" for place in places])
    asked: tuple[tuple[str, NDArray[np.int64], PictureKind, PictureKind], ...] = (
        ("photographs of plants", places[~overhead], "photo", "scene"),
        ("ground from above", places[overhead], "scene", "photo"),
    )
    for name, chosen, true, other in asked:
        few = chosen[:: max(1, len(chosen) // _MOST)]
        noticed: dict[PictureKind, int] = {"photo": 0, "scene": 0}
        for place in few:
            made = predictor([bank.pixels[place]], [])
            for kind in noticed:
                noticed[kind] += look_at_kind(Query(bank.pixels[place], kind), made) is not None
        yield (
            f"{name}, {len(few)}: given as what they are, {noticed[true]} called the other; "
            f"given as the other, {noticed[other]} noticed"
        )
