"""Test that each of our notes has its shape; what it says an agronomist has to read."""

import re
from pathlib import Path

import pytest

from models.retrieval.field_notes import SECTIONS, Note, find_note, parse_note, read_notes

NOTES = read_notes()
FOLDER = Path(__file__).parents[3] / "models" / "retrieval" / "notes"
WEEDS = {
    "chinee_apple",
    "lantana",
    "parkinsonia",
    "parthenium",
    "prickly_acacia",
    "rubber_vine",
    "siam_weed",
    "snake_weed",
}
ASKED_FOR = {
    "drought_stress", "waterlogging", "nitrogen_deficiency", "sulphur_deficiency", "potassium_deficiency",
    "magnesium_deficiency", "zinc_deficiency", "wheat_rusts", "lodging", "hail_damage", "frost_damage",
    "herbicide_injury", "salinity", "soil_compaction", "poor_emergence", "spider_mites", "coffee_leaf_miner",
    "apple_scab", "citrus_canker", "citrus_greening", *(f"weed_{weed}" for weed in WEEDS),
}  # fmt: skip
PUBLISHERS = (
    "FAO", "Food and Agriculture Organization", "CABI Compendium", "EPPO Global Database", "Extension", "UC", "ICAR",
    "AHDB", "CIMMYT", "Crop Protection Network", "University of", "Weeds Australia", "Business Queensland",
)  # fmt: skip
LIKELY_DOSES = re.compile(r"\d|\b(kg|litre|fungicide|insecticide|glyphosate|copper|mancozeb)\b", re.IGNORECASE)


def test_there_are_sixty_and_more_and_none_that_was_asked_for_is_missing():
    assert len(NOTES) >= 60
    assert set(NOTES) >= ASKED_FOR


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_a_note_has_its_shape(note: Note):
    assert (FOLDER / f"{note.id}.md").is_file()
    assert tuple(note.sections) == SECTIONS
    for name, words in note.sections.items():
        assert words.endswith((".", "?")), name
        assert 2 <= len(words.split()) <= 60, name
        assert not LIKELY_DOSES.search(words), name
    assert note.title != note.title_fr
    assert note.crops
    assert note.source.startswith(PUBLISHERS) or any(word in note.source for word in PUBLISHERS)
    assert ", " in note.source and "http" not in note.source and "www" not in note.source
    assert note.item().words[0].startswith(note.title)


def test_no_two_notes_speak_of_the_same():
    titles = [title for note in NOTES.values() for title in (note.title, note.title_fr)]
    conditions = [condition for note in NOTES.values() for condition in note.conditions]
    assert len(titles) == len(set(titles))
    assert len(conditions) == len(set(conditions))
    assert len({words for note in NOTES.values() for words in note.sections.values()}) > 5.9 * len(NOTES)


def test_a_label_of_a_picture_leads_to_its_note():
    assert find_note("corn/gray_leaf_spot").title_fr == "Cercosporiose (taches grises) du maïs"
    assert find_note("orange/huanglongbing") == find_note("citrus/greening")
    assert find_note("corn/healthy") is None


def test_a_note_without_a_source_is_not_read():
    text = (FOLDER / "apple_scab.md").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="source"):
        parse_note(re.sub(r"source: .*\n", "", text))
