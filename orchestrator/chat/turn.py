"""One turn of a conversation: the runs on the shelf, the tools that are asked, and an analysis that waits for a yes."""

import re
from dataclasses import dataclass, field

from models.errors import AgriError
from nodes.answers.answer import Answer
from nodes.answers.calls import Analyse, Call, Summarize
from nodes.answers.respond import answer as answer_call
from nodes.answers.shelf import Shelf
from nodes.state import Language
from orchestrator.chat.parts import Parts
from orchestrator.chat.words import WORDS

_YES = {"yes", "y", "ok", "okay", "go", "go ahead", "start", "do it", "sure", "please do", "yes please", "oui", "o",
        "vas-y", "allez-y", "d'accord", "oui merci", "oui, merci", "lance", "lancez"}  # fmt: skip
_NO = {"no", "n", "non", "stop", "cancel", "no thanks", "leave it", "non merci", "annule", "annulez"}


@dataclass
class Turn:
    """Answers the calls of one turn; what it learns for the next turn is on its shelf and in `waiting`."""

    parts: Parts
    shelf: Shelf
    language: Language
    said: str  # all that the person has said in this conversation
    agreed: Analyse | None = None
    waiting: Analyse | None = None
    answers: list[Answer] = field(default_factory=list)

    def ask(self, call: Call) -> Answer:
        """Answer a call; an analysis is begun only where a person has named the scene and said yes."""
        if isinstance(call, Analyse):
            return self._analyse(call)
        return answer_call(call, self.shelf, self.language)

    def _analyse(self, call: Analyse) -> Answer:
        words = WORDS[self.language]
        if self.parts.analyse is None:
            return answer_call(call, self.shelf, self.language)
        for path in filter(None, (call.scene, call.parcels)):
            if path not in self.said:
                return _plain("not_possible", words["not_named"], call)
        if call != self.agreed:
            self.waiting = call
            text = words["analyse"].format(scene=without_braces(call.scene))
            return Answer(status="asked_back", text=text, call=call, options=(words["yes"], words["no"]))
        try:
            folder = self.parts.analyse(call)
            self.parts.desk.allow(folder)
            name = self.shelf.put(self.parts.desk.open(folder))
        except AgriError as error:
            return _plain("not_possible", str(error), call)
        return answer_call(Summarize(run=name), self.shelf, self.language)


def agrees(question: str) -> bool | None:
    """Whether somebody says yes or no; None where it is something else."""
    plain = re.sub(r"[\s!.]+$", "", question.strip().casefold())
    return True if plain in _YES else False if plain in _NO else None


def _plain(status: str, text: str, call: Call | None = None) -> Answer:
    return Answer.model_validate({"status": status, "text": without_braces(text), "call": call})


def without_braces(text: str) -> str:
    """Words of others, in which nothing looks like the place of a number."""
    return text.translate(str.maketrans("{}", "()"))
