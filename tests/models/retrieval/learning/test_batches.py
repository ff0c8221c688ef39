"""What is learned from: leaves cut out, changed by chance, and never two of one subject in a batch."""

import numpy as np
import torch

from models.retrieval.learning.augment import Shown, augment, darken, paste
from models.retrieval.learning.bank import Bank, find_leaf
from models.retrieval.learning.data import Course, to_shades
from models.retrieval.learning.pictures import SIDE, Picture

SUBJECTS = ("apple/scab", "corn/blight", "tomato/late_blight", "weed/lantana")


def draw_leaf(background: tuple[int, int, int] = (150, 148, 152)) -> tuple[np.ndarray, np.ndarray]:
    """A green disc on a plain background, and where it is."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    leaf = (rows - 112) ** 2 + (columns - 112) ** 2 < 70**2
    pixels = np.where(leaf[..., None], np.uint8([60, 120, 40]), np.uint8(background))
    noise = np.random.default_rng(1).integers(-6, 7, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8), leaf


def make_bank() -> Bank:
    random = np.random.default_rng(2)
    settings = ("laboratory", "field", "laboratory", "field")
    pictures = tuple(
        Picture(f"{subject}/{n}.jpg", subject, setting, f"{subject}{n}")
        for subject, setting in zip(SUBJECTS, settings, strict=True) for n in range(3)
    )  # fmt: skip
    pixels = random.integers(0, 256, (len(pictures), SIDE, SIDE, 3), dtype=np.uint8)
    return Bank(pictures, pixels, np.ones(pixels.shape[:3], bool), ("train", "train", "validation") * 4)


def test_a_leaf_is_cut_out_of_its_background():
    for background in ((150, 148, 152), (5, 5, 5), (250, 250, 250)):
        pixels, leaf = draw_leaf(background)
        found = find_leaf(pixels)
        assert (found & leaf).sum() / (found | leaf).sum() > 0.95


def test_where_no_leaf_can_be_told_all_is_kept():
    noise = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    assert find_leaf(noise).all()


def test_another_background_leaves_the_leaf_as_it_is():
    pixels, leaf = draw_leaf()
    shades, behind = to_shades(pixels[None]), torch.zeros(1, 3, SIDE, SIDE)
    pasted = paste(shades, torch.from_numpy(leaf)[None, None].float(), behind)
    assert torch.allclose(pasted[0, :, 112, 112], shades[0, :, 112, 112])
    assert pasted[0, :, 5, 5].max() == 0


def test_low_light_is_darker_and_stays_in_range():
    shades = torch.rand(2, 3, 16, 16)
    dark = darken(shades, 0.15, 0.02, torch.Generator().manual_seed(1))
    assert dark.mean() < 0.6 * shades.mean() and dark.min() >= 0 and dark.max() <= 1


def test_the_same_chance_changes_alike():
    shades = torch.rand(4, 3, 64, 64)
    shown = Shown(shades, torch.ones(4, 1, 64, 64), torch.rand(4, 3, 64, 64), torch.tensor([True, False] * 2))
    one, other = (augment(shown, 48, torch.Generator().manual_seed(seed)) for seed in (1, 2))
    assert one.shape == (4, 3, 48, 48) and one.min() >= 0 and one.max() <= 1
    assert torch.equal(one, augment(shown, 48, torch.Generator().manual_seed(1))) and not torch.equal(one, other)


def test_a_batch_has_each_subject_once_and_true_descriptions():
    course = Course(make_bank(), 48, seed=1)
    for step in range(4):
        batch = course.draw(step, 32)
        assert batch.shades.shape == (len(SUBJECTS), 3, 32, 32)
        assert {course.described[number] for number in batch.descriptions.tolist()} == set(SUBJECTS)


def test_nothing_held_back_is_shown():
    bank = make_bank()
    course = Course(bank, 48, seed=1)
    assert set(course._places.tolist()) == {n for n, split in enumerate(bank.splits) if split == "train"}
