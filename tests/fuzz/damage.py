"""How a sound file is damaged: by a seed, a kind and a number, so that each can be made again."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .seeds import zip_files

_EXTREMES = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WORDS = (
    b'"', b",", b";", b"\n", b"\r", b"\t", b"-9999", b"nan", b"1e999", b"\0", b"\xff\xfe", b"[" * 2000, b"}", b"{}",
    b"31/12/2021", b"null", b"9" * 400, b"<a>", b"&x;", b"-", b"e", b".", b"\xc3", b"0000-00-00", b"<!DOCTYPE a>",
)  # fmt: skip
_TEXTS = ("geojson", "csv", "kml")


@dataclass(frozen=True)
class Damaged:
    """A damaged file, and what was done to it."""

    name: str
    content: bytes
    done: str


def damage(seeds: Mapping[str, tuple[Path, ...]], kind: str, seed: int, number: int) -> Damaged:
    """Damage a seed of that kind in one or two ways."""
    random = Random(f"{seed} {kind} {number}")
    path = random.choice(seeds[kind])
    others = [other for paths in seeds.values() for other in paths]
    content, done = path.read_bytes(), []
    for _ in range(random.choice((1, 1, 1, 2))):
        name = random.choice(_ways(kind, path))
        content = _WAYS[name](content, random, others) or content[:1]
        done.append(name)
    return Damaged(path.name, content, f"{path.name}: {', '.join(done)}")


def _ways(kind: str, path: Path) -> tuple[str, ...]:
    ways = ("flip", "truncate", "exchange", "double", "cut", "blank", "length")
    if path.suffix in (".zip", ".kmz"):
        return (*ways, *("inside",) * 7)
    if path.suffix == ".tif":
        return (*ways, *("entry",) * 4)
    if kind == "png":
        return (*ways, *("summed",) * 4)
    return (*ways, *("word",) * 4, *("letter",) * 5) if kind in _TEXTS else ways


def _flip(data: bytes, random: Random, others: list[Path]) -> bytes:
    changed = bytearray(data)
    reach = random.choice((64, 600, len(data), len(data)))
    for _ in range(random.choice((1, 1, 2, 4, 16, 100))):
        place = random.randrange(min(reach, len(changed)))
        changed[place] = random.randrange(256) if random.random() < 0.5 else changed[place] ^ 1 << random.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, random: Random, others: list[Path]) -> bytes:
    return data[: random.randrange(len(data))]


def _exchange(data: bytes, random: Random, others: list[Path]) -> bytes:
    head = random.choice(others).read_bytes()
    return head[: random.randrange(1, 600)] + data[random.randrange(min(600, len(data))) :]


def _double(data: bytes, random: Random, others: list[Path]) -> bytes:
    start = random.randrange(len(data))
    block = data[start : start + random.randrange(1, 600)]
    return data[:start] + block * random.randrange(2, 5) + data[start + len(block) :]


def _cut(data: bytes, random: Random, others: list[Path]) -> bytes:
    start = random.randrange(len(data))
    return data[:start] + data[start + random.randrange(1, 600) :]


def _blank(data: bytes, random: Random, others: list[Path]) -> bytes:
    start = random.randrange(len(data))
    long = min(random.randrange(1, 600), len(data) - start)
    return data[:start] + bytes((random.choice((0, 255)),)) * long + data[start + long :]


def _length(data: bytes, random: Random, others: list[Path]) -> bytes:
    """Write an extreme number over two, four or eight bytes, most often near the beginning."""
    width = random.choice((2, 4, 4, 8))
    place = random.randrange(min(len(data), random.choice((128, 600, len(data)))))
    number = random.choice(_EXTREMES) % (1 << 8 * width)
    return data[:place] + number.to_bytes(width, random.choice(("little", "big"))) + data[place + width :]


def _entry(data: bytes, random: Random, others: list[Path]) -> bytes:
    """Change type, count or value of one entry of the first directory of a TIFF."""
    big = data[2:3] == b"\x2b"
    start = struct.unpack_from("<Q", data, 8)[0] if big and len(data) > 16 else int.from_bytes(data[4:8], "little")
    if start + 8 > len(data):
        return _length(data, random, others)
    head, each = (8, 20) if big else (2, 12)
    count = int.from_bytes(data[start : start + head], "little")
    place = start + head + each * random.randrange(max(1, min(count, 60)))
    field, width = random.choice(((0, 2), (2, 2), (4, 8 if big else 4), (12 if big else 8, 8 if big else 4)))
    number = random.choice((*_EXTREMES, random.randrange(70_000), random.randrange(20)))
    at = place + field
    return data[:at] + number.to_bytes(8, "little")[:width] + data[at + width :]


def _summed(data: bytes, random: Random, others: list[Path]) -> bytes:
    """Damage the body of one chunk of a PNG and make its checksum true again."""
    chunks, place = [], 8
    while place + 12 <= len(data):
        long = int.from_bytes(data[place : place + 4], "big")
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + long]))
        place += 12 + long
    if not chunks:
        return _flip(data, random, others)
    at = random.randrange(len(chunks))
    way = random.choice((_flip, _length, _double, _cut))
    chunks[at] = chunks[at][0], way(chunks[at][1] or b"\0", random, others)
    return data[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def _word(data: bytes, random: Random, others: list[Path]) -> bytes:
    place = random.randrange(len(data))
    return data[:place] + random.choice(_WORDS) + data[place + random.choice((0, 1, 3)) :]


def _letter(data: bytes, random: Random, others: list[Path]) -> bytes:
    """Put another digit for a digit, another letter for a letter."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 20))):
        place = random.randrange(len(changed))
        old = bytes(changed[place : place + 1])
        pool = b"0123456789" if old.isdigit() else b"abcdefghijklmnopqrstuvwxyzABCXYZ" if old.isalpha() else old
        changed[place] = random.choice(pool)
    return bytes(changed)


def _inside(data: bytes, random: Random, others: list[Path]) -> bytes:
    """Damage one member of an archive, or leave it out, and write a sound archive around it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - it is damaged already
        members = {}
    if not members:
        return _flip(data, random, others)
    name = random.choice(sorted(members))
    way = random.choice((*_PLAIN, _word if name.endswith((".xml", ".kml", ".txt", ".prj")) else _length))
    members[name] = way(members[name] or b"\0", random, others)
    if random.random() < 0.1:
        del members[name]
    return zip_files(members)


_PLAIN = (_flip, _truncate, _exchange, _double, _cut, _blank, _length)
_WAYS: Mapping[str, Callable[[bytes, Random, list[Path]], bytes]] = {
    "flip": _flip, "truncate": _truncate, "exchange": _exchange, "double": _double, "cut": _cut, "blank": _blank,
    "length": _length, "entry": _entry, "summed": _summed, "word": _word, "letter": _letter, "inside": _inside,
}  # fmt: skip
