"""What the retrieval room hands to `models.runtime`: its image tower."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.retrieval.config import RetrievalConfig, read_config
from models.runtime import Network, Traced


def load(weights: Path) -> Traced:
    """Read the image tower of a folder of weights."""
    from models.retrieval.network import load_image_tower

    side = read_config(weights).side
    return Traced(load_image_tower(weights).eval(), (np.zeros((1, 3, side, side), np.float32),), ((-1, 3, side, side),))


NETWORK = Network(load, ("embedding",))


def make_inputs(pictures: Sequence[NDArray[np.uint8]], config: RetrievalConfig) -> NDArray[np.float32]:
    """Turn (h, w, 3) 8-bit pictures of any size into (n, 3, side, side) as the tower takes them."""
    mean, std = (np.array(values, np.float32) * 255 for values in (config.mean, config.std))
    squares = np.stack([squeeze(picture, config.side) for picture in pictures])
    return np.ascontiguousarray(((squares - mean) / std).transpose(0, 3, 1, 2), np.float32)


def squeeze(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Resize (h, w, 3) to (side, side, 3) and keep all that is on it, as SigLIP does."""
    if picture.shape[:2] == (side, side):
        return picture
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BICUBIC))
