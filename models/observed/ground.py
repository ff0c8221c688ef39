"""Real ground of which it is known whether a crop stands on it: whether a network knows too.

Few places have such a label: wood of the hills round a reservoir (Boadella, a rectangle without a field), woods and
fields of EuroSAT, harbours and coasts. EuroSAT is measured at the top of the atmosphere, for which the networks were
not made.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from models.arrays import Floats
from models.observed.fields import ROLES

Unit = Literal["cells", "pixels"]

_TWELVE = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")
_THIRTEEN = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A")
"""Of EuroSAT."""
_WOOD = slice(92, 188), slice(60, 156)  # rows and columns
_CROP = 0.5
"""Probability from which on the orchestrator says that a crop stands."""
_STEP = 16
"""Sides are cut to multiples of it."""
_UNITS = {"cells": "cells of 40 m", "pixels": "pixels of 10 m"}


def count_crops(
    data: Path, roles: Sequence[str], stands: Callable[[Floats], Floats], unit: Unit
) -> dict[str, dict[str, Any]]:
    """Count for each kind of ground whether a crop stands on it, how often a network was asked, and the share
    of crops.

    `stands` takes (1, bands, h, w) reflectance and gives the probability of a crop at each place.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, is_crop, image in read_grounds(data, roles):
        said = stands(image[None])
        row = found.setdefault(name, {"crop": is_crop, unit: 0, "taken_for_crops": 0})
        row[unit] += said.size
        row["taken_for_crops"] += int((said >= _CROP).sum())
    for row in found.values():
        row["taken_for_crops"] = round(row["taken_for_crops"] / row[unit], 4)
    return found


def read_grounds(data: Path, roles: Sequence[str]) -> Iterator[tuple[str, bool, Floats]]:
    """Read what it is, whether a crop stands on it, and (bands, h, w) reflectance."""
    folder = data / "s2_multispectral"
    for path in sorted((folder / "eotdl_boadella").glob("*.tif")):
        month = "winter" if path.stem[-5:-3] in ("01", "03") else "summer"
        yield f"wood and scrub of Boadella, {month}", False, _read(path, roles, _TWELVE)[:, *_WOOD]
    for kind, is_crop in (("Forest", False), ("AnnualCrop", True)):
        for path in sorted((folder / "eurosat_ms").glob(f"{kind}_*.tif")):
            yield f"EuroSAT {kind}", is_crop, _read(path, roles, _THIRTEEN)
    for path in sorted((folder / "eotdl_coastal_chips").glob("*.tif")):
        yield "coasts and harbours", False, _read(path, roles, _TWELVE)


def _read(path: Path, roles: Sequence[str], order: tuple[str, ...]) -> Floats:
    import rasterio

    with rasterio.open(path) as source:
        stored = source.read([order.index(ROLES[role]) + 1 for role in roles]).astype(np.float32)
    height, width = (length // _STEP * _STEP for length in stored.shape[1:])
    return np.asarray(np.where(stored > 0, stored / 1e4, np.nan)[:, :height, :width], np.float32)


def write_table(found: dict[str, dict[str, Any]], unit: Unit) -> Iterator[str]:
    """Write the counts in Markdown."""
    yield f"| ground | a crop stands there | {_UNITS[unit]} | taken for crops |"
    yield "|---|---|---:|---:|"
    for name, row in found.items():
        yield f"| {name} | {'yes' if row['crop'] else 'no'} | {row[unit]} | {row['taken_for_crops']:.2f} |"
