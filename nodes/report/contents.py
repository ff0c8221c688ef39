"""What all chapters offer together, in their order."""

from itertools import chain
from pathlib import Path

from models.files import write_whole
from nodes.report.chapter import MapPicture, RunFile
from nodes.report.chapters import CHAPTERS
from nodes.report.claims import Claim
from nodes.report.decisions import without_rejected
from nodes.report.maps import forget_outlines
from nodes.state import SceneState


def claims_of(state: SceneState) -> list[Claim]:
    """All claims of a state in the order of the report; nothing for what is not there or was rejected."""
    state = without_rejected(state)
    return list(chain.from_iterable(chapter.claims(state) for chapter in CHAPTERS))


def files_of(state: SceneState) -> list[RunFile]:
    """What the analyses have left in the run folder: the main file of each, then what stands behind them."""
    files = chain.from_iterable(chapter.files(state) for chapter in CHAPTERS)
    return sorted(files, key=lambda file: file.is_detail)


def planned_maps(state: SceneState) -> tuple[MapPicture, ...]:
    """The maps that the report of a state shows."""
    return tuple(chain.from_iterable(chapter.maps(state) for chapter in CHAPTERS))


def draw_maps(state: SceneState, run_dir: Path) -> None:
    """Write each planned map into the run folder; pixels are read as coarse as they are shown."""
    try:
        for entry in planned_maps(state):
            write_whole(run_dir / entry.file, entry.draw(run_dir))
    finally:
        forget_outlines()


def write_texts(state: SceneState, run_dir: Path) -> None:
    """Write the files beside rasters that tell other programs what is in them."""
    for file in files_of(state):
        if file.write is not None:
            write_whole(run_dir / file.name, file.write())


def is_made_up(state: SceneState) -> bool:
    """Whether a demonstration backend has said anything in this state."""
    return any(chapter.network is not None and chapter.network.is_fake(state) for chapter in CHAPTERS)


def rooms_behind(state: SceneState) -> list[str]:
    """The rooms of models whose networks spoke in this state."""
    networks = [chapter.network for chapter in CHAPTERS if chapter.network is not None]
    return [network.room for network in networks if network.has_spoken(state)]
