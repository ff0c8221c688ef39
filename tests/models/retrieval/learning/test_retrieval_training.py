"""Both models learn by the same program, from begin to weights that answer."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.errors import ModelUnavailable
from models.retrieval.learning.bank import make_bank
from models.retrieval.learning.baselines import even_out
from models.retrieval.learning.calibrate import fit_likeness
from models.retrieval.learning.train import TrainConfig, train
from models.retrieval.network import start_from
from models.retrieval.predict import RetrievalPredictor
from tests.models.retrieval.towers import write_siglip

COLOURS = {"apple/scab": (90, 80, 30), "apple/healthy": (40, 150, 40), "corn/blight": (190, 160, 90)}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures of each of three subjects, which differ in colour."""
    folder, random = tmp_path_factory.mktemp("data"), np.random.default_rng(1)
    for subject, colour in COLOURS.items():
        place = folder / "leaf_disease" / subject
        place.mkdir(parents=True)
        for number in range(12):
            pixels = np.clip(np.array(colour) + random.normal(0, 40, (48, 48, 3)), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(place / f"field__{number + 1000}_{number:06x}.jpg")
    return folder


def test_a_siglip_is_fine_tuned_judged_and_answers(data, tmp_path):
    begun = write_siglip(tmp_path / "siglip")
    before = start_from(str(begun)).network.state_dict()
    config = TrainConfig(data=data, out=tmp_path / "out", model=str(begun), epochs=2, batch=3, learning_rate=1e-3)
    folder = train(config)
    answering = RetrievalPredictor.load(folder)
    assert answering.config.model == "siglip" and answering.config.text_length == 64
    assert answering.embed_images([np.zeros((40, 50, 3), np.uint8)]).shape == (1, 32)
    one, other = answering.embed_texts(["a leaf with rust", "a leaf of rust"])
    assert one @ one == pytest.approx(1, abs=1e-5) and not np.allclose(one, other)
    from safetensors.torch import load_file

    after = load_file(folder / "model.safetensors")
    changed = {name for name, part in before.items() if not torch.allclose(part, after[name].float(), atol=2e-4)}
    assert not any(name.startswith(("visual.trunk.patch_embed", "visual.trunk.blocks.0.")) for name in changed)
    assert any(name.startswith("visual.trunk.attn_pool") for name in changed)
    assert json.loads((folder / "metrics.json").read_text())["trained"]["model"] == str(begun)


def test_a_name_that_no_hub_answers_is_one_line(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnavailable, match="cannot be had") as told:
        start_from(str(tmp_path / "empty"))
    assert "\n" not in str(told.value)


@pytest.mark.slow
def test_ours_learns_and_goes_on_where_it_stopped(data, tmp_path):
    config = TrainConfig(data=data, out=tmp_path, epochs=1, batch=3, side=64)
    predictor = RetrievalPredictor.load(train(config))
    bank = make_bank(data, tmp_path / "bank")
    places = bank.places("test")
    named = predictor.name_subjects(predictor.embed_images(list(bank.pixels[places])))
    found = [named.names[place].key for place in named.shares.argmax(axis=1)]
    assert np.mean(np.array(found) == bank.subjects(places)) >= 0.6
    lines = (tmp_path / "train.jsonl").read_text().splitlines()
    train(config.model_copy(update={"epochs": 2}))
    assert [json.loads(line)["epoch"] for line in (tmp_path / "train.jsonl").read_text().splitlines()] == [1, 2]
    assert len(lines) == 1


@pytest.mark.slow
def test_ours_goes_on_from_weights_and_hardly_moves_at_a_small_rate(data, tmp_path):
    begun = train(TrainConfig(data=data, out=tmp_path / "a", epochs=1, batch=3, side=64))
    further = TrainConfig(
        data=data, out=tmp_path / "b", start=begun, epochs=1, batch=3, side=64, learning_rate=1e-9, weight_decay=0
    )
    one, other = (RetrievalPredictor.load(folder) for folder in (begun, train(further)))
    shown = list(make_bank(data, tmp_path / "a" / "bank").pixels[:3])
    assert (one.embed_images(shown) * other.embed_images(shown)).sum(axis=1).min() > 0.98


@pytest.mark.slow
def test_the_text_tower_of_open_clip_says_what_the_sentence_encoder_says():
    from models.sentence_encoder.encoder import SentenceEncoder

    begun = start_from(TrainConfig.model_fields["model"].default)
    words = ["Common rust of maize, caused by Puccinia sorghi.", "a leaf"]
    with torch.inference_mode():
        spoken = torch.nn.functional.normalize(begun.network.encode_text(begun.tokenize(words)), dim=1).numpy()
    np.testing.assert_allclose(spoken, SentenceEncoder().encode(words), atol=1e-4)


def test_words_are_evened_out():
    random = np.random.default_rng(1)
    leaning = (random.normal(size=(200, 8)) * [9, 3, 1, 1, 1, 1, 1, 1]).astype(np.float32)
    evened = leaning @ even_out(leaning)
    assert np.std(evened, axis=0).max() / np.std(evened, axis=0).min() < np.std(leaning, axis=0).max() / 2


def test_likeness_grows_with_the_cosine_where_near_items_are_right():
    cosines = np.array([[0.9, 0.8, 0.2], [0.3, 0.95, 0.1]], np.float32)
    likeness = fit_likeness(cosines, ["a", "b"], ["a", "b", "c"])
    assert likeness.slope > 0


def test_the_rate_is_that_of_the_model():
    assert TrainConfig(data=Path(), out=Path(), model="google/siglip-base-patch16-224").rate == 5e-6
    assert TrainConfig(data=Path(), out=Path()).rate == 8e-4
