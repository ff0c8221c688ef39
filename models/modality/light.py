"""Whether the three channels of a picture share light and shade, by which physics answers before a network does.

Red, green and blue of one camera see the same roofs, leaves and grains of dust. Speckle of two polarisations or dates
is independent, a ratio has the speckle of what it was made of the other way round, and a palette bends one channel
down where another goes up. Grey pictures say nothing here.
"""

import numpy as np

from models.arrays import Bytes, Floats
from models.modality.confirm import NETWORK_CLASSES, is_grey

_LEAST_SHARED = 0.3
"""Colour pictures lie at 0.5–1, seas apart; composites of VV, VH and their ratio near −0.7, of dates near 0.1."""
_STRENGTH = 16.0  # how the logarithm of the other classes' odds falls with what is shared beyond that: 0.6 → e⁻⁵


def weigh_by_light(shares: Floats, pictures: Bytes) -> Floats:
    """Weigh (n, 3) probabilities by what the channels of (n, h, w, 3) share: what all three see is no radar.

    A share may pass to another class, but none becomes larger than the largest was: charts share light as well, and
    what the network doubts stays in doubt.
    """
    excess = np.array([max(measure_shared_light(picture) - _LEAST_SHARED, 0.0) for picture in pictures], np.float32)
    factors = np.exp(-_STRENGTH * excess[:, None] * (np.array(NETWORK_CLASSES) != "rgb")).astype(np.float32)
    weighed = np.asarray(shares * factors, np.float32)
    weighed /= weighed.sum(axis=1, keepdims=True)
    best, most = weighed.argmax(axis=1), shares.max(axis=1)
    rest = np.repeat((1 - most[:, None]) / (shares.shape[1] - 1), shares.shape[1], axis=1).astype(np.float32)
    rest[np.arange(len(best)), best] = most
    return np.where(weighed.max(axis=1, keepdims=True) > most[:, None] + 1e-6, rest, weighed)


def measure_shared_light(picture: Bytes) -> float:
    """Correlate neighbours' differences of an (h, w, 3) picture's channels: the weakest pair and axis; 0 where grey."""
    if is_grey(picture):
        return 0.0
    red, green, blue = np.ascontiguousarray(picture.transpose(2, 0, 1), np.float32)
    steps = [[np.diff(channel, axis=axis).ravel() for channel in (red, green, blue)] for axis in (0, 1)]
    return min(
        _correlate(channels[one], channels[other]) for channels in steps for one, other in ((0, 1), (1, 2), (0, 2))
    )


def _correlate(one: Floats, other: Floats) -> float:
    first, second = one - one.mean(), other - other.mean()
    norm = float(np.dot(first, first)) * float(np.dot(second, second))
    return float(np.dot(first, second)) / norm**0.5 if norm > 0 else 0.0
