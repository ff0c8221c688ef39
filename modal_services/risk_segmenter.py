"""The risk network, deployed."""

from typing import Any

import modal

from modal_services.app import HOME, on_processors
from models.checkpoints import find_weights


@on_processors()
class RiskSegmenter:
    """Loaded once a container."""

    @modal.enter()
    def load(self) -> None:
        """Weights from the volume where there are any, else those that travel with the code."""
        from models.risk.predict import Predictor

        self.predictor = Predictor.load(find_weights("risk", HOME, HOME))

    @modal.method()
    def predict(self, tiles: Any, facts: Any, part: Any = None) -> Any:
        """(n, 6, h, w) reflectance and what else is known → (n, 5, h, w) as `models.backend.RISK_LAYERS`, of a part."""
        return self.predictor(tiles, facts, part)
