"""Real ground of which it is known whether a crop stands on it: whether the health network knows too.

Few places have such a label: wood of the hills round a reservoir (Boadella, a rectangle without a field), woods and
fields of EuroSAT, harbours and coasts, and the maize of the Belgian patch. None of them was learned from. EuroSAT is
measured at the top of the atmosphere, for which the network was not made.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.health.config import CELL
from models.health.predict import Predictor

Floats = NDArray[np.float32]

_TWELVE = (1, 2, 3, 4, 5, 6, 7, 8, 10, 11)
"""Where `BANDS` stand in files of B01 … B08, B8A, B09, B11, B12."""
_THIRTEEN = (1, 2, 3, 4, 5, 6, 7, 12, 10, 11)
"""Where they stand in those of EuroSAT: B01 … B12, B8A."""
_WOOD = slice(92, 188), slice(60, 156)  # rows and columns
_CROP = 0.5
"""Probability from which on the orchestrator says that a crop stands."""


def standing(data: Path, predictor: Predictor) -> dict[str, dict[str, Any]]:
    """For each kind of ground: whether a crop stands on it, its cells, and the share of them taken for crops."""
    found: dict[str, dict[str, Any]] = {}
    for name, is_crop, image in grounds(data):
        said = predictor(image[None], {})["stands"][0, 0]
        row = found.setdefault(name, {"crop": is_crop, "cells": 0, "taken_for_crops": 0})
        row["cells"] += said.size
        row["taken_for_crops"] += int((said >= _CROP).sum())
    for row in found.values():
        row["taken_for_crops"] = round(row["taken_for_crops"] / row["cells"], 3)
    return found


def grounds(data: Path) -> Iterator[tuple[str, bool, Floats]]:
    """What it is, whether a crop stands on it, and (bands, h, w) reflectance."""
    folder = data / "s2_multispectral"
    for path in sorted((folder / "eotdl_boadella").glob("*.tif")):
        month = "winter" if path.stem[-5:-3] in ("01", "03") else "summer"
        image = _read(path, _TWELVE)
        yield f"wood and scrub of Boadella, {month}", False, image[:, *_WOOD]
    for kind, is_crop in (("Forest", False), ("AnnualCrop", True)):
        for path in sorted((folder / "eurosat_ms").glob(f"{kind}_*.tif")):
            yield f"EuroSAT {kind}", is_crop, _read(path, _THIRTEEN)
    for path in sorted((folder / "eotdl_coastal_chips").glob("*.tif")):
        yield "coasts and harbours", False, _read(path, _TWELVE)


def _read(path: Path, places: tuple[int, ...]) -> Floats:
    import rasterio

    with rasterio.open(path) as source:
        stored = source.read([place + 1 for place in places]).astype(np.float32)
    height, width = (length // CELL * CELL for length in stored.shape[1:])
    return np.asarray(np.where(stored > 0, stored / 1e4, np.nan)[:, :height, :width], np.float32)


def table(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """In Markdown."""
    yield "| ground | a crop stands there | cells of 40 m | taken for crops |"
    yield "|---|---|---:|---:|"
    for name, row in found.items():
        yield f"| {name} | {'yes' if row['crop'] else 'no'} | {row['cells']} | {row['taken_for_crops']:.2f} |"
