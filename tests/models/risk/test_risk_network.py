"""The risk network: ranks that never cross, a view that ends, and what is missing has no say."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ModelUnavailable
from models.field.conditioning import CROPS, EVERYTHING, find_groups, join_groups
from models.learning.weights import write_weights
from models.risk.conditioning import encode
from models.risk.config import (
    BALANCED,
    BANDS,
    CLASSES,
    CUTS,
    DECODER_REACH,
    SHIPPED,
    Calibration,
    Preset,
    RiskConfig,
    choose_classes,
    read_config,
)
from models.risk.fused import FusedNet
from models.risk.network import CalibratedNet, RiskNet, Thresholds, drop_excitation, fold_excitation, load_network
from models.risk.predict import Predictor, _combine_members
from models.risk.runtime import NETWORK, load
from models.runtime import OpenVinoRuntime, TorchRuntime, has_openvino, load_runtime

CONFIG = RiskConfig()
GREEN = (0.03, 0.07, 0.03, 0.45, 0.2, 0.09)
SOIL = (0.09, 0.12, 0.16, 0.24, 0.32, 0.26)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    return RiskNet(CONFIG).eval()


@pytest.fixture(scope="module")
def weights(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("risk")
    write_weights(network, CONFIG, folder)
    return folder


def asked(count=1, side=64, seed=0):
    random = torch.Generator().manual_seed(seed)
    whole, cells = CONFIG.width
    return (
        torch.rand(count, len(BANDS), side, side, generator=random) * 0.5,
        torch.rand(count, whole, generator=random),
        torch.rand(count, cells, side // 4, side // 4, generator=random),
    )


def test_every_pixel_gets_an_answer(network):
    answer = network(*asked(2))
    assert answer.classes.shape == (2, len(CLASSES), 64, 64)
    assert answer.exceeds.shape == (2, len(CUTS), 64, 64)
    assert answer.stands.shape == (2, 64, 64)


@given(st.lists(st.floats(-50, 50), min_size=5, max_size=5), st.floats(-100, 100))
@settings(deadline=None)
def test_ranks_never_cross_whatever_is_learned(learned, score):
    thresholds = Thresholds(5)
    with torch.no_grad():
        thresholds.first.fill_(learned[0])
        thresholds.steps.copy_(torch.tensor(learned[1:]))
    exceeds = torch.sigmoid(thresholds(torch.full((1, 1, 1, 1), score)))[0, :, 0, 0]
    assert (exceeds.diff() <= 0).all()


def test_all_cuts_share_one_score(network):
    exceeds = network(*asked()).exceeds
    apart = exceeds[:, 1:] - exceeds[:, :1]
    torch.testing.assert_close(apart, apart[:, :, :1, :1].expand_as(apart), rtol=0, atol=1e-4)


def test_probabilities_add_up_however_they_are_read(network):
    for calibration in ([1.0, 0, 0, 0], [2.0, 0, 1.0, -1.0]):
        output = CalibratedNet(network)(*asked(), torch.tensor([calibration]))
        torch.testing.assert_close(output[:, :3].sum(1), torch.ones(1, 64, 64))
        assert ((output >= 0) & (output <= 1)).all()


@pytest.mark.parametrize("encoder", ["efficientnet-b4", "resnet50"])
def test_what_runtimes_run_gives_the_same_answers(encoder):
    torch.manual_seed(2)
    network = RiskNet(RiskConfig(encoder=encoder, stands_bias=0.7)).train()
    with torch.no_grad():
        network.thresholds.first.fill_(0.4)
        network.thresholds.steps.copy_(torch.tensor([0.1, -0.5, 0.3, 0.2]))
        network(*asked(4))  # so that no statistics are those of the beginning
    network.eval()
    given = (*asked(2, 96), torch.tensor([[1.5, 0.2, -0.3, 0.1]]).expand(2, -1))
    with torch.inference_mode():
        output = CalibratedNet(network)(*given)
        heard = torch.logit(output[:, 3]) - network(*given[:3]).stands
        torch.testing.assert_close(heard, torch.full_like(heard, 0.7), rtol=0, atol=1e-3)
        lean = FusedNet(network)
        torch.testing.assert_close(lean(*given, torch.tensor([0, 0, 6, 6])), output, rtol=0, atol=1e-5)
        part = lean(*given, torch.tensor([0, 1, 4, 6]))  # to the picture's side above and at the right
    assert part.shape == (2, 4, 64, 80)
    torch.testing.assert_close(
        part[..., :-DECODER_REACH, DECODER_REACH:],
        output[..., : 64 - DECODER_REACH, 16 + DECODER_REACH :],
        rtol=0,
        atol=1e-5,
    )
    assert (part - output[..., :64, 16:]).abs().max() > 1e-5


def test_of_a_part_only_that_is_answered(weights):
    predictor = Predictor.load(weights)
    tiles = np.random.default_rng(3).random((2, len(BANDS), 160, 192), np.float32)
    whole = predictor(tiles, {})
    for part in ((slice(50, 90), slice(70, 71)), (slice(0, 160), slice(100, 192))):
        np.testing.assert_allclose(predictor(tiles, {}, part), whole[(..., *part)], atol=1e-5)


def test_no_answer_hangs_on_what_is_far_away(network):
    image, whole, cells = asked(side=1024)
    image, cells = image[:, :, :64], cells[:, :, :16]  # a strip
    other = image.clone()
    other[..., :64] = 0.9
    far = slice(64 + 500, None)
    one, two = (network(part, whole, cells).classes[..., far] for part in (image, other))
    torch.testing.assert_close(one, two, rtol=0, atol=1e-5)


def test_what_is_missing_has_no_say(network):
    image, whole, cells = asked()
    image[:, 4:] = torch.nan
    one = network(image, whole, cells)
    image[:, 4:] = -100.0  # as runtimes are told it
    two = network(image, whole, cells)
    torch.testing.assert_close(one.classes, two.classes)
    image[:, 4:] = 0.2
    assert not torch.allclose(one.classes, network(image, whole, cells).classes)


def test_facts_are_heard(network):
    image, whole, cells = asked()
    assert not torch.allclose(network(image, whole, cells).classes, network(image, whole + 1, cells).classes)
    assert not torch.allclose(network(image, whole, cells).classes, network(image, whole, cells + 1).classes)


def test_folded_excitation_is_what_excitation_is_on_the_mean():
    from segmentation_models_pytorch.encoders import get_encoder

    torch.manual_seed(2)
    encoder = get_encoder("efficientnet-b4", in_channels=6, depth=4, weights=None).eval()
    picture = torch.rand(1, 6, 64, 64)
    wanted = [part.clone() for part in encoder(picture)]
    fold_excitation(encoder, iter([picture]))
    for found, right in zip(encoder(picture), wanted, strict=True):
        torch.testing.assert_close(found, right, rtol=1e-3, atol=1e-4)
    drop_excitation(encoder)  # nothing is left to drop


def test_weights_reload_to_the_same_answers(network, weights):
    known = asked()
    one, two = network(*known), load_network(weights)(*known)
    torch.testing.assert_close(one.classes, two.classes, rtol=0.02, atol=0.02)  # half precision


def test_damaged_weights_are_told(weights, tmp_path):
    for part in weights.iterdir():
        (tmp_path / part.name).write_bytes(part.read_bytes()[:-100])
    with pytest.raises(ModelUnavailable):
        load_network(tmp_path)


def test_the_predictor_takes_facts_for_all_and_for_each_cell(weights):
    predictor = Predictor.load(weights)
    tiles = np.random.default_rng(0).random((2, len(BANDS), 32, 48), np.float32) * 0.5
    tiles[:, 4:] = np.nan
    bare = predictor(tiles, {})
    assert bare.shape == (2, 5, 32, 48)
    assert (bare[:, 4] == 0).all()
    conditioning = {
        "crop": np.array(2),
        "age": np.array(60.0, np.float32),
        "season": np.array([200, 250, 15], np.float32),
    }
    one = predictor(tiles, conditioning)
    cells = {
        name: np.broadcast_to(value[..., None, None], (*value.shape, 8, 12)) for name, value in conditioning.items()
    }
    other = predictor(tiles, {name: value[None] for name, value in cells.items()})
    np.testing.assert_allclose(one[:, :3], other[:, :3], atol=1e-6)
    assert not np.allclose(one, bare)


def test_a_crop_that_is_said_of_the_whole_scene_does_not_say_where_it_stands(weights):
    predictor = Predictor.load(weights)
    tiles = np.random.default_rng(0).random((2, len(BANDS), 32, 48), np.float32) * 0.5
    whole = {"crop": np.array(2), "age": np.array(60.0), "season": np.array([200.0, 250.0, 15.0])}
    cells = {"crop": np.full((2, 8, 12), 2), "age": np.full((2, 8, 12), 60.0)}
    bare, output, placed = predictor(tiles, {}), predictor(tiles, whole), predictor(tiles, cells)
    np.testing.assert_allclose(output[:, 3], bare[:, 3], atol=1e-6)
    assert not np.allclose(output[:, :3], bare[:, :3])
    assert not np.allclose(placed[:, 3], bare[:, 3])  # parcels say where


def test_a_tile_is_shown_once_however_it_is_told(weights):
    shown = []

    class Counting(TorchRuntime):
        def __call__(self, image, *told):
            shown.append((len(image), len(told[0])))
            return super().__call__(image, *told)

    tiles = np.full((2, len(BANDS), 32, 48), 0.2, np.float32)
    Predictor([Counting(load(weights).module, NETWORK)], CONFIG)(tiles, {"crop": np.array(2)})
    assert shown == [(1, 2), (1, 2)]


@pytest.mark.skipif(not has_openvino(), reason="OpenVINO is not here")
def test_openvino_says_what_torch_says(weights, tmp_path):
    exact = replace(NETWORK, precision="f32")
    fast, plain = OpenVinoRuntime(exact, weights, tmp_path), TorchRuntime(load(weights).module, NETWORK)
    for side in (64, 112):
        image, whole, cells = (part.numpy() for part in asked(side=side))
        image[:, :, :20] = -100.0
        calibration = np.array([[1.3, 0, 0.2, -0.1]], np.float32)
        given = calibration, np.array([1, 0, side // 16 - 1, side // 16])
        one, other = (runtime(image, whole, cells, *given)["probabilities"] for runtime in (fast, plain))
        np.testing.assert_allclose(one, other, atol=2e-4)
        both = np.concatenate([whole, whole + 1]), np.concatenate([cells, cells])
        twice = fast(image, *both, *given)["probabilities"]
        np.testing.assert_allclose(twice[:1], one, atol=2e-4)
        np.testing.assert_allclose(twice[1:], plain(image, whole + 1, cells, *given)["probabilities"], atol=2e-4)


@pytest.mark.skipif(not has_openvino(), reason="OpenVINO is not here")
def test_half_precision_changes_hardly_any_class(tmp_path):
    """Shipped weights on a made scene: one pixel in fifty changes its class at most, and probabilities hardly lean."""
    random = np.random.default_rng(0)
    share = random.random((1, 1, 8, 8), np.float32).repeat(16, axis=2).repeat(16, axis=3)
    green, soil = (np.array(side, np.float32)[None, :, None, None] for side in (GREEN, SOIL))
    tile = green * share + soil * (1 - share) + random.normal(0, 0.003, (1, 6, 128, 128)).astype(np.float32)
    config, preset = read_config(SHIPPED), read_config(SHIPPED).presets[BALANCED]
    one, other = (
        Predictor([load_runtime(replace(NETWORK, precision=precision), SHIPPED, "cpu", tmp_path)], config)(tile, {})[0]
        for precision in ("f32", "bf16")
    )
    assert (choose_classes(one[:3], preset) == choose_classes(other[:3], preset)).mean() > 0.98
    assert np.abs((one[:3] - other[:3]).mean(axis=(1, 2))).max() < 5e-3


def test_members_that_agree_do_not_disagree():
    random = np.random.default_rng(1)
    answer = random.random((1, 4, 8, 8), np.float32)
    answer[:, :3] /= answer[:, :3].sum(axis=1, keepdims=True)
    assert np.allclose(_combine_members([answer, answer])[:, 4], 0, atol=1e-6)
    turned = np.concatenate([answer[:, [1, 2, 0]], answer[:, 3:]], axis=1)
    apart = _combine_members([answer, turned])
    assert (apart[:, 4] > 0).all()
    assert np.allclose(apart[:, :3].sum(axis=1), 1, atol=1e-6)
    sure = np.zeros((3, 1, 4, 1, 1), np.float32)
    for place in range(3):
        sure[place, 0, place] = 1
    assert np.allclose(_combine_members(list(sure))[:, 4], 1, atol=1e-5)


def test_classes_follow_the_thresholds_of_a_preset():
    likely = np.array([[0.5, 0.2, 0.1, np.nan], [0.3, 0.5, 0.1, np.nan], [0.2, 0.3, 0.8, np.nan]], np.float32)
    assert choose_classes(likely, Preset(medium=0.6, high=0.5)).tolist() == [1, 2, 3, 0]
    assert choose_classes(likely, Preset(medium=0.9, high=0.25)).tolist() == [1, 3, 3, 0]


def test_the_calibration_is_that_of_the_most_that_is_known():
    calibration = {join_groups(frozenset(words)): Calibration(temperature=heat) for words, heat in (
        (("image",), 2.0), (("image", "crop"), 3.0), (("image", "crop", "place"), 4.0),
    )}  # fmt: skip
    config = RiskConfig(calibration=calibration)
    assert config.find_calibration(frozenset({"image", "sensors"})).temperature == 2
    assert config.find_calibration(EVERYTHING).temperature == 4
    assert RiskConfig().find_calibration(EVERYTHING) == Calibration()


def test_a_config_of_an_older_version_names_its_calibration_otherwise():
    config = RiskConfig.model_validate_json('{"readings": {"image": {"temperature": 2}}}')
    assert config.calibration == {"image": Calibration(temperature=2)}


def test_what_is_not_told_is_told_as_unknown():
    whole, cells = encode({}, 2, (3, 4), CONFIG)
    assert whole.shape == (2, CONFIG.width[0])
    assert cells.shape == (2, CONFIG.width[1], 3, 4)
    assert not whole.any() and not cells.any()
    assert find_groups({}) == {"image"}


def test_what_is_told_lies_about_one():
    conditioning = {
        "sensors": np.full((1, 7, 7), [16, 65, 0.25, 3, 20, 2, 4], np.float32),
        "place": np.array([[0.5, 0.5, 0.6, 0.1]], np.float32),
        "soil": np.array([3]),
        "crop": np.array(len(CROPS)),
        "age": np.array(80.0),
        "season": np.array([[150.0, 300.0, np.nan]]).reshape(3),
    }
    whole, cells = encode(conditioning, 1, (2, 2), CONFIG)
    assert np.abs(whole).max() < 2 and np.abs(cells).max() < 2
    assert find_groups(conditioning) == EVERYTHING
    assert cells[0, -1].sum() == 0 and cells[0, -2].sum() == 4  # the temperature of the season is not known
