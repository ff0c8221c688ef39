"""Training on a few pictures of 32 pixels: that it goes on where it was stopped, and what it leaves behind."""

import json

import numpy as np
import pytest
import torch

from models.errors import ModelUnavailable
from models.learning.fit import CHECKPOINT
from models.learning.training import check_extra, config_from_flags
from models.modality.config import ModalityConfig, read_config
from models.modality.learning.data import OUT_OF_DISTRIBUTION, Painter, make_bank
from models.modality.learning.evaluate import EvaluateConfig
from models.modality.learning.sources import SPLITS, Plate
from models.modality.learning.train import Stage, TrainConfig, train
from models.modality.network import load_network
from models.modality.predict import Predictor


def write_bank(folder, split, count, seed):
    """A bank as `make_bank` leaves it: red squares are rgb, grey ramps infrared, noise sar."""
    random = np.random.default_rng(seed)
    kinds = [("rgb:x", "infrared:x", "sar:x", "out of distribution:x")[number % 4] for number in range(count)]
    np.save(folder / f"{split}-{count}-{seed}.npy", random.integers(0, 256, (count, 224, 224, 3), dtype=np.uint8))
    (folder / f"{split}-{count}-{seed}.txt").write_text("\n".join(kinds))


@pytest.fixture
def config(tmp_path):
    write_bank(tmp_path, "train", 8, 3)
    return TrainConfig(data=tmp_path, out=tmp_path, bank=8, stages="32:4:12", seed=3)


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(tmp_path, config, monkeypatch):
    monkeypatch.setattr("models.modality.learning.train.finish", lambda config, network: network.state_dict())
    monkeypatch.setattr("models.modality.learning.train.SAVE_EVERY", 2)
    whole = train(config)
    (tmp_path / CHECKPOINT).unlink()
    saves = iter([None, KeyboardInterrupt])
    kept = torch.save

    def interrupted(*given):
        kept(*given)
        if (trouble := next(saves, None)) is not None:
            raise trouble

    monkeypatch.setattr(torch, "save", interrupted)
    (tmp_path / CHECKPOINT).unlink(missing_ok=True)
    with pytest.raises(KeyboardInterrupt):
        train(config)
    monkeypatch.setattr(torch, "save", kept)
    resumed = train(config)
    assert all(torch.allclose(whole[name], resumed[name], atol=1e-6) for name in whole)


def test_what_is_left_behind_loads(tmp_path, config, monkeypatch):
    monkeypatch.setattr("models.modality.learning.train._CALIBRATE", 12)
    monkeypatch.setattr("models.modality.learning.train.draw_imagery", lambda *_: [])
    write_bank(tmp_path, "calibrate", 12, 4)
    folder = train(config)
    assert read_config(folder).temperature > 0
    assert json.loads((folder / "metrics.json").read_text())["trained"]["seed"] == 3
    assert str(tmp_path) not in (folder / "metrics.json").read_text()
    assert (folder / "model.safetensors").stat().st_size < 48_000_000
    tensors = load_network(folder).state_dict()
    assert all(torch.isfinite(value).all() for value in tensors.values())
    shares = Predictor.load(folder)(np.zeros((1, 224, 224, 3), np.uint8))
    assert shares.sum() == pytest.approx(1, abs=1e-5)


def test_weights_for_something_else_are_refused(tmp_path):
    (tmp_path / "config.json").write_text(ModalityConfig(side=96).model_dump_json())
    with pytest.raises(ModelUnavailable, match="at 96 pixels"):
        read_config(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelUnavailable, match="not understood"):
        read_config(tmp_path)


def test_flags_are_the_fields_of_the_config(tmp_path, capsys):
    words = ["--data", str(tmp_path), "--out", "x", "--stages", "64:8:80,224:4:8", "--learning-rate", "0.01"]
    config = config_from_flags(TrainConfig, words)
    assert config.stages == (Stage(64, 8, 80), Stage(224, 4, 8)) and config.learning_rate == 0.01
    for wrong in (["--learning-rate", "-1"], ["--stages", "64:8"], ["--stages", "a:b:c"]):
        with pytest.raises(SystemExit) as told:
            config_from_flags(TrainConfig, [*words, *wrong])
        assert told.value.code == 2
        assert wrong[0] in capsys.readouterr().err


def test_a_flag_of_yes_or_no_needs_no_value():
    assert config_from_flags(EvaluateConfig, ["--record"]).record
    assert not config_from_flags(EvaluateConfig, []).record


def test_what_is_not_installed_is_told(capsys):
    check_extra("numpy")
    with pytest.raises(SystemExit) as told:
        check_extra("numpy", "no_such_package")
    assert told.value.code == 2
    assert "no_such_package" in capsys.readouterr().err


def plates():
    random = np.random.default_rng(0)
    for number in range(3):
        values = random.random((4, 60, 60)).astype(np.float32).cumsum(axis=1) / 60
        yield Plate(values[:3], "rgb", "true colour", "reflectance", "S2", "a", "train", extra=values[3:])
        yield Plate(values[3:], "infrared", "grey", "reflectance", "NIR", "a", "train")
        yield Plate(-20 + 10 * values[:1], "sar", "VV in dB", "sar_db", f"S1 {number}", "a", "train")


def test_pictures_are_drawn_of_every_label_and_follow_their_seed():
    painter = Painter(list(plates()))
    drawn = [painter.draw(np.random.default_rng((1, number))) for number in range(60)]
    assert {name.partition(":")[0] for name, _ in drawn} == {"rgb", "infrared", "sar", "out of distribution"}
    assert all(pixels.shape == (224, 224, 3) and pixels.dtype == np.uint8 for _, pixels in drawn)
    again = painter.draw(np.random.default_rng((1, 7)))
    assert again[0] == drawn[7][0] and np.array_equal(again[1], drawn[7][1])


def test_a_bank_that_is_there_is_taken(tmp_path):
    write_bank(tmp_path, "train", 8, 3)
    bank = make_bank(tmp_path / "no data needed", "train", 8, 3, tmp_path)
    assert list(bank.labels) == [0, 1, 2, OUT_OF_DISTRIBUTION, 0, 1, 2, OUT_OF_DISTRIBUTION]


def test_every_source_is_judged_or_says_why_not():
    """What is judged is never learned: a site stands in one split only, by the form of the table."""
    for source, splits in SPLITS.items():
        assert set(splits.values()) <= {"train", "calibrate", "judge"}, source
    assert {split for splits in SPLITS.values() for split in splits.values()} == {"train", "calibrate", "judge"}
