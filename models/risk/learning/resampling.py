"""Ways to make the medium class less rare: tiles shown more often, and SMOTE (Chawla et al. 2002) in two spaces."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from models.arrays import Whole
from models.risk.learning.data import STEPS, UNKNOWN, Tiles, classify_loss
from models.risk.learning.settings import TrainConfig

_RICH = 0.3  # share of medium pixels from which on a tile is one of the class
_PIXELS = 1500  # of a batch, for SMOTE in the space of features


def oversample(tiles: Tiles, target: float) -> Whole:
    """Number the tiles, those rich in the medium class repeated until it has that share of all pixels."""
    classes = classify_loss(tiles.loss).reshape(len(tiles), -1)
    medium, judged = (classes == 1).sum(axis=1), (classes >= 0).sum(axis=1)
    rich = np.flatnonzero(medium >= _RICH * np.maximum(judged, 1))
    order = np.arange(len(tiles))
    if not len(rich):
        return order
    lacking = target * judged.sum() - medium.sum()
    gain = (medium[rich] - target * judged[rich]).mean()
    count = max(0, int(np.ceil(lacking / gain)))
    return np.concatenate([order, np.resize(rich, count)])


def add_smote_tiles(tiles: Tiles, target: float, neighbours: int, seed: int) -> Tiles:
    """Add tiles between those rich in the medium class, whole and flattened; of these only picture and truth
    are known.

    This is the form of the document; `smote_features` is the one in which interpolation means something.
    """
    from imblearn.over_sampling import SMOTE

    count = len(oversample(tiles, target)) - len(tiles)
    classes = classify_loss(tiles.loss).reshape(len(tiles), -1)
    rich = (classes == 1).sum(axis=1) >= _RICH * np.maximum((classes >= 0).sum(axis=1), 1)
    if count == 0 or rich.sum() <= neighbours:
        return tiles
    loss = np.where(tiles.loss == UNKNOWN, 2 * STEPS, tiles.loss)  # far from all that is known
    pixels = np.concatenate([tiles.image, loss[:, None]], axis=1).reshape(len(tiles), -1).astype(np.float32)
    smote = SMOTE(sampling_strategy={1: int(rich.sum()) + count}, k_neighbors=neighbours, random_state=seed)
    made = smote.fit_resample(pixels, rich.astype(int))[0][len(tiles) :]
    made = made.reshape(count, tiles.image.shape[1] + 1, *tiles.loss.shape[1:])
    image, truth = made[:, :-1], made[:, -1]
    first = tiles.select(np.zeros(count, np.int64))
    new = replace(
        first,
        image=np.rint(image).astype(np.uint16),
        loss=np.where(truth > STEPS, UNKNOWN, np.rint(truth)).astype(np.uint8),
        sensors=np.full_like(first.sensors, np.nan),
        place=np.full_like(first.place, np.nan),
        soil=np.zeros_like(first.soil),
        crop=np.zeros_like(first.crop),
        age=np.full_like(first.age, np.nan),
        season=np.full_like(first.season, np.nan),
    )
    names = Tiles.__dataclass_fields__
    return Tiles(**{name: np.concatenate([getattr(tiles, name), getattr(new, name)]) for name in names})


def make_smote_features(features: Tensor, classes: Tensor, config: TrainConfig, random: np.random.Generator) -> Tensor:
    """Make features (m, c) of medium ground between those of a batch, given its features (n, c, h, w) and classes."""
    from imblearn.over_sampling import SMOTE

    flat = features.detach().permute(0, 2, 3, 1)[classes >= 0].float().cpu().numpy()
    known = classes[classes >= 0].cpu().numpy()
    chosen = random.permutation(len(known))[:_PIXELS]
    flat, known = flat[chosen], known[chosen]
    count = int((known == 1).sum())
    wanted = int(config.smote_to * len(known))
    if not config.smote_neighbours < count < wanted:
        return features.new_zeros(0, features.shape[1])
    smote = SMOTE(
        sampling_strategy={1: wanted}, k_neighbors=config.smote_neighbours, random_state=int(random.integers(2**31))
    )
    made = smote.fit_resample(flat, known)[0][len(known) :]
    return torch.from_numpy(made.astype(np.float32)).to(features.device)
