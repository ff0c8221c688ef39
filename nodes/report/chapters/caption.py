"""The chapter on the caption: the scene in a sentence that a network wrote."""

from collections.abc import Iterator
from pathlib import Path

from nodes.report.chapter import Chapter, Network, Review
from nodes.report.claims import Claim, claim_share, mark_claims, marked
from nodes.report.wording import Said, escape
from nodes.state import SceneState

ENOUGH = 0.5
"""Confidence from which a caption needs nobody's word."""


def claims(state: SceneState) -> Iterator[Claim]:
    """State how sure the network is."""
    if state.caption is not None and state.scene is not None:
        claim = claim_share(
            "caption.confidence", "confidence of the caption", state.caption.confidence,
            Path(state.scene.path).name, "confidence that the captioning network reports",
        )  # fmt: skip
        yield from mark_claims([claim], fake=state.caption.fake)


def lines(state: SceneState, said: Said) -> list[str]:
    """Quote the sentence; one that was made up is marked as a made-up number is."""
    if state.caption is None:
        return []
    return [
        "## In words", "", "> " + marked(escape(state.caption.text), fake=state.caption.fake), "",
        f"A network wrote this, with a confidence of {said('caption.confidence')}.",
    ]  # fmt: skip


CAPTION = Chapter(
    name="caption",
    claims=claims,
    lines=lines,
    network=Network(
        room="caption",
        has_spoken=lambda state: state.caption is not None,
        is_fake=lambda state: state.caption is not None and state.caption.fake,
    ),
    review=Review(lambda state: state.caption.confidence if state.caption else None, ENOUGH),
)
