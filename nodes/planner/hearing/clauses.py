"""A question with two or three parts, each a question of its own."""

import re

_ASKS = (
    r"(?:what|which|how|where|when|who|why|is|are|does|do|did|was|were|has|have|can|could|should|show|tell|give|list|"
    r"quel(?:le)?s?|combien|comment|o[uù] (?:est|sont|aller|se)|pourquoi|quand|laquelle|lesquel(?:le)?s|lequel|est[- ]ce|"
    r"c'est|montre[sz]?|donne[sz]?|qu'est|y a)"
)
_AND = re.compile(rf"[,;]?\s+(?:and|et)(?: also| then| aussi| puis)?,?\s+(?={_ASKS}\b)", re.IGNORECASE)
_END = re.compile(rf"[?;]+\s*(?:and |et |also |ok )?(?=\w)|[.!]\s+(?={_ASKS}\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|compare[rz]?|entre|difference|both)\b", re.IGNORECASE)
MOST = 3


def split_clauses(text: str) -> list[str]:
    """Split a tidied question into its parts, the whole where it has one."""
    parts = [one for piece in _END.split(text) for one in _split_and(piece)]
    parts = [one.strip(" ,;") for one in parts if re.search(r"\w{2}", one)]
    return parts if 1 < len(parts) <= MOST else [text]


def _split_and(piece: str) -> list[str]:
    """Split at an "and" that begins another question behind one that stands by itself."""
    found: list[str] = []
    for one in _AND.split(piece):
        is_whole = bool(found) and len(found[-1].split()) >= 2 and not _BETWEEN.search(found[-1])
        if is_whole or not found:
            found.append(one)
        else:
            found[-1] = f"{found[-1]} and {one}"
    return found
