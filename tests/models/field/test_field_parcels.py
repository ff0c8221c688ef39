"""Parcels lie where they are said to lie, across the antimeridian too, or are refused in one line."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.parcels import read_parcels
from models.geo.contract.scene import Grid

WHOLE = Window(0, 0, 100, 100)
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 0]]


def box(west, east, south=10.0, north=10.02):
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(*polygons, **said):
    return {"type": "Feature", "properties": said, "geometry": {"type": "MultiPolygon", "coordinates": list(polygons)}}


def grid_of(crs, transform):
    return Grid(
        width=100, height=100, transform=tuple(transform)[:6], crs=crs, located_by="transform", pixel_size_m=(10, 10)
    )


def degrees(west):
    return grid_of("EPSG:4326", Affine(0.001, 0, west, 0, -0.001, 10.05))


def utm(zone):
    crs = f"EPSG:326{zone:02}"
    x, y = Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(180 if zone == 60 else -180, 10.01)
    return grid_of(crs, Affine(100, 0, x - 5000, 0, -100, y + 5000))


def pixels(folder, grid, *features):
    path = folder / "parcels.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return read_parcels(path, grid).numbers(WHOLE)


ACROSS = [degrees(179.95), degrees(-180.05), grid_of("OGC:CRS84", Affine(0.001, 0, 179.95, 0, -0.001, 10.05)),
          utm(1), utm(60)]  # fmt: skip


@pytest.mark.parametrize("grid", ACROSS)
@settings(max_examples=8, deadline=None)
@given(west=st.integers(1, 40), east=st.integers(1, 40))
def test_a_parcel_across_the_antimeridian_is_whole_however_it_is_written(tmp_path_factory, grid, west, east):
    folder = tmp_path_factory.mktemp("across")
    left, right = 180 - west / 1000, -180 + east / 1000  # edges of pixels
    cut = pixels(folder, grid, feature(box(left, 180), box(-180, right)))
    assert (cut > 0).any()
    for other in (box(left, right), box(left, right + 360), box(left - 360, right)):
        np.testing.assert_array_equal(pixels(folder, grid, feature(other)), cut)
    halves = pixels(folder, grid, feature(box(left, 180), name="w"), feature(box(-180, right), name="e"))
    np.testing.assert_array_equal(halves > 0, cut > 0)
    if grid.crs == "EPSG:4326":
        assert (cut > 0).sum() == 20 * (west + east)


@pytest.mark.parametrize("hole", [box(179.99, -179.99, 10.005, 10.015), box(-179.995, -179.985, 10.005, 10.015)])
def test_holes_turn_with_their_parcel(tmp_path, hole):
    without = pixels(tmp_path, degrees(179.95), feature(box(179.97, -179.97) + hole))
    of_hole = pixels(tmp_path, degrees(179.95), feature(hole))
    whole = pixels(tmp_path, degrees(179.95), feature(box(179.97, -179.97)))
    np.testing.assert_array_equal(without, whole - of_hole)


@pytest.mark.parametrize("zone", [1, 60])
def test_a_mask_across_the_antimeridian_is_read_as_it_is(tmp_path, zone):
    grid, path = utm(zone), tmp_path / "mask.tif"
    mask = np.zeros((100, 100), np.uint8)
    mask[40:60, 30:70] = 1
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "height": 100, "width": 100, "crs": grid.crs}
    with rasterio.open(path, "w", **profile, transform=grid.affine) as target:
        target.write(mask, 1)
    np.testing.assert_array_equal(read_parcels(path, grid).numbers(WHOLE), mask)


def test_a_mask_without_a_place_is_refused(tmp_path):
    path = tmp_path / "mask.tif"
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "height": 9, "width": 9}
    place = {"crs": 'LOCAL_CS["x",UNIT["metre",1]]', "transform": Affine(10, 0, 0, 0, -10, 0)}
    with rasterio.open(path, "w", **profile, **place) as target:
        target.write(np.ones((9, 9), np.uint8), 1)
    with pytest.raises(ConfigError, match="no place on Earth"):
        read_parcels(path, degrees(0))


def one(ring, **said):
    return json.dumps({"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": ring}})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (one([SQUARE, []]), "not of at least four corners"),
        (one([SQUARE, [[0, 0]]]), "not of at least four corners"),
        (one([[[1e6, 0], [1, 0], [1, 1], [0, 0]]]).replace("1000000.0", "9" * 400), "400 digits"),
        (one([SQUARE]).replace('"properties": {}', '"properties": "abc"'), "properties that are not of the form"),
        (one([SQUARE], name={"a": 1}), "properties that are not of the form"),
        (one([SQUARE], name="\ud800"), "half a character"),
        (one([SQUARE], name="north\n\nend", sown="May"), "parcel north end was sown"),
        ('{"type": "Feature", "type": "FeatureCollection"}', "'type' stands twice"),
        ("[" * 100_000, "nested too deeply"),
        (one(box(-180, 180, -90, 90)), "360 degrees of longitude"),
        (one([[[-180, -90], [0, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]), "360 degrees of longitude"),
    ],
)
@pytest.mark.parametrize("grid", [degrees(0), utm(14)])
def test_parcels_that_once_were_a_traceback_or_nothing_are_one_line(tmp_path, grid, text, told):
    path = tmp_path / "parcels.geojson"
    path.write_text(text)
    with pytest.raises(ConfigError, match=told) as error:
        read_parcels(path, grid)
    assert "\n" not in str(error.value)


def test_a_parcel_that_the_projection_tears_is_refused(tmp_path):
    grid = grid_of("+proj=ortho +lat_0=10 +lon_0=0 +datum=WGS84", Affine(100, 0, -5000, 0, -100, 5000))
    assert (pixels(tmp_path, grid, feature(box(-0.01, 0.01, 9.99, 10.01)), feature(box(170, 171))) == 1).any()
    with pytest.raises(ConfigError, match="reaches beyond what"):
        pixels(tmp_path, grid, feature(box(-0.01, 100)))


@pytest.mark.parametrize(
    ("name", "told"),
    [("urn:ogc:def:crs:OGC:1.3:CRS84", None), ("urn:ogc:def:crs:EPSG::4326", None), ("EPSG:4326", None),
     ("http://www.opengis.net/def/crs/EPSG/0/4326", None), ("urn:ogc:def:crs:EPSG::4258", None),
     ("EPSG:4269", None), ("EPSG:14326", "none that is known"), ("EPSG:43261", "none that is known"),
     ("urn:ogc:def:crs:EPSG::32614", "no parcel lies on the scene; the first is at longitude"), (4326, "is not as")],
)  # fmt: skip
def test_the_code_of_a_coordinate_system_is_read_as_a_whole(tmp_path, name, told):
    path = tmp_path / "parcels.geojson"
    crs = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature(box(0.01, 0.02))]}))
    if told is None:
        assert read_parcels(path, degrees(0)).numbers(WHOLE).any()
    else:
        with pytest.raises(ConfigError, match=told):
            read_parcels(path, degrees(0))
