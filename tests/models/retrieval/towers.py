"""Folders of weights without training, for tests: ours with random towers, and a tiny SigLIP of the same layout."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from models.retrieval.config import RetrievalConfig, Subject
from models.retrieval.network import build_image_tower

SUBJECTS = ("corn/common_rust", "overhead/satellite_bare", "tomato/late_blight")


def write_lite(folder: Path, **settings: Any) -> Path:
    """Write ours, with random weights that differ by seed."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.pop("seed", 1))
    tower = build_image_tower()
    tensors = {f"visual.{name}": part for name, part in tower.state_dict().items()}
    tensors |= {"text.proj.weight": torch.eye(384), "logit_scale": torch.tensor(3.0), "logit_bias": torch.tensor(-8.0)}
    tensors["prototypes"] = nn.functional.normalize(torch.randn(len(SUBJECTS), 384), dim=1)
    save_file({name: part.contiguous() for name, part in tensors.items()}, folder / "model.safetensors")
    subjects = tuple(Subject(key=key, title=key) for key in SUBJECTS)
    config = RetrievalConfig(subjects=subjects, **{"side": 64, **settings})
    (folder / "config.json").write_text(config.model_dump_json())
    return folder


def write_siglip(folder: Path) -> Path:
    """Write a SigLIP of open_clip's layout: a ViT pooled by attention, a text tower, scale and bias, a tokenizer."""
    import timm
    from open_clip.model import CustomTextCLIP
    from timm.models import register_model
    from timm.models.vision_transformer import VisionTransformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import PreTrainedTokenizerFast

    if not timm.is_model("vit_tiny_patch16_siglip_test"):

        def vit_tiny_patch16_siglip_test(pretrained: bool = False, **settings: Any) -> nn.Module:
            del pretrained
            for name in ("pretrained_cfg", "pretrained_cfg_overlay", "cache_dir"):
                settings.pop(name, None)
            network = VisionTransformer(
                img_size=32, patch_size=16, embed_dim=32, depth=6, num_heads=2,
                **{"class_token": False, "global_pool": "map", **settings},
            )  # fmt: skip
            network.default_cfg = {"input_size": (3, 32, 32), "pool_size": None}  # type: ignore[assignment]
            return network

        vit_tiny_patch16_siglip_test.__module__ = "timm.models.vision_transformer"
        register_model(vit_tiny_patch16_siglip_test)
    folder.mkdir(parents=True, exist_ok=True)
    words = {word: place for place, word in enumerate(("<pad>", "<eos>", "<unk>", "a", "leaf", "with", "rust", "of"))}
    tokens = Tokenizer(WordLevel(words, unk_token="<unk>"))
    tokens.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokens, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>"
    ).save_pretrained(folder)
    architecture = {
        "embed_dim": 32, "init_logit_bias": -10,
        "vision_cfg": {
            "image_size": 32, "timm_model_name": "vit_tiny_patch16_siglip_test",
            "timm_pool": "map", "timm_proj": "none",
        },
        "text_cfg": {
            "context_length": 64, "vocab_size": len(words), "hf_tokenizer_name": "none", "width": 32, "heads": 2,
            "tokenizer_kwargs": {"clean": "canonicalize"}, "layers": 2, "no_causal_mask": True, "proj_bias": True,
            "pool_type": "last",
        },
    }  # fmt: skip
    torch.manual_seed(1)
    network = CustomTextCLIP(**architecture)  # type: ignore[arg-type]
    save_file(network.state_dict(), folder / "open_clip_model.safetensors")
    shown = {"mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bicubic", "resize_mode": "squash"}
    config = {"model_cfg": {**architecture, "custom_text": True}, "preprocess_cfg": shown}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    return folder
