"""Words of our world that are typed wrong: mended where one word alone lies near, before a question is taken apart."""

import re
from collections.abc import Iterable

from nodes.planner.hearing.text import fold
from nodes.planner.talk import Talk

_WORDS = frozenset(
    ["field", "fields", "parcel", "parcels", "hectare", "hectares", "average", "median", "greenest", "driest", "wettest", "biggest", "largest", "smallest", "highest", "lowest", "healthiest", "weakest", "poorest", "strongest", "maize", "wheat", "barley", "sunflower", "sunflowers", "sorghum", "grass", "vegetation", "moisture", "chlorophyll", "temperature", "northern", "southern", "eastern", "western", "quarter", "clouds", "cloudy", "shadow", "healthy", "health", "stressed", "severe", "moderate", "disease", "nitrogen", "drought", "image", "picture", "satellite", "resolution", "acquired", "compare", "difference", "between", "changed", "increase", "decrease", "improved", "declined", "judged", "report", "summary", "describe", "urgent", "worst", "patches", "places", "zones", "similar", "verify", "numbers", "percent", "percentage", "share", "total", "many", "which", "where", "should", "first", "june", "july", "april", "august", "september", "october", "november", "december", "january", "february", "spring", "risk", "yield", "greener", "drier", "wetter", "bigger", "smaller", "larger", "higher", "lower", "healthier", "parcelle", "parcelles", "hectares", "moyenne", "moyen", "mediane", "surface", "superficie", "sante", "nuages", "nuageux", "risque", "culture", "cultures", "herbe", "tournesol", "sorgho", "ble", "orge", "betterave", "meilleure", "meilleures", "mauvaise", "pire", "pires", "verte", "vertes", "seche", "humide", "grande", "petite", "quelle", "quelles", "quel", "quels", "combien", "pourquoi", "comment", "juillet", "juin", "aout", "moitie", "quart", "nord", "ouest", "faible", "faibles", "eleve", "elevee", "rendement", "azote", "exploitation", "carte", "rapport", "difference"]
)
"""What is looked for; folded."""
_OTHERS = frozenset(
    ["about", "acquire", "aires", "annee", "appetite", "approved", "apres", "aspiring", "autre", "autres", "avant", "averaged", "averages", "bailey", "baisse", "baisses", "barely", "barney", "basse", "basses", "better", "bones", "bonjour", "brass", "brisk", "brought", "captures", "carter", "cartes", "carts", "catches", "cause", "causes", "celle", "celles", "cette", "change", "changement", "changes", "charged", "combine", "combined", "combines", "comme", "commented", "comments", "compared", "comparer", "compares", "cones", "coverage", "crate", "cultural", "dante", "deceased", "declared", "declares", "decline", "declines", "decreased", "decreases", "dernier", "derniere", "described", "describes", "destined", "differences", "different", "diseases", "distressed", "donne", "donner", "draught", "dried", "driver", "easter", "elles", "entre", "etaient", "etait", "evolution", "exchanged", "exploration", "faire", "faut", "fires", "flower", "forge", "fuels", "gagne", "glass", "gorge", "grabs", "grade", "grams", "grand", "grandes", "grange", "grasp", "grassy", "greatest", "greene", "greenish", "gross", "guest", "harley", "hausse", "haute", "hautes", "hauts", "hearth", "heath", "herbs", "hires", "humid", "humides", "image", "images", "imported", "improve", "improves", "inclined", "increased", "increases", "indifference", "jaune", "jaunes", "jones", "jorge", "jours", "judge", "judges", "jugee", "jugees", "juger", "juges", "large", "lectures", "letter", "leverage", "loser", "lover", "lowers", "maine", "malade", "malades", "mandy", "manny", "matches", "media", "medial", "medicine", "merci", "meridian", "mesure", "mesures", "mieux", "moderately", "moderator", "moins", "nombre", "nombres", "number", "numbered", "oust", "paces", "palaces", "partie", "parties", "perdu", "petit", "petites", "pictured", "pictures", "piers", "pines", "pipes", "place", "placed", "planes", "plante", "plantes", "plates", "plus", "point", "points", "power", "premier", "priest", "quarterly", "quarters", "quartet", "quartz", "quest", "rapports", "recolte", "recoltes", "remember", "replaces", "reported", "reporter", "reports", "required", "resolutions", "resort", "reste", "restes", "revolution", "revolutions", "risks", "risky", "rower", "saine", "saines", "sains", "salut", "santa", "satellites", "scare", "sculpture", "sculptures", "seches", "semaine", "semis", "severely", "shade", "shadowed", "shadows", "shadowy", "shake", "shale", "shame", "shane", "shape", "shards", "shared", "shares", "shark", "sharp", "sharpe", "shire", "shore", "shoulder", "shouldn", "similarly", "slower", "solution", "southend", "spare", "sporting", "spraying", "springer", "springs", "sprint", "stare", "streaked", "stresses", "string", "stronger", "superficial", "surfaced", "surfaces", "tache", "taches", "temperate", "temperatures", "temps", "tendance", "terre", "terres", "there", "tires", "tolerate", "tones", "totals", "toute", "toutes", "tower", "unchanged", "urgently", "vegetarian", "verde", "verge", "verity", "verse", "verses", "vertes", "vertices", "vraiment", "watches", "weakness", "wealth", "wealthy", "whore", "wield", "wires", "worse", "wrought", "yields"]
)
"""Words that look like those and are right as they are."""
_SLIPS = {
    "wich": "which", "whcih": "which", "wihch": "which", "filed": "field", "fileds": "fields", "feilds": "fields",
    "hte": "the", "teh": "the", "wat": "what", "whats": "what is", "wheres": "where is", "hows": "how is", "ndiv": "ndvi",
    "nvdi": "ndvi", "dnvi": "ndvi", "nmdi": "ndmi", "pls": "please", "plz": "please", "thx": "thanks", "u": "you",
    "ur": "your", "r": "are", "avg": "average", "dont": "do not", "cant": "cannot", "couldnt": "could not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not", "didnt": "did not",
    "doesnt": "does not", "im": "i am", "ive": "i have", "pk": "pourquoi", "pq": "pourquoi", "qd": "quand",
    "cmb": "combien", "stp": "s'il te plait", "svp": "s'il vous plait", "kel": "quel", "kelle": "quelle",
}  # fmt: skip
"""Short forms and slips that lie near several words."""
_SHORTEST, _LONG = 5, 8


def mend(text: str, talk: Talk) -> str:
    """Write words that are typed wrong as they are meant; names of the talk, capitals and numbers stay as they are."""
    named = (*(one.name for one in talk.runs), *(f"{one.name} {one.crop or ''}" for one in talk.fields), *talk.indices)
    kept = {word for name in named for word in re.findall(r"[^\W\d_]+", fold(name))}

    def replace(match: re.Match[str]) -> str:
        said = match[0]
        plain = fold(said)
        if said in _SLIPS and plain not in kept:
            return _SLIPS[said]
        if (
            len(plain) < _SHORTEST
            or plain in _WORDS
            or plain in _OTHERS
            or plain in kept
            or said[1:] != said[1:].lower()
        ):
            return said
        near = find_near(plain, _WORDS)
        return near if near is not None else said

    return re.sub(r"(?<![\w./\\'-])[^\W\d_]+(?![\w./\\])", replace, text)


def find_near(word: str, words: Iterable[str]) -> str | None:
    """Find the one word that lies one slip away, or two where both are long; None where there is none or several."""
    for slips in (1, 2) if len(word) >= _LONG else (1,):
        near = [one for one in words if _may_be(word, one, slips) and count_slips(word, one) <= slips]
        alike = {one.removesuffix("s") for one in near}
        if len(alike) == 1:
            return min(near, key=lambda one: (count_slips(word, one), one))
        if near:
            return None
    return None


def _may_be(word: str, one: str, slips: int) -> bool:
    """Whether a word may be near enough to be worth counting: one slip leaves its begin or its end as it is."""
    is_kept = word[:2] == one[:2] or word[-2:] == one[-2:] if slips == 1 else word[0] == one[0]
    return is_kept and abs(len(one) - len(word)) <= slips


def count_slips(one: str, other: str) -> int:
    """Count letters to add, drop, change or swap with the next to make one word the other."""
    rows = [list(range(len(other) + 1))]
    for at, sign in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            cost = 0 if sign == wanted else 1
            best = min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + cost)
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == wanted:
                best = min(best, rows[-2][to - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
