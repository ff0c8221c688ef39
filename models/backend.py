"""The one door to the networks: arrays in, arrays or results out; no paths, tensors or devices."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypedDict, runtime_checkable

from numpy.typing import NDArray

from models.arrays import Bytes, Floats
from models.schemas import Language, RawCaption

LEARNED_M = 10.0
"""Metres a pixel that the networks of health and risk learned from."""
HEALTH_CELL = 4
"""Pixels a side that get one answer on health."""
RISK_CELL, RISK_STRIDE = 4, 16
"""Pixels a side for which conditioning of risk is given; of how many the sides of its tiles are multiples."""
RISK_LAYERS = ("low", "medium", "high", "stands", "disagreement")
"""Probabilities of the classes, which add up to 1; of a crop standing there which can be judged; and how far the
networks of an ensemble are apart: mutual information / log 3, 0 for one network."""
Part = tuple[slice, slice]
"""Rows and columns of a tile, from and to."""
HealthLayers = dict[str, Floats]
"""By name, (n, k, h / HEALTH_CELL, w / HEALTH_CELL) with the k of `HEALTH_LAYERS`, all of them 0–1."""
HEALTH_LAYERS = {
    "condition": 4,  # probabilities, healthy to severe
    "in_set": 4,  # 1 where the class belongs to the set that holds the truth in 90 of 100 cases
    "causes": 6,  # probability of each
    "missing": 1,  # share of the cover of an unstressed crop
    "stands": 1,  # probability that a crop stands there which can be judged
    "attention": 3,  # to picture, sensors, place
}


class Embeddings(TypedDict):
    """Pictures and texts as points of one space: rows of unit length, whose products are cosines."""

    model: str
    """Which model made them: those of another cannot be held against them."""
    pictures: Floats
    """(n, d)."""
    texts: Floats
    """(m, d)."""
    subjects: tuple[str, ...]
    """What the model was taught to tell by its look, as `corn/common_rust`; of ground from above, as `overhead/…`."""
    certainty: Floats
    """(n, subjects): the calibrated probability that a picture shows each; what lacks to 1 is that it shows none."""
    likeness: dict[str, tuple[float, float]]
    """By what is compared, `LIKENESSES`: slope and offset of the logistic that makes a probability of a cosine."""


LIKENESSES = ("pictures", "picture_and_text", "texts")
"""Whether two pictures show the same; whether a text is true of a picture; whether two texts speak of the same."""


@runtime_checkable
class ModelBackend(Protocol):
    """What a step may ask of the networks. Raises `ModelUnavailable` where a model cannot answer."""

    name: str  # "local", "modal", "fake"

    def version_of(self, room: str, /) -> str:
        """Another word where another network would answer, as far as that can be told from here."""

    def config_of(self, room: str, /) -> str | None:
        """`config.json` of the weights that answer, as text; None where they are the shipped ones, or not known."""

    def classify_modality(self, pictures: Bytes) -> Floats:
        """(n, 224, 224, 3) pictures → (n, 3) probabilities of rgb, infrared, sar."""

    def classify_health(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]]) -> HealthLayers:
        """(n, 10, h, w) reflectance, NaN where none, and what else is known of them → what each cell shows."""

    def segment_risk(self, tiles: Floats, conditioning: Mapping[str, NDArray[Any]], part: Part | None = None) -> Floats:
        """(n, 6, h, w) reflectance, NaN where none, and what else is known of them → (n, 5, h, w) as `RISK_LAYERS`.

        Of a part of the tiles, rows and columns, only that is answered; the rest is seen.
        """

    def embed(self, pictures: Sequence[Bytes], texts: Sequence[str]) -> Embeddings:
        """n pictures, each (h, w, 3), and m texts → where they lie; either may be none."""

    def caption_scene(self, patches: Floats, languages: Sequence[Language]) -> list[RawCaption]:
        """(n, 12, 64, 64) Sentinel-2 reflectance, NaN where none or not clear, and n languages → n captions.

        Of no patch at all the local one still raises where no model is there.
        """
