"""Hold what the header of a classic NetCDF file says against the size of the file, before a library believes it.

A damaged count makes libnetcdf ask for gigabytes. Layout: NetCDF Classic Format Specification (Unidata).
"""

from math import prod
from pathlib import Path
from struct import unpack

from models.errors import SceneError

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}
"""Bytes of a value, by the code of its type."""
_LONGEST = 16_000_000  # bytes of a header; more is not read


class _Header:
    """What is read of a header so far; raises `ValueError` where it ends too early or a count cannot be."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self.size, self._at = data, size, 4
        version = data[3]
        self.wide = version == 5  # counts take 8 bytes
        self.far = version in (2, 5)  # places in the file take 8 bytes

    def number(self, wide: bool) -> int:
        """Read a whole number of 4 or 8 bytes."""
        length = 8 if wide else 4
        part = self._data[self._at : self._at + length]
        if len(part) < length:
            raise ValueError("the header ends too early")
        self._at += length
        return int(unpack(">Q" if wide else ">I", part)[0])

    def count(self, least: int = 1) -> int:
        """Read how many entries of at least so many bytes follow; they must fit into the file."""
        found = self.number(self.wide)
        if found * least > self.size:
            raise ValueError(f"the header counts {found} entries in a file of {self.size} bytes")
        return found

    def skip(self, length: int) -> None:
        """Pass over bytes, padded to fours."""
        self._at += -(-length // 4) * 4

    def entries(self) -> int:
        """Read the tag and the length of a list."""
        self.number(False)
        return self.count(4)

    def skip_attributes(self) -> None:
        """Pass over a list of attributes."""
        for _ in range(self.entries()):
            self.skip(self.count())
            width = _SIZES.get(self.number(False), 8)
            self.skip(width * self.count(width))


def check_header(path: Path) -> None:
    """Refuse a classic NetCDF file whose header counts more than the file holds; other files pass."""
    size = path.stat().st_size
    with path.open("rb") as file:
        data = file.read(min(size, _LONGEST))
    if data[:4] not in (b"CDF\x01", b"CDF\x02", b"CDF\x05"):
        return
    try:
        _check_variables(_Header(data, size))
    except ValueError as error:
        raise SceneError(f"{path.name} is a damaged NetCDF file: {error}; fetch it again") from error


def _check_variables(header: _Header) -> None:
    """Each variable that does not grow must lie in the file as a whole."""
    records = header.number(header.wide)
    lengths = []
    for _ in range(header.entries()):
        header.skip(header.count())
        lengths.append(header.number(header.wide))
    header.skip_attributes()
    for _ in range(header.entries()):
        header.skip(header.count())
        places = [header.number(header.wide) for _ in range(header.count(4))]
        if any(place >= len(lengths) for place in places):
            raise ValueError("a variable has a dimension that is not there")
        header.skip_attributes()
        width = _SIZES.get(header.number(False), 1)
        header.number(header.wide)  # its size, which may overflow
        begin = header.number(header.far)
        shape = [lengths[place] for place in places]
        if 0 in shape[:1]:  # along records, of which there may be none
            shape = [min(records, 1), *shape[1:]]
        if begin + width * prod(shape) > header.size + 3:
            raise ValueError("a variable is larger than the file")
