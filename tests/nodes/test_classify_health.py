import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from models.backend import HEALTH_LAYERS
from models.field.crop_mask import BARE, CROP, CROP_MAP, GREEN, OUTSIDE, UNLEARNED, UNSEEN
from models.field.field import read_field
from models.geo.contract.scene import SceneFlags
from models.geo.reading.read import read_scene
from models.health import scene as health
from models.health.config import BANDS, CLASSES, SOURCES
from models.health.scene import NO_CROP
from nodes.classify_health import classify_health
from nodes.report.doubts import named_facts
from nodes.run_folder.files import PARCELS
from nodes.segment_risk import segment_risk
from nodes.verify.chapters.health import health_values
from nodes.verify.chapters.parcels import bare_values, parcel_values
from tests.parcels import parcels_of


def read(run_dir, name):
    with rasterio.open(run_dir / name) as found:
        return found.read()


def half_without_short_wave(state):
    """The state of a scene whose east has no data in one band."""
    path = Path(state.scene.path)
    with rasterio.open(path, "r+") as target:
        band = target.descriptions.index("B11") + 1
        values = target.read(band)
        values[:, 32:] = 0
        target.write(values, band)
    flags = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)
    return state.model_copy(update={"scene": read_scene(path, flags)})


class Watching:
    """A backend that keeps what it was asked and answers as another does."""

    name = "fake"

    def __init__(self, models):
        self.models, self.asked = models, []

    def config_of(self, room):
        return self.models.config_of(room)

    def classify_health(self, tiles, facts):
        self.asked.append((tiles, facts))
        return self.models.classify_health(tiles, facts)


def test_health_lies_on_clear_ground_only_and_keeps_the_place(known, context):
    result = classify_health(known, context)["health"]
    for name in (result.raster, result.details):
        with rasterio.open(context.run_dir / name) as found, rasterio.open(context.run_dir / "valid.tif") as valid:
            assert (found.transform, found.crs) == (valid.transform, valid.crs)
    clear = read(context.run_dir, "valid.tif")[0] == 1
    assert ((read(context.run_dir, "health.tif")[0] > 0) == clear).all()


def test_crops_are_judged_and_bare_soil_is_not(known, context):
    classify_health(known, context)
    classes = read(context.run_dir, "health.tif")[0]
    assert classes[30:, :28].max() <= 2
    assert (classes[30:, 36:] == NO_CROP).all()
    details = read(context.run_dir, "health_details.tif")
    assert (details[:, classes == NO_CROP] == 255).all()
    assert (details[:, (classes > 0) & (classes < NO_CROP)] <= 100).all()


def test_the_mask_tells_of_all_clear_ground_what_it_is(known, context):
    update = classify_health(known, context)
    ground, classes = (read(context.run_dir, update[name].raster)[0] for name in ("crops", "health"))
    assert ((ground == UNSEEN) == (classes == 0)).all()
    assert ((ground == CROP) == ((classes > 0) & (classes < NO_CROP))).all()
    assert (ground[30:, 36:] == BARE).all()
    assert update["crops"].basis == "health" and update["crops"].pixels["crop"] == update["health"].judged
    assert sum(update["crops"].pixels.values()) == (classes > 0).sum()


@pytest.mark.parametrize("crop", ["wheat", "", "grass"])
def test_a_parcel_is_trusted_and_its_bare_ground_counted(known, context, crop):
    class Blind(Watching):
        """It sees no crop anywhere."""

        def classify_health(self, tiles, facts):
            answer = super().classify_health(tiles, facts)
            return answer | {"stands": np.zeros_like(answer["stands"])}

    text = json.dumps(parcels_of(known.scene, both=(crop, 2, 30, 62, 46)))
    (context.run_dir / PARCELS).write_text(text)
    models = Blind(context.models)
    state = known.model_copy(update={"request": known.request.model_copy(update={"parcels": "parcels.geojson"})})
    update = classify_health(state, replace(context, models=models))
    ground = read(context.run_dir, CROP_MAP)[0]
    assert (ground[30:46, 2:28] == (UNLEARNED if crop == "grass" else CROP)).all()
    assert (ground[30:46, 36:62] == BARE).all() and np.isin(ground[:30], (UNSEEN, OUTSIDE)).all()
    said = " | ".join(issue.reason for issue in update["issues"])
    assert ("no crop is given for parcels both" in said) == (crop == "")
    assert ("never learned grass" in said) == (crop == "grass")
    assert bool(models.asked) == ("health" in update) == (crop != "grass")
    if crop != "grass":
        (parcel,) = update["health"].parcels
        assert parcel.bare == parcel.no_crop == (ground == BARE).sum()
        assert parcel.crop == (crop or None)


def test_where_all_parcels_are_bare_that_is_said(known, context):
    (context.run_dir / PARCELS).write_text(json.dumps(parcels_of(known.scene, east=("wheat", 40, 30, 62, 46))))
    state = known.model_copy(update={"request": known.request.model_copy(update={"parcels": "parcels.geojson"})})
    update = classify_health(state, context)
    assert "health" not in update and update["crops"].pixels["bare"] == 22 * 16
    assert "not emerged, harvested or failed" in update["issues"][0].reason


def test_ground_without_data_in_a_band_is_not_judged_and_that_is_said(known, context):
    whole = classify_health(known, context)
    update = classify_health(half_without_short_wave(known), context)
    classes, crops = (read(context.run_dir, update[name].raster)[0] for name in ("health", "crops"))
    assert (classes[:, 32:] == 0).all() and (crops[:, 32:] == UNSEEN).all()
    assert classes[30:, :28].max() <= 2
    assert any("a band has no data" in issue.reason for issue in update["issues"])
    assert not any("a band has no data" in issue.reason for issue in whole["issues"])


def test_without_a_day_no_season_is_said_to_be_told(known):
    day = known.scene.acquired
    undated = known.model_copy(
        update={"scene": known.scene.model_copy(update={"acquired": day.model_copy(update={"value": None})})}
    )
    assert named_facts(known)["place"] == "season and place"
    assert named_facts(undated)["place"] == "the place, though not the season"


def test_a_scene_smaller_than_a_cell_is_refused_for_that(known, context):
    grid = known.scene.grid.model_copy(update={"pixel_size_m": (0.5, 0.5)})
    small = known.model_copy(update={"scene": known.scene.model_copy(update={"grid": grid})})
    for step in (classify_health, segment_risk):
        (issue,) = step(small, context)["issues"]
        assert issue.kind == "refused"
        assert "24 m wide, less than the 40 m" in issue.reason


def test_the_class_in_the_middle_is_said_with_its_own_share(known, context):
    class Torn(Watching):
        """Between healthy and moderate, with hardly anything in between."""

        def classify_health(self, tiles, facts):
            answer = super().classify_health(tiles, facts)
            answer["condition"][:] = np.array([0.45, 0.12, 0.43, 0])[:, None, None]
            return answer

    result = classify_health(known, replace(context, models=Torn(context.models)))["health"]
    classes = read(context.run_dir, "health.tif")[0]
    assert set(np.unique(classes)) <= {0, 2, NO_CROP}
    assert (read(context.run_dir, "health_details.tif")[0][classes == 2] == 12).all()
    assert result.mean_confidence == pytest.approx(0.12)


def test_numbers_are_those_of_the_rasters(known, context):
    result = classify_health(known, context)["health"]
    found = health_values(context.run_dir, known.model_copy(update={"health": result}))
    assert found["health.judged"] == result.judged
    for name in CLASSES:
        assert found[f"health.{name}.share"] == pytest.approx(100 * result.share[name])
        assert found[f"health.{name}.area"] == pytest.approx(result.area_ha[name], rel=1e-4)
    for name, value in result.causes.items():
        assert found[f"health.cause.{name}"] == pytest.approx(100 * value)
    for name in SOURCES:
        assert found[f"health.attention.{name}"] == pytest.approx(100 * result.attention[name])
    assert found["health.confidence"] == pytest.approx(100 * result.mean_confidence)
    assert found["health.missing_cover"] == pytest.approx(100 * result.missing_cover)
    assert found["health.one_class"] == pytest.approx(100 * result.one_class)
    assert found["health.no_crop.share"] == pytest.approx(100 * result.no_crop / (result.judged + result.no_crop))
    assert result.fake


def test_tiles_of_any_size_give_the_same_map(known, context, monkeypatch):
    classify_health(known, context)
    whole = read(context.run_dir, "health.tif")
    monkeypatch.setattr(health, "_WHOLE", 32)
    monkeypatch.setattr(health, "_SIDE", 20)
    monkeypatch.setattr(health, "HALO", 8)
    classify_health(known, context)
    assert (read(context.run_dir, "health.tif") == whole).all()


def test_what_a_scene_lacks_is_nan_and_said(known, context):
    bands = tuple(band for band in known.scene.bands if band.role.value != "swir16")
    without = known.model_copy(update={"scene": known.scene.model_copy(update={"bands": bands})})
    models = Watching(context.models)
    result = classify_health(without, replace(context, models=models))["health"]
    tiles = models.asked[0][0]
    assert np.isnan(tiles[:, BANDS.index("swir16")]).all()
    assert np.isfinite(tiles[:, BANDS.index("nir")]).any()
    assert result.lacking == ("swir16",)


def test_fine_pixels_are_averaged_to_the_size_that_was_learned(known, context):
    grid = known.scene.grid.model_copy(update={"pixel_size_m": (2.5, 2.5)})
    fine = known.model_copy(update={"scene": known.scene.model_copy(update={"grid": grid})})
    models = Watching(context.models)
    update = classify_health(fine, replace(context, models=models))
    assert models.asked[0][0].shape[2:] == (12, 16)
    assert any("4 × 4 pixels were averaged" in issue.reason for issue in update["issues"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"grid": {"pixel_size_m": (30.0, 30.0)}}, "these are 30 m wide"),
        ({"grid": {"pixel_size_m": None}}, "their size is not known"),
        ({"level": {"value": "L1C"}}, "top of the atmosphere"),
    ],
)
def test_scenes_unlike_those_it_learned_from_are_doubted(known, context, changes, words):
    scene = known.scene
    told = {name: getattr(scene, name).model_copy(update=change) for name, change in changes.items()}
    update = classify_health(known.model_copy(update={"scene": scene.model_copy(update=told)}), context)
    assert any(words in issue.reason for issue in update["issues"])


def test_where_no_crop_is_seen_the_analysis_is_refused_and_leaves_no_file(known, context):
    class Bare(Watching):
        def classify_health(self, tiles, facts):
            return super().classify_health(tiles, facts) | {"stands": np.zeros((len(tiles), 1, 12, 16), np.float32)}

    update = classify_health(known, replace(context, models=Bare(context.models)))
    assert update["issues"][0].kind == "refused"
    assert "health" not in update
    assert not list(context.run_dir.glob("health*"))
    crops = read(context.run_dir, update["crops"].raster)[0]
    assert np.isin(crops[read(context.run_dir, "valid.tif")[0] == 1], (BARE, GREEN)).all()


def test_what_the_user_knows_is_told(known, context):
    field = read_field("crop=maize,sown=2024-05-01,soil=loam,elevation=140", None, known.scene)
    models = Watching(context.models)
    result = classify_health(known.model_copy(update={"field": field}), replace(context, models=models))["health"]
    facts = models.asked[0][1]
    assert facts["age"] == 45
    assert facts["place"][0, 3] == pytest.approx(0.14)
    assert result.known == ("crop", "image", "place")


def test_readings_move_no_answer_whether_of_a_week_or_since_sowing(known, context, tmp_path):
    days = [f"2024-{month:02}-{day:02},{day % 7},{10 + day % 5}" for month in (4, 5) for day in range(1, 31)]
    days += ["2024-05-31,2,13", *(f"2024-06-{day:02},{day % 3},{day + 10}" for day in range(1, 15))]
    answers = []
    for name, rows in {"week": days[-7:], "season": days}.items():
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["date,rain [mm],temperature [degC]", *rows]))
        field = read_field("crop=maize,sown=2024-05-01", path, known.scene)
        models = Watching(context.models)
        state = known.model_copy(update={"field": field})
        answers.append((classify_health(state, replace(context, models=models))["health"], models.asked[0][1]))
    (week, told), (season, more) = answers
    assert more.keys() == told.keys() == {"place", "crop", "age"}
    assert week == season and week.known == ("crop", "image", "place")


def test_of_a_crop_that_the_network_never_learned_nothing_is_stated(known, context):
    models = Watching(context.models)
    state = known.model_copy(update={"field": read_field("crop=Quinoa", None, known.scene)})
    for step in (classify_health, segment_risk):
        (issue,) = step(state, replace(context, models=models))["issues"]
        assert issue.kind == "refused" and "never learned quinoa" in issue.reason
    assert not models.asked


def test_the_week_of_sensors_does_not_count_and_that_is_said(known, context, tmp_path):
    week = [f"2024-06-{day:02},2,13" for day in range(8, 15)]
    path = tmp_path / "week.csv"
    path.write_text("\n".join(["date,rain [mm],temperature [degC]", *week]))
    models = Watching(context.models)
    state = known.model_copy(update={"field": read_field(None, path, known.scene)})
    update = classify_health(state, replace(context, models=models))
    assert not any("sensors" in facts for _, facts in models.asked)
    assert any("readings do not count for health" in issue.reason for issue in update["issues"])


def test_parcels_are_counted_from_the_rasters(known, context):
    scene = known.scene
    text = json.dumps(parcels_of(scene, west=("wheat", 2, 26, 30, 46), east=("millet", 36, 26, 62, 46)))
    (context.run_dir / PARCELS).write_text(text)
    request = known.request.model_copy(update={"parcels": "parcels.geojson"})
    models = Watching(context.models)
    state = known.model_copy(update={"request": request})
    update = classify_health(state, replace(context, models=models))
    result = update["health"]
    west, east = result.parcels
    assert (west.name, east.name) == ("west", "east")
    assert (west.pixels, west.no_crop, east.no_crop) == (28 * 20, 0, east.pixels)
    assert east.missing_cover is None
    assert west.area_ha == pytest.approx(5.6, rel=2e-3)
    inside = np.zeros((48, 64), bool)
    inside[26:46, 2:30] = inside[26:46, 36:62] = True
    classes = read(context.run_dir, "health.tif")[0]
    assert np.isin(classes[~inside], (0, NO_CROP)).all()
    assert (classes[26:46, 2:30] < NO_CROP).all()
    crops, ages = models.asked[0][1]["crop"], models.asked[0][1]["age"]
    assert ages[0, 9, 2] == ages[0, 9, 12] == 40
    assert np.isnan(ages[0, 0, 0])
    assert result.known == ("crop", "image", "place")
    assert crops[0, 9, 2] > 0
    assert crops[0, 0, 0] == crops[0, 9, 12] == 0
    assert any("never learned millet" in issue.reason for issue in update["issues"])
    assert not any("--parcels" in issue.reason for issue in update["issues"])
    assert any("--parcels" in issue.reason for issue in classify_health(known, context)["issues"])
    from models.field.parcels import read_parcels

    numbers = read_parcels(context.run_dir / PARCELS, scene.grid).numbers
    found = parcel_values(context.run_dir, state.model_copy(update={"health": result}), numbers)
    assert found["parcel.1.area"] == pytest.approx(west.area_ha, rel=1e-4)
    assert found["parcel.1.missing"] == pytest.approx(100 * west.missing_cover)
    bare = bare_values(context.run_dir, state.model_copy(update=update), numbers)
    assert bare == {"parcel.1.bare": 0, "parcel.2.bare": 100 * east.bare / east.pixels}


def test_the_same_scene_has_the_same_bytes(known, context):
    classify_health(known, context)
    first = (context.run_dir / "health.tif").read_bytes()
    classify_health(known, context)
    assert (context.run_dir / "health.tif").read_bytes() == first


def test_every_layer_of_the_backend_is_used(known, context):
    models = Watching(context.models)
    classify_health(known, replace(context, models=models))
    answer = models.models.classify_health(*models.asked[0])
    assert set(answer) == set(HEALTH_LAYERS)
