"""The sizes of the captioning network, and the language model that its trained parts belong to."""

from importlib import resources
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.schemas import Language

ROOM = "caption"
SHIPPED = Path(str(resources.files("models"))) / ROOM / "weights"
LANGUAGES: tuple[Language, ...] = get_args(Language)

SMOLLM2 = "SmolLM2-135M-Instruct"
"""The language model of the shipped weights (Allal et al. 2025, arXiv:2502.02737; Apache-2.0)."""
SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""Of the GGUF file that it is converted from."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EncoderConfig(_Part):
    """The sizes of a CROMA (Fuller et al. 2023, arXiv:2311.00566); its heads are 16 always, its patches 8 pixels."""

    width: int = Field(default=192, gt=0, multiple_of=16)
    depth: int = Field(default=6, gt=0)
    side: int = Field(default=64, gt=0, multiple_of=8)
    """Pixels of a patch a side."""

    @property
    def tokens(self) -> int:
        """How many tokens a patch has."""
        return (self.side // 8) ** 2


CROMA_LARGE = EncoderConfig(width=1024, depth=24)
"""Its position bias is computed, so that the official weights, learned at 120 pixels, take patches of 64 too."""


class AdapterConfig(_Part):
    """What makes visual tokens of patch tokens."""

    tokens: int = Field(default=20, gt=9)
    """Visual tokens in all: some that ask, the last nine of these one for each part, and those of the statistics."""
    statistics: int = Field(default=3, gt=0)
    width: int = Field(default=192, gt=0, multiple_of=4)
    depth: int = Field(default=3, gt=0)
    heads: int = Field(default=6, gt=0)
    levels: int = Field(default=64, gt=0)
    """Numbers by which a token tells the absolute reflectance of its pixels."""


class LoraSizes(_Part):
    """The low-rank matrices that the language model learns by (Hu et al. 2022)."""

    rank: int = Field(default=16, gt=0)
    alpha: int = Field(default=32, gt=0)
    from_layer: int = Field(default=0, ge=0)
    """The first layer that has them."""


class BaseReference(_Part):
    """The language model that the trained parts were trained with, and no other."""

    name: str = SMOLLM2
    """Ours, the name of a model of a hub, or a folder."""
    sha256: str = SMOLLM2_SHA256


class CaptionConfig(_Part):
    """The content of `config.json`."""

    model: str = "XVision: CROMA small and SmolLM2-135M-Instruct"
    encoder: EncoderConfig = EncoderConfig()
    adapter: AdapterConfig = AdapterConfig()
    lora: LoraSizes = LoraSizes()
    base: BaseReference = BaseReference()
    languages: tuple[Language, ...] = LANGUAGES
    surely: float = Field(default=0.6, ge=0, le=1)
    """Probability of a class below which its aspect is left out."""
    surely_of_places: float = Field(default=0.4, ge=0, le=1)
    """The same of the greenest and the barest part."""
    longest: int = Field(default=120, gt=0)
    """Tokens after which a caption ends."""
    weights: str = ""
    """The sha256 of the weights beside it, by which those of one training are told from those of another."""


def read_config(weights: Path) -> CaptionConfig:
    """Read that of a folder of weights; raises `ModelUnavailable`."""
    try:
        return CaptionConfig.model_validate_json((weights / CHECKPOINT_FILES[1]).read_text())
    except (OSError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[1]} of the caption weights is not understood: {first}", room=ROOM, kind="damaged"
        ) from error
