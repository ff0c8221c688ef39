"""Weak patches of a field: ground that hangs together and stands below the field's own median by more than noise.

Only pixels that lie wholly in the field and are clear are looked at; in a field that is large enough, only those whose
eight neighbours do too, for the rim is mixed with hedges and tracks. A pixel is weak where the median of its 3 × 3 lies
below the median of the field by more than `NOISE` and by more than the best tenth lies above it. Weak pixels that share
a side are one patch; it counts from `LEAST_PIXELS` and `LEAST_HECTARES` on.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.arrays import Bools, Doubles, Floats, Places
from models.field.measured.cover import Cover

GREEN = ("NDVI", "VARI", "GLI")
"""Indices in which plants show, the best first; patches are those of the first that a scene has."""
NOISE = 0.08
"""Of a single NDVI value: it varies by 0.05 to 0.08 between images of ground that has not changed."""
LEAST_PIXELS = 9
LEAST_HECTARES = 0.05

_WHOLE = 0.999
_LEAST_INNER = 25  # pixels of a field without its rim, from which on the rim is left out
_AROUND = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right)


@dataclass(frozen=True)
class Patch:
    """(n,) pixels that hang together, row by row, and where to stand among them."""

    rows: Places
    columns: Places
    median: float
    place: tuple[int, int]  # row and column of the one that lies nearest to their middle


@dataclass(frozen=True)
class Ground:
    """What is looked at of the outlines of a batch: (n,) pixels, outline by outline."""

    owners: Places
    rows: Places
    columns: Places
    values: Doubles
    around: Doubles  # median of the 3 × 3

    def of(self, owner: int) -> "Ground":
        """The part of one outline."""
        first, last = np.searchsorted(self.owners, [owner, owner + 1]).tolist()
        return self.part(slice(first, last))

    def part(self, chosen: Any) -> "Ground":
        """Chosen pixels."""
        return Ground(
            self.owners[chosen], self.rows[chosen], self.columns[chosen], self.values[chosen], self.around[chosen]
        )


def inner_ground(cover: Cover, values: Floats, outlines: int) -> Ground:
    """The pixels to look at, of (n,) values of the index, NaN where it is not clear."""
    whole = np.flatnonzero(cover.shares >= _WHOLE)
    owners, rows, columns = cover.owners[whole], cover.rows[whole], cover.columns[whole]
    sheet = _Sheet(owners, rows, columns, outlines)
    inner = np.isfinite(sheet.around(np.ones(len(owners)))).all(axis=0)
    is_large = np.bincount(owners[inner], minlength=outlines) >= _LEAST_INNER
    seen = np.where(inner | ~is_large[owners], np.round(values[whole].astype(np.float64), 4), np.nan)
    kept = np.isfinite(seen)
    around = _find_medians(np.stack([seen[kept], *(one[kept] for one in sheet.around(seen))]))
    return Ground(owners[kept], rows[kept], columns[kept], seen[kept], around)


def _find_medians(values: Doubles) -> Doubles:
    """(k, n) values, of which each column has one that is not NaN → (n,) medians of those."""
    ordered = np.sort(values, axis=0)
    counts = np.isfinite(ordered).sum(axis=0)
    low, high = (np.take_along_axis(ordered, places[None], axis=0)[0] for places in ((counts - 1) // 2, counts // 2))
    medians: Doubles = (low + high) / 2
    return medians


class _Sheet:
    """Outlines side by side, each with a rim of nothing, so that no neighbour is that of another."""

    def __init__(self, owners: Places, rows: Places, columns: Places, outlines: int) -> None:
        none = np.iinfo(np.int64).max
        top, left, bottom, right = (np.full(outlines, one) for one in (none, none, -1, -1))
        for ends, pick, places in ((top, np.minimum, rows), (left, np.minimum, columns),
                                   (bottom, np.maximum, rows), (right, np.maximum, columns)):  # fmt: skip
            pick.at(ends, owners, places)
        is_there = bottom >= 0
        wide = np.where(is_there, right - left + 3, 0)
        sizes = np.where(is_there, bottom - top + 3, 0) * wide
        starts = np.cumsum(sizes) - sizes
        self._size, self._wide = int(sizes.sum()), wide[owners]
        self._places = starts[owners] + (rows - top[owners] + 1) * self._wide + columns - left[owners] + 1

    def around(self, values: Doubles) -> list[Doubles]:
        """(8) of (n,) values of the neighbours, NaN where there is none."""
        sheet = np.full(self._size, np.nan)
        sheet[self._places] = values
        return [sheet[self._places + down * self._wide + right] for down, right in _AROUND]


def find_weak(ground: Ground, medians: Doubles, highs: Doubles) -> Bools:
    """Whether each pixel is weak; `medians` and `highs` (90 %) are of the outlines, NaN where there is none."""
    with np.errstate(invalid="ignore"):
        limits = medians - np.maximum(NOISE, highs - medians)
        return np.asarray(ground.around < limits[ground.owners])


def find_patches(ground: Ground, weak: Bools, medians: Doubles) -> dict[int, list[Patch]]:
    """Patches by outline, the largest first; those with few pixels are left out."""
    enough = np.flatnonzero(np.bincount(ground.owners[weak]) >= LEAST_PIXELS)
    is_weak = ground.part(weak)
    found = {owner: _hang_together(is_weak.of(owner)) for owner in enough.tolist()}
    below = {
        owner: [patch for patch in patches if medians[owner] - patch.median > NOISE] for owner, patches in found.items()
    }
    return {owner: patches for owner, patches in below.items() if patches}


def _hang_together(weak: Ground) -> list[Patch]:
    from scipy import ndimage

    top, left = int(weak.rows.min()), int(weak.columns.min())
    rows, columns = weak.rows - top, weak.columns - left
    box = np.zeros((int(rows.max()) + 1, int(columns.max()) + 1), bool)
    box[rows, columns] = True
    numbers = ndimage.label(box)[0][rows, columns]
    sizes = np.bincount(numbers)
    numbered = sorted(np.flatnonzero(sizes >= LEAST_PIXELS).tolist(), key=lambda number: (-sizes[number], number))
    return [_patch(weak, numbers == number) for number in numbered]


def _patch(weak: Ground, own: Bools) -> Patch:
    rows, columns = weak.rows[own], weak.columns[own]
    nearest = int(np.argmin(_from_middle(rows, columns)))
    return Patch(rows, columns, float(np.median(weak.values[own])), (int(rows[nearest]), int(columns[nearest])))


def _from_middle(rows: Places, columns: Places) -> Doubles:
    """Squared distance of each pixel from the mean of all, in steps coarse enough that equal ones are equal."""
    away: Doubles = np.round((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2, 6)
    return away


def find_middles(ground: Ground, medians: Doubles) -> dict[int, tuple[int, int]]:
    """Row and column of where to stand in each outline: the nearest to the middle of its lower half."""
    with np.errstate(invalid="ignore"):
        low = np.flatnonzero(ground.values <= medians[ground.owners])
    owners = ground.owners[low]
    found = {}
    for owner in np.unique(owners).tolist():
        some = low[slice(*np.searchsorted(owners, [owner, owner + 1]).tolist())]
        nearest = some[np.argmin(_from_middle(ground.rows[some], ground.columns[some]))]
        found[owner] = int(ground.rows[nearest]), int(ground.columns[nearest])
    return found
