"""Where the user has asked something, it is answered from the state and the files of this run."""

from nodes.answers.answer import Answer
from nodes.answers.respond import answer
from nodes.answers.shelf import Shelf, open_state
from nodes.context import RunContext
from nodes.state import SceneState, Update


def answer_question(state: SceneState, context: RunContext) -> Update:
    """Understand the question and answer it; without a planner the report only repeats it."""
    if state.request.question is None or context.planner is None:
        return {}
    shelf = Shelf.of([open_state(context.run_dir, state)])
    language = state.request.language
    planned = context.planner(state.request.question, shelf, language)
    return {"answer": planned if isinstance(planned, Answer) else answer(planned, shelf, language)}
