"""The language model: frozen, with low-rank matrices that learn, and asked in a short prompt."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

import models.torchvision_ops  # noqa: F401  (before peft and transformers, which import torchvision)
from models.caption.base_model import Base
from models.caption.config import ROOM, LoraSizes
from models.errors import ModelUnavailable
from models.schemas import Language

_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
"""Layers of attention and of the network behind it, by the names that Llama and Qwen2 give them."""
_BEFORE = "A field seen from space:"
_ASK: dict[Language, str] = {"en": "\nIn English:", "fr": "\nEn français :"}


class Prompts(NamedTuple):
    """Vectors to be gone on from, padded at the left or at the right."""

    vectors: Tensor
    """(n, length, width)"""
    mask: Tensor
    """(n, length) 1 where there is a token."""


class LanguageModel:
    """A causal language model and its tokenizer.

    It is no module: of its weights only the low-rank matrices learn, and who trains them names them one by one.
    """

    def __init__(self, model: Any, tokenizer: Any, learning: Any = None) -> None:
        """`learning` is peft's hold on the low-rank matrices inside `model`."""
        self.model, self.tokenizer, self._learning = model, tokenizer, learning
        self._vectors: nn.Embedding = model.get_input_embeddings()

    def merge(self) -> None:
        """Add the low-rank matrices to the frozen weights, for good."""
        if self._learning is not None:
            self.model, self._learning = self._learning.merge_and_unload(progressbar=False), None

    @property
    def width(self) -> int:
        """The size of a word's vector."""
        return int(self._vectors.embedding_dim)

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        return self._vectors.weight.device

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in."""
        return self._vectors.weight.dtype

    def measure_norm(self) -> float:
        """Measure the usual length of a word's vector."""
        return float(self._vectors.weight.float().norm(dim=1).median())

    @property
    def end(self) -> int:
        """The token that ends a caption."""
        return int(self.tokenizer.eos_token_id)

    def split(self, text: str) -> list[int]:
        """Split into tokens, without any that mark begin or end."""
        found: list[int] = self.tokenizer.encode(text, add_special_tokens=False)
        return found

    def join(self, tokens: Sequence[int]) -> str:
        """Make text of tokens, without marks."""
        text: str = self.tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text.strip()

    def embed(self, tokens: Sequence[int]) -> Tensor:
        """(length,) numbers → (length, width)."""
        return self._vectors(torch.tensor(tokens, dtype=torch.long, device=self.device))  # type: ignore[no-any-return]

    def ask(self, visual: Tensor, languages: Sequence[Language]) -> Prompts:
        """(n, tokens, width) visual tokens and a language each → prompts, padded at the left."""
        rows = self._rows(visual, languages)
        longest = max(len(row) for row in rows)
        padded = [functional.pad(row, (0, 0, longest - len(row), 0)) for row in rows]
        lengths = torch.tensor([len(row) for row in rows], device=visual.device)
        mask = torch.arange(longest, device=visual.device) >= longest - lengths[:, None]
        return Prompts(torch.stack(padded), mask.long())

    def continue_with(
        self, visual: Tensor, languages: Sequence[Language], captions: Sequence[Sequence[int]]
    ) -> tuple[Prompts, Tensor]:
        """Put captions, in tokens, behind their prompts, padded at the right.

        Returns these, and (n, length) the token that follows each position, −1 where none is learned.
        """
        rows, follow = [], []
        for row, caption in zip(self._rows(visual, languages), captions, strict=True):
            rows.append(torch.cat([row, self.embed(caption).to(row.dtype)]))
            follow.append(torch.tensor([-1] * (len(row) - 1) + [*caption, self.end]))
        vectors = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        wanted = nn.utils.rnn.pad_sequence(follow, batch_first=True, padding_value=-1).to(visual.device)
        lengths = torch.tensor([len(row) for row in rows], device=visual.device)
        mask = torch.arange(vectors.shape[1], device=visual.device) < lengths[:, None]
        return Prompts(vectors, mask.long()), wanted

    def think(self, prompts: Prompts) -> Tensor:
        """Prompts → (n, length, width) what the model makes of each position, before it chooses a word."""
        answer = self.model.model(inputs_embeds=prompts.vectors, attention_mask=prompts.mask, use_cache=False)
        return answer.last_hidden_state  # type: ignore[no-any-return]

    def choose(self, thought: Tensor, words: Tensor) -> Tensor:
        """(k, width) thoughts and (v,) tokens that may follow → (k, v) scores."""
        head: Tensor = self.model.get_output_embeddings().weight
        return (thought @ head[words].T.to(thought.dtype)).float()

    def _rows(self, visual: Tensor, languages: Sequence[Language]) -> list[Tensor]:
        before = self.embed(self.split(_BEFORE)).to(visual.dtype)
        ask = {one: self.embed(self.split(_ASK[one])).to(visual.dtype) for one in set(languages)}
        return [torch.cat([before, seen, ask[one]]) for seen, one in zip(visual, languages, strict=True)]


def load_language(base: Base, sizes: LoraSizes, *, dtype: torch.dtype = torch.float32) -> LanguageModel:
    """Load the frozen model with fresh low-rank matrices, which change nothing yet; raises `ModelUnavailable`."""
    from peft import LoraConfig, LoraModel
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(base.folder), local_files_only=True)
        model: Any = AutoModelForCausalLM.from_pretrained(str(base.folder), dtype=dtype, local_files_only=True)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        reason = f"the language model {base.name} cannot be read: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error
    layers = list(range(sizes.from_layer, model.config.num_hidden_layers))
    lora = LoraConfig(
        r=sizes.rank, lora_alpha=sizes.alpha, target_modules=list(_TARGETS), layers_to_transform=layers,
        task_type="CAUSAL_LM",
    )  # fmt: skip
    learning = LoraModel(model.requires_grad_(False), {"default": lora}, "default")
    return LanguageModel(learning.model, tokenizer, learning)


def name_lora(model: Any) -> dict[str, nn.Parameter]:
    """Name the low-rank matrices, as `layers.0.self_attn.q_proj.lora_A`."""
    return {
        name.partition("model.layers.")[2].replace(".default.weight", ""): weight
        for name, weight in model.named_parameters()
        if "lora_" in name
    }
