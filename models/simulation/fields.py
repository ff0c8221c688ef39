"""Random fields of which landscapes are made: fractal relief, parcels, codes in patches."""

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Floats, Whole

Random = np.random.Generator


def draw_between(random: Random, ends: tuple[float, float]) -> float:
    """Draw a number from one end to the other, evenly on the logarithmic scale."""
    return float(np.exp(random.uniform(*np.log(ends))))


def draw_fractal(random: Random, side: int, slope: float) -> Floats:
    """Draw (side, side) of mean 0 and standard deviation 1, whose power falls as frequency^(−slope); 0 is white
    noise.
    """
    down, across = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    frequency = np.hypot(down, across)
    frequency[0, 0] = 1.0
    spectrum = np.fft.rfft2(random.standard_normal((side, side))) * frequency ** (-slope / 2)
    spectrum[0, 0] = 0.0
    field = np.fft.irfft2(spectrum, s=(side, side))
    return np.asarray(field / max(float(field.std()), 1e-12), np.float32)


def draw_terrain(random: Random, side: int) -> Floats:
    """Draw terrain of branching valleys, (side, side): slope falls with the area drained, to the power 0.3–0.6
    (Flint 1974).

    Water takes the cheapest way to the edge over random ground; heights are summed up along these ways.
    """
    from skimage.graph import MCP_Geometric

    ground = np.exp(random.uniform(0.3, 1.2) * draw_fractal(random, side, random.uniform(0, 2.5)))
    ways = MCP_Geometric(ground)
    edge = np.zeros((side, side), bool)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    edge[1:-1, 1:-1] = random.random((side - 2, side - 2)) < random.choice([0, 5e-5])
    far, traceback = ways.find_costs(np.argwhere(edge))
    offsets = np.array(ways.offsets, np.int64)
    step = offsets[np.maximum(traceback, 0)] * (traceback >= 0)[..., None]
    places = np.arange(side * side).reshape(side, side)
    down = (places - step[..., 0] * side - step[..., 1]).ravel()
    order = np.argsort(far, axis=None)[int(edge.sum()) :]
    area = np.ones(side * side)
    for place in order[::-1]:
        area[down[place]] += area[place]
    rise = np.hypot(*step.reshape(-1, 2).T) * area ** -random.uniform(0.3, 0.6)
    height = np.zeros(side * side)
    for place in order:
        height[place] = height[down[place]] + rise[place]
    return np.asarray(height.reshape(side, side) / max(float(height.std()), 1e-12), np.float32)


def draw_parcels(random: Random, side: int, count: int) -> Whole:
    """Draw the number of the parcel, 0 … count − 1, (side, side): a turned, jittered grid as fields lie, or
    cells of points.
    """
    if random.random() < 0.5:
        return _draw_cells(random, side, count)
    turn = random.uniform(0, np.pi)
    rows, columns = np.mgrid[:side, :side] - side / 2
    along, over = rows * np.cos(turn) + columns * np.sin(turn), columns * np.cos(turn) - rows * np.sin(turn)
    across = max(2, round(np.sqrt(count)))
    edges = np.sort(random.uniform(-0.75 * side, 0.75 * side, across))
    strip = np.searchsorted(edges, along)
    shift = random.uniform(0, side, across + 1)[strip]
    length = random.uniform(0.1, 0.5, across + 1)[strip] * side
    return np.asarray((strip * 131 + np.floor((over + shift) / length).astype(np.int64) * 17) % count)


def find_edges(parts: NDArray[np.generic]) -> Bools:
    """Find where a part begins, from above or from the left, (h, w)."""
    edges = np.zeros(parts.shape, bool)
    edges[1:] |= parts[1:] != parts[:-1]
    edges[:, 1:] |= parts[:, 1:] != parts[:, :-1]
    return edges


def draw_relief(random: Random, side: int) -> Floats:
    """Draw light on slopes that face the sun and those that do not, about 1, (side, side); fields lie flat."""
    heights = draw_fractal(random, side + 1, random.uniform(3.4, 5.5))
    slopes = heights[1:, 1:] - heights[:-1, :-1]
    return np.asarray(
        np.clip(1 + draw_between(random, (0.01, 0.3)) * slopes / max(float(slopes.std()), 1e-9), 0.3, 1.6), np.float32
    )


def _draw_cells(random: Random, side: int, count: int) -> Whole:
    from scipy.spatial import cKDTree

    points = random.uniform(0, side, (count, 2)) * (1, random.uniform(0.3, 1))
    places = np.moveaxis(np.mgrid[:side, :side], 0, -1).reshape(-1, 2) * (1, points[:, 1].max() / side)
    return np.asarray(cKDTree(points).query(places)[1], np.int64).reshape(side, side)
