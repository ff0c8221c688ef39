import numpy as np
import pytest

from models.retrieval.learning.scores import bootstrap, find_hits, find_hits_of_sets, measure_auroc, recall_both_ways

EYE = np.eye(3, dtype=np.float32)


def test_any_item_of_the_subject_is_a_hit():
    found = EYE[[0, 1, 1, 2]]
    hits = find_hits(EYE[:2], found, ["rust", "scab"], ["mildew", "rust", "scab", "rust"])
    assert hits[1].tolist() == [False, False] or hits[1].tolist() == [False, True]
    assert hits[5].tolist() == [True, True]


def test_many_wordings_of_one_wrong_answer_take_one_place():
    wrong, right = np.float32([[1, 0, 0]] * 12), np.float32([[0.6, 0.8, 0]])
    texts, of = np.concatenate([wrong, right]), ["scab"] * 12 + ["rust"]
    hits = find_hits_of_sets(EYE[:1], texts, ["rust"], of)
    assert not hits[1].any() and hits[5].all()
    assert not find_hits(EYE[:1], texts, ["rust"], of)[10].any()


def test_a_perfect_model_finds_all_and_a_turned_one_none():
    names = ["a", "b", "c"]
    assert recall_both_ways(EYE, names, EYE, names)["picture of text"]["R@1"] == [1, 1, 1]
    assert recall_both_ways(EYE, names, EYE[[1, 2, 0]], names)["text of picture"]["R@1"] == [0, 0, 0]


def test_the_interval_holds_the_mean_and_narrows_with_more():
    few, many = np.array([0, 1, 1, 1]), np.tile([0, 1, 1, 1], 100)
    mean, low, high = bootstrap(few)
    assert low <= mean <= high and mean == 0.75
    _, closer_low, closer_high = bootstrap(many)
    assert closer_high - closer_low < high - low


@pytest.mark.parametrize(
    ("known", "unknown", "auroc"), [([2, 3], [0, 1], 1), ([0, 1], [2, 3], 0), ([1, 1], [1, 1], 0.5), ([1, 3], [2], 0.5)]
)
def test_auroc_counts_pairs(known, unknown, auroc):
    assert measure_auroc(np.array(known, float), np.array(unknown, float)) == auroc
