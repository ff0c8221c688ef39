"""A language model and a captioner of a few thousand random weights, and patches with a known answer."""

import json
from pathlib import Path

import numpy as np
import torch

from models.caption.base_model import Base, hash_weights
from models.caption.config import AdapterConfig, BaseReference, CaptionConfig, EncoderConfig, LoraSizes
from models.caption.language import add_fresh_matrices, load_language
from models.caption.network import Captioner

TEXTS = (
    "The vegetation is dense. The north is greenest, and the soil is dry.",
    "La végétation est clairsemée ; le sol nu couvre la moitié du terrain.",
)
SIDE = 64


def make_base(folder: Path, kind: str = "llama", seed: int = 0) -> Base:
    """A language model of the official layout, as transformers saves it, with a tokenizer of bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(seed)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=["<|im_start|>", "<|im_end|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    tokenizer.train_from_iterator(TEXTS, trainer)
    whole = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<|im_start|>", eos_token="<|im_end|>")
    whole.save_pretrained(str(folder))
    kinds = {"llama": (LlamaConfig, LlamaForCausalLM), "qwen2": (Qwen2Config, Qwen2ForCausalLM)}
    config, network = kinds[kind]
    sizes = config(
        vocab_size=len(whole), hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, bos_token_id=0, eos_token_id=1, tie_word_embeddings=True, initializer_range=0.2,
    )  # fmt: skip
    network(sizes).save_pretrained(str(folder))
    return Base(folder, str(folder), hash_weights(folder))


def make_config(base: Base) -> CaptionConfig:
    """Sizes that take no time."""
    return CaptionConfig(
        model="tiny",
        encoder=EncoderConfig(width=32, depth=1),
        adapter=AdapterConfig(tokens=20, statistics=3, width=24, depth=1, heads=2, levels=8),
        lora=LoraSizes(rank=2, alpha=4),
        base=BaseReference(name=base.name, sha256=base.sha256),
        longest=12,
    )


def make_captioner(base: Base) -> Captioner:
    """A captioner that has learned nothing, though its low-rank matrices change what is said."""
    torch.manual_seed(1)
    config = make_config(base)
    language = add_fresh_matrices(load_language(base), config.lora)
    network = Captioner(config, language, [token for text in TEXTS for token in language.split(f" {text}")])
    for weight in network.lora.values():
        torch.nn.init.normal_(weight, std=0.3)
    return network.eval()


def make_patches(count: int = 3, seed: int = 2) -> np.ndarray:
    """(count, 12, 64, 64) reflectance."""
    random = np.random.default_rng(seed)
    levels = random.uniform(0.02, 0.5, (count, 12, 1, 1))
    return (levels * random.uniform(0.7, 1.3, (count, 12, SIDE, SIDE))).astype(np.float32)


def read_json(path: Path) -> dict[str, object]:
    """Read a file of facts."""
    found: dict[str, object] = json.loads(path.read_text())
    return found
