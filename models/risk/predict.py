"""The risk network, or an ensemble of them, loaded and asked: tiles in, probabilities out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats, Whole
from models.backend import RISK_CELL, RISK_LAYERS, RISK_STRIDE, Part
from models.checkpoints import CHECKPOINT_FILES
from models.field.conditioning import drop_scene_crop, find_groups
from models.risk.conditioning import encode
from models.risk.config import CLASSES, DECODER_REACH, RiskConfig, read_config
from models.risk.runtime import NETWORK, UNSEEN
from models.runtime import Runtime, load_runtime

CROP_LAYER = RISK_LAYERS.index("stands")


class Predictor:
    """What `models.local` and the deployed class call."""

    def __init__(self, members: Sequence[Runtime], config: RiskConfig) -> None:
        self._members, self._config = members, config

    @classmethod
    def load(cls, weights: Path, device: str = "cpu", cache: Path | None = None) -> Self:
        """From a folder of weights and, for an ensemble, more of them in folders inside it.

        Raises `ModelUnavailable` where they cannot be used.
        """
        inside = sorted(part.parent for part in weights.glob(f"*/{CHECKPOINT_FILES[0]}"))
        return cls(
            [load_runtime(NETWORK, folder, device, cache) for folder in (weights, *inside)], read_config(weights)
        )

    def __call__(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]], part: Part | None = None) -> Floats:
        """(n, 6, h, w) reflectance, NaN where none, and conditioning → (n, 5, h, w) as `RISK_LAYERS`, of a part."""
        count, _, height, width = tiles.shape
        assert height % RISK_STRIDE == width % RISK_STRIDE == 0
        cells = height // RISK_CELL, width // RISK_CELL
        asked, inner = _enlarge_part(part or (slice(0, height), slice(0, width)), (height, width))
        ways = [encode(conditioning, count, cells, self._config)]
        if (unsaid := drop_scene_crop(conditioning)) is not None:
            ways.append(encode(unsaid, count, cells, self._config))
        calibration, parts = self._reading(find_groups(conditioning)), []
        for tile in range(count):  # one by one: a batch takes as long and more memory
            image = np.nan_to_num(tiles[tile : tile + 1], nan=UNSEEN)
            whole, fine = (np.stack([way[array][tile] for way in ways]) for array in (0, 1))
            output = [member(image, whole, fine, calibration, asked)["probabilities"] for member in self._members]
            found = _combine_members([answers[:1] for answers in output])
            found[:, CROP_LAYER] = np.stack([answers[-1:, CROP_LAYER] for answers in output]).mean(axis=0)
            parts.append(found[(..., *inner)])
        return np.concatenate(parts)

    def _reading(self, known: frozenset[str]) -> Floats:
        read = self._config.find_calibration(known)
        return np.array([[1 / read.temperature, *read.bias]], np.float32)


def _enlarge_part(part: Part, shape: tuple[int, int]) -> tuple[Whole, Part]:
    """(4,) what is to be asked for, as `Lean` takes it, and where the part lies in that."""
    starts = [max(wanted.start - DECODER_REACH, 0) // RISK_STRIDE for wanted in part]
    stops = [
        -(-min(wanted.stop + DECODER_REACH, side) // RISK_STRIDE) for wanted, side in zip(part, shape, strict=True)
    ]
    rows, columns = (
        slice(wanted.start - start * RISK_STRIDE, wanted.stop - start * RISK_STRIDE)
        for wanted, start in zip(part, starts, strict=True)
    )
    return np.array([*starts, *stops]), (rows, columns)


def _combine_members(answers: Sequence[Floats]) -> Floats:
    """(1, 4, h, w) of each member → (1, 5, h, w): their mean, and their disagreement.

    That is the mutual information between answer and member, by which the entropy of the mean exceeds the mean entropy,
    as a share of the most that it can be.
    """
    if len(answers) == 1:
        return np.concatenate([answers[0], np.zeros_like(answers[0][:, :1])], axis=1)
    mean: Floats = np.stack(answers).mean(axis=0)
    inner = np.stack([_compute_entropy(answer) for answer in answers]).mean(axis=0)
    return np.concatenate([mean, np.clip(_compute_entropy(mean) - inner, 0, 1)], axis=1)


def _compute_entropy(answer: Floats) -> Floats:
    """(1, 4, h, w) → (1, 1, h, w) entropy of the classes as a share of its maximum."""
    likely = answer[:, : len(CLASSES)]
    entropy = -(likely * np.log(np.maximum(likely, 1e-9))).sum(axis=1, keepdims=True) / np.log(len(CLASSES))
    return np.asarray(entropy, np.float32)
