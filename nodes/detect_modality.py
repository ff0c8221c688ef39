"""Second step: what kind of sensor made the scene, by the contract and by statistics."""

from models.modality.sampling import sample_windows
from models.modality.statistics import guess_modality
from models.schemas import ModalityResult
from nodes.context import RunContext
from nodes.state import SceneState, Update


def detect_modality(state: SceneState, context: RunContext) -> Update:  # noqa: ARG001
    """Guess the modality from a bounded number of windows; what is no imagery stops the run."""
    assert state.scene is not None
    guess = guess_modality(state.scene, sample_windows(state.scene))
    return {"modality": ModalityResult(modality=guess.modality, confidence=guess.confidence, statistics=guess)}
