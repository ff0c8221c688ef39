"""Clouds counted again from the mask, and looked for once more in the scene."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from models.geo.contract.scene import Scene
from models.geo.pixels.source import open_raster
from nodes.run_folder.files import VALID
from nodes.state import SceneState
from nodes.verify.chapters.pixels import ALL_PIXELS, first_unlike, pixel_findings
from nodes.verify.findings import Finding, Verification
from nodes.verify.recount import Count, Recount, Values, class_counts, turned


def cloud_values(run_dir: Path, state: SceneState) -> Values:
    """Count pixels, shares and areas of data, clear ground, cloud and shadow, from `valid.tif`."""
    assert state.clouds is not None
    pixels, hectares = class_counts(run_dir / state.clouds.raster, 4, state)
    seen, whole = int(pixels[1:].sum()), int(pixels.sum())
    values: Values = {"seen.pixels": seen, "seen.share": 100 * seen / whole}
    values["hidden.share"] = 100 * (int(pixels[2]) + int(pixels[3])) / max(seen, 1)
    if hectares is not None:
        values["seen.area"] = float(hectares[1:].sum())
    for code, name in ((1, "clear"), (2, "cloud"), (3, "shadow")):
        values[f"{name}.pixels"] = int(pixels[code])
        values[f"{name}.share"] = 100 * int(pixels[code]) / max(seen, 1)
        if hectares is not None:
            values[f"{name}.area"] = float(hectares[code])
    return values


def cloud_findings(run_dir: Path, state: SceneState, scene: Scene) -> list[Finding]:
    """Pixels of `valid.tif` that differ where clouds are looked for once more; none for a scene too large for that."""
    from models.geo.clouds.mask import mask_clouds, measure_darkest_blue, plan_clouds
    from models.geo.pixels.tiling import Cutting

    assert state.clouds is not None and state.modality is not None
    if scene.grid.width * scene.grid.height > ALL_PIXELS or state.clouds.reason_unmasked is not None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        plan = plan_clouds(scene, state.modality.modality, lambda: measure_darkest_blue(scene))
        mask_clouds(scene, Path(folder) / state.clouds.raster, plan, Cutting())
        with (
            open_raster(Path(folder) / state.clouds.raster) as made,
            open_raster(run_dir / state.clouds.raster) as kept,
        ):
            again, before = made.read(1), turned(kept, scene.grid)(kept.read(1))
            again = turned(made, scene.grid)(again)
    return [first_unlike(VALID, state.clouds.raster, before, again, before != again)] if (before != again).any() else []


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the classes of the mask."""
    if state.clouds is not None:
        yield Count(state.clouds.raster, partial(cloud_values, run_dir, state))


def check_scene(run_dir: Path, state: SceneState, scene: Scene, done: Verification) -> None:
    """Compute the pixels of mask and indices again, and look for clouds once more."""
    if state.clouds is None:
        return
    done.findings += pixel_findings(run_dir, state, scene)
    done.findings += cloud_findings(run_dir, state, scene)


CLOUDS = Recount("clouds", counts, check_scene=check_scene)
