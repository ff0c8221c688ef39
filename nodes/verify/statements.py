"""What a run states in numbers and in words, held against what its files give."""

import re
from itertools import zip_longest
from pathlib import Path

from pydantic import TypeAdapter

from nodes.report.claims import Claim, render
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.evidence import write_evidence
from nodes.report.first_page.sheet import style_of
from nodes.report.page import write_pages
from nodes.report.pdf import render_pdf
from nodes.report.stac_item import item_of, item_text
from nodes.run_folder.files import ITEM, PDF, REPORT, STATE
from nodes.state import SceneState
from nodes.verify.chapters import RECOUNTS
from nodes.verify.findings import Finding, Verification, cut
from nodes.verify.recount import Values

_OF_AREAS, _OF_OTHERS = 1e-4, 1e-6  # relative; areas are found by another approximation
_LINES = 20  # that are named of each file
_UNSPOKEN = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
"""What a page holds beside its words."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def compare_claims(
    run_dir: Path, state: SceneState, values: Values, done: Verification, *, same_words: bool
) -> list[Claim]:
    """Hold `state.json` and `claims.json` against the rasters; the claims as they should be come back.

    Labels and methods are compared where this version wrote them.
    """
    in_no_file = tuple(begin for recount in RECOUNTS for begin in recount.in_no_file)
    listed = _claims(run_dir, done)
    expected = []
    for claim in claims_of(state):
        true = claim
        if claim.id in values:
            true = claim if _same(claim, values[claim.id]) else claim.model_copy(update={"value": values[claim.id]})
            done.checked += 1
        elif not claim.id.startswith(in_no_file):
            done.notes.append(f"{claim.id} could not be recomputed from {claim.file}")
        if true is not claim:
            done.findings.append(_differs(claim, true, STATE))
        expected.append(true)
        if listed is not None:
            _compare_listed(listed.pop(claim.id, None), true, done, same_words=same_words)
    for claim in (listed or {}).values():
        done.findings.append(Finding(claim.id, render(claim), "no such claim", REPORT.claims, "nothing gives it"))
    return expected


def _compare_listed(listed: Claim | None, true: Claim, done: Verification, *, same_words: bool) -> None:
    done.checked += 1
    if listed is None:
        done.findings.append(Finding(true.id, "nothing", render(true), REPORT.claims, "the claim is missing"))
    elif not _same(listed, true.value):
        done.findings.append(_differs(listed, true, REPORT.claims))
    elif same_words and listed.model_copy(update={"value": true.value}) != true:
        stated, other = (cut(str(claim.model_dump())) for claim in (listed, true))
        done.findings.append(Finding(true.id, stated, other, REPORT.claims, "the words of the claim differ"))


def _claims(run_dir: Path, done: Verification) -> dict[str, Claim] | None:
    with done.reading(REPORT.claims):
        claims = TypeAdapter(list[Claim]).validate_json((run_dir / REPORT.claims).read_bytes())
        return {claim.id: claim for claim in claims}
    return None


def _same(claim: Claim, value: float) -> bool:
    allowed = _OF_AREAS if claim.unit == "ha" else _OF_OTHERS
    if claim.unit == "pixels":
        return claim.value == value
    return abs(claim.value - value) <= allowed * max(abs(value), 1e-3 if claim.unit == "ha" else 1.0)


def _differs(claim: Claim, true: Claim, where: str) -> Finding:
    stated, recomputed = render(claim), render(true)
    if stated == recomputed:
        stated, recomputed = repr(claim.value), repr(true.value)
    return Finding(claim.id, stated, recomputed, true.file, f"stated in {where}; {true.method}")


def compare_texts(run_dir: Path, state: SceneState, expected: list[Claim], done: Verification) -> None:
    """Write the report, its evidence and the STAC item once more, and hold them against those of the run by lines."""
    _compare_written(run_dir, write_pages(state, expected, run_dir) | _item_texts(state), done)
    if state.request.pdf:
        _compare_pdf(run_dir, state, expected, done)


def _compare_pdf(run_dir: Path, state: SceneState, expected: list[Claim], done: Verification) -> None:
    """Set the first page once more; other versions of typst set the same words as other bytes."""
    with done.reading(PDF):
        done.checked += 1
        true = render_pdf(write_report(state, expected), state.request.language, run_dir)
        if (run_dir / PDF).read_bytes() == true:
            return
        if "typst" in done.other_versions:
            done.notes.append(f"{PDF} was set by another version of typst, so only its hash was checked")
        else:
            done.findings.append(Finding(PDF, "other bytes", "", PDF, "the first page set again differs"))


def compare_numbers(run_dir: Path, state: SceneState, expected: list[Claim], done: Verification) -> None:
    """Hold a report in the words of another version against today's: each of its numbers must stand there too."""
    today = set(_NUMBER.findall("".join(_today(state, expected))))
    for name in (REPORT.markdown, REPORT.html):
        with done.reading(name):
            words = _UNSPOKEN.sub("", (run_dir / name).read_text(encoding="utf-8"))
            done.checked += 1
            for count, line in enumerate(words.split("\n"), start=1):
                for number in _NUMBER.findall(line):
                    if number not in today:
                        where, reason = f"{name}, line {count}", "a number that the files of the run do not give"
                        done.findings.append(Finding(where, number, "no such number", name, reason))
    _compare_written(run_dir, _item_texts(state), done)


def _today(state: SceneState, expected: list[Claim]) -> tuple[str, str]:
    """What report and evidence would say now."""
    return write_report(state, expected).markdown(whole=True), write_evidence(state, expected, style_of(state))


def _item_texts(state: SceneState) -> dict[str, str]:
    item = item_of(state)
    return {ITEM: item_text(item)} if isinstance(item, dict) else {}


def _compare_written(run_dir: Path, texts: dict[str, str], done: Verification) -> None:
    for name, text in texts.items():
        with done.reading(name):
            found = (run_dir / name).read_text(encoding="utf-8")
            done.checked += 1
            compare_lines(name, found.split("\n"), text.split("\n"), done)


def compare_lines(name: str, found: list[str], expected: list[str], done: Verification) -> None:
    """Name the lines of a text that differ from those that it should have."""
    differing = 0
    for count, (stated, true) in enumerate(zip_longest(found, expected, fillvalue=""), start=1):
        if stated == true:
            continue
        differing += 1
        if differing <= _LINES:
            at = max(
                0, next((i for i, pair in enumerate(zip(stated, true, strict=False)) if pair[0] != pair[1]), 0) - 40
            )
            reason = "the report written again from the files says otherwise"
            done.findings.append(
                Finding(f"{name}, line {count}", cut(stated[at:]), cut(true[at:]), name, reason)
            )  # fmt: skip
    if differing > _LINES:
        more = f"{differing - _LINES} more lines"
        done.findings.append(Finding(name, more, "other lines", name, "the report written again says otherwise"))
