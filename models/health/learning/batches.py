"""Batches to learn from: tiles as tensors, turned, degraded, and with what users lack taken away at random."""

import math
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from models.arrays import Whole
from models.field.air import draw_haze_strengths, scatter_light
from models.health.config import BANDS, CELL, CUTS
from models.health.learning.data import Tiles
from models.health.network import Inputs

Truth = dict[str, Tensor]
SIDES, _OFTEN = (8, 32, 64), (0.1, 0.5, 0.4)
"""Pixels a side of what the network is shown: a parcel alone, its neighbours too, a landscape."""
_PIECES, _BARE = 64, 0.25
"""Parcels that are shown alone, of a batch, and the share of them without a crop."""


def load_batch(tiles: Tiles, chosen: Whole) -> tuple[Inputs, Truth]:
    """Load tiles as tensors, and the truth of their cells."""
    known = Inputs(
        torch.from_numpy(tiles.image[chosen].astype(np.float32) / 1e4),
        torch.from_numpy(tiles.sensors[chosen]),
        torch.from_numpy(tiles.place[chosen]),
        torch.from_numpy(tiles.soil[chosen]),
        torch.from_numpy(tiles.crop[chosen]),
        torch.from_numpy(tiles.age[chosen]),
        torch.from_numpy(tiles.season[chosen]),
    )
    return known, _make_truth(torch.from_numpy(tiles.loss[chosen]), torch.from_numpy(tiles.causes[chosen]).float())


def _make_truth(loss: Tensor, causes: Tensor) -> Truth:
    """Make the truth with the class of each cell, −1 where nothing can be said."""
    classes = torch.bucketize(torch.nan_to_num(loss), torch.tensor(CUTS), right=True)
    return {"loss": loss, "class": torch.where(torch.isfinite(loss), classes, -1), "causes": causes}


def cut_single_parcels(random: np.random.Generator, known: Inputs, truth: Truth) -> tuple[Inputs, Truth]:
    """Cut pieces of single parcels as even ground, as tables of fields tell them, every other one without a
    picture.

    Each is of 2 × 2 cells, with the means of all that was there. Pieces without a crop are among them, lest all ground
    that is even be taken for one.
    """

    def pieces(values: Tensor) -> Tensor:  # (n, …, 2 h, 2 w) → (n, h, w, …, 4)
        *front, height, width = values.shape
        split = values.reshape(*front, height // 2, 2, width // 2, 2)
        return split.movedim((-4, -2), (1, 2)).flatten(-2)

    crop, age, loss = pieces(known.crop), pieces(known.age), pieces(truth["loss"])
    pure = torch.isfinite(loss).all(-1) & (crop > 0).all(-1)
    bare = torch.isnan(loss).all(-1)
    same = (crop == crop[..., :1]).all(-1)
    without = round(_BARE * _PIECES)
    places = torch.cat(
        [
            found[torch.from_numpy(random.permutation(len(found))[:count])]
            for found, count in ((torch.nonzero(same & pure), _PIECES - without), (torch.nonzero(same & bare), without))
        ]
    )
    places = places[torch.from_numpy(random.permutation(len(places)))]  # for every other one is shown no picture
    tile, row, column = places.T
    shades = torch.nn.functional.avg_pool2d(known.image, 2 * CELL)[tile, :, row, column]
    image = shades[..., None, None].repeat(1, 1, 2 * CELL, 2 * CELL)
    image[::2] = math.nan

    def spread(values: Tensor) -> Tensor:  # (m, …) → (m, …, 2, 2)
        return values[..., None, None].expand(*values.shape, 2, 2)

    fields = Inputs(
        image, known.sensors[tile], known.place[tile], known.soil[tile],
        spread(crop[tile, row, column, 0]), spread(age[tile, row, column].mean(-1)),
        spread(pieces(known.season)[tile, row, column].mean(-1)),
    )  # fmt: skip
    causes = (pieces(truth["causes"])[tile, row, column].mean(-1) >= 0.5).float()
    return fields, _make_truth(spread(loss[tile, row, column].mean(-1)), spread(causes))


def turn_batch(random: np.random.Generator, known: Inputs, truth: Truth) -> tuple[Inputs, Truth]:
    """Cut a batch to one of `SIDES`, turn it by quarters and mirror it, its truth with it."""
    quarters, mirrored = int(random.integers(4)), random.random() < 0.5
    share = min(1.0, float(random.choice(SIDES, p=_OFTEN)) / known.image.shape[-1])
    top, left = random.random(2) * (1 - share)

    def turn(values: Tensor) -> Tensor:
        cells, scale = known.crop.shape[-1], values.shape[-1] // known.crop.shape[-1]
        side, rows, columns = (scale * round(cells * part) for part in (share, top, left))
        cut = values[..., rows : rows + side, columns : columns + side]
        result = torch.rot90(cut, quarters, (-2, -1))
        return result.flip(-1) if mirrored else result

    moved = {name: turn(getattr(known, name)) for name in ("image", "crop", "age", "season")}
    return replace(known, **moved), {name: turn(values) for name, values in truth.items()}


def degrade(random: np.random.Generator, known: Inputs) -> Inputs:
    """Add other calibrations and hazes, scenes at the top of the atmosphere, other offsets of the sensors, clouds."""
    count, bands = known.image.shape[:2]

    def normal(spread: float, *shape: int) -> Tensor:
        return torch.from_numpy(random.normal(0, spread, shape).astype(np.float32))

    veil = normal(0.006, count, 1, 1, 1) * torch.linspace(1.5, 0.2, bands).view(1, -1, 1, 1)
    veil = (
        veil
        + torch.from_numpy(np.multiply.outer(draw_haze_strengths(random, count), scatter_light(BANDS)))[..., None, None]
    )
    image = known.image * (1 + normal(0.02, count, bands, 1, 1)) * (1 + normal(0.03, count, 1, 1, 1)) + veil
    for tile in np.flatnonzero(random.random(count) < 0.15):
        top, left = random.integers(0, image.shape[-1] * 3 // 4, 2)
        high, wide = random.integers(image.shape[-1] // 8, image.shape[-1] // 2, 2)
        image[tile, :, top : top + high, left : left + wide] = math.nan
    offsets = torch.tensor([0.5, 2.0, 0.02, 0.0, 0.5, 0.2, 0.1])
    return replace(known, image=image, sensors=known.sensors + normal(1.0, count, 1, 7) * offsets)


_LACKING = {  # what cameras lack, and how often
    (): 0.4,
    ("nir08",): 0.05,
    ("rededge071", "rededge075", "rededge078"): 0.1,
    ("rededge071", "rededge075", "rededge078", "nir"): 0.1,  # Landsat
    ("rededge071", "rededge075", "rededge078", "nir08", "swir22"): 0.1,
    ("rededge071", "rededge075", "rededge078", "nir08", "swir16", "swir22"): 0.17,
    ("rededge071", "rededge075", "rededge078", "nir", "nir08", "swir16", "swir22"): 0.05,
    BANDS: 0.03,
}


_NOTHING, _ALL = 0.2, 0.25
"""Chances that nothing is given beside the picture, and that everything is; else each thing by its own chance."""


def hide_inputs(random: np.random.Generator, known: Inputs) -> Inputs:
    """Take away bands, sensors and places as users lack them; each tile by its own chance."""
    count = len(known.soil)
    kind = random.random(count)
    nothing, everything = kind < _NOTHING, kind >= 1 - _ALL

    def gone(chance: float) -> Tensor:
        return torch.from_numpy(((random.random(count) < chance) | nothing) & ~everything)

    patterns = list(_LACKING)
    which = random.choice(len(patterns), count, p=list(_LACKING.values()))
    lacking = torch.tensor([[band in pattern for band in BANDS] for pattern in patterns])[which]
    nowhere = gone(0.35)  # nothing but the picture and the sensors
    place = known.place.masked_fill(torch.stack([gone(0.1), gone(0.1), gone(0.2), gone(0.3)], dim=1), math.nan)
    place[:, :2] = place[:, :2].masked_fill(torch.isnan(place[:, :1]), math.nan)
    uncropped, undated = (gone(0.35) | nowhere)[:, None, None], (gone(0.4) | nowhere)[:, None, None]
    return Inputs(
        known.image.masked_fill(lacking[..., None, None], math.nan),
        known.sensors.masked_fill(gone(0.4)[:, None, None], math.nan),
        place.masked_fill(nowhere[:, None], math.nan),
        known.soil.masked_fill(gone(0.3) | nowhere, 0),
        known.crop.masked_fill(uncropped, 0),
        known.age.masked_fill(undated, math.nan),
        known.season.masked_fill(undated[..., None] | gone(0.4)[:, None, None, None], math.nan),
    )
