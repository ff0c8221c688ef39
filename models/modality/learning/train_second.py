"""Fit the second opinion.

Run it as `python -m models.modality.learning.train_second --data ../shared/data --weights DIR --out DIR`.

On pictures of 224 drawn as those of the ResNet; an hour on two cores, most of it drawing and the ResNet. Then the
temperature and `config.json` are made anew on the sites that are kept for that.
"""

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from safetensors.numpy import save
from torch import nn

from models.arrays import Bytes, Floats
from models.calibration import fit_temperature
from models.checkpoints import CHECKPOINT_FILES
from models.files import write_whole
from models.geo.pixels.picture import DECIBELS
from models.learning.training import check_extra, config_from_flags, seed_all
from models.modality.config import read_config
from models.modality.confirm import NETWORK_CLASSES
from models.modality.learning.data import OUT_OF_DISTRIBUTION, make_bank
from models.modality.learning.train import ask_for_temperature
from models.modality.predict import Predictor
from models.modality.second import SECOND, measure_features
from models.simulation.fields import Random

log = logging.getLogger(__name__)

_EPOCHS, _BATCH, _HIDDEN = 120, 128, 192
_NOISE = 0.1  # on what goes in, in standard deviations
_WEIGHT_OF_NONE = 3.0
"""Weight of pictures of no modality: to be sure of one of them is worse than to doubt a picture."""


class SecondConfig(BaseModel):
    """Fit the second opinion on a picture's modality."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real pictures")
    weights: Path = Field(description="the folder of the ResNet's weights; the second opinion goes there")
    out: Path = Field(description="where drawn pictures are kept")
    pictures: int = Field(default=24000, gt=0, description="different pictures to draw")
    heads: int = Field(default=5, gt=0, description="small networks whose answers are averaged")
    seed: int = Field(default=5, ge=0, description="of pictures and weights")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(SecondConfig)
    check_extra("netCDF4", "skimage", "sklearn")
    fit_second(config)


def fit_second(config: SecondConfig) -> None:
    """Write `second.safetensors`, and the temperature that goes with it."""
    seed_all(config.seed)
    bank = make_bank(config.data, "train", config.pictures, config.seed, config.out)
    resnet = Predictor.load(config.weights, cache=config.out, second=False)
    radar = np.flatnonzero(bank.labels == NETWORK_CLASSES.index("sar"))
    parts = []
    for start in range(0, len(bank.labels), _BATCH):
        parts.append(_measure(resnet, bank.pictures[start : start + _BATCH]))
        log.info("%d of %d pictures measured", start + len(parts[-1]), len(bank.labels))
    for start in range(0, len(radar), _BATCH):
        stored = [_draw_as_stored(config.seed, one, bank.pictures[one]) for one in radar[start : start + _BATCH]]
        parts.append(_measure(resnet, np.stack(stored)))
        log.info("%d of %d radar pictures measured as amplitudes", start + len(stored), len(radar))
    labels = np.concatenate([bank.labels, bank.labels[radar]])
    tensors = train_heads(np.concatenate(parts), labels, config.heads, config.seed)
    write_whole(config.weights / SECOND, save(tensors))
    calibrate(config)


def _measure(resnet: Predictor, pictures: Bytes) -> Floats:
    return measure_features(pictures, resnet.logits(pictures))


def _draw_as_stored(seed: int, number: int, picture: Bytes) -> Bytes:
    """Draw each radar picture once more as a file of whole-numbered amplitudes, by a seed of its own."""
    return draw_as_amplitude(np.random.default_rng((seed, int(number))), picture)


def draw_as_amplitude(random: Random, picture: Bytes) -> Bytes:
    """Draw a radar picture, 25 dB from black to white, as it comes from a file of whole-numbered amplitudes."""
    middle = np.exp(random.uniform(np.log(10), np.log(500)))
    decibels = (picture[..., 0].astype(np.float64) - 128) / 255 * DECIBELS
    numbers = np.maximum(np.rint(middle * 10 ** (decibels / 20)), 1)
    shades = 128 + 20 * np.log10(numbers / middle) * 255 / DECIBELS
    return np.repeat(np.clip(np.rint(shades), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def calibrate(config: SecondConfig) -> None:
    """Fit the temperature that goes with the second opinion, and write it and the facts of the fit."""
    plain = read_config(config.weights).model_copy(update={"second_temperature": 1.0})
    write_whole(config.weights / CHECKPOINT_FILES[1], plain.model_dump_json(indent=1) + "\n")
    both = Predictor.load(config.weights, cache=config.out)
    logits, labels = ask_for_temperature(
        config.data, config.seed, config.out, lambda pictures: np.log(both(pictures).astype(np.float64))
    )
    answer = plain.model_copy(update={"second_temperature": round(fit_temperature(logits, labels), 4)})
    write_whole(config.weights / CHECKPOINT_FILES[1], answer.model_dump_json(indent=1) + "\n")
    path = config.weights / "metrics.json"
    figures = json.loads(path.read_text()) if path.is_file() else {}
    facts = config.model_dump(mode="json", exclude={"data", "weights", "out"})
    facts |= {"temperature": answer.second_temperature}
    figures["trained"] = figures.get("trained", {}) | {"second": facts}
    write_whole(path, json.dumps(figures, indent=1) + "\n")


def train_heads(facts: Floats, labels: NDArray[np.int64], heads: int, seed: int) -> dict[str, NDArray[Any]]:
    """Train the tensors of `SecondOpinion`, all heads at once; all classes weigh alike, none of them more."""
    mean, deviation = facts.mean(axis=0), facts.std(axis=0) + 1e-3
    given = torch.from_numpy(np.clip((facts - mean) / deviation, -4, 4).astype(np.float32))
    classes = torch.from_numpy(labels)
    weight = 1 / np.maximum(np.bincount(labels, minlength=OUT_OF_DISTRIBUTION + 1), 1)
    weight[OUT_OF_DISTRIBUTION] *= _WEIGHT_OF_NONE
    balance = torch.from_numpy((weight / weight.mean()).astype(np.float32))
    generator = torch.Generator().manual_seed(seed)
    found: dict[str, list[Floats]] = {}
    for _ in range(heads):
        network = nn.Sequential(
            nn.Linear(given.shape[1], _HIDDEN), nn.GELU(approximate="tanh"), nn.Dropout(0.2),
            nn.Linear(_HIDDEN, _HIDDEN), nn.GELU(approximate="tanh"), nn.Dropout(0.2),
            nn.Linear(_HIDDEN, OUT_OF_DISTRIBUTION + 1),
        )  # fmt: skip
        optimiser = torch.optim.AdamW(network.parameters(), 3e-3, weight_decay=0.05)
        pace = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _EPOCHS)
        for _ in range(_EPOCHS):
            order = torch.randperm(len(given), generator=generator)
            for start in range(0, len(order), _BATCH):
                chosen = order[start : start + _BATCH]
                noisy = given[chosen] + _NOISE * torch.randn((len(chosen), given.shape[1]), generator=generator)
                loss = nn.functional.cross_entropy(network(noisy), classes[chosen], balance, label_smoothing=0.02)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
            pace.step()
        layers = [layer for layer in network if isinstance(layer, nn.Linear)]
        for name, layer in zip(("enter", "middle", "leave"), layers, strict=True):
            found.setdefault(f"{name}.weight", []).append(layer.weight.detach().numpy().T)
            found.setdefault(f"{name}.bias", []).append(layer.bias.detach().numpy()[None])
    stacked = {name: np.ascontiguousarray(np.stack(values), np.float32) for name, values in found.items()}
    halved = {name: values.astype(np.float16) for name, values in stacked.items()}
    return halved | {"mean": mean.astype(np.float32), "deviation": deviation.astype(np.float32)}


if __name__ == "__main__":
    main()
