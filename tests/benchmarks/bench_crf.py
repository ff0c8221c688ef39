"""Time of the CRF beside pydensecrf2, in pairs: `python -m tests.benchmarks.bench_crf` (`.[reference]`)."""

import logging
import statistics
import time

import numpy as np

from models.risk.crf import CrfConfig, refine
from models.simulation.fields import draw_fractal, draw_parcels

LOG = logging.getLogger(__name__)
CONFIG = CrfConfig()


def main() -> None:
    """Medians of three pairs, and how often the answers agree."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    refine(*world(64), CONFIG)  # compiled
    for side in (512, 1024, 2048):
        probability, features = world(side)
        ours, theirs, agreement = [], [], 0.0
        for _ in range(3):
            start = time.perf_counter()
            found = refine(probability, features, CONFIG)
            middle = time.perf_counter()
            wanted = reference(probability, features)
            ours.append(middle - start)
            theirs.append(time.perf_counter() - middle)
            agreement = float((found.argmax(axis=0) == wanted.argmax(axis=0)).mean())
        one, other = statistics.median(ours), statistics.median(theirs)
        told = f"{one:.2f} s, pydensecrf2 {other:.2f} s, ratio {one / other:.2f}"
        LOG.info("%d²: %s, same labels %.4f %%", side, told, 100 * agreement)


def world(side: int) -> tuple[np.ndarray, np.ndarray]:
    """(3, side, side) probabilities of noisy classes in parcels, and three features."""
    random = np.random.default_rng(0)
    number = draw_parcels(random, side, (side // 24) ** 2)
    label = random.choice(3, int(number.max()) + 1, p=[0.6, 0.15, 0.25])[number]
    looks = np.stack([random.normal(0, 1, int(number.max()) + 1)[number] + 0.6 * label for _ in range(3)])
    logits = 1.2 * (label == np.arange(3)[:, None, None]) + np.stack(
        [draw_fractal(random, side, 1.0) for _ in range(3)]
    )
    raised = np.exp(logits)
    features = looks + 0.3 * np.stack([draw_fractal(random, side, 0.5) for _ in range(3)])
    return (raised / raised.sum(axis=0)).astype(np.float32), features.astype(np.float32)


def reference(probability: np.ndarray, features: np.ndarray) -> np.ndarray:
    """The same by pydensecrf2."""
    from pydensecrf.densecrf import DenseCRF
    from pydensecrf.utils import create_pairwise_bilateral, create_pairwise_gaussian

    _, height, width = probability.shape
    crf = DenseCRF(height * width, 3)
    crf.setUnaryEnergy(np.ascontiguousarray(-np.log(np.maximum(probability.reshape(3, -1), 1e-6))))
    near = create_pairwise_gaussian((CONFIG.spatial_reach,) * 2, (height, width))
    crf.addPairwiseEnergy(near, compat=CONFIG.spatial_weight)
    alike = create_pairwise_bilateral(
        (CONFIG.bilateral_reach,) * 2, (CONFIG.bilateral_likeness,) * 3, features, chdim=0
    )
    crf.addPairwiseEnergy(alike, compat=CONFIG.bilateral_weight)
    return np.array(crf.inference(CONFIG.iterations)).reshape(probability.shape)


if __name__ == "__main__":
    main()
