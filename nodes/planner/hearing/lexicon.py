"""French questions in English words, one after the other: enough for rules and for an English encoder."""

import json
import re
from functools import cache
from importlib.resources import files


@cache
def _table() -> tuple[re.Pattern[str], list[str]]:
    rows = json.loads(files("prompts").joinpath("planner", "french.json").read_text(encoding="utf-8"))
    ordered = sorted(rows.items(), key=lambda row: -max(len(one) for one in row[0].split("|")))
    groups = "|".join(f"({french})" for french, _ in ordered)
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)|(?<!\w)(?P<elided>(?:[ldsnjmtc]|qu)') "), [
        english for _, english in ordered
    ]


def render_english(plain: str) -> str:
    """Replace French words by English ones; `plain` is in small letters without accents, and so is what comes back."""
    pattern, english = _table()

    def replace(match: re.Match[str]) -> str:
        return "" if match["elided"] else english[(match.lastindex or 1) - 1]

    loose = re.sub(r"-(?:t-)?(?=(?:elles?|ils?|je|tu|nous|vous|on|moi|ce|la|le|les)\b)", " ", plain)
    loose = re.sub(r"\b([ldsnjmtc]|qu)'", r"\1' ", pattern.sub(replace, loose))
    return " ".join(pattern.sub(replace, loose).split())
