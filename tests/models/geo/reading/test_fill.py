"""What is fill, and what only looks like it."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from models.geo.contract.product import Header, Layer
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import Fact
from models.geo.reading.fill import find_fills, is_dark_water

HEADER = Header("a.tif", 64, 64, Affine.identity(), CRS.from_epsg(32631), ((), None), False, ("float32",) * 4, ())


def stack(low: float, high: float, bands: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(low, high, (bands, 64, 64))


def find(pixels: np.ndarray, dtype: str = "float32") -> list[float]:
    layers = [Layer(f"band {i}", str(Path("a.tif")), i + 1, HEADER) for i in range(len(pixels))]
    return [one.value for one in find_fills(layers, samples(pixels, dtype))]


def samples(pixels: np.ndarray, dtype: str = "float32") -> list[LayerSample]:
    return [LayerSample((band.copy(),), dtype, band.shape, None) for band in pixels]


def hole(pixels: np.ndarray, value: float) -> np.ndarray:
    pixels[:, 20:30, 20:30] = value
    return pixels


@pytest.mark.parametrize(
    ("pixels", "value"),
    [(stack(0.02, 0.4), -0.2), (stack(0.02, 0.4), 0.0), (stack(-25, -5, 2), -50.0), (stack(-25, -5, 2), 0.0),
     (stack(-25, -5, 1), -50.0), (stack(1100, 4000), -10000.0), (stack(0.02, 0.4), 1e20)],
)  # fmt: skip
def test_a_constant_of_all_bands_apart_from_the_data_is_fill(pixels, value):
    assert find(pixels) == []
    assert find(hole(pixels, value)) == [value]


@pytest.mark.parametrize(
    ("pixels", "dtype"),
    [(hole(stack(0, 255).round(), 0), "uint8"), (hole(stack(0, 255).round(), 0), "uint16"),
     (hole(stack(500, 9990), 10000), "uint16"), (hole(stack(0.05, 0.9), 0.91), "float32"),
     (hole(stack(280, 300, 1), 280), "float32"), (hole(stack(0, 4000, 1), 0), "uint16"),
     (hole(stack(500, 30000).round(), 65535), "uint16")],
)  # fmt: skip
def test_black_snow_and_flat_ground_are_no_fill(pixels, dtype):
    assert find(pixels, dtype) == []


def test_a_few_pixels_or_one_band_are_no_fill():
    few = stack(0.02, 0.4)
    few[:, 3, 3:8] = -0.2
    alone = stack(0.02, 0.4)
    alone[0, 20:30, 20:30] = -0.2
    assert find(few) == [] and find(alone) == []


def test_two_fills_are_both_found():
    pixels = hole(stack(1100, 4000), 0)
    pixels[:, :, :10] = -9999
    assert sorted(find(pixels)) == [-9999, 0]


@pytest.mark.parametrize(("beside", "is_water"), [(60.0, True), (3000.0, False)])
def test_zeros_of_the_infrared_are_water_where_what_lies_beside_is_dark(beside, is_water):
    pixels = stack(2000, 4000, 4)
    pixels[3, 15:35, 15:35] = beside
    pixels[3, 20:30, 20:30] = np.nan
    roles = ("blue", "green", "red", "nir")
    layers = [
        Layer(role, "a.tif", i + 1, HEADER, Fact(value=role, source="tag", detail=role)) for i, role in enumerate(roles)
    ]
    assert is_dark_water(3, layers, samples(pixels)) is is_water
