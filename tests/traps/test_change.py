"""Inputs that change between the steps of a run: numbers of one file, place and scale of another."""

import os
from collections.abc import Callable
from pathlib import Path

from .judge import Case, Trap, Truth
from .products import Safe, band_folder
from .world import SIDE, Tif, medians, mixed, other

FOUR = ("B02", "B03", "B04", "B08")
LAND = mixed()
PLAIN = Tif(names=FOUR, offset=0.0)
STOPPED = Truth(indices={"NDVI": None, "SAVI": None, "EVI": None})
TRUE = Truth(indices=medians(LAND, "NDVI", "SAVI"), facts={"pixels": SIDE * SIDE})


def scene(folder: Path) -> Path:
    """The plain scene."""
    return PLAIN.write(folder / "scene.tif", LAND.stack(FOUR))


def single_bands(folder: Path) -> Path:
    """The plain scene as a folder of bands."""
    return band_folder(folder / "bands", LAND, dict.fromkeys(FOUR, 10))


def with_metadata(folder: Path) -> Path:
    """The scene with the product's metadata beside it."""
    product = Safe()
    (folder / "MTD_MSIL2A.xml").write_text(product.metadata())
    return Tif(names=FOUR, scale=None).write(folder / f"{product.stem}.tif", LAND.stack(FOUR, plus=1000))


def rewritten(path: Path) -> None:
    """The scene of another date under the same name."""
    PLAIN.write(path, other().stack(FOUR))


def rewritten_unseen(path: Path) -> None:
    """Other pixels with the same size and time of change, as some synchronising programs leave them."""
    before = path.stat()
    rewritten(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def band_rewritten(path: Path) -> None:
    """One band of the folder, of another date."""
    band = next(path.glob("*B08*"))
    Tif(names=None).write(band, other().stack(("B08",)))


def sidecar_rewritten(path: Path) -> None:
    """Metadata that no longer declares the offset."""
    (path.parent / "MTD_MSIL2A.xml").write_text(Safe(declared=None).metadata())


def mask_appeared(path: Path) -> None:
    """A mask beside the file that was not there when it was ingested, hiding everything."""
    twin = Tif(names=FOUR, mask=LAND.cover < 0, mask_inside=False).write(path.with_name("twin.tif"), LAND.stack(FOUR))
    twin.with_name("twin.tif.msk").rename(path.with_name(path.name + ".msk"))
    twin.unlink()


def untouched(_path: Path) -> None:
    """Nothing happens."""


def read_only_looked_at(path: Path) -> None:
    """Somebody reads the file meanwhile."""
    path.read_bytes()


def of(make: Callable[[Path], Path], between: Callable[[Path], None], truth: Truth = STOPPED) -> Case:
    """A run between whose first and second step something happens to the input."""
    return Case(make, truth, between=between)


TRAPS = (
    Trap("file-rewritten", of(scene, rewritten), of(scene, untouched, TRUE)),
    Trap("file-rewritten-in-a-whole-run", of(scene, rewritten), of(scene, read_only_looked_at, TRUE), whole_run=True),
    Trap("file-rewritten-with-size-and-time-kept", of(scene, rewritten_unseen), of(scene, read_only_looked_at, TRUE)),
    Trap("file-removed", of(scene, Path.unlink), of(scene, untouched, TRUE)),
    Trap("one-band-of-a-folder-rewritten", of(single_bands, band_rewritten), of(single_bands, untouched, TRUE)),
    Trap("metadata-beside-rewritten", of(with_metadata, sidecar_rewritten, TRUE), of(with_metadata, untouched, TRUE)),
    Trap("mask-appeared-beside", of(scene, mask_appeared, TRUE), of(scene, untouched, TRUE)),
)


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
