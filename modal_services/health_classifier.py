"""The health network on CPU containers, which go away when nobody asks."""

from pathlib import Path
from typing import Any

import modal

from modal_services.app import app
from modal_services.images import torch_image
from models.checkpoints import find_weights
from models.services import WEIGHTS_VOLUME

HOME = Path("/weights")
MINUTES = 60


@app.cls(
    image=torch_image(),
    cpu=2.0,
    memory=2048,
    volumes={str(HOME): modal.Volume.from_name(WEIGHTS_VOLUME, create_if_missing=True)},
    timeout=5 * MINUTES,
    scaledown_window=2 * MINUTES,
)
class HealthClassifier:
    """Weights from the volume where there are any, else those that travel with the code."""

    @modal.enter()
    def load(self) -> None:
        """Once a container."""
        from models.health.predict import Predictor

        self.predictor = Predictor.load(find_weights("health", HOME, HOME))

    @modal.method()
    def predict(self, tiles: Any, facts: Any) -> Any:
        """(n, 10, h, w) reflectance and what else is known → `models.backend.HealthLayers`."""
        return self.predictor(tiles, facts)
