"""Measures of a picture's grain, levels and colour, by which a second opinion is formed; NumPy only, some milliseconds.

What is no imagery gives itself away here: class maps by neighbours of one value, terrain by smoothness at all scales,
noise by a flat spectrum, painted indices by their colours.
"""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

_LAGS = (2, 4, 8, 16, 32)
_BLOCK = 7
_RINGS = (0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.35, 0.51)
"""Borders in cycles a pixel; the first ring and what lies in the corners are left out."""


def grains(pictures: Bytes) -> Floats:
    """(n, h, w, 3) → (n, measures), large ones brought near by a logarithm."""
    found = np.array([_measures(picture) for picture in pictures], np.float32)
    found = np.nan_to_num(found, posinf=1e4, neginf=-1e4)
    return np.asarray(np.sign(found) * np.log1p(np.abs(found)), np.float32)


def _measures(picture: Bytes) -> list[float]:
    red, green, blue = np.ascontiguousarray(picture.transpose(2, 0, 1), np.float32)
    grey = (red + green + blue) / np.float32(3)
    colour = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    across, down = np.diff(grey, axis=1), np.diff(grey, axis=0)
    steps = np.concatenate([across.ravel(), down.ravel()])
    variance = float(across.var() + down.var()) + 1e-3
    return [
        float(colour.mean()), float((colour < 3).mean()), float(colour.std()),
        *_histogram(grey),
        *(float((np.abs(side) < limit).mean()) for side in (across, down) for limit in (0.5, 1.5)),
        _moment(steps, 4), float(across.var()) / (float(down.var()) + 1e-3),
        *(float((grey[:, lag:] - grey[:, :-lag]).var() + (grey[lag:] - grey[:-lag]).var()) / variance for lag in _LAGS),
        float(np.diff(across, axis=1).var() + np.diff(down, axis=0).var()) / variance,
        *_blocks(grey),
        *_spectrum(grey),
        float(np.hypot(across[1:], down[:, 1:]).mean()),
    ]  # fmt: skip


def _histogram(grey: Floats) -> list[float]:
    """Entropy, levels, the commonest, the ends, mean, deviation, skewness and kurtosis."""
    shares = np.bincount(np.rint(grey).astype(np.int64).ravel(), minlength=256) / grey.size
    there = shares[shares > 0]
    return [
        -float((there * np.log(there)).sum()), float(len(there)), float(shares.max()), float(shares[0]),
        float(shares[255]), float(grey.mean()), float(grey.std()), _moment(grey, 3), _moment(grey, 4),
    ]  # fmt: skip


def _blocks(grey: Floats) -> list[float]:
    """How deviation goes with brightness in small blocks, its quantiles, and those of the coefficient of variation."""
    height, width = (length // _BLOCK * _BLOCK for length in grey.shape)
    parts = grey[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    mean, deviation = parts.mean(axis=(1, 3)).ravel(), parts.std(axis=(1, 3)).ravel()
    varied = mean.std() > 0 and deviation.std() > 0
    return [
        float(np.corrcoef(mean, deviation)[0, 1]) if varied else 0.0,
        *np.quantile(deviation, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist(),
        float((deviation < 0.5).mean()),
        *np.quantile(deviation / (mean + 1), (0.1, 0.5, 0.9)).tolist(),
    ]


def _spectrum(grey: Floats) -> list[float]:
    """How power falls from ring to ring."""
    power = np.abs(np.fft.rfft2(grey - grey.mean())) ** 2
    rings, sizes = _rings(grey.shape)
    means = np.bincount(rings, weights=power.ravel(), minlength=len(sizes)) / sizes
    return [float(fall) for fall in np.diff(np.log1p(means[2:-1]))]


@lru_cache(maxsize=4)
def _rings(shape: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ring of each frequency of a half spectrum, and how many are in each, at least 1."""
    frequencies = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None])
    rings = np.digitize(frequencies, _RINGS).ravel()
    return rings, np.maximum(np.bincount(rings, minlength=len(_RINGS) + 1), 1)


def _moment(values: Floats, order: Literal[3, 4]) -> float:
    """Standardised; 0 where nothing varies. By products, since NumPy's power takes ten times as long."""
    rest = values - values.mean()
    squares = rest * rest
    deviation = float(np.sqrt(squares.mean()))
    raised = squares * (rest if order == 3 else squares)
    return float(raised.mean()) / deviation**order if deviation > 1e-3 else 0.0
