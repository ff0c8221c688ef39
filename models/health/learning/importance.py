"""What the severity hangs on: which bands, days, quantities and numbers of the place."""

import numpy as np
import torch

from models.health.learning.batches import load_batch
from models.health.learning.data import Tiles
from models.health.network import HealthNet, Inputs

_BATCH = 32


def measure_importance(network: HealthNet, tiles: Tiles, count: int = 200) -> dict[str, list[float]]:
    """Measure the mean size of the integrated gradients (Sundararajan et al. 2017) of severity by band, day,
    quantity and place.
    """
    from captum.attr import IntegratedGradients

    def severity(image: torch.Tensor, sensors: torch.Tensor, place: torch.Tensor, *rest: torch.Tensor) -> torch.Tensor:
        loss: torch.Tensor = network(Inputs(image, sensors, place, *rest)).loss
        return loss.mean((1, 2))

    known, _ = load_batch(tiles, np.arange(min(count, len(tiles))))
    continuous = (known.image, known.sensors, known.place)
    usual = [values.nanmean(0, keepdim=True) for values in continuous]
    found: list[list[torch.Tensor]] = [[], [], []]
    for start in range(0, len(known.soil), _BATCH):
        chosen = slice(start, start + _BATCH)
        base = tuple(mean.expand_as(values[chosen]) for mean, values in zip(usual, continuous, strict=True))
        filled = tuple(
            torch.where(values[chosen].isnan(), mean, values[chosen])
            for mean, values in zip(base, continuous, strict=True)
        )
        parts = IntegratedGradients(severity).attribute(
            filled, base, n_steps=16, internal_batch_size=_BATCH,
            additional_forward_args=tuple(
                values[chosen] for values in (known.soil, known.crop, known.age, known.season)
            ),
        )  # fmt: skip
        for place, part in enumerate(parts):
            found[place].append(part.detach().abs())
    image, sensors, location = (torch.cat(parts) for parts in found)
    return {
        "bands": image.sum((2, 3)).mean(0).tolist(),
        "days": sensors.sum(2).mean(0).tolist(),
        "quantities": sensors.sum(1).mean(0).tolist(),
        "places": location.mean(0).tolist(),
    }
