"""How the opinion of the statistics and that of the network on the modality become one."""

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from models.schemas import Guess, Modality, ModalityResult

NETWORK_CLASSES: tuple[Modality, ...] = ("rgb", "infrared", "sar")
SURE = 0.7
"""Confidence from which an opinion stands by itself."""

assert set(NETWORK_CLASSES) < set(get_args(Modality))


def merge(statistics: Guess, probabilities: NDArray[np.float32], *, fake: bool = False) -> ModalityResult:
    """One result of two opinions; `probabilities` (3,) of rgb, infrared, sar.

    The network does not know multispectral scenes, which look like rgb to it: that opinion stays unless the network is
    sure of infrared or sar. Otherwise the surer of the two holds, and agreement counts as the surer one.
    """
    best = int(np.argmax(probabilities))
    network = Guess(
        modality=NETWORK_CLASSES[best],
        confidence=round(float(np.clip(probabilities[best], 0, 1)), 3),
        evidence=("the modality network on the 224 × 224 preview",),
    )
    force = network if _network_holds(statistics, network) else statistics
    confidence = force.confidence
    if statistics.modality == network.modality:
        confidence = max(statistics.confidence, network.confidence)
    return ModalityResult(
        modality=force.modality,
        confidence=confidence,
        statistics=statistics,
        network=network,
        network_probabilities={
            name: round(float(value), 4) for name, value in zip(NETWORK_CLASSES, probabilities, strict=True)
        },
        fake=fake,
    )


def agree(statistics: Guess, network: Guess) -> bool:
    """Whether both opinions can be true: a multispectral scene is drawn as an rgb picture."""
    opinions = statistics.modality, network.modality
    return opinions[0] == opinions[1] or opinions == ("multispectral", "rgb")


def _network_holds(statistics: Guess, network: Guess) -> bool:
    if agree(statistics, network):
        return False
    if statistics.modality == "multispectral":
        return network.confidence >= SURE
    return network.confidence > statistics.confidence
