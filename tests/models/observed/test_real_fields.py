"""Real land as it is read: reflectance by role, what was clear, seasons and weather."""

from datetime import date, timedelta

import numpy as np
import pytest
import rasterio
from netCDF4 import Dataset

from models.observed import ground
from models.observed.bootstrap import add_interval, resample
from models.observed.courses import compute_ndvi, find_medians, find_season
from models.observed.fields import AFRICAN, FRENCH, ROLES, read_african_fields, read_french_fields, stack_bands
from models.observed.patches import BELGIAN, MONTHLY, read_belgian_patch, read_monthly_patch
from models.observed.weather import Weather, estimate_evapotranspiration, find_sowing

SIX = ("blue", "green", "red", "nir", "swir16", "swir22")
DAYS = [date(2023, 3, 1) + timedelta(days=10 * step) for step in range(24)]


def test_a_season_is_the_run_of_green_days_round_the_greenest():
    course = 0.2 + 0.6 * np.exp(-(((np.arange(24) - 8) / 4) ** 2))
    ndvi = np.tile(course, (20, 1)).astype(np.float32)
    ndvi[:, 22] = 0.9  # another crop in autumn
    season = find_season(ndvi, DAYS)
    assert season == list(range(season[0], season[-1] + 1))
    assert 3 <= season[0] < 8 < season[-1] <= 13


def test_medians_are_of_what_was_seen():
    ndvi = np.array([[0.1, np.nan, np.nan], [0.3, 0.5, np.nan], [0.8, 0.7, np.nan]], np.float32)
    np.testing.assert_allclose(find_medians(ndvi), [0.3, 0.6, np.nan])


def test_a_day_counts_where_all_bands_are_that_there_are_anywhere():
    blue, red = np.array([[0.1, np.nan], [0.1, 0.1]], np.float32), np.array([[0.2, 0.2], [np.nan, 0.2]], np.float32)
    whole = stack_bands({"blue": blue, "red": red, "nir08": np.full((2, 2), np.nan, np.float32)})
    assert np.isfinite(whole[..., 0]).tolist() == [[True, False], [False, True]]
    assert np.isnan(whole[..., 2]).all()


def test_the_belgian_patch_is_read_in_reflectance(tmp_path):
    """Its files scale themselves; scaled twice, a green field was as dark as night."""
    folder = tmp_path / BELGIAN
    folder.mkdir(parents=True)
    write_patch(folder / "S2_L2A_10m_x.nc", ("B02", "B03", "B04", "B08"), 8)
    write_patch(folder / "S2_L2A_20m_x.nc", ("B05", "B06", "B07", "B8A", "B11", "B12"), 4)
    with Dataset(folder / "OUTPUT_x.nc", "w") as maps:
        maps.createDimension("y", 8)
        maps.createVariable("CT", "u2", ("y", "y"))[:] = np.where(np.arange(8) < 4, 1200, 0)
    for roles in (SIX, tuple(ROLES)):
        patch = read_belgian_patch(tmp_path, roles)
        assert patch.days == [date(2018, 7, 2)]
        assert (patch.crop[:, :4] == "maize").all()
        assert (patch.crop[:, 4:] == "").all()
        assert patch.image.shape == (1, len(roles), 8, 8)
        assert np.isnan(patch.image[0, :, :2, :2]).all()  # cloud
        np.testing.assert_allclose(patch.image[0, :, 4, 4], 0.3, rtol=1e-6)
        assert patch.weather is None
    write_weather(folder / "AgERA5_x.nc")
    weather = read_belgian_patch(tmp_path, SIX).weather
    rain, evaporated, warmth = weather.sum_since_sowing(0, "maize", date(2018, 7, 2))
    assert rain == pytest.approx(2 * 68)  # 25 April to 1 July
    assert warmth == pytest.approx(16.85, abs=1e-3)
    assert 3 * 68 < evaporated < 5 * 68


def write_patch(path, bands, side):
    """One day, reflectance 0.3 stored as 3000, a cloud in one corner."""
    with Dataset(path, "w") as target:
        target.createDimension("timestamp", 1)
        target.createDimension("y", side)
        clock = target.createVariable("timestamp", "i4", ("timestamp",))
        clock.units = "seconds since 2018-07-02"
        clock[:] = 39600
        for name in bands:
            band = target.createVariable(name, "u2", ("timestamp", "y", "y"))
            band.set_auto_scale(False)
            band.scale_factor = 1e-4
            band[:] = 3000
        if side == 4:
            classes = target.createVariable("SCL", "u1", ("timestamp", "y", "y"))
            classes[:] = 4
            classes[:, 0, 0] = 9


def write_weather(path):
    """Every day of 2018: 2 mm and 290 K."""
    with Dataset(path, "w") as target:
        target.createDimension("timestamp", 365)
        target.createDimension("y", 1)
        clock = target.createVariable("timestamp", "i4", ("timestamp",))
        clock.units = "days since 2018-01-01 00:00:00"
        clock[:] = np.arange(365)
        for name, value in (("precipitation_flux", 2), ("temperature_mean", 290)):
            target.createVariable(name, "f4", ("timestamp", "y", "y"))[:] = value


def test_of_the_monthly_patch_only_what_is_bare_at_times_is_land_for_crops(tmp_path):
    folder = tmp_path / MONTHLY
    folder.mkdir(parents=True)
    near = np.full((3, 4, 4), 3000)
    near[1, :2] = 700  # the upper half is bare in the second month
    near[2, 0, 0] = 65535
    with Dataset(folder / "worldcereal_preprocessed_inputs.nc", "w") as target:
        target.createDimension("t", 3)
        target.createDimension("y", 4)
        clock = target.createVariable("t", "i4", ("t",))
        clock.units = "days since 1990-01-01"
        clock[:] = (11443, 11473, 11504)
        for role in SIX:
            band = near if role == "nir" else np.full_like(near, 500)
            target.createVariable(f"S2-L2A-{ROLES[role]}", "u2", ("t", "y", "y"), fill_value=False)[:] = band
        target.createVariable("elevation", "i2", ("t", "y", "y"))[:] = 150
    with Dataset(folder / "worldcereal_croptype_classification.nc", "w") as target:
        target.createDimension("bands", 3)
        target.createDimension("y", 4)
        target.createVariable("bands", str, ("bands",))[:] = np.array(
            ["classification", "probability_other_crop", "probability_wheat"], object
        )
        values = target.createVariable("__xarray_dataarray_variable__", "u2", ("bands", "y", "y"))
        values[:] = np.array([3, 90, 10])[:, None, None]
    patch = read_monthly_patch(tmp_path, SIX)
    assert patch.days == [date(2021, 5, 1), date(2021, 5, 31), date(2021, 7, 1)]
    assert np.isnan(patch.ndvi[2, 0, 0])
    assert patch.elevation == 150
    assert patch.sown is None
    assert (patch.crop == "").all()  # the median of the one crop is green throughout
    near[1] = 700
    with Dataset(folder / "worldcereal_preprocessed_inputs.nc", "a") as target:
        target["S2-L2A-B08"][:] = near
    assert (read_monthly_patch(tmp_path, SIX).crop == "wheat").all()


def test_french_fields_are_read_with_their_weather(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    lacking, bands = 65535, ROLES.values()
    rows = [
        {
            "sample_id": name, "timestamp": pandas.Timestamp(2023, 6, day), "ewoc_code": code, "lat": 48.0,
            "elevation": 120, "AGERA5-PRECIP": 1000, "AGERA5-TMEAN": 29315,
            **{f"S2-L2A-{band}": lacking if band == "B8A" or (name, day) == ("b", 11) else 2000 for band in bands},
        }
        for name, code in (("b", 1101060000), ("a", 1101010011), ("grass", 2001020022))
        for day in (1, 11, 21)
    ]  # fmt: skip
    path = tmp_path / FRENCH
    path.parent.mkdir()
    pandas.DataFrame(rows).to_parquet(path)
    fields = read_french_fields(tmp_path, SIX)
    assert fields.crop.tolist() == ["wheat", "maize"]
    assert fields.seen.tolist() == [[True, True, True], [True, False, True]]
    assert fields.days == [date(2023, 6, 1), date(2023, 6, 11), date(2023, 6, 21)]
    np.testing.assert_allclose(fields.reflectance[0], 0.2, rtol=1e-6)
    np.testing.assert_array_equal(read_french_fields(tmp_path, tuple(ROLES)).seen, fields.seen)
    np.testing.assert_allclose(fields.weather.daily[0, :20, 0].sum(), 20, rtol=1e-6)  # mm, 10 of each ten days
    np.testing.assert_allclose(fields.weather.daily[..., 2], 20, atol=1e-4)
    assert np.isnan(fields.weather.sum_since_sowing(0, "wheat", date(2023, 6, 21))).all()  # autumn is not in the table


def test_african_fields_lie_side_by_side_within_a_kilometre(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    bands = {"B02": 500, "B03": 600, "B04": 700, "B08": 2100, "B11": 3000, "B12": 2000}
    side = {"B11": "20m", "B12": "20m"}
    row = {
        f"OPTICAL-{band}-ts{month}-{side.get(band, '10m')}": 65535 if month == 1 else value
        for band, value in bands.items()
        for month in range(3)
    }
    row |= {"start_date": "2016-12-01", "available_timesteps": 3, "DEM-alt-20m": 640}
    places = {
        "a": (1101060000, "2017_UGA_x", 2), "b": (1101070000, "2017_SSD_x", 2.001), "c": (1101060000, "2017_UGA_x", 3),
    }  # fmt: skip
    path = tmp_path / AFRICAN
    path.parent.mkdir()
    pandas.DataFrame(
        [
            row | {"sample_id": name, "ewoc_code": code, "ref_id": source, "lat": latitude, "lon": 33.0}
            for name, (code, source, latitude) in places.items()
        ]
    ).to_parquet(path)
    fields = read_african_fields(tmp_path, SIX)
    assert fields.days == [date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1)]
    assert fields.crop.tolist() == ["maize", "sorghum", "maize"]
    assert fields.region.tolist() == ["UGA", "SSD", "UGA"]
    assert fields.unit[0] == fields.unit[1] != fields.unit[2]
    np.testing.assert_allclose(fields.ndvi, np.tile([0.5, np.nan, 0.5], (3, 1)), rtol=1e-6)


def test_the_season_so_far_ends_the_day_before():
    daily = np.ones((1, 100, 3), np.float32)
    weather = Weather(date(2023, 4, 25), daily)
    assert weather.sum_since_sowing(0, "maize", date(2023, 5, 5)).tolist() == [10, 10, 1]
    assert weather.sum_since_sowing(0, "rapeseed", date(2023, 5, 5)) is None
    assert np.isnan(weather.sum_since_sowing(0, "wheat", date(2023, 5, 5))).all()
    assert find_sowing("wheat", date(2023, 5, 5)) == date(2022, 10, 20)


def test_what_could_evaporate_at_brussels_is_as_its_table_says():
    pytest.importorskip("aquacrop")
    from models.simulation.weather import STATIONS, read_weather

    table = read_weather("brussels")
    days = [table.first + timedelta(days=number) for number in range(len(table))]
    warm = np.array([4 <= day.month <= 8 for day in days])
    found = estimate_evapotranspiration(days, STATIONS["brussels"].latitude, table.temperature.astype(np.float32))
    assert found[warm].mean() == pytest.approx(table.evaporation[warm].mean(), rel=0.1)
    assert (found >= 0).all()


def test_intervals_hold_the_value():
    random = np.random.default_rng(0)
    values = random.normal(3, 1, 50)
    means = [values[again].mean() for again in resample(len(values), 200, random)]
    middle, low, high = add_interval(values.mean(), means)
    assert low < middle < high
    assert high - low == pytest.approx(4 / np.sqrt(50), rel=0.3)


def test_bands_of_ground_are_found_by_role(tmp_path):
    folder = tmp_path / "s2_multispectral"
    profile = {
        "driver": "GTiff",
        "dtype": "int16",
        "crs": "EPSG:4326",
        "transform": rasterio.Affine(1e-4, 0, 3, 0, -1e-4, 42),
    }
    for name, count, side in (
        ("eotdl_boadella/Boadella_2021-06-26.tif", 12, 200), ("eurosat_ms/AnnualCrop_1.tif", 13, 64),
        ("eotdl_coastal_chips/sea.tif", 12, 40),
    ):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True)
        with rasterio.open(path, "w", count=count, width=side, height=side, **profile) as target:
            target.write(
                np.arange(1, count + 1, dtype=np.int16)[:, None, None] * np.ones((side, side), np.int16) * 1000
            )
    found = list(ground.read_grounds(tmp_path, ("blue", "nir08", "swir22")))
    assert [image.shape[1:] for _, _, image in found] == [(96, 96), (64, 64), (32, 32)]
    twelve, thirteen = [0.2, 0.9, 1.2], [0.2, 1.3, 1.2]
    for (_, _, image), values in zip(found, (twelve, thirteen, twelve), strict=True):
        np.testing.assert_allclose(image[:, 0, 0], values, rtol=1e-6)
    said = ground.count_crops(tmp_path, SIX, lambda image: (image[:, :1] > 0).astype(np.float32), "pixels")
    assert said["EuroSAT AnnualCrop"] == {"crop": True, "pixels": 64 * 64, "taken_for_crops": 1.0}
    assert any("pixels of 10 m" in line for line in ground.write_table(said, "pixels"))


def test_ndvi_is_taken_along_the_axis_of_the_bands():
    values = np.random.default_rng(1).random((2, 6, 3), dtype=np.float32)
    near, red = values[:, 3], values[:, 2]
    np.testing.assert_allclose(compute_ndvi(values, SIX, 1), (near - red) / (near + red))
    np.testing.assert_allclose(compute_ndvi(np.moveaxis(values, 1, -1), SIX, -1), (near - red) / (near + red))
