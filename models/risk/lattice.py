"""Gaussian filtering in many dimensions on a permutohedral lattice (Adams, Baek and Davis 2010).

Each point spreads its values over the corners of its simplex, neighbours along the lattice's axes mix, and each point
gathers them again: the time is linear in points, whatever the width of the kernel. Compiled by Numba when first used
and kept on the disk. Work is cut into a fixed number of parts, so that answers do not hang on the number of cores.

Corners are known by a linear hash of their coordinates (64 bits, odd random factors), in which a step along an axis is
an addition; that two of a million corners share one has odds of 1 to 10⁷.
"""

from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.arrays import Floats

Numbers = NDArray[np.int32]
Hashes = NDArray[np.uint64]

CHANNELS = 3
"""Values of each point; fixed, for loops of a known length take half the time."""
CHUNKS = 4
"""In how many parts points are worked on."""
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
     0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3], np.uint64,
)  # fmt: skip


@dataclass(frozen=True)
class Lattice:
    """Where n points of d dimensions lie between its m corners."""

    corner: Numbers  # (n, d + 1)
    share: Floats  # (n, d + 1), which add up to 1
    below: Numbers  # (d + 1, m) neighbour along each axis, m where there is none
    above: Numbers  # (d + 1, m)

    @property
    def corners(self) -> int:
        """Count the corners, m."""
        return int(self.below.shape[1])


def build_lattice(points: Floats, pool: Executor) -> Lattice:
    """Find where points lie, given (n, d) coordinates in standard deviations of the kernel; d is at most 8."""
    count, dimensions = points.shape
    hashes = np.empty((count, dimensions + 1), np.uint64)
    share = np.empty((count, dimensions + 1), np.float32)
    factors = _FACTORS[:dimensions]
    parts = cut_into_chunks(count)
    list(pool.map(lambda part: _place_points(points[part], factors, hashes[part], share[part]), parts))
    corner = np.empty((count, dimensions + 1), np.int32)
    known = list(pool.map(lambda part: _number_hashes(hashes[part], corner[part]), parts))
    whole, moved = _merge_hashes(known)
    list(pool.map(lambda part, to: _renumber(corner[part], to), parts, moved))
    steps = np.zeros(dimensions + 1, np.uint64) - factors.sum(dtype=np.uint64)  # of whole numbers that wrap round
    steps[:dimensions] += np.uint64(dimensions + 1) * factors
    below, above = (np.empty((dimensions + 1, len(whole)), np.int32) for _ in range(2))
    table = _make_table(whole)
    axes = range(dimensions + 1)
    list(pool.map(lambda axis: _find_neighbours(whole, table, steps[axis], below[axis], above[axis]), axes))
    return Lattice(corner, share, below, above)


def blur(lattice: Lattice, sums: Floats, pool: Executor) -> Floats:
    """Mix (parts, m + 1, 3) sums at the corners along all axes, → (m + 1, 3); the last row stays zero."""
    old: Floats = np.empty(sums.shape[1:], np.float32)
    cuts = cut_into_chunks(lattice.corners)
    list(pool.map(lambda cut: _add(sums, old, cut.start, cut.stop), cuts))
    old[-1] = 0
    new = np.zeros_like(old)
    for below, above in zip(lattice.below, lattice.above, strict=True):
        list(pool.map(lambda cut, b=below, a=above, o=old, n=new: _mix(b[cut], a[cut], o, n, cut.start), cuts))
        old, new = new, old
    dimensions = len(lattice.below) - 1
    old /= np.float32(1 + 2.0**-dimensions)
    return old


def cut_into_chunks(count: int) -> list[slice]:
    """Cut `count` things into slices."""
    edges = [count * part // CHUNKS for part in range(CHUNKS + 1)]
    return [slice(start, stop) for start, stop in pairwise(edges)]


@njit(nogil=True, cache=True)
def splat(corner: Numbers, share: Floats, values: Floats, weight: Floats, sums: Floats) -> None:
    """Sum up values (n, 3) of points at their corners, (m + 1, 3), each times its weight (n,)."""
    sums[:] = 0
    for point in range(len(corner)):
        for place in range(corner.shape[1]):
            row, part = corner[point, place], share[point, place] * weight[point]
            for channel in range(CHANNELS):
                sums[row, channel] += part * values[point, channel]


@njit(nogil=True, cache=True)
def gather(corner: Numbers, share: Floats, sums: Floats, weight: Floats, values: Floats) -> None:
    """Add to values (n, 3) of points what stands at their corners, (m + 1, 3), times the weight (n,) of each."""
    for point in range(len(corner)):
        for place in range(corner.shape[1]):
            row, part = corner[point, place], share[point, place] * weight[point]
            for channel in range(CHANNELS):
                values[point, channel] += part * sums[row, channel]


@njit(nogil=True, cache=True)
def _place_points(points: Floats, factors: Hashes, hashes: Hashes, share: Floats) -> None:
    """Find the hashes of the corners of each point's simplex, and the point's shares in them."""
    count, d = points.shape
    scale = np.empty(d, np.float32)
    for axis in range(d):
        scale[axis] = np.float32(np.sqrt(2.0 / 3.0) * (d + 1) / np.sqrt((axis + 1.0) * (axis + 2.0)))
    raised, base = np.empty(d + 1, np.float32), np.empty(d + 1, np.int64)
    rank, bary = np.empty(d + 1, np.int64), np.empty(d + 2, np.float32)
    inverse = np.float32(1.0 / (d + 1))
    for point in range(count):
        total = np.float32(0)
        for axis in range(d, 0, -1):
            value = points[point, axis - 1] * scale[axis - 1]
            raised[axis] = total - axis * value
            total += value
        raised[0] = total
        excess = 0
        for axis in range(d + 1):
            nearest = int(np.rint(raised[axis] * inverse))
            base[axis] = nearest * (d + 1)
            excess += nearest
            rank[axis] = 0
            bary[axis] = 0
        bary[d + 1] = 0
        for one in range(d):
            off = raised[one] - base[one]
            for other in range(one + 1, d + 1):
                if off < raised[other] - base[other]:
                    rank[one] += 1
                else:
                    rank[other] += 1
        for axis in range(d + 1):
            rank[axis] += excess
            if rank[axis] < 0:
                rank[axis] += d + 1
                base[axis] += d + 1
            elif rank[axis] > d:
                rank[axis] -= d + 1
                base[axis] -= d + 1
            off = (raised[axis] - base[axis]) * inverse
            bary[d - rank[axis]] += off
            bary[d - rank[axis] + 1] -= off
        bary[0] += np.float32(1) + bary[d + 1]
        for corner in range(d + 1):
            known = np.uint64(0)
            for axis in range(d):
                step = corner if rank[axis] <= d - corner else corner - (d + 1)
                known += factors[axis] * np.uint64(base[axis] + step)
            hashes[point, corner] = known
            share[point, corner] = bary[corner]


@njit(nogil=True, cache=True)
def _find_slot(table: Numbers, known: Hashes, hashed: np.uint64) -> np.int64:
    """Find the slot of a hash in an open table of numbers, or the free one where it would go."""
    mask = len(table) - 1
    slot = np.int64((hashed * np.uint64(0x9FB21C651E98DF25)) >> np.uint64(32)) & mask
    while table[slot] >= 0 and known[table[slot]] != hashed:
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True)
def _number_hashes(hashes: Hashes, corner: Numbers) -> Hashes:
    """Number the different hashes in the order of their coming, and return them."""
    known, count = np.empty(1 << 12, np.uint64), 0
    table = np.full(1 << 13, -1, np.int32)
    width = hashes.shape[1]
    for point in range(len(hashes)):
        for place in range(width):
            hashed = hashes[point, place]
            if point > 0 and hashes[point - 1, place] == hashed:  # of most neighbours
                corner[point, place] = corner[point - 1, place]
                continue
            slot = _find_slot(table, known, hashed)
            if table[slot] < 0:
                if count == len(known):
                    grown = np.empty(2 * count, np.uint64)
                    grown[:count] = known
                    known = grown
                    table = np.full(4 * count, -1, np.int32)
                    for number in range(count):
                        table[_find_slot(table, known, known[number])] = number
                    slot = _find_slot(table, known, hashed)
                known[count] = hashed
                table[slot] = count
                count += 1
            corner[point, place] = table[slot]
    return known[:count].copy()


def _merge_hashes(known: list[Hashes]) -> tuple[Hashes, list[Numbers]]:
    """Merge all different hashes, and say for each part where its own went."""
    together = np.concatenate(known)
    corner = np.empty((len(together), 1), np.int32)
    whole = _number_hashes(together[:, None], corner)
    return whole, np.split(corner[:, 0], np.cumsum([len(one) for one in known])[:-1])


@njit(nogil=True, cache=True)
def _renumber(corner: Numbers, to: Numbers) -> None:
    for point in range(len(corner)):
        for place in range(corner.shape[1]):
            corner[point, place] = to[corner[point, place]]


@njit(nogil=True, cache=True)
def _make_table(known: Hashes) -> Numbers:
    size = 16
    while size < 2 * len(known):
        size *= 2
    table = np.full(size, -1, np.int32)
    for number in range(len(known)):
        table[_find_slot(table, known, known[number])] = number
    return table


@njit(nogil=True, cache=True)
def _find_neighbours(known: Hashes, table: Numbers, step: np.uint64, below: Numbers, above: Numbers) -> None:
    count = len(known)
    for number in range(count):
        one = table[_find_slot(table, known, known[number] + step)]
        other = table[_find_slot(table, known, known[number] - step)]
        below[number] = one if one >= 0 else count
        above[number] = other if other >= 0 else count


@njit(nogil=True, cache=True)
def _add(sums: Floats, whole: Floats, start: int, stop: int) -> None:
    for row in range(start, stop):
        for channel in range(CHANNELS):
            total = np.float32(0)
            for part in range(len(sums)):
                total += sums[part, row, channel]
            whole[row, channel] = total


@njit(nogil=True, cache=True)
def _mix(below: Numbers, above: Numbers, old: Floats, new: Floats, start: int) -> None:
    half = np.float32(0.5)
    for place in range(len(below)):
        one, other = below[place], above[place]
        for channel in range(CHANNELS):
            new[start + place, channel] = old[start + place, channel] + half * (old[one, channel] + old[other, channel])
