"""What many tests stand on: a home folder of their own, and a scene file that need not be a raster."""

import os
from pathlib import Path

os.environ["AGRI_FETCH"] = "never"  # no test asks a network
os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch: threads that share a processor wait for one another

import numpy as np
import pytest
from affine import Affine
from rasterio.windows import Window

from models.fake import FakeBackend
from models.geo.contract.scene import Scene, SceneFlags
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.reading.read import read_scene
from models.schemas import CloudResult
from nodes.context import NodeOptions, RunContext
from nodes.state import Request, SceneState
from orchestrator.settings import BackendName, Fetch, Settings
from tests.stand_ins import S2_ROLES, modality

REFLECTANCE = (
    (300, 1200), (350, 1400), (600, 1700), (400, 2100), (900, 2300), (2400, 2500), (3100, 2600), (3400, 2700),
    (3600, 2800), (3700, 2800), (1700, 3400), (800, 2900),
)  # fmt: skip
"""Of crops and of soil, × 10000, in the order of the bands."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home folder that is not there yet, and the backend that needs nothing."""
    return Settings(home=tmp_path / "home", backend=BackendName.FAKE, fetch=Fetch.NEVER)


@pytest.fixture(scope="session")
def converted_networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which OpenVINO has what it makes of our weights in seconds: one for all tests and workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "converted"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def furnished_home(tmp_path: Path, converted_networks: Path) -> Path:
    """The home folder of `settings`, empty but for those networks."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "cache").symlink_to(converted_networks)
    return home


@pytest.fixture
def scene_file(tmp_path: Path) -> Path:
    """A file at which stand-in nodes believe a scene."""
    path = tmp_path / "field.tif"
    path.write_bytes(b"pixels")
    return path


@pytest.fixture
def field(tmp_path: Path) -> Scene:
    """A 64 × 48 Sentinel-2 scene of 12 bands: green fields in the west, bare soil in the east, no data in a corner."""
    import rasterio

    path = tmp_path / "S2A_MSIL2A_20240615_field.tif"
    stored = np.empty((12, 48, 64), np.uint16)
    for place, (green, soil) in enumerate(REFLECTANCE):
        stored[place, :, :32], stored[place, :, 32:] = green, soil
    stored += np.random.default_rng(1).integers(0, 40, stored.shape, dtype=np.uint16)
    stored[:, :8, :8] = 0
    profile = {"driver": "GTiff", "count": 12, "height": 48, "width": 64, "dtype": "uint16", "nodata": 0}
    place = {"crs": "EPSG:32631", "transform": Affine(10, 0, 500000, 0, -10, 5000000)}
    with rasterio.open(path, "w", **profile, **place) as target:
        target.write(stored)
        target.descriptions = tuple(S2_ROLES)
    said = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)
    return read_scene(path, said)


@pytest.fixture
def clear(field: Scene, tmp_path: Path) -> Path:
    """`valid.tif` of that scene in a run folder: all that has data is clear, but a cloud over four rows."""
    run_dir = tmp_path / "run"
    run_dir.mkdir()
    classes = np.ones(field.grid.shape, np.uint8)
    classes[:8, :8] = 0
    classes[20:24] = 2
    with RasterWriter(run_dir / "valid.tif", field.grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(classes, Window(0, 0, 64, 48))
    return run_dir / "valid.tif"


@pytest.fixture
def known(field: Scene, clear: Path) -> SceneState:
    """The sheet of papers as it is before the analyses."""
    pixels = {"no_data": 64, "clear": 64 * 44 - 64, "cloud": 256, "shadow": 0}
    clouds = CloudResult(method="the test", raster=clear.name, pixels=pixels, area_ha=None)
    return SceneState(request=Request(scene_path=field.path), scene=field, modality=modality(), clouds=clouds)


@pytest.fixture
def context(clear: Path) -> RunContext:
    """A run folder and the backend that needs no weights."""
    return RunContext(run_dir=clear.parent, models=FakeBackend(), options=NodeOptions(tile_size=32))
