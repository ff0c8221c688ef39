"""How much of a scene is as white as cloud: a last look where clouds cannot be looked for."""

import numpy as np

from models.geo.clouds.shadows import GREY, WHITE
from models.geo.contract.scene import Scene
from models.geo.pixels.raster import SceneReader

MOSTLY_WHITE = 0.5
"""Share of white ground from which a scene whose clouds are unknown is told no cover."""
_ROLES = ("blue", "green", "red")


def measure_white_share(scene: Scene) -> float:
    """Measure the share of white pixels over a decimated scene; 0 without the three colours in reflectance."""
    bands = [scene.band(role) for role in _ROLES]
    near = scene.band("nir") or scene.band("nir08")
    names = [band.name for band in (*bands, near) if band is not None]
    if scene.unit.value != "reflectance" or None in bands:
        return 0.0
    with SceneReader(scene) as reader:
        values = reader.overview(names, 512)
    seen = np.isfinite(values).all(axis=0)
    if not seen.any():
        return 0.0
    lowest, highest = values.min(axis=0)[seen], values.max(axis=0)[seen]
    return float(np.mean((lowest >= WHITE) & (highest - lowest <= 2 * GREY * values[1][seen])))
