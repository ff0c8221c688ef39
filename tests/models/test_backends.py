"""One suite for every backend: shapes, probabilities, and one line where a model cannot answer."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.backend import HEALTH_LAYERS, LIKENESSES, RISK_LAYERS, ModelBackend
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.fake import FakeBackend
from models.local import LocalBackend
from models.remote import ModalBackend
from models.services import SERVICES

RANDOM = np.random.default_rng(3)
PICTURES = RANDOM.integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)
CROPS = RANDOM.random((3, 10, 16, 16), dtype=np.float32)
FACTS = {"place": np.array([[0.1, 0.9, 0.5, np.nan]], np.float32), "crop": np.array(2)}
TILES = RANDOM.random((2, 6, 32, 48), dtype=np.float32)
S2_PATCHES = RANDOM.random((2, 12, 64, 64), dtype=np.float32)
NO_PATCHES = S2_PATCHES[:0]
ASKED = {
    "classify_modality": (PICTURES,),
    "classify_health": (CROPS, FACTS),
    "segment_risk": (TILES, FACTS),
    "embed": ([PICTURES[0], PICTURES[1, :90]], ["a leaf with rust", "a green field", "soil"]),
    "caption_scene": (S2_PATCHES, ["en", "fr"]),
}


@pytest.fixture(params=["fake", "local", "modal"])
def backend(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelBackend:
    """Each backend, as a person without account and without extra weights has it."""
    if request.param == "modal":
        monkeypatch.setenv("MODAL_CONFIG_PATH", str(tmp_path / "none.toml"))
        deployed(monkeypatch, lambda *_: raise_auth())
        return ModalBackend()
    return FakeBackend() if request.param == "fake" else LocalBackend(request.getfixturevalue("furnished_home"))


def raise_auth() -> None:
    import modal

    raise modal.exception.AuthError("Token missing.\nMore words.")


def deployed(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Stand in for Modal's network: every class answers by this function of name and arguments."""
    import modal

    def from_name(_app: str, name: str) -> Any:
        return lambda: SimpleNamespace(predict=SimpleNamespace(remote=lambda *given: answer(name, *given)))

    monkeypatch.setattr(modal.Cls, "from_name", from_name)


def are_probabilities(values: Any, shape: tuple[int, ...]) -> bool:
    return bool(
        values.shape == shape
        and values.dtype == np.float32
        and (values >= 0).all()
        and np.allclose(values.sum(axis=1), 1, atol=1e-5)
    )


def asked(backend: ModelBackend, method: str) -> Any:
    """The answer; skips where this machine has no such model, after a look at how that is said."""
    try:
        return getattr(backend, method)(*ASKED[method])
    except ModelUnavailable as error:
        assert "\n" not in str(error)
        assert len(str(error)) > 20
        pytest.skip(f"{backend.name}: no such model here")


def test_every_backend_has_every_method_and_its_name(backend):
    assert isinstance(backend, ModelBackend)
    assert set(ASKED) == set(SERVICES)


def test_modalities_are_probabilities(backend):
    assert are_probabilities(asked(backend, "classify_modality"), (2, 3))


def test_health_has_the_layers_agreed(backend):
    layers = asked(backend, "classify_health")
    assert {name: layer.shape for name, layer in layers.items()} == {
        name: (3, count, 4, 4) for name, count in HEALTH_LAYERS.items()
    }
    assert all((layer >= 0).all() and (layer <= 1).all() for layer in layers.values())
    assert are_probabilities(layers["condition"], (3, 4, 4, 4))
    assert are_probabilities(layers["attention"], (3, 3, 4, 4))


def test_risk_is_a_probability_of_every_pixel(backend):
    answer = asked(backend, "segment_risk")
    assert answer.shape == (2, len(RISK_LAYERS), 32, 48)
    assert are_probabilities(answer[:, :3], (2, 3, 32, 48))
    assert (answer[:, 3:] >= 0).all() and (answer[:, 3:] <= 1).all()


def test_risk_of_a_part_is_that_of_the_whole_there(backend):
    whole, part = asked(backend, "segment_risk"), (slice(3, 20), slice(30, 48))
    np.testing.assert_allclose(backend.segment_risk(TILES, FACTS, part), whole[(..., *part)], atol=1e-3)


def test_risk_of_nothing_is_still_an_answer(backend):
    asked(backend, "segment_risk")
    nothing = np.full_like(TILES, np.nan)
    assert are_probabilities(backend.segment_risk(nothing, {})[:, :3], (2, 3, 32, 48))


def test_the_version_of_a_network_is_a_word_that_stays(backend):
    asked(backend, "segment_risk")
    assert backend.version_of("risk") == backend.version_of("risk") != ""


def test_other_weights_are_another_version(tmp_path):
    folder = tmp_path / "weights" / "risk"
    folder.mkdir(parents=True)
    for part in CHECKPOINT_FILES:
        (folder / part).write_bytes(b"one")
    one = LocalBackend(home=tmp_path).version_of("risk")
    (folder / CHECKPOINT_FILES[0]).write_bytes(b"other")
    assert LocalBackend(home=tmp_path).version_of("risk") != one


def test_weights_that_answer_no_numbers_are_not_believed(tmp_path, monkeypatch):
    backend = LocalBackend(home=tmp_path)
    monkeypatch.setattr(backend, "_predictor", lambda room: lambda *_: broken[room])
    nothing = np.full((2, 4, 8, 8), np.nan, np.float32)
    broken = {"modality": nothing[:, :3, 0, 0], "risk": nothing, "health": {"condition": nothing}}
    for ask in (
        lambda: backend.classify_modality(np.zeros((2, 224, 224, 3), np.uint8)),
        lambda: backend.classify_health(TILES, {}),
        lambda: backend.segment_risk(TILES, {}),
    ):
        with pytest.raises(ModelUnavailable, match="no number"):
            ask()


def test_the_config_is_that_of_the_weights_that_answer(tmp_path):
    folder = tmp_path / "weights" / "risk"
    folder.mkdir(parents=True)
    for part in CHECKPOINT_FILES:
        (folder / part).write_text(part)
    assert LocalBackend(home=tmp_path).config_of("risk") == CHECKPOINT_FILES[1]


def test_pictures_and_texts_lie_in_one_space(backend):
    found = asked(backend, "embed")
    assert found["model"]
    assert (len(found["pictures"]), len(found["texts"])) == (2, 3)
    assert found["pictures"].shape[1] == found["texts"].shape[1]
    for rows in (found["pictures"], found["texts"]):
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert found["certainty"].shape == (2, len(found["subjects"]))
    assert (found["certainty"] >= 0).all() and (found["certainty"].sum(axis=1) <= 1 + 1e-3).all()
    assert set(found["likeness"]) == set(LIKENESSES)


def test_embedding_does_not_hang_on_what_is_embedded_beside(backend):
    found = asked(backend, "embed")
    (picture,), (text,) = (given[:1] for given in ASKED["embed"])
    np.testing.assert_allclose(backend.embed([picture], [])["pictures"], found["pictures"][:1], atol=2e-2)
    np.testing.assert_allclose(backend.embed([], [text])["texts"], found["texts"][:1], atol=2e-2)


def test_each_patch_has_a_caption_that_names_its_models(backend):
    found = asked(backend, "caption_scene")
    assert len(found) == 2 and found[0].text != found[1].text
    for caption in found:
        assert caption.text.strip() and caption.model and caption.base
        assert 0 <= caption.confidence <= 1
    assert backend.caption_scene(NO_PATCHES, []) == []


def test_a_patch_has_the_same_caption_whatever_is_beside_it(backend):
    found = asked(backend, "caption_scene")
    assert backend.caption_scene(S2_PATCHES[1:], ["fr"])[0].text == found[1].text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_made_up_captions_are_statements_that_hold(language):
    from models.caption.aspects import measure_aspects
    from models.caption.said.statements import holds, read_statements

    for nir in (0.11, 0.2, 0.3, 0.5, 0.95):
        patch = np.full((12, 64, 64), 0.1, np.float32)
        patch[7] = nir
        [caption] = FakeBackend().caption_scene(patch[None], [language])
        [statement] = read_statements(caption.text, language)
        assert statement.aspect == "vegetation" and holds(statement, measure_aspects(patch))


@pytest.mark.parametrize("method", sorted(ASKED))
def test_the_same_question_has_the_same_answer(backend, method):
    one, other = asked(backend, method), asked(backend, method)
    assert repr(one) == repr(other)


def test_fake_health_of_nothing_is_still_an_answer():
    nothing = np.full_like(CROPS, np.nan)
    assert are_probabilities(FakeBackend().classify_health(nothing, {})["condition"], (3, 4, 4, 4))


def test_a_language_model_that_is_not_there_says_how_to_fetch_it(tmp_path):
    with pytest.raises(ModelUnavailable, match="orchestrator weights pull") as told:
        LocalBackend(home=tmp_path / "home", weights=tmp_path / "given").caption_scene(NO_PATCHES, [])
    assert str(tmp_path) not in str(told.value)  # the report repeats it, and is the same on every machine
    assert told.value.room == "caption"


def test_half_of_the_weights_is_not_passed_over(tmp_path):
    folder = tmp_path / "weights" / "risk"
    folder.mkdir(parents=True)
    (folder / CHECKPOINT_FILES[0]).write_bytes(b"")
    with pytest.raises(ModelUnavailable, match=r"config\.json is missing"):
        LocalBackend(home=tmp_path).segment_risk(TILES, FACTS)


@pytest.mark.parametrize(
    ("error", "words", "kind"),
    [
        ("NotFoundError", "not deployed", "not_deployed"),
        ("ConnectionError", "did not answer", "unreachable"),
        ("AuthError", "modal token new", "no_token"),
    ],
)
def test_trouble_at_modal_is_one_line(monkeypatch, error, words, kind):
    import modal

    def trouble(*_: Any) -> None:
        raise getattr(modal.exception, error)("what happened\nand more")

    deployed(monkeypatch, trouble)
    with pytest.raises(ModelUnavailable, match=words) as told:
        ModalBackend().segment_risk(TILES, FACTS)
    assert "\n" not in str(told.value)
    assert (told.value.room, told.value.kind) == ("risk", kind)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "probabilities",
        np.full((2, 3, 32, 48), 1 / 3, np.float32),
        np.full((2, 5, 32, 47), 1 / 3, np.float32),
        np.full((2, 5, 32, 48), 0.5, np.float32),
        np.full((2, 5, 32, 48), np.nan, np.float32),
        np.ones((2, 5, 32, 48), int),
    ],
)
def test_an_answer_of_the_wrong_shape_is_not_believed(monkeypatch, answer):
    deployed(monkeypatch, lambda *_: answer)
    with pytest.raises(ModelUnavailable, match="deploy this version anew"):
        ModalBackend().segment_risk(TILES, FACTS)


CAPTION = {"text": "A field.", "confidence": 0.5, "model": "a", "base": "b"}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        CAPTION,
        [CAPTION],
        [CAPTION, {"text": "A field.", "confidence": 0.5}],
        [CAPTION, CAPTION | {"confidence": 2}],
        [CAPTION, CAPTION | {"more": 1}],
        [CAPTION, "A field."],
    ],
)
def test_a_caption_of_the_wrong_form_is_not_believed(monkeypatch, answer):
    deployed(monkeypatch, lambda *_: answer)
    with pytest.raises(ModelUnavailable, match="deploy this version anew"):
        ModalBackend().caption_scene(S2_PATCHES, ["en", "fr"])


ROWS = np.eye(4, dtype=np.float32)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pictures": ROWS[:1]},
        {"pictures": ROWS[:2] * 2},
        {"pictures": ROWS[:2] * np.nan},
        {"texts": None},
        {"texts": np.eye(3, 5, dtype=np.float32)},
        {"model": ""},
        {"more": 1},
        {"subjects": ("one",)},
        {"certainty": np.full((2, 0), 0.5)[:1]},
        {"likeness": {}},
    ],
)
def test_embeddings_of_the_wrong_form_are_not_believed(monkeypatch, wrong):
    right = {
        "model": "a", "pictures": ROWS[:2], "texts": ROWS[:3], "subjects": (),
        "certainty": np.empty((2, 0), np.float32), "likeness": dict.fromkeys(LIKENESSES, (1.0, 0.0)),
    }  # fmt: skip
    deployed(monkeypatch, lambda *_: right)
    assert ModalBackend().embed(*ASKED["embed"])["model"] == "a"
    deployed(monkeypatch, lambda *_: {**right, **wrong})
    with pytest.raises(ModelUnavailable, match="deploy this version anew"):
        ModalBackend().embed(*ASKED["embed"])


def test_what_is_deployed_answers_as_the_backend_does(monkeypatch):
    methods = {service.cls: method for method, service in SERVICES.items()}
    deployed(monkeypatch, lambda name, *given: getattr(FakeBackend(), methods[name])(*given))
    for method, arguments in ASKED.items():
        assert repr(getattr(ModalBackend(), method)(*arguments)) == repr(getattr(FakeBackend(), method)(*arguments))
