"""What a draft may not be, whatever it says: a list, a page with links, code, or words to whoever reads it."""

import re
from collections.abc import Iterator

from nodes.proofread.fault import Fault
from nodes.sentences.fact import Section

_LONGEST = 6000
_TIMES = 4
_SPARE = 800
_MARKS = (
    (re.compile(r"(?m)^\s*#{1,6}\s"), "a heading"),
    (re.compile(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+"), "a list"),
    (re.compile(r"</?[a-zA-Z!][^>]*>|&[a-z]+;|&#\d+;"), "HTML"),
    (re.compile(r"\]\(|https?:|www\.|mailto:|javascript:|ftp:|file:"), "a link"),
    (re.compile(r"```|`|~~~|\|.*\|"), "code or a table"),
    (re.compile(r"[{}](?!claim:)(?<!\})|\{(?!claim:)"), "braces that hold no claim"),
    (re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u00ad\x00-\x08\x0b-\x1f]"), "hidden characters"),
    (re.compile(r"[\u0370-\u1fff\u3040-\uffef]|[\U00010000-\U0010ffff]"), "characters of another script"),
)


def find_shape_faults(draft: str, section: Section) -> Iterator[Fault]:
    """Say what of its form keeps a draft from being printed."""
    known = [text for sentence in section.sentences for text in sentence.wordings] + list(section.notes)
    rest = draft
    for text in sorted(known, key=len, reverse=True):
        rest = rest.replace(text, " ")
    for pattern, what in _MARKS:
        if (found := pattern.search(rest)) is not None:
            yield Fault(clause=found[0].strip()[:60], reason=f"{what} may not stand in a section")
    most = min(_LONGEST, _TIMES * sum(max(map(len, one.wordings), default=0) for one in section.sentences) + _SPARE)
    if len(draft) > most:
        yield Fault(clause=draft[:60], reason=f"the text is longer than {most} letters")
    if not draft.strip():
        yield Fault(clause="", reason="there is no text")
