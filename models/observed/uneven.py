"""What the unevenness of real fields does to a network.

Simulated fields without stress are evener than real ones (`models.observed.evenness`), so a network may take what is
uneven for ill. Some pixels of the Belgian maize of 2018 are shown three times: as they are; with all ground around
them, as far as a field reaches, of their own reflectance; and on endless ground of it. What the first says beyond the
others comes from pattern and not from how green the crop is.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.arrays import Floats
from models.observed.courses import compute_ndvi
from models.observed.patches import Patch, read_belgian_patch

Ask = Callable[[Floats], Floats]
"""(bands, h, w) reflectance → (h, w) how bad it is said to be, 0 to 1."""

_GREENNESS = ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.95))
_REACH = 8  # pixels of a field to each side
_SIDE = 64  # pixels of endless ground
_SEASON = range(5, 10)  # months
_WHOLE = 0.98  # of a day's pixels that must have been seen
_SHOWN = ("as they are", "even as far as a field reaches", "even everywhere")


def measure_unevenness(data: Path, roles: Sequence[str], ask: Ask, pixels: int = 12, seed: int = 0) -> dict[str, Any]:
    """Average the answers over pixels of each greenness, so many on each day, by what is shown."""
    random = np.random.default_rng(seed)
    days = _choose_days(read_belgian_patch(data, roles))
    found = np.concatenate([measure_day(image, ndvi, ask, pixels, random) for image, ndvi in days])
    rows: dict[str, Any] = {}
    for low, high in _GREENNESS:
        some = found[(found[:, 0] >= low) & (found[:, 0] < high)]
        if len(some):
            means = some[:, 1:].mean(axis=0).round(4).tolist()
            rows[f"{low} to {high}"] = {"pixels": len(some), **dict(zip(_SHOWN, means, strict=True))}
    return rows


def _choose_days(patch: Patch) -> Iterator[tuple[Floats, Floats]]:
    """Choose image and NDVI of the maize on days that were seen nearly whole; what was not seen is filled with
    the median.
    """
    for image, when in zip(patch.image, patch.days, strict=True):
        if when.month in _SEASON and np.isfinite(image).all(axis=0).mean() >= _WHOLE:
            middle = np.nanmedian(image, axis=(1, 2), keepdims=True)
            whole = np.where(np.isfinite(image), image, middle).astype(np.float32)
            yield whole, np.where(patch.crop == "maize", compute_ndvi(whole, patch.roles, 0), np.nan).astype(np.float32)


def measure_day(image: Floats, ndvi: Floats, ask: Ask, pixels: int, random: np.random.Generator) -> Floats:
    """Measure (pixels, 4): NDVI, and the answers for each as it is, in an even field, and on even ground."""
    as_is, middle = ask(image), _SIDE // 2
    rows = []
    for low, high in _GREENNESS:
        places = np.argwhere((ndvi >= low) & (ndvi < high))
        for row, column in places[random.permutation(len(places))[:pixels]]:
            own = image[:, row, column, None, None]
            field = image.copy()
            field[:, max(row - _REACH, 0) : row + _REACH, max(column - _REACH, 0) : column + _REACH] = own
            endless = np.ascontiguousarray(np.broadcast_to(own, (len(image), _SIDE, _SIDE)))
            said = as_is[row, column], ask(field)[row, column], ask(endless)[middle, middle]
            rows.append((ndvi[row, column], *said))
    return np.array(rows, np.float32).reshape(-1, 4)


def write_table(found: dict[str, Any], what: str) -> Iterator[str]:
    """Write the means in Markdown."""
    yield ""
    yield f"| NDVI of Belgian maize | pixels | {what}: {' | '.join(_SHOWN)} |"
    yield f"|---|---:|{'---|' * len(_SHOWN)}"
    for name, row in found.items():
        yield f"| {name} | {row['pixels']} | {' | '.join(f'{row[shown]:.2f}' for shown in _SHOWN)} |"
