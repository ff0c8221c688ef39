"""What goes with the weights: which towers they are of, how pictures go in, and what likeness means."""

from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable

ROOM = "retrieval"
SHIPPED = Path(str(resources.files("models"))) / ROOM / "weights"
LITE = "EfficientNet-lite0 + MiniLM"
"""The model that is shipped; it is no SigLIP, only its loss is."""

TEXT_PROJECTION = "text.proj.weight"
"""The tensor that takes MiniLM's vectors to the space of the pictures."""


class Likeness(BaseModel):
    """Makes a probability of a cosine: the logistic of `slope` × cosine + `offset` (Platt 1999)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slope: float = 10.0
    offset: float = -5.0


class Subject(BaseModel):
    """Something that the model was taught to tell by its look, and how it is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    """As `tomato/late_blight`; those of ground seen from above begin with `overhead/`."""
    title: str


class RetrievalConfig(BaseModel):
    """The content of `config.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = LITE
    """Ours, or the name of an architecture of open_clip."""
    side: int = Field(default=224, gt=0)
    mean: tuple[float, float, float] = (127 / 255, 127 / 255, 127 / 255)  # on shades of 0–1
    std: tuple[float, float, float] = (128 / 255, 128 / 255, 128 / 255)
    dimensions: int = Field(default=384, gt=0)
    text_length: int = Field(default=64, gt=0)
    """Tokens to which texts of SigLIP are padded; MiniLM pads by itself."""
    subjects: tuple[Subject, ...] = ()
    """What the rows of `prototypes` in the weights stand for."""
    temperature: float = Field(default=0.05, gt=0)
    """Cosines to the prototypes are divided by it before their softmax."""
    known_above: float = Field(default=0.0, ge=-1, le=1)
    """Cosine to the nearest prototype below which a picture shows nothing that is known."""
    likeness_of_images: Likeness = Likeness()
    """Whether a picture of that cosine shows the same."""
    likeness_of_texts: Likeness = Likeness()
    """Whether a text of that cosine is true of the picture."""
    likeness_between_texts: Likeness = Likeness()
    """Whether two texts of that cosine speak of the same."""


def read_config(weights: Path) -> RetrievalConfig:
    """Read that of a folder of weights."""
    try:
        return RetrievalConfig.model_validate_json((weights / CHECKPOINT_FILES[1]).read_text())
    except (OSError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[1]} of the retrieval weights is not understood: {first}", room=ROOM, kind="damaged"
        ) from error
