import itertools

import numpy as np
import pytest

from models.caption.classes import BOUNDS, CLASSES, Aspects
from models.caption.learning.wording import list_phrases, list_stated, write_caption
from models.caption.said.statements import check, holds, read_statements

SPREADS = {
    "even": {"ndvi_spread": 0.02, "plane_share": 0.1, "split_share": 0.5, "smaller_share": 0.4, "edge_share": 0.3},
    "gradient": {"ndvi_spread": 0.15, "plane_share": 0.8, "split_share": 0.7, "smaller_share": 0.4, "edge_share": 0.05},
    "patchy": {"ndvi_spread": 0.15, "plane_share": 0.1, "split_share": 0.6, "smaller_share": 0.4, "edge_share": 0.2},
    "split": {"ndvi_spread": 0.2, "plane_share": 0.6, "split_share": 0.95, "smaller_share": 0.4, "edge_share": 0.01},
}
NAMES = {"vegetation": "ndvi", "soil": "soil_share", "moisture": "ndmi", "biomass": "ndre", "water": "water_share"}
SAID = [
    (aspect, value) for aspect, values in CLASSES.items() for value in values if (aspect, value) != ("water", "none")
]


def middle(aspect, value):
    place, bounds = CLASSES[aspect].index(value), BOUNDS[aspect]
    if place == 0:
        return max(0.0, bounds[0] - 0.05) if aspect in ("soil", "water") else bounds[0] - 0.05
    return bounds[-1] + 0.05 if place == len(bounds) else (bounds[place - 1] + bounds[place]) / 2


def aspects_of(**classes):
    """Aspects whose measured values lie in the middle of the classes."""
    values = {NAMES[aspect]: middle(aspect, value) for aspect, value in classes.items() if aspect in NAMES}
    if "pattern" in classes:
        values |= SPREADS[classes["pattern"]]
    if "greenest" in classes:
        parts = dict.fromkeys(CLASSES["greenest"], 0.5)
        values |= {"ndvi_mean": 0.5, "parts": parts | {classes["barest"]: 0.3, classes["greenest"]: 0.7}}
    return Aspects(valid_share=1, **values, **classes)


def draw_aspects(random):
    classes = {
        aspect: values[int(random.integers(len(values)))]
        for aspect, values in CLASSES.items()
        if aspect not in ("greenest", "barest")
    }
    if classes["pattern"] != "even":
        one, other = random.choice(CLASSES["greenest"], 2, replace=False)
        classes |= {"greenest": str(one), "barest": str(other)}
    return aspects_of(**classes)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("aspect", "value"), SAID)
def test_every_phrase_names_one_class_and_is_read_back(aspect, value, language):
    phrases = list_phrases(aspect, value, language)
    assert len(set(phrases)) >= 6
    for phrase in phrases:
        assert [(each.aspect, each.value, each.negated) for each in read_statements(phrase, language)] == [
            (aspect, value, False)
        ], phrase


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_caption_states_all_that_is_determined_and_nothing_else(language):
    random = np.random.default_rng(1)
    texts = set()
    for _ in range(300):
        aspects = draw_aspects(random)
        text = write_caption(aspects, language, random)
        found = read_statements(text, language)
        assert sorted((each.aspect, each.value) for each in found) == sorted(list_stated(aspects)), text
        assert all(holds(each, aspects) for each in found), text
        assert check(text, aspects, language).text == text
        assert len(text.split()) <= 80
        assert not any(sign.isdigit() for sign in text)
        texts.add(text)
    assert len(texts) > 290


@pytest.mark.parametrize("language", ["en", "fr"])
def test_statements_of_other_patches_do_not_hold(language):
    random = np.random.default_rng(2)
    for aspect, values in CLASSES.items():
        for one, other in itertools.permutations(values, 2):
            if one == "none" and aspect == "water":
                continue
            phrases = list_phrases(aspect, one, language)
            phrase = phrases[int(random.integers(len(phrases)))]
            others = {"greenest": other, "barest": next(each for each in values if each not in (one, other))}
            if aspect == "barest":
                others = {"barest": other, "greenest": next(each for each in values if each not in (one, other))}
            aspects = aspects_of(**others) if aspect in others else aspects_of(**{aspect: other})
            checked = check(phrase, aspects, language)
            assert checked.text == "", phrase
            assert checked.count("contradicted") == 1
