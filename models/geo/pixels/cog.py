"""A tiled TIFF with overviews laid out anew as a Cloud-Optimized GeoTIFF, without compressing anything again.

GDAL's own COG driver compresses every tile a second time. Here the tiles that GDAL wrote are copied as they are: first
all directories, then the tiles of the smallest overview, at last those of the full image. The order of tiles is that of
the raster, so the bytes do not depend on the order in which they were written.
Format: TIFF 6.0; BigTIFF where the file is larger than 4 GB.
"""

import struct
from contextlib import ExitStack
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from models.arrays import Shape

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 17: 8, 18: 8}
_LONG, _LONG8 = 4, 16
_SUBFILE, _WIDTH, _HEIGHT, _TILE_OFFSETS, _TILE_BYTES = 254, 256, 257, 324, 325
_REDUCED = 1  # a directory that holds the same picture in fewer pixels
_CLASSIC_LIMIT = 0xFFFF_0000


@dataclass(frozen=True)
class _Form:
    """Widths of the fields that classic TIFF and BigTIFF differ in."""

    header: bytes
    count: str  # of entries in a directory
    word: str  # counts and offsets
    type_code: int  # of a word as a tag

    @property
    def word_bytes(self) -> int:
        return struct.calcsize(self.word)

    def directory_bytes(self, entries: int) -> int:
        return struct.calcsize(self.count) + entries * (4 + 2 * self.word_bytes) + self.word_bytes


_CLASSIC = _Form(struct.pack("<2sH", b"II", 42), "<H", "<I", _LONG)
_BIG = _Form(struct.pack("<2sHHH", b"II", 43, 8, 0), "<Q", "<Q", _LONG8)


@dataclass
class _Image:
    """One directory: its tags as (type, values as bytes), and where its tiles lie in which file."""

    file: BinaryIO
    tags: dict[int, tuple[int, bytes]]
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]


def lay_out(sources: list[Path], target: Path, shape: Shape) -> None:
    """Write `target`, a COG of (rows, columns), from BigTIFFs: the full image, and each half of the last.

    The sources are padded to whole tiles, so that what lies beyond the edge is known and the same each time.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(source.open("rb")) for source in sources]
        images = [image for file in files for image in _read_images(file)]
        for level, image in enumerate(images):
            height, width = (-(-side // 2**level) for side in shape)
            image.tags |= {_WIDTH: (_LONG, struct.pack("<I", width)), _HEIGHT: (_LONG, struct.pack("<I", height))}
            if level:
                image.tags[_SUBFILE] = _LONG, struct.pack("<I", _REDUCED)
        size = sum(sum(image.lengths) + 16 * len(image.lengths) for image in images)
        size += sum(len(raw) + 20 for image in images for _, raw in image.tags.values())
        with target.open("wb") as out:
            _write(images, _CLASSIC if size < _CLASSIC_LIMIT else _BIG, out)


def _read_images(file: BinaryIO) -> list[_Image]:
    """Read all directories in the chain of a BigTIFF."""
    header = file.read(16)
    if header[:8] != _BIG.header:
        raise ValueError("not a little-endian BigTIFF")
    images, position = [], struct.unpack("<Q", header[8:])[0]
    while position:
        file.seek(position)
        found = file.read(8)
        if len(found) < 8:
            raise OSError("directories are missing, as on a full disk")
        (count,) = struct.unpack("<Q", found)
        entries = [struct.unpack("<HHQ8s", file.read(20)) for _ in range(count)]
        (position,) = struct.unpack("<Q", file.read(8))
        tags = {tag: (kind, _value(file, kind, number, field)) for tag, kind, number, field in entries}
        offsets, lengths = (_integers(*tags.pop(tag)) for tag in (_TILE_OFFSETS, _TILE_BYTES))
        images.append(_Image(file, tags, offsets, lengths))
        _check_whole(images[-1])
    return images


def _value(file: BinaryIO, kind: int, number: int, field: bytes) -> bytes:
    size = _TYPE_BYTES[kind] * number
    if size <= 8:
        return field[:size]
    file.seek(struct.unpack("<Q", field)[0])
    return file.read(size)


def _integers(kind: int, raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // _TYPE_BYTES[kind]}{ {3: 'H', 4: 'I', 16: 'Q'}[kind] }", raw)


def _check_whole(image: _Image) -> None:
    """Return a full disk may have left tiles out, and GDAL does not always say so."""
    size = image.file.seek(0, SEEK_END)
    for offset, length in zip(image.offsets, image.lengths, strict=True):
        if length == 0 or not 0 < offset <= offset + length <= size:
            raise OSError("tiles are missing, as on a full disk")


def _write(images: list[_Image], form: _Form, out: BinaryIO) -> None:
    """Write header, directories with their long values, then tiles from the smallest image to the largest."""
    start = len(form.header) + form.word_bytes
    sizes = [_directory_size(image, form) for image in images]
    data = start + sum(sizes)
    places: dict[int, list[int]] = {}
    for index in reversed(range(len(images))):
        places[index] = []
        for length in images[index].lengths:
            places[index].append(data)
            data += length
    out.write(form.header + struct.pack(form.word, start))
    position = start
    for index, image in enumerate(images):
        last = index == len(images) - 1
        out.write(_directory(image, places[index], form, position, 0 if last else position + sizes[index]))
        position += sizes[index]
    for image in reversed(images):
        for offset, length in zip(image.offsets, image.lengths, strict=True):
            image.file.seek(offset)
            out.write(image.file.read(length))


def _directory_size(image: _Image, form: _Form) -> int:
    return len(_directory(image, [0] * len(image.offsets), form, 0, 0))


def _directory(image: _Image, places: list[int], form: _Form, position: int, following: int) -> bytes:
    """Return a directory for this place in the file, followed by the values that do not fit into its entries."""
    words = f"<{len(places)}{form.word[1:]}"
    tags = dict(image.tags)
    tags[_TILE_OFFSETS] = form.type_code, struct.pack(words, *places)
    tags[_TILE_BYTES] = form.type_code, struct.pack(words, *image.lengths)
    head, tail = struct.pack(form.count, len(tags)), b""
    beyond = position + form.directory_bytes(len(tags))
    for tag, (kind, raw) in sorted(tags.items()):
        field = raw.ljust(form.word_bytes, b"\0")
        if len(raw) > form.word_bytes:
            field = struct.pack(form.word, beyond + len(tail))
            tail += raw + b"\0" * (len(raw) % 2)
        number = len(raw) // _TYPE_BYTES[kind]
        head += struct.pack("<HH", tag, kind) + struct.pack(form.word, number) + field
    return head + struct.pack(form.word, following) + tail
