from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.caption.describe import describe
from models.errors import ConfigError, ModelUnavailable
from models.fake import FakeBackend
from models.retrieval.collection.collection import Collection, Entry
from models.retrieval.collection.item import Item
from models.retrieval.library import LibraryPlaces
from models.retrieval.pictures import SIDE
from models.schemas import PhotographResult, RawCaption
from nodes.caption_scene import caption_scene
from nodes.retrieve_similar import retrieve_similar
from tests.stand_ins import modality, scene_of

FAKE_EMBED = FakeBackend().embed


class Watching(FakeBackend):
    def embed(self, pictures, texts):
        self.seen = [*getattr(self, "seen", []), (list(pictures), list(texts))]
        return super().embed(pictures, texts)


@pytest.fixture
def photograph(known, tmp_path):
    """A state in which a green leaf was photographed."""
    path = tmp_path / "leaf.png"
    Image.new("RGB", (90, 60), (60, 130, 50)).save(path)
    found = PhotographResult(kind="photograph", source="flag", detail="--kind photo")
    scene = scene_of(path, unit="picture")
    return known.model_copy(update={"scene": scene, "photograph": found, "modality": modality("rgb"), "clouds": None})


def collection_of(tmp_path: Path, colour=(60, 130, 50), embed=FAKE_EMBED) -> LibraryPlaces:
    places = LibraryPlaces((), tmp_path / "index")
    item = Item(
        id="a" * 64, kind="photograph", caption="our leaf", condition="bean/rust", licence="CC0-1.0", source="us"
    )
    places.collection().add([Entry(item, np.full((60, 90, 3), colour, np.uint8))], embed)
    return places


def test_the_backend_sees_a_picture_of_the_scene_and_a_scene_says_no_condition(known, context):
    models = Watching()
    update = retrieve_similar(known, replace(context, models=models))
    [picture] = models.seen[0][0]
    assert (picture.dtype, picture.shape[2], max(picture.shape) <= SIDE) == (np.uint8, 3, True)
    assert update["retrieval"].by_picture and update["retrieval"].conditions == ()
    assert update["retrieval"].fake
    assert (context.run_dir / update["retrieval"].file).is_file()


@pytest.mark.parametrize("name", ["sar", "infrared"])
def test_no_picture_of_radar_or_heat_is_shown(known, context, monkeypatch, name):
    monkeypatch.setattr("nodes.retrieve_similar.render_scene", lambda *_: pytest.fail("it was drawn"))
    models = Watching()
    update = retrieve_similar(known.model_copy(update={"modality": modality(name)}), replace(context, models=models))
    assert models.seen[0][0] == []
    assert not update["retrieval"].by_picture and update["matches"] == ()


def test_a_photograph_is_held_against_the_collection_of_the_user(photograph, context, tmp_path):
    places = collection_of(tmp_path)
    update = retrieve_similar(photograph, replace(context, library=places))
    [match] = update["matches"]
    assert (match.caption, match.condition, match.licence, match.source) == ("our leaf", "bean/rust", "CC0-1.0", "us")
    assert match.certainty > 0.9 and match.fake
    assert [found.subject for found in update["retrieval"].conditions] == ["leaf/green"]
    other = collection_of(tmp_path / "other", (200, 40, 40))
    assert retrieve_similar(photograph, replace(context, library=other))["matches"] == ()


def test_a_collection_of_another_model_is_left_out_and_said(photograph, context, tmp_path):
    places = collection_of(tmp_path, embed=lambda *given: {**FakeBackend().embed(*given), "model": "another"})
    update = retrieve_similar(photograph, replace(context, library=places))
    assert update["matches"] == ()
    [issue] = update["issues"]
    assert issue.code == "collection_left_out" and "made by the model another" in issue.reason


def test_a_damaged_collection_is_made_anew(photograph, context, tmp_path):
    places = collection_of(tmp_path)
    Collection(tmp_path / "index" / "own").store.path.write_bytes(b"damaged" * 900)
    assert len(retrieve_similar(photograph, replace(context, library=places))["matches"]) == 1


def test_a_picture_that_looks_like_the_other_kind_is_said(photograph, context):
    class Seeing(FakeBackend):
        def embed(self, pictures, texts):
            return {**super().embed(pictures, texts), "subjects": ("overhead/field", "leaf/green"),
                    "certainty": np.tile(np.float32([0.97, 0.01]), (len(pictures), 1))}  # fmt: skip

    update = retrieve_similar(photograph, replace(context, models=Seeing()))
    assert update["retrieval"].looks_like == "scene" and update["retrieval"].conditions == ()
    assert [issue.code for issue in update["issues"]] == ["looks_otherwise"]


def test_the_same_picture_has_the_same_bytes(photograph, context, tmp_path):
    told = replace(context, library=collection_of(tmp_path))
    one, first = retrieve_similar(photograph, told), (context.run_dir / "matches.json").read_bytes()
    assert retrieve_similar(photograph, told) == one
    assert (context.run_dir / "matches.json").read_bytes() == first


def test_a_picture_that_shows_nothing_is_one_line(photograph, context):
    Image.new("RGB", (20, 20)).save(photograph.scene.path)
    with pytest.raises(ConfigError, match="20 × 20"):
        retrieve_similar(photograph, context)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("The soil is mostly bare.", True),
        ("The soil is mostly covered.", False),
        ("Bare soil takes up about half of the land.", False),
        ("There is no bare soil.", False),
    ],
)
def test_words_of_fields_that_hold_are_searched_by_and_what_was_cut_is_not(known, context, said, words):
    class Writer(Watching):
        def caption_scene(self, patches, languages):
            return [RawCaption(text=said, confidence=0.9, model="m", base="b") for _ in languages]

    patch = np.full((12, 64, 64), 0.1, np.float32)
    patch[7, :20] = 0.5
    models = Writer()
    caption = describe(patch, [(1, "north", patch)], models, "en", north=True)
    state = known.model_copy(update={"caption": caption})
    update = retrieve_similar(state, replace(context, models=models))
    assert (update["retrieval"].findings == ("bare",)) is words
    of_scene = state.model_copy(update={"caption": caption.model_copy(update={"fields": ()})})
    assert retrieve_similar(of_scene, replace(context, models=models))["retrieval"].findings == ()


@pytest.mark.parametrize("step", [retrieve_similar, caption_scene])
def test_a_step_without_a_model_reads_nothing(known, context, monkeypatch, step):
    class Empty(FakeBackend):
        def version_of(self, room, /):
            raise ModelUnavailable("no weights", room=room, kind="no_weights")

    def read(*_):
        raise AssertionError("the scene was read")

    monkeypatch.setattr("models.geo.pixels.raster.SceneReader.__enter__", read)
    with pytest.raises(ModelUnavailable):
        step(known, replace(context, models=Empty()))
