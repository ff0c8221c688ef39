"""Zip archives of the user, unpacked with care: nothing outside of the folder, nothing larger than it may be."""

import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from models.errors import ConfigError

LARGEST = 400_000_000
"""Bytes of all files together, unpacked."""
_MOST_FILES = 1000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    KeyError,
)


def unpack(path: Path, folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """Files of an archive that end so, under plain names; raises `ConfigError` where it is damaged or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [entry for entry in archive.infolist() if _is_wanted(entry, suffixes)]
            if len(wanted) > _MOST_FILES or sum(entry.file_size for entry in wanted) > LARGEST:
                raise ConfigError(
                    f"{path}: more than {LARGEST / 1e6:.0f} MB when unpacked; give the parcels of the scene"
                )
            return [_unpacked(path, archive, entry, folder) for entry in wanted]
    except _DAMAGE as error:
        raise ConfigError(
            f"{path}: no zip archive that can be read ({str(error)[:80] or type(error).__name__})"
        ) from error


def _is_wanted(entry: zipfile.ZipInfo, suffixes: tuple[str, ...]) -> bool:
    name = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in name.parts)
    return not entry.is_dir() and not hidden and name.suffix.lower() in suffixes


def _unpacked(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> Path:
    """One file; what it says of its size is not believed."""
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
        raise ConfigError(f"{path}: {entry.filename[:60]!r} leads out of the archive; pack it anew")
    target = folder.joinpath(*name.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = LARGEST
    with archive.open(entry) as source, target.open("wb") as sink:
        while part := source.read(1 << 20):
            left -= len(part)
            if left < 0:
                raise ConfigError(
                    f"{path}: more than {LARGEST / 1e6:.0f} MB when unpacked; give the parcels of the scene"
                )
            sink.write(part)
    return target
