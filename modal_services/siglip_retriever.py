"""The retrieval model, deployed: ours or a fine-tuned SigLIP, whichever weights the volume holds."""

from typing import Any

import modal

from modal_services.app import HOME, on_graphics
from modal_services.images import retrieval_image
from models.checkpoints import find_weights


@on_graphics(retrieval_image())
class SiglipRetriever:
    """Loaded once a container; its answers name the model by the hash of its weights."""

    @modal.enter()
    def load(self) -> None:
        """Weights from the volume where there are any, else those that travel with the code."""
        import torch

        from models.retrieval.predict import Predictor

        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.predictor = Predictor.load(find_weights("retrieval", HOME, HOME), device)

    @modal.method()
    def predict(self, pictures: Any, texts: Any) -> Any:
        """n pictures, each (h, w, 3) 8-bit, and m texts → `models.backend.Embeddings`."""
        return self.predictor(pictures, texts)
