"""Networks as OpenVINO models, converted once and kept in a cache under the hash of their weights.

OpenVINO is imported without its reports: merely importing it writes to the user's home and sends usage to Google
Analytics.
"""

import hashlib
import importlib
import importlib.util
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.checkpoints import PARTS

Convert = Callable[[Path], Any]
"""A folder of weights → what `openvino.convert_model` gives."""


def load_openvino() -> Any:
    """The package, made to believe that `openvino-telemetry`, which comes with it, is not there."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


def has_openvino() -> bool:
    """Whether OpenVINO is there; it comes with us, but not everywhere that torch runs."""
    return importlib.util.find_spec("openvino") is not None


def converted(room: str, weights: Path, cache: Path, convert: Convert) -> Path:
    """The OpenVINO model of a folder of weights; made where it is not there yet."""
    openvino = load_openvino()
    hashed = hashlib.sha256(b"".join((weights / part).read_bytes() for part in PARTS)).hexdigest()[:16]
    folder = cache / f"{room}-{hashed}-openvino-{openvino.__version__.partition('-')[0]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache, prefix=f".{room}-"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of tracing, which OpenVINO does by a way that torch calls old
            openvino.save_model(convert(weights), unfinished / "model.xml", compress_to_fp16=False)
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return folder / "model.xml"


def compiled(model: Path, precision: str) -> Any:
    """Ready to be called on this machine's processors; `precision` is f32, or bf16 for those that have it."""
    settings = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    return load_openvino().Core().compile_model(model, "CPU", settings)
