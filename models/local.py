"""The backend of this machine: a room's predictor is loaded when it is first asked."""

import importlib
import importlib.util
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.backend import Embeddings, HealthLayers, Part
from models.checkpoints import CHECKPOINT_FILES, find_weights
from models.errors import ModelUnavailable
from models.memory import give_back_memory
from models.schemas import Language, RawCaption

_ON_A_BASE = ("caption",)
"""Rooms whose weights stand on a model of others, which is fetched once."""


@dataclass(frozen=True)
class Fetching:
    """Whether such a model may be fetched, and who hears of it: what is done, and the share of it, 0–1."""

    is_allowed: bool = False
    report: Callable[[str, float], None] | None = None


NOTHING_FETCHED = Fetching()


class LocalBackend:
    """Answers with weights found on this machine; it holds the network that was asked last.

    Each takes hundreds of megabytes, and a run asks one after the other.
    """

    name = "local"

    def __init__(
        self, home: Path, weights: Path | None = None, device: str = "cpu", *, fetching: Fetching = NOTHING_FETCHED
    ) -> None:
        self.home, self.weights, self.device, self.fetching = home, weights, device, fetching
        self._predictors: dict[str, Any] = {}
        self._loading = threading.Lock()  # steps of one wave run in threads

    def version_of(self, room: str, /) -> str:
        """Sizes and times of the weights; raises `ModelUnavailable` where there are none."""
        folder = find_weights(room, self.weights, self.home)
        status = {file.relative_to(folder): file.stat() for file in sorted(folder.rglob("*")) if file.is_file()}
        return " ".join(f"{name}:{found.st_size}:{found.st_mtime_ns}" for name, found in status.items())

    def config_of(self, room: str, /) -> str | None:
        """Of the folder where the weights are; raises `ModelUnavailable` where there are none."""
        return (find_weights(room, self.weights, self.home) / CHECKPOINT_FILES[1]).read_text()

    def classify_modality(self, pictures: NDArray[np.uint8]) -> Floats:
        """(n, 224, 224, 3) pictures → (n, 3) probabilities of rgb, infrared, sar."""
        answer: Floats = self._predictor("modality")(pictures)
        _check("modality", answer)
        return answer

    def classify_health(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]]) -> HealthLayers:
        """(n, 10, h, w) reflectance, NaN where none, and what else is known of them → what each cell shows."""
        answer: HealthLayers = self._predictor("health")(tiles, conditioning)
        for layer in answer.values():
            _check("health", layer)
        return answer

    def segment_risk(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]], part: Part | None = None) -> Floats:
        """(n, 6, h, w) reflectance, NaN where none, and what else is known of them → `RISK_LAYERS` of that part."""
        answer: Floats = self._predictor("risk")(tiles, conditioning, part)
        _check("risk", answer)
        return answer

    def embed(self, pictures: Sequence[NDArray[np.uint8]], texts: Sequence[str]) -> Embeddings:
        """n pictures, each (h, w, 3), and m texts → where they lie."""
        answer: Embeddings = self._predictor("retrieval")(pictures, texts)
        for rows in (answer["pictures"], answer["texts"], answer["certainty"]):
            _check("retrieval", rows)
        return answer

    def caption_scene(self, patches: Floats, languages: Sequence[Language]) -> list[RawCaption]:
        """(n, 12, 64, 64) Sentinel-2 reflectance, and n languages → n captions."""
        answer: list[RawCaption] = self._predictor("caption")(patches, languages)
        return answer

    def _predictor(self, room: str) -> Any:
        with self._loading:
            if room not in self._predictors:
                folder = find_weights(room, self.weights, self.home)
                module = f"models.{room}.predict"
                if importlib.util.find_spec(module) is None:
                    raise ModelUnavailable(
                        f"there are {room} weights, but this version cannot run that model yet",
                        room=room,
                        kind="not_supported",
                    )
                self._predictors.clear()
                give_back_memory()
                predictor = importlib.import_module(module).Predictor
                fetching = {"fetch": self.fetching.is_allowed, "report": self.fetching.report}
                more = fetching if room in _ON_A_BASE else {}
                self._predictors[room] = predictor.load(folder, self.device, self.home / "cache", **more)
            return self._predictors[room]


def _check(room: str, answer: Floats) -> None:
    """Weights that are damaged answer NaN; nothing is to be drawn of that."""
    if not np.isfinite(answer).all():
        reason = f"the {room} weights on this machine answer what is no number; install them anew"
        raise ModelUnavailable(reason, room=room, kind="wrong_answer")
