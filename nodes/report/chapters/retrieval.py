"""The chapter on scenes that look like this one."""

from collections.abc import Iterator

from nodes.report.chapter import Chapter, Network
from nodes.report.claims import Claim, marked
from nodes.report.wording import Said, escape, table
from nodes.run_folder.files import PREVIEW
from nodes.state import SceneState


def claims(state: SceneState) -> Iterator[Claim]:
    """State how much each match resembles the scene."""
    for place, match in enumerate(state.matches or (), start=1):
        yield Claim(
            id=f"match.{place}.similarity", label=f"similarity of match {place}", value=match.similarity, unit="",
            digits=3, file=PREVIEW, method="cosine between the embedding of the preview and that of the item",
            fake=match.fake,
        )  # fmt: skip


def lines(state: SceneState, said: Said) -> list[str]:
    """List the matches, the most similar first."""
    if not state.matches:
        return []
    rows = [
        (marked(escape(match.item), fake=match.fake), escape(match.caption), said(f"match.{place}.similarity"))
        for place, match in enumerate(state.matches, start=1)
    ]
    return ["## Similar scenes", "", *table(("Item", "What it shows", "Similarity"), rows)]


RETRIEVAL = Chapter(
    name="retrieval",
    claims=claims,
    lines=lines,
    network=Network(
        room="retrieval",
        has_spoken=lambda state: bool(state.matches),
        is_fake=lambda state: any(match.fake for match in state.matches or ()),
    ),
    is_aside=True,
)
