"""An analysis that is begun in a conversation: the same way as by `run`, with defaults."""

from collections.abc import Callable
from pathlib import Path

from models.errors import ConfigError
from nodes.answers.calls import Analyse
from nodes.report.claims import Style
from nodes.state import Request
from orchestrator.run import Audience, run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import Settings


def make_analyser(settings: Settings, style: Style, audience: Audience | None = None) -> Callable[[Analyse], Path]:
    """Return what analyses a scene and names the folder of its run; raises `SceneError` and `ConfigError`."""

    def analyse(call: Analyse) -> Path:
        scene = _find(call.scene)
        request = Request(
            scene_path=str(scene),
            parcels=str(_find(call.parcels)) if call.parcels else None,
            language=style.language,
            units=style.area,
        )
        order = Order(request=request, backend=settings.backend)
        return run_scene(order, settings, audience=audience).run_dir

    return analyse


def _find(said: str) -> Path:
    path = Path(said).expanduser().absolute()
    if not path.exists():
        raise ConfigError(f"there is no {path}; give the path of a raster")
    return path
