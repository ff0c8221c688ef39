"""What words of the user change, on a scene whose network answers by them."""

import json
from dataclasses import replace

import numpy as np
import pytest
from rasterio.windows import Window

from models.field.cells import SceneConditioning
from models.field.crop_mask import CROP, LAYOUT
from models.field.field import encode_field
from models.field.told import MOST, SIDE, choose_places, leave_out_told, list_told
from models.geo.contract.scene import Grid
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import RasterWriter
from models.schemas import FieldFacts
from nodes.classify_health import classify_health
from nodes.segment_risk import segment_risk
from nodes.verify.recount import told_values

MAIZE = FieldFacts(crop="maize", elevation_m=300.0)


class Obedient:
    """Answers as another backend does, and one class worse in the west of each tile where a crop is told."""

    name = "fake"

    def __init__(self, models):
        self.models = models

    def __getattr__(self, name):
        return getattr(self.models, name)

    def classify_health(self, tiles, facts):
        found = self.models.classify_health(tiles, facts)
        if "crop" in facts:
            half = found["condition"].shape[-1] // 4
            found["condition"] = found["condition"].copy()
            found["condition"][..., :half] = np.roll(found["condition"][..., :half], 1, axis=1)
        return found

    def segment_risk(self, tiles, facts, part=None):
        found = self.models.segment_risk(tiles, facts, None)
        if "crop" in facts:
            found[:, :3] = np.roll(found[:, :3], 1, axis=1)
        return found[(..., *part)] if part else found


def judge(known, context, facts):
    state = known.model_copy(update={"field": facts})
    update = classify_health(state, replace(context, models=Obedient(context.models)))
    state = state.model_copy(update={name: update[name] for name in ("crops", "health")})
    return state.model_copy(
        update={"risk": segment_risk(state, replace(context, models=Obedient(context.models)))["risk"]}
    )


def test_what_a_crop_changes_is_counted_and_found_again(known, context):
    state = judge(known, context, MAIZE)
    health, risk = state.health.told, state.risk.told
    assert health.facts == risk.facts == ("crop", "elevation")
    (asked, changed), (of_risk, changed_of_risk) = health.count(), risk.count()
    assert asked == of_risk == state.health.judged
    assert 0 < changed < asked
    assert changed_of_risk == of_risk
    for step, result, share in (("health", state.health, changed / asked), ("risk", state.risk, 1)):
        assert told_values(context.run_dir, step, result)[f"{step}.told"] == pytest.approx(100 * share)


def test_counts_that_were_changed_on_the_disk_are_found(known, context):
    state, path = judge(known, context, MAIZE), context.run_dir / "health_told.json"
    held = json.loads(path.read_text())
    held["places"][0]["blocks"][0][0] += 1
    path.write_text(json.dumps(held))
    with pytest.raises(ValueError, match="not those"):
        told_values(context.run_dir, "health", state.health)


def test_nothing_is_asked_twice_where_nothing_was_said(known, context):
    state = judge(known, context, FieldFacts(sensors=((20.0,) * 7,) * 7))
    assert state.health.told is None and state.risk.told is None
    assert not (context.run_dir / "health_told.json").exists()


def test_what_the_scene_says_itself_is_kept(field):
    known = SceneConditioning(encode_field(MAIZE, field), None, field.time.date(), MAIZE)
    place = leave_out_told(known)["place"][0]
    assert list_told(known) == ("crop", "elevation")
    assert np.isfinite(place[:3]).all() and np.isnan(place[3]) and np.isfinite(known.values["place"]).all()
    assert set(leave_out_told(known)) == {"place"}


def test_a_large_scene_is_asked_about_at_few_places_that_have_crops(tmp_path):
    side = 10 * SIDE
    grid = Grid.model_validate({"width": side, "height": side, "transform": (10, 0, 500000, 0, -10, 5000000),
                                "crs": "EPSG:32631", "located_by": "transform", "pixel_size_m": (10, 10)})  # fmt: skip
    values = np.ones((side, side), np.uint8)
    values[: side // 2, ::2] = CROP
    with RasterWriter(tmp_path / "crops.tif", grid, LAYOUT) as writer:
        writer.write(values, Window(0, 0, side, side))
    places = choose_places(tmp_path / "crops.tif", Blocks.of(grid))
    assert len(places) == MOST and places == choose_places(tmp_path / "crops.tif", Blocks.of(grid))
    assert all(place.row_off < side // 2 for place in places)
    assert {place.width for place in places} == {SIDE}
