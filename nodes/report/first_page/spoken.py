"""What is said in sentences: the answer to a question, and the sections that a language model worded."""

from collections.abc import Iterable, Iterator

from nodes.answers.answer import Answer
from nodes.drafting.results import SectionWords, WordsResult
from nodes.report.wording import Said, escape
from nodes.sentences.fact import Fact
from nodes.sentences.facts import facts_of
from nodes.sentences.render import render
from nodes.state import Language, SceneState

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "asked": "**Asked:** {question}",
        "answered": "**Answer:** {answer} (Code answers from the files of this run.)",
        "options": "It may mean: {options}.",
        "title": "In words",
        "none": "The language model {model} was asked for words, but none that it gave could be taken.",
        "code": "written by code",
        "choose": "sentences of code, chosen by {model}",
        "rewrite": "written by {model}, held against the claims of this run",
    },
    "fr": {
        "asked": "**Question :** {question}",
        "answered": "**Réponse :** {answer} (Un programme répond d'après les fichiers de ce traitement.)",
        "options": "Cela peut vouloir dire : {options}.",
        "title": "En phrases",
        "none": "Le modèle de langage {model} a été sollicité, mais rien de ce qu'il a donné n'a pu être retenu.",
        "code": "écrit par un programme",
        "choose": "phrases d'un programme, choisies par {model}",
        "rewrite": "écrit par {model}, vérifié d'après les nombres de ce traitement",
    },
}


def answer_lines(question: str, answer: Answer, said: Said) -> list[str]:
    """Lines with the question and its answer, to stand under the title."""
    words = _WORDS[said.style.language]
    text = _fill(answer.text, answer.facts, said)
    if answer.status == "asked_back" and answer.options:
        text += " " + words["options"].format(options="; ".join(escape(option) for option in answer.options))
    return ["", words["asked"].format(question=escape(question)), "", words["answered"].format(answer=text)]


def list_words(state: SceneState, said: Said) -> list[str]:
    """The part with the sections of a language model and who wrote each; nothing where none was asked."""
    if state.words is None:
        return []
    words = _WORDS[said.style.language]
    title = f"## {words['title']}"
    if all(section.author == "code" for section in state.words.sections):
        return [title, "", words["none"].format(model=escape(state.words.model))]
    facts = facts_of(state, said.claims.values())
    return [title, *(line for section in state.words.sections for line in _section(section, facts, state.words, said))]


def _section(section: SectionWords, facts: Iterable[Fact], words: WordsResult, said: Said) -> Iterator[str]:
    way = section.way if section.author == "model" and section.way else "code"
    author = _WORDS[said.style.language][way].format(model=escape(words.model))
    yield from ("", f"**{escape(section.title)}.** {_fill(section.text, facts, said)} *({author})*")


def _fill(text: str, facts: Iterable[Fact], said: Said) -> str:
    """Text in Markdown with its numbers."""
    return render(escape(text), facts, said.style)
