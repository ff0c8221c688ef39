"""What all training programs share: flags that are the fields of a config, seeds, and a log of lines (no torch)."""

import argparse
import importlib.util
import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from models.files import write_whole

Config = TypeVar("Config", bound=BaseModel)


def config_from_flags(kind: type[Config], words: Sequence[str] | None = None) -> Config:
    """Read a config: the flag `--learning-rate 0.001` is the field `learning_rate`; bad values exit with 2."""
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
    """Seed Python's, NumPy's and torch's own generators; code of ours takes a generator as an argument instead."""
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


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
