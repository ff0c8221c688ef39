import numpy as np
import pytest

from models.modality.confirm import SURE, agree, combine_views, is_doubtful, merge
from models.schemas import Guess

GREY = np.repeat(np.random.default_rng(1).integers(0, 200, (5, 16, 16, 1), np.uint8), 3, axis=3)


def said(modality, confidence):
    return Guess(modality=modality, confidence=confidence, evidence=("a tag",))


def seen(**shares):
    rest = (1 - sum(shares.values())) / (3 - len(shares))
    return np.array([shares.get(name, rest) for name in ("rgb", "infrared", "sar")], np.float32)


@pytest.mark.parametrize(
    ("statistics", "network", "force", "confidence"),
    [
        (
            said("infrared", 0.5),
            seen(infrared=0.95),
            "infrared",
            0.9,
        ),  # agreement counts as the surer, a picture as 0.9 at most
        (said("infrared", 0.5), seen(sar=0.95), "sar", 0.9),  # the sure one holds against the doubtful
        (said("sar", 0.97), seen(infrared=0.999), "sar", 0.97),  # a picture does not outweigh a tag
        (said("sar", 0.9), seen(infrared=0.999), "sar", 0.9),  # nor what a format fixes
        (said("sar", 0.8), seen(infrared=0.99), "infrared", 0.9),  # but it does outweigh weak speckle
        (said("multispectral", 0.5), seen(rgb=0.99), "multispectral", 0.5),  # which is drawn as rgb
        (said("multispectral", 0.65), seen(infrared=0.99), "multispectral", 0.65),  # one band of it, if none has a name
        (said("multispectral", 0.65), seen(sar=0.99), "multispectral", 0.65),  # which it was never shown: doubtful
        (said("infrared", 0.5), seen(rgb=0.6), "infrared", 0.5),  # an uncertain network has no say
    ],
)
def test_whose_word_holds(statistics, network, force, confidence):
    result = merge(statistics, network)
    assert result.modality == force
    assert result.confidence == pytest.approx(confidence, abs=1e-3)
    assert result.statistics == statistics
    assert sum(result.network_probabilities.values()) == pytest.approx(1, abs=1e-3)


def test_an_uncertain_network_contradicts_nobody():
    assert agree(said("sar", 0.97), said("rgb", SURE - 0.01))
    assert not agree(said("sar", 0.97), said("rgb", SURE))


def test_radar_is_always_confirmed_and_other_kinds_where_they_are_in_doubt():
    asked = {
        (kind, share): is_doubtful(merge(said(kind, share), seen(rgb=0.4)))
        for kind in ("rgb", "sar")
        for share in (0.5, 0.95)
    }
    assert asked == {("rgb", 0.5): True, ("rgb", 0.95): False, ("sar", 0.5): True, ("sar", 0.95): True}


def test_the_opinion_on_a_scene_is_the_mean_of_the_logits_of_its_views():
    logits = np.random.default_rng(0).normal(0, 3, (5, 3))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    mean = np.exp(logits.mean(axis=0))
    assert combine_views(shares.astype(np.float32), GREY) == pytest.approx(mean / mean.sum(), abs=1e-5)
    assert combine_views(np.array([[1, 0, 0]], np.float32), GREY[:1]) == pytest.approx([1, 0, 0], abs=1e-5)


def test_one_grey_look_is_doubted_more_and_names_the_same():
    shares = np.array([[0.1, 0.08, 0.82]], np.float32)
    colour = GREY[:1].copy()
    colour[..., 0] += 40
    assert combine_views(shares, colour) == pytest.approx(shares[0], abs=1e-5)
    doubted = combine_views(shares, GREY[:1])
    assert doubted.argmax() == 2 and doubted.max() < SURE
    assert combine_views(np.repeat(shares, 5, axis=0), GREY) == pytest.approx(shares[0], abs=1e-5)


def test_words_outrank_the_network_which_is_then_a_doubt():
    """A lone blue band by name looks like infrared; what its name says holds, and both opinions are kept."""
    named = Guess(modality="rgb", confidence=0.5, evidence=("blue, by the file's name",), is_told=True)
    result = merge(named, seen(infrared=0.998))
    assert (result.modality, result.confidence) == ("rgb", 0.5)
    assert result.network is not None and not agree(named, result.network)


def test_what_the_pixels_rule_out_the_network_does_not_bring_back():
    light = Guess(modality="rgb", confidence=0.6, evidence=("three bands",), excluded=("sar",))
    assert merge(light, seen(sar=0.99)).modality == "rgb"
    assert merge(light, seen(infrared=0.99)).modality == "infrared"
