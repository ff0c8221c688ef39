"""Text that GDAL would follow elsewhere, looked at before GDAL sees it."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from models.errors import SceneError

_MARK, _MOST_BYTES = b"<VRTDataset", 16 << 20


def list_files_behind(path: Path) -> tuple[Path, ...]:
    """List the files that a VRT, by any name, leads to, none of a raster; refuse other text: WMS, JSON."""
    head = _head(path)
    if head.startswith(_MARK):
        return tuple(dict.fromkeys(_sources(path)))
    if head.startswith((b"<", b"{", b"[")):
        raise SceneError(f"{path.name} is a text file, not a raster; name the raster itself")
    return ()


def _head(path: Path) -> bytes:
    """Read how a file begins, without marks and blanks before the first word."""
    with path.open("rb") as file:
        return file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")


def _sources(path: Path, on_the_way: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Yield the files that a VRT leads to; refuse one that leads elsewhere, to itself or the net, or has code."""
    if path.resolve() in on_the_way:
        raise SceneError(f"{path.name} leads to itself; name the raster that it is to show")
    if path.stat().st_size > _MOST_BYTES:
        raise SceneError(f"{path.name} is a VRT of over 16 MB; build a smaller one with gdalbuildvrt")
    text = path.read_text(errors="replace")
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "PixelFunctionCode" in text:
        raise SceneError(f"{path.name} carries entities or code; only plain VRT files are read")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise SceneError(f"{path.name} is no well-formed VRT ({error})") from error
    folder = path.parent.resolve()
    for element in root.iter():
        if element.tag not in ("SourceFilename", "SourceDataset", "SrcDSName"):
            continue
        name = (element.text or "").strip()
        if element.get("relativeToVRT", "0") != "1" and not Path(name).is_absolute():
            name = str(Path(name))
        target = (folder / name).resolve()
        if name.startswith("/vsi") or ":" in name or "<" in name or not target.is_relative_to(folder):
            raise SceneError(f"{path.name} refers to {name[:80]}; a VRT may only refer to files in its own folder")
        if target.is_file():
            yield target
            if _head(target).startswith(_MARK):
                yield from _sources(target, (*on_the_way, path.resolve()))
