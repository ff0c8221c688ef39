"""How the report writes: words of others made harmless, tables, and numbers by the name of their claim."""

import re
from collections.abc import Iterable, Sequence

from nodes.report.claims import PLAIN, Claim, Style, render

_ESCAPED = re.compile(r"[\\`*\[\]<>|~&!#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


class Said:
    """The claims of a report by their id, each in words of a style."""

    def __init__(self, claims: Iterable[Claim], style: Style = PLAIN) -> None:
        self.claims, self.style = {claim.id: claim for claim in claims}, style

    def __contains__(self, name: str) -> bool:
        return name in self.claims

    def __call__(self, name: str, otherwise: str = "not known") -> str:
        """Value and unit of a claim, or what is said where there is no such claim."""
        return render(self.claims[name], self.style) if name in self.claims else otherwise


def escape(text: str) -> str:
    """Words from files, harmless in Markdown and HTML: markup is escaped, unseen characters are spaces."""
    return _ESCAPED.sub(lambda found: "\\" + found.group(), hide_unseen(text))


def hide_unseen(text: str) -> str:
    """Words from files, harmless on a terminal: what steers one, and all that is not seen, is a space."""
    return _UNSEEN.sub(" ", text).strip()


def strip_markup(text: str) -> str:
    """Take the escapes and the stars of Markdown away again, for a terminal."""
    return re.sub(r"\\(.)", r"\1", text.replace("**", ""))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table; cells are taken as they are."""
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
