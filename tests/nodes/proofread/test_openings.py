"""What opened the proofreader to other words, and false drafts of each kind that must not slip through."""

import json
from pathlib import Path

import pytest

from nodes.proofread import proofread
from nodes.proofread.lexicon import plain_english, plain_french
from nodes.proofread.lexicon.everyday import claims, is_everyday
from nodes.proofread.lexicon.look_up import lexicon_of
from nodes.state import Language
from tests.nodes.proofread.worlds import world

DRAFTS = [json.loads(line) for line in (Path(__file__).parent / "openings.jsonl").read_text().splitlines()]
KINDS = sorted({draft["why"] for draft in DRAFTS})


def passes(draft: dict[str, str]) -> bool:
    """Whether a draft passes where nothing must be said."""
    section = world(draft["world"], draft["language"])[draft["section"]].model_copy(update={"required": ()})
    return not proofread(draft["draft"], section)


@pytest.mark.parametrize("kind", KINDS)
def test_false_drafts_of_a_kind_do_not_pass(kind: str) -> None:
    false = [draft for draft in DRAFTS if draft["why"] == kind and not draft["true"]]
    assert [draft["draft"] for draft in false if passes(draft)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_true_drafts_of_a_kind_pass(kind: str) -> None:
    true = [draft for draft in DRAFTS if draft["why"] == kind and draft["true"]]
    assert [draft["draft"] for draft in true if not passes(draft)] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "hailstorms moths tractor flooded fertilised drier greener lifeless undamaged july profit"),
        ("fr", "grêlons chenilles tracteur inondée engraissée maire rentable malsain juillet orages"),
    ],
)  # fmt: skip
def test_words_that_could_state_something_are_not_everyday(language: Language, words: str) -> None:
    assert [word for word in words.split() if is_everyday(word, language)] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "indicator tested scenes experience"), ("fr", "instructif accuse reposent")],
)
def test_words_of_daily_speech_are_everyday(language: Language, words: str) -> None:
    assert all(is_everyday(word, language) for word in words.split())


def test_what_claims_something_claims_it_in_each_form() -> None:
    assert all(claims(word, "en") for word in ("irrigate", "irrigated", "irrigating", "irrigation"))
    assert all(claims(word, "fr") for word in ("irriguer", "irriguée", "irriguent"))


@pytest.mark.parametrize(("words", "language"), [(plain_english, "en"), (plain_french, "fr")])
def test_no_word_that_must_not_be_plain_is_everyday(words: object, language: Language) -> None:
    never = str(getattr(words, "NEVER_PLAIN", "")).split()
    unlisted = [word for word in never if lexicon_of(language).match([word], 0) is None]
    assert [word for word in unlisted if is_everyday(word, language)] == []
