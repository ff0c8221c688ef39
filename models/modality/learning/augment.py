"""What happens to pictures between the sensor and the file: tone, haze, noise, blur, compression, borders."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.simulation.fields import Random, draw_fractal

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


def degrade(random: Random, pixels: Bytes, *, radar: bool = False) -> Bytes:
    """Wear (h, w, 3) by some of these; radar keeps its grain, for blur and haze would take it away."""
    values = pixels.astype(np.float32)
    if random.random() < 0.4:
        values = _change_tone(random, values, radar)
    if not radar and random.random() < 0.15:
        values = _add_haze(random, values)
    if not radar and random.random() < 0.2:
        values = _blur(random, values)
    if random.random() < 0.3:
        values = _add_noise(random, values, strongest=3.0 if radar else 4.0)
    result = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    if random.random() < 0.35:
        result = compress(result, int(random.integers(45, 96)))
    return _add_border(random, result) if random.random() < 0.2 else result


def compress(pixels: Bytes, quality: int) -> Bytes:
    """Compress by JPEG of that quality."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, format="JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB"))


def _change_tone(random: Random, values: Floats, radar: bool) -> Floats:
    """Change brightness, contrast and gamma; colour balance where there are colours."""
    gain, lift = random.uniform(0.6, 1.4), random.uniform(-35, 35)
    shades = np.clip((values - 128) * gain + 128 + lift, 0, 255)
    shades = 255 * (shades / 255) ** (1.0 if radar else random.uniform(0.65, 1.5))
    if np.ptp(values, axis=2).max() > 0:
        shades = shades * random.uniform(0.88, 1.12, 3)
    return np.asarray(shades, np.float32)


def _add_haze(random: Random, values: Floats) -> Floats:
    veil = 0.35 + 0.2 * draw_fractal(random, max(values.shape[:2]), 3.5)[: values.shape[0], : values.shape[1], None]
    veil = np.clip(veil * random.uniform(0, 1.6), 0, 0.9)
    return np.asarray(values * (1 - veil) + random.uniform(180, 250) * veil, np.float32)


def _blur(random: Random, values: Floats) -> Floats:
    from scipy import ndimage

    width = random.uniform(0.3, 1.6)
    return np.asarray(ndimage.gaussian_filter(values, (width, width, 0)), np.float32)


def _add_noise(random: Random, values: Floats, strongest: float) -> Floats:
    """Add noise of the sensor: the same in all channels of a grey picture, with stripes now and then."""
    is_grey = np.ptp(values, axis=2).max() == 0
    height, width = values.shape[:2]
    noise = random.normal(0, random.uniform(0, strongest), (height, width, 1 if is_grey else 3))
    if random.random() < 0.25:
        noise = noise + random.normal(0, random.uniform(0, strongest / 2), (1, width, 1))
    return np.asarray(values + noise, np.float32)


def _add_border(random: Random, pixels: Bytes) -> Bytes:
    """Add ground outside the swath: black, white or the grey of no data, beyond a slanting edge."""
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]] / max(pixels.shape)
    turn = random.choice([0, np.pi / 2, np.pi, -np.pi / 2]) + random.uniform(-0.4, 0.4)
    along = (rows - 0.5) * np.cos(turn) + (columns - 0.5) * np.sin(turn)
    outside = along > random.uniform(0.1, 0.45)
    return np.where(outside[..., None], np.uint8(random.choice([0, 127, 127, 255])), pixels)
