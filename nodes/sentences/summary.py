"""The section that decides: where to go first and why, or what a scene without fields shows."""

from collections.abc import Iterator

from nodes.report.chapters.fields import worst_first
from nodes.report.chapters.layers import has_layers
from nodes.report.claims import FAKE_MARK
from nodes.report.contents import is_made_up
from nodes.report.first_page.decision import decide
from nodes.sentences.telling import Desk, Told, pair


def tell_summary(desk: Desk) -> Iterator[Told]:
    """Say it, with what must be known before: that the ground is simulated, or numbers are made up."""
    state, first = desk.state, desk.first
    if is_made_up(state):
        yield Told("made_up", pair(first.made_up(FAKE_MARK)), is_required=True)
    if state.scene is not None and state.scene.simulated:
        yield Told("simulated", pair(first.simulated(state.scene.simulated)), is_required=True)
    if state.is_photograph:
        yield Told("photograph", desk.words.photograph(), is_required=True)
    elif has_layers(state):
        yield Told("no_judgement", desk.words.no_judgement(), is_required=True)
    elif state.fields is not None and not state.fields.of_scene:
        yield from _decide(desk)
    elif desk.has("index.NDVI.p50"):
        yield from _describe_scene(desk)


def _decide(desk: Desk) -> Iterator[Told]:
    assert desk.state.fields is not None
    judged = worst_first(desk.state.fields)
    if not judged:
        yield Told("decision", pair(desk.first.none_judged()), is_required=True)
        return
    alike = desk.state.fields.alike is not None
    wordings = zip(
        *(decide(judged, desk.said, words, alike=alike) for words in (desk.first, desk.otherwise)), strict=True
    )
    for name, (one, other) in zip(("decision", "few_peers"), wordings, strict=False):
        yield Told(name, pair(one, other), is_required=True)


def _describe_scene(desk: Desk) -> Iterator[Told]:
    numbers = [desk.said(f"index.NDVI.p{key}") for key in ("50", "5", "95")]
    yield Told("greenness", pair(desk.first.greenness(*numbers), desk.otherwise.greenness(*numbers)))
    cover = desk.state.indices.cover if desk.state.indices else ()
    shares = {place: desk.value(name) for place in range(len(cover)) if (name := f"cover.{place}.share") in desk.said}
    if shares:
        place = max(shares, key=lambda place: shares[place])
        area = f"cover.{place}.area"
        much = desk.said(f"cover.{place}.share") + (f" ({desk.said(area)})" if desk.has(area) else "")
        other = desk.otherwise.largest_cover(desk.first.cover_name(cover[place].name), much)
        yield Told("largest_cover", pair(desk.first.largest_cover(cover[place].name, much), other))
    yield Told("no_outlines", pair(desk.first.no_outlines()))
