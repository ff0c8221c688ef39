"""The whole flow on one screen; it wires and computes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Protocol, get_type_hints

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt
from pydantic import TypeAdapter, ValidationError
from rasterio.errors import RasterioError

from models.errors import ModelUnavailable, SceneError
from models.memory import give_back_memory
from nodes.answer_question import answer_question
from nodes.compose_report import compose_report
from nodes.confirm_modality import confirm_modality
from nodes.context import RunContext
from nodes.detect_modality import detect_modality
from nodes.ingest import ingest
from nodes.mask_clouds import mask_clouds
from nodes.measure_indices import measure_indices
from nodes.review import review
from nodes.state import SceneState, Update
from nodes.write_words import write_words
from orchestrator.routing import (
    AFTER_BRANCHES,
    ANALYSES,
    BRANCHES,
    Node,
    after_analyses,
    after_detection,
    refusal,
    unavailable,
)


class Step(Protocol):
    """A node as LangGraph calls it."""

    def __call__(self, state: SceneState, *, runtime: Runtime[RunContext]) -> Update:
        """Fill in the fields of a step."""


Graph = CompiledStateGraph[SceneState, RunContext, SceneState, SceneState]

NODES: dict[str, Node] = {
    "ingest": ingest,
    "detect_modality": detect_modality,
    "confirm_modality": confirm_modality,
    "mask_clouds": mask_clouds,
    "measure_indices": measure_indices,
    **{name: analysis.node for name, analysis in ANALYSES.items()},
    "review": review,
    "answer_question": answer_question,
    "write_words": write_words,
    "compose_report": compose_report,
}
LAST = {"review", "answer_question", "write_words", "compose_report"}  # wait until every branch that was taken is home


def build_graph(
    nodes: Mapping[str, Node] = NODES,
    checkpointer: BaseCheckpointSaver[str] | None = None,
    context: RunContext | None = None,
) -> Graph:
    """The flow of a scene; a host that cannot hand in the context of a run gives it here."""
    graph = StateGraph(SceneState, context_schema=None if context else RunContext)
    for name, node in nodes.items():
        graph.add_node(name, as_step(name, node, context), defer=name in LAST)
    graph.add_edge(START, "ingest")
    graph.add_edge("ingest", "detect_modality")
    last = AFTER_BRANCHES.name
    graph.add_conditional_edges("detect_modality", after_detection, ["confirm_modality", "mask_clouds", last])
    graph.add_edge("confirm_modality", "mask_clouds")
    graph.add_edge("mask_clouds", "measure_indices")
    for branch in BRANCHES:
        names = ["measure_indices", *(analysis.name for analysis in branch)]
        for first, second in pairwise(names):
            graph.add_edge(first, second)
    graph.add_edge([branch[-1].name for branch in BRANCHES], last)
    graph.add_conditional_edges(last, after_analyses, ["review", "answer_question"])
    graph.add_edge("review", "answer_question")
    graph.add_edge("answer_question", "write_words")
    graph.add_edge("write_words", "compose_report")
    graph.add_edge("compose_report", END)
    return graph.compile(checkpointer=checkpointer)


def as_step(name: str, node: Node, context: RunContext | None = None) -> Step:
    """Give a node LangGraph's signature: refuse what the scene cannot feed, check what comes out."""

    # no functools.wraps: it would hide `runtime` from LangGraph
    def step(state: SceneState, *, runtime: Runtime[RunContext]) -> Update:
        if refused := refusal(name, state):
            return {"issues": (refused,)}
        try:
            update = node(state, replace(context or runtime.context, ask=interrupt))
        except ModelUnavailable as error:
            return {"issues": (unavailable(name, error),)}
        except RasterioError as error:  # what an earlier step has written was damaged or taken away since
            words = " ".join(str(error).split())
            raise SceneError(f"{name}: a raster cannot be read any more ({words}); start a new run") from error
        finally:
            give_back_memory()
        return checked(name, update)

    return step


FIELDS = {name: TypeAdapter[Any](kind) for name, kind in get_type_hints(SceneState).items() if name != "model_config"}


def checked(step: str, update: Update) -> Update:
    """The update, if its fields are known and of the right type; LangGraph would drop or pass what is not."""
    for name, value in update.items():
        if name not in FIELDS or name == "request":
            raise TypeError(f"{step} returned the field {name!r}, which is not one for a step to fill in")
        try:
            FIELDS[name].validate_python(value, strict=True)
        except ValidationError as error:
            raise TypeError(f"{step} returned a wrong value for {name}: {error.errors()[0]['msg']}") from error
    return update
