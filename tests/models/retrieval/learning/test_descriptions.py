from models.retrieval.field_notes import find_note
from models.retrieval.learning.descriptions import describe_otherwise, describe_plants, find_title, list_descriptions
from models.retrieval.learning.pictures import Picture


def test_each_subject_has_several_descriptions_and_one_that_is_kept_for_the_test():
    for key, described in describe_plants().items():
        assert len(set(described.learned)) >= 5, key
        assert described.otherwise not in described.learned, key
        assert described.title and described.otherwise, key


def test_no_description_is_true_of_two_subjects():
    of: dict[str, str] = {}
    for key, described in describe_plants().items():
        for words in (*described.learned, described.otherwise):
            assert of.setdefault(words, key) == key, words


def test_the_setting_is_said_as_the_picture_was_taken():
    indoors = Picture("a.jpg", "apple/scab", "laboratory", "a")
    outdoors = Picture("a.jpg", "apple/scab", "field", "a")
    assert any("plain background" in words for words in list_descriptions(indoors))
    assert not any("plain background" in words for words in list_descriptions(outdoors))


def test_what_was_measured_from_above_is_said_and_the_last_is_kept():
    above = Picture("a.tif", "overhead/satellite_bare", "overhead", "a", ("one", "two", "three"))
    assert list_descriptions(above) == ("one", "two") and describe_otherwise(above) == "three"
    assert find_title(above.subject) == "Bare soil from above (satellite)"


def test_conditions_have_a_note_of_what_to_check():
    sick = [key for key in describe_plants() if not key.endswith(("/healthy", "/negative"))]
    without = [key for key in sick if find_note(key) is None]
    assert len(without) <= len(sick) // 4, without
