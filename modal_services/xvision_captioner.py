"""The captioning network, deployed, with the language model that its weights stand on."""

from typing import Any

import modal

from modal_services.app import HOME, on_graphics
from modal_services.images import caption_image
from models.checkpoints import find_weights


@on_graphics(caption_image())
class XvisionCaptioner:
    """Loaded once a container; its answers name the language model by the hash of its weights."""

    @modal.enter()
    def load(self) -> None:
        """Weights from the volume where there are any, else those that travel with the code; the language model too."""
        import torch

        from models.caption.predict import Predictor

        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.predictor = Predictor.load(find_weights("caption", HOME, HOME), device, HOME / "cache", fetch=True)

    @modal.method()
    def predict(self, patches: Any, languages: Any) -> Any:
        """(n, 12, 64, 64) reflectance and n languages → n dictionaries as `models.schemas.RawCaption`."""
        return [caption.model_dump() for caption in self.predictor(patches, languages)]
