"""Radar backscatter of invented or given ground, with the speckle, the noise and the geometry of imaging radars.

Speckle of L looks multiplies power by a gamma variable of shape L and mean 1 (Goodman 1976); where the ground itself is
uneven below the resolution, gamma texture of order ν makes it K-distributed (Jakeman & Pusey 1976).
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage, special

from models.arrays import Doubles, Floats
from models.simulation.fields import Random, draw_fractal, draw_parcels


@dataclass(frozen=True)
class Radar:
    """The kind of a radar: looks, order of the ground's texture, sharpness and noise."""

    looks: float  # 1–16 and more after filtering
    texture_order: float  # ν of the K distribution; infinite for even ground
    blur: float  # standard deviation of the point spread in pixels, applied to the complex amplitude
    noise_db: float  # noise-equivalent backscatter
    resampling: float  # standard deviation in pixels of an averaging of power, as geocoding and multilooking do

    @classmethod
    def draw(cls, random: Random) -> "Radar":
        """Draw a radar of the kinds in use, from detected single look to multilooked and speckle-filtered products."""
        looks = float(2 ** random.uniform(0, 4))
        return cls(
            looks=looks,
            texture_order=float(2 ** random.uniform(1, 5)) if random.random() < 0.4 else np.inf,
            blur=float(random.uniform(0, 0.8)) if random.random() < 0.5 else 0.0,
            noise_db=float(random.uniform(-32, -20)),
            resampling=float(random.uniform(0.3, 0.8)) if looks < 8 and random.random() < 0.4 else 0.0,
        )


def draw_backscatter(random: Random, side: int, texture: Floats | None = None) -> Floats:
    """Draw backscatter in dB, (side, side): fields, water, towns, slopes; a `texture` (side, side) gives its
    pattern.
    """
    if texture is not None:
        ground = _stretch(texture) * random.uniform(2, 6) * random.choice([-1, 1])
    elif random.random() < 0.6:
        count = int(random.integers(4, 150))
        ground = random.normal(0, random.uniform(1, 4), count)[draw_parcels(random, side, count)]
        ground = ground + random.uniform(0.2, 1.5) * draw_fractal(random, side, random.uniform(1, 3))
    else:
        ground = random.uniform(1, 4) * draw_fractal(random, side, random.uniform(1.2, 3.2))
    ground = ground + random.uniform(-16, -6)
    if random.random() < 0.35:
        ground = _draw_slopes(random, ground)
    if random.random() < 0.3:
        water = draw_fractal(random, side, random.uniform(2.5, 4)) > random.uniform(0.2, 1.6)
        ground = np.where(water, random.uniform(-26, -17), ground)
    if random.random() < 0.3:
        ground = _draw_town(random, ground)
    if random.random() < 0.25:
        ground = _draw_roads(random, ground)
    return np.asarray(ground, np.float32)


def observe(random: Random, ground_db: Floats, radar: Radar) -> Floats:
    """Turn (h, w) backscatter in dB into linear power as that radar measures it."""
    power = 10 ** (ground_db.astype(np.float64) / 10)
    if np.isfinite(radar.texture_order):
        power = power * _draw_gamma_texture(random, ground_db.shape, radar.texture_order)
    power = power + 10 ** (radar.noise_db / 10)
    power = power * _draw_speckle(random, ground_db.shape, radar)
    if radar.resampling:
        power = ndimage.gaussian_filter(power, radar.resampling)
    return np.asarray(np.maximum(power, 1e-7), np.float32)


def filter_speckle(random: Random, power: Floats) -> Floats:
    """Filter power as users do against speckle: by mean, median, or Lee's of 1980."""
    width = int(random.choice([3, 5]))
    choice = random.integers(3)
    if choice == 0:
        return np.asarray(ndimage.uniform_filter(power, width), np.float32)
    if choice == 1:
        return np.asarray(ndimage.median_filter(power, width), np.float32)
    mean = ndimage.uniform_filter(power, width)
    variance = np.maximum(ndimage.uniform_filter(power**2, width) - mean**2, 0)
    expected = mean**2 / random.uniform(2, 6)
    weight = np.clip((variance - expected) / np.maximum(variance, 1e-12), 0, 1)
    return np.asarray(mean + weight * (power - mean), np.float32)


def _draw_speckle(random: Random, shape: tuple[int, ...], radar: Radar) -> Doubles:
    whole = round(radar.looks)
    if not radar.blur or whole > 4:
        return random.gamma(radar.looks, 1 / radar.looks, shape)
    total = np.zeros(shape)
    for _ in range(whole):
        parts = (ndimage.gaussian_filter(random.standard_normal(shape), radar.blur) for _ in range(2))
        total += sum(part**2 for part in parts)
    return np.asarray(total / total.mean())


def _draw_gamma_texture(random: Random, shape: tuple[int, ...], order: float) -> Doubles:
    """Draw Gamma variables of mean 1 and that order, correlated over a few pixels."""
    field = draw_fractal(random, max(shape), random.uniform(0, 2))[: shape[0], : shape[1]]
    shares = np.linspace(0.001, 0.999, 256)
    quantiles = special.gammaincinv(order, shares) / order
    return np.asarray(np.interp(field, special.ndtri(shares), quantiles))


def _draw_slopes(random: Random, ground: Floats) -> Floats:
    """Draw slopes: toward the radar they are bright and short (foreshortening, layover), away from it dark and long."""
    side = len(ground)
    height = draw_fractal(random, side, random.uniform(2.6, 3.6)) * side * random.uniform(0.02, 0.12)
    steep = np.gradient(height, axis=1)
    shift = np.clip(height * random.uniform(0.2, 0.8), -side / 8, side / 8)
    rows, columns = np.mgrid[:side, :side]
    moved = ndimage.map_coordinates(ground + 12 * np.tanh(steep), [rows, columns + shift], order=1, mode="reflect")
    return np.asarray(moved + 4 * np.clip(np.gradient(shift, axis=1), 0, 2), np.float32)


def _draw_town(random: Random, ground: Floats) -> Floats:
    """Draw corners and roofs that shine, in blocks along two directions, or alone as ships and pylons."""
    side = len(ground)
    shine = np.zeros_like(ground)
    for _ in range(int(random.integers(1, 120))):
        row, column = random.integers(0, side, 2)
        long, wide = (1, 1) if random.random() < 0.5 else random.integers(1, 9, 2)
        shine[row : row + long, column : column + wide] = random.uniform(6, 25)
    cloud = draw_fractal(random, side, 3) > random.uniform(-0.5, 1) if random.random() < 0.6 else np.True_
    return np.where(cloud, ground + shine, ground)


def _draw_roads(random: Random, ground: Floats) -> Floats:
    side = len(ground)
    rows, columns = np.mgrid[:side, :side]
    result = ground.copy()
    for _ in range(int(random.integers(1, 5))):
        turn, offset = random.uniform(0, np.pi), random.uniform(-0.4, 0.4) * side
        bend = random.uniform(-20, 20) * np.sin(columns / side * random.uniform(1, 6))
        distance = (rows - side / 2) * np.cos(turn) + (columns - side / 2) * np.sin(turn) + bend - offset
        result[np.abs(distance) < random.uniform(0.7, 2.5)] -= random.uniform(4, 10)
    return result


def _stretch(texture: Floats) -> Floats:
    low, high = np.nanpercentile(texture, (2, 98))
    scaled = np.clip((texture - (low + high) / 2) / max((high - low) / 4, 1e-9), -3, 3)
    return np.asarray(np.nan_to_num(scaled), np.float32)
