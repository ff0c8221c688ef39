"""Pictures as other cameras, lights and places would show them, so that no background gives the answer away."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_SMALLEST = 0.35  # share of the area that a cut-out keeps at least
_SWAPPED = 0.6  # of the laboratory pictures get another background
_DARK = 0.3  # of the pictures are taken in low light
_BLURRED = 0.2
_ERASED = 0.25
_CHANNELS = torch.tensor((0.299, 0.587, 0.114)).view(1, 3, 1, 1)  # of brightness


@dataclass(frozen=True)
class Shown:
    """A batch before it is changed: shades 0–1 (n, 3, h, w), leaves (n, 1, h, w), other backgrounds (n, 3, h, w)."""

    shades: Tensor
    leaves: Tensor
    backgrounds: Tensor
    upright: Tensor
    """(n,) whether the sky is above: those are mirrored and tilted, others turned at will."""


def augment(shown: Shown, side: int, random: torch.Generator) -> Tensor:
    """Change a batch by chance; (n, 3, side, side) shades of 0–1."""
    count = len(shown.shades)
    swapped = (torch.rand(count, generator=random) < _SWAPPED).view(-1, 1, 1, 1)
    shades = torch.where(swapped, paste(shown.shades, shown.leaves, shown.backgrounds), shown.shades)
    shades = _cut_and_turn(shades, shown.upright, side, random)
    shades = _change_light(shades, random)
    return _erase(_wear(shades, random), random).clamp_(0, 1)


def paste(shades: Tensor, leaves: Tensor, backgrounds: Tensor) -> Tensor:
    """Lay leaves on other backgrounds, with a soft edge."""
    alpha = functional.avg_pool2d(leaves, 5, stride=1, padding=2, count_include_pad=False)
    return alpha * shades + (1 - alpha) * backgrounds


def darken(shades: Tensor, light: float, noise: float, random: torch.Generator) -> Tensor:
    """Take (n, 3, h, w) with so much of the light, as a camera at dusk does: dark, of less contrast and grainy."""
    grain = noise * torch.randn(shades.shape, generator=random)
    return (shades.pow(2.2).mul(light).pow(1 / 2.2) + grain).clamp(0, 1)


def _draw(count: int, low: float, high: float, random: torch.Generator) -> Tensor:
    return (low + (high - low) * torch.rand(count, generator=random)).view(-1, 1, 1, 1)


def _cut_and_turn(shades: Tensor, upright: Tensor, side: int, random: torch.Generator) -> Tensor:
    count = len(shades)
    area, stretch = _draw(count, _SMALLEST, 1.1, random).view(-1), _draw(count, -0.25, 0.25, random).view(-1)
    wide, high = area.sqrt() * stretch.exp().sqrt(), area.sqrt() / stretch.exp().sqrt()
    tilt = torch.where(upright, math.radians(20), math.pi) * (2 * torch.rand(count, generator=random) - 1)
    mirror = torch.where(torch.rand(count, generator=random) < 0.5, -1.0, 1.0)
    room = (1 - torch.stack([wide, high], 1)).clamp_min(0.05)
    shift = room * (2 * torch.rand(count, 2, generator=random) - 1)
    rows = [
        torch.stack([mirror * wide * tilt.cos(), -high * tilt.sin(), shift[:, 0]], 1),
        torch.stack([mirror * wide * tilt.sin(), high * tilt.cos(), shift[:, 1]], 1),
    ]
    grid = functional.affine_grid(torch.stack(rows, 1), [count, 3, side, side], align_corners=False)
    return functional.grid_sample(shades, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def _change_light(shades: Tensor, random: torch.Generator) -> Tensor:
    count = len(shades)
    gains = torch.exp(0.08 * torch.randn(count, 3, 1, 1, generator=random))
    shades = shades * gains * _draw(count, 0.7, 1.3, random)
    middle = shades.mean(dim=(1, 2, 3), keepdim=True)
    shades = middle + (shades - middle) * _draw(count, 0.75, 1.3, random)
    grey = (shades * _CHANNELS).sum(dim=1, keepdim=True)
    shades = (grey + (shades - grey) * _draw(count, 0.7, 1.35, random)).clamp(0, 1)
    dark = (torch.rand(count, generator=random) < _DARK).view(-1, 1, 1, 1)
    light = _draw(count, 0.08, 0.5, random)
    return torch.where(dark, shades.pow(2.2).mul(light).pow(1 / 2.2), shades)


def _wear(shades: Tensor, random: torch.Generator) -> Tensor:
    count, side = len(shades), shades.shape[-1]
    small = functional.interpolate(shades, scale_factor=0.5, mode="area")
    blurred = functional.interpolate(small, size=(side, side), mode="bilinear")
    chosen = (torch.rand(count, generator=random) < _BLURRED).view(-1, 1, 1, 1)
    noise = _draw(count, 0, 0.04, random) * torch.randn(shades.shape, generator=random)
    return torch.where(chosen, blurred, shades) + noise


def _erase(shades: Tensor, random: torch.Generator) -> Tensor:
    side = shades.shape[-1]
    for place in torch.nonzero(torch.rand(len(shades), generator=random) < _ERASED).flatten().tolist():
        edge = int(side * (0.1 + 0.25 * torch.rand(1, generator=random)))
        top, left = torch.randint(side - edge, (2,), generator=random).tolist()
        shades[place, :, top : top + edge, left : left + edge] = torch.rand(3, 1, 1, generator=random)
    return shades
