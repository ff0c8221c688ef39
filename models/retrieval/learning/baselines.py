"""What the towers are held against: a colour histogram, and the frozen towers, both with a linear bridge to words.

The bridge is ridge regression from features of a picture to what MiniLM says of its descriptions, in closed form.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.arrays import Bytes, Doubles, Floats
from models.retrieval.config import RetrievalConfig
from models.retrieval.learning.bank import Bank
from models.retrieval.learning.descriptions import list_descriptions
from models.retrieval.network import Start, build_lite, start_from
from models.retrieval.predict import scale_to_one
from models.retrieval.runtime import make_inputs
from models.sentence_encoder.encoder import SentenceEncoder

Features = Callable[[Bytes], NDArray[np.floating]]
"""(n, side, side, 3) → (n, k)."""
_BINS = 6  # of each channel
_AT_ONCE = 32
_RIDGE = 0.33  # a picture
_SHRINK = 1.0  # of the spread of MiniLM over our descriptions, before it is evened out


@dataclass(frozen=True)
class Bridge:
    """Features of pictures, taken to the space of MiniLM by a linear map."""

    features: Features
    mean: Doubles
    std: Doubles
    weights: Doubles
    texts: Callable[[Sequence[str]], Floats]

    def embed_images(self, pictures: Sequence[Bytes]) -> Floats:
        """Embed as (n, d) of length 1."""
        scaled = (self.features(np.stack(pictures)) - self.mean) / self.std
        return scale_to_one(scaled @ self.weights)

    def embed_texts(self, texts: Sequence[str]) -> Floats:
        """Embed as (n, d) of length 1."""
        return self.texts(texts)


def fit_bridge(features: Features, texts: Callable[[Sequence[str]], Floats], bank: Bank) -> Bridge:
    """Fit the linear map on the training pictures; each subject counts alike."""
    places = bank.places("train")
    measured = features(np.array(bank.pixels[places])).astype(np.float64)
    mean, std = measured.mean(axis=0), measured.std(axis=0) + 1e-6
    scaled = (measured - mean) / std
    said = dict(_encode(bank, places, texts))
    targets = np.stack([
        np.mean([said[words] for words in list_descriptions(bank.pictures[place])], axis=0) for place in places
    ])  # fmt: skip
    subjects = np.array(bank.subjects(places))
    counts = dict(zip(*np.unique(subjects, return_counts=True), strict=True))
    weights = np.array([1 / counts[name] for name in subjects])[:, None] * len(places) / len(counts)
    gram = scaled.T @ (weights * scaled) + _RIDGE * len(scaled) * np.eye(scaled.shape[1])
    return Bridge(features, mean, std, np.linalg.solve(gram, scaled.T @ (weights * (targets - targets.mean(0)))), texts)


def _encode(
    bank: Bank, places: NDArray[np.int64], texts: Callable[[Sequence[str]], Floats]
) -> list[tuple[str, Floats]]:
    said = sorted({words for place in places for words in list_descriptions(bank.pictures[place])})
    return list(zip(said, texts(said), strict=True))


def measure_histogram(pictures: Bytes) -> NDArray[np.floating]:
    """Measure the shares of 6 × 6 × 6 colours of (n, h, w, 3), as square roots."""
    places = (pictures.astype(np.int64) * _BINS) // 256
    numbers = (places[..., 0] * _BINS + places[..., 1]) * _BINS + places[..., 2]
    counts = np.stack([np.bincount(one.ravel(), minlength=_BINS**3) for one in numbers])
    return np.sqrt(counts / numbers[0].size)


def load_frozen_trunk() -> Features:
    """Load ImageNet's EfficientNet-lite0 as it came: (n, 224, 224, 3) → (n, 1280)."""
    return measure_by(build_lite().visual.trunk)


def measure_by(trunk: Any) -> Features:
    """Measure what a trunk sees before anything is projected."""
    config = RetrievalConfig()
    trunk.eval().to(memory_format=torch.channels_last)

    def measure(pictures: Bytes) -> NDArray[np.floating]:
        with torch.inference_mode():
            parts = [
                trunk(torch.from_numpy(make_inputs(list(part), config)).to(memory_format=torch.channels_last)).numpy()
                for part in np.array_split(pictures, max(len(pictures) // 32, 1))
            ]
        return np.concatenate(parts)

    return measure


def remember(features: Features) -> Features:
    """Measure the same pictures once only."""
    known: dict[bytes, NDArray[np.floating]] = {}

    def measure(pictures: Bytes) -> NDArray[np.floating]:
        key = hashlib.blake2b(np.ascontiguousarray(pictures).data, digest_size=16).digest()
        if key not in known:
            known[key] = features(pictures)
        return known[key]

    return measure


def even_out(vectors: Floats) -> Floats:
    """Find the (d, d) map after which (n, d) vectors spread alike in all directions (ZCA), softened by shrinkage."""
    spread = vectors.T.astype(np.float64) @ vectors / len(vectors)
    softened = spread + _SHRINK * np.trace(spread) / len(spread) * np.eye(len(spread))
    values, axes = np.linalg.eigh(softened)
    return np.asarray((axes * values**-0.5) @ axes.T, np.float32)


def begin_with_bridge(network: Any, bank: Bank) -> None:
    """Begin both projections of our model in closed form, before the trunk learns (Kumar et al. 2022).

    Words: MiniLM's vectors, evened out over our descriptions, which all speak of leaves. Pictures: ridge regression.
    """
    encode = SentenceEncoder().encode
    said = sorted({words for place in bank.places("train") for words in list_descriptions(bank.pictures[place])})
    evened = even_out(encode(said))
    bridge = fit_bridge(measure_by(network.visual.trunk), lambda texts: scale_to_one(encode(texts) @ evened), bank)
    weights, head = bridge.weights / bridge.std[:, None], network.visual.head.proj
    with torch.no_grad():
        network.text.proj.weight.copy_(torch.from_numpy(evened))
        head.weight.copy_(torch.from_numpy(weights.T))
        head.bias.copy_(torch.from_numpy(-bridge.mean @ weights))


class Untrained:
    """A model as it was before it learned anything here: both towers, asked by torch."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._network = start.network.eval()

    def embed_images(self, pictures: Sequence[Bytes]) -> Floats:
        """Embed as (n, d) of length 1."""
        with torch.inference_mode():
            parts = [
                self._network.encode_image(
                    torch.from_numpy(make_inputs(pictures[at : at + _AT_ONCE], self._start.config))
                )
                for at in range(0, len(pictures), _AT_ONCE)
            ]
        return scale_to_one(torch.cat(parts).float().numpy())

    def embed_texts(self, texts: Sequence[str]) -> Floats:
        """Embed as (n, d) of length 1."""
        with torch.inference_mode():
            parts = [
                self._network.encode_text(self._start.tokenize(list(texts[at : at + _AT_ONCE])))
                for at in range(0, len(texts), _AT_ONCE)
            ]
        return scale_to_one(np.concatenate([part.float().numpy() for part in parts]))


def load_untrained(model: str) -> Untrained:
    """Load ours from its packages, or a SigLIP from a hub or folder."""
    torch.manual_seed(1)  # the projection of ours is drawn
    return Untrained(start_from(model))
