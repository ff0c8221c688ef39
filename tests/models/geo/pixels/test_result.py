import warnings

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.windows import Window
from rio_cogeo.cogeo import cog_validate
from rio_tiler.io import Reader

from models.errors import SceneError
from models.geo.pixels import cog
from models.geo.pixels.raster import RasterLayout, RasterWriter, ResultReader
from models.geo.pixels.tiling import cut_windows
from tests.models.geo.by_hand import grid_of

ROTATED = Affine(9, -3, 500_000, -3, -9, 5_000_000)
GRIDS = {
    "odd": grid_of((701, 1103)),
    "north up": grid_of((700, 1100), Affine(10, 0, 500_000, 0, -10, 5_000_000)),
    "rotated": grid_of((700, 1100), ROTATED),
    "degrees": grid_of((700, 1100), Affine(1e-4, 0, 5, 0, -1e-4, 50), "EPSG:4326"),
    "one pixel": grid_of((1, 1)),
    "one row": grid_of((1, 100_000)),
    "one column": grid_of((3000, 1)),
    "no place": grid_of((700, 1100), Affine.identity(), None),
}
VALUES = RasterLayout(("NDVI", "EVI"), "float32", float("nan"))
CLASSES = RasterLayout(("valid",), "uint8", 0, {0: (0, 0, 0, 0), 1: (60, 160, 75, 255), 2: (255, 255, 255, 255)})


def write(path, grid, values, layout=VALUES, size=384):
    with RasterWriter(path, grid, layout) as writer:
        for window in cut_windows(grid.shape, size):
            writer.write(values[(slice(None), *window.toslices())], window)
    return path


def values_of(grid, bands=2):
    values = np.random.default_rng(0).random((bands, *grid.shape), np.float32)
    values[:, : grid.height // 3, : grid.width // 3] = np.nan
    return values


@pytest.mark.parametrize("name", GRIDS)
def test_what_was_written_is_read_back_as_a_valid_cog(name, tmp_path):
    grid, values = GRIDS[name], values_of(GRIDS[name])
    path = write(tmp_path / "result.tif", grid, values)
    with ResultReader(path) as reader:
        for window in cut_windows(grid.shape, 900):
            found = reader.read(window, (1, 2))
            assert np.array_equal(found, values[(slice(None), *window.toslices())], equal_nan=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["result.tif"]
    if name == "one column":
        return  # rio-cogeo tells decimation by the width alone
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        assert cog_validate(path, strict=True) == (True, [], [])


@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")  # rio-tiler's own affair
@pytest.mark.parametrize("name", ["north up", "rotated", "degrees"])
def test_every_reader_finds_a_pixel_in_its_place(name, tmp_path):
    grid, values = GRIDS[name], values_of(GRIDS[name])
    path = write(tmp_path / "result.tif", grid, values)
    row, column = 555, 777
    x, y = grid.affine @ (column + 0.5, row + 0.5)
    with rasterio.open(path) as source:
        assert next(source.sample([(x, y)]))[0] == values[0, row, column]
    with Reader(str(path)) as reader:
        assert reader.point(x, y, coord_crs=grid.crs).array[0] == values[0, row, column]
        size = abs(grid.transform[0]) * 20
        part = reader.part((x - size, y - size, x + size, y + size), bounds_crs=grid.crs, dst_crs=grid.crs)
        if name != "rotated":
            assert part.array[0, 20, 20] in values[0, row - 1 : row + 2, column - 1 : column + 2]
        assert np.isfinite(part.array[0]).all()


def test_names_no_data_and_overviews(tmp_path):
    grid = GRIDS["north up"]
    values = values_of(grid)
    path = write(tmp_path / "result.tif", grid, values)
    with rasterio.open(path) as source:
        assert source.descriptions == ("NDVI", "EVI")
        assert np.isnan(source.nodata)
        assert source.crs.to_epsg() == 32631
        assert source.transform == grid.affine
        assert source.overviews(1) == [2, 4]
        half = source.read(1, out_shape=(350, 550))
    assert np.allclose(half[200:, 200:], values[0, 400:, 400:].reshape(150, 2, 350, 2).mean(axis=(1, 3)), atol=1e-6)
    assert np.isnan(half[:100, :150]).all()


def test_classes_keep_colours_and_are_not_averaged(tmp_path):
    grid = GRIDS["north up"]
    classes = np.random.default_rng(0).choice(np.array([0, 2], np.uint8), (1, *grid.shape))
    path = write(tmp_path / "valid.tif", grid, classes, CLASSES)
    with rasterio.open(path) as source:
        assert source.colormap(1)[1] == (60, 160, 75, 255)
        assert source.colorinterp == (ColorInterp.palette,)
        assert source.nodata == 0
        assert set(np.unique(source.read(1, out_shape=(350, 550)))) <= {0, 2}
    assert cog_validate(path, strict=True)[0]


def test_bytes_do_not_depend_on_how_a_raster_was_written(tmp_path):
    grid = GRIDS["north up"]
    values = values_of(grid)
    paths = [write(tmp_path / f"{size}.tif", grid, values, size=size) for size in (100, 101, 384, 512, 2000)]
    assert len({path.read_bytes() for path in paths}) == 1


def test_a_failure_leaves_nothing_and_keeps_what_was_there(tmp_path):
    grid = GRIDS["north up"]
    path = tmp_path / "result.tif"
    path.write_text("from before")
    with pytest.raises(RuntimeError, match="in between"), RasterWriter(path, grid, VALUES) as writer:
        writer.write(np.zeros((2, 10, 10), np.float32), Window(0, 0, 10, 10))
        raise RuntimeError("in between")
    assert path.read_text() == "from before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["result.tif"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    writer = RasterWriter(tmp_path / "missing" / "result.tif", GRIDS["one pixel"], VALUES)
    with pytest.raises(SceneError, match=r"result\.tif could not be written"), writer:
        pass


def test_a_raster_cut_short_is_not_passed_on(tmp_path, monkeypatch):
    """A full disk: GDAL closes the file without complaint, and tiles are missing."""
    grid = GRIDS["north up"]
    whole = cog.lay_out

    def cut(sources, target, shape):
        with sources[0].open("r+b") as file:
            file.truncate(sources[0].stat().st_size * 2 // 3)
        whole(sources, target, shape)

    monkeypatch.setattr("models.geo.pixels.result.lay_out", cut)
    with pytest.raises(SceneError, match=r"as on a full disk.*make room"):
        write(tmp_path / "result.tif", grid, values_of(grid))
    assert list(tmp_path.iterdir()) == []


def test_large_rasters_become_bigtiff(tmp_path, monkeypatch):
    monkeypatch.setattr(cog, "_CLASSIC_LIMIT", 1000)
    grid = GRIDS["north up"]
    path = write(tmp_path / "result.tif", grid, values_of(grid))
    assert path.read_bytes()[:4] == b"II+\0"
    with rasterio.open(path) as source:
        assert np.array_equal(source.read(), values_of(grid), equal_nan=True)
    assert cog_validate(path, strict=True)[0]


def test_a_result_that_is_gone_is_named(tmp_path):
    reader = ResultReader(tmp_path / "valid.tif")
    with pytest.raises(SceneError, match=r"valid\.tif of the run folder cannot be read"), reader:
        pass
