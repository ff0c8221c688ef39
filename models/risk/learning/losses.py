"""What the risk network is to learn: classes by focal loss, ranks by CORAL, and where a crop stands."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from models.risk.config import BANDS
from models.risk.learning.batches import Batch
from models.risk.learning.settings import TrainConfig
from models.risk.network import Answer

_STANDS = 0.5  # weight of the loss of whether a crop stands
_GREEN, _MORE = 0.4, 3.0  # NDVI from which on ground without a crop counts so often, for woods are no fields


def compute_loss(answer: Answer, batch: Batch, config: TrainConfig, cuts: tuple[float, ...]) -> Tensor:
    """Compute the whole loss, a mean over pixels."""
    output = batch.classes >= 0
    counts = torch.where(_find_green(batch.image) & ~output, _MORE, 1.0)
    total = _STANDS * binary_cross_entropy_with_logits(answer.stands, output.to(answer.stands.dtype), counts)
    if output.any():
        logits = answer.classes.permute(0, 2, 3, 1)[output]
        total = total + compute_focal(logits, batch.classes[output], config)
        if config.coral_weight:
            exceeds = answer.exceeds.permute(0, 2, 3, 1)[output]
            total = total + config.coral_weight * compute_coral(exceeds, batch.loss[output], cuts)
    return total


def _find_green(image: Tensor) -> Tensor:
    """Find where NDVI is that of plants, (n, bands, h, w) → (n, h, w); False where nothing is seen."""
    red, near = image[:, BANDS.index("red")], image[:, BANDS.index("nir")]
    return (near - red) / (near + red).clamp(min=1e-6) > _GREEN


def compute_focal(logits: Tensor, classes: Tensor, config: TrainConfig) -> Tensor:
    """Compute the cross-entropy weighed by class, and by how far it is from being right (Lin et al. 2017)."""
    weights = logits.new_tensor(config.class_weights)[classes]
    chance = torch.softmax(logits, 1).gather(1, classes[:, None])[:, 0]
    entropy = cross_entropy(logits, classes, reduction="none", label_smoothing=config.label_smoothing)
    return (weights * (1 - chance) ** config.focal_gamma * entropy).sum() / weights.sum()


def compute_coral(exceeds: Tensor, loss: Tensor, cuts: tuple[float, ...]) -> Tensor:
    """Compute the cross-entropy of exceeding each cut (Cao, Mirjalili and Raschka 2020)."""
    beyond = (loss[:, None] >= loss.new_tensor(cuts)).to(exceeds.dtype)
    return binary_cross_entropy_with_logits(exceeds, beyond, reduction="none").sum(1).mean()
