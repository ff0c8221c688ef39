import numpy as np
import rasterio

from models.health import scene as health
from models.health.scene import CLASSES
from nodes.classify_health import classify_health


def test_health_lies_on_clear_ground_only_and_keeps_the_place(known, context):
    result = classify_health(known, context)["health"]
    with rasterio.open(context.run_dir / "health.tif") as found, rasterio.open(context.run_dir / "valid.tif") as valid:
        assert (found.transform, found.crs, found.nodata) == (valid.transform, valid.crs, 0)
        classes = found.read(1)
        assert ((classes > 0) == (valid.read(1) == 1)).all()
    assert result.raster == "health.tif"


def test_green_fields_are_healthier_than_bare_soil(known, context):
    classify_health(known, context)
    with rasterio.open(context.run_dir / "health.tif") as found:
        classes = found.read(1)
    assert classes[30:, :32].max() < classes[30:, 32:].min()


def test_shares_are_those_of_the_raster_and_add_up(known, context):
    result = classify_health(known, context)["health"]
    with rasterio.open(context.run_dir / "health.tif") as found:
        counts = np.bincount(found.read(1).ravel(), minlength=5)[1:]
    assert np.allclose([result.share[name] for name in CLASSES], counts / counts.sum())
    assert np.isclose(sum(result.attention.values()), 1)
    assert result.fake


def test_windows_that_do_not_fit_give_the_same_map(known, context, monkeypatch):
    def read() -> np.ndarray:
        result = classify_health(known, context)["health"]
        with rasterio.open(context.run_dir / "health.tif") as found:
            return np.append(found.read(1).ravel(), round(result.mean_confidence, 9))

    whole = read()
    monkeypatch.setattr(health, "WINDOW", 16)
    assert (read() == whole).all()


def test_a_scene_without_shortwave_gives_the_network_nan(known, context):
    bands = tuple(band for band in known.scene.bands if band.role.value != "swir16")
    without = known.model_copy(update={"scene": known.scene.model_copy(update={"bands": bands})})
    seen = []

    class Watching(type(context.models)):
        def classify_health(self, patches, sensors, context):
            seen.append(patches)
            return super().classify_health(patches, sensors, context)

    from dataclasses import replace

    classify_health(without, replace(context, models=Watching()))
    assert np.isnan(seen[0][:, 4]).all()
    assert np.isfinite(seen[0][:, :4]).any()


def test_the_same_scene_has_the_same_bytes(known, context):
    classify_health(known, context)
    first = (context.run_dir / "health.tif").read_bytes()
    classify_health(known, context)
    assert (context.run_dir / "health.tif").read_bytes() == first
