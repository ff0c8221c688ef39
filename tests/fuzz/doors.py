"""The doors by which files come in: what a damaged one must end in, and what is a fault."""

import re
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Literal

import numpy as np
import rasterio
from PIL import Image
from rasterio.windows import Window

from models.errors import AgriError
from models.field.elevation import read_mean_elevation
from models.field.field import read_field
from models.field.parcel_files.imports import import_parcels
from models.geo.contract.scene import Fact, Scene, SceneFlags
from models.geo.pixels.picture import write_preview
from models.geo.pixels.raster import RasterLayout, RasterWriter, SceneReader
from models.geo.reading.read import read_scene

from .seeds import GRID

Verdict = Literal["read", "refused", "fault"]
RASTERS = ("geotiff", "cog", "netcdf", "jp2", "png", "jpeg", "safe")
PARCELS = ("geojson", "gpkg", "kml", "shapefile")
_MOST = 4096  # pixels of a side up to which a scene's validity is written out
_LOWEST, _HIGHEST = -1.0, 3.0  # of reflectance; what lies outside is no data


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    verdict: Verdict
    words: str


class WrongAnswerError(Exception):
    """An answer that cannot be right."""


def judge(kind: str, file: Path, number: int, clean: Scene) -> Outcome:
    """Hand a file to its door; only an answer that holds together, or an `AgriError` of one line, is no fault."""
    out = file.parent / "out"
    out.mkdir(exist_ok=True)
    for path in out.iterdir():
        path.unlink()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            _door(kind, number)(file, out, clean)
        outcome = Outcome("read", "")
    except AgriError as error:
        told = str(error)
        is_line = told.strip() and "\n" not in told and len(told) < 1500
        outcome = Outcome("refused" if is_line else "fault", told if is_line else f"not one line: {told!r}")
    left = [path.name for path in out.iterdir() if not _is_whole(path)]
    return Outcome("fault", f"half-written: {', '.join(left)}") if left else outcome


def _door(kind: str, number: int) -> Callable[[Path, Path, Scene], None]:
    if kind in PARCELS:
        return _parcels
    if kind not in RASTERS:
        return _table
    if number % 23 == 0:
        return _command
    if number % 19 == 0 and kind == "geotiff":
        return _height
    return partial(_scene, whole=number % 4 == 0)


def _scene(file: Path, out: Path, clean: Scene, *, whole: bool) -> None:
    """Read and draw a scene, and write its validity out, as a run does."""
    scene = read_scene(file, SceneFlags(date="2024-06-15") if file.suffix == ".nc" else None)
    written = scene.model_dump_json()
    if Scene.model_validate_json(written).model_dump_json() != written:
        raise WrongAnswerError("the scene is another one after it was written down")
    height, width = scene.grid.shape
    write_preview(scene, out / "preview.png", 32)
    with rasterio.Env(), SceneReader(scene) as reader:
        corner = Window(0, 0, min(64, width), min(64, height))
        values, valid = reader.read_with_valid(corner, [band.name for band in scene.bands])
        if values.shape != (len(scene.bands), corner.height, corner.width) or valid.shape != values.shape[1:]:
            raise WrongAnswerError(f"values of shape {values.shape}, validity of shape {valid.shape}")
        if np.isinf(values).any():
            raise WrongAnswerError("infinite values are taken for measured ones")
        known = values[np.isfinite(values)]
        if scene.unit.value == "reflectance" and known.size and not (_LOWEST < known.min() <= known.max() < _HIGHEST):
            raise WrongAnswerError(f"reflectance from {known.min()} to {known.max()}")
        if whole and max(height, width) <= _MOST:
            _write_valid(reader, out / "valid.tif")


def _write_valid(reader: SceneReader, path: Path) -> None:
    grid = reader.scene.grid
    with RasterWriter(path, grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        for top in range(0, grid.height, 512):
            for left in range(0, grid.width, 512):
                window = Window(left, top, min(512, grid.width - left), min(512, grid.height - top))
                writer.write(reader.valid(window).astype(np.uint8), window)


def _height(file: Path, out: Path, clean: Scene) -> None:
    read_mean_elevation(file, GRID)


def _parcels(file: Path, out: Path, clean: Scene) -> None:
    found = import_parcels(file, GRID)
    if not found.parcels:
        raise WrongAnswerError("no parcel, and no word of it")
    if any("\n" in note for note in found.notes):
        raise WrongAnswerError("a note of several lines")


def _table(file: Path, out: Path, clean: Scene) -> None:
    dated = clean.model_copy(update={"acquired": Fact(value="2024-06-15T10:40:00+00:00", source="flag", detail="")})
    facts = read_field("crop=maize", file, dated)
    for day in facts.sensors or ():
        if any(cell is not None and not np.isfinite(cell) for cell in day):
            raise WrongAnswerError(f"readings {day}")


def _command(file: Path, out: Path, clean: Scene) -> None:
    """Inspect by the command line: exit code 0 or 2, and one line where it is refused."""
    from orchestrator.cli import main

    said, told = StringIO(), StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(told):
            main(["inspect", str(file)])
    except SystemExit as end:
        lines = told.getvalue().splitlines()
        if end.code not in (0, 2) or len(lines) != (1 if end.code else 0):
            raise WrongAnswerError(f"exit code {end.code} and {told.getvalue()[-1500:]}") from end
        if end.code:
            raise AgriError(re.sub("^orchestrator: ", "", lines[0])) from end


def _is_whole(path: Path) -> bool:
    """Whether a file of the output folder is a complete one of those that are written there."""
    try:
        if path.name == "preview.png":
            with Image.open(path) as image:
                image.load()
        elif path.name == "valid.tif":
            with rasterio.open(path) as raster:
                raster.read()
        else:
            return False
    except (OSError, rasterio.errors.RasterioError) as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True
