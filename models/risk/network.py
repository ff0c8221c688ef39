"""The risk network: a U-Net with the encoder EfficientNet-B4 and a branch for what is known beside the picture.

Two things differ from the usual U-Net, so that an answer hangs on the ground near a pixel and not on where a tile was
cut. Squeeze-and-excitation, which looks at the mean of a whole tile, is a constant for each channel, as in
EfficientNet-Lite: `fold_excitation` puts its mean into the weights. And the deepest stage, whose view is 2 km wide, is
left out: features are at most 16 times coarser than the picture.

The ordinal head is CORAL (Cao, Mirjalili and Raschka 2020): one score and ordered thresholds, so ranks never cross.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from models import torchvision_ops as _  # noqa: F401  before segmentation_models_pytorch
from models.backend import RISK_STRIDE
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.risk.config import EDGES, RiskConfig, read_config

DEPTH = 4
assert 2**DEPTH == RISK_STRIDE
DECODER = (128, 64, 32, 16)
_QUARTER = 1  # the block of the decoder after which features have cells of 4 pixels
_GIVEN, _MIXED = 96, 192  # channels of the conditioning, and where it meets the picture
_LEAST = -1.0  # reflectance; what is less is no data
_NEAR = 2  # cells of 16 pixels in each direction over which attention pools: 800 m


class Answer(NamedTuple):
    """Of n tiles, pixel by pixel."""

    classes: Tensor  # (n, 3, h, w) logits of low, medium, high
    exceeds: Tensor  # (n, cuts, h, w) logits of losing more than each cut, which never rise from cut to cut
    stands: Tensor  # (n, h, w) logit of a crop standing there that can be judged


class RiskNet(nn.Module):
    """The whole network."""

    def __init__(self, config: RiskConfig) -> None:
        super().__init__()
        from segmentation_models_pytorch.decoders.unet.decoder import UnetDecoder
        from segmentation_models_pytorch.encoders import get_encoder

        self.config = config
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(config.band_mean).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(config.band_std).view(1, -1, 1, 1), persistent=False)
        self.encoder = get_encoder(config.encoder, in_channels=2 * len(config.bands), depth=DEPTH, weights=None)
        _remove_unused(self.encoder)
        deepest = self.encoder.out_channels[-1]
        self.attention = Attention(deepest) if config.attention else nn.Identity()
        self.drop = nn.Dropout2d(config.dropout)
        self.decoder = UnetDecoder(self.encoder.out_channels, DECODER, n_blocks=DEPTH)
        self.facts = ConditioningBranch(config)
        self.heads = nn.Conv2d(DECODER[-1], len(config.classes) + 2, 1)
        self.thresholds = Thresholds(len(config.cuts))
        layout: Any = self
        layout.to(memory_format=torch.channels_last)  # less time on processors

    def forward(self, image: Tensor, whole: Tensor, cells: Tensor) -> Answer:
        """Answer for an image (n, bands, h, w), NaN where unknown, given conditioning whole (n, w) and cells (n, c,
        h / 4, w / 4).
        """
        return self.apply_heads(self.compute_features(image, whole, cells))

    def compute_features(self, image: Tensor, whole: Tensor, cells: Tensor) -> Tensor:
        """Compute the features (n, 16, h, w) that the heads read."""
        return self.decode(self.encode(image), whole, cells)

    def encode(self, image: Tensor) -> list[Tensor]:
        """Compute what is seen at 1, 1/2, 1/4, 1/8 and 1/16 of the side."""
        there = image > _LEAST  # which NaN is not
        shades = torch.where(there, (image - self.mean) / self.std, 0.0)
        shown = torch.cat([shades, there.to(shades.dtype)], dim=1)
        *finer, deepest = self.encoder(shown)
        return [*finer, self.drop(self.attention(deepest))]

    def decode(self, stages: Sequence[Tensor], whole: Tensor, cells: Tensor) -> Tensor:
        """Go from the stages of `encode` up to the picture's own pixels."""
        found = stages[-1]
        for place, block in enumerate(self.decoder.blocks):
            beside = stages[-2 - place]
            skip = beside if place < DEPTH - 1 else None
            found = block(found, beside.shape[2], beside.shape[3], skip_connection=skip)
            if place == _QUARTER:
                found = found + self.facts(found, whole, cells)
        return found

    def apply_heads(self, features: Tensor) -> Answer:
        """Apply the heads to features, pixel by pixel."""
        output = self.heads(features)
        count = len(self.config.classes)
        return Answer(output[:, :count], self.thresholds(output[:, count : count + 1]), output[:, count + 1])


class ConditioningBranch(nn.Module):
    """The branch that mixes the conditioning of a tile and of its cells with what is seen there."""

    def __init__(self, config: RiskConfig) -> None:
        super().__init__()
        self.told = nn.Sequential(
            nn.Conv2d(sum(config.width), _GIVEN, 1),
            nn.GELU(),
            nn.Conv2d(_GIVEN, _GIVEN, 1),
            nn.GELU(),
        )
        self.mixed = nn.Sequential(
            nn.Conv2d(DECODER[_QUARTER] + _GIVEN, _MIXED, 1), nn.GELU(),
            nn.Conv2d(_MIXED, _MIXED, 1), nn.GELU(),
            nn.Conv2d(_MIXED, DECODER[_QUARTER], 1),
        )  # fmt: skip

    def forward(self, seen: Tensor, whole: Tensor, cells: Tensor) -> Tensor:
        """Turn what is seen, (n, c, h / 4, w / 4), into what is to be added to it."""
        everywhere = whole[:, :, None, None].expand(-1, -1, cells.shape[2], cells.shape[3])
        conditioning = self.told(torch.cat([everywhere, cells], dim=1))
        mixed: Tensor = self.mixed(torch.cat([seen, conditioning], dim=1))
        return mixed


class Attention(nn.Module):
    """Which channels matter near each place, then which places (CBAM, Woo et al. 2018, over what is near)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channel = nn.Sequential(
            nn.Conv2d(channels, channels // 8, 1), nn.ReLU(), nn.Conv2d(channels // 8, channels, 1)
        )
        self.place = nn.Conv2d(2, 1, 3, padding=1)

    def forward(self, features: Tensor) -> Tensor:
        """Weigh features; their shape stays."""
        window = 2 * _NEAR + 1
        mean = nn.functional.avg_pool2d(features, window, 1, _NEAR, count_include_pad=False)
        most = nn.functional.max_pool2d(features, window, 1, _NEAR)
        weighed = features * torch.sigmoid(self.channel(mean) + self.channel(most))
        seen = torch.cat([weighed.mean(1, keepdim=True), weighed.amax(1, keepdim=True)], dim=1)
        return weighed * torch.sigmoid(self.place(seen))


class Thresholds(nn.Module):
    """One score → logits of exceeding each of the ordered cuts: the same score less thresholds that rise."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.first = nn.Parameter(torch.zeros(1))
        self.steps = nn.Parameter(torch.zeros(count - 1))

    def forward(self, score: Tensor) -> Tensor:
        """Turn (n, 1, h, w) into (n, cuts, h, w)."""
        return score - self.compute_thresholds().view(1, -1, 1, 1)

    def compute_thresholds(self) -> Tensor:
        """Compute the thresholds, (cuts,)."""
        return torch.cat([self.first, nn.functional.softplus(self.steps)]).cumsum(0)


class CalibratedNet(nn.Module):
    """The network with its probabilities calibrated as `Calibration` says."""

    def __init__(self, network: RiskNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor, whole: Tensor, cells: Tensor, calibration: Tensor) -> Tensor:
        """Give, for a calibration (n, 4) of 1 / temperature and biases, (n, 4, h, w): low, medium, high; a crop
        stands.
        """
        answer = self.network(image, whole, cells)
        config = self.network.config
        stands = torch.sigmoid(answer.stands + config.stands_bias)[:, None]
        return torch.cat([calibrate(answer, calibration, config.cuts), stands], dim=1)


def calibrate(answer: Answer, calibration: Tensor, cuts: tuple[float, ...]) -> Tensor:
    """Compute (n, 3, h, w) of low, medium and high: the mean of both heads, sharpened by the calibration (n, 4)."""
    return combine_heads(answer.classes, answer.exceeds[:, [cuts.index(edge) for edge in EDGES]], calibration)


def combine_heads(classes: Tensor, exceeds: Tensor, calibration: Tensor) -> Tensor:
    """Combine logits (n, 3, h, w) of the classes and (n, 2, h, w) of losing more than each of EDGES into those
    probabilities.
    """
    beyond = torch.sigmoid(exceeds)
    some, much = beyond[:, :1], beyond[:, 1:]
    ranks = torch.cat([1 - some, some - much, much], dim=1).clamp(min=1e-4)
    both = 0.5 * (classes + ranks.log())  # how large the sum is does not matter to what follows
    return torch.softmax((both + calibration[:, 1:, None, None]) * calibration[:, :1, None, None], dim=1)


def fold_excitation(encoder: nn.Module, batches: Iterator[Tensor]) -> None:
    """Replace squeeze-and-excitation by its mean over these pictures, put into the weights that follow it."""
    blocks: list[Any] = [block for block in encoder.modules() if getattr(block, "_has_se", False)]
    sums = [torch.zeros(1)] * len(blocks)
    hooks = [block._se_expand.register_forward_hook(_make_adder(sums, place)) for place, block in enumerate(blocks)]
    count = 0
    with torch.inference_mode():
        for batch in batches:
            encoder(batch)
            count += len(batch)
    for hook in hooks:
        hook.remove()
    with torch.no_grad():
        for block, total in zip(blocks, sums, strict=True):
            block._project_conv.weight *= (total / count).view(1, -1, 1, 1)
    drop_excitation(encoder)


def _make_adder(sums: list[Tensor], place: int) -> Any:
    def add(_module: nn.Module, _given: Any, output: Tensor) -> None:
        sums[place] = sums[place] + torch.sigmoid(output).sum((0, 2, 3))

    return add


def drop_excitation(encoder: nn.Module) -> None:
    """Take squeeze-and-excitation out of an encoder."""
    blocks: list[Any] = [block for block in encoder.modules() if getattr(block, "_has_se", False)]
    for block in blocks:
        block._has_se = False
        del block._se_reduce, block._se_expand


def _remove_unused(encoder: Any) -> None:
    """Take out what is not used, stages beyond DEPTH among it."""
    drop_excitation(encoder)
    if hasattr(encoder, "_conv_head"):  # an EfficientNet
        deepest = encoder._out_indexes[DEPTH - 2]
        encoder._blocks = encoder._blocks[: deepest + 1]
        for name in ("_conv_head", "_bn1", "_avg_pooling"):
            delattr(encoder, name)


def load_network(weights: Path) -> RiskNet:
    """Load a network from a folder of weights; raise `ModelUnavailable` where they cannot be used."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    network = RiskNet(read_config(weights))
    try:
        tensors = load_file(weights / CHECKPOINT_FILES[0])
    except (SafetensorError, OSError) as error:
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[0]} of the risk weights cannot be read: {error}", room="risk", kind="damaged"
        ) from error
    try:
        network.load_state_dict({name: value.float() for name, value in tensors.items()})
    except RuntimeError as error:
        raise ModelUnavailable(
            "the risk weights are not of this version's network", room="risk", kind="damaged"
        ) from error
    return network.eval()
