"""Names of what is deployed on Modal: deploying and looking up read them here, so they cannot drift."""

from dataclasses import dataclass

APP = "agri-orchestrator"
WEIGHTS_VOLUME = "agri-orchestrator-weights"


@dataclass(frozen=True)
class Service:
    """One deployed class; its method `predict` takes what the backend method of that name takes."""

    cls: str
    room: str


SERVICES = {
    "classify_modality": Service("ResnetClassifier", "modality"),
    "classify_health": Service("HealthClassifier", "health"),
    "segment_risk": Service("RiskSegmenter", "risk"),
    "embed": Service("SiglipRetriever", "retrieval"),
    "caption_scene": Service("XvisionCaptioner", "caption"),
}
