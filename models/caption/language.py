"""The language model: frozen, with low-rank matrices that learn, and asked in a short prompt."""

from collections.abc import Mapping, Sequence
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
_LAYERS, _DOWN, _UP = "model.layers.", ".lora_A", ".lora_B"
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

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model, self.tokenizer = model, tokenizer
        self._vectors: nn.Embedding = model.get_input_embeddings()
        self._scores: nn.Parameter = model.get_output_embeddings().weight
        self.said = torch.arange(len(self._scores))
        """The tokens that can be said; the model counts them by their place in here."""

    def add_matrices(self, matrices: Mapping[str, Tensor], scale: float) -> None:
        """Add low-rank matrices, named as `name_lora` does, to the frozen weights, for good; raises `KeyError`."""
        for name in matrices:
            if name.endswith(_DOWN):
                of_layer = name.removesuffix(_DOWN)
                down, up = matrices[name].float(), matrices[of_layer + _UP].float()
                weight = self.model.get_submodule(f"{_LAYERS}{of_layer}").weight
                weight.data = (weight.float() + scale * up @ down).to(weight.dtype)

    def say_only(self, words: Tensor) -> None:
        """(v,) tokens → from now on only these are said, and no other is scored, which is faster."""
        self.said = words.long().to(self.device)
        count = len(self.said)
        vectors, scores = nn.Embedding(count, self.width), nn.Linear(self.width, count, bias=False)
        vectors.weight = nn.Parameter(self._vectors.weight.detach()[self.said], requires_grad=False)
        is_tied = self._scores is self._vectors.weight
        scores.weight = (
            vectors.weight if is_tied else nn.Parameter(self._scores.detach()[self.said], requires_grad=False)
        )
        self.model.set_input_embeddings(vectors)
        self.model.set_output_embeddings(scores)
        self.model.config.vocab_size = count

    @property
    def frozen(self) -> list[nn.Parameter]:
        """All weights that never learn."""
        inside = [weight for weight in self.model.parameters() if not weight.requires_grad]
        return [*inside, self._vectors.weight, self._scores]

    def to(self, device: str) -> None:
        """Move all weights to a device."""
        self.model.to(device)
        self._vectors.to(device)
        self._scores.data = self._scores.data.to(device)  # the same again where they are tied
        self.said = self.said.to(device)

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

    def locate(self, tokens: Tensor) -> Tensor:
        """Tokens that can be said → their places in `said`."""
        return torch.searchsorted(self.said, tokens.long())

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

    def choose(self, thought: Tensor) -> Tensor:
        """(k, width) thoughts → (k, v) scores of the tokens that can be said."""
        head: Tensor = self.model.get_output_embeddings().weight
        return (thought @ head.T.to(thought.dtype)).float()

    def _rows(self, visual: Tensor, languages: Sequence[Language]) -> list[Tensor]:
        before = self.embed(self.split(_BEFORE)).to(visual.dtype)
        ask = {one: self.embed(self.split(_ASK[one])).to(visual.dtype) for one in set(languages)}
        return [torch.cat([before, seen, ask[one]]) for seen, one in zip(visual, languages, strict=True)]


def choose_dtype(device: str) -> torch.dtype:
    """Choose bfloat16 where the device computes in it: half the memory, and less time, for most of it is reading."""
    on_gpu = device.startswith("cuda")
    has = torch.cuda.is_bf16_supported(including_emulation=False) if on_gpu else torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if has else torch.float32


def load_language(base: Base, dtype: torch.dtype = torch.float32) -> LanguageModel:
    """Load the frozen model; raises `ModelUnavailable` where it cannot be read."""
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(base.folder), local_files_only=True)
        model: Any = AutoModelForCausalLM.from_pretrained(str(base.folder), dtype=dtype, local_files_only=True)
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        reason = f"the language model {base.name} cannot be read: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error
    return LanguageModel(model.requires_grad_(False), tokenizer)


def add_fresh_matrices(language: LanguageModel, sizes: LoraSizes) -> LanguageModel:
    """Lay fresh low-rank matrices beside the frozen weights, which change nothing yet, and learn."""
    from peft import LoraConfig, LoraModel

    layers = list(range(sizes.from_layer, language.model.config.num_hidden_layers))
    lora = LoraConfig(
        r=sizes.rank, lora_alpha=sizes.alpha, target_modules=list(_TARGETS), layers_to_transform=layers,
        task_type="CAUSAL_LM",
    )  # fmt: skip
    return LanguageModel(LoraModel(language.model, {"default": lora}, "default").model, language.tokenizer)


def name_lora(model: Any) -> dict[str, nn.Parameter]:
    """Name the low-rank matrices, as `layers.0.self_attn.q_proj.lora_A`."""
    return {
        name.partition(_LAYERS)[2].replace(".default.weight", ""): weight
        for name, weight in model.named_parameters()
        if "lora_" in name
    }
