"""Settings of the training of the risk network, from a file in sections and from flags."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

DEFAULTS = Path(__file__).with_name("train.yaml")
_NAMES = {
    "model": {"encoder": "encoder", "attention": "attention", "dropout_prob": "dropout"},
    "dataset": {
        "tiles": "tiles", "resampling": "resampling", "oversample_target_fraction": "oversample_to",
        "smote_target_fraction": "smote_to", "smote_k_neighbors": "smote_neighbours",
    },
    "training": {
        "focal_gamma": "focal_gamma", "class_weights": "class_weights", "label_smoothing": "label_smoothing",
        "coral_weight": "coral_weight", "augmentation": "augmentation", "epochs": "epochs", "patience": "patience",
        "batch": "batch", "learning_rate": "learning_rate", "weight_decay": "weight_decay",
    },
}  # fmt: skip
"""Names in the file, section by section, and ours."""
_SWITCHES = {"use_focal_loss": ("focal_gamma", 0.0), "use_ordinal_loss": ("coral_weight", 0.0)}

Resampling = Literal["none", "oversample", "smote-tiles", "smote-features"]


def _split_words(value: Any) -> Any:
    return value.split(",") if isinstance(value, str) else value


Weights = Annotated[tuple[float, float, float], BeforeValidator(_split_words)]


class TrainConfig(BaseModel):
    """Train the risk network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    out: Path = Field(description="where checkpoint, log and weights go, and tiles unless --drawn says where")
    drawn: Path | None = Field(default=None, description="where tiles are kept")
    encoder: str = Field(default="efficientnet-b4", description="of segmentation_models_pytorch, as resnet50")
    attention: bool = Field(default=True, description="channel and spatial attention on the deepest features")
    dropout: float = Field(default=0.4, ge=0, lt=1, description="of the deepest features")
    tiles: int = Field(default=9000, gt=0, description="tiles to learn from")
    rare: bool = Field(default=False, description="only scenes in which the medium class is rare, as in the benchmark")
    resampling: Resampling = Field(default="none", description="how the medium class is made less rare")
    oversample_to: float = Field(default=0.05, gt=0, lt=1, description="share of medium pixels by repeating tiles")
    smote_to: float = Field(default=0.075, gt=0, lt=1, description="share of medium pixels by SMOTE after that")
    smote_neighbours: int = Field(default=5, gt=0, description="k of SMOTE")
    focal_gamma: float = Field(default=2.5, ge=0, description="of the focal loss (Lin et al. 2017); 0 is cross-entropy")
    class_weights: Weights = Field(default=(0.4, 2.5, 2.0), description="low, medium, high")
    label_smoothing: float = Field(default=0.05, ge=0, lt=1, description="of the classes")
    coral_weight: float = Field(default=0.3, ge=0, description="of the ordinal loss beside that of the classes")
    augmentation: float = Field(default=0.4, ge=0, le=1, description="strength of haze, contrast and calibration")
    epochs: int = Field(default=60, gt=0, description="at most")
    patience: int = Field(default=15, gt=0, description="epochs without gain before it stops")
    batch: int = Field(default=24, gt=0, description="tiles at once")
    learning_rate: float = Field(default=2e-3, gt=0, description="at the top of half a cosine")
    weight_decay: float = Field(default=0.01, ge=0, description="of AdamW")
    hours: float = Field(default=0, ge=0, description="the cosine ends after that long, not after `epochs`; 0 is off")
    start: Path | None = Field(default=None, description="a folder of weights to start from")
    seed: int = Field(default=42, ge=0, description="of tiles, weights and order")
    device: str = Field(default="cpu", description="cpu or cuda")
    workers: int = Field(default=0, ge=0, description="processes that make batches ready, so that a GPU need not wait")
    config: Path = Field(default=DEFAULTS, description="a file of sections as models/risk/train.yaml")

    @model_validator(mode="before")
    @classmethod
    def _over_the_file(cls, given: dict[str, Any]) -> dict[str, Any]:
        return read_sections(Path(given.get("config", DEFAULTS))) | given


def read_sections(path: Path) -> dict[str, Any]:
    """Fields of `TrainConfig` that a file of sections sets; raises `ValueError` where it is not understood."""
    import yaml

    try:
        sections = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: not readable as YAML ({str(error).splitlines()[0]})") from error
    if not isinstance(sections, dict) or not all(isinstance(part, dict) for part in sections.values()):
        raise ValueError(f"{path}: write sections as in models/risk/train.yaml")
    found: dict[str, Any] = {}
    for section, entries in sections.items():
        for key, value in entries.items():
            if key in _SWITCHES:
                continue
            if key not in _NAMES.get(section, {}):
                raise ValueError(f"{path}: {section}.{key} is not known; models/risk/train.yaml shows all keys")
            found[_NAMES[section][key]] = value
    for key, (name, off) in _SWITCHES.items():
        if sections.get("training", {}).get(key) is False:
            found[name] = off
    return found
