from dataclasses import replace

import pytest

from models.schemas import PhotographResult
from nodes.drafting.draft import write_by_code
from nodes.sentences.sections import sections_of
from nodes.write_words import write_words
from tests.nodes.drafting.made import Told

LIES = "All the ground is healthy, so nothing has to be done."


def test_without_a_language_model_nothing_is_added(known, context):
    assert write_words(known, context) == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_not_true_is_written_by_code_in_the_language_of_the_report(known, context, language):
    state = known.model_copy(update={"request": known.request.model_copy(update={"language": language})})
    words = write_words(state, replace(context, writer=Told([LIES])))["words"]
    sections = sections_of(state, language)
    assert sections and [one.text for one in words.sections] == [write_by_code(one) for one in sections]
    assert {one.author for one in words.sections} == {"code"}


def test_the_question_and_the_sentences_are_shown_and_true_words_are_taken(known, context):
    state = known.model_copy(update={"request": known.request.model_copy(update={"question": "Is it cloudy?"})})
    texts = [write_by_code(section) for section in sections_of(state, "en")]
    writer = Told(texts)
    words = write_words(state, replace(context, writer=writer))["words"]
    assert [(one.author, one.text) for one in words.sections] == [("model", text) for text in texts]
    assert all("Is it cloudy?" in messages[1].text for messages in writer.seen)


def test_of_a_photograph_no_ground_is_worded(known, context):
    photograph = PhotographResult(kind="photograph", source="flag", detail="the test says so")
    state = known.model_copy(update={"photograph": photograph, "clouds": None})
    words = write_words(state, replace(context, writer=Told([LIES])))["words"]
    assert not {one.name for one in words.sections} & {"clouds", "cover", "health", "risk", "fields"}
