"""Which known cases are like this one: by the picture, and by what was measured in words."""

from collections.abc import Iterator
from pathlib import Path

from models.files import write_whole
from models.geo.pixels.picture import render_scene
from models.retrieval.findings import list_findings
from models.retrieval.library import Library, open_library
from models.retrieval.pictures import SIDE, read_picture
from models.retrieval.scene import Answer, Query, answer_query
from models.schemas import Issue, RetrievalResult
from nodes.context import RunContext
from nodes.run_folder.files import MATCHES
from nodes.state import SceneState, Update

_WITHOUT_PICTURE = ("sar", "infrared")
"""Scenes of which no model has learned pictures: they are searched by words only."""
_FINDINGS = {
    ("pattern", "patchy"): "weak_patch", ("soil", "half"): "bare", ("soil", "most"): "bare",
    ("soil", "nearly all"): "bare", ("water", "some"): "open_water", ("water", "much"): "open_water",
}  # fmt: skip
"""By what a caption of a field says, aspect and class, the finding by whose words notes are searched."""


def retrieve_similar(state: SceneState, context: RunContext) -> Update:
    """Look for like cases, and for what a photograph shows; what is not clearly like is not shown."""
    context.models.version_of("retrieval")  # raises where no model is there, before the scene is read for it
    query = _ask(state)
    made = context.models.embed([query.picture] if query.picture is not None else [], query.texts)
    library = open_library(context.library, made["model"], context.models.embed)
    fake = context.models.name == "fake"
    answer = answer_query(query, made, library.shelf, fake=fake)
    write_whole(context.run_dir / MATCHES, answer.evidence)
    result = RetrievalResult(
        file=MATCHES, model=made["model"], items=answer.searched, by_picture=query.picture is not None,
        findings=tuple(finding.name for finding in query.findings), conditions=answer.conditions,
        looks_like=answer.looks_like, fake=fake,
    )  # fmt: skip
    return {"matches": answer.matches, "retrieval": result, "issues": tuple(_doubts(state, answer, library))}


def _ask(state: SceneState) -> Query:
    assert state.scene is not None and state.modality is not None
    if state.is_photograph:
        return Query(read_picture(Path(state.scene.path)), "photo")
    shows = state.modality.modality not in _WITHOUT_PICTURE
    picture = render_scene(state.scene, SIDE).opaque() if shows else None
    return Query(picture, "scene", list_findings(state.indices, state.health, state.fields, _look_at_words(state)))


def _look_at_words(state: SceneState) -> Iterator[str]:
    """Findings by what is left of the captions of fields: a picture of a whole scene shows lakes and towns too."""
    if state.caption is None:
        return
    for caption in state.caption.fields:
        for statement in caption.checked.kept:
            if not statement.negated and (statement.aspect, statement.value) in _FINDINGS:
                yield _FINDINGS[statement.aspect, statement.value]


def _doubts(state: SceneState, answer: Answer, library: Library) -> list[Issue]:
    """What the report must say: collections that were not searched, and a picture that looks like the other kind."""
    found = [
        Issue(step="retrieve_similar", kind="warning", reason=reason, code="collection_left_out")
        for reason in library.refused
    ]
    if answer.looks_like == "scene":
        reason = "it was taken for a photograph, and looks like ground seen from above"
        found.append(_doubt(reason, "--kind scene, if it is one"))
    elif answer.looks_like == "photo" and state.photograph is not None:
        reason = "it was taken for ground seen from above, and looks like a photograph of a plant"
        found.append(_doubt(reason, "--kind photo, if it is one"))
    return found


def _doubt(reason: str, needed: str) -> Issue:
    return Issue(step="retrieve_similar", kind="warning", reason=reason, needed=needed, code="looks_otherwise")
