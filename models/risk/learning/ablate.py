"""What each part of the risk network is worth: `python -m models.risk.learning.ablate --seasons FILE --tiles DIR`.

Short trainings that differ in one thing each, judged on the scenes of `models.risk.learning.evaluate`. Ways to make the
medium class less rare are tried on scenes in which it is rare, as in the benchmark.
"""

import logging
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.field.conditioning import EVERYTHING
from models.learning.training import check_extra, config_from_flags, record
from models.risk.config import BALANCED, SHIPPED, read_config
from models.risk.learning.data import find_rare, make_tiles
from models.risk.learning.evaluate import score_pixels
from models.risk.learning.scores import RARE, answer_pixels
from models.risk.learning.settings import TrainConfig
from models.risk.learning.train import train
from models.risk.network import load_network

VARIANTS: dict[str, dict[str, Any]] = {
    "defaults of train.yaml": {},
    "without attention": {"attention": False},
    "without the ordinal loss": {"coral_weight": 0.0},
    "cross-entropy, all classes alike": {"focal_gamma": 0.0, "class_weights": (1.0, 1.0, 1.0)},
    "without augmentation": {"augmentation": 0.0},
    "ResNet50 encoder, from random weights": {"encoder": "resnet50"},
    "medium rare": {"rare": True},
    "medium rare, oversampled": {"rare": True, "resampling": "oversample"},
    "medium rare, SMOTE of tiles": {"rare": True, "resampling": "smote-tiles"},
    "medium rare, SMOTE of features": {"rare": True, "resampling": "smote-features"},
}


class AblateConfig(BaseModel):
    """Train short variants of the risk network and score them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    tiles: Path = Field(description="the folder where tiles are kept")
    learned: int = Field(default=9000, gt=0, description="tiles to learn from")
    judged: int = Field(default=1200, gt=0, description="tiles to judge on")
    out: Path = Field(description="where the variants go, a folder each")
    minutes: float = Field(default=3, gt=0, description="of training for each")
    seed: int = Field(default=42, ge=0, description="of the training")
    record: bool = Field(default=False, description="write the figures into metrics.json of the shipped weights")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    config = config_from_flags(AblateConfig)
    check_extra("aquacrop", "prosail", "onnx", "imblearn", "sklearn")
    found = ablate(config)
    print(write_table(found))
    if config.record:
        record(SHIPPED, {"ablation": {"minutes": config.minutes, "variants": found}})


def ablate(config: AblateConfig) -> dict[str, dict[str, dict[str, float]]]:
    """Score each variant with everything known: in the benchmark, and on scenes as they come."""
    tiles = make_tiles(config.seasons, "judge", config.judged, config.seed + 2, config.tiles)
    rare = find_rare(tiles)
    found = {}
    for name, parts in VARIANTS.items():
        weights = train(
            TrainConfig(
                seasons=config.seasons, out=config.out / name.replace(" ", "-"), drawn=config.tiles,
                tiles=config.learned, hours=config.minutes / 60, epochs=1000, patience=1000, seed=config.seed, **parts,
            ),
            [EVERYTHING],
        )  # fmt: skip
        read = read_config(weights)
        pixels = answer_pixels(load_network(weights), tiles, EVERYTHING, read)
        found[name] = {
            "benchmark": score_pixels(pixels.select(rare), read.presets[RARE]),
            "as they come": score_pixels(pixels, read.presets[BALANCED]),
        }
    return found


def write_table(found: dict[str, dict[str, dict[str, float]]]) -> str:
    """Write the scores in Markdown."""
    lines = ["| variant | κ | ρ | benchmark κ | medium precision | high recall |", "|---|---|---|---|---|---|"]
    for name, of in found.items():
        come, few = of["as they come"], of["benchmark"]
        values = come["kappa"], come["rho"], few["kappa"], few["precision_medium"], few["recall_high"]
        lines.append(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
