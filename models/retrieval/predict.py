"""Pictures and words as vectors of one space, and what a likeness between them means."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Bytes, Floats
from models.backend import LIKENESSES, Embeddings
from models.calibration import sigmoid, softmax
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.retrieval.config import LITE, ROOM, TEXT_PROJECTION, RetrievalConfig, Subject, read_config
from models.retrieval.runtime import NETWORK, make_inputs
from models.runtime import Runtime, load_runtime

_BATCH = 16  # pictures at once
TextTower = Callable[[Sequence[str]], Floats]
"""Texts → (n, dimensions), of any length."""


class Subjects(NamedTuple):
    """What pictures show, of what the model was taught."""

    names: tuple[Subject, ...]
    shares: Floats
    """(n, k) calibrated probabilities of these, which add up to 1: they hold where the picture shows one of them."""
    nearness: Floats
    """(n,) cosine to the nearest of them."""
    known: Bools
    """(n,) whether that is near enough; else the picture is like nothing that the model was taught."""


class RetrievalPredictor:
    """Embeds pictures and words; `identity` tells the models apart whose vectors may be compared."""

    def __init__(
        self,
        images: Runtime,
        texts: TextTower,
        config: RetrievalConfig,
        identity: str,
        prototypes: Floats | None = None,
    ) -> None:
        self.identity, self.config = identity, config
        self._images, self._texts = images, texts
        self.prototypes = np.zeros((0, config.dimensions), np.float32) if prototypes is None else prototypes

    @classmethod
    def load(cls, weights: Path, device: str = "cpu", cache: Path | None = None) -> "RetrievalPredictor":
        """Load from a folder of weights; with a folder for what is converted once, it computes by OpenVINO.

        Raises `ModelUnavailable` where the weights, or the package of the text tower, cannot be used.
        """
        config, content = read_config(weights), _read(weights / CHECKPOINT_FILES[0])
        runtime = load_runtime(NETWORK, weights, device, cache)
        texts, prototypes = _load_texts(weights, content, config), _find_prototypes(content, config)
        return cls(runtime, texts, config, hashlib.sha256(content).hexdigest()[:16], prototypes)

    def __call__(self, pictures: Sequence[Bytes], texts: Sequence[str]) -> Embeddings:
        """Embed both, and say of each picture what it shows; all certainties are 0 where that is nothing known."""
        seen = self.embed_images(pictures)
        if len(seen) and self.config.subjects:
            found = self.name_subjects(seen)
            certainty = np.where(found.known[:, None], found.shares, np.float32(0))
        else:
            certainty = np.zeros((len(seen), len(self.config.subjects)), np.float32)
        config = self.config
        kinds = (config.likeness_of_images, config.likeness_of_texts, config.likeness_between_texts)
        return {
            "model": self.identity,
            "pictures": seen,
            "texts": self.embed_texts(texts),
            "subjects": tuple(subject.key for subject in config.subjects),
            "certainty": certainty,
            "likeness": {name: (kind.slope, kind.offset) for name, kind in zip(LIKENESSES, kinds, strict=True)},
        }

    def embed_images(self, pictures: Sequence[Bytes]) -> Floats:
        """Embed (h, w, 3) 8-bit pictures, each of a size of its own, as (n, d) of length 1."""
        parts = [
            self._images(make_inputs(pictures[start : start + _BATCH], self.config))["embedding"]
            for start in range(0, len(pictures), _BATCH)
        ]
        return scale_to_one(np.concatenate(parts)) if parts else self._nothing()

    def embed_texts(self, texts: Sequence[str]) -> Floats:
        """Embed texts in English as (n, d) of length 1; of a long one only the beginning counts."""
        return scale_to_one(self._texts(list(texts))) if texts else self._nothing()

    def certainty(self, cosines: Floats, of: Literal["images", "texts"]) -> Floats:
        """Give the probability 0–1 that items of such cosines to a picture show, or say, what it shows."""
        likeness = self.config.likeness_of_images if of == "images" else self.config.likeness_of_texts
        return np.asarray(sigmoid(likeness.slope * cosines + likeness.offset), np.float32)

    def name_subjects(self, embeddings: Floats) -> Subjects:
        """Tell what (n, d) embedded pictures show, of what the model was taught."""
        cosines = embeddings @ self.prototypes.T
        if not cosines.size:
            raise ModelUnavailable("the retrieval weights know no subjects", room=ROOM, kind="damaged")
        nearest = np.asarray(cosines.max(axis=1), np.float32)
        shares = np.asarray(softmax(cosines / self.config.temperature), np.float32)
        return Subjects(self.config.subjects, shares, nearest, np.asarray(nearest >= self.config.known_above))

    def _nothing(self) -> Floats:
        return np.zeros((0, self.config.dimensions), np.float32)


Predictor = RetrievalPredictor
"""Under this name backends look for it."""


def scale_to_one(vectors: NDArray[Any]) -> Floats:
    """Scale (n, d) vectors to length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"{path.name} of the retrieval weights cannot be read: {error.strerror}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error


def _read_arrays(content: bytes) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(content)
    except SafetensorError as error:
        reason = f"{CHECKPOINT_FILES[0]} of the retrieval weights cannot be read: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error


def _find_prototypes(content: bytes, config: RetrievalConfig) -> Floats | None:
    found = _read_arrays(content).get("prototypes")
    if (0 if found is None else len(found)) != len(config.subjects):
        raise ModelUnavailable("the retrieval weights name other subjects than they know", room=ROOM, kind="damaged")
    return None if found is None else scale_to_one(found.astype(np.float32))


def _load_texts(weights: Path, content: bytes, config: RetrievalConfig) -> TextTower:
    if config.model != LITE:
        from models.retrieval.network import load_text_tower

        return load_text_tower(weights, config)
    from models.sentence_encoder.encoder import SentenceEncoder

    encode, projection = SentenceEncoder().encode, _read_arrays(content)[TEXT_PROJECTION].astype(np.float32)
    return lambda texts: np.asarray(encode(list(texts)) @ projection.T, np.float32)
