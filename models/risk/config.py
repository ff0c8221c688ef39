"""What goes with the risk weights: which bands, quantities and words they know, and how answers are to be read."""

from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.checkpoints import PARTS
from models.errors import ModelUnavailable
from models.field.facts import CROPS, PLACES, SOILS
from models.field.season import SEASON
from models.field.sensors import QUANTITIES

Floats = NDArray[np.float32]

BANDS = ("blue", "green", "red", "nir", "swir16", "swir22")
"""Without which a scene is not judged; the two short-wave bands may be missing."""
FEATURES = ("red", "nir", "swir16")
"""By which the CRF tells fields apart."""
CLASSES = ("low", "medium", "high")
CUTS = (0.05, 0.1, 0.2, 0.3, 0.5)
"""Share of the possible yield that is lost, of which the ordinal head tells whether it is exceeded."""
EDGES = (0.1, 0.3)
"""Those of them between low, medium and high."""
COLOURS = ("#2c7bb6", "#fdc55d", "#a6122a", "#c8c8c8")
"""Of the classes, and of ground without a crop to judge; apart in brightness too, for colour-blind readers."""
SHIPPED = Path(str(resources.files("models"))) / "risk" / "weights"
HALO = 176
"""Pixels around a tile that the network must see, so that its answers do not hang on where the tile was cut."""
SEEN = 32
"""Pixels around a place that the decoder sees: two convolutions of 3 × 3 at each of 1/8, 1/4, 1/2 and 1, so 30."""
BALANCED, CAUTIOUS = "balanced", "cautious"


class Preset(BaseModel):
    """From which probabilities on ground is medium or high."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    medium: float = Field(default=0.5, ge=0, le=1)  # of more than low
    high: float = Field(default=0.5, ge=0, le=1)  # of high


class Reading(BaseModel):
    """What makes probabilities mean what they say: logits + bias, divided by the temperature (Guo et al. 2017)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(default=1.0, gt=0)
    bias: tuple[float, float, float] = (0.0, 0.0, 0.0)  # for classes were weighed in training


class RiskConfig(BaseModel):
    """The content of `config.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str = "efficientnet-b4"
    attention: bool = True
    dropout: float = Field(default=0.4, ge=0, lt=1)
    bands: tuple[str, ...] = BANDS
    band_mean: tuple[float, ...] = (0.27, 0.28, 0.29, 0.36, 0.22, 0.18)  # those of the network that it began from
    band_std: tuple[float, ...] = (0.34, 0.31, 0.31, 0.27, 0.17, 0.14)
    quantities: tuple[str, ...] = tuple(QUANTITIES)
    quantity_mean: tuple[float, ...] = (15.0, 70.0, 0.2, 2.0, 17.0, 2.0, 3.5)
    quantity_std: tuple[float, ...] = (8.0, 15.0, 0.1, 3.0, 7.0, 1.2, 2.0)
    season_mean: tuple[float, ...] = (200.0, 250.0, 15.0)
    season_std: tuple[float, ...] = (150.0, 180.0, 6.0)
    places: tuple[str, ...] = PLACES
    soils: tuple[str, ...] = SOILS
    crops: tuple[str, ...] = CROPS
    classes: tuple[str, ...] = CLASSES
    cuts: tuple[float, ...] = CUTS
    readings: dict[str, Reading] = {}  # by `key_of` what is known
    stands_bias: float = 0.0  # of the logit of a crop standing there, for green ground without one weighed in training
    presets: dict[str, Preset] = {BALANCED: Preset()}

    def reading(self, known: frozenset[str]) -> Reading:
        """How answers are to be read where so much is known: that of the most of it for which there is one."""
        fitting = [key for key in self.readings if known.issuperset(key.split("+"))]
        return self.readings[max(fitting, key=lambda key: (key.count("+"), key))] if fitting else Reading()

    @property
    def width(self) -> tuple[int, int]:
        """Numbers of a tile, and of each of its cells, that the network is told beside the picture."""
        whole = 2 * len(self.places) + len(self.soils) + 2 * len(self.quantities)
        return whole, len(self.crops) + 4 + 2 * len(SEASON)


def read_config(weights: Path) -> RiskConfig:
    """Of a folder of weights; raises `ModelUnavailable` where it is not there or not understood."""
    try:
        return parse_config((weights / PARTS[1]).read_text())
    except OSError as error:
        raise ModelUnavailable(
            f"{PARTS[1]} of the risk weights is not understood: {error}", room="risk", kind="damaged"
        ) from error


def parse_config(text: str) -> RiskConfig:
    """Of the text of that file; raises `ModelUnavailable` where it is not understood."""
    try:
        return RiskConfig.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]["msg"]
        raise ModelUnavailable(
            f"{PARTS[1]} of the risk weights is not understood: {first}", room="risk", kind="damaged"
        ) from error


def classes_of(probability: Floats, preset: Preset) -> NDArray[np.uint8]:
    """(3, …) probabilities → (…) 1 low, 2 medium, 3 high, by the thresholds of a preset; 0 where they are NaN."""
    some, high = probability[1] + probability[2], probability[2]
    found = 1 + ((some >= preset.medium) | (high >= preset.high)).astype(np.uint8) + (high >= preset.high)
    return np.where(np.isfinite(high), found, 0).astype(np.uint8)
