"""How the opinion of the statistics and that of the network on the modality become one."""

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from models.schemas import Guess, Modality, ModalityResult

NETWORK_CLASSES: tuple[Modality, ...] = ("rgb", "infrared", "sar")
SIDE = 224
"""Pixels a side of the pictures that it sees."""
SURE = 0.7
"""Confidence from which an opinion stands by itself; below it the modality is uncertain."""
_ONE_GREY_LOOK = 0.5
"""What the logits of one grey picture count, chosen on half of the sources (model card)."""
_APART = 3  # shades between the channels of a pixel from which it has a colour; less is what JPEG does to grey
_COLOURED = 0.05  # of the pixels, from which the picture is
_MOST_OF_A_PICTURE = 0.9
"""What the network's word weighs at most: no more than what a file format fixes (`statistics.TRUST`)."""

assert set(NETWORK_CLASSES) < set(get_args(Modality))


def merge(statistics: Guess, probabilities: NDArray[np.float32], *, fake: bool = False) -> ModalityResult:
    """Make one result of two opinions; `probabilities` (3,) of rgb, infrared, sar.

    A network below 0.7 is uncertain and has no say. What the file or the user says in words outranks it, and what the
    pixels rule out it cannot bring back: there it is a doubt, which the caller states. Else a sure one holds where it
    disagrees with statistics that are less sure, but it saw only a picture: its word counts 0.9 at most, no more than
    what a file declares. It does not know multispectral scenes, which are drawn as rgb, or as one grey band where none
    has a name, so against these its word does not hold: they stay doubtful. Agreement counts as the surer of the two.
    """
    best = int(np.argmax(probabilities))
    network = Guess(
        modality=NETWORK_CLASSES[best],
        confidence=round(float(np.clip(probabilities[best], 0, 1)), 3),
        evidence=("the modality network on pictures of the scene and its parts",),
    )
    trusted = min(network.confidence, _MOST_OF_A_PICTURE)
    modality, confidence = statistics.modality, statistics.confidence
    is_stronger = trusted > confidence and not statistics.is_told and network.modality not in statistics.excluded
    if not agree(statistics, network) and is_stronger and statistics.modality != "multispectral":
        modality, confidence = network.modality, trusted
    elif modality == network.modality:
        confidence = max(confidence, trusted)
    return ModalityResult(
        modality=modality,
        confidence=confidence,
        statistics=statistics,
        network=network,
        network_probabilities={
            name: round(float(value), 4) for name, value in zip(NETWORK_CLASSES, probabilities, strict=True)
        },
        fake=fake,
    )


def combine_views(probabilities: NDArray[np.float32], pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Combine (n, 3) of a scene's views, (n, h, w, 3), into (3,): the mean of their logits.

    Those of one grey view alone count half: neither a second look nor shared light speaks for what was seen in it.
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-12)).mean(axis=0)
    logits *= _ONE_GREY_LOOK if len(pictures) == 1 and is_grey(pictures[0]) else 1.0
    shares = np.exp(logits - logits.max())
    return np.asarray(shares / shares.sum(), np.float32)


def is_grey(picture: NDArray[np.uint8]) -> bool:
    """Tell whether an (h, w, 3) picture has one channel, shown three times."""
    apart = picture.max(axis=2) - picture.min(axis=2)
    return bool(np.count_nonzero(apart >= _APART) < _COLOURED * apart.size)


def is_doubtful(result: ModalityResult) -> bool:
    """Tell whether the network is asked: where statistics doubt or say radar, which they tell from noise least well."""
    return result.statistics.modality == "sar" or result.statistics.confidence < SURE


def agree(statistics: Guess, network: Guess) -> bool:
    """Tell whether both can be true: an uncertain network contradicts nothing, and of many bands it sees a few."""
    if network.confidence < SURE or statistics.modality == network.modality:
        return True
    return statistics.modality == "multispectral" and network.modality in ("rgb", "infrared")
