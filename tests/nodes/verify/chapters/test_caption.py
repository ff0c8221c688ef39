"""Captions measured and judged again: what was changed in the state or the picture is found."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nodes.caption_scene import caption_scene
from nodes.measure_fields import measure_fields
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState
from nodes.verify.chapters.caption import CAPTION
from nodes.verify.findings import Verification
from tests.nodes.test_caption_scene import BOXES, Liar
from tests.parcels import parcels_of


@pytest.fixture
def described(known: SceneState, context) -> SceneState:
    (context.run_dir / PARCELS).write_text(json.dumps(parcels_of(known.scene, **BOXES)))
    request = known.request.model_copy(update={"parcels": "given"})
    state = known.model_copy(update={"request": request, "indices": None})
    state = state.model_copy(update=measure_fields(state, context))
    return state.model_copy(update=caption_scene(state, replace(context, models=Liar())))


def check(state: SceneState, context) -> Verification:
    done = Verification()
    CAPTION.check_scene(context.run_dir, state, state.scene, done)
    return done


def changed(state: SceneState, change: Callable[[dict[str, Any]], None]) -> SceneState:
    content = json.loads(state.model_dump_json())
    change(content["caption"])
    return SceneState.model_validate(content)


def test_an_honest_caption_is_found_again(described, context):
    done = check(described, context)
    assert done.findings == []
    assert done.checked > 3 * 25
    [count] = CAPTION.counts(context.run_dir, described)
    assert count.values() == {"caption.said": described.caption.said, "caption.kept": described.caption.kept}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda told: told["overview"]["checked"].update(text="Very dense vegetation."), "caption of the scene"),
        (lambda told: told["overview"].update(raw="Water everywhere."), "caption of the scene"),
        (lambda told: told["fields"][0]["checked"]["judged"][0].update(verdict="holds"), "caption of soil"),
        (lambda told: told["overview"]["aspects"].update(ndvi=0.7), "caption of the scene: ndvi"),
        (lambda told: told["overview"]["aspects"].update(vegetation="dense"), "caption of the scene: vegetation"),
        (lambda told: told["overview"]["aspects"].update(pattern="even"), "caption of the scene: pattern"),
        (lambda told: told["overview"]["aspects"].update(greenest="east"), "caption of the scene: greenest"),
        (lambda told: told["overview"]["aspects"]["parts"].update(west=0.1), "caption of the scene: part west"),
        (lambda told: told["fields"][1]["aspects"].update(ndmi=None, moisture=None), "caption of crop: ndmi"),
        (lambda told: told["fields"][1].update(name="another"), "caption of field 2"),
    ],
)
def test_what_was_changed_is_named(described, context, change, named):
    assert named in [finding.claim for finding in check(changed(described, change), context)]


def test_another_picture_bears_out_other_words(described, context):
    import rasterio

    with rasterio.open(described.scene.path, "r+") as target:
        values = target.read()
        target.write(values[:, :, ::-1])
    status = Path(described.scene.path).stat()
    file = described.scene.files[0].model_copy(
        update={"modified_ns": status.st_mtime_ns, "changed_ns": status.st_ctime_ns, "bytes": status.st_size}
    )
    scene = described.scene.model_copy(update={"files": (file,)})
    found = check(described.model_copy(update={"scene": scene}), context)
    assert {"caption of soil: ndvi", "caption of crop: ndvi"} <= {finding.claim for finding in found}


@pytest.mark.parametrize("shape", [(1600, 40), (5, 9)])
def test_large_and_tiny_scenes_are_found_again_too(tmp_path, shape):
    from rasterio.windows import Window

    from models.caption.scene import read_overview
    from models.geo.pixels.raster import RasterLayout, RasterWriter, SceneReader
    from models.geo.pixels.source import open_raster
    from nodes.verify.chapters.caption import _read_patch
    from tests.models.caption.test_scene import scene_with

    random = np.random.default_rng(1)
    scene = scene_with(tmp_path / "a.tif", random.integers(500, 4000, shape).astype(np.uint16))
    classes = random.integers(0, 3, shape).astype(np.uint8)
    with RasterWriter(tmp_path / "valid.tif", scene.grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(classes, Window(0, 0, shape[1], shape[0]))
    with SceneReader(scene) as reader, open_raster(tmp_path / "valid.tif") as valid:
        again = _read_patch(reader, valid, None)
    np.testing.assert_allclose(again, read_overview(scene, tmp_path / "valid.tif"), atol=1e-6)


def test_captions_of_old_runs_are_left_alone(known, context):
    old = SceneState.model_validate(
        known.model_dump(mode="json") | {"caption": {"text": "A green scene.", "confidence": 0.5, "fake": True}}
    )
    assert check(old, context).findings == [] and [*CAPTION.counts(context.run_dir, old)] == []
