"""Answer a question that was understood: find the run, correct what the question supposes, ask the tool."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.errors import AgriError
from models.schemas import Language
from nodes.answers.answer import Answer
from nodes.answers.asking import Analyser, Asking
from nodes.answers.calls import Call, Combine, Explain, Measure, Rank, Sift, Summarize
from nodes.answers.ground import NoGroundError
from nodes.answers.names import resolve_index
from nodes.answers.shelf import FileChangedError, Shelf
from nodes.answers.supposed import check_number, check_supposed
from nodes.answers.tools.beyond import analyse as begin_analysis
from nodes.answers.tools.beyond import find_like, open_map, tell_needed, verify
from nodes.answers.tools.combine import combine
from nodes.answers.tools.compare import compare
from nodes.answers.tools.count import count
from nodes.answers.tools.describe import describe
from nodes.answers.tools.explain import explain
from nodes.answers.tools.measure import measure
from nodes.answers.tools.rank import rank
from nodes.answers.tools.sift import sift
from nodes.answers.tools.summarize import summarize
from nodes.answers.words import Words, words_of
from nodes.report.chapters.fields import INDEX

_PLACE = re.compile(r"\{claim:([^{}]+)\}")
TOOLS: dict[str, Callable[[Asking, Any], Answer]] = {
    "summarize": summarize, "describe": describe, "measure": measure, "count": count, "rank": rank, "sift": sift,
    "combine": combine, "explain": explain, "compare": compare, "find_like": find_like, "tell_needed": tell_needed,
    "open_map": open_map, "verify": verify, "analyse": begin_analysis,
}  # fmt: skip


def answer(call: Call, shelf: Shelf, language: Language = "en", analyse: Analyser | None = None) -> Answer:
    """Answer from the files of the runs on the shelf; what they do not hold is not possible, with the reason.

    Nothing is answered from a file that was changed since its run ended.
    """
    words = words_of(language)
    run = shelf.find(call.run)
    if run is None and call.tool != "analyse":
        return _no_run(call, shelf, words)
    if run is not None:
        shelf.current = next(name for name, one in shelf.runs.items() if one is run)
    asking = Asking(run, shelf, words, call, analyse)  # type: ignore[arg-type]
    try:
        return _correct(asking, call)
    except NoGroundError as error:
        parts = {"name": "", **error.parts}
        near = words.say("near", near=words.join(error.near)) if error.near and "known" not in parts else ""
        if error.why == "no_fields_at_all":
            return _say_without_fields(asking, call)
        is_wrong = error.why.startswith("no_such")  # what the question names is not there
        return asking.cannot(words.say(error.why, **parts), near, options=error.near, corrects=is_wrong)
    except FileChangedError as error:
        key = "file_gone" if error.is_gone else "file_changed"
        return asking.cannot(words.say(key, file=error.name))
    except AgriError as error:
        return asking.cannot(str(error).translate(str.maketrans("{}", "()")))


def answer_all(
    calls: Sequence[Call], shelf: Shelf, language: Language = "en", analyse: Analyser | None = None
) -> Answer:
    """Answer several calls of one question as one; what was found for each keeps a name of its own."""
    found = [answer(call, shelf, language, analyse) for call in calls]
    if len(found) == 1:
        return found[0]
    told, facts = [], {}
    for number, one in enumerate(found, 1):
        names = {fact.claim.id: f"answer.{number}.{fact.claim.id.removeprefix('answer.')}" for fact in one.facts
                 if fact.claim.id.startswith("answer.")}  # fmt: skip
        told.append(_rename(one.text, names))
        for fact in one.facts:
            claim = fact.claim.model_copy(update={"id": names.get(fact.claim.id, fact.claim.id)})
            facts[claim.id] = fact.model_copy(update={"claim": claim})
    answered = [one for one in found if one.status == "answered"]
    return Answer(
        status="answered" if answered else found[0].status, text=" ".join(told), facts=tuple(facts.values()),
        corrects=any(one.corrects for one in found),
        options=tuple(dict.fromkeys(name for one in found for name in one.options)),
        files=tuple(dict.fromkeys(file for one in found for file in one.files)), language=language,
    )  # fmt: skip


def _rename(text: str, names: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: f"{{claim:{names.get(place[1], place[1])}}}", text)


def _correct(asking: Asking, call: Call) -> Answer:
    """Answer; what the question supposes and is not so is said first."""
    wrong = check_supposed(asking, call)
    found = TOOLS[call.tool](asking, call)
    wrong = wrong or check_number(asking, call, found)
    if wrong is None:
        return found
    finish = asking.done if found.status == "answered" else asking.cannot
    return finish(wrong, found.text, corrects=True)


def _say_without_fields(asking: Asking, call: Call) -> Answer:
    """Say that the run has no fields, and what the scene as a whole says instead."""
    told = ""
    if isinstance(call, Rank | Sift | Combine | Explain | Summarize):
        by = getattr(call, "by", getattr(call, "what", INDEX))
        stats = resolve_index(asking.run, str(by)) or resolve_index(asking.run, INDEX)
        found = measure(asking, Measure(what=stats.name)) if stats is not None else None
        told = found.text if found is not None and found.status == "answered" else ""
    return asking.cannot(asking.say("no_fields_at_all"), told, corrects=True)


def _no_run(call: Call, shelf: Shelf, words: Words) -> Answer:
    known = words.say("runs_open", known=words.join([*shelf.runs])) if shelf.runs else ""
    text = " ".join(filter(None, (words.say("no_run"), known)))
    return Answer(
        status="not_possible", text=text, call=call, options=tuple(shelf.runs), corrects=call.run is not None,
        language=words.language,
    )  # fmt: skip
