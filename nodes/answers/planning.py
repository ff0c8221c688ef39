"""Who understands a question: what is asked of which run, or what is said back instead."""

from typing import Protocol

from models.schemas import Language
from nodes.answers.answer import Answer
from nodes.answers.calls import Call
from nodes.answers.shelf import Shelf


class Planner(Protocol):
    """Turns the words of a person into a call; one that is not clear, or off topic, into an answer without numbers."""

    def __call__(self, question: str, shelf: Shelf, language: Language) -> Call | Answer:
        """Understand one question without any before it."""
