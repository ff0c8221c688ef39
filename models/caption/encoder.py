"""What the network sees of a patch: pixels as CROMA takes them, their absolute levels, and what is missing."""

from pathlib import Path
from pickle import UnpicklingError
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

import models.torchvision_ops  # noqa: F401  (before torchgeo, which imports torchvision)
from models.caption.config import ROOM, EncoderConfig
from models.errors import ModelUnavailable

BANDS = 12
TOKEN = 8
"""Pixels of a token a side."""
STATISTICS = 3 * BANDS + 1
_FLAT = 1e-3  # reflectance: a smaller standard deviation is noise, and is not blown up to contrast
_DARKEST = 1e-3  # reflectance, before its logarithm is taken
_FILL = 0.5


class View(NamedTuple):
    """Patches made ready; t is the number of tokens."""

    pixels: Tensor
    """(n, 12, h, w) of 0–1 by each band's mean ± 2 standard deviations; 0.5 where there is no data."""
    levels: Tensor
    """(n, 12, h, w) logarithms of reflectance, about −2 to 2; 0 where there is no data."""
    known: Tensor
    """(n, 12, h, w) 1 where there is data, else 0."""
    statistics: Tensor
    """(n, 37) of each band the log mean, the log deviation and whether it is there; the share of pixels with data."""

    @property
    def present(self) -> Tensor:
        """(n, 12) 1 where the band is there."""
        return self.known.amax((2, 3))

    def shares(self) -> Tensor:
        """(n, t, 1) shares of pixels with data in each token."""
        share = functional.avg_pool2d(self.known.amax(1, keepdim=True), TOKEN)
        return share.flatten(2).transpose(1, 2)


def look(patches: Tensor) -> View:
    """(n, 12, h, w) reflectance, NaN where there is none, as the network takes them; a uniform band becomes 0.5."""
    known = patches.isfinite()
    count = known.sum((2, 3), keepdim=True).clamp(min=1)
    values = torch.where(known, patches, 0.0)
    mean = values.sum((2, 3), keepdim=True) / count
    spread = torch.where(known, (patches - mean) ** 2, 0.0).sum((2, 3), keepdim=True).div(count).sqrt()
    scaled = ((values - mean) / spread.clamp(min=_FLAT) / 4 + 0.5).clamp(0, 1)
    present = known.any(3).any(2)
    told = present[..., None, None].float()
    statistics = torch.cat([
        (_log(mean) * told).flatten(1), ((spread.clamp(min=_FLAT).log() + 4) * told).flatten(1), present.float(),
        known.any(1).float().mean((1, 2))[:, None],
    ], 1)  # fmt: skip
    return View(
        torch.where(known, scaled, _FILL), torch.where(known, _log(values), 0.0), known.to(patches.dtype), statistics
    )


def _log(reflectance: Tensor) -> Tensor:
    return reflectance.clamp(_DARKEST, 2.0).log() + 2


def build_encoder(config: EncoderConfig) -> nn.Module:
    """Build torchgeo's CROMA for optical patches, with random weights."""
    from torchgeo.models import CROMA

    return CROMA(
        ["optical"], encoder_dim=config.width, encoder_depth=config.depth, num_heads=16, image_size=config.side
    )


def encode(encoder: nn.Module, pixels: Tensor) -> Tensor:
    """(n, 12, h, w) of 0–1 → (n, t, width) patch tokens."""
    found: dict[str, Tensor] = encoder(x_optical=pixels)
    return found["optical_encodings"]


def load_official(path: Path, config: EncoderConfig) -> nn.Module:
    """Load a checkpoint of CROMA's authors: a dictionary of state dicts, or safetensors with the parts as prefixes.

    Raises `ModelUnavailable` where it cannot be read, or is of another size.
    """
    encoder: Any = build_encoder(config)
    try:
        for part, state in _read_parts(path).items():
            if part in ("s2_encoder", "s2_GAP_FFN"):
                getattr(encoder, part).load_state_dict(state)
    except (OSError, RuntimeError, ValueError, KeyError, EOFError, UnpicklingError) as error:
        reason = f"{path.name} is no CROMA of width {config.width}: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error
    return encoder  # type: ignore[no-any-return]


def _read_parts(path: Path) -> dict[str, dict[str, Tensor]]:
    """Read the parts; raises `ValueError` where one that is needed is missing."""
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        parts: dict[str, dict[str, Tensor]] = {}
        for name, tensor in load_file(path).items():
            part, _, rest = name.partition(".")
            parts.setdefault(part, {})[rest] = tensor
    else:
        parts = torch.load(path, map_location="cpu", weights_only=True)
    lacking = {"s2_encoder", "s2_GAP_FFN"} - set(parts)
    if lacking:
        raise ValueError(f"it lacks {' and '.join(sorted(lacking))}")
    return parts
