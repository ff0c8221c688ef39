"""Which steps a scene visits, and what a scene that an analysis cannot take is told: a table, and pure functions."""

from collections.abc import Callable
from dataclasses import dataclass

from models.caption.scene import NEED as CAPTION_NEED
from models.errors import ModelUnavailable
from models.geo.contract.scene import SceneNeed
from models.health.scene import NEED as HEALTH_NEED
from models.modality.confirm import is_doubtful
from models.risk.scene import NEED as RISK_NEED
from models.schemas import Issue, Modality, Reason
from nodes.caption_scene import caption_scene
from nodes.classify_health import classify_health
from nodes.context import RunContext
from nodes.measure_fields import measure_fields
from nodes.retrieve_similar import retrieve_similar
from nodes.segment_risk import segment_risk
from nodes.state import SceneState, Update

Node = Callable[[SceneState, RunContext], Update]
ALL_MODALITIES: tuple[Modality, ...] = ("rgb", "multispectral", "infrared", "sar")
MULTISPECTRAL: tuple[Modality, ...] = ("multispectral",)
NOTHING = SceneNeed()
NO_CLEAR_GROUND = Reason(
    code="no_clear_ground", reason="no pixel of the scene is clear ground", needed="a clearer scene"
)


@dataclass(frozen=True)
class Analysis:
    """A step after the indices: who does it, for which modalities, and what the scene must bring."""

    node: Node
    modalities: tuple[Modality, ...]
    need: SceneNeed = NOTHING  # in the words of the contract
    needs_clear_ground: bool = False
    takes_photographs: bool = False

    @property
    def name(self) -> str:
        """The name of the step, which is that of its function."""
        return self.node.__name__


BRANCHES = (
    (
        Analysis(classify_health, MULTISPECTRAL, HEALTH_NEED, needs_clear_ground=True),
        Analysis(segment_risk, MULTISPECTRAL, RISK_NEED, needs_clear_ground=True),
        Analysis(measure_fields, ALL_MODALITIES),
        Analysis(caption_scene, MULTISPECTRAL, CAPTION_NEED, needs_clear_ground=True),
    ),
)
"""Analyses that go on side by side, each branch in its order: risk hears where the health network sees a crop, parcels
hear both, and the fields that come first in their list are described."""
AFTER_BRANCHES = Analysis(retrieve_similar, ALL_MODALITIES, takes_photographs=True)
"""Done when all branches are: it searches by what they found. A photograph goes straight to it."""
ANALYSES = {analysis.name: analysis for branch in (*BRANCHES, (AFTER_BRANCHES,)) for analysis in branch}

INSTEAD = {"confirm_modality": "the opinion of the statistics stays in force"}
"""What holds where the model of a step cannot answer."""


def after_detection(state: SceneState) -> str:
    """Ask the network where the statistics doubt or say radar, which they tell from noise least well.

    A photograph goes straight to what can be asked of it: no cloud, index or field is looked for.
    """
    assert state.modality is not None
    if state.is_photograph:
        return AFTER_BRANCHES.name
    return "confirm_modality" if is_doubtful(state.modality) else "mask_clouds"


def after_analyses(state: SceneState) -> str:
    """With --review, a person sees the results before a question is answered and words are made of them."""
    return "review" if state.request.review else "answer_question"


def refusal(step: str, state: SceneState) -> Issue | None:
    """Why an analysis is not done on this scene, as the report will say it; None where it is done."""
    taker = ANALYSES.get(step)
    if taker is None:
        return None
    assert state.modality is not None and state.scene is not None
    if state.is_photograph and not taker.takes_photographs:
        reason, needed = "not done for photographs", "a scene; --kind scene, if it is one"
        return Issue(step=step, kind="refused", reason=reason, needed=needed, code="wrong_modality")
    if state.modality.modality not in taker.modalities:
        reason, needed = f"not done for {state.modality.modality} scenes", f"a {' or '.join(taker.modalities)} scene"
        return Issue(step=step, kind="refused", reason=reason, needed=needed, code="wrong_modality")
    if missing := taker.need.missing(state.scene):
        return missing.issue(step, "refused")
    if taker.needs_clear_ground and state.clouds is not None and not state.clouds.pixels["clear"]:
        return NO_CLEAR_GROUND.issue(step, "refused")
    return None


def unavailable(step: str, error: ModelUnavailable) -> Issue:
    """What the report says where the model of a step cannot answer."""
    instead = INSTEAD.get(step)
    reason = f"{error}; {instead}" if instead else str(error)
    return Issue(step=step, kind="model_unavailable", reason=reason, code=error.kind, subjects=(error.room,))
