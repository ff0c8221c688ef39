"""Build what is shipped beside the weights: `python -m models.retrieval.learning.cases.build --data ../shared/data`.

Some training pictures of each subject, spread over what it looks like, and all our notes are embedded; the pictures
themselves stay where they are. It prints how well the words for findings find the notes that are meant.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats
from models.learning.training import check_extra, config_from_flags
from models.retrieval.collection.item import Item
from models.retrieval.collection.shelf import Rows, Shelf, join_shelves
from models.retrieval.config import SHIPPED
from models.retrieval.learning.bank import Bank, make_bank
from models.retrieval.learning.cases.kinds import judge_kinds
from models.retrieval.learning.cases.words import judge_words
from models.retrieval.learning.descriptions import find_title
from models.retrieval.learning.pictures import Picture
from models.retrieval.pictures import hash_content
from models.retrieval.predict import Predictor
from models.retrieval.reference import embed_notes, write_reference

_ROUNDS = 12  # of k-means, which is settled by then

logger = logging.getLogger(__name__)


class BuildConfig(BaseModel):
    """Build the reference cases of a model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real pictures")
    model: Path = Field(default=SHIPPED, description="a folder of weights; the reference is written into it")
    out: Path = Field(default=Path("retrieval-judged"), description="where the pictures are kept that were read")
    seasons: Path | None = Field(default=None, description="seasons of models.simulation.seasons, for simulated ground")
    each: int = Field(default=16, gt=0, description="cases of a subject in a setting")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s")
    logger.setLevel(logging.INFO)
    config = config_from_flags(BuildConfig)
    check_extra("scipy", "yaml")
    predictor = Predictor.load(config.model)
    bank = make_bank(config.data, config.out / "bank", config.seasons)
    shelf = build(config, predictor, bank)
    logger.info("%d items in %s", len(shelf.items), config.model)
    for line in (*judge_words(predictor), *judge_kinds(predictor, bank)):
        logger.info(line)


def build(config: BuildConfig, predictor: Predictor, bank: Bank) -> Shelf:
    """Write `reference.safetensors` into the folder of weights."""
    places = bank.places("train")
    points = predictor.embed_images(list(bank.pixels[places]))
    notes = embed_notes(predictor.identity, predictor)
    cases = make_cases(bank, places, points, config.each, predictor)
    shelf = join_shelves([notes, cases])
    write_reference(config.model, shelf)
    return shelf


def make_cases(bank: Bank, places: NDArray[np.int64], points: Floats, each: int, predictor: Predictor) -> Shelf:
    """Choose some pictures of each subject and setting; one of those with the same caption bears its words."""
    by_look: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, place in enumerate(places):
        one = bank.pictures[place]
        by_look[one.subject, one.setting].append(row)
    rows = [row for look in sorted(by_look) for row in choose_spread(points, np.array(by_look[look]), each)]
    items = [_describe(bank.pictures[places[row]], bank.pixels[places[row]].tobytes()) for row in rows]
    bearers = {item.caption: place for place, item in reversed([*enumerate(items)])}
    texts = predictor.embed_texts(list(bearers))
    words = Rows(texts, np.array([*bearers.values()], np.int64))
    return Shelf(predictor.identity, items, {"picture": Rows(points[rows], np.arange(len(rows))), "words": words})


def choose_spread(points: Floats, rows: NDArray[np.int64], each: int) -> Iterator[int]:
    """Yield the rows nearest to the centres of so many groups of them (k-means on the sphere)."""
    if len(rows) <= each:
        yield from rows.tolist()
        return
    own = points[rows]
    centres = own[np.linspace(0, len(rows) - 1, each).astype(int)]
    for _ in range(_ROUNDS):
        nearest = (own @ centres.T).argmax(axis=1)
        sums = np.stack([own[nearest == place].sum(axis=0) for place in range(each)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), centres)
    taken = dict.fromkeys(int(place) for place in (own @ centres.T).argmax(axis=0))
    yield from rows[[*taken]].tolist()


def _describe(picture: Picture, content: bytes) -> Item:
    rights = _find_rights(picture.file)
    overhead = picture.setting == "overhead"
    caption = picture.words[0] if overhead else f"{find_title(picture.subject)} ({picture.setting} photograph)"
    return Item(
        id=hash_content(content), kind="scene" if overhead else "photograph", caption=caption,
        condition=picture.subject, licence=rights["licence"], source=rights["source"],
    )  # fmt: skip


def _find_rights(file: str) -> dict[str, str]:
    rights = _read_rights()
    return next((rights[begin] for begin in rights if file.startswith(begin)), rights["simulated"])


@cache
def _read_rights() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text("utf-8"))
    return found


if __name__ == "__main__":
    main()
