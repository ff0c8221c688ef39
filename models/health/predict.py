"""The health network, loaded and asked: tiles in, calibrated layers out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.backend import HealthLayers
from models.calibration import build_conformal_sets, sigmoid, softmax
from models.field.conditioning import drop_scene_crop, find_groups
from models.health.config import CELL, HealthConfig, read_config
from models.health.runtime import NETWORK
from models.runtime import Runtime, load_runtime

BATCH = 8  # tiles at once


class Predictor:
    """What `models.local` and the deployed class call."""

    def __init__(self, runtime: Runtime, config: HealthConfig) -> None:
        self._runtime, self._config = runtime, config

    @classmethod
    def load(cls, weights: Path, device: str = "cpu", cache: Path | None = None) -> Self:
        """From a folder of weights; raises `ModelUnavailable` where they cannot be used."""
        return cls(load_runtime(NETWORK, weights, device, cache), read_config(weights))

    def __call__(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]]) -> HealthLayers:
        """(n, bands, h, w) reflectance, NaN where none, and conditioning by fields of `Inputs` → `HealthLayers`.

        An array with one entry holds for all tiles; crop, age and season may be given for each cell.
        """
        known = find_groups(conditioning)
        unsaid, conditioning = drop_scene_crop(conditioning), _align_season(conditioning)
        parts = []
        for start in range(0, len(tiles), BATCH):
            shown = tiles[start : start + BATCH]
            part = self._answer(shown, _select_tiles(conditioning, start, BATCH), known)
            if unsaid is not None:
                part["stands"] = self._answer(shown, _select_tiles(unsaid, start, BATCH), known)["stands"]
            parts.append(part)
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _answer(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]], known: frozenset[str]) -> HealthLayers:
        output = self._runtime(*build_inputs(tiles, conditioning, self._config))
        read = self._config.find_calibration(known)
        condition = softmax(output["condition"] / np.float32(read.temperature), axis=1)
        flat = condition.transpose(0, 2, 3, 1).reshape(-1, condition.shape[1])
        inside = build_conformal_sets(flat.astype(np.float64), read.conformal).reshape(
            len(tiles), *condition.shape[2:], -1
        )
        return {
            "condition": condition,
            "causes": sigmoid(output["causes"]),
            "missing": sigmoid(output["loss"])[:, None],
            "stands": sigmoid(output["stands"])[:, None],
            "attention": output["attention"],
            "in_set": inside.transpose(0, 3, 1, 2).astype(np.float32),
        }


def build_inputs(
    tiles: Floats, conditioning: Mapping[str, NDArray[Any]], config: HealthConfig
) -> tuple[NDArray[Any], ...]:
    """Order what the network takes as its `Inputs`; facts that are not there are told as unknown."""
    count, _, height, width = tiles.shape
    cells = (count, height // CELL, width // CELL)
    nothing = np.float32(np.nan)

    def fill(name: str, shape: tuple[int, ...], unknown: Any) -> NDArray[Any]:
        values = np.asarray(conditioning.get(name, unknown))
        return np.broadcast_to(values, shape).astype(np.asarray(unknown).dtype)

    return (
        np.ascontiguousarray(tiles, np.float32),
        fill("sensors", (count, 7, len(config.quantities)), nothing),
        fill("place", (count, len(config.places)), nothing),
        fill("soil", (count,), np.int64(0)),
        fill("crop", cells, np.int64(0)),
        fill("age", cells, nothing),
        fill("season", (count, len(config.season_mean), *cells[1:]), nothing),
    )


def _align_season(conditioning: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Give the season of a whole scene, (3,), as one that holds for all tiles and cells."""
    return {
        name: values[None, :, None, None] if name == "season" and values.ndim == 1 else values
        for name, values in conditioning.items()
    }


def _select_tiles(conditioning: Mapping[str, NDArray[Any]], start: int, count: int) -> dict[str, NDArray[Any]]:
    """Select the conditioning of some tiles: arrays that are given for each are cut."""
    return {
        name: values[start : start + count] if values.ndim and len(values) > 1 else values
        for name, values in conditioning.items()
    }
