"""Test pictures under other conditions: at dusk, on another background, and pictures of other things."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.arrays import Bytes
from models.retrieval.learning.augment import darken, paste
from models.retrieval.learning.bank import Bank
from models.retrieval.learning.data import to_shades
from models.retrieval.learning.pictures import read_picture

_LIGHT, _NOISE = 0.15, 0.03
"""Low light: so much of the light, and grain of so many shades of 1."""
_THERMAL = 60


def draw_low_light(pixels: Bytes) -> Bytes:
    """Take (n, h, w, 3) pictures with about a seventh of the light, grainy."""
    return _to_bytes(darken(to_shades(pixels), _LIGHT, _NOISE, torch.Generator().manual_seed(5)))


def swap_backgrounds(bank: Bank, places: NDArray[np.int64]) -> Bytes:
    """Lay the leaves of laboratory pictures on ground of field pictures of the test."""
    grounds = bank.places("test", setting="field")
    random = np.random.default_rng(6)
    behind = to_shades(bank.pixels[random.choice(grounds, len(places))]).flip(2)
    leaves = torch.from_numpy(np.array(bank.leaves[places])).unsqueeze(1).float()
    return _to_bytes(paste(to_shades(bank.pixels[places]), leaves, behind))


def read_other_things(data: Path) -> Bytes:
    """Read pictures of neither plants nor fields: streets by a thermal camera, people, animals, coins, pages, noise."""
    from skimage import data as free

    thermal = sorted((data / "infrared_thermal").glob("*/*.jpg"))[:_THERMAL]
    read = [read_picture(path) for path in thermal]
    names = ("astronaut", "camera", "cat", "coffee", "coins", "page", "text", "rocket", "clock", "chelsea", "brick")
    pictures = [getattr(free, name)() for name in names if hasattr(free, name)]
    return np.stack(read + [_square(picture) for picture in pictures])


def _square(picture: Bytes) -> Bytes:
    from models.retrieval.learning.pictures import SIDE
    from models.retrieval.runtime import squeeze

    coloured = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    return squeeze(np.ascontiguousarray(coloured[..., :3], np.uint8), SIDE)


def _to_bytes(shades: torch.Tensor) -> Bytes:
    return np.asarray((shades.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().numpy())
