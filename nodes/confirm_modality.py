"""Where the statistics doubt, or say radar: ask the modality network, which sees pictures of it."""

from models.modality.confirm import agree, combine_views, merge
from models.modality.views import draw_scene_views
from models.schemas import Reason
from nodes.context import RunContext
from nodes.state import SceneState, Update


def confirm_modality(state: SceneState, context: RunContext) -> Update:
    """Keep both opinions, say which is in force, and warn where they disagree."""
    assert state.scene is not None and state.modality is not None
    views = draw_scene_views(state.scene)
    probabilities = combine_views(context.models.classify_modality(views), views)
    statistics = state.modality.statistics
    result = merge(statistics, probabilities, fake=context.models.name == "fake")
    assert result.network is not None
    if agree(statistics, result.network):
        return {"modality": result}
    reason = (
        f"statistics say {statistics.modality} ({statistics.confidence:.2f}), the network says "
        f"{result.network.modality} ({result.network.confidence:.2f}); {result.modality} is in force"
    )
    doubt = Reason(code="opinions_differ", reason=reason, needed="--sensor, --unit or --bands")
    return {"modality": result, "issues": (doubt.issue("confirm_modality", "warning"),)}
