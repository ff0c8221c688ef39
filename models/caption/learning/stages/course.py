"""What the stages share: where patches come from, how many at once, and the pace."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from models.arrays import Floats
from models.caption.aspects import measure_aspects
from models.caption.classes import Aspects
from models.caption.learning.augment import Sampler, load_sampler
from models.caption.learning.bank import Bank, Split
from models.caption.learning.stages.heads import Truth
from models.files import write_whole
from models.learning.fit import Progress

BEST = "best.safetensors"


class Drawn(NamedTuple):
    """Patches, and what is measured in them."""

    patches: list[Floats]
    aspects: list[Aspects]


@dataclass(frozen=True)
class Course:
    """Patches of a bank, varied anew in each epoch."""

    bank: Path
    batch: int
    seed: int
    device: str = "cpu"

    def sample(self, epoch: int, split: Split = "train") -> Sampler:
        """Draw from a split; each epoch draws others."""
        return load_sampler(self.bank, split, self.seed * 100_000 + epoch)

    def stack(self, patches: Sequence[Floats]) -> Tensor:
        """Bring patches of (12, h, w) into one tensor."""
        return torch.from_numpy(np.stack(patches)).to(self.device)

    def place(self, truth: Truth) -> Truth:
        """Bring it to the device."""
        return Truth(*(part.to(self.device) for part in truth))

    def draw_real(self, most: int, split: Split, *, simulated: bool = False) -> Drawn:
        """Draw patches of a split as they are, spread over its sites, of which something can be said."""
        bank = Bank.load(self.bank)
        places = np.random.default_rng(self.seed).permutation(bank.select(split, simulated=simulated))
        patches = [bank.read(int(place)) for place in places[: 2 * most]]
        found = [(patch, measure_aspects(patch)) for patch in patches]
        told = [(patch, one) for patch, one in found if one.water is not None][:most]
        return Drawn([patch for patch, _ in told], [one for _, one in told])


def keep_best(out: Path, network: nn.Module) -> None:
    """Keep what was judged best so far."""
    from safetensors.torch import save

    tensors = {name: part.detach().cpu().contiguous() for name, part in network.state_dict().items()}
    write_whole(out / BEST, save(tensors))


def take_best(out: Path, network: nn.Module) -> None:
    """Go back to what was judged best."""
    from safetensors.torch import load_file

    network.load_state_dict(load_file(out / BEST))


def pace(at: Progress, highest: float, warm: float = 0.05) -> float:
    """Give the learning rate: it rises for a short while, then falls as half a cosine."""
    return highest * min(1.0, (at.share + 1e-3) / warm) * (0.5 + 0.5 * math.cos(math.pi * min(at.share, 1.0)))
