"""Measures of a whole colour picture by which photographs and ground from above differ; none depends on its size."""

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats

_SIDE = 256  # pixels of the longer side at which is measured
_LEAST = 1e-3
_SCALES = 4
_BLOCKS = 6

Doubles = NDArray[np.float64]


def measure_picture(pixels: NDArray[np.uint8]) -> Doubles:
    """Measure (h, w, 3) bytes; (30,) numbers."""
    colours = _shrink(pixels.astype(np.float32) / np.float32(255))
    light = colours.mean(axis=-1)
    red_green, green_blue = colours[..., 0] - colours[..., 1], colours[..., 1] - colours[..., 2]
    found = [
        *_measure_sharpness(light, red_green, green_blue),
        *(measure for channel in (light, red_green, green_blue) for measure in _compare_rim(channel)),
        *_measure_colours(colours, light, red_green, green_blue),
        _share_coarse(light, _LEAST),
        _share_coarse(green_blue, 10 * _LEAST),
        light.mean(),
        light.std(),
        np.mean(light < 0.02),
        np.mean(light > 0.98),
    ]
    return np.array(found, np.float64)


def _shrink(colours: Floats) -> Floats:
    """Average blocks until the longer side fits."""
    factor = max(1, -(-max(colours.shape[:2]) // _SIDE))
    return _average_blocks(colours, factor) if factor > 1 and min(colours.shape[:2]) >= factor else colours


def _average_blocks(values: Floats, factor: int) -> Floats:
    height, width = (side // factor * factor for side in values.shape[:2])
    rest = values.shape[2:]
    blocks = values[:height, :width].reshape(height // factor, factor, width // factor, factor, *rest)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _measure_steps(channel: Floats) -> float:
    """Root mean square of the steps between neighbours."""
    across, down = np.diff(channel, axis=1), np.diff(channel, axis=0)
    parts = [float(np.mean(steps**2)) for steps in (across, down) if steps.size]
    return float(np.sqrt(np.mean(parts))) if parts else 0.0


def _measure_sharpness(light: Floats, red_green: Floats, green_blue: Floats) -> list[float]:
    """How steps grow from scale to scale, how peaked they are, and those of colour against those of light."""
    steps, coarse = [], light
    for _ in range(_SCALES):
        steps.append(_measure_steps(coarse) + 1e-4)
        coarse = _average_blocks(coarse, 2) if min(coarse.shape) >= 4 else coarse
    across = np.diff(light, axis=1)
    peaked = float(np.mean(across**4)) / (float(np.mean(across**2)) ** 2 + 1e-12) if across.size else 0.0
    ratios = [(_measure_steps(channel) + _LEAST) / (steps[0] + _LEAST) for channel in (green_blue, red_green)]
    growth = [steps[0] / (light.std() + _LEAST), *(steps[i + 1] / steps[i] for i in range(_SCALES - 1))]
    return [float(np.log(value)) for value in (*growth, peaked + 1, *ratios)]


def _compare_rim(channel: Floats) -> tuple[float, float]:
    """How far the middle lies from the rim, and how even the rim is, both against the whole."""
    height, width = channel.shape
    middle = channel[height // 4 : height - height // 4, width // 4 : width - width // 4]
    rim = np.ones(channel.shape, bool)
    top, left = max(2, height // 10), max(2, width // 10)
    rim[top : height - top, left : width - left] = False
    spread = channel.std() + 0.01
    return float(abs(middle.mean() - channel[rim].mean()) / spread), float(np.log((channel[rim].std() + 0.01) / spread))


def _measure_colours(colours: Floats, light: Floats, red_green: Floats, green_blue: Floats) -> list[float]:
    saturation = colours.max(axis=-1) - colours.min(axis=-1)
    red, green, blue = (colours[..., place] for place in range(3))
    return [
        float(saturation.mean()), float(saturation.std()), float(np.log(red_green.std() + 0.01)),
        float(np.log(green_blue.std() + 0.01)), float(red_green.mean()), float(green_blue.mean()),
        float((2 * green - red - blue).mean()), _correlate(red, green), _correlate(green, blue),
        _correlate(light, green_blue), _correlate(light, red_green),
    ]  # fmt: skip


def _correlate(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1]) if min(one.std(), other.std()) > 1e-4 else 0.0


def _share_coarse(channel: Floats, least: float) -> float:
    """Spread between large blocks against that between pixels."""
    rows = [part for part in np.array_split(channel, _BLOCKS, axis=0) if part.size]
    means = [block.mean() for part in rows for block in np.array_split(part, _BLOCKS, axis=1) if block.size]
    return float(np.std(means) / (channel.std() + least))
