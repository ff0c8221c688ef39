"""What comes back when a run is asked."""

from typing import Literal

from models.schemas import Language, Result
from nodes.answers.calls import Call
from nodes.sentences.fact import Fact


class Answer(Result):
    """Sentences and the facts that they rest on; each number in the text is that of a fact."""

    status: Literal["answered", "asked_back", "declined", "not_possible"]
    text: str  # with {claim:ID} in the place of numbers, in the language of the question
    facts: tuple[Fact, ...] = ()
    call: Call | None = None  # what was understood
    corrects: bool = False  # whether it says that the question supposed something that is not so
    options: tuple[str, ...] = ()  # what may be meant, where it asks back
    files: tuple[str, ...] = ()  # of the run folder that it rests on, or that it shows
    language: Language = "en"  # of the text, in which its numbers are written too
