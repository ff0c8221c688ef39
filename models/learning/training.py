"""What all training programs share: flags that are the fields of a config, seeds, and a log of lines."""

import argparse
import importlib.util
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from models.files import write_whole

Config = TypeVar("Config", bound=BaseModel)
Batch = TypeVar("Batch")
_AVERAGE = 0.998  # of the mean of the weights


def config_from_flags(kind: type[Config], words: Sequence[str] | None = None) -> Config:
    """A config from the command line: `--learning-rate 0.001` is the field `learning_rate`; bad values exit with 2."""
    parser = argparse.ArgumentParser(description=kind.__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    for name, field in kind.model_fields.items():
        flag, said = f"--{name.replace('_', '-')}", field.description or " "
        if field.annotation is bool:
            parser.add_argument(flag, default=argparse.SUPPRESS, action=argparse.BooleanOptionalAction, help=said)
        else:
            parser.add_argument(flag, default=argparse.SUPPRESS, required=field.is_required(), help=said)
    given = vars(parser.parse_args(words))
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = "-".join(str(part) for part in first["loc"]).replace("_", "-")
        parser.error(f"--{where}: {first['msg']} (not {first['input']!r})")


def check_extra(*modules: str) -> None:
    """Exit with 2 and one line where the packages of the extra `train` are not installed."""
    lacking = [module for module in modules if importlib.util.find_spec(module) is None]
    if lacking:
        sys.stderr.write(f'not installed: {", ".join(lacking)}; run: pip install -e ".[train]"\n')
        raise SystemExit(2)


def seed_all(seed: int) -> None:
    """Python's, NumPy's and torch's own generators; code of ours takes a generator as an argument instead."""
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


@contextmanager
def steady(network: Any) -> Iterator[None]:
    """A torch network normalised by what whole tiles showed: what is shown now is too unlike them to count."""
    from torch import nn

    layers = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer in layers:
        layer.eval()
    yield
    for layer in layers:
        layer.train()


def mean_of(network: Any) -> Any:
    """The mean of a torch network's weights over its last steps (Polyak and Juditsky 1992), a `torch` AveragedModel."""
    from torch.optim.swa_utils import AveragedModel

    return AveragedModel(network, multi_avg_fn=_averaged, use_buffers=True)


def _averaged(mean: Any, now: Any, count: Any) -> None:
    """Move a list of tensors towards what they are now: fast at first, then slowly."""
    import torch

    if not mean[0].is_floating_point():
        torch._foreach_copy_(mean, now)
        return
    torch._foreach_lerp_(mean, now, 1 - min(_AVERAGE, (1 + float(count)) / (10 + float(count))))


def ahead(make: Callable[[int], Batch], count: int, workers: int) -> Iterable[Batch]:
    """`make(0)` to `make(count - 1)` in order; so many processes make them while others are learned from, if any."""
    if not workers:
        return map(make, range(count))
    from torch.utils.data import DataLoader

    steps: Any = _Made(make, count)
    return DataLoader(steps, batch_size=None, num_workers=workers, prefetch_factor=4)


class _Made:
    """What `make` gives, as a dataset of batches."""

    def __init__(self, make: Callable[[int], Any], count: int) -> None:
        self._make, self._count = make, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, step: int) -> Any:
        return self._make(step)


def record(weights: Path, figures: dict[str, Any]) -> None:
    """Put figures into `metrics.json` of a folder of weights, in place of those of the same names."""
    path = weights / "metrics.json"
    before = json.loads(path.read_text()) if path.is_file() else {}
    write_whole(path, json.dumps(before | figures, indent=1) + "\n")


class RunLog:
    """One JSON object a line, with the seconds since the start, in a file and on the log."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._start = path, time.monotonic()

    def __call__(self, **facts: Any) -> None:
        """Write a line."""
        line = json.dumps({"seconds": round(time.monotonic() - self._start, 1), **facts})
        with self._path.open("a") as file:
            file.write(line + "\n")
        logging.getLogger(__name__).info("%s", line)
