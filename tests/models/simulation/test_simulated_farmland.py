"""The simulator of crops: it follows its sources, its truth is the truth, and the same seed gives the same land."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.errors import ConfigError
from models.field.sensors import QUANTITIES as READ
from models.observed.reality import SHOWN, FieldDays, compare_at_best
from models.simulation.canopy import (
    _DRY_MATTER,
    _LAYERS,
    BANDS,
    Axes,
    Canopy,
    Leaves,
    convert_to_leaf_area,
    mix_soil,
    read_band_responses,
)
from models.simulation.crops import SITES, SOWINGS, draw_family
from models.simulation.farmland.canvas import Canvas, _coarsen
from models.simulation.farmland.draw import AS_FARMED, draw_farmland
from models.simulation.farmland.stress import EFFECTS, draw_stress
from models.simulation.farmland.truth import GROUNDS
from models.simulation.farmland.unevenness import Stand
from models.simulation.fields import draw_terrain
from models.simulation.readings import QUANTITIES, draw_sensor_week
from models.simulation.scenes import ScenesConfig, write_scenes
from models.simulation.seasons import Group, read_groups, write_groups
from models.simulation.weather import STATIONS, compute_extraterrestrial, compute_vapour_pressure, read_weather
from models.vocabulary import CAUSES
from tests.models.simulation.small_farmland import small_canopy

COARSE = Axes(view=(0.0,), sun=(35.0,), angle=(55.0,))


@pytest.fixture(scope="module")
def canopy():
    return small_canopy()


@pytest.fixture(scope="module")
def families():
    random = np.random.default_rng(4)
    drawn = (draw_family(random, "champion", range(1995, 1996)) for _ in range(20))
    return list(itertools.islice(filter(None, drawn), 3))


def single(value):
    return np.array([value], np.float32)


# weather


def test_vapour_pressure_and_radiation_are_those_of_the_examples_of_fao_56():
    assert compute_vapour_pressure(np.array(24.5)) == pytest.approx(3.075, abs=0.001)  # example 3
    assert compute_extraterrestrial(-20.0, np.array([246]))[0] == pytest.approx(32.2, abs=0.1)  # example 8
    assert compute_extraterrestrial(45.72, np.array([196]))[0] == pytest.approx(40.6, abs=0.2)  # example 15


@pytest.mark.parametrize("station", STATIONS)
def test_every_station_has_weather_that_can_be(station):
    weather = read_weather(station)
    assert (weather.coldest <= weather.warmest).mean() > 0.999
    assert weather.humidity.min() > 0
    assert weather.humidity.max() <= 100 + 1e-6
    assert 0 <= weather.radiation.min() < weather.radiation.max() < 36
    january, july = (weather.temperature[weather.find_day(date(2001, month, 1)) :][:31].mean() for month in (1, 7))
    assert (july > january) == (STATIONS[station].latitude > 0)


def test_an_unknown_station_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no such table"):
        read_weather("atlantis", tmp_path)


# crops


def test_every_sowing_is_at_a_station_with_weather():
    assert set(SOWINGS) == set(STATIONS)


def test_crops_lack_nothing_more_than_the_unstressed(families):
    for family in families:
        assert family.grown.canopy.shape == (SITES, len(family.unstressed))
        assert (family.grown.canopy <= family.unstressed + 0.05).mean() > 0.98
        assert (family.grown.harvest <= 1.15 * family.possible).all()  # a little thirst may raise the harvest index


def test_a_crop_that_would_ripen_on_29_february_is_left_out(monkeypatch):
    def failing(message):
        def run(*_):
            raise ValueError(message)

        return run

    monkeypatch.setattr("models.simulation.crops._Plot._run", failing("day is out of range for month: 1990/2/29"))
    assert draw_family(np.random.default_rng(1), "champion", range(1995, 1996)) is None
    monkeypatch.setattr("models.simulation.crops._Plot._run", failing("something else"))
    with pytest.raises(ValueError, match="something else"):
        draw_family(np.random.default_rng(1), "champion", range(1995, 1996))


def test_seasons_come_back_from_disk(tmp_path, families):
    path = tmp_path / "seasons.npz"
    write_groups(path, iter([Group("champion", 1995, tuple(families))]))
    (group,) = read_groups(path)
    assert (group.station, group.year, len(group.families)) == ("champion", 1995, 3)
    for one, other in zip(group.families, families, strict=True):
        assert (one.crop, one.sown, one.soil, one.irrigated) == (other.crop, other.sown, other.soil, other.irrigated)
        np.testing.assert_allclose(one.grown.canopy, other.grown.canopy, atol=1e-3)
        np.testing.assert_allclose(one.unstressed, other.unstressed, atol=1e-3)


# canopy


def test_responses_are_weights_about_the_centres_of_the_bands():
    centres = read_band_responses() @ np.arange(400, 2501)
    known = [492, 560, 665, 704, 741, 783, 833, 865, 1614, 2202]
    np.testing.assert_allclose(centres, known, atol=4)


def test_the_table_gives_what_prosail_gives(canopy):
    from prosail import run_prosail, spectral_lib

    random, responses, errors = np.random.default_rng(1), read_band_responses(), []
    for _ in range(25):
        chlorophyll, brown, water, area = random.uniform((5, 0, 0.004, 0), (75, 1.2, 0.03, 6))
        wetness, brightness = random.uniform((0, 0.6), (1, 1.3))
        soil = mix_soil(single(wetness), single(brightness))
        leaves = Leaves(single(chlorophyll), single(brown), single(water), single(area))
        found = canopy.look_up(leaves, soil, view=0, sun=35, angle=55)[0]
        ground = brightness * (spectral_lib.soil.rsoil1 * (1 - wetness) + spectral_lib.soil.rsoil2 * wetness)
        spectrum = run_prosail(
            _LAYERS, chlorophyll, 1 + 0.2 * chlorophyll, brown, water, _DRY_MATTER, area, 55, 0.1, 35, 0, 180,
            prospect_version="D", typelidf=2, rsoil0=ground,
        )  # fmt: skip
        errors.append(found - responses @ spectrum)
    assert np.abs(errors).mean() < 0.003
    assert np.abs(errors).max() < 0.03


def test_a_table_of_other_leaves_is_not_taken(tmp_path, monkeypatch):
    made = []

    def tabulated(cls):
        made.append(1)
        return Canopy(COARSE, np.zeros(2, np.float32))

    monkeypatch.setattr(Canopy, "tabulate", classmethod(tabulated))
    for layers in (1.7, 1.7, 1.4):
        monkeypatch.setattr("models.simulation.canopy._LAYERS", layers)
        Canopy.load_or_tabulate(tmp_path / "canopy.npy")
    assert len(made) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_no_leaves_show_the_soil_and_more_leaves_more_green(canopy):
    soil = mix_soil(np.full(5, 0.3, np.float32), np.full(5, 1.0, np.float32))
    areas = np.array([0, 0.5, 1, 3, 6], np.float32)
    leaves = Leaves(*(np.full(5, value, np.float32) for value in (45, 0, 0.015)), areas)
    seen = canopy.look_up(leaves, soil, view=0, sun=35, angle=55)
    np.testing.assert_allclose(seen[0], soil[0], atol=2e-3)
    red, near = seen[:, BANDS.index("B04")], seen[:, BANDS.index("B08")]
    assert (np.diff((near - red) / (near + red)) > 0).all()


def test_wet_soil_is_darker_and_cover_gives_leaf_area():
    dry, wet = (mix_soil(single(wetness), single(1.0)) for wetness in (0, 1))
    assert (wet < dry).all()
    np.testing.assert_allclose(convert_to_leaf_area(np.array([0, 1 - np.exp(-0.6 * 3)], np.float32)), [0, 3], atol=1e-4)


# stress


@pytest.mark.parametrize("cause", EFFECTS)
def test_ailments_stay_within_their_strength(cause):
    random = np.random.default_rng(3)
    assert cause in CAUSES
    for _ in range(10):
        stress = draw_stress(random, cause, 40, np.asarray(random.exponential(2, 120), np.float32))
        for part in (stress.draw_pattern, stress.course):
            assert part.min() >= 0
            assert part.max() <= 1
        left = stress.compute_yield_left(np.ones(120, np.float32))
        assert (left >= 1 - stress.effect.canopy - 1e-6).all()
        assert (left <= 1).all()


# land


def test_the_same_seed_gives_the_same_land(families, canopy):
    one, other = (draw_farmland(np.random.default_rng(8), families, canopy, 48) for _ in range(2))
    np.testing.assert_array_equal(one.reflectance, other.reflectance)
    np.testing.assert_array_equal(one.truth.canopy_loss, other.truth.canopy_loss)


def test_what_fails_is_hardly_ever_sown_where_it_is_to_pay(families, canopy):
    crop = families[0]
    failed = replace(crop, crop="failed", grown=replace(crop.grown, harvest=np.zeros(SITES, np.float32)))
    both = [replace(crop, crop="wheat"), replace(failed, crop="maize")]

    def failures(pays):
        lands = [draw_farmland(np.random.default_rng(seed), both, canopy, 32, pays) for seed in range(30)]
        return np.mean([sown == "maize" for land in lands for sown in land.truth.crop.values()])

    assert failures(0.0) == pytest.approx(0.5, abs=0.15)
    assert failures(AS_FARMED) < 0.05


def test_the_greenest_days_of_fields_are_told_of_real_and_of_sown_ones(families, canopy):
    red_and_near = np.zeros((3, len(SHOWN)), np.float32)
    red_and_near[:, [SHOWN.index("B04"), SHOWN.index("B08")]] = [[0.1, 0.3], [0.05, 0.45], [0.1, 0.1]]
    crop = families[0].crop
    real = FieldDays(red_and_near, np.full(3, crop), np.full(3, 6), np.array([0, 0, 1]))
    lines = [line.split() for line in compare_at_best(real, families, canopy) if line.startswith(crop)]
    assert float(lines[0][-2]) == pytest.approx(0.4)  # half way from 0 to 0.8, the greatest of the two fields
    evenly, as_farmed = ([float(value) for value in line[2:-1]] for line in lines[1:])
    assert evenly == sorted(evenly)
    assert all(more >= less for more, less in zip(as_farmed, evenly, strict=True))


def test_truth_is_told_for_crops_only_and_losses_are_shares(families, canopy):
    for seed in range(4):
        truth = draw_farmland(np.random.default_rng(seed), families, canopy, 48).truth
        crops = truth.ground == GROUNDS.index("crop")
        for loss in (truth.canopy_loss, truth.yield_loss):
            assert np.isnan(loss[~crops]).all()
            assert np.nanmin(loss, initial=0) >= 0
            assert np.nanmax(loss, initial=0) <= 1
        assert not truth.causes[:, ~crops].any()
        without_cause = crops & ~truth.causes.any(axis=0) & np.isfinite(truth.canopy_loss)
        assert np.mean([*truth.canopy_loss[without_cause], 0] > np.float32(0.3)) < 0.2  # uneven stands lack some


def test_what_is_lost_is_seen(families, canopy):
    """Within a field at the height of the season, places that lost more are less green."""
    falls = []
    for seed in range(12):
        scene = draw_farmland(np.random.default_rng(seed), families, canopy, 64)
        red, near = scene.reflectance[BANDS.index("B04")], scene.reflectance[BANDS.index("B08")]
        ndvi, loss = (near - red) / (near + red), scene.truth.canopy_loss
        for parcel in scene.truth.crop:
            inside = (scene.truth.parcel == parcel) & np.isfinite(loss)
            if inside.sum() > 60 and loss[inside].std() > 0.1 and ndvi[inside].max() > 0.6:
                falls.append(np.corrcoef(ndvi[inside], loss[inside])[0, 1])
    assert len(falls) >= 3
    assert np.median(falls) < -0.6


def test_reflectance_is_that_of_land_and_coarse_bands_are_coarse(families, canopy):
    scene = draw_farmland(np.random.default_rng(2), families, canopy, 48)
    assert scene.reflectance.shape == (len(BANDS), 48, 48)
    assert scene.reflectance.min() >= 0
    assert scene.reflectance.max() < 1


def test_coarse_bands_are_repeated_or_smoothed():
    band = np.random.default_rng(3).uniform(0, 1, (7, 10)).astype(np.float32)
    repeated, smoothed = _coarsen(band, smooth=False), _coarsen(band, smooth=True)
    assert repeated.shape == smoothed.shape == band.shape
    assert repeated[0, 0] == pytest.approx(band[:2, :2].mean())
    np.testing.assert_array_equal(repeated[:6:2, ::2], repeated[1:6:2, 1::2])
    assert np.abs(np.diff(smoothed)).max() < np.abs(np.diff(repeated)).max()
    even = np.full((6, 6), 0.25, np.float32)
    np.testing.assert_allclose(_coarsen(even, smooth=True), even)


def test_thinner_stands_take_in_less_light_and_the_less_so_the_fuller_they_are():
    stand = Stand(np.array([0.5, 1.0, 1.5], np.float32), np.zeros(3, np.float32))
    yields = [stand.scale_yield(np.full(40, cover), np.ones(40)) for cover in (0.2, 0.9)]
    covers = [stand.scale_cover(np.full(3, cover, np.float32)) for cover in (0.2, 0.9)]
    for sparse, full in (yields, covers):
        for left in (sparse, full):
            assert (np.diff(left) > 0).all()
            assert left[1] == pytest.approx(1, abs=0.02)
        assert sparse[0] < full[0] < 1 < full[2] < sparse[2]
    open_ground = replace(stand, gaps=np.full(3, 0.2, np.float32))
    np.testing.assert_allclose(
        open_ground.scale_cover(np.full(3, 0.5)), 0.8 * stand.scale_cover(np.full(3, 0.5)), rtol=1e-5
    )


def test_fields_that_nothing_ails_are_not_as_even_as_a_table(families, canopy, monkeypatch):
    monkeypatch.setattr("models.simulation.farmland.draw._UNSOWN", (1e-6, 1.0))
    monkeypatch.setattr(Canvas, "_draw_stresses", lambda *_: [])
    spreads = []
    for seed in range(12):
        scene = draw_farmland(np.random.default_rng(seed), families, canopy, 48)
        near = scene.reflectance[BANDS.index("B08")]
        for parcel in scene.truth.crop:
            inside = (scene.truth.parcel == parcel) & np.isfinite(scene.truth.canopy_loss)
            if inside.sum() > 60:
                spreads.append(near[inside].std() / near[inside].mean())
    assert np.median(spreads) > 0.02
    assert np.ptp(spreads) > 0.02  # from even to uneven ones


def test_what_is_left_of_a_field_is_no_crop(families, canopy, monkeypatch):
    monkeypatch.setattr("models.simulation.farmland.draw._UNSOWN", (1.0, 1e-6))
    grounds = []
    for seed in range(12):
        truth = draw_farmland(np.random.default_rng(seed), families, canopy, 32).truth
        assert not truth.crop
        assert not np.isfinite(truth.canopy_loss).any()
        grounds.append(truth.ground)
    assert {GROUNDS.index("bare"), GROUNDS.index("meadow")} <= set(np.unique(grounds))
    assert GROUNDS.index("crop") not in np.unique(grounds)


def test_ground_shows_between_trees(families, canopy, monkeypatch):
    monkeypatch.setattr("models.simulation.farmland.canvas._WILD", 1.0)

    def palest(seed):  # of a wood
        scene = draw_farmland(np.random.default_rng(seed), families, canopy, 48)
        wood = scene.truth.ground == GROUNDS.index("trees")
        red, near = (scene.reflectance[BANDS.index(band)][wood] for band in ("B04", "B08"))
        return np.quantile((near - red) / (near + red), 0.02) if wood.mean() > 0.5 else np.nan

    found = []
    for openings in ((1e-6, 1e-6), (0.3, 0.3)):
        monkeypatch.setattr("models.simulation.farmland.canvas._OPENINGS", openings)
        found.append([palest(seed) for seed in range(20)])
    closed, opened = np.array(found)
    assert np.nanmedian(closed - opened) > 0.1


# sensors


def test_sensors_report_what_users_report(families):
    assert tuple(READ) == QUANTITIES
    family, random = families[0], np.random.default_rng(6)
    when = date.fromordinal(family.sown.toordinal() + 60)
    weeks = np.stack([draw_sensor_week(random, family, when) for _ in range(200)])
    assert 0.02 < np.isnan(weeks).mean() < 0.4
    weather = read_weather("champion")
    today = weather.find_day(when)
    said = np.nanmean(weeks, axis=0)
    np.testing.assert_allclose(said[:, 0], weather.temperature[today - 7 : today], atol=0.5)
    np.testing.assert_allclose(said[:, 3], weather.rain[today - 7 : today], rtol=0.1, atol=0.1)
    for name, column in zip(QUANTITIES, weeks.reshape(-1, len(QUANTITIES)).T, strict=True):
        known = column[np.isfinite(column)]
        assert known.min() >= READ[name].lowest
        assert known.max() <= READ[name].highest


# terrain


def test_terrain_drains_to_its_edges():
    """No hollows: from every place inside, one of the eight neighbours lies lower."""
    height = draw_terrain(np.random.default_rng(0), 40)
    inside = height[1:-1, 1:-1]
    around = [
        np.roll(height, shift, (0, 1))[1:-1, 1:-1] for shift in itertools.product((-1, 0, 1), repeat=2) if any(shift)
    ]
    assert (np.min(around, axis=0) < inside).mean() > 0.99


def test_scenes_are_files_as_users_have_them(families, canopy, tmp_path, monkeypatch):
    import rasterio
    from rasterio.windows import Window

    from models.field.field import read_field
    from models.field.parcels import read_parcels
    from models.geo.pixels.raster import SceneReader
    from models.geo.reading.read import read_scene

    monkeypatch.setattr(Canopy, "load_or_tabulate", classmethod(lambda cls, path: canopy))
    write_groups(tmp_path / "seasons.npz", iter([Group("champion", 1995, tuple(families))]))
    config = ScenesConfig(seasons=tmp_path / "seasons.npz", out=tmp_path / "out", count=2, side=64)
    one, other = write_scenes(config)
    again = list(write_scenes(config.model_copy(update={"out": tmp_path / "again"})))
    assert [path.name for path in again] == [one.name, other.name]
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
    scene = read_scene(one)
    stem = one.with_suffix("")
    with SceneReader(scene) as reader, rasterio.open(f"{stem}_truth.tif") as source:
        near, red = reader.read(Window(0, 0, 64, 64), ["nir", "red"])
        truth = dict(zip(source.descriptions, source.read(), strict=True))
    assert scene.sensor.value == "Sentinel-2"
    assert near.max() < 0.8
    assert red.min() > -0.01
    said = read_field(f"{stem}_context.json", stem.with_name(f"{stem.name}_sensors.csv"), scene)
    assert said.sensors is not None
    assert said.crop in (None, *(family.crop for family in families))
    parcels = read_parcels(stem.with_name(f"{stem.name}_parcels.geojson"), scene.grid)
    numbers = parcels.numbers(Window(0, 0, 64, 64))
    assert ((numbers > 0) == (np.isfinite(truth["yield_loss"]))).all()
