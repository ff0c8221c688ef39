"""Captions held against the scene again: the patches from its pixels by other code, and each statement by them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine
from rasterio.windows import Window

from models.caption.aspects import measure_aspects
from models.caption.bands import ROLES
from models.caption.classes import ASPECTS, Aspects, choose_class, choose_part, choose_pattern
from models.caption.results import Caption, CaptionResult, FieldCaption
from models.caption.said.statements import check, read_statements
from models.field.parcels import read_parcels
from models.geo.contract.scene import Scene
from models.geo.pixels.raster import SceneReader
from models.geo.pixels.source import allow_no_place, open_raster
from nodes.run_folder.files import PARCELS, STATE
from nodes.state import SceneState
from nodes.verify.findings import Finding, Verification, cut
from nodes.verify.recount import Count, Recount, Values

_SIDE, _CELLS, _SAMPLE, _LARGE = 64, 8, 64, 1536
_CLEAR = 1  # in valid.tif
_ROUNDING = 2e-3  # of what is measured in blocks of float32
_BARE, _DARK = 0.25, 0.15

Doubles = NDArray[np.float64]


def counts(_run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Read the statements of the texts again, and count them."""
    if state.caption is not None and state.caption.said:
        caption = state.caption
        yield Count(STATE, lambda: _count(caption))


def _count(caption: CaptionResult) -> Values:
    said, kept = (
        sum(len(read_statements(text, caption.language)) for text in texts)
        for texts in ([one.raw for one in caption.all], [one.text for one in caption.all])
    )
    return {"caption.said": said, "caption.kept": kept}


def check_scene(run_dir: Path, state: SceneState, scene: Scene, done: Verification) -> None:
    """Measure each patch again, and judge each statement again."""
    caption, clouds = state.caption, state.clouds
    if caption is None or clouds is None or caption.overview.aspects is None:
        return
    outlines = _find_outlines(run_dir, state, scene)
    has_north = _has_north(scene)
    with SceneReader(scene) as reader, open_raster(run_dir / clouds.raster) as valid:
        for one in caption.all:
            what = f"caption of {one.name}" if isinstance(one, FieldCaption) else "caption of the scene"
            outline = outlines[one.number - 1] if isinstance(one, FieldCaption) else None
            patch = _read_patch(reader, valid, outline)
            _compare_numbers(what, one, patch, scene.name, done, has_north=has_north)
            _compare_words(what, one, caption, done)
            if isinstance(one, FieldCaption):
                _compare_name(one, state, done)


def _find_outlines(run_dir: Path, state: SceneState, scene: Scene) -> Any:
    if state.caption is None or not state.caption.fields:
        return ()
    return read_parcels(run_dir / PARCELS, scene.grid).outlines_within()


def _has_north(scene: Scene) -> bool:
    grid = scene.grid
    _, across, _, down, _, _ = grid.transform
    largest = max(map(abs, (grid.transform[0], grid.transform[4])))
    return grid.crs is not None and grid.located_by != "none" and abs(across) + abs(down) <= 1e-6 * 2 * largest


def _compare_numbers(
    what: str, one: Caption, patch: Doubles, file: str, done: Verification, *, has_north: bool
) -> None:
    """Hold the stated measures against those of the patch, and the stated classes against the stated measures."""
    stated = one.aspects or Aspects(valid_share=0)
    again = measure_aspects(patch.astype(np.float32))
    true = again.model_dump() | (_measure_plainly(patch) if again.ndvi is not None else {})
    told = stated.model_dump()
    parts = true.pop("parts") if has_north else {}
    compared = {name: (told[name], value) for name, value in true.items() if isinstance(value, float | None)}
    compared |= {f"part {name}": (stated.parts.get(name), parts.get(name)) for name in {*parts, *stated.parts}}
    for name, (before, now) in compared.items():
        if name in ASPECTS:
            continue
        done.checked += 1
        if (before is None) != (now is None) or (before is not None and abs(before - now) > _ROUNDING):
            reason = "does not follow from the scene's files"
            done.findings.append(Finding(f"{what}: {name}", _write(before), _write(now), file, reason))
    for name, value in _choose_classes(stated).items():
        done.checked += 1
        if told[name] != value:
            reason = "does not follow from what was measured"
            done.findings.append(Finding(f"{what}: {name}", str(told[name]), str(value), STATE, reason))


def _write(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def _choose_classes(stated: Aspects) -> dict[str, str | None]:
    """The classes that the stated measures have."""
    found: dict[str, str | None] = {
        "vegetation": choose_class("vegetation", stated.ndvi), "soil": choose_class("soil", stated.soil_share),
        "moisture": choose_class("moisture", stated.ndmi), "biomass": choose_class("biomass", stated.ndre),
        "water": choose_class("water", stated.water_share), "pattern": None, "greenest": None, "barest": None,
    }  # fmt: skip
    split = [one for one in (stated.split_share, stated.smaller_share, stated.edge_share) if one is not None]
    if stated.ndvi_spread is not None and stated.plane_share is not None and len(split) == 3:
        found["pattern"] = choose_pattern(stated.ndvi_spread, stated.plane_share, (split[0], split[1], split[2]))
    if stated.parts and stated.ndvi_mean is not None:
        found["greenest"] = choose_part(stated.parts, stated.ndvi_mean, 1)
        found["barest"] = choose_part(stated.parts, stated.ndvi_mean, -1)
    return found


def _compare_words(what: str, one: Caption, caption: CaptionResult, done: Verification) -> None:
    """Judge what the network wrote once more, and hold what is left of it against the stated text."""
    done.checked += 1
    again = check(one.raw, one.aspects or Aspects(valid_share=0), caption.language)
    if again != one.checked:
        first, other = (found.text for found in (one.checked, again))
        if first == other:
            first, other = (" ".join(each.verdict for each in found.judged) for found in (one.checked, again))
        done.findings.append(Finding(what, cut(first), cut(other), STATE, "the picture bears out other words"))


def _compare_name(one: FieldCaption, state: SceneState, done: Verification) -> None:
    done.checked += 1
    fields = state.fields.fields if state.fields else ()
    name = fields[one.number - 1].name if one.number <= len(fields) else "no field"
    if name != one.name:
        done.findings.append(Finding(f"caption of field {one.number}", one.name, name, STATE, "it is another field"))


def _measure_plainly(patch: Doubles) -> dict[str, float | None]:
    """The medians and shares by their definitions, one after the other, where there is land."""
    band = dict(zip(ROLES, patch, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        ndvi = (band["nir"] - band["red"]) / (band["nir"] + band["red"])
        ndvi[~(band["nir"] + band["red"] > 1e-6)] = np.nan
        seen = np.isfinite(ndvi)
        ndwi = (band["green"] - band["nir"]) / (band["green"] + band["nir"])
        mndwi = (band["green"] - band["swir16"]) / (band["green"] + band["swir16"])
        wet = seen & (ndwi > 0) & (mndwi > 0) & (ndvi < 0.1) & (band["nir"] < _DARK)
        ndmi = (band["nir08"] - band["swir16"]) / (band["nir08"] + band["swir16"])
        ndre = (band["nir"] - band["rededge071"]) / (band["nir"] + band["rededge071"])
    land = seen & ~wet
    values = np.sort(np.clip(ndvi[land], -1, 1))
    return {
        "ndvi": _middle(values), "soil_share": np.count_nonzero(values < _BARE) / len(values),
        "ndmi": _middle(np.sort(ndmi[land & np.isfinite(ndmi)])),
        "ndre": _middle(np.sort(ndre[land & np.isfinite(ndre)])),
        "water_share": np.count_nonzero(wet) / np.count_nonzero(seen), "valid_share": float(seen.mean()),
    }  # fmt: skip


def _middle(ordered: Doubles) -> float | None:
    count = len(ordered)
    return float((ordered[(count - 1) // 2] + ordered[count // 2]) / 2) if count else None


def _read_patch(reader: SceneReader, valid: Any, outline: Any | None) -> Doubles:
    """(12, 64, 64) of the scene, or of what an outline in columns and rows holds of it, north up."""
    grid = reader.scene.grid
    left, top, right, bottom = 0, 0, grid.width, grid.height
    if outline is not None:
        first, last = np.asarray(shapely.bounds(outline)).reshape(2, 2)
        left, top = (int(place) for place in np.ceil(first - 0.5))
        right, bottom = (int(place) + 1 for place in np.floor(last - 0.5))
    patch = np.full((len(ROLES), _SIDE, _SIDE), np.nan)
    for rows, columns, box in _boxes((top, bottom), (left, right)):
        patch[:, rows, columns] = _average(
            reader, valid, outline, box, (rows.stop - rows.start, columns.stop - columns.start)
        )
    t = grid.transform
    return patch[:, :: -1 if t[4] > 0 else 1, :: -1 if t[0] < 0 else 1]


def _boxes(down: tuple[int, int], across: tuple[int, int]) -> Iterator[tuple[slice, slice, tuple[int, int, int, int]]]:
    """Rows and columns of the patch, and the pixels that become them: top, left, height, width."""
    height, width = down[1] - down[0], across[1] - across[0]
    if max(height, width) <= _LARGE:
        yield slice(0, _SIDE), slice(0, _SIDE), (down[0], across[0], height, width)
        return
    block = _SIDE // _CELLS
    for row in range(_CELLS):
        top, high = _middle_of(row, height)
        for column in range(_CELLS):
            left, wide = _middle_of(column, width)
            place = slice(row * block, (row + 1) * block), slice(column * block, (column + 1) * block)
            yield *place, (down[0] + top, across[0] + left, high, wide)


def _middle_of(cell: int, length: int) -> tuple[int, int]:
    first, last = cell * length // _CELLS, (cell + 1) * length // _CELLS
    size = min(_SAMPLE, max(last - first, 1))
    return min(first + (last - first - size) // 2, length - size), size


def _average(
    reader: SceneReader, valid: Any, outline: Any | None, box: tuple[int, int, int, int], count: tuple[int, int]
) -> Doubles:
    """Means of blocks by sums from the corner, one band after the other; pixels are repeated where they are fewer."""
    top, left, height, width = box
    window = Window(left, top, width, height)
    there = [role for role in ROLES if reader.scene.band(role) is not None]
    seen = valid.read(1, window=window) == _CLEAR
    for role in there:
        seen &= np.isfinite(reader.read(window, [role])[0])
    if outline is not None:
        with allow_no_place():
            inside = rasterize([outline], (height, width), transform=Affine.translation(left, top), dtype="uint8")
        seen &= inside == 1
    pixels = _sum_blocks(seen.astype(np.float64), count)
    found = np.full((len(ROLES), *count), np.nan)
    for role in there:
        sums = _sum_blocks(np.where(seen, reader.read(window, [role])[0], 0).astype(np.float64), count)
        found[ROLES.index(role)] = np.where(pixels > 0, sums / np.maximum(pixels, 1), np.nan)
    return found


def _sum_blocks(values: Doubles, count: tuple[int, int]) -> Doubles:
    corner = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    corner[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    (top, bottom), (left, right) = (_edges(size, parts) for size, parts in zip(values.shape, count, strict=True))
    one, other = corner[bottom], corner[top]
    return np.asarray(one[:, right] - one[:, left] - other[:, right] + other[:, left])


def _edges(size: int, parts: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First pixel of each block, and the one after its last."""
    places = np.arange(parts + 1, dtype=np.intp) * size // parts
    return places[:-1], np.maximum(places[1:], places[:-1] + 1) if size < parts else places[1:]


CAPTION = Recount(
    "caption", counts=counts, check_scene=check_scene,
    in_no_file=("caption.confidence", "caption.true", "caption.measured."),
)  # fmt: skip
