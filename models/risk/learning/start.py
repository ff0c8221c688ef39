"""A first risk network whose encoder has seen land: the weights of the cloud network of `ukis-csmask` (Apache-2.0).

It is the same U-Net on the same six bands. What is new, the masks of missing bands among it, starts at nothing; its
squeeze-and-excitation is folded at its mean over tiles to learn from.
"""

from collections.abc import Iterator
from importlib.resources import files

import numpy as np
import torch
from torch import Tensor, nn

from models.risk.config import BANDS, RiskConfig
from models.risk.learning.data import Tiles
from models.risk.network import DEPTH, RiskNet, fold_excitation

_MODEL = "model_6b_l2a.onnx"
_PICTURES, _BATCH = 128, 16


def start_network(config: RiskConfig, tiles: Tiles) -> RiskNet:
    """Make a network to train; one with another encoder than that of the cloud network begins at random."""
    network = RiskNet(config)
    if config.encoder != "efficientnet-b4":
        return network
    known = _read_cloud_network()
    encoder = _load_encoder(known)
    fold_excitation(encoder, _load_pictures(network, tiles))
    taken = {name: value for name, value in encoder.state_dict().items() if name in network.encoder.state_dict()}
    stem = torch.zeros_like(network.encoder._conv_stem.weight)
    stem[:, : len(BANDS)] = taken["_conv_stem.weight"]
    network.encoder.load_state_dict(taken | {"_conv_stem.weight": stem})
    own = network.decoder.state_dict()
    of_decoder = {name: known.get(f"decoder.{_rename_block(name)}") for name in own}
    fitting = {
        name: value for name, value in of_decoder.items() if value is not None and value.shape == own[name].shape
    }
    network.decoder.load_state_dict(own | fitting)
    return network


def _load_encoder(known: dict[str, Tensor]) -> nn.Module:
    """Load the encoder of the cloud network, whole."""
    from segmentation_models_pytorch.encoders import get_encoder

    encoder: nn.Module = get_encoder("efficientnet-b4", in_channels=len(BANDS), depth=DEPTH, weights=None)
    own = encoder.state_dict()
    found = {name: known.get(f"encoder.{name}") for name in own}
    encoder.load_state_dict(own | {name: value for name, value in found.items() if value is not None})
    return encoder.eval()


def _rename_block(name: str) -> str:
    """Rename a tensor of our decoder as that of the block on the same scale in theirs, which has one block more."""
    place = int(name.split(".")[1])
    return name.replace(f"blocks.{place}", f"blocks.{place + 1}", 1)


def _read_cloud_network() -> dict[str, Tensor]:
    """Read tensors by the names that segmentation_models_pytorch gives them."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load_from_string((files("ukis_csmask") / _MODEL).read_bytes()).graph
    return {
        part.name.removeprefix("model."): torch.from_numpy(np.array(numpy_helper.to_array(part)))
        for part in graph.initializer
    }


def _load_pictures(network: RiskNet, tiles: Tiles) -> Iterator[Tensor]:
    for start in range(0, min(_PICTURES, len(tiles)), _BATCH):
        image = torch.from_numpy(tiles.image[start : start + _BATCH].astype(np.float32) / 1e4)
        yield (image - network.mean) / network.std
