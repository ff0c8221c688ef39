import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn

from models.errors import ModelUnavailable, SceneError
from models.modality.classifier import FAILED, UNCERTAIN, Failed, ResNetModalityClassifier
from models.modality.config import ModalityConfig
from models.modality.network import ModalityNet, load_network
from models.modality.predict import Predictor
from models.modality.runtime import NETWORK
from models.runtime import TorchRuntime

PICTURES = np.random.default_rng(0).integers(0, 256, (3, 224, 224, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    made = ModalityNet(ModalityConfig())
    nn.init.normal_(made.resnet.fc.weight, std=0.5)
    return made.eval()


@pytest.fixture(scope="module")
def state(network):
    return network.resnet.state_dict()


def renamed(state, prefix="", head="fc."):
    return {f"{prefix}{name.replace('fc.', head)}": value for name, value in state.items()}


LAYOUTS = {
    "torchvision's own": lambda state: state,
    "data parallel": lambda state: renamed(state, "module."),
    "in a class": lambda state: renamed(state, "backbone."),
    "in two": lambda state: renamed(state, "module.model."),
    "head after dropout": lambda state: renamed(state, head="fc.1."),
    "head of its own name": lambda state: renamed(state, head="classifier."),
    "beside an optimiser": lambda state: {"model_state_dict": state, "epoch": 12, "best": 0.97},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_checkpoints_of_the_usual_layouts_load(tmp_path, network, state, layout):
    torch.save(LAYOUTS[layout](state), tmp_path / "best_resnet.pth")
    found = load_network(tmp_path / "best_resnet.pth")
    shades = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(found(shades), network(shades))


def test_safetensors_of_half_precision_load(tmp_path, network, state):
    save_file(
        {name: value.half() if value.ndim > 1 else value for name, value in state.items()}, tmp_path / "m.safetensors"
    )
    found = load_network(tmp_path / "m.safetensors")
    shades = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        assert torch.allclose(found(shades), network(shades), rtol=0.02, atol=0.02)


class Evil:
    def __reduce__(self):
        return (print, ("executed",))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda state: {"weights": Evil()}, "loaded safely"),
        (lambda state: {"a": 1}, "no state dict"),
        (lambda state: {"fc.weight": torch.zeros(3, 2048)}, "tensors are missing"),
        (lambda state: state | {"fc.weight": torch.zeros(5, 2048), "fc.bias": torch.zeros(5)}, "2 of other shape"),
        (lambda state: state | {"neck.weight": torch.zeros(1)}, "1 unknown"),
    ],
)
def test_what_is_no_such_network_is_refused_in_one_line(tmp_path, state, capsys, content, words):
    torch.save(content(state), tmp_path / "best_resnet.pth")
    with pytest.raises(ModelUnavailable, match=words) as told:
        load_network(tmp_path / "best_resnet.pth")
    assert "\n" not in str(told.value)
    assert "executed" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["best_resnet.pth", "model.safetensors"])
def test_damaged_and_missing_files_are_told(tmp_path, name):
    with pytest.raises(ModelUnavailable):
        load_network(tmp_path / name)
    (tmp_path / name).write_bytes(b"no network")
    with pytest.raises(ModelUnavailable):
        load_network(tmp_path / name)


def test_probabilities_do_not_depend_on_the_batch(network):
    predict = Predictor(TorchRuntime(network, NETWORK), ModalityConfig(temperature=1.7))
    together = predict(PICTURES)
    assert together == pytest.approx(np.concatenate([predict(picture[None]) for picture in PICTURES]), abs=1e-4)
    assert together.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert predict(PICTURES[:0]).shape == (0, 3)


def test_a_higher_temperature_doubts_more_and_changes_no_answer(network):
    cool, hot = (
        Predictor(TorchRuntime(network, NETWORK), ModalityConfig(temperature=heat))(PICTURES) for heat in (1.0, 5.0)
    )
    assert (hot.max(axis=1) < cool.max(axis=1)).all()
    assert (hot.argmax(axis=1) == cool.argmax(axis=1)).all()


def test_a_batch_goes_on_and_says_which_item_failed(tmp_path, state, caplog):
    torch.save(state, tmp_path / "best_resnet.pth")
    Image.fromarray(PICTURES[0]).save(tmp_path / "good.png")
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "cut.png").write_bytes((tmp_path / "good.png").read_bytes()[:900])
    Image.new("RGB", (64, 64), (9, 9, 9)).save(tmp_path / "plain.png")
    classifier = ResNetModalityClassifier(tmp_path / "best_resnet.pth", device="cpu")
    names = ["empty.jpg", "good.png", "cut.png", "plain.png", "none.tif"]
    answers = classifier.predict_batch([str(tmp_path / name) for name in names])
    assert [isinstance(answer, Failed) for answer in answers] == [True, False, True, True, True]
    for name, (modality, confidence, probabilities), answer in zip(names, answers, answers, strict=True):
        if isinstance(answer, Failed):
            assert (modality, confidence, probabilities) == (FAILED, 0.0, {})
            assert name in answer.reason and answer.reason in caplog.text
    with pytest.raises(SceneError, match="empty"):
        classifier.predict(tmp_path / "empty.jpg")


def test_below_the_threshold_the_answer_is_uncertain(tmp_path, state):
    doubting = state | {"fc.weight": torch.zeros(3, 2048), "fc.bias": torch.tensor([0.8, 0.0, 0.0])}
    torch.save(doubting, tmp_path / "best_resnet.pth")
    Image.fromarray(PICTURES[0]).save(tmp_path / "good.png")
    modality, confidence, probabilities = ResNetModalityClassifier(tmp_path / "best_resnet.pth").predict(
        tmp_path / "good.png"
    )
    assert modality == UNCERTAIN
    assert confidence == pytest.approx(probabilities["rgb"]) and 0.5 < confidence < 0.7
