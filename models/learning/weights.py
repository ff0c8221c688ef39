"""How trained weights are written."""

from pathlib import Path

from pydantic import BaseModel
from safetensors.torch import save
from torch import nn

from models.checkpoints import CHECKPOINT_FILES
from models.files import write_whole


def write_weights(network: nn.Module, config: BaseModel, folder: Path) -> None:
    """Write a folder of weights in half precision; running statistics stay, for their small values matter."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: (value.half() if value.ndim > 1 else value).detach().cpu().contiguous()
        for name, value in network.state_dict().items()
    }
    write_whole(folder / CHECKPOINT_FILES[0], save(tensors))
    write_whole(folder / CHECKPOINT_FILES[1], config.model_dump_json(indent=1) + "\n")
