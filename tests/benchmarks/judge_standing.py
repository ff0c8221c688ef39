"""Which ground is taken for crops by the health network, the risk network and both.

python -m tests.benchmarks.judge_standing --data ../shared/data

Without parcels the orchestrator judges, for both maps, where the first sees a crop.
Grounds are those of `models.observed.ground`, shown without any fact, and pixels that farmers of Flanders declared as
maize, on the clear days of July and August 2018, with the season and the place.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bools, Floats
from models.backend import HEALTH_CELL, RISK_LAYERS, HealthLayers
from models.field.conditioning import Conditioning, encode_calendar_and_place
from models.health.config import BANDS
from models.health.config import SHIPPED as HEALTH_SHIPPED
from models.health.predict import Predictor as HealthPredictor
from models.learning.training import check_extra, config_from_flags
from models.observed.ground import read_grounds
from models.observed.patches import read_belgian_patch
from models.risk.config import BANDS as RISK_BANDS
from models.risk.config import SHIPPED as RISK_SHIPPED
from models.risk.predict import Predictor as RiskPredictor

_STANDS = 0.5
_CLEAR, _YEAR, _MONTHS = 0.9, 2018, (7, 8)
_OF_RISK = [BANDS.index(band) for band in RISK_BANDS]


class StandingConfig(BaseModel):
    """Tell which ground is taken for crops."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real data")


def main() -> None:
    """The command line."""
    config = config_from_flags(StandingConfig)
    check_extra("netCDF4")
    networks = Networks(HealthPredictor.load(HEALTH_SHIPPED), RiskPredictor.load(RISK_SHIPPED))
    sys.stdout.write("\n".join(table(config.data, networks)) + "\n")


@dataclass(frozen=True)
class Networks:
    """Both as the orchestrator's backend asks them."""

    health: Callable[[Floats, Conditioning], HealthLayers]
    risk: Callable[[Floats, Conditioning], Floats]


def table(data: Path, networks: Networks) -> Iterator[str]:
    """In Markdown."""
    found: dict[tuple[str, bool], list[Floats]] = {}
    for ground in shown(data):
        found.setdefault((ground.name, ground.is_crop), []).append(stands(networks, ground))
    yield "| ground | a crop stands there | pixels of 10 m | taken for crops: health | risk | both |"
    yield "|---|---|---:|---:|---:|---:|"
    for (name, is_crop), answers in found.items():
        health, risk = np.concatenate(answers, axis=1)
        taken = " | ".join(f"{(said >= _STANDS).mean():.2f}" for said in (health, risk, (health + risk) / 2))
        yield f"| {name} | {'yes' if is_crop else 'no'} | {health.size} | {taken} |"


@dataclass(frozen=True)
class Ground:
    """A place of which it is known whether a crop stands there."""

    name: str
    is_crop: bool
    image: Floats  # (bands, h, w) reflectance
    where: Bools  # (h, w) what is known; all of the image is shown
    facts: Conditioning


def shown(data: Path) -> Iterator[Ground]:
    """Ground of other kinds, then maize."""
    for name, is_crop, image in read_grounds(data, BANDS):
        yield Ground(name, is_crop, image, np.asarray(np.isfinite(image).any(axis=0)), {})
    patch = read_belgian_patch(data, BANDS)
    for when, image in zip(patch.days, patch.image, strict=True):
        seen = np.isfinite(image).all(axis=0)
        if when.year == _YEAR and when.month in _MONTHS and seen.mean() > _CLEAR:
            facts = {"place": encode_calendar_and_place(when, patch.latitude, patch.elevation)}
            yield Ground("Belgian maize, July and August", True, image, np.asarray(seen & (patch.crop != "")), facts)


def stands(networks: Networks, ground: Ground) -> Floats:
    """(2, n) probability of a crop by either network, where it is known whether one stands."""
    image = ground.image[None]
    cells = networks.health(image, ground.facts)["stands"][0, 0]
    health = cells.repeat(HEALTH_CELL, axis=0).repeat(HEALTH_CELL, axis=1)
    risk = networks.risk(image[:, _OF_RISK], ground.facts)[0, RISK_LAYERS.index("stands")]
    return np.stack([health[ground.where], risk[ground.where]])


if __name__ == "__main__":
    main()
