"""What training leaves: the best weights on the way, and the folder that answers."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.checkpoints import CHECKPOINT_FILES
from models.files import write_whole
from models.retrieval.learning.learner import Learner
from models.retrieval.network import OPEN_CLIP_CONFIG, Start, fill, read_tensors

BEST = "best.safetensors"


def keep_best(out: Path, learner: nn.Module) -> None:
    """Keep what was judged best so far."""
    from safetensors.torch import save

    tensors = {name: part.detach().cpu().contiguous() for name, part in learner.state_dict().items()}
    write_whole(out / BEST, save(tensors))


def take_best(out: Path, learner: Learner) -> None:
    """Go back to what was judged best."""
    from safetensors.torch import load_file

    learner.load_state_dict(load_file(out / BEST))


def take_weights(folder: Path, learner: Learner) -> None:
    """Go on from a folder that `write_towers` wrote; raises `ModelUnavailable` where it is not of this network."""
    found = read_tensors(folder)
    names = {name: name.replace("text.tower.", "text.") for name in learner.state_dict()}
    fill(learner, {name: found[written] for name, written in names.items() if written in found})


def write_towers(folder: Path, learner: Learner, begun: Start) -> None:
    """Write both towers in half precision; MiniLM comes by its package and is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name.replace("text.tower.", "text."): part for name, part in learner.state_dict().items()}
    write_tensors(folder, tensors)
    write_whole(folder / CHECKPOINT_FILES[1], begun.config.model_dump_json(indent=1) + "\n")
    if begun.architecture is not None:
        write_whole(folder / OPEN_CLIP_CONFIG, json.dumps({"model_cfg": begun.architecture}, indent=1) + "\n")
        kept: Any = begun.tokenize
        kept.save_pretrained(str(folder))


def write_tensors(folder: Path, tensors: dict[str, Tensor]) -> None:
    """Write tensors in half precision; statistics and biases stay, for their small values matter."""
    from safetensors.torch import save

    halved = {
        name: (part.half() if part.ndim > 1 and part.is_floating_point() else part).detach().cpu().contiguous()
        for name, part in tensors.items()
    }
    write_whole(folder / CHECKPOINT_FILES[0], save(halved))


def add_prototypes(folder: Path, prototypes: Tensor) -> None:
    """Put the prototypes of the subjects beside the towers."""
    from safetensors.torch import load_file

    found = load_file(folder / CHECKPOINT_FILES[0])
    write_tensors(folder, {**found, "prototypes": prototypes.to(torch.float32)})
