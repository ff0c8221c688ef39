"""What a language model wrote, proofread once more; what code wrote is what code would write."""

from collections.abc import Mapping
from typing import Any

from nodes.drafting.draft import write_by_code
from nodes.drafting.results import SectionWords, WordsResult
from nodes.proofread import proofread
from nodes.run_folder.files import MANIFEST, STATE
from nodes.sentences.fact import Section
from nodes.sentences.sections import sections_of
from nodes.state import SceneState
from nodes.verify.findings import Finding, Verification, cut


def check_words(state: SceneState, manifest: Mapping[str, Any], done: Verification) -> None:
    """Hold each saved section against the facts of the state, and who wrote it against the manifest."""
    if state.words is None:
        return
    true = {section.name: section for section in sections_of(state, state.request.language)}
    for written in state.words.sections:
        done.checked += 1
        done.findings += _differs(written, true.get(written.name))
    if missing := sorted(true.keys() - {written.name for written in state.words.sections}):
        done.findings.append(Finding("words", "no such section", ", ".join(missing), STATE, "a section is left out"))
    stated, told = told_of(state.words), manifest.get("words")
    done.checked += 1
    if told != stated:
        reason = f"{STATE} tells another model, prompt or cost"
        done.findings.append(Finding("words", cut(str(told)), cut(str(stated)), MANIFEST, reason))


def told_of(words: WordsResult) -> dict[str, Any]:
    """What the manifest tells of the words: model, mode, temperature, prompts, cost; all but the texts."""
    return words.model_dump(mode="json", exclude={"sections"})


def _differs(written: SectionWords, section: Section | None) -> list[Finding]:
    name, stated = f"words of {written.name}", cut(written.text)
    if section is None:
        return [Finding(name, stated, "nothing to say", STATE, "there is no such section")]
    if written.author == "code":
        own = write_by_code(section)
        reason = "the sentences of code are others"
        return [Finding(name, stated, cut(own), STATE, reason)] if written.text != own else []
    return [
        Finding(name, cut(fault.clause), cut(fault.reason), STATE, "the text was proofread again, and is not true")
        for fault in proofread(written.text, section)
    ]
