"""One tile shown to the network in several ways, turned, mirrored, larger and smaller, and the mean of its answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.backend import RISK_STRIDE, Part

Conditioning = Mapping[str, NDArray[Any]]
Ask = Callable[[Floats, Conditioning, Part | None], Floats]
"""(n, bands, h, w) and conditioning → (n, layers, h, w) of all or of a part."""

_OF_CELLS = {"crop": 3, "age": 3, "season": 4}
"""Dimensions of what is given for each cell; with fewer they hold for the whole tile."""
_QUARTERS = 4
"""Scales are multiples of a quarter, so that lattices meet every few lines."""


@dataclass(frozen=True)
class Augmentation:
    """In which ways a tile is shown besides as it is."""

    turns: bool = False  # in the eight ways of a square
    scales: tuple[float, ...] = ()  # enlarged (1.25) or shrunk (0.75)

    def __post_init__(self) -> None:
        for scale in self.scales:
            if not 0.5 <= scale <= 2 or scale * _QUARTERS % 1:
                raise ValueError(f"a scale of {scale} is not 0.5, 0.75, 1.25 … 2")

    @property
    def stride(self) -> int:
        """Say of what the sides of a tile are to be multiples."""
        return RISK_STRIDE * (_QUARTERS if self.scales else 1)

    @property
    def count(self) -> int:
        """Count the answers of which the mean is taken."""
        return (8 if self.turns else 1) * (1 + len(self.scales))

    def answer(self, ask: Ask, tiles: Floats, conditioning: Conditioning, part: Part) -> Floats:
        """Ask about a tile in all ways, (n, bands, h, w), NaN where none, and average the answers of a part, (n,
        layers, h, w).
        """
        if self.count == 1:
            return ask(tiles, conditioning, part)
        total: Any = 0
        for found in self._answer_each_way(ask, tiles, conditioning):
            total = total + found.astype(np.float64)
        mean: Floats = (total[(..., *part)] / self.count).astype(np.float32)
        return mean

    def _answer_each_way(self, ask: Ask, tiles: Floats, conditioning: Conditioning) -> Iterator[Floats]:
        for scale in (1.0, *self.scales):
            shown, scaled = (
                (tiles, conditioning) if scale == 1 else (_resize(tiles, scale), _resize_cells(conditioning, scale))
            )
            for turn in range(8 if self.turns else 1):
                turned = ask(
                    _turn(shown, turn), {name: _turn_cells(name, values, turn) for name, values in scaled.items()}, None
                )
                answer = _turn_back(turned, turn)
                yield answer if scale == 1 else _resize(answer, 1 / scale)


def _turn(values: NDArray[Any], turn: int) -> NDArray[Any]:
    """Turn (…, h, w) by quarters, and mirror it from the fourth way on."""
    found = np.rot90(values, turn % 4, axes=(-2, -1))
    return np.ascontiguousarray(found[..., ::-1] if turn >= 4 else found)


def _turn_back(values: NDArray[Any], turn: int) -> NDArray[Any]:
    return np.rot90(values[..., ::-1] if turn >= 4 else values, -(turn % 4), axes=(-2, -1))


def _is_of_cells(name: str, values: NDArray[Any]) -> bool:
    return values.ndim == _OF_CELLS.get(name)


def _turn_cells(name: str, values: NDArray[Any], turn: int) -> NDArray[Any]:
    return _turn(values, turn) if turn and _is_of_cells(name, values) else values


def _resize_cells(conditioning: Conditioning, scale: float) -> dict[str, NDArray[Any]]:
    """Give each cell of a tile that is shown larger or smaller the values of the cell at the same place."""

    def moved(values: NDArray[Any]) -> NDArray[Any]:
        rows, columns = (
            ((np.arange(round(side * scale)) + 0.5) / scale).astype(int).clip(0, side - 1) for side in values.shape[-2:]
        )
        return values[..., rows, :][..., columns]

    return {name: moved(values) if _is_of_cells(name, values) else values for name, values in conditioning.items()}


def _resize(values: Floats, scale: float) -> Floats:
    """Interpolate (n, k, h, w) between what is known; NaN stays where most of it is not."""
    known = np.isfinite(values)
    shares = _stretch(known.astype(np.float32), scale)
    sums = _stretch(np.where(known, values, 0), scale)
    return np.where(shares >= 0.5, sums / np.maximum(shares, 0.5), np.float32(np.nan)).astype(np.float32)


def _stretch(values: Floats, scale: float) -> Floats:
    """Interpolate linearly between centres of pixels, along both axes."""
    for axis in (-2, -1):
        side = values.shape[axis]
        place = ((np.arange(round(side * scale)) + 0.5) / scale - 0.5).clip(0, side - 1)
        lower = np.minimum(place.astype(int), max(side - 2, 0))
        share = (place - lower).astype(np.float32).reshape((-1, 1) if axis == -2 else (-1,))
        low, high = (np.take(values, np.minimum(at, side - 1), axis) for at in (lower, lower + 1))
        values = low * (1 - share) + high * share
    return values
