import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.caption.describe import is_told, measure
from models.errors import ModelUnavailable
from models.fake import FakeBackend
from models.schemas import RawCaption
from nodes.caption_scene import caption_scene
from nodes.measure_fields import measure_fields
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState
from tests.parcels import parcels_of

BOXES = {"soil": ("maize", 35, 10, 60, 38), "crop": ("maize", 6, 10, 30, 38)}
"""A field of bare soil and one of crops: left, top, right, bottom."""


class Liar(FakeBackend):
    """Says the same of everything: one thing that holds of crops, and one that never does."""

    def caption_scene(self, patches, languages):
        said = {"en": "Dense vegetation. The plant cover is nearly bare.", "fr": "Végétation dense. Le ciel est bleu."}
        return [RawCaption(text=said[one], confidence=0.9, model="liar", base="none") for one in languages]


@pytest.fixture
def with_fields(known: SceneState, context) -> SceneState:
    (context.run_dir / PARCELS).write_text(json.dumps(parcels_of(known.scene, **BOXES)))
    request = known.request.model_copy(update={"parcels": "given"})
    state = known.model_copy(update={"request": request, "indices": None})
    return state.model_copy(update=measure_fields(state, context))


def test_a_caption_is_asked_of_the_backend_checked_and_marked(known, context):
    caption = caption_scene(known, context)["caption"]
    assert caption.fake and (caption.model, caption.base, caption.language) == ("fake", "fake", "en")
    assert [one.verdict for one in caption.overview.checked.judged] == ["holds"]
    assert caption.overview.text == caption.overview.raw == "The plant cover is nearly bare."
    assert caption.overview.aspects.greenest == "west"
    assert caption.fields == ()


def test_the_language_is_that_of_the_request(known, context):
    french = known.model_copy(update={"request": known.request.model_copy(update={"language": "fr"})})
    caption = caption_scene(french, context)["caption"]
    assert (caption.language, caption.overview.text) == ("fr", "Le couvert est presque nu.")


def test_what_the_pixels_do_not_bear_out_is_cut_and_counted(with_fields, context):
    caption = caption_scene(with_fields, replace(context, models=Liar()))["caption"]
    crop, soil = sorted(caption.fields, key=lambda one: one.name)
    assert (crop.name, soil.name) == ("crop", "soil")
    assert crop.text == "Dense vegetation."
    assert soil.text == "The plant cover is nearly bare."
    assert [one.verdict for one in soil.checked.judged] == ["contradicted", "holds"]
    assert (caption.said, caption.kept) == (6, 2 + len(caption.overview.checked.kept))
    assert crop.raw == soil.raw


def test_each_field_is_measured_in_its_own_outline(with_fields, context):
    caption = caption_scene(with_fields, context)["caption"]
    found = {one.name: one for one in caption.fields}
    assert found["crop"].aspects.vegetation in ("dense", "very dense")
    assert found["soil"].aspects.vegetation == "bare" and found["soil"].aspects.soil == "nearly all"
    assert {one.number: one.name for one in caption.fields} == {1: "soil", 2: "crop"}


def test_a_scene_of_which_little_is_clear_is_refused_with_a_reason(known, context):
    from rasterio.windows import Window

    from models.geo.pixels.raster import RasterLayout, RasterWriter

    classes = np.full(known.scene.grid.shape, 2, np.uint8)
    classes[:10] = 1
    with RasterWriter(context.run_dir / "valid.tif", known.scene.grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(classes, Window(0, 0, 64, 48))
    update = caption_scene(known, context)
    assert "caption" not in update
    [issue] = update["issues"]
    assert (issue.step, issue.kind, issue.code) == ("caption_scene", "refused", "no_clear_ground")


def test_open_water_is_described_though_there_is_no_land():
    water, nothing = np.full((12, 64, 64), 0.05, np.float32), np.full((12, 64, 64), np.nan, np.float32)
    water[2], water[7:] = 0.08, 0.01
    assert is_told(water) and not is_told(nothing)
    assert measure(water, north=True).water == "much"


def test_of_a_scene_without_a_place_no_point_of_the_compass_is_told(known, context):
    grid = known.scene.grid.model_copy(update={"crs": None, "located_by": "none"})
    placeless = known.model_copy(update={"scene": known.scene.model_copy(update={"grid": grid})})

    class Compass(FakeBackend):
        def caption_scene(self, patches, languages):
            text = "The vegetation is greenest in the west."
            return [RawCaption(text=text, confidence=0.9, model="m", base="b") for _ in languages]

    told = caption_scene(known, replace(context, models=Compass()))["caption"].overview
    assert told.text == "The vegetation is greenest in the west."
    untold = caption_scene(placeless, replace(context, models=Compass()))["caption"].overview
    assert untold.text == "" and untold.checked.judged[0].verdict == "not measured"


def test_a_base_that_is_not_there_is_told_before_the_scene_is_read(known, context, monkeypatch):
    class Baseless(FakeBackend):
        def caption_scene(self, patches, languages):
            raise ModelUnavailable("the language model is not there", room="caption", kind="no_weights")

    def read(*_: object) -> None:
        raise AssertionError("the scene was read")

    monkeypatch.setattr("models.geo.pixels.raster.SceneReader.__enter__", read)
    with pytest.raises(ModelUnavailable):
        caption_scene(known, replace(context, models=Baseless()))


def test_what_a_caption_is_survives_the_state(known, context):
    caption = caption_scene(known, context)["caption"]
    state = known.model_copy(update={"caption": caption})
    assert SceneState.model_validate_json(state.model_dump_json()) == state


def test_captions_of_old_runs_are_read(known):
    old = known.model_dump(mode="json") | {"caption": {"text": "A green scene.", "confidence": 0.5, "fake": True}}
    caption = SceneState.model_validate(old).caption
    assert (caption.overview.text, caption.overview.confidence, caption.fake) == ("A green scene.", 0.5, True)
    assert (caption.said, caption.kept, caption.model) == (0, 0, "")


def test_the_share_that_was_true_elsewhere_comes_from_the_metrics(monkeypatch, tmp_path: Path):
    from models.caption import describe as worth

    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "metrics.json").write_text(json.dumps({"judged": {worth.JUDGED: {"faithful": 0.93}}}))
    monkeypatch.setattr(worth, "SHIPPED", tmp_path)

    class Shipped(FakeBackend):
        name = "local"

        def config_of(self, room, /):
            return self.config

        config: str | None = "{}"

    backend = Shipped()
    assert worth.look_up_true_share(backend) == 0.93
    backend.config = "{ }"
    assert worth.look_up_true_share(backend) is None
    backend.config = None
    assert worth.look_up_true_share(backend) is None
    assert worth.look_up_true_share(FakeBackend()) is None
    (tmp_path / "metrics.json").write_text("{}")
    assert worth.look_up_true_share(Shipped()) is None
