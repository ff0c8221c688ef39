"""Files of a product, wherever they lie: a folder, a zip or a tar; archives are checked and never extracted."""

import stat
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from xml.etree import ElementTree

from models.errors import SceneError

_METADATA_LIMIT = 64 * 2**20  # bytes; the largest real one (MTD_TL of a full tile) has about 1 MB


@dataclass(frozen=True)
class Limits:
    """What an archive may declare before it is opened."""

    members: int = 20_000  # a Sentinel-2 product has about 100
    total_bytes: int = 32 * 2**30  # unpacked; a Sentinel-2 product has about 1 GB, a Landsat scene 2 GB
    ratio: int = 100  # unpacked to packed; imagery compresses 1 to 5 times, empty imagery 50 times
    ratio_matters_from: int = 128 * 2**20  # bytes unpacked


@dataclass(frozen=True)
class Tree:
    """The files below one folder or inside one archive, by names relative to it."""

    path: Path  # the folder, or the archive
    kind: Literal["folder", "zip", "tar"]
    names: tuple[str, ...]  # sorted, with "/" between folders
    prefix: str = ""  # folder inside an archive that the names are relative to, with its "/"

    def dataset(self, name: str) -> str:
        """Say what rasterio.open takes for this file."""
        if self.kind == "folder":
            return str(self.path / name)
        return f"/vsi{self.kind}/{{{self.path.absolute().as_posix()}}}/{self.prefix}{name}"

    def read(self, name: str) -> bytes:
        """Read the bytes of a metadata file."""
        size, data = self._open(name)
        if size > _METADATA_LIMIT:
            raise SceneError(f"{self.label(name)} has {size} bytes, too many for metadata; download the product again")
        return data

    def below(self, prefix: str) -> "Tree":
        """Return the part of the tree below a folder of it."""
        names = tuple(name.removeprefix(prefix) for name in self.names if name.startswith(prefix))
        if self.kind == "folder":
            return Tree(self.path / prefix, "folder", names)
        return Tree(self.path, self.kind, names, self.prefix + prefix)

    def label(self, name: str) -> str:
        """Name a file as messages call it."""
        short = PurePosixPath(name).name
        return short if self.kind == "folder" else f"{short} in {self.path.name}"

    def inputs(self, names: tuple[str, ...]) -> tuple[Path, ...]:
        """Return the files on disk that hold these members: each of them, or the one archive."""
        return tuple(self.path / name for name in names) if self.kind == "folder" else (self.path,)

    def _open(self, name: str) -> tuple[int, bytes]:
        """Read the size, and the bytes up to the limit."""
        try:
            if self.kind == "folder":
                with (self.path / name).open("rb") as file:
                    return (self.path / name).stat().st_size, file.read(_METADATA_LIMIT)
            if self.kind == "zip":
                with zipfile.ZipFile(self.path) as archive, archive.open(self.prefix + name) as member:
                    return archive.getinfo(self.prefix + name).file_size, member.read(_METADATA_LIMIT)
            with tarfile.open(self.path, "r:") as tar:
                found = tar.getmember(self.prefix + name)
                stream = tar.extractfile(found)
                return found.size, stream.read(_METADATA_LIMIT) if stream else b""
        except (OSError, zipfile.BadZipFile, zlib.error, tarfile.TarError, EOFError, ValueError) as error:
            raise SceneError(f"{self.label(name)} cannot be read ({error}); download the product again") from error


def list_folder(path: Path, limits: Limits | None = None) -> Tree:
    """List all files below a folder that is known to be a product."""
    most = (limits or Limits()).members
    names = []
    for file in path.rglob("*"):
        if file.is_file():
            names.append(file.relative_to(path).as_posix())
        if len(names) > most:
            raise SceneError(
                f"{path.name} holds more than {most} files, so it is no single product; name the product in it"
            )
    return Tree(path, "folder", tuple(sorted(names)))


def list_zip(path: Path, limits: Limits | None = None) -> Tree:
    """List the members of a zip that is safe to open; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise SceneError(f"{path.name} is no readable zip ({error}); download it again") from error
    _check_size(path, [member.file_size for member in members], limits or Limits())
    _check_names(path, [member.filename for member in members])
    for member in members:
        if member.flag_bits & 0x1:
            raise SceneError(f"{path.name} is encrypted ({member.filename}); unpack it with its password first")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise SceneError(f"{path.name} holds a link ({member.filename}); unpack it and look before using it")
    return Tree(path, "zip", tuple(sorted(member.filename for member in members if not member.is_dir())))


def list_tar(path: Path, limits: Limits | None = None) -> Tree:
    """List the members of an uncompressed tar that is safe to open; nothing is unpacked."""
    try:
        with tarfile.open(path, "r:") as archive:
            members = archive.getmembers()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise SceneError(f"{path.name} is no readable uncompressed tar ({error}); unpack it first") from error
    _check_size(path, [member.size for member in members], limits or Limits(), ratio_known=False)
    _check_names(path, [member.name for member in members])
    return Tree(path, "tar", tuple(sorted(member.name for member in members if member.isfile())))


def parse_xml(data: bytes, label: str) -> ElementTree.Element:
    """Read the root of a metadata file; a document type is refused, since entities can grow without bound."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise SceneError(
            f"{label} declares a document type, which product metadata never has; download the product again"
        )
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise SceneError(f"{label} is damaged ({error}); download the product again") from error


def _check_size(path: Path, sizes: list[int], limits: Limits, *, ratio_known: bool = True) -> None:
    """Refuse an archive that declares more than any product has."""
    total, packed = sum(sizes), max(path.stat().st_size, 1)
    if len(sizes) > limits.members:
        raise SceneError(f"{path.name} holds {len(sizes)} members, more than any scene; give the scene itself")
    if total > limits.total_bytes:
        raise SceneError(
            f"{path.name} would unpack to {total / 2**30:.0f} GiB, more than any scene; give the scene itself"
        )
    if ratio_known and total > limits.ratio_matters_from and total > limits.ratio * packed:
        raise SceneError(
            f"{path.name} would unpack to {total // packed} times its size, like a zip bomb; "
            "unpack it yourself if you trust it"
        )


def _check_names(path: Path, names: list[str]) -> None:
    """Refuse members that would lie outside of the archive, and names that stand for two members."""
    for name in names:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or "\\" in name or ":" in (parts[0] if parts else ""):
            raise SceneError(f"{path.name} holds a member outside of itself ({name[:80]!r}); do not trust this archive")
    if len(set(names)) != len(names):
        raise SceneError(f"{path.name} holds two members of one name; unpack it and look before using it")
