"""Zones at high risk: what hangs together, however the map is cut into strips, and where it lies."""

import json

import numpy as np
import pytest
from rasterio.windows import Window
from scipy import ndimage

from models.geo.contract.scene import Grid
from models.geo.pixels.raster import RasterWriter
from models.risk import zones
from models.risk.layers import LAYOUTS, NO_CROP, PROBABILITY, RISK
from models.risk.zones import HIGH, MOST, ZONES, count_least_pixels, find_zones, write_geojson, write_zones
from models.schemas import RiskResult
from nodes.state import Request, SceneState
from nodes.verify.chapters.zones import zone_values
from tests.stand_ins import RISK as NOTHING
from tests.stand_ins import scene_of

PLACE = {
    "transform": (10.0, 0.0, 500000.0, 0.0, -10.0, 5000000.0), "crs": "EPSG:32631", "located_by": "transform",
    "pixel_size_m": (10.0, 10.0),
}  # fmt: skip


def grid_of(shape, **place):
    return Grid.model_validate({"height": shape[0], "width": shape[1], **PLACE, **place})


def maps(folder, high, **place):
    """Maps in which this ground is at high risk; returns their grid."""
    grid = grid_of(high.shape, **place)
    shares = np.random.default_rng(3).random((3, *high.shape)).round(4).astype(np.float32)
    whole = Window(0, 0, grid.width, grid.height)
    for name, values in ((RISK, np.where(high, HIGH, NO_CROP).astype(np.uint8)), (PROBABILITY, shares)):
        with RasterWriter(folder / name, grid, LAYOUTS[name]) as writer:
            writer.write(values, whole)
    return grid, shares[HIGH - 1]


def patches(shape=(150, 90), seed=1):
    random = np.random.default_rng(seed)
    return ndimage.gaussian_filter(random.normal(size=shape), 2) > 0.05


def shoelace(ring):
    x, y = np.array(ring).T
    return np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2


@pytest.mark.parametrize("rows", [7, 16, 512])
@pytest.mark.parametrize("place", [{}, {"transform": (10.0, 0.0, 500000.0, 0.0, 10.0, 4000000.0)}])
def test_zones_are_those_of_the_whole_map_however_it_is_cut(tmp_path, monkeypatch, rows, place):
    monkeypatch.setattr(zones, "_ROWS", rows)
    high = patches()
    grid, shares = maps(tmp_path, high, **place)
    found = find_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    labels, _ = ndimage.label(high)
    sizes = np.bincount(labels.ravel())[1:]
    assert found.count == (sizes >= count_least_pixels(grid)).sum() > 5
    assert [zone.pixels for zone in found.largest] == sorted(sizes[sizes >= 10].tolist(), reverse=True)[:MOST]
    largest = labels == 1 + sizes.argmax()
    assert found.largest[0].probability == pytest.approx(shares[largest].mean(dtype=float))
    assert found.largest[0].area_ha == pytest.approx(0.01 * sizes.max(), rel=2e-3)


@pytest.mark.parametrize("rows", [1, 3, 512])
def test_arms_that_meet_below_are_one_zone(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(zones, "_ROWS", rows)
    high = np.zeros((12, 21), bool)
    high[:, 2] = high[2:, 10] = high[:8, 18] = high[11, 2:11] = high[7, 10:18] = True
    high[0, 5:9] = True  # too small
    grid, _ = maps(tmp_path, high)
    found = find_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    assert (found.count, found.largest[0].pixels) == (1, int(high.sum()) - 4)


def test_outlines_hold_the_ground_of_the_zone_in_degrees(tmp_path):
    high = np.zeros((40, 40), bool)
    high[5:25, 10:30] = True
    high[10:15, 15:20] = False
    grid, _ = maps(tmp_path, high)
    write_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    [feature] = json.loads((tmp_path / ZONES).read_text())["features"]
    [[outer, hole]] = feature["geometry"]["coordinates"]
    assert shoelace(outer) > 0 > shoelace(hole)  # RFC 7946, 3.1.6
    assert outer[0] == outer[-1]
    metres = 111_120**2 * np.cos(np.deg2rad(45.15))
    area = (shoelace(outer) + shoelace(hole)) * metres / 10_000
    assert area == pytest.approx(feature["properties"]["area_ha"], rel=5e-3)
    assert all(3.0 < longitude < 3.01 and 45.14 < latitude < 45.16 for longitude, latitude in outer)
    west, east = min(place[0] for place in outer), max(place[0] for place in outer)
    assert feature["properties"]["longitude"] == pytest.approx((west + east) / 2, abs=5e-5)


def test_across_the_antimeridian_a_zone_has_two_parts_and_its_centre_a_longitude(tmp_path):
    high = np.zeros((40, 100), bool)
    high[10:30, 20:90] = True
    high[15:20, 40:60] = False  # a hole that lies across it
    degrees = {"transform": (0.001, 0.0, 179.95, 0.0, -0.001, 10.0), "crs": "EPSG:4326", "pixel_size_m": (109.6, 110.6)}
    grid, _ = maps(tmp_path, high, **degrees)
    found = find_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    assert found.largest[0].longitude == pytest.approx(-179.995, abs=1e-3)
    west, east = found.outlines[0]["coordinates"]
    assert {len(west), len(east)} == {2}
    assert all(179.97 - 1e-9 <= x <= 180 for ring in west for x, _ in ring)
    assert all(-180 <= x <= -179.96 + 1e-9 for ring in east for x, _ in ring)
    cells = sum(shoelace(ring) for part in (west, east) for ring in part) / 1e-6
    assert cells == pytest.approx(high.sum())


@pytest.mark.parametrize(("metres", "pixels"), [(10, 10), (15, 5), (20, 4), (9.9975, 11)])
def test_a_zone_has_a_tenth_of_a_hectare_at_least(metres, pixels):
    assert count_least_pixels(grid_of((9, 9), pixel_size_m=(metres, metres))) == pixels


def test_a_large_zone_has_a_coarse_outline_around_all_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(zones, "_OUTLINE", 8)
    grid, _ = maps(tmp_path, patches((64, 64)) | (np.indices((64, 64)).sum(axis=0) % 9 == 0))
    found = find_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    corners = [corner for polygon in found.outlines[0]["coordinates"] for ring in polygon for corner in ring]
    assert len(corners) < 200


def test_without_a_place_there_are_zones_but_no_outlines(tmp_path):
    transform = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    grid, _ = maps(tmp_path, patches(), crs=None, located_by="none", pixel_size_m=None, transform=transform)
    found = write_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    assert found.outlines is None
    assert found.largest[0].area_ha is None and found.largest[0].longitude is None
    assert not (tmp_path / ZONES).exists()


def test_no_ground_at_high_risk_is_an_empty_collection(tmp_path):
    grid, _ = maps(tmp_path, np.zeros((20, 20), bool))
    found = write_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    assert (found.count, found.largest) == (0, ())
    assert json.loads((tmp_path / ZONES).read_text())["features"] == []
    assert write_geojson(found) == (tmp_path / ZONES).read_text()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("upright", [-10.0, 10.0])
def test_the_second_way_to_count_finds_the_same(tmp_path, monkeypatch, seed, upright):
    monkeypatch.setattr(zones, "_ROWS", 32)
    high = patches(seed=seed) | (np.random.default_rng(seed).random((150, 90)) < 0.05)
    place = {"transform": (10.0, 0.0, 500000.0, 0.0, upright, 5000000.0)}
    grid, _ = maps(tmp_path, high, **place)
    found = find_zones(tmp_path / RISK, tmp_path / PROBABILITY, grid)
    risk = RiskResult.model_validate(NOTHING.model_dump() | {"zones": found.largest, "zone_count": found.count})
    scene = scene_of(tmp_path / "field.tif").model_copy(update={"grid": grid})
    again = zone_values(tmp_path, SceneState(request=Request(scene_path="/a.tif"), scene=scene, risk=risk))
    assert again["risk.zones"] == found.count
    for rank, zone in enumerate(found.largest, start=1):
        assert again[f"zone.{rank}.pixels"] == zone.pixels
        assert again[f"zone.{rank}.area"] == pytest.approx(zone.area_ha, rel=1e-4)
        assert again[f"zone.{rank}.probability"] == pytest.approx(100 * zone.probability, rel=1e-6)
        assert again[f"zone.{rank}.longitude"] == pytest.approx(zone.longitude, abs=1e-6)
        assert again[f"zone.{rank}.latitude"] == pytest.approx(zone.latitude, abs=1e-6)
