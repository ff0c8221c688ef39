"""Measures of a picture's grain, levels and colour, by which a second opinion is formed; a few milliseconds.

What is no imagery gives itself away here: class maps by neighbours of one value, terrain by smoothness at all scales,
noise by a flat spectrum, painted indices by their colours. Speckle is told from other noise by its lopsidedness: in
decibels its dark tail is the longer one. All on the ResNet's critical path, hence products and dots instead of powers
and variances, which take NumPy up to ten times as long.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

MEASURES = 60
_LAGS = (2, 4, 8, 16, 32)
_REACHES = (1, 2, 4)  # of the difference of a pixel and its four neighbours
_BLOCK = 7
_RINGS = (0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.35, 0.51)
"""Borders in cycles a pixel; the first ring and what lies in the corners are left out."""


def measure_grain(pictures: Bytes) -> Floats:
    """Measure (n, h, w, 3) → (n, measures), large ones brought near by a logarithm."""
    found = np.array([_measure(picture) for picture in pictures], np.float32)
    found = np.nan_to_num(found, posinf=1e4, neginf=-1e4)
    return np.asarray(np.sign(found) * np.log1p(np.abs(found)), np.float32)


def _measure(picture: Bytes) -> list[float]:
    planes = np.ascontiguousarray(picture.transpose(2, 0, 1), np.float32)
    grey = planes.sum(axis=0) / np.float32(len(planes))
    across, down = np.diff(grey, axis=1), np.diff(grey, axis=0)
    centred = grey - grey.mean()
    return [
        *_measure_colours(planes),
        *_measure_histogram(grey),
        *_measure_steps(grey, across, down),
        *_measure_blocks(grey),
        *_measure_spectrum(centred),
        *(part for reach in _REACHES for part in _measure_shape(_measure_curvature(grey, reach))),
        *_measure_correlations(centred, across, down),
    ]


def _measure_colours(planes: Floats) -> list[float]:
    """Measure how far the channels lie apart, how often nowhere, how evenly; their deviations and correlations."""
    red, green, blue = planes
    apart = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return [
        float(apart.mean()), np.count_nonzero(apart < 3) / apart.size, _measure_variance(apart) ** 0.5,
        *(_measure_variance(plane) ** 0.5 for plane in planes),
        *(_correlate(one, other) for one, other in ((red, green), (green, blue), (blue, red))),
    ]  # fmt: skip


def _measure_histogram(grey: Floats) -> list[float]:
    """Measure entropy, levels, the commonest, the ends, mean, deviation, skewness and kurtosis."""
    shares = np.bincount(np.rint(grey).astype(np.int64).ravel(), minlength=256) / grey.size
    there = shares[shares > 0]
    return [
        -float((there * np.log(there)).sum()), float(len(there)), float(shares.max()), float(shares[0]),
        float(shares[255]), float(grey.mean()), _measure_variance(grey) ** 0.5, *_measure_shape(grey),
    ]  # fmt: skip


def _measure_steps(grey: Floats, across: Floats, down: Floats) -> list[float]:
    """Measure equal neighbours, how rare large steps are, and how differences grow with distance."""
    along, athwart = _measure_variance(across), _measure_variance(down)
    variance = along + athwart + 1e-3
    far = ((grey[:, lag:] - grey[:, :-lag], grey[lag:] - grey[:-lag]) for lag in _LAGS)
    sizes = (np.abs(across), np.abs(down))
    return [
        *(np.count_nonzero(size < limit) / size.size for size in sizes for limit in (0.5, 1.5)),
        _measure_shape(np.concatenate([across.ravel(), down.ravel()]))[1], along / (athwart + 1e-3),
        *((_measure_variance(one) + _measure_variance(other)) / variance for one, other in far),
        (_measure_variance(np.diff(across, axis=1)) + _measure_variance(np.diff(down, axis=0))) / variance,
        float(np.sqrt(across[1:] * across[1:] + down[:, 1:] * down[:, 1:]).mean()),
    ]  # fmt: skip


def _measure_blocks(grey: Floats) -> list[float]:
    """Measure how deviation goes with brightness in small blocks, and quantiles of it and of its share of the mean.

    Then how lopsided blocks are, and how unevenly the grain lies over the picture.
    """
    down, across = (length // _BLOCK for length in grey.shape)
    parts = grey[: down * _BLOCK, : across * _BLOCK].reshape(down, _BLOCK, across, _BLOCK)
    blocks = np.ascontiguousarray(parts.transpose(0, 2, 1, 3)).reshape(down * across, _BLOCK**2)
    mean = blocks.mean(axis=1)
    rest = blocks - mean[:, None]
    squares = rest * rest
    variance = squares.mean(axis=1)
    deviation = np.sqrt(variance)
    lopsided = np.einsum("ij,ij->i", squares, rest)[variance > 0.25] / _BLOCK**2 / deviation[variance > 0.25] ** 3
    return [
        _correlate(mean, deviation, without=0.0) / 10,
        *np.quantile(deviation, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist(),
        float((deviation < 0.5).mean()),
        *np.quantile(deviation / (mean + 1), (0.1, 0.5, 0.9)).tolist(),
        *((float(lopsided.mean()), float(lopsided.std())) if len(lopsided) else (0.0, 0.0)),
        10 * float(np.log(deviation + 0.5).std()),
    ]


def _measure_spectrum(centred: Floats) -> list[float]:
    """Measure how power falls from ring to ring."""
    waves = np.fft.rfft2(centred)
    power = waves.real * waves.real + waves.imag * waves.imag
    rings, sizes = _find_rings(centred.shape)
    means = np.bincount(rings, weights=power.ravel(), minlength=len(sizes)) / sizes
    return [float(fall) for fall in np.diff(np.log1p(means[2:-1]))]


@lru_cache(maxsize=4)
def _find_rings(shape: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the ring of each frequency of a half spectrum, and how many are in each, at least 1."""
    frequencies = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None])
    rings = np.digitize(frequencies, _RINGS).ravel()
    return rings, np.maximum(np.bincount(rings, minlength=len(_RINGS) + 1), 1)


def _measure_curvature(grey: Floats, reach: int) -> Floats:
    """Take four times each pixel, less its neighbours that far away."""
    inner = slice(reach, -reach)
    around = grey[: -2 * reach, inner] + grey[2 * reach :, inner] + grey[inner, : -2 * reach] + grey[inner, 2 * reach :]
    return np.asarray(4 * grey[inner, inner] - around, np.float32)


def _measure_correlations(centred: Floats, across: Floats, down: Floats) -> list[float]:
    """Correlate a pixel and the next in three directions, and a step and the next in two."""
    variance = _measure_variance(centred) + 1e-3
    pairs = ((centred[:, 1:], centred[:, :-1]), (centred[1:], centred[:-1]), (centred[1:, 1:], centred[:-1, :-1]))
    return [
        *(10 * float(np.einsum("ij,ij->", one, other)) / one.size / variance for one, other in pairs),
        _correlate(across[:, 1:], across[:, :-1]),
        _correlate(down[1:], down[:-1]),
    ]


def _correlate(one: Floats, other: Floats, without: float = 1.0) -> float:
    """Correlate, times ten for the logarithm to spread it; `without`, times ten, where either does not vary."""
    first, second = ((values - values.mean()).ravel() for values in (one, other))
    norm = float(np.dot(first, first)) * float(np.dot(second, second))
    return 10 * (float(np.dot(first, second)) / norm**0.5 if norm > 0 else without)


def _measure_variance(values: Floats) -> float:
    flat = np.ascontiguousarray(values).ravel()
    return max(float(np.dot(flat, flat)) / flat.size - float(flat.mean()) ** 2, 0.0)


def _measure_shape(values: Floats) -> tuple[float, float]:
    """Measure skewness and kurtosis; 0 where nothing varies."""
    rest = (values - values.mean()).ravel()
    squares = rest * rest
    deviation = float(squares.mean()) ** 0.5
    if deviation <= 1e-3:
        return 0.0, 0.0
    third, fourth = (float(np.dot(squares, other)) / squares.size for other in (rest, squares))
    return third / deviation**3, fourth / deviation**4
