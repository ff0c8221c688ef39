"""A backend that needs no weights: numbers derived from the input by simple rules, for tests and demonstrations.

Everything that comes of it is marked `fake`; none of it says anything about a field.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.backend import HEALTH_CELL, HEALTH_LAYERS, LIKENESSES, Embeddings, HealthLayers, Part
from models.schemas import Language, RawCaption


class FakeBackend:
    """Deterministic answers of the right shapes."""

    name = "fake"

    def version_of(self, _room: str, /) -> str:
        """Always the same."""
        return self.name

    def config_of(self, _room: str, /) -> str | None:
        """Nothing of its own."""
        return None

    def classify_modality(self, pictures: NDArray[np.uint8]) -> Floats:
        """(n, 224, 224, 3) pictures → (n, 3) probabilities of rgb, infrared, sar: coloured, smooth grey, rough grey."""
        values = pictures.astype(np.float32) / 255
        colour = values.std(axis=3).mean(axis=(1, 2))
        rough = np.abs(np.diff(values.mean(axis=3), axis=2)).mean(axis=(1, 2))
        return _softmax(np.stack([20 * colour, np.full_like(rough, 0.5), 10 * rough], axis=1))

    def classify_health(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]]) -> HealthLayers:
        """(n, 10, h, w) reflectance, NaN where none → condition by greenness, attention by what is given."""
        near = np.where(np.isfinite(tiles[:, 6]), tiles[:, 6], tiles[:, 7])
        green = _greenness(tiles[:, 2], near)
        count, height, width = green.shape
        cells = green.reshape(count, height // HEALTH_CELL, HEALTH_CELL, width // HEALTH_CELL, HEALTH_CELL)
        mean = np.where(np.isfinite(cells), cells, 0).mean(axis=(2, 4))
        condition = np.moveaxis(_nearest(mean, (0.7, 0.5, 0.3, 0.1)), -1, 1)
        given = np.asarray([1, "sensors" in conditioning, "place" in conditioning], np.float32)
        shape = (count, 1, *mean.shape[1:])
        layers = {
            "condition": condition,
            "in_set": (condition > 0.1).astype(np.float32),
            "causes": np.full((count, HEALTH_LAYERS["causes"], *mean.shape[1:]), 0.5),
            "missing": np.clip(1 - mean / 0.8, 0, 1)[:, None],
            "stands": (mean > 0.2)[:, None],
            "attention": np.broadcast_to((given / given.sum())[:, None, None], (count, 3, *shape[2:])),
        }
        return {name: np.asarray(layer, np.float32) for name, layer in layers.items()}

    def segment_risk(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]], part: Part | None = None) -> Floats:
        """(n, 6, h, w) reflectance, NaN where none → risk by greenness, a crop where green, doubt by what is known."""
        green = np.nan_to_num(_greenness(tiles[:, 2], tiles[:, 3]))
        risk = np.moveaxis(_nearest(green, (0.8, 0.55, 0.35)), -1, 1)
        stands = (green > 0.2).astype(np.float32)[:, None]
        layers = np.concatenate([risk, stands, np.full_like(stands, 0.1 / (1 + len(conditioning)))], axis=1)
        return layers[(..., *part)] if part else layers

    def embed(self, pictures: Sequence[NDArray[np.uint8]], texts: Sequence[str]) -> Embeddings:
        """n pictures by how much of each of 64 colours they have, m texts by which words they have."""
        colours, words = (np.full((len(given), 64), 1e-6, np.float32) for given in (pictures, texts))
        for row, picture in zip(colours, pictures, strict=True):
            red, green, blue = (picture.reshape(-1, 3) >> 6).astype(int).T
            row += np.sqrt(np.bincount(16 * red + 4 * green + blue, minlength=64))
        for row, text in zip(words, texts, strict=True):
            row += np.bincount([crc32(word.encode()) % 64 for word in text.lower().split()], minlength=64)
        seen, told = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (colours, words))
        greens = np.asarray([picture[..., 1].mean() / max(picture.mean(), 1) - 1 for picture in pictures], np.float32)
        return {
            "model": self.name,
            "pictures": seen,
            "texts": told,
            "subjects": ("leaf/green", "leaf/pale"),
            "certainty": 0.9 * _nearest(greens, (0.3, 0.0)),
            "likeness": dict.fromkeys(LIKENESSES, (10.0, -7.0)),
        }

    def caption_scene(self, patches: Floats, languages: Sequence[Language]) -> list[RawCaption]:
        """(n, 12, 64, 64) Sentinel-2 reflectance, and n languages → a sentence each on how green it is."""
        return [
            RawCaption(text=_describe_green(patch, language), confidence=0.5, model=self.name, base=self.name)
            for patch, language in zip(patches, languages, strict=True)
        ]


_GREEN = {
    "en": (
        "The plant cover is nearly bare.", "Sparse vegetation.", "Moderate vegetation.", "Dense vegetation.",
        "Very dense vegetation.",
    ),
    "fr": (
        "Le couvert est presque nu.", "Végétation clairsemée.", "Végétation moyenne.", "Végétation dense.",
        "Végétation très dense.",
    ),
}  # fmt: skip
"""By language, statements in the words of captions, each from 0.2 more NDVI on."""


def _describe_green(patch: Floats, language: Language) -> str:
    green = _greenness(patch[3], patch[7])
    seen = green[np.isfinite(green)]
    return _GREEN[language][min(int(max(float(np.median(seen)), 0.0) / 0.2), 4)] if seen.size else ""


def _greenness(red: Floats, nir: Floats) -> Floats:
    """NDVI, NaN where it has none."""
    total = nir + red
    ratio: Floats = np.divide(nir - red, total, out=np.full_like(total, np.nan), where=total > 0)
    return ratio


def _nearest(values: Floats, centres: tuple[float, ...]) -> Floats:
    """(…) values → (…, classes) probabilities, highest for the nearest centre."""
    return _softmax(-10 * np.abs(values[..., None] - np.asarray(centres, np.float32)))


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: Floats = (raised / raised.sum(axis=-1, keepdims=True)).astype(np.float32)
    return probabilities
