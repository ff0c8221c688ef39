"""What goes with the risk weights: which bands, quantities and words they know, and how answers are to be read."""

from importlib import resources
from pathlib import Path

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from models.arrays import Bytes, Floats
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.field.conditioning import CALENDAR_AND_PLACE
from models.field.sensors import QUANTITIES
from models.field.weather import WEATHER
from models.geo.pixels.colours import NO_CROP, Shade
from models.vocabulary import CROPS, SOILS

BANDS = ("blue", "green", "red", "nir", "swir16", "swir22")
"""Without which a scene is not judged; the two short-wave bands may be missing."""
FEATURES = ("red", "nir", "swir16")
"""By which the CRF tells fields apart."""
CLASSES = ("low", "medium", "high")
CUTS = (0.05, 0.1, 0.2, 0.3, 0.5)
"""Share of the possible yield that is lost, of which the ordinal head tells whether it is exceeded."""
EDGES = (0.1, 0.3)
"""Those of them between low, medium and high."""
SHADES = (Shade("#88b0ff", "light blue"), Shade("#b87c1c", "ochre"), Shade("#64101c", "dark red"), NO_CROP)
"""Of the classes, and of ground without a crop to judge."""
COLOURS = tuple(shade.colour for shade in SHADES)
SHIPPED = Path(str(resources.files("models"))) / "risk" / "weights"
HALO = 176
"""Pixels around a tile that the network must see, so that its answers do not hang on where the tile was cut."""
DECODER_REACH = 32
"""Pixels around a place that the decoder sees: two convolutions of 3 × 3 at each of 1/8, 1/4, 1/2 and 1, so 30."""
BALANCED, CAUTIOUS = "balanced", "cautious"


class Preset(BaseModel):
    """From which probabilities on ground is medium or high."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    medium: float = Field(default=0.5, ge=0, le=1)  # of more than low
    high: float = Field(default=0.5, ge=0, le=1)  # of high


class Calibration(BaseModel):
    """What makes probabilities true: logits + bias, divided by the temperature (Guo et al. 2017)."""

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
    places: tuple[str, ...] = CALENDAR_AND_PLACE
    soils: tuple[str, ...] = SOILS
    crops: tuple[str, ...] = CROPS
    classes: tuple[str, ...] = CLASSES
    cuts: tuple[float, ...] = CUTS
    calibration: dict[str, Calibration] = Field(default={}, validation_alias=AliasChoices("calibration", "readings"))
    """By `join_groups` of what is known; `readings` is its name in files of older versions."""
    stands_bias: float = 0.0  # of the logit of a crop standing there, for green ground without one weighed in training
    presets: dict[str, Preset] = {BALANCED: Preset()}

    def find_calibration(self, known: frozenset[str]) -> Calibration:
        """Find the calibration of answers where so much is known: that of the most of it for which there is one."""
        fitting = [key for key in self.calibration if known.issuperset(key.split("+"))]
        return self.calibration[max(fitting, key=lambda key: (key.count("+"), key))] if fitting else Calibration()

    @property
    def width(self) -> tuple[int, int]:
        """Count the numbers of a tile, and of each of its cells, that the network takes beside the picture."""
        whole = 2 * len(self.places) + len(self.soils) + 2 * len(self.quantities)
        return whole, len(self.crops) + 4 + 2 * len(WEATHER)


def read_config(weights: Path) -> RiskConfig:
    """Read the configuration in a folder of weights; raise `ModelUnavailable` where it is not there or not
    understood.
    """
    try:
        return parse_config((weights / CHECKPOINT_FILES[1]).read_text())
    except OSError as error:
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[1]} of the risk weights is not understood: {error}", room="risk", kind="damaged"
        ) from error


def parse_config(text: str) -> RiskConfig:
    """Parse the text of that file; raise `ModelUnavailable` where it is not understood."""
    try:
        return RiskConfig.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]["msg"]
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[1]} of the risk weights is not understood: {first}", room="risk", kind="damaged"
        ) from error


def choose_classes(probability: Floats, preset: Preset) -> Bytes:
    """Choose 1 low, 2 medium, 3 high by the thresholds of a preset, (3, …) probabilities → (…); 0 where they
    are NaN.
    """
    some, high = probability[1] + probability[2], probability[2]
    found = 1 + ((some >= preset.medium) | (high >= preset.high)).astype(np.uint8) + (high >= preset.high)
    return np.where(np.isfinite(high), found, 0).astype(np.uint8)
