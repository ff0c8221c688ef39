"""What goes with the health weights: which bands, quantities and words they know, and how sure their answers are."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.backend import HEALTH_CELL
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.field.conditioning import CALENDAR_AND_PLACE, join_groups
from models.field.sensors import QUANTITIES
from models.geo.pixels.colours import NO_CROP, Shade
from models.vocabulary import CAUSES, CROPS, SOILS

BANDS = (
    "blue", "green", "red", "rededge071", "rededge075", "rededge078", "nir", "nir08", "swir16", "swir22",
)  # fmt: skip
ALL_BANDS = "all ten bands"
CAMERAS = {
    ALL_BANDS: BANDS,
    "without red edge": ("blue", "green", "red", "nir", "swir16", "swir22"),
    "without short-wave infrared": tuple(band for band in BANDS if not band.startswith("swir")),
    "blue, green, red, near infrared": ("blue", "green", "red", "nir"),
    "Landsat": ("blue", "green", "red", "nir08", "swir16", "swir22"),
    "blue, green, red": ("blue", "green", "red"),
}
"""What a picture may show; the network was judged with each."""
SHIPPED = Path(str(resources.files("models"))) / "health" / "weights"
CELL = HEALTH_CELL
"""Pixels a side that get one answer."""
SOURCES = ("picture", "sensors", "place")
"""Between which attention is shared; crop, age and the weather since sowing go with the place."""
CLASSES = ("healthy", "mild", "moderate", "severe")
SHADES = (
    Shade("#9cee82", "light green"), Shade("#b37828", "ochre"), Shade("#873307", "rust"), Shade("#380c42", "violet"),
    NO_CROP,
)  # fmt: skip
"""Of the classes, and of ground without a crop to judge."""
COLOURS = tuple(shade.colour for shade in SHADES)
CUTS = (0.05, 0.2, 0.5)
"""Share of the cover of an unstressed crop that is missing, where one class ends and the next begins."""


class Calibration(BaseModel):
    """What makes probabilities true."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(default=1.0, gt=0)  # logits of the condition are divided by it (Guo et al. 2017)
    conformal: float = Field(default=0.0, ge=0, le=1)  # probability from which on a class is in the 90 % set


class HealthConfig(BaseModel):
    """The content of `config.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bands: tuple[str, ...] = BANDS
    band_mean: tuple[float, ...] = (0.05, 0.08, 0.08, 0.13, 0.24, 0.29, 0.31, 0.33, 0.24, 0.16)
    band_std: tuple[float, ...] = (0.03, 0.04, 0.06, 0.06, 0.08, 0.11, 0.12, 0.12, 0.09, 0.09)
    quantities: tuple[str, ...] = tuple(QUANTITIES)
    quantity_mean: tuple[float, ...] = (15.0, 70.0, 0.2, 2.0, 17.0, 2.0, 3.5)
    quantity_std: tuple[float, ...] = (8.0, 15.0, 0.1, 5.0, 7.0, 1.2, 2.0)
    season_mean: tuple[float, ...] = (200.0, 250.0, 15.0)
    season_std: tuple[float, ...] = (150.0, 180.0, 6.0)
    places: tuple[str, ...] = CALENDAR_AND_PLACE
    soils: tuple[str, ...] = SOILS
    crops: tuple[str, ...] = CROPS
    classes: tuple[str, ...] = CLASSES
    causes: tuple[str, ...] = CAUSES
    channels: tuple[int, int] = (80, 192)
    width: int = 128
    dropout: float = Field(default=0.1, ge=0, lt=1)
    calibration: dict[str, Calibration] = {}  # by `join_groups` of what is known

    def find_calibration(self, known: frozenset[str]) -> Calibration:
        """Find the calibration of answers where so much is known."""
        return self.calibration.get(join_groups(known), Calibration())


def read_config(weights: Path) -> HealthConfig:
    """Read the configuration in a folder of weights."""
    try:
        return HealthConfig.model_validate_json((weights / CHECKPOINT_FILES[1]).read_text())
    except (OSError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[1]} of the health weights is not understood: {first}", room="health", kind="damaged"
        ) from error


def find_camera(roles: Iterable[str]) -> str:
    """Find the one of CAMERAS that shows most of these bands and no other."""
    there = set(roles)
    fitting = [name for name, bands in CAMERAS.items() if there.issuperset(bands)]
    return max(fitting, key=lambda name: len(CAMERAS[name]))
