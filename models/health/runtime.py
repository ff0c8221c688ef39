"""What computes the answers: OpenVINO on processors, torch on a GPU or where OpenVINO is not there."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray

from models.arrays import Floats
from models.backend import HEALTH_CELL
from models.openvino_cache import compiled, converted, has_openvino, load_openvino

if TYPE_CHECKING:
    from models.health.network import HealthNet

Known = tuple[NDArray[Any], ...]
"""Arrays in the order and of the shapes of `models.health.network.Inputs`."""
OUTPUTS = ("condition", "causes", "loss", "doubt", "stands", "attention")
"""The parts of `models.health.network.Answer`."""


class Runtime(Protocol):
    """What is known of n tiles → the parts of an `Answer`."""

    def __call__(self, known: Known) -> dict[str, Floats]:
        """Logits and attention."""


class TorchRuntime:
    """The network as it was trained, on a processor or a GPU."""

    def __init__(self, network: "HealthNet", device: str = "cpu") -> None:
        self._network, self._device = network.to(device), device

    def __call__(self, known: Known) -> dict[str, Floats]:
        """Logits and attention."""
        import torch

        from models.health.network import Inputs

        with torch.inference_mode():
            output = self._network(Inputs(*(torch.from_numpy(array) for array in known)).to(self._device))
        return {name: part.float().cpu().numpy() for name, part in output._asdict().items()}


class OpenVinoRuntime:
    """The same network on processors, in three quarters of the time; torch is needed for the conversion only."""

    def __init__(self, weights: Path, cache: Path) -> None:
        self._network = compiled(converted("health", weights, cache), "f32")

    def __call__(self, known: Known) -> dict[str, Floats]:
        """Logits and attention."""
        return dict(zip(OUTPUTS, self._network(*known), strict=True))


def runtime_of(weights: Path, device: str, cache: Path | None) -> Runtime:
    """The fastest that is there; raises `ModelUnavailable` where the weights cannot be used."""
    if device == "cpu" and cache is not None and has_openvino():
        return OpenVinoRuntime(weights, cache)
    from models.health.network import load_network

    return TorchRuntime(load_network(weights), device)


def model_of(weights: Path) -> Any:
    """As OpenVINO has it."""
    import torch

    from models.health.config import read_config
    from models.health.network import Inputs, load_network

    network, config = load_network(weights), read_config(weights)

    class Asked(torch.nn.Module):
        """The network, asked with arrays."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *known: torch.Tensor) -> tuple[torch.Tensor, ...]:
            """The parts of an `Answer`."""
            return tuple(self.network(Inputs(*known)))

    cells = 2
    side, bands, quantities, places, season = (
        cells * HEALTH_CELL, len(config.bands), len(config.quantities), len(config.places), len(config.season_mean),
    )  # fmt: skip
    numbers = torch.zeros(1, dtype=torch.int64), torch.zeros(1, cells, cells, dtype=torch.int64)
    example = (
        torch.zeros(1, bands, side, side), torch.zeros(1, 7, quantities), torch.zeros(1, places), *numbers,
        torch.zeros(1, cells, cells), torch.zeros(1, season, cells, cells),
    )  # fmt: skip
    shapes = [
        (-1, bands, -1, -1), (-1, 7, quantities), (-1, places), (-1,), (-1, -1, -1), (-1, -1, -1), (-1, season, -1, -1),
    ]  # fmt: skip
    return load_openvino().convert_model(Asked().eval(), example_input=example, input=shapes)
