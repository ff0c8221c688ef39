"""One tile shown to the network in several ways, turned, mirrored, larger and smaller, and the mean of its answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.backend import RISK_STRIDE, Part

Facts = Mapping[str, NDArray[Any]]
Ask = Callable[[Floats, Facts, Part | None], Floats]
"""(n, bands, h, w) and facts → (n, layers, h, w) of all or of a part."""

_OF_CELLS = {"crop": 3, "age": 3, "season": 4}
"""Dimensions of facts that are given for each cell; with fewer they hold for the whole tile."""
_QUARTERS = 4
"""Scales are multiples of a quarter, so that lattices meet every few lines."""


@dataclass(frozen=True)
class Views:
    """How a tile is shown besides as it is."""

    turns: bool = False  # in the eight ways of a square
    scales: tuple[float, ...] = ()  # enlarged (1.25) or shrunk (0.75)

    def __post_init__(self) -> None:
        for scale in self.scales:
            if not 0.5 <= scale <= 2 or scale * _QUARTERS % 1:
                raise ValueError(f"a scale of {scale} is not 0.5, 0.75, 1.25 … 2")

    @property
    def stride(self) -> int:
        """Of what the sides of a tile are to be multiples."""
        return RISK_STRIDE * (_QUARTERS if self.scales else 1)

    @property
    def count(self) -> int:
        """Answers of which the mean is taken."""
        return (8 if self.turns else 1) * (1 + len(self.scales))

    def answer(self, ask: Ask, tiles: Floats, conditioning: Facts, part: Part) -> Floats:
        """(n, bands, h, w), NaN where none → (n, layers, h, w) of a part."""
        if self.count == 1:
            return ask(tiles, conditioning, part)
        total: Any = 0
        for found in self._answers(ask, tiles, conditioning):
            total = total + found.astype(np.float64)
        mean: Floats = (total[(..., *part)] / self.count).astype(np.float32)
        return mean

    def _answers(self, ask: Ask, tiles: Floats, conditioning: Facts) -> Iterator[Floats]:
        for scale in (1.0, *self.scales):
            shown, told = (tiles, conditioning) if scale == 1 else (_resized(tiles, scale), _cells(conditioning, scale))
            for turn in range(8 if self.turns else 1):
                turned = ask(_turned(shown, turn), {name: _fact(name, fact, turn) for name, fact in told.items()}, None)
                answer = _back(turned, turn)
                yield answer if scale == 1 else _resized(answer, 1 / scale)


def _turned(values: NDArray[Any], turn: int) -> NDArray[Any]:
    """(…, h, w) turned by quarters, and mirrored from the fourth way on."""
    found = np.rot90(values, turn % 4, axes=(-2, -1))
    return np.ascontiguousarray(found[..., ::-1] if turn >= 4 else found)


def _back(values: NDArray[Any], turn: int) -> NDArray[Any]:
    return np.rot90(values[..., ::-1] if turn >= 4 else values, -(turn % 4), axes=(-2, -1))


def _is_of_cells(name: str, fact: NDArray[Any]) -> bool:
    return fact.ndim == _OF_CELLS.get(name)


def _fact(name: str, fact: NDArray[Any], turn: int) -> NDArray[Any]:
    return _turned(fact, turn) if turn and _is_of_cells(name, fact) else fact


def _cells(conditioning: Facts, scale: float) -> dict[str, NDArray[Any]]:
    """Facts of the cells of a tile that is shown larger or smaller: of the cell at the same place."""

    def moved(fact: NDArray[Any]) -> NDArray[Any]:
        rows, columns = (
            ((np.arange(round(side * scale)) + 0.5) / scale).astype(int).clip(0, side - 1) for side in fact.shape[-2:]
        )
        return fact[..., rows, :][..., columns]

    return {name: moved(fact) if _is_of_cells(name, fact) else fact for name, fact in conditioning.items()}


def _resized(values: Floats, scale: float) -> Floats:
    """(n, k, h, w) interpolated between what is known; NaN where most of it is not."""
    known = np.isfinite(values)
    shares = _stretched(known.astype(np.float32), scale)
    sums = _stretched(np.where(known, values, 0), scale)
    return np.where(shares >= 0.5, sums / np.maximum(shares, 0.5), np.float32(np.nan)).astype(np.float32)


def _stretched(values: Floats, scale: float) -> Floats:
    """Linear between centres of pixels, along both axes."""
    for axis in (-2, -1):
        side = values.shape[axis]
        place = ((np.arange(round(side * scale)) + 0.5) / scale - 0.5).clip(0, side - 1)
        lower = np.minimum(place.astype(int), max(side - 2, 0))
        share = (place - lower).astype(np.float32).reshape((-1, 1) if axis == -2 else (-1,))
        low, high = (np.take(values, np.minimum(at, side - 1), axis) for at in (lower, lower + 1))
        values = low * (1 - share) + high * share
    return values
