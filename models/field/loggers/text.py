"""A file of readings as text, whichever way its letters are stored."""

import codecs
from pathlib import Path

from models.errors import ConfigError

_LARGEST_FILE = 50_000_000  # bytes; a minute-by-minute year has 20 MB
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def read_text(path: Path) -> str:
    """Text of a file in UTF-8, UTF-16 or the Windows letters of western Europe; raises `ConfigError` for others."""
    try:
        if not path.is_file():
            raise ConfigError(f"{path}: no such file of sensor readings")
        if path.stat().st_size > _LARGEST_FILE:
            raise ConfigError(
                f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much; give the weeks around the scene"
            )
        stored = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: the readings cannot be read ({error.strerror})") from error
    try:
        text = stored.decode(_encoding(stored))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text (byte {error.start}); save it as CSV or JSON in UTF-8") from error
    if "\0" in text:
        raise ConfigError(f"{path}: not text (it holds NUL); save it as CSV or JSON in UTF-8")
    return text


def _encoding(stored: bytes) -> str:
    for mark, encoding in _MARKS:
        if stored.startswith(mark):
            return encoding
    start = stored[:1000]
    if len(start) >= 4 and start[1::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-le"
    if len(start) >= 4 and start[::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-be"
    try:
        stored.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
