"""Where the user has asked something, it is answered from the state and the files of this run."""

from nodes.answers.answer import Answer
from nodes.answers.respond import answer_all
from nodes.answers.shelf import OpenRun, Shelf, open_state
from nodes.context import RunContext
from nodes.planner.plan import plan
from nodes.planner.plans import AskBack, Decline
from nodes.planner.talk import Talk, talk_of
from nodes.state import Language, SceneState, Update

_BRACES = str.maketrans("{}", "()")


def answer_question(state: SceneState, context: RunContext) -> Update:
    """Understand the question and answer it, ask back, or decline."""
    if state.request.question is None:
        return {}
    run = open_state(context.run_dir, state)
    understand = context.planner or plan
    planned = understand(state.request.question, _talk_of(run, state.request.language))
    if isinstance(planned, AskBack):
        options = tuple(option.words.translate(_BRACES) for option in planned.options)
        found = Answer(status="asked_back", text=planned.text.translate(_BRACES), options=options)
    elif isinstance(planned, Decline):
        found = Answer(status="declined", text=planned.text.translate(_BRACES))
    else:
        found = answer_all(planned.calls, Shelf.of([run]), planned.language)
    return {"answer": found}


def _talk_of(run: OpenRun, language: Language) -> Talk:
    """Tell the planner what this run has."""
    fields, indices = run.state.fields, run.state.indices
    return talk_of(
        runs=[(run.name, run.day)],
        fields=[(field.name, field.crop) for field in fields.fields] if fields and not fields.of_scene else (),
        indices=[one.name for one in indices.stats] if indices else (),
        language=language,
    )
