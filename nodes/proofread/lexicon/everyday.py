"""Words of daily speech that state nothing of a field: in a general list of the language, and in no class of claims.

The general list says only that a word is one; what it might claim decides. A word that could name a cause, a
consequence, a treatment, weather, a plant, a place, a time, an amount, people, money or a judgement is never everyday.
"""

import re
from collections.abc import Mapping
from functools import cache

from spellchecker import SpellChecker

from nodes.proofread.lexicon.claims_english import CLAIMS as ENGLISH
from nodes.proofread.lexicon.claims_french import CLAIMS as FRENCH
from nodes.state import Language

_CLAIMS: Mapping[Language, Mapping[str, str]] = {"en": ENGLISH, "fr": FRENCH}
_LEAST_SEEN: Mapping[Language, int] = {"en": 1500, "fr": 150}
"""Times that a word must stand in the subtitles and texts that the general list counts."""
_TURNED: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:un|in|im|ir|il|dis|mis|non|over|under|out|de|anti|super)(\w{4,})"),
    "fr": re.compile(r"(?:dé|dés|in|im|ir|il|mal|non|sur|sous|anti|més|mé)(\w{4,})"),
}
"""Words that turn the meaning of another round or strengthen it."""
_JUDGING: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\w+(?:less|free|proof|ful|fully|able|ible|ably|ibly|worthy|wards?|ish|most|fold)"),
    "fr": re.compile(r"\w+(?:able|ible|ables|ibles|issime|âtre|âtres)"),
}
_COMPARED = re.compile(r"(\w{3,}?)(?:i?er|i?est)")
_WRITTEN_ENDINGS: Mapping[Language, str] = {
    "en": "nesses ness ations ation ingly ings ing iest iers ier ies ied ily ers er est edly es ed ly s e y",
    "fr": (
        "issements issement ations ation issant issent aient eront erait ement ements antes ants ante ant euses euse "
        "eurs eur eux ées és ée ies is ie it era ait ent ons ez er ir es s é e i x"
    ),
}
_ENDINGS = {language: written.split() for language, written in _WRITTEN_ENDINGS.items()}
_SHORTEST = 3


def is_everyday(word: str, language: Language) -> bool:
    """Whether a word in lower case is of daily speech, and could state nothing."""
    general = _general(language)
    if general.get(word, 0) < _LEAST_SEEN[language] or len(word) < _SHORTEST or claims(word, language):
        return False
    if _JUDGING[language].fullmatch(word):
        return False
    turned = _TURNED[language].fullmatch(word)
    if turned and _is_word(turned[1], language):
        return False
    compared = _COMPARED.fullmatch(word) if language == "en" else None
    return not (compared and (_is_word(compared[1], language) or _is_word(compared[1] + "e", language)))


def is_form_of(word: str, plain: frozenset[str], language: Language) -> bool:
    """Whether a word in lower case is another form of a plain word, whose roots are given."""
    return not claims(word, language) and not roots(word, language).isdisjoint(plain) and _is_word(word, language)


def claims(word: str, language: Language) -> bool:
    """Whether a word, in any of its forms, stands in a class of claims."""
    return not roots(word, language).isdisjoint(_claiming(language))


def _is_word(word: str, language: Language) -> bool:
    return _general(language).get(word, 0) >= _LEAST_SEEN[language]


@cache
def _general(language: Language) -> Mapping[str, int]:
    """Words of a language with how often they were seen."""
    return SpellChecker(language=language).word_frequency.dictionary


@cache
def _claiming(language: Language) -> frozenset[str]:
    """Roots of all words that claim something."""
    words = (part for group in _CLAIMS[language].values() for word in group.split() for part in _parts(word))
    return frozenset(root for word in words for root in roots(word, language))


def _parts(word: str) -> list[str]:
    """A word of a class; of one that is written with hyphens, the whole without them is no word of a draft."""
    return [] if "-" in word else [word]


@cache
def roots(word: str, language: Language) -> frozenset[str]:
    """The word, and it without its ending, with a doubled last letter single: alike for all forms of a word."""
    found = {word}
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            root = word.removesuffix(ending)
            found |= {root, re.sub(r"([b-df-hj-np-tv-z])\1$", r"\1", root)}
    return frozenset(found)
