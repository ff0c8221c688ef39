"""The words on a map in French; what is not in the table, as names of indices and of fields, stays as it is."""

from datetime import date

from nodes.report.first_page.french import name_day
from nodes.report.first_page.french_names import CLASSES

_WORDS = CLASSES | {
    "not judged": "non jugé", "no data": "sans données", "cloud": "nuage", "cloud shadow": "ombre de nuage",
    "index not defined": "indice non défini", "outside the fields": "hors des parcelles",
    "how green": "où c'est vert", "hardly green": "peu vert", "very green": "très vert",
    "how wet": "où c'est humide", "dry": "sec", "wet": "humide",
    "how bare or ripe": "où c'est nu ou mûr", "green": "vert", "bare or ripe": "nu ou mûr",
    "how high": "valeurs", "fell": "a baissé", "rose": "a monté",
    "Health": "Santé", "condition of crops": "état des cultures",
    "Risk of losing yield": "Risque de perte de rendement",
    "where to go and look": "où aller voir", "in the scene": "dans l'image", "made up": "inventé",
    "same scale on all maps": "même échelle sur toutes les cartes",
    "scale of this picture only": "échelle de cette seule image",
    "day not known": "date inconnue",
    "no place on Earth is known: no north, no scale": "aucun lieu connu : ni nord, ni échelle",
}  # fmt: skip


def say_in_french(text: str) -> str:
    """Say the words of a map in French: whole, as a day, or in two parts around a colon."""
    if text in _WORDS:
        return _WORDS[text]
    try:
        return name_day(date.fromisoformat(text))
    except ValueError:
        pass
    first, colon, rest = text.partition(": ")
    return f"{say_in_french(first)}\u00a0: {say_in_french(rest)}" if colon else text
