"""The application to which all deployments belong, and the containers that they share."""

from pathlib import Path
from typing import Any

import modal

from modal_services.images import torch_image
from models.services import APP, WEIGHTS_VOLUME

HOME = Path("/weights")
"""Where the volume with weights is; those that travel with the code are taken where it has none."""
GRAPHICS = ["L4", "T4", "A10"]
"""Which GPU is asked for, the next where there is none of the first."""
_MINUTES = 60

app = modal.App(APP)


def on_processors() -> Any:
    """Decorates a class that is to run on two processors, which go away when nobody asks."""
    return app.cls(image=torch_image(), cpu=2.0, memory=2048, **_shared())


def on_graphics(image: Any) -> Any:
    """Decorates a class that is to run in that image on one GPU, which goes away when nobody asks."""
    return app.cls(image=image, gpu=GRAPHICS, memory=4096, **_shared())


def _shared() -> dict[str, Any]:
    return {
        "volumes": {str(HOME): modal.Volume.from_name(WEIGHTS_VOLUME, create_if_missing=True)},
        "timeout": 5 * _MINUTES,
        "scaledown_window": 2 * _MINUTES,
    }
