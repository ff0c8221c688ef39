"""How chips are rendered for the judge of pictures, and how its table counts."""

import numpy as np
from PIL import Image

from models.modality.learning.judge_pictures import Tally, draw_stored_pictures, store, stretch, write_table
from models.modality.learning.sources import Plate

RANDOM = np.random.default_rng(6)
RADAR = Plate(
    RANDOM.normal(-10, 3, (2, 120, 120)).astype(np.float32), "sar", "VV and VH in dB", "sar_db", "here", "1", "judge"
)


def test_chips_are_bytes_of_few_sizes_and_readable_files(tmp_path):
    pictures = list(draw_stored_pictures(np.random.default_rng(7), [RADAR], lambda _: 9))
    assert len(pictures) == 9
    assert {picture.pixels.dtype for picture in pictures} == {np.dtype("uint8")}
    assert {picture.pixels.ndim for picture in pictures} == {2, 3}
    assert all(48 <= min(picture.pixels.shape[:2]) <= 240 for picture in pictures)
    for picture in pictures:
        with Image.open(store(picture, tmp_path)) as image:
            assert image.size == picture.pixels.shape[1::-1]


def test_the_stretch_leaves_four_percent_outside():
    shades = stretch(RADAR.values)
    assert 0.03 < np.mean((shades < 0) | (shades > 255)) < 0.05


def test_the_table_counts_what_is_wrong_and_sure():
    tally = Tally("sar")
    for shares in ((0.1, 0.1, 0.8), (0.1, 0.8, 0.1), (0.2, 0.5, 0.3), (0.3, 0.3, 0.4)):
        tally.add(np.array(shares, np.float32))
    assert "| **all** |  | 4 | 0.500 | 0.500 | 0.250 |" in write_table({"here": tally})
