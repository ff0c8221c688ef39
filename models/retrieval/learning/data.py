"""Batches in which no two pictures show the same, so that every pair but its own is truly a wrong one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.retrieval.learning.augment import Shown, augment
from models.retrieval.learning.bank import Bank
from models.retrieval.learning.descriptions import list_descriptions

_WEIGHTS = {"field": 1.5, "laboratory": 1.0, "overhead": 0.7}
"""How often subjects are drawn that are seen in these settings: those of the field are harder."""
_PLAIN = 0.3  # of the backgrounds have one colour


class Batch(NamedTuple):
    """Shades 0–1 (n, 3, side, side), and for each picture the number of one of its descriptions."""

    shades: Tensor
    descriptions: Tensor


class Course:
    """Draws batches of a bank; the same seed and step give the same one."""

    def __init__(self, bank: Bank, batch: int, seed: int) -> None:
        self._bank, self._seed = bank, seed
        self._places = bank.places("train")
        by_subject: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place in self._places:
            one = bank.pictures[place]
            by_subject[one.subject][one.setting].append(int(place))
        self._by_subject = [by_subject[name] for name in sorted(by_subject)]
        weights = np.array([max(_WEIGHTS[name] for name in settings) for settings in self._by_subject])
        self._weights, self.batch = weights / weights.sum(), min(batch, len(weights))
        self._grounds = np.array([place for place in self._places if bank.pictures[place].setting != "laboratory"])
        said = {place: list_descriptions(bank.pictures[place]) for place in self._places.tolist()}
        subjects = {words: bank.pictures[place].subject for place, listed in said.items() for words in listed}
        self.descriptions: Sequence[str] = sorted(subjects)
        self.described: Sequence[str] = [subjects[words] for words in self.descriptions]
        number = {words: place for place, words in enumerate(self.descriptions)}
        self._said = {place: [number[words] for words in listed] for place, listed in said.items()}

    @property
    def batches(self) -> int:
        """How many batches show as many pictures as there are."""
        return max(len(self._places) // self.batch, 1)

    def draw(self, step: int, side: int) -> Batch:
        """Draw the batch of one step."""
        random = np.random.default_rng((self._seed, step))
        chosen = random.choice(len(self._weights), self.batch, replace=False, p=self._weights)
        places = np.array([self._draw_picture(random, self._by_subject[number]) for number in chosen])
        descriptions = torch.tensor([random.choice(self._said[place]) for place in places.tolist()])
        chance = torch.Generator().manual_seed(int(random.integers(2**62)))
        return Batch(augment(self._show(random, places), side, chance), descriptions)

    def _draw_picture(self, random: np.random.Generator, settings: dict[str, list[int]]) -> int:
        """Draw a setting first: a crop that was photographed in both is to be known in both."""
        names = sorted(settings)
        return int(random.choice(settings[names[int(random.integers(len(names)))]]))

    def _show(self, random: np.random.Generator, places: NDArray[np.int64]) -> Shown:
        pictures = [self._bank.pictures[place] for place in places]
        leaves = torch.from_numpy(np.array(self._bank.leaves[places])).unsqueeze(1).float()
        return Shown(
            to_shades(self._bank.pixels[places]), leaves, self._draw_backgrounds(random, len(places)),
            torch.tensor([one.setting == "field" for one in pictures]),
        )  # fmt: skip

    def _draw_backgrounds(self, random: np.random.Generator, count: int) -> Tensor:
        """Draw pictures of other things, turned upside down and back to front, or one colour."""
        shades = to_shades(self._bank.pixels[random.choice(self._grounds, count)]).flip(2, 3)
        plain = torch.from_numpy(random.random((count, 3, 1, 1), np.float32)).expand_as(shades)
        return torch.where(torch.from_numpy(random.random(count) < _PLAIN).view(-1, 1, 1, 1), plain, shades)


def to_shades(pixels: NDArray[np.uint8]) -> Tensor:
    """(n, h, w, 3) 8-bit → (n, 3, h, w) shades of 0–1."""
    return torch.from_numpy(np.ascontiguousarray(np.asarray(pixels).transpose(0, 3, 1, 2))).float().div_(255)
