"""What goes with the weights: how pictures go in and what the answers mean."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.modality.confirm import NETWORK_CLASSES, SIDE


class ModalityConfig(BaseModel):
    """The content of `config.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: tuple[str, ...] = NETWORK_CLASSES
    side: int = SIDE
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)  # of ImageNet, on shades of 0–1
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    temperature: float = Field(default=1.0, gt=0)  # logits are divided by it (Guo et al. 2017)


def read_config(weights: Path) -> ModalityConfig:
    """Read that of a folder of weights; a file of weights alone has the defaults."""
    if not weights.is_dir():
        return ModalityConfig()
    try:
        config = ModalityConfig.model_validate_json((weights / CHECKPOINT_FILES[1]).read_text())
    except (OSError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[1]} of the modality weights is not understood: {first}", room="modality", kind="damaged"
        ) from error
    if config.classes != NETWORK_CLASSES or config.side != SIDE:
        raise ModelUnavailable(
            f"the modality weights are for {', '.join(config.classes)} at {config.side} pixels",
            room="modality",
            kind="damaged",
        )
    return config
