"""The picture in the words of a network, as far as the pixels bear them out."""

from collections.abc import Iterator

from nodes.sentences.names import clean_name
from nodes.sentences.telling import Desk, Told


def tell_picture(desk: Desk) -> Iterator[Told]:
    """Repeat what was written of the scene, in the language that it was written in."""
    caption = desk.state.caption
    if caption is not None and caption.language == desk.language and caption.overview.checked.kept:
        yield Told("scene", desk.words.picture(clean_name(caption.overview.text)))


def find_words(desk: Desk, number: int) -> str | None:
    """Find what was written of the field of that number, if anything of it is left, in this language."""
    caption = desk.state.caption
    if caption is None or caption.language != desk.language:
        return None
    texts = (clean_name(one.text) for one in caption.fields if one.number == number and one.checked.kept)
    return next(texts, None)
