"""The modality network: torchvision's ResNet50 with a head of three classes, and the ways its weights come."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.modality.config import ModalityConfig, read_config
from models.torchvision_ops import declare_missing_operators

_WRAPPERS = ("state_dict", "model_state_dict", "model")
_PREFIXES = ("module.", "model.", "resnet.", "backbone.", "net.")
_HEADS = ("fc.", "classifier.", "head.")


class ModalityNet(nn.Module):
    """(n, 3, h, w) shades of 0–1 → (n, 3) logits; normalisation inside, so that nobody forgets it."""

    def __init__(self, config: ModalityConfig) -> None:
        from torchvision.models import resnet50

        declare_missing_operators()

        super().__init__()
        self.resnet = resnet50(num_classes=len(config.classes), zero_init_residual=True)
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(config.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(config.std).view(1, 3, 1, 1), persistent=False)

    def forward(self, shades: Tensor) -> Tensor:
        """(n, 3, h, w) → (n, 3)."""
        logits: Tensor = self.resnet((shades - self.mean) / self.std)
        return logits


def load_network(weights: Path) -> ModalityNet:
    """Load from a folder of ours, or from a file of a ResNet50 alone: .safetensors, or .pth as the seed's."""
    return _fill_network(
        read_config(weights), _read_tensors(weights / CHECKPOINT_FILES[0] if weights.is_dir() else weights)
    )


def _read_tensors(path: Path) -> dict[str, Tensor]:
    from pickle import UnpicklingError

    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise ModelUnavailable(
            f"there are no modality weights at {path}", room="modality", kind="not_in_given_weights"
        ) from error
    except (SafetensorError, UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelUnavailable(
            f"{path.name} holds no weights that can be loaded safely: {reason}", room="modality", kind="damaged"
        ) from error
    return _find_state_dict(found, path)


def _find_state_dict(found: object, path: Path) -> dict[str, Tensor]:
    """Find the tensors of a checkpoint, whether bare or beside an optimiser."""
    for name in _WRAPPERS:
        if isinstance(found, Mapping) and isinstance(found.get(name), Mapping):
            found = found[name]
    if not isinstance(found, Mapping) or not all(isinstance(value, Tensor) for value in found.values()):
        raise ModelUnavailable(f"{path.name} holds no state dict of a ResNet50", room="modality", kind="damaged")
    return dict(found)


def _fill_network(config: ModalityConfig, tensors: Mapping[str, Tensor]) -> ModalityNet:
    network = ModalityNet(config)
    named = {
        _strip_prefixes(name): value.float() if value.is_floating_point() else value for name, value in tensors.items()
    }
    wanted = network.resnet.state_dict()
    counters = {name for name in wanted if name.endswith("num_batches_tracked")}
    lacking = wanted.keys() - named.keys() - counters
    other = [name for name in wanted.keys() & named.keys() if wanted[name].shape != named[name].shape]
    if lacking or other or named.keys() - wanted.keys():
        unknown = len(named.keys() - wanted.keys())
        what = f"{len(lacking)} tensors are missing, {unknown} unknown, {len(other)} of other shape"
        raise ModelUnavailable(
            f"the modality weights are not of a ResNet50 with {len(config.classes)} classes: {what}",
            room="modality",
            kind="damaged",
        )
    network.resnet.load_state_dict(named, strict=False)
    return network.eval()


def _strip_prefixes(name: str) -> str:
    """Give the name in torchvision's ResNet50: without what wrappers put before it, and with fc for any head."""
    while prefix := next((prefix for prefix in _PREFIXES if name.startswith(prefix)), None):
        name = name.removeprefix(prefix)
    if any(name.startswith(head) for head in _HEADS):
        return f"fc.{name.rpartition('.')[2]}"
    return name
