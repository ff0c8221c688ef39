"""Networks as OpenVINO models, converted once and kept in a cache under the hash of weights and code.

Converting takes torch, whose memory is never given back; so it is done in a process of its own:
`python -m models.openvino_cache ROOM WEIGHTS MODEL.xml`.

OpenVINO is imported without its reports: merely importing it writes to the user's home and sends usage to Google
Analytics.
"""

import hashlib
import importlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from models.checkpoints import PARTS
from models.errors import AgriError, ModelUnavailable

_MODELS = Path(__file__).parent


def load_openvino() -> Any:
    """The package, made to believe that `openvino-telemetry`, which comes with it, is not there."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


def has_openvino() -> bool:
    """Whether OpenVINO is there; it comes with us, but not everywhere that torch runs."""
    return importlib.util.find_spec("openvino") is not None


def converted(room: str, weights: Path, cache: Path) -> Path:
    """The OpenVINO model of a folder of weights, by `model_of` of the room's `runtime`; made where it is not there yet.

    Raises `ModelUnavailable` where it cannot be.
    """
    openvino = load_openvino()
    files = [weights / part for part in PARTS] + sorted((_MODELS / room).glob("*.py"))
    hashed = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = cache / f"{room}-{hashed}-openvino-{openvino.__version__.partition('-')[0]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache.absolute(), prefix=f".{room}-"))
        command = [sys.executable, "-m", __name__, room, str(weights.absolute()), str(unfinished / "model.xml")]
        done = subprocess.run(command, cwd=_MODELS.parent, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(unfinished)
            *_, last = done.stderr.strip().split("\n")
            raise ModelUnavailable(
                f"no OpenVINO model of {room} could be made: {last}", room=room, kind="not_supported"
            )
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return folder / "model.xml"


def _convert(room: str, weights: Path, path: Path) -> None:
    openvino = load_openvino()
    runtime = importlib.import_module(f"models.{room}.runtime")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tracing, which OpenVINO does by a way that torch calls old
        openvino.save_model(runtime.model_of(weights), path, compress_to_fp16=False)


def compiled(model: Path, precision: str) -> "Asked":
    """Ready to be asked on this machine's processors; `precision` is f32, or bf16 where they compute in it."""
    core = _core()
    if precision.upper() not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        precision = "f32"  # what is emulated is slower
    settings = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    return Asked(core.compile_model(model, "CPU", settings))


@lru_cache(maxsize=1)
def _core() -> Any:
    """One for the process, never let go: its plugin gives the thread that loads it a stack for signals, and takes the
    memory of that stack away when it goes, so that the next Ctrl-C would end in a crash (OpenVINO 2026.4).
    """
    return load_openvino().Core()


class Asked:
    """A compiled model that threads may share: they wait for one another, since one has all processors busy.

    The memory that a model works in is given back when another is asked, so that they do not add up.
    """

    _latest: ClassVar["Asked | None"] = None

    def __init__(self, model: Any) -> None:
        self._model, self._turn = model, Lock()

    def __call__(self, *given: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Arrays in the order of the network's → copies of its answers in theirs."""
        with self._turn:
            before, Asked._latest = Asked._latest, self
            if before is not None and before is not self:
                before.rest()
            return [np.array(answer, np.float32) for answer in self._model(given).to_tuple()]

    def rest(self) -> None:
        """Give back the memory of working, unless at work."""
        if self._turn.acquire(blocking=False):
            try:
                self._model.release_memory()
            finally:
                self._turn.release()


def main() -> None:
    """What `converted` calls."""
    room, weights, path = sys.argv[1:]
    try:
        _convert(room, Path(weights), Path(path))
    except AgriError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
