"""Parcels of a file as a run takes them in: those on the scene, their drawn areas held against their outlines."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from models.field.loggers.choices import Order
from models.field.parcel_files.read import ParcelFile, read_parcel_file
from models.field.parcels import Parcels, lay_parcels
from models.geo.contract.scene import Grid

_ROWS = 1024  # of the scene that are drawn together
_FEWEST = 60.0  # pixels below which an area is not held against its outline
_RAGGED = 0.75  # pixels for each pixel of the outline by which a drawn area may differ
_LISTED = 5


def import_parcels(path: Path, grid: Grid, order: Order | None = None) -> ParcelFile:
    """Raises `ConfigError` where none can be used; `order` is that of numbers in dates where the user says it."""
    found = read_parcel_file(path, order)
    whole = lay_parcels(path, found.parcels, grid)
    kept = whole.on_the_scene
    there = {parcel.name for parcel in kept}
    away = [parcel.name for parcel in found.parcels if parcel.name not in there]
    laid = whole if not away else lay_parcels(path, kept, grid)
    return ParcelFile(kept, (*found.notes, *_of_areas(laid, grid)), tuple(away))


def _of_areas(parcels: Parcels, grid: Grid) -> Iterator[str]:
    """Of parcels whose pixels are not those of their outlines: covered by others, or drawn otherwise."""
    outlined, ragged = parcels.outlined_pixels()
    drawn = np.zeros(len(parcels.all) + 1, np.int64)
    for top in range(0, grid.height, _ROWS):
        window = Window(0, top, grid.width, min(_ROWS, grid.height - top))
        if parcels.any_in(window):
            numbers = parcels.numbers(window)
            drawn += np.bincount(numbers.ravel(), minlength=len(drawn))
    short = np.flatnonzero((outlined >= _FEWEST) & (np.abs(drawn[1:] - outlined) > _RAGGED * ragged + 2))
    names = [parcels.all[place].name for place in short]
    if names:
        first = int(short[0])
        yield (
            f"parcels overlap: of the {outlined[first]:.0f} pixels of {names[0]}, {drawn[first + 1]} are its own, "
            f"for a pixel counts for the last parcel that holds it"
            + (f"; so it is with {_few(names[1:])}" if names[1:] else "")
        )


def say_away(parcels: ParcelFile) -> str:
    """Say which parcels of the user lie off the scene."""
    away, count = [*parcels.away], len(parcels.away) + len(parcels.parcels)
    return f"{len(away)} of {count} parcels lie off the scene and are left out: {_few(away)}"


def _few(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
