"""Words of a draft made alike before they are read: turns of phrase, and lists of names said with one plural."""

import re
from collections.abc import Iterable

from nodes.proofread.lexicon.turns import TURNS
from nodes.state import Language

_ONE = "[0-9A-Z]{1,3}"
_LISTED = re.compile(
    rf"\b([A-ZÉa-zé]+?)s? ({_ONE}(?:, {_ONE})*(?:,? (?:and|et) {_ONE}(?!\w|\.\d| more| others| autres))?)(?!\w|\.\d)"
)


def make_alike(text: str, language: Language, names: Iterable[str]) -> str:
    """Put plain words for turns of phrase that say the same, and each name of a list in full."""
    text = text.replace("’", "'")
    for pattern, plain in TURNS[language]:
        text = pattern.sub(plain, text)
    return _spell_lists(text.strip(), frozenset(names))


def _spell_lists(text: str, names: frozenset[str]) -> str:
    """“Fields 3, 5 and 7” as “Field 3, Field 5 and Field 7”, where all of them are names."""

    def spell(found: re.Match[str]) -> str:
        kind = found[1]
        parts = re.split(r"(, (?:and |et )?| and | et )", found[2])
        spelled = [part if place % 2 else f"{kind} {part}" for place, part in enumerate(parts)]
        known = all(one in names or one[:1].lower() + one[1:] in names for one in spelled[::2])
        return "".join(spelled) if known else found[0]

    return _LISTED.sub(spell, text)
