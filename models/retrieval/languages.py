"""Tell words of another language from English: to a model that learned English only they mean what they look like."""

import re
import unicodedata

_ENGLISH = (
    "a an and are as at be been but by for from has have in is it its like many not no of on or some than that the "
    "their there these they this to under very was were where which with"
)
_OTHERS = (
    # French
    "au aux avec blé ce ces cette dans du elle est feuille feuilles il je le les leur mais maïs mildiou pas "
    "petites pommier qui rouille sont sous sur tache taches une vigne vous "
    # Spanish, Portuguese and Italian
    "amarillas che como con da della delle di en esta foglia foglie folha folhas hoja hojas "
    "maíz manchas milho nas nos para pelo por que roya ruggine sobre são su sul sulle trigo um uma una y "
    # German and Dutch
    "auf bei blatt blätter das dem der ein eine einem einer flecken het ist mit nicht rost sind und vom voor "
    "weizen zum zur"
)
"""Frequent small words, and some of crops, leaves and spots, that English has not."""


def is_foreign(words: str) -> bool:
    """Say whether words are of another script than Latin, or rather of another language of Europe than English.

    Names alone, as “Puccinia sorghi” or “Phoma”, are no sign of a language.
    """
    letters = [letter for letter in words if letter.isalpha()]
    if sum("LATIN" in unicodedata.name(letter, "") for letter in letters) < len(letters) / 2:
        return True
    said = re.findall(r"[^\W\d_]+", words.lower())
    english, others = _ENGLISH.split(), _OTHERS.split()
    return sum(word in others for word in said) > sum(word in english for word in said)
