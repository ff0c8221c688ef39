"""How many false drafts the proofreader lets pass, and how many true ones.

python -m tests.benchmarks.judge_proofreader

False drafts by seeded changes, true paraphrases by seeded changes, and two sets of drafts written by hand, false and
true: the first was seen since, the second was not when it was first judged. A draft is held against its whole section;
many true ones of the second set are a part of one and leave out a doubt that must be said, so its figures stand without
that rule too. Beside them stands the simple baseline, a verifier that asks only whether each number is one of a claim.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from nodes.proofread import Fault, proofread
from nodes.report.claims import Style, render
from nodes.sentences.fact import Section
from tests.nodes.proofread.falsify import falsify
from tests.nodes.proofread.say import paraphrase
from tests.nodes.proofread.worlds import name_worlds, world

_FALSE, _TRUE = 10_000, 2_000
_BY_HAND = Path("tests/nodes/proofread/by_hand.jsonl")
_SECOND = Path("tests/nodes/proofread/by_hand_second.jsonl")
_LEFT_OUT = "this must be said"
"""How the fault of a doubt that is not said begins."""

Judged = tuple[str, str, Section]
"""A kind, a draft and its section."""


def main() -> None:
    """The command line; with a number it prints so many drafts that were judged wrongly."""
    shown = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    sys.stdout.write("\n".join(judge(shown)) + "\n")


def judge(shown: int) -> Iterator[str]:
    """One line a figure."""
    sections = [section for name in name_worlds() for section in world(*name.split(".")).values()]
    false = falsify(sections, _FALSE)
    yield from _count("false by changes", false, shown, is_true=False)
    true = (("true", text, section) for text, section in paraphrase(sections, _TRUE))
    yield from _count("true by changes", true, shown, is_true=True)
    yield f"{_BY_HAND} was seen while words were added: its figures are those of development"
    for path, title in ((_BY_HAND, "by hand"), (_SECOND, "by hand, second set")):
        for is_true in (False, True):
            drafts = list(read_drafts(path, is_true=is_true))
            yield from _count(f"{'true' if is_true else 'false'} {title}", drafts, shown, is_true=is_true)
            if path == _SECOND:
                passed = sum(not _find_told(text, section) for _, text, section in drafts)
                yield f"  as parts of a section, whatever is left out: {passed} of {len(drafts)}"


def _find_told(text: str, section: Section) -> list[Fault]:
    return [fault for fault in proofread(text, section) if not fault.reason.startswith(_LEFT_OUT)]


def read_drafts(path: Path, *, is_true: bool) -> Iterator[Judged]:
    """Drafts of a file that are true, or that are false."""
    for line in path.read_text().splitlines():
        told = json.loads(line)
        if told["true"] is is_true:
            yield told["why"], told["draft"], world(told["world"], told["language"])[told["section"]]


def _count(title: str, drafts: Iterable[Judged], shown: int, *, is_true: bool) -> Iterator[str]:
    passed: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    simple = wrong = 0
    for kind, text, section in drafts:
        faults = proofread(text, section)
        seen[kind] += 1
        passed[kind] += not faults
        simple += pass_by_number(text, section)
        if bool(faults) is is_true and wrong < shown:
            wrong += 1
            yield f"  {section.language} {section.name} [{kind}] {text}"
            yield f"    {[(fault.reason, fault.clause) for fault in faults][:3]}"
    total = sum(seen.values())
    yield f"{title}: {sum(passed.values())} of {total} pass ({simple} pass where only the numbers are looked up)"
    if not is_true and len(seen) < 50:
        yield "  " + ", ".join(f"{kind} {passed[kind]}/{count}" for kind, count in seen.items())


def pass_by_number(text: str, section: Section) -> bool:
    """Whether each number of a draft is one of the section."""
    styles = [Style(section.language, area) for area in ("ha", "acres")]
    known = " ".join(render(fact.claim, style) for fact in section.facts for style in styles)
    texts = " ".join([known, *section.names, *(text for sentence in section.sentences for text in sentence.wordings)])
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", texts))
    return set(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\{claim:[^}]+\}", "", text))) <= numbers


if __name__ == "__main__":
    main()
