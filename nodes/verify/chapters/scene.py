"""The scene counted again: its size and place from the rasters, its contract and its files from where it lies now."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.windows import Window

from models.geo.contract.scene import Scene
from models.geo.pixels.part import take_part
from models.geo.pixels.raster import hash_file
from models.geo.pixels.source import open_raster
from nodes.state import SceneState
from nodes.verify.findings import DAMAGE, Finding
from nodes.verify.recount import Count, Recount, Values

_OF_THE_MACHINE = {"modified_ns", "changed_ns"}


def grid_values(run_dir: Path, state: SceneState) -> Values:
    """Size and place, from the georeference of `valid.tif`."""
    assert state.clouds is not None
    with open_raster(run_dir / state.clouds.raster) as source:
        values: Values = {"scene.width": source.width, "scene.height": source.height}
        if source.crs is None:
            return values
        middle = source.width / 2, source.height / 2
        across = [(middle[0] - 0.5, middle[1]), (middle[0] + 0.5, middle[1])]
        down = [(middle[0], middle[1] - 0.5), (middle[0], middle[1] + 0.5)]
        places = [middle, *across, *down]
        return values | _geodetic(source, places)


def _geodetic(source: Any, places: list[tuple[float, float]]) -> Values:
    """Centre in degrees and lengths in metres; `places` are the centre and the ends of two lines in pixels."""
    from pyproj import CRS, Geod
    from rasterio._err import CPLE_BaseError
    from rasterio.warp import transform

    crs = CRS.from_user_input(source.crs.to_wkt())
    t = source.transform
    x = [t.a * column + t.b * row + t.c for column, row in places]
    y = [t.d * column + t.e * row + t.f for column, row in places]
    try:
        longitude, latitude = transform(source.crs, "EPSG:4326", x, y)
    except CPLE_BaseError:  # the projection has no such place
        return {}
    values = {"scene.longitude": (longitude[0] + 180) % 360 - 180, "scene.latitude": latitude[0]}
    if crs.ellipsoid is None or not np.isfinite([*longitude, *latitude]).all():
        return {}
    geod = Geod(a=crs.ellipsoid.semi_major_metre, b=crs.ellipsoid.semi_minor_metre)
    for name, one, other in (("width", 1, 2), ("height", 3, 4)):
        line = geod.inv(longitude[one], latitude[one], longitude[other], latitude[other])
        values[f"scene.pixel_{name}"] = line[2]
    return values


def contract_findings(stated: Scene, read: Scene) -> list[Finding]:
    """Facts of the contract in `state.json` that the scene's files do not give."""
    before, now = (_plain(scene.model_dump(mode="json"), Path(scene.path)) for scene in (stated, read))
    return [
        Finding(f"scene.{name}", _short(one), _short(other), stated.name, "the scene read again says otherwise")
        for name, one, other in _differences(before, now, "")
    ]


def input_findings(stated: Scene, read: Scene | None, path: Path) -> list[Finding]:
    """Files that went in and are others now; only those are opened that the scene at `path` names itself."""
    place, own = path.resolve(), Path(stated.path).name
    if read is not None:
        now = {entry.name: entry.sha256 for entry in read.files}
    else:
        now = {place.name: hash_file(place)} if place.is_file() else {}
    found = []
    for entry in stated.files:
        name = place.name if entry.name == own and place.is_file() else entry.name
        if name in now and now[name] != entry.sha256:
            reason = "the input is not the one that the run has read"
            found.append(Finding(f"SHA-256 of {name}", entry.sha256[:12], now[name][:12], name, reason))
        elif name not in now and read is not None:
            found.append(Finding(f"file {name}", entry.sha256[:12], "no file", name, "is no file of this scene"))
    return found


def read_again(state: SceneState, path: Path) -> Scene | Finding:
    """The contract of the scene as it is now at `path`, or why there is none."""
    from models.geo.reading.read import read_scene

    try:
        scene = read_scene(path, state.request.flags)
        return _take_same_part(scene, state.scene) if state.scene is not None else scene
    except DAMAGE as error:
        return Finding("scene", "a scene", "none", path.name, f"the scene cannot be read: {error}")


def _take_same_part(read: Scene, stated: Scene) -> Scene:
    """The same part of it, if the run has read a part only."""
    part, (height, width) = stated.part, stated.grid.shape
    if part is None or part.column + width > read.grid.width or part.row + height > read.grid.height:
        return read
    return take_part(read, Window(part.column, part.row, width, height))


def _plain(value: Any, path: Path) -> Any:
    """A contract without what depends on where its files lie."""
    if isinstance(value, dict):
        return {key: _plain(entry, path) for key, entry in value.items() if key not in _OF_THE_MACHINE}
    if isinstance(value, list):
        return [_plain(entry, path) for entry in value]
    if isinstance(value, str):
        return value.replace(str(path), "SCENE").replace(f"{path.parent}/", "").replace("SCENE", path.name)
    return value


def _differences(one: Any, other: Any, name: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one:
            yield from _differences(one[key], other.get(key), f"{name}.{key}" if name else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (before, now) in enumerate(zip(one, other, strict=True)):
            yield from _differences(before, now, f"{name}.{place}")
    elif one != other and not (one != one and other != other):
        yield name, one, other


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 100 else f"{text[:99]}…"


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the grid of the mask; a photograph has none, and is opened itself where it is at hand."""
    if state.clouds is not None:
        yield Count(state.clouds.raster, partial(grid_values, run_dir, state))
    elif (picture := Path(state.request.scene_path)).is_file():
        yield Count(picture.name, partial(_picture_values, picture))


def _picture_values(path: Path) -> Values:
    with open_raster(path) as source:
        return {"scene.width": source.width, "scene.height": source.height}


SCENE = Recount("scene", counts)
