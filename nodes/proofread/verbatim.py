"""Sentences of a section that stand in a draft as code wrote them."""

from collections.abc import Iterator, Sequence

_BEFORE = (".", "!", "?", ":", "”", ")")


def part_verbatim(draft: str, forms: Sequence[tuple[str, str]]) -> Iterator[tuple[str | None, str]]:
    """A draft in pieces: sentences of the section with their ids, and what stands between them without one."""
    place = begun = 0
    while place < len(draft):
        found = _begins(draft, place, forms) if _is_start(draft, place) else None
        if found is None:
            place += 1
            continue
        if draft[begun:place].strip():
            yield None, draft[begun:place]
        text, name = found
        yield name, text
        place = begun = place + len(text)
    if draft[begun:].strip():
        yield None, draft[begun:]


def _is_start(draft: str, place: int) -> bool:
    return place == 0 or (draft[place - 1] == " " and draft[:place].rstrip().endswith(_BEFORE))


def _begins(draft: str, place: int, forms: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The longest form that begins there and ends where a sentence ends."""
    for text, name in forms:
        end = place + len(text)
        is_whole = draft[end : end + 1] in ("", " ") and (text[-1:] in (".", "!", "?") or end == len(draft))
        if text and is_whole and draft.startswith(text, place):
            return text, name
    return None
