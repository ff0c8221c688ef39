"""What the cloud network misjudges: dark water as shadow, bright roofs as cloud, an even white cloud as ground.

Water is dark in the near infrared by itself. Its shadow is believed only where a cloud stands towards the sun, and, in
surface reflectance, where blue and green are dark too. Sentinel-2 and Landsat pass at about 10:30 local time, so the
sun stands in the east, and beyond the tropics towards the equator.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.arrays import Bools, Bytes, Floats
from models.geo.clouds.network import BACKGROUND, CLOUD, SHADOW, ReadRows
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import find_centre, find_north

REACH = 200
"""Pixels of about 30 m between a cloud and its shadow: 6 km, as of a cloud 4 km high under a sun at 34°."""
AROUND = 2
"""Pixels by which a shadow may lie on the wrong side: it is as wide as the cloud, and its edge is soft."""
BRIGHTEST_WATER = 0.15
"""Near infrared of water, with foam and mud."""
LIT = 0.03
"""Blue or green of the surface from which water lies in the sun: a shadow is corrected to almost nothing there."""
LARGEST_ROOF = 200
"""Pixels of about 30 m (18 ha) up to which bright ground without a shadow may be a quay or a roof."""
WHITE, GREY = 0.35, 0.2
"""Blue, green and red of a thick cloud at least, and how far they and the near infrared part, as a share of green."""
SNOW = 0.4
"""Difference of green and short-wave infrared over their sum from which white is snow (Hall et al. 1995)."""
_SQUARE = 7  # pixels a side of ground that no white roof fills
_TROPIC = 23.4

Strip = tuple[int, Bytes]
"""First row, and (rows, width) background, cloud or shadow."""


@dataclass(frozen=True)
class SunSide:
    """How many pixels from a shadow its cloud may lie: up, down, left and right in the grid."""

    up: int = REACH
    down: int = REACH
    left: int = REACH
    right: int = REACH

    @classmethod
    def of(cls, grid: Grid) -> "SunSide":
        """Find the side of the sun in a grid; every side where the grid is turned or has no place."""
        north, centre = find_north(grid), find_centre(grid)
        if north is None or centre is None or max(map(abs, north)) < 0.9 or abs(north[1]) < abs(north[0]):
            return cls()
        a, b, _, d, e, _ = grid.transform
        upright, plain = north[1] < 0, a * e - b * d < 0
        east_is_right = upright == plain
        from_east = {"left": AROUND} if east_is_right else {"right": AROUND}
        if abs(centre[1]) <= _TROPIC:
            return cls(**from_east)
        poleward_is_up = upright == (centre[1] > 0)
        return cls(**from_east, **({"up": AROUND} if poleward_is_up else {"down": AROUND}))

    def turn(self) -> "SunSide":
        """Return how many pixels from a cloud its shadow may lie."""
        return SunSide(self.down, self.up, self.right, self.left)


class ShadowJudge:
    """Looks at rows on their way to the cloud network, and puts right what it says of water."""

    def __init__(self, read_rows: ReadRows, side: SunSide, *, at_surface: bool, knows_level: bool = True) -> None:
        self._read_rows, self._side = read_rows, side
        self._at_surface, self._knows_level = at_surface, knows_level
        self._signs: dict[int, Bools] = {}  # of each row, as `find_ground_signs` gives them
        self._classes: dict[int, Bytes] = {}  # of each row, as the network gives them
        self.doubtful = 0
        """Pixels of cloud so far that may be bright roofs or quays."""
        self.white = 0
        """Pixels so far that are cloud only because a square of them is white, and throw no shadow."""

    def read(self, first: int, last: int) -> Floats:
        """Read the rows as the reader has them."""
        rows = self._read_rows(first, last)
        signs = find_ground_signs(rows, at_surface=self._at_surface)
        if len(rows) == 4 and self._knows_level:  # without short-wave infrared it may be snow
            signs[2] = False
        self._signs.update(zip(range(first, last), np.moveaxis(signs, 1, 0), strict=True))
        return rows

    def judge(self, strips: Iterator[Strip]) -> Iterator[Strip]:
        """Yield the strips again, each as soon as all that may throw a shadow into it is known."""
        waiting: deque[Strip] = deque()
        for strip in strips:
            waiting.append(strip)
            self._classes.update(zip(range(strip[0], strip[0] + len(strip[1])), strip[1], strict=True))
            known = strip[0] + len(strip[1])
            while waiting[0][0] + len(waiting[0][1]) + REACH < known:
                yield self._settle(waiting.popleft())
        while waiting:
            yield self._settle(waiting.popleft())

    def _settle(self, strip: Strip) -> Strip:
        first, classes = strip
        last = first + len(classes)
        rows = [row for row in range(first - REACH - 1, last + REACH + 1) if row in self._classes]
        around = np.stack([self._classes[row] for row in rows])
        here = slice(first - rows[0], last - rows[0])
        if (classes == SHADOW).any():
            water, dark = (np.stack([self._signs[row][sign] for row in range(first, last)]) for sign in (0, 1))
            near = find_shaded(around == CLOUD, self._side)[here]
            classes = np.where((classes == SHADOW) & water & ~(near & dark), BACKGROUND, classes).astype(np.uint8)
        signs = np.stack([self._signs[row] for row in rows], axis=1)
        if signs[2, here].any():
            white = find_white_cloud(signs[2])[here]
            explained = _any_around((around == SHADOW) & ~signs[0], self._side.turn())[here]
            self.white += int((white & (classes != CLOUD) & ~explained).sum())
            classes = np.where(white, CLOUD, classes).astype(np.uint8)
        if (classes == CLOUD).any():
            roofs = find_roofs(around, signs[0], self._side)
            self.doubtful += sum(size for row, size in roofs if here.start <= row < here.stop)
        self._classes = {row: line for row, line in self._classes.items() if row >= last - REACH - 1}
        self._signs = {row: signs for row, signs in self._signs.items() if row >= last - REACH - 1}
        return first, classes


def find_ground_signs(rows: Floats, *, at_surface: bool) -> Bools:
    """Turn (bands, h, w) reflectance, into (3, h, w): water, too dark for lit water, white."""
    blue, green, _, nir = rows[:4]
    with np.errstate(invalid="ignore"):
        water = (green > nir) & (nir < BRIGHTEST_WATER)
        if len(rows) > 4:
            water &= green > rows[4]
        dark = np.maximum(blue, green) < LIT if at_surface else np.ones(water.shape, bool)
        lowest, highest = rows[:4].min(axis=0), rows[:4].max(axis=0)
        white = (rows[:3].min(axis=0) >= WHITE) & (highest - lowest <= 2 * GREY * green)
        if len(rows) > 4:
            white &= green - rows[4] < SNOW * (green + rows[4])
        return np.stack([water, dark, white])


def find_white_cloud(white: Bools) -> Bools:
    """Find white ground (h, w) in which a square of 210 m fits: the network is blind to cloud without an edge."""
    from scipy.ndimage import binary_opening

    return np.asarray(binary_opening(white, np.ones((_SQUARE, _SQUARE), bool)))


def find_shaded(cloud: Bools, side: SunSide) -> Bools:
    """Find where (h, w) clouds of at least 3 × 3 pixels stand towards the sun within reach."""
    from scipy.ndimage import binary_opening

    return _any_around(binary_opening(cloud, np.ones((3, 3), bool)), side)


def find_roofs(classes: Bytes, water: Bools, side: SunSide) -> list[tuple[int, int]]:
    """Find (first row, size) of patches of cloud that are small and throw no shadow."""
    from scipy.ndimage import find_objects, label

    explained = _any_around((classes == SHADOW) & ~water, side.turn())
    patches, _ = label(classes == CLOUD, np.ones((3, 3)))
    found = []
    for number, box in enumerate(find_objects(patches), start=1):
        inside = patches[box] == number
        size = int(inside.sum())
        if size <= LARGEST_ROOF and not (inside & explained[box]).any():
            found.append((box[0].start, size))
    return found


def _any_around(mask: Bools, side: SunSide) -> Bools:
    """Find which pixels have a set one in their box: so many pixels up, down, left and right of them."""
    for axis, (before, after) in enumerate(((side.up, side.down), (side.left, side.right))):
        length = mask.shape[axis]
        total = np.concatenate([np.zeros_like(mask.take([0], axis), np.int32), mask.cumsum(axis, dtype=np.int32)], axis)
        places = np.arange(length)
        above = total.take(np.minimum(places + after + 1, length), axis)
        mask = above > total.take(np.maximum(places - before, 0), axis)
    return mask
