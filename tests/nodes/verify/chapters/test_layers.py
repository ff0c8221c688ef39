"""Runs of radar, heat, pictures and photographs: what they state is found again, and what was changed is named."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from models.geo.contract.scene import SceneFlags
from nodes.state import Request, SceneState
from nodes.verify.run import verify_run
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import BackendName, Settings
from tests.traps.test_sar import POWER
from tests.traps.test_sensors import DEGREES, SHADES, photograph
from tests.traps.world import Tif, at

RADAR_FLAGS = SceneFlags(unit="sar_power", bands=("VV", "VH"))
NOTHING_SAID = SceneFlags()
HEAT_FLAGS = SceneFlags(unit="kelvin")


def outlines(folder: Path, scene: Path) -> str:
    """Two fields of 30 × 30 and 20 × 20 pixels, in degrees."""
    from rasterio.warp import transform_geom

    with rasterio.open(scene) as source:
        t, crs = source.transform, source.crs
    features = []
    for name, first, side in (("north", 5, 30), ("south", 50, 20.5)):
        last = first + side
        corners = [at(t, *place) for place in ((first, first), (last, first), (last, last), (first, last))]
        outline = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
        shape = transform_geom(crs, "EPSG:4326", outline)
        features.append({"type": "Feature", "properties": {"name": name, "crop": "wheat"}, "geometry": shape})
    path = folder / "parcels.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return str(path)


def run(folder: Path, scene: Path, flags: SceneFlags = NOTHING_SAID, *, fields: bool = True) -> tuple[Path, SceneState]:
    request = Request(
        scene_path=str(scene), flags=flags, parcels=outlines(folder, scene) if fields else None, clouds=False
    )
    order = Order(request=request, backend=BackendName.FAKE)
    done = run_scene(order, Settings(home=folder / "home", backend=BackendName.FAKE), out=folder / "run")
    return done.run_dir, done.state


def radar(folder: Path) -> tuple[Path, SceneState]:
    scene = Tif(names=("VV", "VH"), scale=None).write(folder / "radar.tif", POWER.astype("float32"))
    return run(folder, scene, RADAR_FLAGS)


def heat(folder: Path) -> tuple[Path, SceneState]:
    scene = Tif(names=("lwir",), scale=None).write(folder / "heat.tif", (DEGREES[None] + 273.15).astype("float32"))
    return run(folder, scene, HEAT_FLAGS)


def picture(folder: Path) -> tuple[Path, SceneState]:
    scene = Tif(names=("red", "green", "blue", "nir"), scale=None).write(folder / "picture.tif", SHADES)
    return run(folder, scene)


def leaf(folder: Path) -> tuple[Path, SceneState]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return run(folder, photograph(folder), fields=False)


@pytest.mark.parametrize("make", [radar, heat, picture, leaf])
def test_an_untouched_run_has_no_findings_and_no_claim_is_left_out(tmp_path, make):
    folder, _ = make(tmp_path)
    done = verify_run(folder)
    assert done.findings == []
    assert [note for note in done.notes if "could not be recomputed" in note] == []


def test_radar_states_the_mean_of_the_power_over_scene_and_fields(tmp_path):
    folder, state = radar(tmp_path)
    said = {claim["id"]: claim for claim in json.loads((folder / "claims.json").read_text())}
    for place, name in enumerate(("VV", "VH")):
        assert said[f"index.{name}_dB.mean"]["value"] == pytest.approx(10 * np.log10(POWER[place].mean()), abs=0.01)
        inside = POWER[place, 5:35, 5:35]
        assert said[f"field.1.{name}_dB.mean"]["value"] == pytest.approx(10 * np.log10(inside.mean()), abs=0.02)
    less = said["field.1.VH_dB.mean"]["value"] - said["field.1.VV_dB.mean"]["value"]
    assert said["field.1.VH_minus_VV_dB.mean"]["value"] == pytest.approx(less)
    assert "linear power" in said["field.1.VV_dB.mean"]["method"]
    words = (folder / "report.md").read_text()
    assert "not a judgement of a crop" in words and "## Clouds" not in words
    assert state.health is None and state.risk is None


def test_heat_states_degrees_and_lists_the_warmest_field_first(tmp_path):
    folder, state = heat(tmp_path)
    warmth = {field.name: field.indices[0].median for field in state.fields.fields}
    words = (folder / "report.md").read_text()
    first, second = sorted(warmth, key=warmth.get, reverse=True)
    assert words.index(f"| {first} |") < words.index(f"| {second} |")
    assert f"{state.indices.stats[0].mean:.1f} °C" in words


def test_a_picture_says_that_nothing_holds_outside_of_it(tmp_path):
    folder, state = picture(tmp_path)
    words = (folder / "report.md").read_text()
    assert "within this picture only" in words and "dense vegetation" not in words
    assert state.indices.cover == () and not any(field.peers for field in state.fields.fields)
    header = (folder / "fields.csv").read_text().splitlines()[0]
    assert "NDVI_relative_median" in header and ",NDVI_median" not in header


def test_a_photograph_ends_in_a_short_report(tmp_path):
    folder, state = leaf(tmp_path)
    words = (folder / "report.md").read_text()
    assert "A photograph, not a scene" in words and "--kind scene" in words
    assert not (folder / "valid.tif").exists() and not (folder / "indices.tif").exists()
    assert state.retrieval is not None


@pytest.mark.parametrize(("make", "claim"), [
    (radar, "index.VV_dB.mean"), (radar, "field.1.VH_minus_VV_dB.mean"), (heat, "index.temperature_C.mean"),
    (heat, "field.2.temperature_C.median"), (picture, "index.NDVI_relative.p50"),
])  # fmt: skip
def test_a_changed_value_is_named(tmp_path, make, claim):
    folder, _ = make(tmp_path)
    path = folder / "claims.json"
    said = json.loads(path.read_text())
    for one in said:
        one["value"] += 0.5 if one["id"] == claim else 0
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    assert claim in {finding.claim for finding in verify_run(folder).findings}


@pytest.mark.parametrize("make", [radar, heat, picture])
def test_a_changed_pixel_does_not_follow_from_the_scene(tmp_path, make):
    folder, state = make(tmp_path)
    name = state.indices.stats[-1].name
    with rasterio.open(folder / "indices.tif", "r+", IGNORE_COG_LAYOUT_BREAK="YES") as target:
        values = target.read(len(state.indices.stats))
        values[40, 40] += 1
        target.write(values, len(state.indices.stats))
    assert f"indices.tif {name}" in {finding.claim for finding in verify_run(folder).findings}


def test_a_photograph_that_is_said_to_be_a_scene_is_named(tmp_path):
    folder, _ = leaf(tmp_path)
    path = folder / "state.json"
    path.write_text(path.read_text().replace('"source": "camera"', '"source": "statistics"').replace(
        '"source":"camera"', '"source":"statistics"'))  # fmt: skip
    assert "photograph.score" in {finding.claim for finding in verify_run(folder).findings}


def test_the_kind_that_a_user_says_wins(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        path = photograph(tmp_path)
        Image.open(path).save(tmp_path / "plain.png")
        request = Request(scene_path=str(path), kind="scene", clouds=False)
        order = Order(request=request, backend=BackendName.FAKE)
        done = run_scene(order, Settings(home=tmp_path / "home", backend=BackendName.FAKE), out=tmp_path / "run")
    assert done.state.indices is not None and done.state.photograph.kind == "scene"
    assert verify_run(done.run_dir).findings == []
