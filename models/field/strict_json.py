"""JSON of users: what Python's reader takes in silence, or stumbles over, is refused in words."""

import json
import re
from typing import Any

_LONGEST_NUMBER = 300  # digits; no float holds more


def parse(text: str) -> Any:
    """Parse a text; raise `ValueError` in one line where it is no JSON or says a key twice."""
    try:
        return json.loads(text, object_pairs_hook=_join_pairs, parse_int=_parse_integer)
    except RecursionError:
        raise ValueError("brackets nested too deeply") from None


def _join_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Join the pairs of an object whose keys differ, of text that can be written again."""
    said = dict(pairs)
    if len(said) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{twice!r} stands twice in one object; leave one out")
    for key, value in pairs:
        for word in (key, value):
            if isinstance(word, str) and re.search("[\ud800-\udfff]", word):
                raise ValueError(f"{word[:40]!r} holds half a character (a lone surrogate); write it anew")
    return said


def _parse_integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)
