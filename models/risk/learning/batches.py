"""Batches to learn from: tiles as tensors, cut, turned, degraded, and with what users lack taken away at random."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d, max_pool2d

from models.arrays import Bools, Whole
from models.backend import RISK_CELL
from models.field.air import draw_haze_strengths, scatter_light
from models.field.conditioning import EVERYTHING, GROUPS
from models.risk.conditioning import encode
from models.risk.config import BANDS, EDGES, RiskConfig
from models.risk.learning.data import STEPS, UNKNOWN, Tiles, classify_loss

Random = np.random.Generator

_LONG = 16  # pixels a side of a piece of a field
_ALONE = ((32, 24), (64, 6))
"""Pixels a side that such a piece is shown as, and how many of a batch: its edges must not give it away."""
_BARE = 0.25
"""Share of them without a crop: few, for green ones count so much more (`models.risk.learning.losses`)."""
_ALIKE = 0.25  # within such a piece, of the yield


@dataclass(frozen=True)
class Batch:
    """Of n tiles: what is known, and the truth."""

    image: Tensor  # (n, bands, h, w)
    whole: Tensor  # (n, w)
    cells: Tensor  # (n, c, h / 4, w / 4)
    classes: Tensor  # (n, h, w) 0–2, −1 where nothing can be said
    loss: Tensor  # (n, h, w) share of the yield

    def to(self, device: str) -> "Batch":
        """Copy the batch to a device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def load_batch(tiles: Tiles, chosen: Whole, known: frozenset[str], config: RiskConfig) -> Batch:
    """Load tiles as they are, where so much is known."""
    conditioning = _collect_conditioning(tiles, chosen)
    return _make_batch(tiles, chosen, {name: conditioning[name] for name in _list_names(known)}, config)


def augment_batch(random: Random, tiles: Tiles, chosen: Whole, config: RiskConfig, strength: float) -> Batch:
    """Load tiles to learn from: cut to `side`, turned, degraded by a strength of 0–1, and with much of them hidden."""
    conditioning = _hide_conditioning(random, _blur_conditioning(random, _collect_conditioning(tiles, chosen), config))
    batch = _turn(random, _make_batch(tiles, chosen, conditioning, config))
    return replace(batch, image=_hide_bands(random, _degrade(random, batch.image, strength)))


def cut_single_fields(random: Random, batch: Batch) -> Batch:
    """Cut pieces of single fields as even ground, as tables of fields tell them: each the mean of all that was
    there.

    Conditioning is the same throughout, and losses nearly so. Pieces without a crop are among them, lest all
    ground that is even be taken for one.
    """
    cells = _LONG // RISK_CELL
    same = (max_pool2d(batch.cells, cells) == -max_pool2d(-batch.cells, cells)).all(dim=1)
    alike = max_pool2d(batch.loss, _LONG) + max_pool2d(-batch.loss, _LONG) <= _ALIKE  # which NaN is not
    bare = max_pool2d(batch.classes.float(), _LONG) < 0
    side, most = _ALONE[int(random.integers(len(_ALONE)))]
    without = round(_BARE * most)
    places = torch.cat([
        found[torch.from_numpy(random.permutation(len(found))[:count])]
        for found, count in ((torch.nonzero(same & alike), most - without), (torch.nonzero(same & bare), without))
    ])  # fmt: skip
    tile, row, column = places.T

    def spread(values: Tensor, long: int) -> Tensor:  # (m, …) → (m, …, long, long)
        return values[..., None, None].expand(*values.shape, long, long)

    loss = avg_pool2d(batch.loss, _LONG)[tile, row, column]
    classes = torch.bucketize(torch.nan_to_num(loss), loss.new_tensor(EDGES), right=True)
    return Batch(
        spread(avg_pool2d(batch.image, _LONG)[tile, :, row, column], side),
        batch.whole[tile],
        spread(max_pool2d(batch.cells, cells)[tile, :, row, column], side // RISK_CELL),
        spread(torch.where(torch.isnan(loss), -1, classes), side),
        spread(loss, side),
    )


def cut_square(random: Random, batch: Batch, side: int) -> Batch:
    """Cut a square of `side` pixels, a multiple of 16, at random."""
    cells, scale = batch.cells.shape[-1], RISK_CELL
    top, left = random.integers(0, cells - side // scale + 1, 2)

    def part(values: Tensor, step: int) -> Tensor:
        first, second, long = int(top) * step, int(left) * step, side // scale * step
        return values[..., first : first + long, second : second + long]

    return Batch(
        part(batch.image, scale), batch.whole, part(batch.cells, 1), part(batch.classes, scale),
        part(batch.loss, scale),
    )  # fmt: skip


def _collect_conditioning(tiles: Tiles, chosen: Whole) -> dict[str, NDArray[Any]]:
    return {name: getattr(tiles, name)[chosen] for names in GROUPS.values() for name in names}


def _list_names(known: Iterable[str]) -> list[str]:
    return [name for group, names in GROUPS.items() if group in known for name in names]


def _make_batch(tiles: Tiles, chosen: Whole, conditioning: dict[str, NDArray[Any]], config: RiskConfig) -> Batch:
    loss = tiles.loss[chosen]
    rows, columns = tiles.crop.shape[1:]
    whole, cells = encode(conditioning, len(chosen), (rows, columns), config)
    return Batch(
        torch.from_numpy(tiles.image[chosen].astype(np.float32) / 1e4),
        torch.from_numpy(whole),
        torch.from_numpy(cells),
        torch.from_numpy(classify_loss(loss)),
        torch.from_numpy(np.where(loss == UNKNOWN, np.nan, loss / STEPS).astype(np.float32)),
    )


def _turn(random: Random, batch: Batch) -> Batch:
    """Turn a batch by quarters, and mirror it."""
    quarters, mirrored = int(random.integers(4)), random.random() < 0.5

    def turn(values: Tensor) -> Tensor:
        result = torch.rot90(values, quarters, (-2, -1))
        return result.flip(-1) if mirrored else result

    return Batch(
        turn(batch.image), batch.whole, turn(batch.cells), turn(batch.classes), turn(batch.loss)
    )  # fmt: skip


def _degrade(random: Random, image: Tensor, strength: float) -> Tensor:
    """Add other calibrations, hazes and contrasts, scenes at the top of the atmosphere, and clouds cut out."""
    count, bands = image.shape[:2]

    def normal(spread: float, *shape: int) -> Tensor:
        return torch.from_numpy(random.normal(0, spread * strength, shape).astype(np.float32))

    veil = normal(0.015, count, 1, 1, 1) * torch.linspace(1.5, 0.2, bands).view(1, -1, 1, 1)
    if strength:
        veil = (
            veil
            + torch.from_numpy(np.multiply.outer(draw_haze_strengths(random, count), scatter_light(BANDS)))[
                ..., None, None
            ]
        )
    middle = image.mean((2, 3), keepdim=True)
    contrast = middle + (image - middle) * (1 + normal(0.15, count, 1, 1, 1))
    degraded = contrast * (1 + normal(0.05, count, bands, 1, 1)) * (1 + normal(0.08, count, 1, 1, 1)) + veil
    for tile in np.flatnonzero(random.random(count) < 0.15):
        top, left = random.integers(0, image.shape[-1] * 3 // 4, 2)
        high, wide = random.integers(image.shape[-1] // 8, image.shape[-1] // 2, 2)
        degraded[tile, :, top : top + high, left : left + wide] = torch.nan
    return degraded


_BANDS = {(): 0.65, ("swir16", "swir22"): 0.27, ("swir22",): 0.05, ("swir16",): 0.03}


def _hide_bands(random: Random, image: Tensor) -> Tensor:
    """Take away short-wave bands; each tile by its own chance."""
    patterns = list(_BANDS)
    which = random.choice(len(patterns), len(image), p=list(_BANDS.values()))
    gone = torch.tensor([[band in patterns[index] for band in BANDS] for index in which])
    return image.masked_fill(gone[..., None, None], torch.nan)


_DAYS, _PLACES = 4.0, (0.015, 0.06)
"""How vaguely age and season of the year, latitude and elevation (in the units of `encode_calendar_and_place`) are
given, and below the week of sensors, in deviations, and the season so far: the network is not to know years by their
figures."""
_WEEK, _SUMS, _DEGREES = 0.25, 0.15, 1.0


def _blur_conditioning(
    random: Random, conditioning: dict[str, NDArray[Any]], config: RiskConfig
) -> dict[str, NDArray[Any]]:
    """Move the conditioning of each tile a little by its own chance."""
    count = len(conditioning["soil"])
    place, season = conditioning["place"].copy(), conditioning["season"].copy()
    days = random.normal(0, _DAYS, count)
    turn = np.exp(1j * 2 * np.pi * days / 365.25) * (place[:, 1] + 1j * place[:, 0])
    place[:, 0], place[:, 1] = turn.imag, turn.real
    place[:, 2:] += random.normal(0, 1, (count, len(_PLACES))) * _PLACES
    season[:, :-1] *= np.exp(random.normal(0, _SUMS, (count, season.shape[1] - 1, 1, 1)))
    season[:, -1] += random.normal(0, _DEGREES, (count, 1, 1))
    week = random.normal(0, _WEEK, (count, 1, len(config.quantity_std))) * config.quantity_std
    age = np.maximum(conditioning["age"] + days[:, None, None], 0)
    return conditioning | {
        "place": place, "season": season, "age": age.astype(np.float32),
        "sensors": (conditioning["sensors"] + week).astype(np.float32),
    }  # fmt: skip


_NOTHING, _ALL, _KEPT = 0.25, 0.35, 0.6
"""Chances: that a tile shows the picture only, that all is given, and else of each thing."""


def _hide_conditioning(random: Random, conditioning: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Take away conditioning as users lack it."""
    count = len(conditioning["soil"])
    kind = random.random(count)

    def gone(group: str) -> Bools:
        assert group in EVERYTHING
        return (kind < _NOTHING) | ((kind >= _NOTHING + _ALL) & (random.random(count) >= _KEPT))

    result = {name: values.copy() for name, values in conditioning.items()}
    for group, names in GROUPS.items():
        lost = gone(group)
        for name in names:
            apart = lost | (random.random(count) < 0.1)
            result[name][apart] = 0 if result[name].dtype.kind == "i" else np.nan
    return result
