"""Deployments on Modal: `modal deploy -m modal_services` deploys all of them. Names are in `models/services.py`."""

from modal_services import health_classifier, resnet_classifier, risk_segmenter, siglip_retriever, xvision_captioner
from modal_services.app import app

__all__ = [
    "app", "health_classifier", "resnet_classifier", "risk_segmenter", "siglip_retriever", "xvision_captioner",
]  # fmt: skip
