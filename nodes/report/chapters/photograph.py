"""The chapter on a picture that is a photograph, or may be one: how that is known, and what can be done with it."""

from collections.abc import Iterator
from pathlib import Path

from models.schemas import PhotographResult
from nodes.report.chapter import Chapter
from nodes.report.claims import Claim, claim_share
from nodes.report.wording import Said, escape
from nodes.state import SceneState

_SCORE = "photograph.score"
_NOTHING = (
    "It shows no ground from above at a known size and in known bands. So clouds, indices, crop health, risk and "
    "fields were not looked for, and nothing is said of any of them."
)
_SCENE = (
    "If it shows ground from above, run it again with --kind scene; a file with its coordinate system needs no flag."
)


def claims(state: SceneState) -> Iterator[Claim]:
    """State how likely the picture is a photograph, where its statistics were asked."""
    found, scene = state.photograph, state.scene
    if found is None or found.score is None or scene is None:
        return
    how = "logistic regression on sharpness, rim and colours of the whole picture, reduced to 256 pixels"
    yield claim_share(_SCORE, "probability that it is a photograph", found.score, Path(scene.path).name, how)


def describe_source(found: PhotographResult, said: Said) -> str:
    """Say who calls it a photograph."""
    if found.source == "flag":
        return "said by the user"
    if found.source == "camera":
        return escape(found.detail)
    return f"judged from sharpness, rim and colours: {said(_SCORE)} for a photograph"


def summarise(state: SceneState, _said: Said) -> Iterator[str]:
    """Say that nothing was measured, or that the file may be no scene."""
    if state.is_photograph:
        yield "This is a photograph, not a scene: no ground was measured."
    elif any(issue.code == "perhaps_photograph" for issue in state.issues):
        yield (
            "This may be a photograph rather than ground seen from above; it was taken for the latter. "
            "Say which by --kind photo or --kind scene."
        )


def lines(state: SceneState, said: Said) -> list[str]:
    """Tell what a photograph is not, and what can be done with it."""
    if state.photograph is None or not state.is_photograph:
        return []
    answer = (
        "What it may show, and which known cases are like it, stands below."
        if state.retrieval is not None
        else "No model that knows pictures of plants answered here."
    )
    told = f"This file is a photograph, not a scene ({describe_source(state.photograph, said)}). {_NOTHING}"
    return ["## A photograph, not a scene", "", told, "", f"{answer} {_SCENE}"]


PHOTOGRAPH = Chapter(name="photograph", claims=claims, lines=lines, summary=summarise)
