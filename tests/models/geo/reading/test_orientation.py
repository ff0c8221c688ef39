"""However the rows and columns of a scene are stored, it is read from north to south and from west to east."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.geo.contract.scene import SceneFlags
from models.geo.pixels.raster import SceneReader
from models.geo.reading.read import read_scene
from tests.models.geo.by_hand import write_file
from tests.models.geo.landscape import NAMES, landscape, write

HIGH, WIDE = 100, 120
WEST, NORTH = 500_000, 5_000_000
TURNS = {"rows": (slice(None, None, -1), slice(None)), "columns": (slice(None), slice(None, None, -1)),
         "both": (slice(None, None, -1), slice(None, None, -1))}  # fmt: skip


def placed(turn, size=10):
    """The transform of the same ground stored so, in pixels of that size."""
    rows, columns = TURNS[turn]
    down, right = rows.step is None, columns.step is None
    return Affine(
        size if right else -size, 0, WEST if right else WEST + 10 * WIDE,
        0, -size if down else size, NORTH if down else NORTH - 10 * HIGH,
    )  # fmt: skip


@pytest.fixture
def bands():
    dn = landscape()
    return np.stack([dn[name] for name in NAMES]).astype("uint16")[:, :HIGH]


def everything(scene):
    """Values by windows that part pixels of 20 m, the whole at a look, and where there is data."""
    with SceneReader(scene) as reader:
        parts = [reader.read(Window(left, top, 35, 33), scene.roles) for top in (0, 33, 66) for left in (0, 35, 70)]
        return [*parts, reader.overview(["red"], WIDE), reader.valid(Window(0, 0, WIDE, HIGH))[None]]


@pytest.mark.parametrize("turn", TURNS)
def test_the_same_ground_is_read_alike_however_it_is_stored(tmp_path, bands, turn):
    bands[:, :20, :30] = 0
    straight = read_scene(write(tmp_path / "north.tif", bands, NAMES, nodata=0))
    stored = np.ascontiguousarray(bands[(slice(None), *TURNS[turn])])
    turned = read_scene(write(tmp_path / "turned.tif", stored, NAMES, nodata=0, transform=placed(turn)))
    assert turned.grid == straight.grid
    for one, other in zip(everything(straight), everything(turned), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("turn", TURNS)
def test_a_coarse_band_lies_under_the_same_fine_pixels(tmp_path, bands, turn):
    coarse = bands[:1, ::2, ::2]
    for name, fine, rough in (("north", bands[:3], coarse), ("turned", bands[:3], coarse)):
        folder, of = tmp_path / name, (slice(None), *TURNS[turn]) if name == "turned" else ...
        folder.mkdir()
        for number, code in enumerate(("B02", "B03", "B04")):
            place = placed(turn) if name == "turned" else Affine(10, 0, WEST, 0, -10, NORTH)
            write_file(folder / f"{code}.tif", np.ascontiguousarray(fine[number : number + 1][of]), place)
        place = placed(turn, 20) if name == "turned" else Affine(20, 0, WEST, 0, -20, NORTH)
        write_file(folder / "B11.tif", np.ascontiguousarray(rough[of]), place)
    straight, turned = (read_scene(tmp_path / name, SceneFlags(sensor="Sentinel-2")) for name in ("north", "turned"))
    for one, other in zip(everything(straight), everything(turned), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("turn", TURNS)
def test_a_mask_is_turned_with_its_pixels(tmp_path, bands, turn):
    there = np.ones((HIGH, WIDE), bool)
    there[10:25, 40:90] = False
    path = write(
        tmp_path / "turned.tif", np.ascontiguousarray(bands[(slice(None), *TURNS[turn])]), NAMES, transform=placed(turn)
    )
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as target:
        target.write_mask(np.ascontiguousarray(there[TURNS[turn]]))
    with SceneReader(read_scene(path)) as reader:
        np.testing.assert_array_equal(reader.valid(Window(0, 0, WIDE, HIGH)), there)
