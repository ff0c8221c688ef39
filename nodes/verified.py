"""What a check of a run says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


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

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)
