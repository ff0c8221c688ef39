"""From scenes to maps: answers hang on the ground, not on how it was cut; a run that was killed goes on."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.backend import RISK_STRIDE
from models.errors import ConfigError, ModelUnavailable, SceneError
from models.field.cells import SceneConditioning
from models.geo.contract.scene import SceneFlags
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.reading.read import read_scene
from models.risk.augmentation import Augmentation
from models.risk.config import BANDS, Preset, RiskConfig
from models.risk.layers import STEPS
from models.risk.scene import CRF_HALO, RiskJob, RiskOptions, find_preset, segment_scene
from models.risk.tile_cache import FOLDER
from models.simulation.fields import draw_fractal, draw_parcels
from nodes.context import NodeOptions

CODES = ("B02", "B03", "B04", "B08", "B11", "B12")
FLAGS = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)
MEANS = np.array([0.07, 0.11, 0.11, 0.31, 0.24, 0.17])[:, None, None]
WEST, NORTH = 500030, 5000050  # metres: not on the lattice of the network
ROOT = Path(__file__).parents[3]


class Convolutions:
    """A network of a bounded view whose coarse cells matter, as those of a U-Net do; answers of random weights."""

    name = "stub"

    def __init__(self, fails_at=None, wait=None):
        random = np.random.default_rng(5)
        self.weights = random.normal(0, 1.2, (5, 2 * len(BANDS)))
        self.fails_at, self.wait, self.asked = fails_at, wait, []

    config = None

    def version_of(self, _room):
        return "one"

    def config_of(self, _room):
        return self.config

    def segment_risk(self, tiles, conditioning, part=None):
        if len(self.asked) == self.fails_at:
            raise self.wait or SceneError("stopped")
        count, bands, height, width = tiles.shape
        assert (bands, height % RISK_STRIDE, width % RISK_STRIDE) == (len(BANDS), 0, 0)
        self.asked.append(tiles.shape)
        known = np.isfinite(tiles)
        seen = np.concatenate([np.where(known, 20 * (tiles - MEANS), 0), 0.1 * known], axis=1).astype(np.float64)
        coarse = seen.reshape(count, 2 * bands, height // 16, 16, width // 16, 16).mean(axis=(3, 5))
        coarse = _blurred(_blurred(coarse)).repeat(16, axis=2).repeat(16, axis=3)
        output = np.einsum("kb,nbhw->nkhw", self.weights, _blurred(seen) + coarse)
        shares = np.exp(output[:, :3] - output[:, :3].max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        stands = 1 / (1 + np.exp(-output[:, 3:4] - 1))
        found = np.concatenate([shares, stands, 0.1 * stands], axis=1).astype(np.float32)
        return found[(..., *part)] if part else found


def _blurred(values):
    """Means about each pixel, zero beyond the edge as convolutions have it; east and west differ."""
    wide = np.pad(values, ((0, 0), (0, 0), (1, 1), (1, 1)))
    rows = wide[:, :, :-2] + wide[:, :, 1:-1] + wide[:, :, 2:]
    return (rows[..., :-2] + 2 * rows[..., 1:-1]) / 9


def ground(side=224, seed=2):
    """(6, side, side) reflectance of fields, × 10000."""
    random = np.random.default_rng(seed)
    number = draw_parcels(random, side, 60)
    green = random.random(int(number.max()) + 1)[number] + 0.1 * draw_fractal(random, side, 1.0)
    crop, soil = (300, 600, 400, 3400, 1700, 800), (1200, 1700, 2100, 2700, 3400, 2900)
    stored = [one * green + other * (1 - green) for one, other in zip(crop, soil, strict=True)]
    return np.clip(np.array(stored) + random.normal(0, 40, (6, side, side)), 1, 9999).astype(np.uint16)


def scene_of(folder, stored, *, left=0, top=0, metres=10.0, hidden=None):
    """A scene of that ground in a folder of its own, and the `valid.tif` beside it."""
    folder.mkdir(parents=True)
    path = folder / "S2A_MSIL2A_20240615_field.tif"
    _, height, width = stored.shape
    place = Affine(metres, 0, WEST + metres * left, 0, -metres, NORTH - metres * top)
    profile = {"driver": "GTiff", "count": 6, "height": height, "width": width, "dtype": "uint16", "nodata": 0}
    with rasterio.open(path, "w", **profile, crs="EPSG:32631", transform=place) as target:
        target.write(stored)
        target.descriptions = CODES
    scene = read_scene(path, FLAGS)
    classes = np.where((stored > 0).any(axis=0), 1, 0).astype(np.uint8)
    if hidden is not None:
        classes[hidden] = 2
    with RasterWriter(folder / "valid.tif", scene.grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(classes, Window(0, 0, width, height))
    return scene


def work_in(folder, how=None, models=None, progress=lambda _done, _total: None):
    return RiskJob(folder / "valid.tif", folder, models or Convolutions(), progress, how or RiskOptions())


def maps_of(folder, scene, how=None, models=None):
    """(6, h, w): class, probabilities, uncertainty and disagreement."""
    assert segment_scene(scene, SceneConditioning({}), work_in(folder, how, models)) is not None
    found = []
    for name in ("risk", "risk_probability", "risk_uncertainty"):
        with rasterio.open(folder / f"{name}.tif") as source:
            found.append(source.read().astype(np.float32))
    return np.concatenate(found)


def apart(one, other):
    """Most by which probabilities differ, where both are known; no ground is known to one alone."""
    assert (np.isfinite(one[1]) == np.isfinite(other[1])).mean() > 0.999
    return furthest(one, other)


def furthest(one, other):
    return float(np.nanmax(np.abs(one[1:4] - other[1:4])))


@pytest.fixture
def scene(tmp_path):
    stored = ground()
    stored[:, 100:130, 60:] = 0
    return scene_of(tmp_path / "run", stored, hidden=(slice(150, 170), slice(0, 90)))


@pytest.mark.parametrize("tile", [32, 48, 100, 224])
def test_answers_do_not_hang_on_the_size_of_tiles(scene, tmp_path, tile):
    whole = maps_of(tmp_path / "run", scene, RiskOptions(tile=1024))
    assert apart(maps_of(tmp_path / "run", scene, RiskOptions(tile=tile)), whole) <= 1e-3
    assert np.nanstd(whole[1]) > 0.05


@pytest.mark.parametrize(("left", "top"), [(0, 0), (5, 11), (40, 3)])
def test_the_same_ground_has_the_same_answer_in_a_scene_of_another_extent(tmp_path, left, top):
    stored = ground(320)
    large = maps_of(tmp_path / "large", scene_of(tmp_path / "large", stored))
    part = stored[:, top : top + 260, left : left + 270]
    small = maps_of(tmp_path / "small", scene_of(tmp_path / "small", part, left=left, top=top), RiskOptions(tile=96))
    inside = slice(100, 150)  # an edge is seen from afar
    assert apart(small[:, inside, inside], large[:, top:, left:][:, inside, inside]) <= 1e-3


def test_answers_for_fine_pixels_do_not_hang_on_tiles_or_extent(tmp_path):
    stored = ground(200).repeat(2, axis=1).repeat(2, axis=2)
    one = maps_of(tmp_path / "one", scene_of(tmp_path / "one", stored, metres=5.0), RiskOptions(tile=64))
    other = maps_of(
        tmp_path / "two",
        scene_of(tmp_path / "two", stored[:, 1:, 3:], metres=5.0, left=3, top=1),
        RiskOptions(tile=1024),
    )
    inside = slice(200, 260)
    assert apart(one[:, 1:, 3:][:, inside, inside], other[:, inside, inside]) <= 1e-3


@pytest.mark.parametrize("views", [Augmentation(turns=True), Augmentation(scales=(0.75, 1.25))])
def test_many_views_do_not_hang_on_tiles_either(scene, tmp_path, views):
    models = Convolutions()
    whole = maps_of(tmp_path / "run", scene, RiskOptions(tile=1024, views=views), models)
    assert len(models.asked) == views.count
    assert apart(maps_of(tmp_path / "run", scene, RiskOptions(tile=128, views=views)), whole) <= 1e-3
    assert furthest(maps_of(tmp_path / "run", scene), whole) > 1e-2


def test_views_turn_what_is_known_of_cells_with_the_picture():
    tiles = np.random.default_rng(0).random((1, 6, 64, 32), dtype=np.float32)
    crop = np.random.default_rng(1).integers(0, 5, (1, 16, 8))
    season = np.random.default_rng(2).random((1, 3, 16, 8))

    def ask(shown, told, part):
        assert part is None
        cells = np.stack([told["crop"][0], *told["season"][0]])[None]
        return np.concatenate([shown, cells.repeat(4, axis=2).repeat(4, axis=3)], axis=1).astype(np.float32)

    conditioning = {"crop": crop, "season": season, "sensors": np.zeros((1, 7, 7))}
    part, sizes = (slice(4, 60), slice(0, 30)), []
    answer = Augmentation(turns=True).answer(ask, tiles, conditioning, part)
    np.testing.assert_allclose(answer, ask(tiles, conditioning, None)[(..., *part)], atol=1e-6)
    Augmentation(scales=(0.5, 1.25)).answer(
        lambda *asked: sizes.append(asked[0].shape) or ask(*asked), tiles, conditioning, part
    )
    assert [size[2:] for size in sizes] == [(64, 32), (32, 16), (80, 40)]


def test_a_plane_is_the_same_plane_at_another_scale():
    rows, columns = np.mgrid[0:64, 0:64]
    tiles = (0.1 + 0.003 * rows + 0.002 * columns).astype(np.float32)[None, None].repeat(6, axis=1)
    part = slice(4, 60), slice(4, 60)
    answer = Augmentation(scales=(0.75, 1.25)).answer(lambda shown, *_: shown, tiles, {}, part)
    np.testing.assert_allclose(answer, tiles[(..., *part)], atol=1e-5)


@pytest.mark.parametrize("scale", [0.3, 1.1, 3.0])
def test_scales_that_share_no_lattice_are_refused(scale):
    with pytest.raises(ValueError, match="scale"):
        Augmentation(scales=(scale,))


def test_the_crf_does_not_hang_on_tiles(tmp_path):
    stored = ground(600, seed=4)
    large = scene_of(tmp_path / "run", stored)
    how = RiskOptions(tile=1024, crf_iterations=3)
    whole = maps_of(tmp_path / "run", large, how)
    parts = maps_of(tmp_path / "run", large, replace(how, tile=300))
    assert apart(parts, whole) <= 1e-3 + 1 / STEPS
    assert furthest(maps_of(tmp_path / "run", large), whole) > 0.1
    assert CRF_HALO + 300 < 600


def test_only_tiles_with_clear_ground_are_asked(tmp_path):
    stored = ground()
    stored[:, :, 96:] = 0
    models = Convolutions()
    maps_of(tmp_path / "run", scene_of(tmp_path / "run", stored), RiskOptions(tile=32), models)
    assert len(models.asked) == 7 * 3


def test_a_stopped_scene_asks_only_for_what_is_missing(scene, tmp_path):
    folder, how = tmp_path / "run", RiskOptions(tile=64)
    before = maps_of(folder, scene, how, models := Convolutions())
    count = len(models.asked)
    with pytest.raises(SceneError, match="stopped"):
        segment_scene(scene, SceneConditioning({}), work_in(folder, how, Convolutions(fails_at=5)))
    assert (folder / FOLDER).is_dir()
    assert not any(path.name.startswith(".risk") for path in folder.iterdir())
    again = Convolutions()
    np.testing.assert_array_equal(maps_of(folder, scene, how, again), before)
    assert len(again.asked) == count - 5
    assert not (folder / FOLDER).exists()


def test_a_killed_scene_goes_on_too(scene, tmp_path):
    folder, how = tmp_path / "run", RiskOptions(tile=64, crf_iterations=1)
    before = maps_of(folder, scene, how)
    code = f"""
import os, signal
from pathlib import Path
from tests.models.risk.test_risk_scene import *
scene = read_scene(Path({scene.path!r}), FLAGS)
def kill(done, total):
    if done == 9:
        os.kill(os.getpid(), signal.SIGKILL)
segment_scene(scene, Known({{}}), work_in(Path({str(folder)!r}), {how!r}, progress=kill))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    kept = len(list((folder / FOLDER).glob("*.npy")))
    models = Convolutions()
    np.testing.assert_array_equal(maps_of(folder, scene, how, models), before)
    assert 4 <= kept <= 9
    assert len(models.asked) == 16 - kept


def test_what_another_network_or_another_cut_has_said_is_not_believed(scene, tmp_path):
    class Other(Convolutions):
        def version_of(self, _room):
            return "another"

    folder, how = tmp_path / "run", RiskOptions(tile=64)
    for models, other in (
        (Other(), how),
        (Convolutions(), RiskOptions(tile=32)),
        (Convolutions(), replace(how, crf_iterations=1)),
    ):
        with pytest.raises(SceneError):
            segment_scene(scene, SceneConditioning({}), work_in(folder, how, Convolutions(fails_at=5)))
        maps_of(folder, scene, other, models)
        assert len(models.asked) >= 16


def test_where_the_network_cannot_answer_there_are_no_maps(scene, tmp_path):
    models = Convolutions(fails_at=3, wait=ModelUnavailable("it is away", room="risk", kind="no_weights"))
    with pytest.raises(ModelUnavailable):
        segment_scene(scene, SceneConditioning({}), work_in(tmp_path / "run", RiskOptions(tile=64), models))
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"valid.tif", Path(scene.path).name, FOLDER}


def test_a_full_disk_ends_in_one_line_and_what_was_said_is_kept(scene, tmp_path, monkeypatch):
    def full(*_):
        raise SceneError("risk.tif could not be written")

    monkeypatch.setattr(RasterWriter, "write", full)
    with pytest.raises(SceneError, match="could not be written"):
        segment_scene(scene, SceneConditioning({}), work_in(tmp_path / "run", RiskOptions(tile=64)))
    assert list((tmp_path / "run" / FOLDER).glob("*.npy"))


def test_progress_counts_every_tile(scene, tmp_path):
    told = []
    segment_scene(
        scene,
        SceneConditioning({}),
        work_in(tmp_path / "run", RiskOptions(tile=64), progress=lambda *done: told.append(done)),
    )
    assert told == [(number, 16) for number in range(1, 17)]


def test_thresholds_are_those_of_the_weights_that_answer(scene, tmp_path):
    class Own(Convolutions):
        config = RiskConfig(presets={"mine": Preset(medium=0.0, high=1.0)}).model_dump_json()

    risk = maps_of(tmp_path / "run", scene, RiskOptions(tile=64, preset="mine"), Own())[0]
    assert set(np.unique(risk)) == {0, 2, 4}
    with pytest.raises(ModelUnavailable, match="not understood"):
        find_preset("mine", "{broken")
    with pytest.raises(ConfigError, match="mine"):
        segment_scene(scene, SceneConditioning({}), work_in(tmp_path / "other", RiskOptions(tile=64), Own()))


def test_a_preset_that_is_not_there_is_one_line():
    with pytest.raises(ConfigError, match="balanced"):
        find_preset("bold")


def test_the_crf_is_left_room_unless_the_tile_is_given():
    assert RiskOptions(crf_iterations=1).side < RiskOptions().side
    assert RiskOptions(tile=64, crf_iterations=1).side == RiskOptions(tile=64).side == 64


def test_the_crf_gets_smaller_tiles_unless_others_are_asked_for():
    plain, refined = (RiskOptions(tile=NodeOptions().tile_size, crf_iterations=count).side for count in (0, 8))
    assert refined < plain
