"""A fully connected CRF over the pixels of a scene (Krähenbühl and Koltun 2011), by mean field on two lattices.

Every pixel pulls every other towards its class: the more, the nearer they are (spatial kernel), and the nearer and the
more alike they look (bilateral kernel). Kernels are normalised symmetrically, classes are compared by Potts, as in
`pydensecrf`, against which the tests hold this.
"""

import os
from concurrent.futures import Executor, ThreadPoolExecutor
from math import factorial

import numpy as np
from numba import njit
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats
from models.risk.lattice import CHANNELS, CHUNKS, blur, build_lattice, cut_into_chunks, gather, splat


class CrfConfig(BaseModel):
    """Kernels and how often they are applied."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    iterations: int = Field(default=8, ge=0, description="of mean field; 0 leaves probabilities as they are")
    spatial_weight: float = Field(default=5.0, ge=0, description="of the spatial kernel")
    spatial_reach: float = Field(default=5.0, gt=0, description="standard deviation of the spatial kernel, pixels")
    bilateral_weight: float = Field(default=15.0, ge=0, description="of the bilateral kernel")
    bilateral_reach: float = Field(default=20.0, gt=0, description="its standard deviation in space, pixels")
    bilateral_likeness: float = Field(default=0.5, gt=0, description="its standard deviation in features")


def refine(probability: Floats, features: Floats, config: CrfConfig, origin: tuple[int, int] = (0, 0)) -> Floats:
    """Refine (classes, h, w) probabilities, NaN where nothing is known, by (bands, h, w) features.

    Features are to be normalised for the whole scene, about one standard deviation each; `origin` is the row and column
    of the first pixel in the scene, so that parts of it lie on the same lattice. Pixels without a probability or a
    feature neither pull nor are pulled.
    """
    known = np.isfinite(probability).all(axis=0) & np.isfinite(features).all(axis=0)
    if config.iterations == 0 or not known.any():
        return probability
    pixels = np.flatnonzero(known)
    rows, columns = np.divmod(pixels.astype(np.int32), np.int32(known.shape[1]))
    points = np.empty((len(pixels), 2 + len(features)), np.float32)
    points[:, 0], points[:, 1] = columns + np.int32(origin[1]), rows + np.int32(origin[0])
    points[:, 2:] = features.reshape(len(features), -1)[:, pixels].T
    scale = np.full(points.shape[1], config.bilateral_likeness, np.float32)
    scale[:2] = config.bilateral_reach
    output = np.ascontiguousarray(probability.reshape(len(probability), -1)[:, pixels].T)
    np.log(np.maximum(output, np.float32(1e-6), out=output), out=output)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        spatial = _Kernel(points[:, :2] / np.float32(config.spatial_reach), config.spatial_weight, pool)
        bilateral = _Kernel(points / scale, config.bilateral_weight, pool)
        found = _iterate_mean_field(output, (spatial, bilateral), config.iterations, pool)
    refined = probability.copy()
    refined.reshape(len(probability), -1)[:, pixels] = found.T
    return refined


class _Kernel:
    """One kernel on its lattice, normalised."""

    def __init__(self, points: Floats, weight: float, pool: Executor) -> None:
        self._lattice = build_lattice(points, pool)
        self._sums = np.empty((CHUNKS, self._lattice.corners + 1, CHANNELS), np.float32)  # kept: new pages take time
        ones, mass = np.ones(len(points), np.float32), np.zeros((len(points), CHANNELS), np.float32)
        self._pull(np.ones_like(mass), mass, (ones, ones), pool)
        norm = (1 / np.sqrt(mass[:, 0] + np.float32(1e-20))).astype(np.float32)
        self._weights = norm, np.float32(weight) * norm

    def pull(self, shares: Floats, energy: Floats, pool: Executor) -> None:
        """Add to energy (n, 3) what the shares (n, 3) of all pixels pull."""
        self._pull(shares, energy, self._weights, pool)

    def _pull(self, shares: Floats, energy: Floats, weights: tuple[Floats, Floats], pool: Executor) -> None:
        lattice, parts, sums = self._lattice, cut_into_chunks(len(shares)), self._sums

        def spread(part: slice, into: Floats) -> None:
            splat(lattice.corner[part], lattice.share[part], shares[part], weights[0][part], into)

        def pulled(part: slice) -> None:
            gather(lattice.corner[part], lattice.share[part], mixed, weights[1][part], energy[part])

        list(pool.map(spread, parts, sums))
        mixed = blur(lattice, sums, pool)
        list(pool.map(pulled, parts))


def _iterate_mean_field(output: Floats, kernels: tuple[_Kernel, ...], iterations: int, pool: Executor) -> Floats:
    """Turn (n, 3) logarithms of probabilities into probabilities."""
    shares, energy, parts = np.empty_like(output), output.copy(), cut_into_chunks(len(output))
    list(pool.map(lambda part: _softmax(energy[part], shares[part]), parts))
    for _ in range(iterations):
        np.copyto(energy, output)
        for kernel in kernels:
            kernel.pull(shares, energy, pool)
        list(pool.map(lambda part: _softmax(energy[part], shares[part]), parts))
    return shares


_POWERS = (2.0 ** np.arange(-126, 1)).astype(np.float32)
_LN2 = (np.float32(0.693359375), np.float32(-2.12194440e-4))  # in two parts, so that nothing is lost
_SERIES = tuple(np.float32(1 / factorial(power)) for power in range(7))


@njit(nogil=True, cache=True)
def _softmax(energy: Floats, shares: Floats) -> None:
    """Take the softmax of (n, 3); the exponential is Taylor's series about the next power of two, to 1e-6 of
    its value.
    """
    for point in range(len(energy)):
        most = max(energy[point, 0], energy[point, 1], energy[point, 2])
        total = np.float32(0)
        for channel in range(CHANNELS):
            value = max(energy[point, channel] - most, np.float32(-87))
            power = np.rint(value * np.float32(1.4426950408889634))
            rest = value - power * _LN2[0] - power * _LN2[1]
            series = _SERIES[6]
            for place in (5, 4, 3, 2, 1, 0):
                series = series * rest + _SERIES[place]
            shares[point, channel] = series * _POWERS[int(power) + 126]
            total += shares[point, channel]
        for channel in range(CHANNELS):
            shares[point, channel] /= total
