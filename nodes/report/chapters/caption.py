"""The chapter on the caption: scene and fields in words that a network wrote, as far as the picture bears them out."""

from collections.abc import Iterator
from pathlib import Path

from models.caption.classes import Aspects
from models.caption.results import Caption, CaptionResult
from nodes.report.chapter import Chapter, Network, Review
from nodes.report.claims import Claim, claim_share, mark_claims, marked
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

FIELDS, BESIDE = "Fields in words from the picture", "What the words were held against"
"""Titles of the parts that the short text leaves out."""
ENOUGH = 0.5
"""Confidence from which a caption needs nobody's word."""
MEASURED = {
    "ndvi": ("vegetation", "median NDVI"),
    "soil_share": ("soil", "share of the land with an NDVI below 0.25"),
    "ndmi": ("moisture", "median NDMI"),
    "ndre": ("biomass", "median NDRE"),
    "water_share": ("water", "share of open water"),
}
"""What was measured in the picture of the scene: aspect of a statement, and what its number is."""
_SHARES = ("soil_share", "water_share")
_WEIGHTS = "models/caption/weights/metrics.json"


def claims(state: SceneState) -> Iterator[Claim]:
    """State how sure the network is, how much of what it said holds, and what was measured for that."""
    if state.caption is None or state.scene is None:
        return
    yield from mark_claims(_claims(state.caption, Path(state.scene.path).name), fake=state.caption.fake)
    if state.caption.overview.aspects is not None:
        yield from _measured(state.caption.overview.aspects, Path(state.scene.path).name)


def _claims(caption: CaptionResult, file: str) -> Iterator[Claim]:
    yield claim_share(
        "caption.confidence", "confidence of the caption", caption.overview.confidence, file,
        "mean probability of the words that the captioning network chose",
    )  # fmt: skip
    if caption.true_share is not None:
        yield claim_share(
            "caption.true", "statements of the captioning network that were true elsewhere", caption.true_share,
            _WEIGHTS, "on real ground that it never learned from, before the pixels had a say",
        )  # fmt: skip
    if caption.said:
        for name, label, value in (
            ("said", "statements before the pixels had a say", caption.said),
            ("kept", "of them, statements that are left", caption.kept),
        ):
            how = "in the captions of the scene and of fields, each held against the pixels that it describes"
            yield Claim(id=f"caption.{name}", label=label, value=value, unit="", digits=0, file=file, method=how)


def _measured(aspects: Aspects, file: str) -> Iterator[Claim]:
    how = "over land in the 64 × 64 blocks that the caption is made from, means of the clear pixels in each"
    for name, (_, label) in MEASURED.items():
        value = getattr(aspects, name)
        if value is None:
            continue
        claim, label = f"caption.measured.{name}", f"{label}, in the picture in words"
        if name in _SHARES:
            yield claim_share(claim, label, value, file, how)
        else:
            yield Claim(id=claim, label=label, value=value, unit="", digits=2, file=file, method=how)


def lines(state: SceneState, said: Said) -> list[str]:
    """Quote what holds, say who wrote it and what that is worth, what was cut, and what was measured."""
    caption = state.caption
    if caption is None:
        return []
    found = ["## In words from the picture", "", _quote(caption.overview, fake=caption.fake), "", _worth(caption, said)]
    if cut := _list_cut(caption):
        found += ["", f"Cut, because the pixels that each describes do not bear it out: {cut}."]
    if caption.fields:
        rows = [(escape(one.name), _quote(one, fake=caption.fake).removeprefix("> ")) for one in caption.fields]
        found += ["", f"## {FIELDS}", "", *table(("Field", "In words"), rows)]
    return [*found, *_tabulate(caption.overview.aspects, said)]


def _quote(caption: Caption, *, fake: bool) -> str:
    if not caption.text:
        return "Nothing that the network wrote is borne out by the picture."
    return "> " + marked(escape(caption.text), fake=fake)


def _worth(caption: CaptionResult, said: Said) -> str:
    who = f"The captioning network {escape(caption.model)}" if caption.model else "A network"
    base = f", on the language model {escape(caption.base)}," if caption.base else ""
    parts = [f"{who}{base} wrote this from the picture alone, with a confidence of {said('caption.confidence')}."]
    if "caption.said" in said:
        parts.append(
            f"Each of its {said('caption.said')} statements was held against the pixels that it describes, and "
            f"{said('caption.kept')} are left."
        )
    if "caption.true" in said:
        parts.append(f"On real ground that it never learned from, {said('caption.true')} of its statements were true.")
    return " ".join([*parts, "It names no cause and no crop, for a picture proves neither."])


def _list_cut(caption: CaptionResult) -> str:
    """What was cut of each caption, once, with the verdict and whose caption it was: elsewhere the same may hold."""
    named = [("the scene", caption.overview), *((escape(field.name), field) for field in caption.fields)]
    places: dict[str, list[str]] = {}
    for name, one in named:
        for judged in one.checked.judged:
            if judged.verdict != "holds":
                said = places.setdefault(f"“{escape(judged.statement.text)}” ({_VERDICTS[judged.verdict]}", [])
                said += [] if name in said else [name]
    return "; ".join(f"{text}; said of {', '.join(of)})" for text, of in places.items())


_VERDICTS = {
    "contradicted": "measured otherwise", "unknown": "not understood", "not measured": "cannot be measured",
    "repeated": "said twice",
}  # fmt: skip


def _tabulate(aspects: Aspects | None, said: Said) -> list[str]:
    if aspects is None:
        return []
    rows = [
        (aspect, escape(str(getattr(aspects, aspect) or "–")), label, said(f"caption.measured.{name}"))
        for name, (aspect, label) in MEASURED.items()
        if f"caption.measured.{name}" in said
    ]
    shown = [("pattern", aspects.pattern), ("greenest part", aspects.greenest), ("barest part", aspects.barest)]
    rows += [(name, str(value), "–", "–") for name, value in shown if value is not None]
    head = ("Measured in the same picture", "Class", "By", "Value")
    return ["", f"## {BESIDE}", "", *table(head, rows)] if rows else []


CAPTION = Chapter(
    name="caption",
    claims=claims,
    lines=lines,
    network=Network(
        room="caption",
        has_spoken=lambda state: state.caption is not None,
        is_fake=lambda state: state.caption is not None and state.caption.fake,
    ),
    review=Review(lambda state: state.caption.overview.confidence if state.caption else None, ENOUGH),
)
