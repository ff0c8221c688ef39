"""Test that what English speakers and this program say of plants passes for English, and what others say does not."""

import pytest

from models.retrieval.field_notes import read_notes
from models.retrieval.languages import is_foreign


@pytest.mark.parametrize(
    "words",
    ["maize leaf with rust", "Puccinia sorghi", "Phoma", "leaf rust, Smith et al. 2004", "El Niño drought",
     "NPK 15-15-15", "Café: coffee rust", "maïs with a grey spot on the leaf"],
)  # fmt: skip
def test_english_and_names_are_not_refused(words):
    assert not is_foreign(words)


def test_no_english_words_of_our_notes_are_taken_for_others():
    french = {note.title_fr for note in read_notes().values()}
    texts = [words for note in read_notes().values() for words in note.item().words if words not in french]
    assert len(texts) > 60 and not [text for text in texts if is_foreign(text)]
