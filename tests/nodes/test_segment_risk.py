"""The step: what stands in its maps, what it says of a scene unlike those it learned from, and what it refuses."""

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window

from models.backend import RISK_LAYERS
from models.field.crop_mask import (
    BARE,
    CROP,
    CROP_MAP,
    LAYOUT,
    UNLEARNED,
    UNSEEN,
    CropReader,
    count_classes,
    name_counts,
)
from models.field.field import read_field
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import RasterWriter, ResultReader
from models.risk.config import BANDS, CLASSES
from models.risk.layers import NO_CROP
from models.schemas import CropsResult
from nodes.classify_health import classify_health
from nodes.run_folder.files import PARCELS
from nodes.segment_risk import segment_risk
from nodes.verify.chapters.risk import risk_values
from nodes.verify.chapters.zones import zone_values
from orchestrator.routing import refusal
from tests.parcels import parcels_of

FILES = ("risk.tif", "risk_probability.tif", "risk_uncertainty.tif")


class Watching:
    """A backend that keeps what it was asked and answers as another does."""

    name = "fake"

    def __init__(self, models):
        self.models, self.asked = models, []

    def version_of(self, room):
        return self.models.version_of(room)

    def config_of(self, room):
        return self.models.config_of(room)

    def segment_risk(self, tiles, facts, part=None):
        self.asked.append((tiles, facts))
        return self.models.segment_risk(tiles, facts, part)


class Bare(Watching):
    """Nothing grows anywhere."""

    def segment_risk(self, tiles, facts, part=None):
        answer = super().segment_risk(tiles, facts, part)
        answer[:, RISK_LAYERS.index("stands")] = 0
        return answer


def read(context, name):
    with rasterio.open(context.run_dir / name) as source:
        return source.read()


def told(state, **changes):
    """The state with other facts of the scene."""
    scene = state.scene
    made = {name: getattr(scene, name).model_copy(update=change) for name, change in changes.items()}
    return state.model_copy(update={"scene": scene.model_copy(update=made)})


def lacking(state, *roles):
    bands = tuple(band for band in state.scene.bands if band.role.value not in roles)
    return state.model_copy(update={"scene": state.scene.model_copy(update={"bands": bands})})


def reasons(update):
    return " | ".join(issue.reason for issue in update.get("issues", ()))


@pytest.fixture
def result(known, context):
    return segment_risk(known, context)["risk"]


@pytest.mark.parametrize("name", FILES)
def test_maps_keep_the_place_and_say_nothing_where_ground_is_not_clear(result, context, name):
    with rasterio.open(context.run_dir / name) as found, rasterio.open(context.run_dir / "valid.tif") as valid:
        assert (found.transform, found.crs) == (valid.transform, valid.crs)
        hidden = valid.read(1) != 1
        assert (np.isnan(found.read()) if np.isnan(found.nodata) else found.read() == 0)[:, hidden].all()


def test_crops_are_judged_and_bare_soil_is_not(result, context):
    risk = read(context, "risk.tif")[0]
    assert (risk[30:, 40:] == NO_CROP).all()
    assert set(np.unique(risk[30:, :24])) <= {1, 2, 3}
    for name in FILES[1:]:
        assert np.isnan(read(context, name)[:, risk == NO_CROP]).all()
    assert result.no_crop == (risk == NO_CROP).sum()


@pytest.mark.parametrize("iterations", [0, 2])
def test_what_the_mask_of_another_step_says_is_judged_and_nothing_else(known, context, iterations):
    mask = np.full((48, 64), CROP, np.uint8)
    mask[:, 20:30], mask[:, 30:40], mask[:, 40:] = BARE, UNLEARNED, UNSEEN
    crops = write_crops(known, context, mask)
    models = Watching(context.models)
    heard = replace(context, models=models, options=replace(context.options, crf_iterations=iterations))
    update = segment_risk(known.model_copy(update={"crops": crops}), heard)
    classes = read(context, "risk.tif")[0][24:]
    assert (classes[:, 20:40] == NO_CROP).all() and (classes[:, 40:] == 0).all()
    assert np.isin(classes[:, :20], (1, 2, 3)).all()
    assert models.asked and "crops" not in update


def test_of_fine_pixels_a_block_is_judged_where_some_of_it_is(known, context):
    mask = np.repeat(np.array([[BARE, CROP]], np.uint8), 32, axis=1).repeat(48, axis=0)
    mask[:, 32:34] = BARE  # half of the blocks there
    mask[:20] = UNSEEN
    write_crops(known, context, mask)
    blocks = Blocks(known.scene.grid.shape, 4, (2, 0))  # begins amid a block
    with ResultReader(context.run_dir / CROP_MAP) as reader:
        found = CropReader(reader, blocks).find_crops(Window(2, 3, 12, 8))
    assert not found[:2].any() and not found[3:, :6].any() and found[3:, 6:].all()


def write_crops(state, context, mask):
    with RasterWriter(context.run_dir / CROP_MAP, state.scene.grid, LAYOUT) as writer:
        writer.write(mask, Window(0, 0, 64, 48))
    return CropsResult(raster=CROP_MAP, pixels=name_counts(count_classes(mask)))


def test_without_a_mask_it_makes_one(known, context):
    alone = segment_risk(known, context)
    mask = read(context, CROP_MAP)[0]
    assert alone["crops"].basis == "risk"
    assert ((read(context, "risk.tif")[0] % NO_CROP > 0) == (mask == CROP)).all()
    assert alone["crops"].pixels == name_counts(count_classes(mask))


@pytest.mark.parametrize("with_parcels", [False, True])
def test_health_and_risk_judge_the_same_pixels(known, context, with_parcels):
    state = known
    if with_parcels:
        (context.run_dir / PARCELS).write_text(
            json.dumps(parcels_of(known.scene, west=("wheat", 2, 26, 30, 46), east=("", 36, 26, 62, 46)))
        )
        request = known.request.model_copy(update={"parcels": "parcels.geojson"})
        state = known.model_copy(update={"request": request})
    health = classify_health(state, context)
    risk = segment_risk(state.model_copy(update=health), context)
    drawn = [read(context, name)[0] for name in ("health.tif", "risk.tif", CROP_MAP)]
    first, second = (drawn[0] > 0) & (drawn[0] <= 4), (drawn[1] > 0) & (drawn[1] <= 3)
    assert (first == second).all() and (first == (drawn[2] == CROP)).all() and first.any()
    assert health["health"].judged == risk["risk"].judged
    assert ((drawn[0] == 0) == (drawn[1] == 0)).all()


def test_nothing_is_asked_of_a_crop_that_was_never_learned(known, context):
    (context.run_dir / PARCELS).write_text(json.dumps(parcels_of(known.scene, west=("grass", 2, 26, 30, 46))))
    request = known.request.model_copy(update={"parcels": "parcels.geojson"})
    state, models = known.model_copy(update={"request": request}), Watching(context.models)
    masked = state.model_copy(update={"crops": classify_health(state, context)["crops"]})
    update = segment_risk(masked, replace(context, models=models))
    assert not models.asked and "risk" not in update and not (context.run_dir / "risk.tif").exists()
    assert "never learned grass" in reasons(update)
    assert (read(context, CROP_MAP)[0][26:46, 2:30] == UNLEARNED).all()


def test_probabilities_add_up_and_the_class_is_the_likeliest(result, context):
    risk, probability = read(context, "risk.tif")[0], read(context, "risk_probability.tif")
    seen = (risk > 0) & (risk < NO_CROP)
    assert np.allclose(probability[:, seen].sum(axis=0), 1, atol=1e-6)
    assert ((probability[2] >= 0.5) == (risk == 3))[seen].all()
    assert np.isclose(result.mean_confidence, probability[:, seen].max(axis=0).astype(float).mean())


def test_uncertainty_is_between_nothing_and_one(result, context):
    uncertainty, disagreement = read(context, "risk_uncertainty.tif")
    assert 0 <= np.nanmin(uncertainty) <= np.nanmax(uncertainty) <= 1
    assert np.nanmean(disagreement) == pytest.approx(0.05, abs=1e-4)  # of the fake networks, told one fact


def test_numbers_are_those_of_the_rasters(known, result, context):
    state = known.model_copy(update={"risk": result})
    found = risk_values(context.run_dir, state) | zone_values(context.run_dir, state)
    assert (found["risk.judged"], found["risk.no_crop"]) == (result.judged, result.no_crop)
    for name in CLASSES:
        assert found[f"risk.{name}.share"] == pytest.approx(100 * result.share[name])
        assert found[f"risk.{name}.area"] == pytest.approx(result.area_ha[name], rel=1e-4)
    for name, value in {"confidence": result.mean_confidence, "uncertainty": result.uncertainty}.items():
        assert found[f"risk.{name}"] == pytest.approx(100 * value)
    assert found["risk.zones"] == result.zone_count
    assert result.fake


def test_areas_are_those_of_the_pixels(result, context):
    counts = np.bincount(read(context, "risk.tif").ravel(), minlength=4)[1:4]
    assert [result.share[name] for name in CLASSES] == pytest.approx(list(counts / counts.sum()))
    assert [result.area_ha[name] for name in CLASSES] == pytest.approx(list(counts * 0.01), rel=1e-3)


def test_tiles_of_any_size_give_the_same_maps(known, context, result):
    before = [(context.run_dir / name).read_bytes() for name in FILES]
    segment_risk(known, replace(context, options=replace(context.options, tile_size=512)))
    assert [(context.run_dir / name).read_bytes() for name in FILES] == before


def test_nothing_is_left_behind_but_the_maps(result, context):
    assert {path.name for path in context.run_dir.iterdir()} == {*FILES, CROP_MAP, "valid.tif", "risk_zones.geojson"}


def test_a_scene_without_place_has_no_areas_and_no_outlines(known, context):
    nowhere = told(known, grid={"crs": None, "located_by": "none", "pixel_size_m": None})
    update = segment_risk(nowhere, context)
    assert update["risk"].area_ha is None
    assert update["risk"].zones_file is None
    assert not (context.run_dir / "risk_zones.geojson").exists()
    assert "their size is not known" in reasons(update)


def test_bands_that_may_be_missing_are_nan_and_said(known, context):
    models = Watching(context.models)
    result = segment_risk(lacking(known, "swir16", "swir22"), replace(context, models=models))["risk"]
    assert np.isnan(models.asked[0][0][:, BANDS.index("swir16") :]).all()
    assert result.lacking == ("swir16", "swir22")


def test_another_near_infrared_stands_in_and_is_said(known, context):
    models = Watching(context.models)
    update = segment_risk(lacking(known, "nir"), replace(context, models=models))
    assert np.isfinite(models.asked[0][0][:, BANDS.index("nir")]).any()
    assert "nir08 in the place of nir" in reasons(update)


@pytest.mark.parametrize(
    ("roles", "words"), [(("blue",), "no band known as blue"), (("nir", "nir08"), "no band known as nir or nir08")]
)
def test_without_the_bands_it_needs_the_scene_is_refused(known, roles, words):
    assert words in refusal("segment_risk", lacking(known, *roles)).reason


def test_an_unknown_unit_is_refused(known):
    assert "its values are dn" in refusal("segment_risk", told(known, unit={"value": "dn"})).reason


@pytest.mark.parametrize("hidden", ["cloud", "no_data"])
def test_without_clear_ground_the_scene_is_refused(known, hidden):
    pixels = dict.fromkeys(("no_data", "clear", "cloud", "shadow"), 0) | {hidden: 64 * 48}
    clouds = known.clouds.model_copy(update={"pixels": pixels})
    assert "clear ground" in refusal("segment_risk", known.model_copy(update={"clouds": clouds})).reason


def test_fine_pixels_are_averaged_to_the_size_that_was_learned(known, context):
    models = Watching(context.models)
    update = segment_risk(told(known, grid={"pixel_size_m": (2.5, 2.5)}), replace(context, models=models))
    assert "4 × 4 pixels were averaged" in reasons(update)
    tiles = models.asked[0][0]
    assert np.isfinite(tiles[0, 0]).sum() == 12 * 16 - 4 - 16  # two by two have no data, one row is under cloud
    risk = read(context, "risk.tif")[0]
    assert (risk[28:48:4, 2:30:4] == risk[31:48:4, 2:30:4]).all()


def test_a_drone_picture_is_one_look_at_a_few_cells(known, context):
    update = segment_risk(told(known, grid={"pixel_size_m": (1.0, 1.0)}), context)
    assert "10 × 10 pixels were averaged" in reasons(update)
    assert update["risk"] if "risk" in update else "no crop" in reasons(update)


def test_pixels_that_show_no_fields_are_refused(known, context):
    update = segment_risk(told(known, grid={"pixel_size_m": (1000.0, 1000.0)}), context)
    assert "risk" not in update
    [issue] = update["issues"]
    assert issue.kind == "refused"
    assert "1,000 m wide" in issue.reason and "fields are not told apart" in issue.reason
    assert not (context.run_dir / "risk.tif").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"grid": {"pixel_size_m": (30.0, 30.0)}}, "these are 30 m wide"),
        ({"level": {"value": "L1C"}}, "top of the atmosphere"),
    ],
)
def test_scenes_unlike_those_it_learned_from_are_doubted(known, context, changes, words):
    assert words in reasons(segment_risk(told(known, **changes), context))


def test_where_no_crop_is_seen_the_analysis_is_refused_and_leaves_no_file(known, context):
    update = segment_risk(known, replace(context, models=Bare(context.models)))
    assert "risk" not in update
    assert "no crop" in reasons(update)
    assert {path.name for path in context.run_dir.iterdir()} == {"valid.tif", CROP_MAP}


def test_the_network_is_told_what_is_known_of_the_field(known, context):
    models = Watching(context.models)
    scene = known.scene.model_copy(
        update={"acquired": known.scene.acquired.model_copy(update={"value": "2024-06-15T10:50:00+00:00"})}
    )
    field = read_field("crop=maize,sown=2024-05-01,soil=Loam", None, scene)
    state = known.model_copy(update={"scene": scene, "field": field})
    result = segment_risk(state, replace(context, models=models))["risk"]
    assert models.asked[0][1]["age"] == 45
    assert result.known == ("crop", "image", "place")


def test_parcels_say_where_to_judge_and_what_grows_there(known, context):
    text = json.dumps(parcels_of(known.scene, west=("wheat", 2, 26, 30, 46), odd=("quinoa", 4, 2, 20, 18)))
    (context.run_dir / PARCELS).write_text(text)
    request = known.request.model_copy(update={"parcels": "parcels.geojson"})
    models = Watching(context.models)
    update = segment_risk(known.model_copy(update={"request": request}), replace(context, models=models))
    inside = np.zeros((48, 64), bool)
    inside[26:46, 2:30] = inside[2:18, 4:20] = True
    risk = read(context, "risk.tif")[0]
    assert np.isin(risk[~inside], (0, NO_CROP)).all()
    assert np.isin(risk[26:46, 2:30], (1, 2, 3)).all() and (risk[2:18, 4:20] % NO_CROP == 0).all()
    told = [(tiles, facts["crop"]) for tiles, facts in models.asked if "crop" in facts]
    assert all(crop.shape == (1, *(side // 4 for side in tiles.shape[2:])) for tiles, crop in told)
    assert any((crop > 0).any() for _, crop in told)
    assert "never learned quinoa" in reasons(update)
    assert "--parcels" not in reasons(update)
    assert update["risk"].known == ("crop", "image", "place")


def sides(models):
    return [tiles.shape[2:] for tiles, _ in models.asked]


def test_the_same_scene_has_the_same_bytes(known, context):
    segment_risk(known, context)
    first = [(context.run_dir / name).read_bytes() for name in (*FILES, "risk_zones.geojson")]
    segment_risk(known, context)
    assert [(context.run_dir / name).read_bytes() for name in (*FILES, "risk_zones.geojson")] == first
