"""The health network, deployed."""

from typing import Any

import modal

from modal_services.app import HOME, on_processors
from models.checkpoints import find_weights


@on_processors()
class HealthClassifier:
    """Loaded once a container."""

    @modal.enter()
    def load(self) -> None:
        """Weights from the volume where there are any, else those that travel with the code."""
        from models.health.predict import Predictor

        self.predictor = Predictor.load(find_weights("health", HOME, HOME))

    @modal.method()
    def predict(self, tiles: Any, facts: Any) -> Any:
        """(n, 10, h, w) reflectance and what else is known → `models.backend.HealthLayers`."""
        return self.predictor(tiles, facts)
