"""What runs the networks: OpenVINO on processors, torch on a GPU or where OpenVINO is not there.

A room hands in what is particular to it as a `Network`. OpenVINO converts it once, and the result is kept in a cache
under the hash of weights and code. Converting takes torch, whose memory is never given back; so it is done in a process
of its own: `python -m models.runtime MODULE:FUNCTION WEIGHTS MODEL.xml`.

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
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol
from weakref import ReferenceType, ref

import numpy as np
from numpy.typing import NDArray

from models.checkpoints import CHECKPOINT_FILES
from models.errors import AgriError, ModelUnavailable

if TYPE_CHECKING:
    from torch import nn

Arrays = dict[str, NDArray[np.float32]]
_MODELS = Path(__file__).parent
_SHAPES_KEPT = "16"
"""Layers that OpenVINO keeps prepared for shapes it has seen: by default thousands, 6 MB for each shape of a tile."""


class Traced(NamedTuple):
    """A torch network that takes tensors in order and gives one or several, with what OpenVINO traces it by."""

    module: "nn.Module"
    example: tuple[NDArray[Any], ...]
    shapes: tuple[tuple[int, ...], ...]
    """The shape of each input, −1 where it varies."""


@dataclass(frozen=True)
class Network:
    """What a room hands in, so that its network can be run."""

    load: Callable[[Path], Traced]
    """Reads a folder of weights. It stands at the top of a module of the room, for another process calls it by name."""
    outputs: tuple[str, ...]
    precision: Literal["f32", "bf16"] = "f32"
    """What OpenVINO computes in, where processors have it."""
    kept_on_processor: frozenset[int] = frozenset()
    """Inputs that do not go to the GPU, by their place: numbers by which the network cuts."""

    @property
    def room(self) -> str:
        """The folder in `models/` that hands it in."""
        return self.load.__module__.split(".")[1]

    @property
    def address(self) -> str:
        """Where another process finds the function that loads it."""
        return f"{self.load.__module__}:{self.load.__qualname__}"


class Runtime(Protocol):
    """A network that is ready to be asked."""

    def __call__(self, *arrays: NDArray[Any]) -> Arrays:
        """Take the network's inputs in their order and return its outputs by name."""


def load_runtime(network: Network, weights: Path, device: str, cache: Path | None) -> Runtime:
    """Choose the fastest runtime that is there; raises `ModelUnavailable` where the weights cannot be used."""
    if device == "cpu" and cache is not None and weights.is_dir() and has_openvino():
        return OpenVinoRuntime(network, weights, cache)
    return TorchRuntime(network.load(weights).module, network, device)


class TorchRuntime:
    """The network as it was trained, on a processor or a GPU."""

    def __init__(self, module: "nn.Module", network: Network, device: str = "cpu") -> None:
        self._module, self._network, self._device = module.to(device).eval(), network, device

    def __call__(self, *arrays: NDArray[Any]) -> Arrays:
        """Take the network's inputs in their order and return its outputs by name."""
        import torch

        with torch.inference_mode():
            given = [torch.from_numpy(_as_torch_takes(array)) for array in arrays]
            kept = self._network.kept_on_processor
            answer = self._module(*(part if n in kept else part.to(self._device) for n, part in enumerate(given)))
        answers = answer if isinstance(answer, tuple) else (answer,)
        return {name: part.float().cpu().numpy() for name, part in zip(self._network.outputs, answers, strict=True)}


def _as_torch_takes(array: NDArray[Any]) -> NDArray[Any]:
    """Copy what may not be written or runs backwards: torch warns of the one and refuses the other."""
    is_plain = array.flags.writeable and all(stride >= 0 for stride in array.strides)
    return array if is_plain else array.copy()


class OpenVinoRuntime:
    """The same network on processors, in a third to three quarters of the time; only converting it needs torch."""

    def __init__(self, network: Network, weights: Path, cache: Path) -> None:
        self._model = compile_model(convert(network, weights, cache), network.precision)
        self._outputs = network.outputs

    def __call__(self, *arrays: NDArray[Any]) -> Arrays:
        """Take the network's inputs in their order and return its outputs by name."""
        answers = self._model(*(np.ascontiguousarray(array) for array in arrays))
        return dict(zip(self._outputs, answers, strict=True))


def load_openvino() -> Any:
    """Import the package, made to believe that `openvino-telemetry`, which comes with it, is not there."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    return importlib.import_module("openvino")


def has_openvino() -> bool:
    """Tell whether OpenVINO is there; it comes with us, but not everywhere that torch runs."""
    return importlib.util.find_spec("openvino") is not None


def convert(network: Network, weights: Path, cache: Path) -> Path:
    """Find the OpenVINO model of a folder of weights in the cache, or make it.

    Raises `ModelUnavailable` where it cannot be made.
    """
    openvino, room = load_openvino(), network.room
    files = [weights / part for part in CHECKPOINT_FILES] + sorted((_MODELS / room).glob("*.py"))
    content = b"".join([network.address.encode(), *(file.read_bytes() for file in files)])
    hashed = hashlib.sha256(content).hexdigest()[:16]
    folder = cache / f"{room}-{hashed}-openvino-{openvino.__version__.partition('-')[0]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache.absolute(), prefix=f".{room}-"))
        made = str(unfinished / "model.xml")
        command = [sys.executable, "-m", "models.runtime", network.address, str(weights.absolute()), made]
        done = subprocess.run(command, cwd=_MODELS.parent, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(unfinished)
            *_, last = done.stderr.strip().split("\n")
            reason = f"no OpenVINO model of {room} could be made: {last}"
            raise ModelUnavailable(reason, room=room, kind="not_supported")
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return folder / "model.xml"


def _save_converted(address: str, weights: Path, path: Path) -> None:
    import torch

    openvino = load_openvino()
    module, _, function = address.partition(":")
    traced: Traced = getattr(importlib.import_module(module), function)(weights)
    example = tuple(torch.from_numpy(array) for array in traced.example)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tracing, which OpenVINO does by a way that torch calls old
        model = openvino.convert_model(traced.module.eval(), example_input=example, input=list(traced.shapes))
        openvino.save_model(model, path, compress_to_fp16=False)


def compile_model(model: Path, precision: str) -> "CompiledModel":
    """Make a model ready for this machine's processors; `precision` is f32, or bf16 where they compute in it."""
    core = _core()
    if precision.upper() not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        precision = "f32"  # what is emulated is slower
    settings = {
        "INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY",
        "CPU_RUNTIME_CACHE_CAPACITY": _SHAPES_KEPT,
    }  # fmt: skip
    return CompiledModel(core.compile_model(model, "CPU", settings))


@lru_cache(maxsize=1)
def _core() -> Any:
    """Hold one core for the process and never let it go.

    Its plugin gives the thread that loads it a stack for signals, and takes the memory of that stack away when it goes,
    so that the next Ctrl-C would end in a crash (OpenVINO 2026.4).
    """
    return load_openvino().Core()


class CompiledModel:
    """A compiled model that threads may share: they wait for one another, since one has all processors busy.

    The memory that a model works in is given back when another is asked, so that they do not add up.
    """

    _latest: ClassVar["ReferenceType[CompiledModel] | None"] = None  # weak, so that nobody holds one but who asks it

    def __init__(self, model: Any) -> None:
        self._model, self._turn = model, Lock()

    def __call__(self, *given: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Take arrays in the order of the network's inputs and return copies of its answers in theirs."""
        with self._turn:
            latest, CompiledModel._latest = CompiledModel._latest, ref(self)
            before = latest() if latest is not None else None
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
    """Convert one network: what `convert` starts."""
    address, weights, path = sys.argv[1:]
    try:
        _save_converted(address, Path(weights), Path(path))
    except AgriError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
