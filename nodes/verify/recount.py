"""What counts the numbers of one chapter again, and what such recounts share.

Only numpy and rasterio on whole rows, one band at a time.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.geo.contract.scene import Grid, Scene
from models.geo.pixels.source import open_raster
from models.schemas import HealthResult, RiskResult
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.findings import Verification

Values = dict[str, float]
"""Id of a claim → its value in the unit of the claim."""

_ROWS = 512  # read at a time; the tiles of the rasters are as high


class Count(NamedTuple):
    """Numbers to be counted, and the file that is named where that fails."""

    file: str
    values: Callable[[], Values]


class Text(NamedTuple):
    """A file of text that can be written once more, and what it should hold."""

    file: str
    write: Callable[[], str]


def _give_nothing(_run_dir: Path, _state: SceneState) -> Iterable[Any]:
    return ()


def _note_nothing(_state: SceneState) -> Iterable[str]:
    return ()


def _check_nothing(_run_dir: Path, _state: SceneState, _scene: Scene, _done: Verification) -> None:
    return


@dataclass(frozen=True)
class Recount:
    """How the numbers of the chapter of that name are found again; nothing is done without its part of the state."""

    name: str
    counts: Callable[[Path, SceneState], Iterable[Count]] = _give_nothing
    texts: Callable[[Path, SceneState], Iterable[Text]] = _give_nothing
    check_scene: Callable[[Path, SceneState, Scene, Verification], None] = _check_nothing
    """Hold what the run folder says against the scene's own files."""
    in_no_file: tuple[str, ...] = ()  # how ids of claims begin that no file of the run holds
    notes: Callable[[SceneState], Iterable[str]] = _note_nothing
    """Say what is not counted again, for whoever reads the result."""


def class_counts(path: Path, classes: int, state: SceneState) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """Count pixels and hectares (None without place) of each class 0 … classes − 1 of a raster; others count not."""
    pixels, hectares = np.zeros(classes, np.int64), np.zeros(classes)
    with open_raster(path) as source:
        areas = areas_of(source, state)
        for window, values in strips(source):
            for code in range(classes):
                mask = values == code
                pixels[code] += np.count_nonzero(mask)
                if areas is not None and code:
                    hectares[code] += areas.hectares(mask, window.row_off)
    return pixels, hectares if areas is not None else None


def class_values(run_dir: Path, state: SceneState, step: str, result: HealthResult | RiskResult) -> Values:
    """Shares and areas of the classes of a map, and the ground on it without a crop to judge."""
    count = len(result.share)
    pixels, hectares = class_counts(run_dir / result.raster, count + 2, state)
    judged, bare = int(pixels[1 : count + 1].sum()), int(pixels[count + 1])
    found: Values = {f"{step}.judged": judged, f"{step}.no_crop": bare}
    found[f"{step}.no_crop.share"] = 100 * bare / max(judged + bare, 1)
    for code, name in enumerate(result.share, start=1):
        found[f"{step}.{name}.pixels"] = int(pixels[code])
        found[f"{step}.{name}.share"] = 100 * int(pixels[code]) / max(judged, 1)
        if hectares is not None:
            found[f"{step}.{name}.area"] = float(hectares[code])
    if hectares is not None:
        found[f"{step}.area"] = float(sum(hectares[1 : count + 1]))
    return found


def told_values(run_dir: Path, step: str, result: HealthResult | RiskResult) -> Values:
    """Share of the blocks whose class changed by what the user said; raises `ValueError` where the file differs."""
    if result.told is None:
        return {}
    held = json.loads((run_dir / f"{step}_told.json").read_text(encoding="utf-8"))
    if held != result.told.model_dump(mode="json"):
        raise ValueError("its counts are not those that the run states")
    counts = np.sum([place["blocks"] for place in held["places"]], axis=0)
    return {f"{step}.told": 100 * (1 - float(np.trace(counts)) / max(int(counts.sum()), 1))}


def strips(source: Any, band: int = 1) -> Iterator[tuple[Window, NDArray[Any]]]:
    """Windows of whole rows from top to bottom, with the (h, w) values of one band."""
    for top in range(0, source.height, _ROWS):
        window = Window(0, top, source.width, min(_ROWS, source.height - top))
        yield window, source.read(band, window=window)


def turned(source: Any, grid: Grid) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """From rows and columns of a result raster to those of the scene: (…, h, w) of all of it, mirrored or not."""
    rows = -1 if source.transform.e * grid.transform[4] < 0 else 1
    columns = -1 if source.transform.a * grid.transform[0] < 0 else 1
    return lambda values: values[..., ::rows, ::columns]
