"""Baselines of the network: gradient boosting and logistic regression with the same inputs, cell by cell.

Of each cell: the mean of its bands, the indices that agronomists use, and all that is known of sensors and place. They
see no pattern; what the network gains over them it gains by looking around.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats, Whole
from models.health.config import BANDS, CELL
from models.health.learning.data import Tiles
from models.vocabulary import CROPS, SOILS

Kind = Literal["boosting", "logistic"]

_PAIRS = (("nir", "red"), ("nir", "swir16"), ("nir08", "rededge071"), ("green", "nir"), ("rededge075", "red"))


def compute_features(tiles: Tiles, chosen: Whole, keep: frozenset[str]) -> Floats:
    """Compute the features (cells, features) of some tiles, row by row; `keep` is of `EVERYTHING`, and ndvi."""
    rows, columns = tiles.loss.shape[1:]
    count = len(chosen) * rows * columns
    parts: list[NDArray[Any]] = []
    bands = _average_cells(tiles.image[chosen].astype(np.float32) / 1e4)
    if "image" in keep:
        parts.append(bands)
        parts.append(np.stack([_compute_index(bands, *pair) for pair in _PAIRS], axis=1))
    if "ndvi" in keep:
        parts.append(_compute_index(bands, "nir", "red")[:, None])
    if "sensors" in keep:
        parts.append(_repeat_for_cells(tiles.sensors[chosen].reshape(len(chosen), -1), rows * columns))
    if "place" in keep:
        soil = (tiles.soil[chosen, None] == np.arange(1, len(SOILS) + 1)).astype(np.float32)
        parts.append(_repeat_for_cells(np.concatenate([tiles.place[chosen], soil], axis=1), rows * columns))
    if "crop" in keep:
        crop = tiles.crop[chosen].reshape(-1, 1) == np.arange(1, len(CROPS) + 1)
        parts += [crop.astype(np.float32), tiles.age[chosen].reshape(-1, 1)]
    if "season" in keep:
        parts.append(np.moveaxis(tiles.season[chosen], 1, -1).reshape(count, -1))
    result = np.concatenate(parts, axis=1).astype(np.float32)
    assert len(result) == count
    return result


def fit_classifier(kind: Kind, values: Floats, classes: Whole, seed: int) -> Any:
    """Fit a classifier of scikit-learn; rare classes weigh more, as for the network."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if kind == "boosting":
        trees = HistGradientBoostingClassifier(
            max_iter=300, learning_rate=0.08, class_weight="balanced", early_stopping=False, random_state=seed
        )
        return trees.fit(values, classes)
    line = make_pipeline(
        SimpleImputer(add_indicator=True), StandardScaler(), LogisticRegression(max_iter=400, class_weight="balanced")
    )
    return line.fit(values, classes)


def _average_cells(image: Floats) -> Floats:
    """Average the bands over each cell, (n, bands, h, w) → (cells, bands)."""
    count, bands, height, width = image.shape
    cells = image.reshape(count, bands, height // CELL, CELL, width // CELL, CELL).mean(axis=(3, 5))
    return np.asarray(cells.transpose(0, 2, 3, 1).reshape(-1, bands), np.float32)


def _compute_index(bands: Floats, first: str, second: str) -> Floats:
    one, other = bands[:, BANDS.index(first)], bands[:, BANDS.index(second)]
    return np.asarray((one - other) / np.maximum(one + other, 1e-6), np.float32)


def _repeat_for_cells(values: Floats, cells: int) -> Floats:
    """Repeat the values of a tile for each of its cells, (n, values) → (n × cells, values)."""
    return np.repeat(values, cells, axis=0)
