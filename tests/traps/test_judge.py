"""The judge of the traps: it must see what is wrong, or its two sums mean nothing."""

import pytest

from .judge import Answer, Truth, faults, lacks

TRUTH = Truth(
    indices={"NDVI": 0.4, "EVI": None}, facts={"area_ha": 92.0, "modality": "multispectral", "roles": {1: "red"}}
)
RIGHT = Answer(None, {"NDVI": 0.4003}, {"area_ha": 92.01, "modality": "multispectral", "roles": {1: "red"}})


@pytest.mark.parametrize(
    "answer",
    [
        Answer(None, {"NDVI": 0.41}),
        Answer(None, {"EVI": 0.3}),
        Answer(None, facts={"area_ha": 92.2}),
        Answer(None, facts={"modality": "rgb"}),
        Answer(None, facts={"roles": {1: "blue"}}),
    ],
)
def test_a_wrong_statement_is_a_fault(answer):
    assert faults(answer, TRUTH)


def test_a_right_answer_a_refusal_and_silence_are_no_faults():
    assert not faults(RIGHT, TRUTH)
    assert not faults(Answer("the scale is not known"), TRUTH)
    assert not faults(Answer(None), TRUTH)


def test_any_statement_about_what_is_no_scene_is_a_fault():
    assert faults(Answer(None, facts={"modality": "infrared"}), Truth(is_scene=False))
    assert not faults(Answer("it is a map of classes"), Truth(is_scene=False))


def test_a_twin_lacks_what_it_does_not_state():
    assert not lacks(RIGHT, TRUTH)
    assert lacks(Answer("refused"), TRUTH)
    assert lacks(Answer(None, {"NDVI": 0.4}), TRUTH)


def test_a_place_without_data_is_not_a_place_with_data():
    truth = Truth(samples=((4.4, 51.4, 0.5),))
    assert faults(Answer(None, samples=(None,)), truth)
    assert faults(Answer(None, samples=(0.51,)), truth)
    assert not faults(Answer(None, samples=(0.501,)), truth)
