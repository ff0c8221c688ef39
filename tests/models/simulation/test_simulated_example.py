from datetime import timedelta

import numpy as np
import rasterio

from models.simulation import example
from models.simulation.seasons import read_groups
from tests.models.simulation.small_farmland import coarse_canopy, small_seasons


def read(path):
    with rasterio.open(path) as source:
        return dict(zip(source.descriptions, source.read(), strict=True))


def test_it_is_drawn_of_farmland_under_a_cloud(tmp_path, monkeypatch):
    monkeypatch.setattr(example, "SCENE_SIDE", 120)
    monkeypatch.setattr(example, "_CLOUD", (60, 60, 20))
    seasons = small_seasons(tmp_path)
    family = read_groups(seasons)[0].families[0]
    monkeypatch.setattr(example, "DAY", family.sown + timedelta(days=60))
    with coarse_canopy():
        for name in ("one.tif", "again.tif"):
            example.draw_example(seasons, tmp_path / name)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "again.tif").read_bytes()
    bands = {name: band * 1e-4 - 0.1 for name, band in read(tmp_path / "one.tif").items()}
    assert list(bands) == ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12"]
    blue = bands["B02"]
    assert blue[55:65, 55:65].min() > 0.5  # the cloud
    assert np.median(blue[100:]) < 0.2
    shadow = bands["B12"][60 - 42 + 5 : 60 - 42 + 12, 5:12]
    assert np.median(shadow) < 0.5 * np.median(bands["B12"][80:, :20])
    assert (bands["B01"][:6, :6] == bands["B01"][0, 0]).all()  # pixels of 60 m


def test_parcels_are_everywhere_and_of_the_size_of_fields():
    number = example._draw_parcels(np.random.default_rng(0))
    sizes = np.bincount(number.ravel())
    assert number.shape == (example.SCENE_SIDE, example.SCENE_SIDE)
    inside = np.median(sizes[sizes > 0]) / 100  # hectares
    assert 2 < inside < 40
