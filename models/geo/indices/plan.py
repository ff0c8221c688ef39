"""What is measured of each pixel, by the kind of scene: indices of reflectance, decibels, degrees, relative indices."""

from dataclasses import replace
from functools import partial

import numpy as np

from models.arrays import Floats
from models.geo.contract.sar import SAR_UNITS
from models.geo.contract.scene import Scene
from models.geo.indices.catalogue import Index, IndexPlan, check_names, plan_indices
from models.geo.indices.heat import plan_brightness, plan_heat
from models.geo.indices.layer import RELATIVE, WITHIN, find_full
from models.geo.indices.radar import plan_radar, refuse_radar
from models.schemas import Modality, Reason

STANDARD_OF_PICTURES = ("VARI", "GLI", "ExG", "NDVI")
"""What is computed unasked of the colours of a picture; NDVI only where it has a band of near infrared."""
OF_PICTURES = (*STANDARD_OF_PICTURES, "NGRDI", "RGBVI", "GNDVI")
"""What can be: none of their formulas has a constant that is made for reflectance."""
NEEDS_REFLECTANCE = Reason(
    code="wrong_unit", reason="it needs reflectance, and the numbers of this picture are none",
    needed="a product of reflectance",
)  # fmt: skip


def plan_layers(scene: Scene, modality: Modality, names: tuple[str, ...] | None) -> IndexPlan:
    """Say what can be measured of a scene of that kind: the named indices or the standard ones, or what stands in."""
    unit = scene.unit.value
    if unit in SAR_UNITS:
        return _beside(plan_radar(scene), scene, names)
    if unit in ("kelvin", "celsius"):
        return _beside(plan_heat(scene), scene, names)
    if modality == "sar":
        return refuse_radar(scene, check_names(names) if names else ())
    if modality == "infrared" and unit in ("picture", "dn"):
        found = plan_brightness(scene)
        return IndexPlan((), {"brightness": found}) if isinstance(found, Reason) else _beside([found], scene, names)
    if unit == "picture" or (unit == "dn" and modality == "rgb"):
        return _plan_picture(scene, names)
    plan = plan_indices(scene, names)
    return plan if names else replace(plan, indices=(*plan.indices, *plan_heat(scene)))


def _beside(layers: list[Index], scene: Scene, names: tuple[str, ...] | None) -> IndexPlan:
    """Put what the sensor measures in the place of the indices, which are refused where they were asked for."""
    return IndexPlan(tuple(layers), plan_indices(scene, names).refused if names else {})


def _plan_picture(scene: Scene, names: tuple[str, ...] | None) -> IndexPlan:
    """Plan indices on the stored colours of a picture, each a share of what its numbers can reach."""
    has_infrared = any(scene.band(role) for role in ("nir", "nir08"))
    standard = tuple(name for name in STANDARD_OF_PICTURES if has_infrared or name != "NDVI")
    asked = check_names(names) if names else standard
    refused = {name: NEEDS_REFLECTANCE for name in asked if name not in OF_PICTURES}
    allowed = tuple(name for name in asked if name in OF_PICTURES)
    if not allowed:
        return IndexPlan((), refused)
    plan = plan_indices(_as_shares(scene), allowed)
    return IndexPlan(tuple(_of_picture(index, scene) for index in plan.indices), refused | plan.refused)


def _as_shares(scene: Scene) -> Scene:
    """Return the scene with bands that formulas of reflectance take."""
    bands = tuple(band.model_copy(update={"unit": "reflectance"}) for band in scene.bands)
    unit = scene.unit.model_copy(update={"value": "reflectance"})
    return scene.model_copy(update={"bands": bands, "unit": unit})


def _of_picture(index: Index, scene: Scene) -> Index:
    full = find_full(scene, next(iter(index.bands.values())))
    return replace(
        index,
        name=f"{index.name}{RELATIVE}",
        long_name=f"{index.long_name}{WITHIN}",
        formula=f"{index.formula}; of stored numbers / {full or 1:g}",
        is_relative=True,
        prepare=partial(_divide, full=full or 1.0),
    )


def _divide(values: Floats, *, full: float) -> Floats:
    return values / np.float32(full)
