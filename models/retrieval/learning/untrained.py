"""A model as it was before it learned anything here."""

from collections.abc import Sequence

import numpy as np
import torch

from models.arrays import Bytes, Floats
from models.retrieval.network import Start, start_from
from models.retrieval.predict import scale_to_one
from models.retrieval.runtime import make_inputs

_AT_ONCE = 32


class Untrained:
    """Both towers of a `Start`, asked by torch."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._network = start.network.eval()

    def embed_images(self, pictures: Sequence[Bytes]) -> Floats:
        """Embed as (n, d) of length 1."""
        with torch.inference_mode():
            parts = [
                self._network.encode_image(
                    torch.from_numpy(make_inputs(pictures[at : at + _AT_ONCE], self._start.config))
                )
                for at in range(0, len(pictures), _AT_ONCE)
            ]
        return scale_to_one(torch.cat(parts).float().numpy())

    def embed_texts(self, texts: Sequence[str]) -> Floats:
        """Embed as (n, d) of length 1."""
        with torch.inference_mode():
            parts = [
                self._network.encode_text(self._start.tokenize(list(texts[at : at + _AT_ONCE])))
                for at in range(0, len(texts), _AT_ONCE)
            ]
        return scale_to_one(np.concatenate([part.float().numpy() for part in parts]))


def load_untrained(model: str) -> Untrained:
    """Load ours from its packages, or a SigLIP from a hub or folder."""
    torch.manual_seed(1)  # the projection of ours is drawn
    return Untrained(start_from(model))
