"""The answer to a question stands under the title; sections of a language model stand with who wrote them."""

import pytest

from nodes.answers.answer import Answer
from nodes.drafting.budget import Budget
from nodes.drafting.results import SectionWords, WordsResult
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.first_page.terminal import list_result
from nodes.sentences.facts import facts_of
from nodes.sentences.render import UnknownPlaceholderError
from nodes.state import SceneState
from tests.nodes.report.first_page.pages import field, state_of

TEXT = "North has an NDVI of {claim:field.1.median} <b>."


def words(*sections: SectionWords) -> WordsResult:
    return WordsResult(
        sections=sections, model="maker:small_*1*", mode="auto", temperature=0, prompts={}, budget=Budget(), calls=2,
        tokens_in=10, tokens_out=10,
    )  # fmt: skip


def section(name: str = "fields", text: str = TEXT, **changes: object) -> SectionWords:
    told = {"name": name, "title": "Fields", "text": text, "author": "model", "way": "rewrite", **changes}
    return SectionWords.model_validate(told)


def page(state: SceneState) -> str:
    return "\n".join(write_report(state, claims_of(state)).first.lines)


@pytest.mark.parametrize(
    ("language", "number", "mark"), [("en", "0.50", "**Answer:**"), ("fr", "0,50", "**Réponse\u00a0:**")]
)
def test_an_answer_stands_under_the_title_with_its_numbers(tmp_path, language, number, mark):
    _, state = state_of(tmp_path, field("north", 0.5), question="How green is *north*?", language=language)
    facts = tuple(fact for fact in facts_of(state) if fact.claim.id == "field.1.median")
    text = page(state.model_copy(update={"answer": Answer(status="answered", text=TEXT, facts=facts)}))
    assert f"{mark} North has an NDVI of {number} \\<b\\>." in text
    assert "How green is \\*north\\*?" in text
    assert text.index(mark) < text.index("| north |")
    assert "does not answer" not in text and "ne répond pas" not in text


def test_a_terminal_shows_the_answer_first(tmp_path):
    _, state = state_of(tmp_path, field("north", 0.5), question="How green?")
    answer = Answer(status="answered", text=TEXT, facts=facts_of(state))
    told = list_result(state.model_copy(update={"answer": answer}))
    assert told[0] == "Asked: How green?" and told[1].startswith("Answer: North has an NDVI of 0.50 <b>.")


def test_where_nothing_was_answered_it_is_said_so(tmp_path):
    _, state = state_of(tmp_path, field("north", 0.5), question="How green?")
    assert "does not answer questions" in page(state)


def test_what_may_be_meant_is_listed_where_the_answer_asks_back(tmp_path):
    _, state = state_of(tmp_path, field("north", 0.5), question="it?")
    back = Answer(status="asked_back", text="Which field?", options=("north", "south"))
    assert "Which field? It may mean: north; south." in page(state.model_copy(update={"answer": back}))


def test_each_section_says_who_wrote_it(tmp_path):
    _, state = state_of(tmp_path, field("north", 0.5))
    told = words(
        section(), section("clouds", "Clear.", way="choose"), section("limits", "None.", author="code", way=None)
    )
    text = page(state.model_copy(update={"words": told}))
    assert "## In words" in text and "North has an NDVI of 0.50 \\<b\\>." in text
    model = r"maker:small\_\*1\*"
    authors = (f"*(written by {model}, ", f"*(sentences of code, chosen by {model})*", "*(written by code)*")
    assert [text.index(author) for author in authors] == sorted(text.index(author) for author in authors)


def test_where_a_model_wrote_nothing_its_part_is_one_line(tmp_path):
    _, state = state_of(tmp_path, field("north", 0.5))
    text = page(state.model_copy(update={"words": words(section(author="code", way=None))}))
    assert "none that it gave could be taken" in text and "North has" not in text
    assert "In words" not in page(state)


def test_a_number_that_is_no_claim_is_never_printed(tmp_path):
    _, state = state_of(tmp_path, field("north", 0.5))
    with pytest.raises(UnknownPlaceholderError):
        page(state.model_copy(update={"words": words(section(text="It is {claim:moon.share}."))}))
