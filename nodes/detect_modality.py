"""Second step: whether a picture is a photograph, and if not, what kind of sensor made the scene."""

from models.modality.photograph import judge_photograph
from models.modality.sampling import sample_windows
from models.modality.statistics import guess_modality
from models.schemas import Guess, ModalityResult, Reason
from nodes.context import RunContext
from nodes.state import SceneState, Update

_DOUBTFUL = Reason(
    code="perhaps_photograph",
    reason="this may be a photograph of a plant or a landscape, or ground seen from above; it was taken for the latter",
    needed="--kind photo or --kind scene",
)


def detect_modality(state: SceneState, context: RunContext) -> Update:  # noqa: ARG001
    """Guess the modality from a bounded number of windows; what is no imagery stops the run."""
    assert state.scene is not None
    photograph = judge_photograph(state.scene, state.request.kind)
    if photograph is not None and photograph.is_photograph:
        guess = Guess(
            modality="rgb", confidence=photograph.score or 1.0, evidence=(f"a photograph ({photograph.detail})",)
        )
    else:
        guess = guess_modality(state.scene, sample_windows(state.scene))
    update: Update = {
        "modality": ModalityResult(modality=guess.modality, confidence=guess.confidence, statistics=guess)
    }
    if photograph is not None:
        update["photograph"] = photograph
    if photograph is not None and photograph.kind == "doubtful" and guess.modality == "rgb":
        update["issues"] = (_DOUBTFUL.issue("detect_modality", "warning"),)
    return update
