"""The health network: what a cell of 40 m shows, what sensors felt and what is known of the place, weighed and fused.

A residual network with channel and spatial attention (after CBAM, Woo et al. 2018) sees each cell in its field and
among the fields near it; an LSTM reads the week of sensors; embeddings carry season, soil, crop, age and the
weather since sowing. Attention from the cell to the three sources says how much each counted. A mask and a
learned token mark what is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.health.config import CELL, SOURCES, HealthConfig, read_config

NEAR = 7
"""Cells in each direction that a cell is held against: 600 m across."""


@dataclass(frozen=True)
class Inputs:
    """What is known of n tiles; NaN, zero or False where nothing is."""

    image: Tensor  # (n, bands, h, w) reflectance, NaN where a band or a pixel is missing; h and w divisible by CELL
    sensors: Tensor  # (n, 7, quantities), NaN where nothing was read
    place: Tensor  # (n, places) in the order of `PLACES`, NaN where nothing is known
    soil: Tensor  # (n,) index, 0 unknown
    crop: Tensor  # (n, h / CELL, w / CELL) index, 0 unknown
    age: Tensor  # (n, h / CELL, w / CELL) days since sowing, NaN unknown
    season: Tensor  # (n, 3, h / CELL, w / CELL) in the order of `SEASON`, since sowing, NaN unknown

    def keep_only(self, keep: frozenset[str]) -> "Inputs":
        """Take away all but these words of `EVERYTHING`."""

        def kept(values: Tensor, name: str, nothing: float) -> Tensor:
            return values if name in keep else torch.full_like(values, nothing)

        nan = float("nan")
        return Inputs(
            kept(self.image, "image", nan),
            kept(self.sensors, "sensors", nan),
            kept(self.place, "place", nan),
            kept(self.soil, "place", 0),
            kept(self.crop, "crop", 0),
            kept(self.age, "crop", nan),
            kept(self.season, "season", nan),
        )

    def to(self, device: str) -> "Inputs":
        """Copy the inputs to a device."""
        return Inputs(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


class Answer(NamedTuple):
    """For each cell of n tiles, (n, …, h / CELL, w / CELL)."""

    condition: Tensor  # (n, 4, …) logits, healthy to severe
    causes: Tensor  # (n, causes, …) logits
    loss: Tensor  # (n, …) logit of the share of cover that is missing
    doubt: Tensor  # (n, …) logit of the answer being wrong
    stands: Tensor  # (n, …) logit of a crop standing there that can be judged
    attention: Tensor  # (n, 3, …) weights of SOURCES, which sum to one


class HealthNet(nn.Module):
    """The whole network."""

    def __init__(self, config: HealthConfig) -> None:
        super().__init__()
        width = config.width
        self.picture = _Picture(config)
        self.sensors = _Sensors(config)
        self.place = _Place(config)
        self.absent = nn.Parameter(torch.zeros(len(SOURCES), width))
        self.fusion = _Fusion(width)
        self.trunk = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Dropout(config.dropout))
        self.condition = nn.Linear(width, len(config.classes))
        self.causes = nn.Linear(width, len(config.causes))
        self.loss = nn.Linear(width, 1)
        self.stands = nn.Linear(width, 1)
        self.doubt = nn.Sequential(
            nn.Linear(width + len(config.classes), width // 2), nn.GELU(), nn.Linear(width // 2, 1)
        )
        layout: Any = self
        layout.to(memory_format=torch.channels_last)  # half the time on processors

    def forward(self, known: Inputs) -> Answer:
        """Answer for each cell; see `Answer`."""
        cells, seen = self.picture(known.image)  # (n, rows, columns, width), (n, rows, columns)
        felt, has_sensors = self.sensors(known.sensors)  # (n, width), (n,)
        place, has_place = self.place(known)  # (n, rows, columns, width), (n, rows, columns)
        shape = cells.shape
        tokens = torch.stack([cells, felt[:, None, None].expand(shape), place], dim=3)
        there = torch.stack([seen, has_sensors[:, None, None].expand(seen.shape), has_place], dim=3)
        tokens = torch.where(there[..., None], tokens, self.absent)
        fused, attention = self.fusion(tokens, there)
        features = self.trunk(fused)
        condition = self.condition(features)
        inputs = torch.cat([features, condition.softmax(-1)], dim=-1).detach()
        return Answer(
            condition.permute(0, 3, 1, 2),
            self.causes(features).permute(0, 3, 1, 2),
            self.loss(features)[..., 0],
            self.doubt(inputs)[..., 0],
            self.stands(features)[..., 0],
            attention.permute(0, 3, 1, 2),
        )


class _Picture(nn.Module):
    """(n, bands, h, w) → features of each cell and where there is something to see."""

    def __init__(self, config: HealthConfig) -> None:
        super().__init__()
        fine, coarse = config.channels
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(config.band_mean).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(config.band_std).view(1, -1, 1, 1), persistent=False)
        squares = nn.PixelUnshuffle(2)  # most bands have pixels of 20 m
        self.stem = nn.Sequential(
            squares, _make_convolution(8 * len(config.bands), fine), nn.BatchNorm2d(fine), nn.ReLU()
        )
        self.body = nn.Sequential(
            _Block(fine, fine), _Attention(fine, CELL // 2),
            _Block(fine, coarse, stride=2), _Block(coarse, coarse), _Attention(coarse, 1),
        )  # fmt: skip
        self.out = nn.Linear(2 * coarse, config.width)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Return features (n, h / CELL, w / CELL, width), and whether anything is seen, (n, h / CELL, w / CELL)."""
        there = torch.isfinite(image)
        shades = torch.where(there, (image - self.mean) / self.std, 0.0)
        features = self.body(self.stem(torch.cat([shades, there.to(shades.dtype)], dim=1)))
        pixels = there.any(dim=1, keepdim=True).to(shades.dtype)
        seen = nn.functional.avg_pool2d(pixels, CELL) > 0
        weight = seen.to(shades.dtype)
        around = _average_nearby(features * weight) / _average_nearby(weight).clamp(min=1e-3)
        both = torch.cat([features, around], dim=1).permute(0, 2, 3, 1)
        return self.out(both), seen[:, 0]


class _Sensors(nn.Module):
    """(n, 7, quantities) → (n, width) and whether anything was read."""

    def __init__(self, config: HealthConfig) -> None:
        super().__init__()
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(config.quantity_mean), persistent=False)
        self.register_buffer("std", torch.tensor(config.quantity_std), persistent=False)
        self.lstm = nn.LSTM(2 * len(config.quantities), config.width, batch_first=True)

    def forward(self, week: Tensor) -> tuple[Tensor, Tensor]:
        """Return the last state of the LSTM."""
        there = torch.isfinite(week)
        scaled = torch.where(there, (week - self.mean) / self.std, 0.0)
        _, (state, _) = self.lstm(torch.cat([scaled, there.to(week.dtype)], dim=2))
        return state[-1], there.any(dim=2).any(dim=1)


class _Place(nn.Module):
    """Season of the year, elevation, soil; crop, age and weather since sowing of each cell."""

    def __init__(self, config: HealthConfig) -> None:
        super().__init__()
        places, width = len(config.places), config.width
        self.soil = nn.Embedding(len(config.soils) + 1, width // 4)
        self.crop = nn.Embedding(len(config.crops) + 1, width // 4)
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(config.season_mean), persistent=False)
        self.register_buffer("std", torch.tensor(config.season_std), persistent=False)
        inputs = 2 * places + width // 2 + 4 + 2 * len(config.season_mean)
        self.mix = nn.Sequential(nn.Linear(inputs, width), nn.GELU(), nn.Linear(width, width))

    def forward(self, known: Inputs) -> tuple[Tensor, Tensor]:
        """Return features (n, rows, columns, width), and where anything is known."""
        rows, columns = known.crop.shape[1:]
        there = torch.isfinite(known.place)
        place = torch.cat([torch.where(there, known.place, 0.0), there.to(known.place.dtype)], dim=1)
        whole = torch.cat([place, self.soil(known.soil)], dim=1)[:, None, None].expand(-1, rows, columns, -1)
        dated = torch.isfinite(known.age)
        days = torch.where(dated, known.age, 0.0) / 100
        age = torch.stack([days, days**2, torch.sqrt(days), dated.to(days.dtype)], dim=3)
        season = known.season.permute(0, 2, 3, 1)
        felt = torch.isfinite(season)
        weather = torch.cat([torch.where(felt, (season - self.mean) / self.std, 0.0), felt.to(season.dtype)], dim=3)
        tokens = self.mix(torch.cat([whole, self.crop(known.crop), age, weather], dim=3))
        anything = (there.any(dim=1) | (known.soil > 0))[:, None, None] | (known.crop > 0) | dated | felt.any(dim=3)
        return tokens, anything


class _Fusion(nn.Module):
    """Attention from each cell to what is there; its weights are those of one head, so that they mean something."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.all = nn.Linear(len(SOURCES) * width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Fuse (…, sources, width) into (…, width), and return the weights (…, sources)."""
        together = self.all(tokens.flatten(-2))
        query = self.query(together)  # keys and values are linear in the tokens, so they are weighed before
        likeness = (tokens @ (query @ self.key.weight)[..., None])[..., 0] + (query @ self.key.bias)[..., None]
        scores = likeness / tokens.shape[-1] ** 0.5
        scores = scores.masked_fill(~there, torch.finfo(scores.dtype).min)
        weights = scores.softmax(-1) * there.any(-1, keepdim=True)
        mixed = (tokens * weights[..., None]).sum(-2)
        fused = nn.functional.linear(mixed, self.value.weight) + self.value.bias * weights.sum(-1, keepdim=True)
        return self.norm(together + fused), weights


class _Block(nn.Module):
    """Two convolutions beside a short cut (He et al. 2016)."""

    def __init__(self, inner: int, outer: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Sequential(_make_convolution(inner, outer, stride), nn.BatchNorm2d(outer), nn.ReLU())
        self.second = nn.Sequential(_make_convolution(outer, outer), nn.BatchNorm2d(outer))
        plain = stride == 1 and inner == outer
        self.short = nn.Identity() if plain else nn.Sequential(nn.AvgPool2d(stride), nn.Conv2d(inner, outer, 1))

    def forward(self, features: Tensor) -> Tensor:
        """Turn (n, inner, h, w) into (n, outer, h / stride, w / stride)."""
        return torch.relu(self.short(features) + self.second(self.first(features)))


class _Attention(nn.Module):
    """Which channels matter near each cell, then which places. CBAM pools over the picture; this over what is near."""

    def __init__(self, channels: int, step: int) -> None:
        super().__init__()
        self._step = step  # pixels of these features in a cell
        self.channel = nn.Sequential(
            nn.Conv2d(channels, channels // 4, 1), nn.ReLU(), nn.Conv2d(channels // 4, channels, 1)
        )
        self.place = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, features: Tensor) -> Tensor:
        """Weigh features; their shape stays."""
        cells = nn.functional.avg_pool2d(features, self._step), nn.functional.max_pool2d(features, self._step)
        pooled = _average_nearby(cells[0]), _maximise_nearby(cells[1])
        channels = torch.sigmoid(self.channel(pooled[0]) + self.channel(pooled[1]))
        weighed = features * channels.repeat_interleave(self._step, 2).repeat_interleave(self._step, 3)
        seen = torch.stack([weighed.mean(1), weighed.amax(1)], dim=1)
        return weighed * torch.sigmoid(self.place(seen))


def _average_nearby(cells: Tensor) -> Tensor:
    """Average over the cells up to NEAR away, so that answers do not hang on where a tile was cut."""
    return _pool_along_both(partial(nn.functional.avg_pool2d, count_include_pad=False), cells)


def _maximise_nearby(cells: Tensor) -> Tensor:
    """Take the maximum over the same cells."""
    return _pool_along_both(nn.functional.max_pool2d, cells)


def _pool_along_both(pool: Callable[..., Tensor], cells: Tensor) -> Tensor:
    """Pool down, then across: a seventh of the work of a square at once."""
    down = pool(cells, (2 * NEAR + 1, 1), 1, (NEAR, 0))
    return pool(down, (1, 2 * NEAR + 1), 1, (0, NEAR))


def _make_convolution(inner: int, outer: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inner, outer, 3, stride, padding=1, bias=False)


def load_network(weights: Path) -> HealthNet:
    """Load a network from a folder of weights; raise `ModelUnavailable` where they are not whole or not of this
    network.
    """
    network = HealthNet(read_config(weights))
    try:
        tensors = {
            name: value.float() if value.is_floating_point() else value
            for name, value in _read_tensors(weights).items()
        }
        network.load_state_dict(tensors)
    except RuntimeError as error:
        raise ModelUnavailable(
            "the health weights are not of this version's network", room="health", kind="damaged"
        ) from error
    return network.eval()


def _read_tensors(weights: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(weights / CHECKPOINT_FILES[0])
    except (SafetensorError, OSError) as error:
        raise ModelUnavailable(
            f"{CHECKPOINT_FILES[0]} of the health weights cannot be read: {error}", room="health", kind="damaged"
        ) from error
