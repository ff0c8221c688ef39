"""From scenes to maps of health with the shipped network: answers hang on the ground, not on how it was cut."""

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from pyproj import Transformer
from rasterio.windows import Window

from models.field.cells import SceneConditioning
from models.field.crop_mask import CROP, OUTSIDE
from models.field.parcels import Parcel, Parcels
from models.geo.contract.scene import SceneFlags
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.reading.read import read_scene
from models.health import scene as health
from models.health.config import SHIPPED
from models.health.predict import Predictor
from orchestrator.example import write_example

WEST, NORTH = 500030, 5000050  # metres: not on the lattice of cells
SIDE = 340


class Shipped:
    name = "shipped"

    def __init__(self):
        self.classify_health = Predictor.load(SHIPPED)

    def config_of(self, _room):
        return None


@pytest.fixture(scope="module")
def models():
    return Shipped()


def maps_of(folder, models, left=0, top=0, side=SIDE, parcels=()):
    """(2, h, w) conditions, and percents of a crop, of a part of the example."""
    folder.mkdir()
    with rasterio.open(write_example(folder / "example")[0]) as land:
        stored = land.read(window=Window(left, top, side, side))
        profile, names = land.profile, land.descriptions
    place = Affine(10, 0, WEST + 10 * left, 0, -10, NORTH - 10 * top)
    path = folder / "S2A_MSIL2A_20240615_field.tif"
    with rasterio.open(path, "w", **profile | {"height": side, "width": side, "transform": place}) as target:
        target.write(stored)
        target.descriptions = names
    scene = read_scene(path, SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0))
    with RasterWriter(folder / "valid.tif", scene.grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(np.ones((side, side), np.uint8), Window(0, 0, side, side))
    known = SceneConditioning({}, Parcels(parcels, scene.grid) if parcels else None)
    health.classify_scene(
        scene, known, health.HealthJob(folder / "valid.tif", folder, models, lambda _done, _total: None)
    )
    found = []
    for name in (health.HEALTH, health.CROP_MAP):
        with rasterio.open(folder / name) as source:
            found.append(source.read(1).astype(int))
    return np.stack(found)


def same(one, other):
    """Nearly all classes, and percents but for rounding."""
    return (one[0] == other[0]).mean() > 0.998 and np.abs(one[1] - other[1]).max() <= 3


@pytest.fixture(scope="module")
def whole(models, tmp_path_factory):
    return maps_of(tmp_path_factory.mktemp("health") / "whole", models)


def test_answers_do_not_hang_on_tiles(whole, models, tmp_path, monkeypatch):
    monkeypatch.setattr(health, "_WHOLE", 32)
    monkeypatch.setattr(health, "_SIDE", 110)
    assert same(maps_of(tmp_path / "cut", models), whole)
    assert len(np.unique(whole[0])) > 3


def test_the_same_ground_has_the_same_answer_in_a_scene_of_another_extent(whole, models, tmp_path):
    part = maps_of(tmp_path / "part", models, left=5, top=11, side=SIDE - 11)
    inside = slice(110, 220)  # an edge is seen from afar
    assert same(part[:, inside, inside], whole[:, 11:, 5:][:, inside, inside])


def test_with_parcels_no_more_is_shown_than_lies_around_them(models, tmp_path):
    shown = []

    class Watched:
        name = "watched"

        def classify_health(self, tiles, conditioning):
            shown.append(tiles.shape[2:])
            return models.classify_health(tiles, conditioning)

        def config_of(self, _room):
            return None

    place = Affine(10, 0, WEST, 0, -10, NORTH)
    corners = [place @ corner for corner in ((100, 120), (130, 120), (130, 160), (100, 160))]
    to_degrees = Transformer.from_crs("EPSG:32614", "OGC:CRS84", always_xy=True)
    field = Parcel("field", shapely.Polygon([to_degrees.transform(*corner) for corner in corners]), "maize", None)
    found = maps_of(tmp_path / "parcels", Watched(), parcels=(field,))
    assert len(shown) == 1 and max(shown[0]) <= 40 + 2 * 64 + 2 * 4
    inside = found[1] == CROP
    assert inside[120:160, 100:130].any()
    assert set(np.unique(np.where(inside, OUTSIDE, found[1])[:, 140:])) == {OUTSIDE}
