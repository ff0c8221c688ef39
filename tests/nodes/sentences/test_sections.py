"""Each sentence fits its state: numbers are facts, wordings state the same, doubts are there, in two languages."""

import inspect
import re

import pytest
import textstat

from nodes.report.claims import Style
from nodes.report.claims import render as write_number
from nodes.report.contents import claims_of
from nodes.sentences import english, french
from nodes.sentences.fact import Section
from nodes.sentences.render import PLACEHOLDER, UnknownPlaceholderError, render
from nodes.sentences.sections import WRITERS, sections_of
from nodes.sentences.words import SentenceWords
from nodes.state import Language
from tests.nodes.report.first_page.pages import against, check_words, field, state_of
from tests.nodes.sentences.made_states import STATES

_PLAIN = {"8", "30"}
"""Numbers in sentences that no run changes: others of a crop that are needed, metres to walk."""

every = pytest.mark.parametrize("name", STATES)
both = pytest.mark.parametrize("language", ["en", "fr"])


def wordings(sections: tuple[Section, ...]) -> list[tuple[Section, str]]:
    return [(part, text) for part in sections for sentence in part.sentences for text in sentence.wordings]


@both
@every
def test_each_placeholder_is_a_fact_and_each_fact_a_claim_of_the_run(tmp_path, name, language):
    state = STATES[name](tmp_path)
    sections, claims = sections_of(state, language), claims_of(state)
    assert sections and [part.name for part in sections] == [
        name for name in WRITERS if name in {p.name for p in sections}
    ]
    for part in sections:
        used = {claim for _, text in wordings((part,)) for claim in PLACEHOLDER.findall(text)}
        assert used == {fact.claim.id for fact in part.facts}
        assert all(fact.claim in claims for fact in part.facts)
        assert part.language == language and part.title


@both
@every
def test_wordings_of_a_sentence_state_the_same_numbers(tmp_path, name, language):
    for part in sections_of(STATES[name](tmp_path), language):
        ids = [sentence.id for sentence in part.sentences]
        assert len(set(ids)) == len(ids) and set(part.required) <= set(ids)
        for sentence in part.sentences:
            stated = {frozenset(PLACEHOLDER.findall(text)) for text in sentence.wordings}
            assert len(stated) == 1 and len(set(sentence.wordings)) == len(sentence.wordings) <= 4
            assert len(sentence.wordings) > 1 or len(*stated) < 3, sentence.id


@both
@every
def test_no_number_is_written_without_a_claim(tmp_path, name, language):
    for part, text in wordings(sections_of(STATES[name](tmp_path), language)):
        plain = PLACEHOLDER.sub("", text)
        for known in sorted({*part.names, "Sentinel-2", "L1C"}, key=len, reverse=True):
            plain = re.sub(re.escape(known), "", plain, flags=re.IGNORECASE)
        assert set(re.findall(r"\d+", plain)) <= _PLAIN, text


@both
def test_numbers_are_written_in_the_style_of_the_reader(tmp_path, language):
    style = Style(language, "acres")
    for part, text in wordings(sections_of(STATES["with_fields"](tmp_path), language)):
        told = render(text, part.facts, style)
        facts = {fact.claim.id: fact.claim for fact in part.facts}
        assert "{" not in told
        assert all(write_number(facts[claim], style) in told for claim in PLACEHOLDER.findall(text))


def test_a_number_without_a_fact_is_refused():
    with pytest.raises(UnknownPlaceholderError, match=r"index\.NDVI\.p50"):
        render("It is {claim:index.NDVI.p50}.", ())


@every
def test_sections_are_easy_to_read(tmp_path, name):
    for part in sections_of(STATES[name](tmp_path), "en"):
        for place in range(2):
            texts = [one.wordings[min(place, len(one.wordings) - 1)] for one in part.sentences]
            text = re.sub(r"\(demonstration [^)]*\)", "", render(" ".join(texts), part.facts))
            assert textstat.flesch_kincaid_grade(text) <= 9, (part.name, text)


@every
def test_the_french_has_no_english_word(tmp_path, name):
    for part, text in wordings(sections_of(STATES[name](tmp_path), "fr")):
        plain = re.sub(r"\w+\.(csv|html|gpx|tif)|«[^»]*»", "", PLACEHOLDER.sub("", text))
        for known in part.names:
            plain = plain.replace(known, "")
        assert not re.search(r"\b(the|of|with|is|fields?|ground|network|lowest|median|less)\b", plain), text


@both
@every
def test_networks_are_never_quoted_without_their_hedge(tmp_path, name, language):
    hedge = re.compile(r"simulated|simulé|sure|sûr|confiden|confiance|guess|suppos|forecast|prévi|prévoit|prévu")
    for part in sections_of(STATES[name](tmp_path), language):
        if part.name in ("health", "risk"):
            said = [one for one in part.sentences if not one.id.endswith("without_outlines")]
            assert f"{part.name}.shares" in part.required
            unhedged = [one for one in said for text in one.wordings if not hedge.search(text)]
            assert unhedged == []


@both
def test_guesses_and_forecasts_say_so_themselves(tmp_path, language):
    words = {"guess": r"guess|suppos", "forecast": r"forecast|prévi|prévoit|prévu"}
    for part, text in wordings(sections_of(STATES["with_fields"](tmp_path), language)):
        moods = {fact.mood for fact in part.facts if fact.claim.id in PLACEHOLDER.findall(text)} - {"measured"}
        assert all(re.search(words[mood], text, re.IGNORECASE) for mood in moods), text


def test_what_is_in_doubt_is_required(tmp_path):
    told = {
        name: {one for part in sections_of(make(tmp_path / name), "en") for one in part.required}
        for name, make in STATES.items()
    }
    assert {"summary.decision", "clouds.hidden", "health.shares", "risk.shares", "limits.1"} <= told["with_fields"]
    assert "summary.made_up" in told["made_up"] and "summary.photograph" in told["photograph"]
    assert "summary.no_judgement" in told["radar"] and "cover.VARI_relative" in told["relative"]
    assert "limits.1" in told["unmasked"]
    assert {"health.without_outlines", "risk.without_outlines"} <= told["without_fields"]


def test_only_that_is_said_of_which_there_is_something(tmp_path):
    names = {name: [part.name for part in sections_of(make(tmp_path / name), "en")] for name, make in STATES.items()}
    assert names["with_fields"] == list(WRITERS)
    assert names["photograph"] == ["summary"]
    assert "health" in names["health_only"] and "cover" not in names["health_only"]
    assert "clouds" not in names["radar"] and "fields" in names["radar"]


def test_a_name_from_a_file_is_no_placeholder_and_stands_as_it_is(tmp_path):
    fields = next(part for part in sections_of(STATES["with_fields"](tmp_path), "en") if part.name == "fields")
    assert "y (claim:scene.width)" in fields.names and "north" in fields.names
    assert "scene.width" not in {fact.claim.id for fact in fields.facts}


def test_at_most_ten_fields_are_told_with_the_worst_first(tmp_path):
    fields = [field(f"n{number}", 0.3 + number / 100, peers=against(0.0, 0.5)) for number in range(14)]
    _, state = state_of(tmp_path, *fields, field("low", 0.1, peers=against(-0.4, 0.0)))
    part = next(part for part in sections_of(state, "en") if part.name == "fields")
    listed = [one for one in part.sentences if not one.id.startswith("fields.crop")]
    assert len(listed) == 10 and listed[0].wordings[0].startswith("low (maize) has a median NDVI")


@both
def test_nothing_is_said_twice(tmp_path, language: Language):
    for name, make in STATES.items():
        texts = [text for _, text in wordings(sections_of(make(tmp_path / name), language))]
        assert len(texts) == len(set(texts)), name


def test_both_languages_have_each_word():
    check_words(SentenceWords, (english, french))
    assert all(inspect.isfunction(getattr(french, name)) for name in ("title", "zone"))
