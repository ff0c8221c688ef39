"""Advice on the scale: what a refusal tells the user to say must work."""

import re

import numpy as np
import pytest
import rasterio
from affine import Affine

from models.geo.contract.scene import SceneFlags
from models.geo.reading.read import read_scene

NAMES = ("B02", "B03", "B04", "B08", "B11", "B12")


def reflectance(seed: int = 3) -> np.ndarray:
    """(6, 64, 64) of crops over soil, with a pond."""
    random = np.random.default_rng(seed)
    levels = np.array([0.05, 0.08, 0.07, 0.34, 0.22, 0.14])[:, None, None]
    values = levels * random.uniform(0.7, 1.3, (6, 64, 64))
    values[:, 5:20, 5:20] *= np.array([0.6, 0.5, 0.4, 0.05, 0.03, 0.03])[:, None, None]
    return values


def write(path, pixels, names=NAMES, crs="EPSG:32631", **more):
    profile = {"driver": "GTiff", "count": len(pixels), "height": 64, "width": 64, "dtype": pixels.dtype}
    place = {"crs": crs, "transform": Affine(10, 0, 600_000, 0, -10, 5_700_000)}
    with rasterio.open(path, "w", **profile, **place, **more) as target:
        target.descriptions = names
        target.write(pixels)
    return path


def advised(detail: str) -> SceneFlags:
    """The first flags that a refusal names."""
    found = re.search(r"--scale (\S+) --offset (-?[\d.]+)", detail)
    assert found, detail
    return SceneFlags(scale=float(found[1]), offset=float(found[2]))


@pytest.mark.parametrize(
    ("per_unit", "plus", "names"),
    [(65535, 0, NAMES), (32768, 0, NAMES), (1 / 2.75e-5, 0.2, ("blue", "green", "red", "nir", "swir16", "swir22"))],
)
def test_the_advised_scale_gives_the_true_reflectance(tmp_path, per_unit, plus, names):
    truth = reflectance()
    path = write(tmp_path / "scene.tif", np.round((truth + plus) * per_unit).astype("uint16"), names)
    refused = read_scene(path)
    assert refused.unit.value == "dn"
    scene = read_scene(path, advised(refused.unit.detail))
    assert scene.unit.value == "reflectance"
    stored = np.round((truth + plus) * per_unit)
    assert np.allclose(stored * scene.bands[3].scale + scene.bands[3].offset, truth, atol=2e-4)


@pytest.mark.parametrize("added", [0.0, 0.1])
def test_the_advice_on_fractions_works_both_ways(tmp_path, added):
    bright = reflectance()[:, 20:] + 0.2
    pixels = (np.pad(bright, ((0, 0), (0, 20), (0, 0)), mode="reflect") + added).astype("float32")
    path = write(tmp_path / "scene.tif", pixels)
    asked = read_scene(path).unit
    assert asked.value == "dn" and "--scale 1 --offset 0 if not" in asked.detail
    for flags in (SceneFlags(scale=1.0, offset=0.0), advised(asked.detail)):
        scene = read_scene(path, flags)
        assert (scene.unit.value, scene.bands[0].offset) == ("reflectance", flags.offset)


def test_a_few_glints_are_no_reason_to_refuse(tmp_path):
    pixels = np.round(reflectance() * 1e4).astype("uint16")
    pixels[:, 30, 30:40] = 25000
    assert read_scene(write(tmp_path / "scene.tif", pixels)).unit.value == "reflectance"
