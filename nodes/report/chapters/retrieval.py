"""The chapter on like cases: what a photograph shows, which known cases are like it, and what our notes say."""

from collections.abc import Iterator, Sequence

from models.retrieval.field_notes import Note, find_note, read_notes
from models.schemas import Condition, Match
from nodes.report.chapter import Chapter, Network, RunFile
from nodes.report.claims import Claim, marked
from nodes.report.like_cases.names import name_subject
from nodes.report.wording import Said, escape, table
from nodes.run_folder.files import PREVIEW
from nodes.state import SceneState

FINDINGS = {
    "drought": "short of water", "nitrogen": "short of nitrogen", "disease": "disease", "waterlogging": "waterlogging",
    "emergence": "poor emergence", "lodging": "lodging", "hail": "hail", "bare": "bare ground in a field",
    "weak_patch": "weak patches", "open_water": "ground as smooth as water", "warmer": "ground warmer than the rest",
}  # fmt: skip
"""By finding, how the report names it."""


_PLAIN = (1.0, 99.0)
"""Percent between which a certainty has no decimals."""


def claims(state: SceneState) -> Iterator[Claim]:
    """State how many items were searched, what a photograph shows, and how like each match is."""
    found = state.retrieval
    if found is not None:
        yield Claim(
            id="retrieval.items", label="items that were searched", value=found.items, unit="", digits=0,
            file=found.file, method="sum of the kinds that were searched",
        )  # fmt: skip
        for place, condition in enumerate(found.conditions, start=1):
            label, how = f"certainty of “{condition.subject}”", "calibrated certainty of the retrieval model"
            name = f"condition.{place}.certainty"
            yield _claim_certainty(name, label, condition.certainty, found.file, how, fake=found.fake)
    for place, match in enumerate(state.matches or (), start=1):
        yield from _claims_of_match(place, match, found.file if found else PREVIEW)


def _claims_of_match(place: int, match: Match, file: str) -> Iterator[Claim]:
    yield Claim(
        id=f"match.{place}.similarity", label=f"similarity of match {place}", value=match.similarity, unit="",
        digits=3, file=file, method="cosine between the embedding of what was asked and that of the item",
        fake=match.fake,
    )  # fmt: skip
    if match.certainty is not None:
        label, how = f"certainty of match {place}", "calibrated logistic of the similarity"
        yield _claim_certainty(f"match.{place}.certainty", label, match.certainty, file, how, fake=match.fake)


def _claim_certainty(name: str, label: str, share: float, file: str, method: str, *, fake: bool) -> Claim:
    """In whole percent, as far as a certainty can be known; near none and all with a decimal."""
    percent = 100 * share
    digits = 0 if _PLAIN[0] <= percent <= _PLAIN[1] else 1
    return Claim(
        id=name, label=label, value=percent, unit="%", digits=digits, file=file, method=method, fake=fake
    )  # fmt: skip


def lines(state: SceneState, said: Said) -> list[str]:
    """Tell what it may be, which cases are like it, and what our notes say of them."""
    if state.retrieval is None:
        return _list_old(state, said)
    return [*_conditions(state.retrieval.conditions, said), *_matches(state, said), *_notes(state)]


def _list_old(state: SceneState, said: Said) -> list[str]:
    """Matches of a run of an older version, which knew their similarity only."""
    if not state.matches:
        return []
    rows = [
        (marked(escape(match.item), fake=match.fake), escape(match.caption), said(f"match.{place}.similarity"))
        for place, match in enumerate(state.matches, start=1)
    ]
    return ["## Similar scenes", "", *table(("Item", "What it shows", "Similarity"), rows)]


def _conditions(conditions: Sequence[Condition], said: Said) -> list[str]:
    if not conditions:
        return []
    rows = [
        (escape(name_subject(condition.subject, "en")), said(f"condition.{place}.certainty"))
        for place, condition in enumerate(conditions, start=1)
    ]
    why = (
        "The certainties are calibrated on photographs that the model had not learned from. A picture settles nothing."
    )
    return ["## What the photograph may show", "", *table(("What", "How sure"), rows), "", why, ""]


def _matches(state: SceneState, said: Said) -> list[str]:
    found = state.retrieval
    assert found is not None
    asked = ["the picture"] if found.by_picture else []
    asked += [FINDINGS.get(name, name) for name in found.findings]
    if not asked:
        return []
    by = f"Searched by {', '.join(asked)} among {said('retrieval.items')} items."
    head = ["## Like cases", "", by]
    if not state.matches:
        return [*head, "None of them is clearly like it, so none is shown.", ""]
    rows = [
        (
            escape(match.caption),
            "the picture" if match.finding is None else FINDINGS.get(match.finding, match.finding),
            said(f"match.{place}.certainty", "–"),
            said(f"match.{place}.similarity"),
            escape(f"{match.source or 'not stated'} ({match.licence or 'not stated'})"),
        )
        for place, match in enumerate(state.matches, start=1)
    ]
    return [*head, "", *table(("Case", "Found by", "Likely the same", "Similarity", "Source (licence)"), rows), ""]


def notes_of(state: SceneState) -> list[Note]:
    """Our notes on what was found, the likeliest first, each once."""
    found = state.retrieval
    names = [condition.note for condition in found.conditions] if found else []
    for match in state.matches or ():
        note = find_note(match.condition) if match.condition else None
        names.append(match.item if match.kind == "note" else note.id if note else None)
    known = read_notes()
    return [known[name] for name in dict.fromkeys(names) if name in known]


def _notes(state: SceneState) -> list[str]:
    lines = []
    for note in notes_of(state):
        lines += [f"## Note: {note.title}", ""]
        shown = {name: words for name, words in note.sections.items() if name != "Au champ"}
        lines += [f"- **{name}:** {words}" for name, words in shown.items()]
        lines += ["", f"Source: {note.source}.", ""]
    return lines


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the file of what was searched."""
    if state.retrieval is not None:
        title = "Embeddings that like cases were found by"
        yield RunFile(
            "matches", state.retrieval.file, title, is_raster=False, media_type="application/json", is_detail=True
        )


RETRIEVAL = Chapter(
    name="retrieval",
    title="like cases",
    claims=claims,
    lines=lines,
    files=files,
    network=Network(
        room="retrieval",
        has_spoken=lambda state: bool(state.matches) or state.retrieval is not None,
        is_fake=lambda state: (
            any(match.fake for match in state.matches or ()) or (state.retrieval is not None and state.retrieval.fake)
        ),
    ),
    is_aside=True,
)
