"""Pictures that show the same leaf stay on one side of the split."""

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from models.errors import ConfigError
from models.retrieval.learning.duplicates import hash_picture, join_groups, split_pictures
from models.retrieval.learning.pictures import Picture, list_leaves, read_picture


def draw(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((96, 96), Image.Resampling.BICUBIC))


def test_a_copy_has_nearly_the_same_hash_and_another_picture_has_not():
    one = draw(1)
    smaller = np.asarray(Image.fromarray(one).resize((60, 60)).resize((96, 96)))
    brighter = np.clip(one * 0.9 + 20, 0, 255).astype(np.uint8)
    for copy in (smaller, brighter):
        assert (hash_picture(one) ^ hash_picture(copy)).bit_count() <= 8
    assert (hash_picture(one) ^ hash_picture(draw(2))).bit_count() > 8


def test_groups_join_by_name_and_by_hash():
    groups = join_groups(["a", "a", "b", "c"], [0b0, 2**40 - 1, 2**40 - 1, 2**63 - 1])
    assert groups[0] == groups[1] == groups[2] != groups[3]


def test_a_tenth_each_goes_to_validation_and_test_and_groups_stay_whole():
    pictures = [Picture(f"{n}.jpg", "corn/rust", "field", f"leaf {n // 2}") for n in range(100)]
    splits = split_pictures(pictures, [n // 2 for n in range(100)])
    assert Counter(splits) == {"train": 80, "validation": 10, "test": 10}
    assert all(splits[n] == splits[n + 1] for n in range(0, 100, 2))


def test_crops_that_are_left_out_are_in_no_other_split():
    pictures = [Picture(f"{n}.jpg", "cherry/healthy", "laboratory", str(n)) for n in range(20)]
    assert set(split_pictures(pictures, list(range(20)))) == {"left out"}


def test_the_split_is_the_same_again_and_another_by_another_seed():
    pictures = [Picture(f"{n}.jpg", "corn/rust", "field", str(n)) for n in range(100)]
    groups = list(range(100))
    assert split_pictures(pictures, groups) == split_pictures(pictures, groups)
    assert split_pictures(pictures, groups) != split_pictures(pictures, groups, seed=2)


def test_leaves_are_listed_with_what_their_folders_say(tmp_path):
    for name in (
        "leaf_disease/corn/Blight/field__a_1_012345.jpg",
        "leaf_disease/chilli/healthy/field__IMG_2978_2_012345.jpg",
        "leaf_disease/chilli/cercospora/field__IMG_2978_543210.jpg",
        "weeds/deepweeds/lantana/field__20170126-095525-0_012345.jpg",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw(1)).save(tmp_path / name)
    found = {picture.subject: picture for picture in list_leaves(tmp_path)}
    assert set(found) == {"corn/blight", "chilli/healthy", "chilli/cercospora", "weed/lantana"}
    assert found["chilli/healthy"].group == found["chilli/cercospora"].group  # two leaves of one photograph
    assert found["weed/lantana"].group.endswith("20170126-0955")  # of one minute
    assert read_picture(tmp_path / found["corn/blight"].file).shape == (224, 224, 3)


def test_a_folder_without_pictures_is_refused_in_a_line(tmp_path):
    with pytest.raises(ConfigError, match="no pictures"):
        list_leaves(tmp_path)
