"""The rasters of a comparison made again from the two runs, and its ground counted again, by whole rows."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.geo.pixels.source import open_raster
from nodes.compare.results import BEFORE_AFTER, CHANGE, CLEAR, RESULT, ChangeResult
from nodes.state import SceneState
from nodes.verify.areas import Areas
from nodes.verify.findings import Finding, Verification

PIXEL = 0.16
"""Change of one pixel from which it is clear: twice 0.08."""
_ROWS = 512
_OF_AREAS, _OF_OTHERS = 1e-4, 1e-6
_HALF_STEP = 5e-5

Runs = list[tuple[Path, SceneState]]


def agrees(stated: float | None, true: float | None, allowed: float = _OF_OTHERS) -> bool:
    """Whether two numbers are the same but for rounding."""
    if stated is None or true is None:
        return stated is true
    return abs(stated - true) <= allowed * max(abs(true), 1e-3 if allowed == _OF_AREAS else 1.0)


def agree_on_area(stated: float, true: float) -> bool:
    """Whether two areas are the same; they are found by other approximations."""
    return agrees(stated, true, _OF_AREAS)


def check_rasters(folder: Path, result: ChangeResult, runs: Runs, done: Verification) -> None:
    """Hold what both dates show against the rasters of the runs; raises `ValueError` where one pixel differs."""
    with open_raster(folder / BEFORE_AFTER) as held, open_raster(folder / CLEAR) as clear:
        sides = [_Side(path, state, held) for path, state in runs]
        for top in range(0, held.height, _ROWS):
            window = Window(0, top, held.width, min(_ROWS, held.height - top))
            grounds = [side.ground(window) for side in sides]
            both = (grounds[0] == 1) & (grounds[1] == 1)
            hidden = clear.read(1, window=window)
            if ((hidden == 1) & ~both).any() or (both & ~np.isin(hidden, (1, 4))).any():
                raise ValueError(f"{CLEAR} calls other ground clear than the runs")
            for place, name in enumerate(result.indices):
                pair = [np.where(both, side.index(name, window), np.nan) for side in sides]
                missing = np.isnan(pair[0]) | np.isnan(pair[1])
                for date, values in enumerate(pair):
                    values[missing] = np.nan
                    stated = held.read(2 * place + date + 1, window=window)
                    if not np.allclose(stated, values, rtol=0, atol=_HALF_STEP, equal_nan=True):
                        raise ValueError(f"{name} of {('first', 'second')[date]} date is not that of its run")
                    done.checked += 1


class _Side:
    """The rasters of a run, read on the ground that both show."""

    def __init__(self, folder: Path, state: SceneState, held: Any) -> None:
        assert state.clouds is not None and state.indices is not None
        self._folder, self._state = folder, state
        with open_raster(folder / state.clouds.raster) as source:
            t, own = held.transform, source.transform
            steps = np.linalg.solve([[own.a, own.b], [own.d, own.e]], [t.c - own.c, t.f - own.f])
        self._right, self._down = (int(step) for step in np.rint(steps))

    def _read(self, name: str, band: int, window: Window) -> NDArray[Any]:
        moved = Window(window.col_off + self._right, window.row_off + self._down, window.width, window.height)
        with open_raster(self._folder / name) as source:
            found: NDArray[Any] = source.read(band, window=moved)
        return found

    def ground(self, window: Window) -> NDArray[Any]:
        """(h, w) what each pixel is."""
        assert self._state.clouds is not None
        return self._read(self._state.clouds.raster, 1, window)

    def index(self, name: str, window: Window) -> NDArray[Any]:
        """(h, w) of an index."""
        assert self._state.indices is not None
        band = [entry.name for entry in self._state.indices.stats].index(name) + 1
        return self._read(self._state.indices.raster, band, window).astype(np.float64)


def recount_ground(folder: Path, result: ChangeResult, done: Verification) -> None:
    """Count the ground of a comparison again, and hold the raster of changes against before and after."""
    pixels, hectares, changes = np.zeros(3, np.int64), np.zeros(3), []
    with open_raster(folder / BEFORE_AFTER) as held, open_raster(folder / CHANGE) as stated:
        areas = Areas(held, max(result.grid.pixel_size_m or (1.0, 1.0)))
        for top in range(0, held.height, _ROWS):
            window = Window(0, top, held.width, min(_ROWS, held.height - top))
            for place in reversed(range(len(result.indices))):
                before, after = held.read([2 * place + 1, 2 * place + 2], window=window).astype(np.float64)
                change = np.round(np.round(after, 4) - np.round(before, 4), 4)
                if not np.allclose(stated.read(place + 1, window=window), change, rtol=0, atol=1e-6, equal_nan=True):
                    raise ValueError(f"{result.indices[place]} is not after less before")
            masks = np.isfinite(change), change <= -PIXEL, change >= PIXEL
            pixels += [int(mask.sum()) for mask in masks]
            hectares += [areas.hectares(mask, top) for mask in masks]
            changes.append(change[masks[0]])
        size = held.width * held.height
    ground = result.ground
    median = float(np.median(np.concatenate(changes)))
    checks = (
        ("pixels", ground.pixels, size, ground.pixels == size),
        ("compared", ground.compared, pixels[0], ground.compared == pixels[0]),
        ("fallen", ground.fallen, pixels[1], ground.fallen == pixels[1]),
        ("risen", ground.risen, pixels[2], ground.risen == pixels[2]),
        ("compared_ha", ground.compared_ha, hectares[0], agree_on_area(ground.compared_ha, hectares[0])),
        ("fallen_ha", ground.fallen_ha, hectares[1], agree_on_area(ground.fallen_ha, hectares[1])),
        ("risen_ha", ground.risen_ha, hectares[2], agree_on_area(ground.risen_ha, hectares[2])),
        ("median", ground.median, median, agrees(ground.median, median)),
    )
    for name, told, true, is_same in checks:
        done.checked += 1
        if not is_same:
            reason = f"stated in {RESULT}, counted again from the raster"
            done.findings.append(Finding(f"ground.{name}", str(told), str(true), CHANGE, reason))
