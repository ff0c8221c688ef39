"""Whether dry weather moves the missing cover and the risk the way it should.

python -m tests.benchmarks.judge_weather --data ../shared/data

Both networks are told what a run leaves out. Fields are even ones in six spectra, and the Belgian fields on four days
of 2018. Each trial is a field, a crop, a soil and an age, once with readings of a dry time and once of a wet one.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Doubles, Floats
from models.backend import RISK_LAYERS
from models.field.conditioning import Conditioning, encode_calendar_and_place, number_crop
from models.health.config import BANDS
from models.health.config import SHIPPED as HEALTH_SHIPPED
from models.health.predict import Predictor as HealthPredictor
from models.learning.training import check_extra, config_from_flags
from models.observed.patches import read_belgian_patch
from models.risk.config import BANDS as RISK_BANDS
from models.risk.config import SHIPPED as RISK_SHIPPED
from models.risk.predict import Predictor as RiskPredictor
from models.vocabulary import SOILS

CROPS, SOIL_NAMES, AGES = ("maize", "wheat", "potato", "soybean"), ("Sand", "Loam", "Clay"), (40, 70, 110)
SPECTRA = (
    (0.111, 0.139, 0.181, 0.201, 0.231, 0.257, 0.278, 0.290, 0.338, 0.297),
    (0.089, 0.122, 0.143, 0.170, 0.236, 0.268, 0.287, 0.300, 0.293, 0.230),
    (0.067, 0.101, 0.104, 0.145, 0.238, 0.273, 0.292, 0.300, 0.249, 0.178),
    (0.050, 0.083, 0.073, 0.126, 0.251, 0.305, 0.335, 0.350, 0.216, 0.139),
    (0.044, 0.075, 0.054, 0.111, 0.283, 0.366, 0.398, 0.410, 0.195, 0.112),
    (0.030, 0.062, 0.029, 0.092, 0.322, 0.433, 0.466, 0.480, 0.173, 0.078),
)
"""Medians of simulated fields from an NDVI of 0.2 to 0.9, in the bands of the health network."""
_SIDE, _DAY = 64, date(2024, 7, 1)
_REAL_DAYS = (date(2018, 5, 4), date(2018, 6, 28), date(2018, 7, 15), date(2018, 8, 2))
_LESS = 0.002  # a change below it is none


@dataclass(frozen=True)
class Contrast:
    """The same array of a wet and of a dry time."""

    name: str
    array: str
    wet: tuple[float, ...]
    dry: tuple[float, ...]

    def fill(self, day: tuple[float, ...], age: int) -> Floats:
        """Give a week of such days, or the sums since sowing of rain and evapotranspiration and the mean warmth."""
        if self.array == "sensors":
            return np.tile(np.array(day, np.float32), (1, 7, 1))
        return np.array([day[0] * age, day[1] * age, day[2]], np.float32)


CONTRASTS = (
    Contrast("a week of storms at 14 °C, or of drought at 38 °C", "sensors",
             (14, 95, 0.42, 30, 6, 2, np.nan), (38, 15, 0.06, 0, 29, 5, np.nan)),
    Contrast("a wet week at 15 °C, or a dry one at 27 °C", "sensors",
             (15, 85, 0.32, 6, 10, 2, 2), (27, 45, 0.12, 0, 26, 2.5, 6.5)),
    Contrast("a wet season or a dry one, as warm", "season", (4, 2.5, 17), (0.3, 5, 17)),
)  # fmt: skip
"""Days as QUANTITIES, and as WEATHER."""


class WeatherConfig(BaseModel):
    """Tell whether dry weather moves the answers the way it should."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real data")


def main() -> None:
    """The command line."""
    config = config_from_flags(WeatherConfig)
    check_extra("netCDF4")
    sys.stdout.write("\n".join(tabulate(np.concatenate([draw_fields(), read_fields(config.data)]))) + "\n")


def tabulate(fields: Floats) -> Iterator[str]:
    """Write a table in Markdown, of (fields, bands, h, w) in the bands of the health network."""
    networks = {"missing cover": _ask_health(fields), "risk, mean class 0–2": _ask_risk(fields)}
    yield "| told | of what | trials | dry lowers it | mean change | worst |"
    yield "|---|---|---:|---:|---:|---:|"
    for contrast, (name, ask) in product(CONTRASTS, networks.items()):
        change = np.concatenate([_compare(ask, contrast, *known) for known in product(CROPS, SOIL_NAMES, AGES)])
        told = f"{(change < -_LESS).mean():.0%} | {change.mean():+.3f} | {change.min():+.3f}"
        yield f"| {contrast.name} | {name} | {change.size} | {told} |"


def _compare(ask: Callable[[Conditioning], Doubles], contrast: Contrast, crop: str, soil: str, age: int) -> Doubles:
    known: Conditioning = {
        "place": encode_calendar_and_place(_DAY, 51.0, 20.0)[None],
        "soil": np.array([SOILS.index(soil) + 1]),
        "crop": np.full((1, _SIDE // 4, _SIDE // 4), number_crop(crop)),
        "age": np.full((1, _SIDE // 4, _SIDE // 4), age, np.float32),
    }
    wet, dry = (ask(known | {contrast.array: contrast.fill(day, age)}) for day in (contrast.wet, contrast.dry))
    return dry - wet


def read_fields(data: Path) -> Floats:
    """Read the Belgian fields on four days, (n, bands, h, w)."""
    patch = read_belgian_patch(data, BANDS)
    return np.stack([patch.image[patch.days.index(day)] for day in _REAL_DAYS])


def draw_fields() -> Floats:
    """Draw fields that are a little uneven, (n, bands, h, w)."""
    grain = 1 + 0.03 * np.random.default_rng(1).standard_normal((1, 1, _SIDE // 4, _SIDE // 4))
    uneven = grain.repeat(4, axis=2).repeat(4, axis=3)
    return (np.array(SPECTRA)[..., None, None] * uneven).astype(np.float32)


def _ask_health(fields: Floats) -> Callable[[Conditioning], Doubles]:
    network = HealthPredictor.load(HEALTH_SHIPPED)
    return lambda known: network(fields, known)["missing"].mean(axis=(1, 2, 3), dtype=np.float64)


def _ask_risk(fields: Floats) -> Callable[[Conditioning], Doubles]:
    network = RiskPredictor.load(RISK_SHIPPED)
    shown = fields[:, [BANDS.index(band) for band in RISK_BANDS]]
    medium, high = RISK_LAYERS.index("medium"), RISK_LAYERS.index("high")

    def ask(known: Conditioning) -> Doubles:
        found = network(shown, known)
        return np.asarray((found[:, medium] + 2 * found[:, high]).mean(axis=(1, 2)), np.float64)

    return ask


if __name__ == "__main__":
    main()
