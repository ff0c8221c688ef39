"""Captions of Sentinel-2 patches, in English or French."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.arrays import Floats
from models.caption.bands import ROLES
from models.caption.base_model import Report, find_base
from models.caption.config import ROOM, read_config
from models.caption.network import Captioner, load_network
from models.errors import ModelUnavailable
from models.schemas import Language, RawCaption

_BATCH = 8  # captions at once


class CaptionPredictor:
    """Writes captions, by default word by word the likeliest, so that a patch always has the same."""

    def __init__(self, network: Captioner, device: str = "cpu") -> None:
        self._network, self._device = network, device
        base = network.config.base
        self.model, self.base = network.config.model, f"{base.name} {base.sha256[:12]}"

    @classmethod
    def load(
        cls, weights: Path, device: str = "cpu", cache: Path | None = None, *, fetch: bool = True,
        report: Report | None = None,
    ) -> "CaptionPredictor":  # fmt: skip
        """Load a folder of weights and, from `cache`, the language model, which is fetched first where `fetch` allows.

        Without `cache` the language model lies in the folder `base` beside the weights.
        Raises `ModelUnavailable` where the weights, or the language model, cannot be used.
        """
        config = read_config(weights)
        base = find_base(config.base.name, cache or weights / "base", fetch=fetch, report=report)
        return cls(load_network(weights, config, base, device), device)

    def __call__(self, patches: Floats, languages: Sequence[Language], **how: Any) -> list[RawCaption]:
        """(n, 12, 64, 64) reflectance, NaN where there is none, and a language each → a caption each.

        `how` asks for beams (`num_beams=4`) or for drawing words (`do_sample=True, temperature=0.7`); the captions are
        then as the language model wrote them, else they agree with what the adapter told it.
        """
        self._check(patches, languages)
        written = []
        for start in range(0, len(patches), _BATCH):
            part = slice(start, start + _BATCH)
            visual, spoken = self._see(patches[part]), languages[part]
            network = self._network
            told = network.tell(visual, spoken, **how) if how else network.tell_in_agreement(visual, spoken)
            written += [
                RawCaption(text=one.text, confidence=one.confidence, model=self.model, base=self.base) for one in told
            ]
        return written

    def stream(self, patch: Floats, language: Language) -> Iterator[str]:
        """(12, 64, 64) reflectance → the likeliest caption in parts, as they are found, and not read again."""
        self._check(patch[None], [language])
        yield from self._network.stream(self._see(patch[None]), language)

    def _see(self, patches: Floats) -> Any:
        import torch

        with torch.inference_mode():
            return self._network.see(torch.from_numpy(np.array(patches, np.float32)).to(self._device))

    def _check(self, patches: Floats, languages: Sequence[Language]) -> None:
        """Refuse other shapes, and patches without any data, of which there is nothing to say."""
        side = self._network.config.encoder.side
        if patches.ndim != 4 or patches.shape[1:] != (len(ROLES), side, side) or len(patches) != len(languages):
            shape, wanted = "×".join(map(str, patches.shape)), f"n×{len(ROLES)}×{side}×{side}"
            raise ValueError(f"captions take patches of {wanted} and a language each, not {shape} and {len(languages)}")
        unknown = sorted(set(languages) - set(self._network.config.languages))
        if unknown:
            reason = f"the caption weights speak {', '.join(self._network.config.languages)}, not {', '.join(unknown)}"
            raise ModelUnavailable(reason, room=ROOM, kind="not_supported")
        if not np.isfinite(patches).any(axis=(1, 2, 3)).all():
            raise ValueError("a patch without any data has no caption; leave it out")


Predictor = CaptionPredictor
"""Under this name backends look for it."""
