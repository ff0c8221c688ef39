"""How far areas that look alike agree with outlines of fields: seven Belgian fields that were drawn by eye, two days.

python -m tests.benchmarks.judge_areas --data ../shared/data [--fields FILE]

Of each field the area with the largest intersection over union (IoU) counts; both are laid on the pixels of the scene.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely

from models.field.alike import find_areas
from models.field.parcel_files.read import read_parcel_file
from models.field.parcels import Parcels
from models.geo.contract.scene import Grid, SceneFlags
from models.geo.indices.measure import INDICES
from nodes.run_folder.files import VALID
from nodes.state import Request
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import BackendName, Settings

LOG = logging.getLogger(__name__)
PATCH = "S2_L2A_10m_*00002806639B424A*.nc"
DAYS = ("2018-06-28", "2018-07-23")


def rate(scene: Path, day: str, fields: Path, home: Path) -> list[float]:
    """IoU of each field with the area that is most like it."""
    order = Order(
        request=Request(scene_path=str(scene), flags=SceneFlags(date=day), clouds=False), backend=BackendName.FAKE
    )
    done = run_scene(order, Settings(home=home, backend=BackendName.FAKE))
    state, folder = done.state, done.run_dir
    assert state.scene is not None and state.indices is not None
    names = tuple(stats.name for stats in state.indices.stats)
    found = find_areas(folder / INDICES, names, folder / VALID, state.scene.grid)
    outlines, areas = (lay(parcels, state.scene.grid) for parcels in (read_parcel_file(fields), found.file))
    LOG.info("%s: %d areas by %s", day, len(areas), ", ".join(found.told.indices))
    return [max((share(one, area) for area in areas), default=0.0) for one in outlines]


def lay(file, grid: Grid) -> list:
    """Outlines in pixels of the scene."""
    return [*Parcels(file.parcels, grid).outlines()]


def share(one, other) -> float:
    """Intersection over union."""
    return float(shapely.area(shapely.intersection(one, other)) / shapely.area(shapely.union(one, other)))


def main() -> None:
    """Print the IoU of each field and day, and the mean."""
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fields", type=Path)
    told = parser.parse_args()
    fields = told.fields or told.data.parent / "cases" / "30-belgian-farm" / "parcels.geojson"
    scene = next((told.data / "multimodal_worldcereal").rglob(PATCH))
    found = []
    with tempfile.TemporaryDirectory() as home:
        for day in DAYS:
            found.append(rate(scene, day, fields, Path(home)))
            LOG.info("%s: IoU %s; mean %.2f", day, " ".join(f"{value:.2f}" for value in found[-1]), np.mean(found[-1]))
    LOG.info("mean of both: %.2f", np.mean(found))


if __name__ == "__main__":
    main()
