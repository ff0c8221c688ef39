"""Weak patches in simulated fields: false alarms where the ground is even, hits where a patch was planted.

python -m tests.benchmarks.judge_patches [--fields 1000]

Fields are turned squares of 18 pixels a side with NDVI 0.7. Noise is white, or even over a few pixels as soil is; a
planted patch is a square by which NDVI is lower. A hit shares three tenths of its ground with the patch (IoU).
"""

import argparse
import logging
import sys
from collections.abc import Callable

import numpy as np
import shapely
from rasterio.windows import Window
from scipy import ndimage

from models.field.measured.cover import cover_pixels
from models.field.measured.patches import find_patches, find_weak, inner_ground

LOG = logging.getLogger(__name__)
SIDE, FIELD = 30, 18
PLANTED = ((0.10, 6), (0.15, 5), (0.20, 5), (0.30, 4))
HIT = 0.3

Make = Callable[[np.random.Generator], np.ndarray]


def make_white(std: float) -> Make:
    """Noise of each pixel by itself."""
    return lambda random: random.normal(0, std, (SIDE, SIDE))


def make_smooth(std: float, length: float) -> Make:
    """Noise that is alike over a few pixels, and a little of each."""

    def make(random: np.random.Generator) -> np.ndarray:
        ground = ndimage.gaussian_filter(random.normal(0, 1, (SIDE, SIDE)), length)
        return std * ground / ground.std() + random.normal(0, 0.02, (SIDE, SIDE))

    return make


def find(ndvi: np.ndarray, angle: float) -> np.ndarray:
    """Whether each pixel lies in a patch that was found in a turned square."""
    low, high = (SIDE - FIELD) / 2, (SIDE + FIELD) / 2
    outline = shapely.affinity.rotate(shapely.box(low, low, high, high), angle, use_radians=True)
    window = Window(0, 0, SIDE, SIDE)
    cover = cover_pixels([outline], window)
    values = cover.take(np.round(ndvi, 4).astype(np.float32)[None], window)[0]
    median, high_tenth = (np.quantile(values, [rank]) for rank in (0.5, 0.9))
    ground = inner_ground(cover, values, 1)
    found = np.zeros(ndvi.shape, bool)
    for patch in find_patches(ground, find_weak(ground, median, high_tenth), median).get(0, []):
        found[patch.rows, patch.columns] = True
    return found


def judge(make: Make, fields: int, depth: float, side: int) -> float:
    """Share of fields with a patch where none was planted; else of those where it was hit."""
    random, told = np.random.default_rng(side), 0
    planted = np.zeros((SIDE, SIDE), bool)
    first = (SIDE - side) // 2
    planted[first : first + side, first : first + side] = True
    for _ in range(fields):
        found = find(0.7 + make(random) - depth * planted, random.uniform(0, np.pi))
        shared = np.count_nonzero(found & planted) / max(np.count_nonzero(found | planted), 1)
        told += bool(found.any()) if not side else shared >= HIT
    return told / fields


def main() -> None:
    """Print a line for each kind of noise."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    parser = argparse.ArgumentParser()
    parser.add_argument("--fields", type=int, default=1000)
    fields = parser.parse_args().fields
    kinds = {f"white {std}": make_white(std) for std in (0.03, 0.05, 0.08)}
    kinds |= {f"alike over {length} pixels {std}": make_smooth(std, length) for std, length in ((0.03, 2), (0.05, 2))}
    for name, make in kinds.items():
        hits = [f"{depth:.2f} × {side}²: {judge(make, fields, depth, side):.2f}" for depth, side in PLANTED]
        LOG.info(f"{name}: false alarms {judge(make, fields, 0, 0):.3f}; hits {', '.join(hits)}")


if __name__ == "__main__":
    main()
