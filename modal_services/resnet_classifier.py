"""The modality network, deployed."""

from typing import Any

import modal

from modal_services.app import HOME, on_processors
from models.checkpoints import find_weights


@on_processors()
class ResnetClassifier:
    """Loaded once a container."""

    @modal.enter()
    def load(self) -> None:
        """Weights from the volume where there are any, else those that travel with the code."""
        from models.modality.predict import Predictor

        self.predictor = Predictor.load(find_weights("modality", HOME, HOME))

    @modal.method()
    def predict(self, pictures: Any) -> Any:
        """(n, 224, 224, 3) 8-bit pictures → (n, 3) probabilities of rgb, infrared, sar."""
        return self.predictor(pictures)
