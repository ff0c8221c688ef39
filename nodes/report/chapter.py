"""What one analysis offers to the report, the review, the check of a run and whoever else asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodes.report.claims import Claim
from nodes.report.wording import Said
from nodes.state import SceneState


@dataclass(frozen=True)
class RunFile:
    """A file that an analysis leaves in the run folder, and what a catalogue should know of it."""

    key: str  # of its asset in the STAC item
    name: str
    title: str
    roles: tuple[str, ...] = ("data",)
    fields: dict[str, Any] | None = None  # of its asset
    is_raster: bool = True  # a Cloud-Optimized GeoTIFF; else GeoJSON, unless said otherwise
    media_type: str | None = None
    is_detail: bool = False  # what stands behind the main file of an analysis
    write: Callable[[], str] | None = None  # what it holds, where the report writes it; it depends on the state alone


@dataclass(frozen=True)
class MapPicture:
    """A map that a report shows: file in the run folder, subject, words for who cannot see it, and who draws it."""

    file: str
    subject: str
    caption: str
    draw: Callable[[Path], bytes]
    """Run folder → PNG."""


def _has_no_question(_state: SceneState) -> str | None:
    return None


@dataclass(frozen=True)
class Review:
    """When a person is asked about a result; the chapter is named as the field of the state that holds it."""

    confidence: Callable[[SceneState], float | None]  # None where there is no result
    enough: float  # confidence from which nobody's word is needed
    question: Callable[[SceneState], str | None] = _has_no_question
    """What is asked where the confidence is enough, or nothing."""


@dataclass(frozen=True)
class Network:
    """Which network speaks in a chapter."""

    room: str
    has_spoken: Callable[[SceneState], bool]
    is_fake: Callable[[SceneState], bool]
    """Whether a demonstration backend made up what the network is said to say."""


def _offer_nothing(_state: SceneState) -> Iterable[Any]:
    return ()


def _say_nothing(_state: SceneState, _said: Said) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Chapter:
    """All that is asked of an analysis by others; each function gets the state and offers nothing without a result."""

    name: str
    claims: Callable[[SceneState], Iterable[Claim]]
    title: str = ""  # in words, where the name is not plain enough
    lines: Callable[[SceneState, Said], Iterable[str]] = _say_nothing  # Markdown with its title
    summary: Callable[[SceneState, Said], Iterable[str]] = _say_nothing  # sentences for a reader in a hurry
    files: Callable[[SceneState], Iterable[RunFile]] = _offer_nothing
    maps: Callable[[SceneState], Iterable[MapPicture]] = _offer_nothing
    network: Network | None = None
    review: Review | None = None
    is_aside: bool = False  # whether its lines stand behind those of all others


def describe_classes(named: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    """Fields of an asset for the classes of a raster by their values from 0, which is no data: (name, colour)."""
    entries = []
    for value, (name, colour) in enumerate(named):
        entry: dict[str, Any] = {"value": value, "name": name, "title": name.replace("_", " ")}
        entry |= {"color_hint": colour} if colour else {}
        entry |= {"nodata": True} if value == 0 else {}
        entries.append(entry)
    return {"classification:classes": entries}
