"""What lies beside a file: STAC items and NetCDF coordinates; nothing outside the folder is followed."""

import json

import numpy as np
import pytest
from netCDF4 import Dataset
from rasterio.windows import Window

from models.errors import SceneError
from models.geo.contract.scene import SceneFlags
from models.geo.pixels.raster import SceneReader
from models.geo.reading.read import read_scene
from tests.models.geo.landscape import landscape, write

NAMES = ("B02", "B03", "B04", "B08")


def bands(add=0):
    dn = landscape()
    return np.stack([dn[name] for name in NAMES]).astype("uint16") + np.uint16(add)


def item(href, offset, **properties):
    described = [
        {"name": name, "eo:common_name": role, "raster:scale": 1e-4, "raster:offset": offset}
        for name, role in zip(NAMES, ("blue", "green", "red", "nir"), strict=True)
    ]
    return {
        "type": "Feature", "stac_version": "1.1.0", "id": "scene", "geometry": None, "links": [],
        "properties": {"datetime": "2022-06-14T10:50:00Z", "platform": "sentinel-2a", **properties},
        "assets": {"data": {"href": href, "type": "image/tiff; application=geotiff", "bands": described}},
    }  # fmt: skip


def test_an_item_beside_the_file_says_offset_and_time(tmp_path):
    path = write(tmp_path / "scene.tif", bands(1000))
    (tmp_path / "scene.json").write_text(json.dumps(item("./scene.tif", -0.1)))
    scene = read_scene(path)
    assert scene.band("red").index == 3
    assert (scene.band("red").offset, scene.unit.source) == (-0.1, "sidecar")
    assert scene.acquired.value.startswith("2022-06-14")


def test_an_item_that_lies_about_the_offset_is_not_believed(tmp_path):
    path = write(tmp_path / "scene.tif", bands())
    (tmp_path / "scene.json").write_text(json.dumps(item("./scene.tif", -0.1)))
    assert read_scene(path).unit.value == "dn"


@pytest.mark.parametrize(
    "href", ["../secret.tif", "/etc/passwd", "https://example.org/a.tif", "/vsicurl/http://x/a.tif"]
)
def test_hrefs_outside_the_folder_are_not_followed(tmp_path, href):
    folder = tmp_path / "scene"
    folder.mkdir()
    write(tmp_path / "secret.tif", bands())
    (folder / "item.json").write_text(json.dumps(item(href, 0.0)))
    with pytest.raises(SceneError):
        read_scene(folder)


def netcdf(path, times, upwards=False):
    """A CF cube of B04 and B08 with coordinates at pixel centres."""
    dn = landscape()
    with Dataset(path, "w") as file:
        for name, size in (("t", len(times)), ("y", 120), ("x", 120)):
            file.createDimension(name, size)
        time = file.createVariable("t", "i4", ("t",))
        time.units, time.standard_name = "days since 2021-01-01", "time"
        time[:] = times
        for name, values in (("x", 500_005 + 10 * np.arange(120)), ("y", 4_999_995 - 10 * np.arange(120))):
            axis = file.createVariable(name, "f8", (name,))
            axis.standard_name, axis.units = f"projection_{name}_coordinate", "m"
            axis[:] = values[::-1] if upwards and name == "y" else values
        crs = file.createVariable("crs", "i4")
        import pyproj

        crs.setncatts(
            {key: value for key, value in pyproj.CRS(32631).to_cf().items() if isinstance(value, str | float)}
        )
        for name in ("B04", "B08"):
            band = file.createVariable(name, "u2", ("t", "y", "x"), fill_value=65535)
            band.set_auto_maskandscale(False)
            band.scale_factor, band.add_offset, band.grid_mapping = 1e-4, 0.0, "crs"
            for step in range(len(times)):
                values = dn[name].astype("u2") + step
                band[step] = values[::-1] if upwards else values
    return path


@pytest.mark.parametrize("upwards", [False, True])
def test_a_cube_of_one_date_lies_where_its_coordinates_say(tmp_path, upwards):
    scene = read_scene(netcdf(tmp_path / "S2_scene.nc", [10], upwards), SceneFlags(sensor="Sentinel-2"))
    assert scene.grid.affine.c == pytest.approx(500_000)
    north = scene.grid.affine.f if scene.grid.affine.e < 0 else scene.grid.affine.f + 120 * scene.grid.affine.e
    assert north == pytest.approx(5_000_000)
    with SceneReader(scene) as reader:
        red = reader.read(Window(0, 0, 120, 120), ("red",))[0]
    expected = landscape()["B04"] / 1e4
    assert red == pytest.approx(expected if scene.grid.affine.e < 0 else expected[::-1], abs=1e-6)


def test_a_series_asks_for_a_date_that_then_works(tmp_path):
    path = netcdf(tmp_path / "S2_series.nc", [10, 20, 30])
    with pytest.raises(SceneError, match=r"3 moments .* --date 2021-01-21"):
        read_scene(path, SceneFlags(sensor="Sentinel-2"))
    scene = read_scene(path, SceneFlags(sensor="Sentinel-2", date="2021-01-31"))
    assert scene.acquired.value.startswith("2021-01-31")
    with SceneReader(scene) as reader:
        red = reader.read(Window(0, 0, 120, 120), ("red",))[0]
    assert red == pytest.approx((landscape()["B04"] + 2) / 1e4, abs=1e-6)


def test_a_date_that_is_not_in_the_series_is_refused(tmp_path):
    path = netcdf(tmp_path / "S2_series.nc", [10, 20, 30])
    with pytest.raises(SceneError, match="2021-02-14"):
        read_scene(path, SceneFlags(sensor="Sentinel-2", date="2021-02-14"))
