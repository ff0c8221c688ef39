"""Ground from above is described by what is measured in it."""

from pathlib import Path

import numpy as np
import pytest
import rasterio

from models.retrieval.learning.overhead import list_overhead

SOIL, GREEN, WATER = (0.10, 0.14, 0.20, 0.24), (0.03, 0.06, 0.03, 0.45), (0.06, 0.05, 0.03, 0.02)


def write(folder: Path, west: tuple[float, ...], east: tuple[float, ...], share: float) -> None:
    """A chip of ten bands with the offset of today's products: red, green, blue and near infrared lead."""
    values = np.full((10, 40, 40), 3000, np.uint16)
    cut = round(40 * share)
    for layer, band in ((3, 0), (2, 1), (1, 2), (4, 3)):
        values[layer - 1, :, :cut] = round(west[band] * 10_000 + 1000)
        values[layer - 1, :, cut:] = round(east[band] * 10_000 + 1000)
    path = folder / "s2_multispectral" / "telangana_chips" / "chip.tif"
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(path, "w", driver="GTiff", count=10, height=40, width=40, dtype="uint16",
                       transform=rasterio.Affine(10, 0, 0, 0, -10, 0), crs="EPSG:32631") as target:  # fmt: skip
        target.write(values)


@pytest.mark.parametrize(
    ("west", "east", "share", "subject"),
    [
        (GREEN, SOIL, 0.8, "overhead/satellite_dense"), (GREEN, SOIL, 0.2, "overhead/satellite_bare"),
        (WATER, SOIL, 0.9, "overhead/satellite_water"),
    ],
)  # fmt: skip
def test_what_covers_most_names_the_picture_and_shares_are_said(tmp_path, west, east, share, subject):
    write(tmp_path, west, east, share)
    ((picture, pixels),) = list_overhead(tmp_path, None, 0)
    assert picture.subject == subject and picture.setting == "overhead"
    assert pixels.shape == (224, 224, 3) and pixels.dtype == np.uint8
    most = round(100 * max(share, 1 - share))
    assert any(f"{most} %" in words for words in picture.words)


def test_ground_between_two_kinds_is_not_taken(tmp_path):
    write(tmp_path, GREEN, SOIL, 0.55)
    assert list(list_overhead(tmp_path, None, 0)) == []
