"""What a check of a run says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from affine import AffineError
from pyproj.exceptions import ProjError
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from models.errors import AgriError

DAMAGE = (
    AgriError, RasterioError, CPLE_BaseError, AffineError, ProjError, OSError, ValueError, LookupError, ArithmeticError,
    RecursionError,
)  # fmt: skip
"""What comes of files that somebody has damaged or forged; types are checked where a file is read, so a `TypeError`, an
`AttributeError` or an `AssertionError` is a bug of ours and must be seen."""
_SHOWN = 160  # letters of a line that are repeated


class Finding(NamedTuple):
    """Something stated that does not follow from the files."""

    claim: str
    stated: str
    recomputed: str
    file: str
    reason: str


@dataclass
class Verification:
    """What differs, how many statements were checked, and what could not be."""

    findings: list[Finding] = field(default_factory=list)
    checked: int = 0
    notes: list[str] = field(default_factory=list)
    other_versions: str = ""  # that the run was made with, in words; empty where they are those at hand

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    @contextmanager
    def reading(self, file: str) -> Iterator[None]:
        """Make a finding of a file that cannot be read, or that holds what cannot be; the rest is left out."""
        try:
            yield
        except DAMAGE as error:
            words = "missing" if isinstance(error, FileNotFoundError) else cut(" ".join(str(error).split()))
            found = Finding(file, "a file", "none that can be read", file, words or type(error).__name__)
            if found not in self.findings:
                self.findings.append(found)


def cut(text: str) -> str:
    """As much of a text as is repeated."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
