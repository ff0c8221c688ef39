"""Where a language model is wanted, it says or chooses the words of each section; nothing is taken unproofread."""

from nodes.context import RunContext
from nodes.drafting.draft import draft
from nodes.state import SceneState, Update


def write_words(state: SceneState, context: RunContext) -> Update:
    """Write all sections; without a language model the report speaks by itself."""
    if context.writer is None:
        return {}
    from nodes.proofread import proofread
    from nodes.sentences.sections import sections_of

    language = state.request.language
    words = draft(
        sections_of(state, language),
        context.writer,
        proofread,
        question=state.request.question,
        language=language,
        budget=context.budget,
    )
    return {"words": words}
