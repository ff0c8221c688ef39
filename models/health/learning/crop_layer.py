"""Where a crop stands: the last layer that says so, fitted anew when all before it has learned.

Steps of training leave that layer behind the features that it reads. Bare ground that is taken for a crop that failed
is a worse mistake than one that failed and is left out, and where all is sown alike more fails than on farmland, so
bare ground without a crop counts more.
"""

import numpy as np
import torch
from torch import Tensor, nn

from models.health.config import BANDS, CELL
from models.health.learning.batches import degrade, hide_inputs, load_batch
from models.health.learning.data import Tiles
from models.health.network import HealthNet, Inputs

_TILES, _BATCH = 3000, 32
_GREEN, _MORE = 0.4, 6.0  # NDVI below which ground without a crop counts so often
_DECAY = 1e-4  # of the weights, squared


def fit_crop_layer(network: HealthNet, tiles: Tiles, seed: int) -> None:
    """Fit that layer by logistic regression on the features of some tiles, every other batch by its picture alone."""
    features, stands, green = _collect_features(network, tiles, seed)
    counts = torch.where(green | (stands == 1), 1.0, _MORE)
    layer = network.stands
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=60, line_search_fn="strong_wolfe")

    def wrongness() -> Tensor:
        optimiser.zero_grad()
        each = nn.functional.binary_cross_entropy_with_logits(layer(features)[:, 0], stands, weight=counts)
        loss: Tensor = each / counts.mean() + _DECAY * layer.weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(wrongness)  # type: ignore[no-untyped-call]


def _collect_features(network: HealthNet, tiles: Tiles, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Collect of all cells what that layer reads, (cells, width), whether a crop stands there, and whether it
    is green.
    """
    random = np.random.default_rng(seed)
    read: list[Tensor] = []
    reading = network.stands.register_forward_pre_hook(lambda _layer, given: read.append(given[0].flatten(0, 2)))
    stands, green = [], []
    network.eval()
    for start in range(0, min(len(tiles), _TILES), _BATCH):
        known, truth = load_batch(tiles, np.arange(start, min(start + _BATCH, len(tiles), _TILES)))
        stands.append((truth["class"] >= 0).flatten())
        green.append((_compute_ndvi(known) > _GREEN).flatten())
        alone = start // _BATCH % 2 == 1
        shown = known.keep_only(frozenset({"image"})) if alone else hide_inputs(random, degrade(random, known))
        with torch.no_grad():
            network(shown)
    reading.remove()
    return torch.cat(read), torch.cat(stands).float(), torch.cat(green)


def _compute_ndvi(known: Inputs) -> Tensor:
    """Compute the NDVI, (n, rows, columns), of the mean reflectance of each cell."""
    means = nn.functional.avg_pool2d(known.image, CELL)
    red, near = means[:, BANDS.index("red")], means[:, BANDS.index("nir")]
    return (near - red) / (near + red).clamp(min=1e-6)
