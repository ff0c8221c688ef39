"""Whether a colour picture without a place is a photograph (of a leaf, a plant, a landscape), not ground from above.

Camera tags of a phone say so. Else a logistic regression on measures of the whole picture does, with its numbers in
`weights/photograph.json`: how sharpness falls from scale to scale, what the middle has that the rim lacks, how even the
rim is, and which colours there are. `models.modality.learning.photographs` learns it and prints how often it errs.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rasterio.enums import Resampling

from models.errors import ConfigError
from models.geo.contract.scene import Scene
from models.geo.pixels.source import open_raster
from models.modality.photograph_measures import measure_picture
from models.schemas import PhotographResult, PictureKind

SURE = 0.9
"""Probability from which a picture is one or the other; between, a person is asked."""
PHONES = ("apple", "samsung", "google", "xiaomi", "huawei", "honor", "oneplus", "oppo", "vivo", "motorola", "nokia",
          "realme", "tecno", "infinix", "itel", "htc", "asus", "fairphone")  # fmt: skip
"""Makers, as camera tags name them, whose cameras nobody flies."""
_FORMATS = ("JPEG", "PNG")
_COLOURS = ("red", "green", "blue")
_APART, _COLOURED = 3, 0.05  # shades between channels, and share of pixels that are further apart
_SIDE = 512  # pixels of the longer side that are read

Doubles = NDArray[np.float64]


def judge_photograph(scene: Scene, said: PictureKind | None) -> PhotographResult | None:
    """Judge a picture in which it is a question; None for files with a place, of other formats or without colours.

    What the user has `said` stands; raises `ConfigError` where it calls a photograph what cannot be one.
    """
    if said == "photo" and not _has_colours(scene):
        raise ConfigError("--kind photo: a photograph has red, green and blue in 8 bits, and this file has not")
    if said is not None:
        kind: Literal["photograph", "scene"] = "photograph" if said == "photo" else "scene"
        return PhotographResult(kind=kind, source="flag", detail=f"--kind {said}")
    if not is_in_question(scene):
        return None
    maker = _find_maker(scene)
    if any(word in PHONES for word in maker.lower().split()):
        return PhotographResult(kind="photograph", source="camera", detail=f"camera tags name {maker}")
    pixels = _read_colours(scene)
    if _is_grey(pixels):
        return None
    score = score_picture(pixels)
    return PhotographResult(kind=_weigh(score), source="statistics", detail="sharpness, rim and colours", score=score)


def _weigh(score: float) -> Literal["photograph", "scene", "doubtful"]:
    if score >= SURE:
        return "photograph"
    return "scene" if 1 - score >= SURE else "doubtful"


def is_in_question(scene: Scene) -> bool:
    """Tell whether a scene is a colour picture of a format of cameras, without a place on Earth."""
    placed = scene.grid.crs is not None or scene.grid.located_by != "none"
    return scene.format in _FORMATS and not placed and _has_colours(scene)


def _has_colours(scene: Scene) -> bool:
    return scene.unit.value == "picture" and all(scene.band(role) for role in _COLOURS)


def _find_maker(scene: Scene) -> str:
    with open_raster(scene.bands[0].dataset) as source:
        tags = {**source.tags(), **source.tags(ns="EXIF")}
    return str(tags.get("EXIF_Make", "")).strip("\x00 ")


def _read_colours(scene: Scene) -> NDArray[np.uint8]:
    """(h, w, 3) bytes of the whole picture; what is larger than is needed is averaged."""
    bands = [band for role in _COLOURS if (band := scene.band(role)) is not None]
    shrink = max(1.0, max(scene.grid.shape) / _SIDE)
    shape = tuple(max(1, round(side / shrink)) for side in scene.grid.shape)
    layers = []
    for band in bands:
        with open_raster(band.dataset) as source:
            layers.append(source.read(band.index, out_shape=shape, resampling=Resampling.average))
    return np.stack(layers, axis=-1).astype(np.uint8)


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether all channels are the same but for what JPEG does to them, as in thermal pictures."""
    apart = pixels.max(axis=-1).astype(int) - pixels.min(axis=-1)
    return bool(np.mean(apart > _APART) < _COLOURED)


def score_picture(pixels: NDArray[np.uint8]) -> float:
    """(h, w, 3) bytes → probability that they are a photograph, rounded as it is stated."""
    return round(float(apply_weights(measure_picture(pixels), _read_weights())), 4)


def apply_weights(measures: Doubles, weights: Mapping[str, Doubles]) -> Doubles:
    """(…, n) measures → (…,) probability of a photograph."""
    even = np.clip((measures - weights["mean"]) / weights["spread"], -4, 4)
    return np.asarray(1 / (1 + np.exp(-(even @ weights["slope"] + weights["intercept"]))))


@cache
def _read_weights() -> dict[str, Doubles]:
    text = resources.files("models").joinpath("modality", "weights", "photograph.json").read_text(encoding="utf-8")
    return {name: np.array(values, np.float64) for name, values in json.loads(text).items()}
