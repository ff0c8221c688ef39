"""The tables of the fields once more, where a person has rejected what networks said of them."""

from pathlib import Path

from models.field.measured.files import write_field_files
from models.field.measured.whole_scene import outline_scene
from models.field.parcels import read_parcels
from nodes.report.decisions import rejected, without_rejected
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState

_OF_FIELDS = {"health", "risk"}


def drop_rejected(state: SceneState, run_dir: Path) -> None:
    """Write the tables without the columns of what was rejected; they stay as they are where nothing was."""
    result = without_rejected(state).fields
    if result is None or state.scene is None or not _OF_FIELDS & {*rejected(state)}:
        return
    grid = state.scene.grid
    shapes = (
        [outline_scene(grid)]
        if result.of_scene
        else [parcel.shape for parcel in read_parcels(run_dir / PARCELS, grid).all]
    )
    write_field_files(run_dir, state.scene.acquired.value, result, shapes)
