"""Plain letters of a question, and whether it is English or French."""

import re
import unicodedata

from models.schemas import Language

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})
_FRENCH = frozenset(
    re.findall(
        r"\S+",
        "le la les un une des du de et est sont quel quelle quels quelles ou où comment pourquoi combien dans sur pour "
        "par avec sans plus moins que qui quoi qu ce cette ces mon ma mes il elle ils elles je tu nous vous au aux en y "
        "sa son ses parcelle parcelles champ champs montre montrez moi risque sante moyenne carte image quand entre "
        "meilleur meilleure meilleurs meilleures pire pires juillet juin mai avril aout bonjour merci vers nord sud ouest "
        "moitie a-t oui non donne donnez ton tes votre nuages sol nu sec peux peut dois faut as ai avons maïs",
    )
)
_ENGLISH = frozenset(
    re.findall(
        r"\S+",
        "the a an of and is are was were which what when where why how much many in on for with without more less than do "
        "does did this that these those my it they i you we to show me field fields worst best give tell about any there "
        "has have can could should would between from at by not and its if need july june may april august hello thanks "
        "north south east west half mean average map picture yes no your clouds bare dry",
    )
)


def tidy(question: str) -> str:
    """Drop signs that steer terminals or hide, spread ligatures, and part words by one space."""
    composed = unicodedata.normalize("NFC", re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", question)).translate(_LIGATURES)
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in composed)
    return " ".join(seen.split())


def fold(text: str) -> str:
    """Write in small letters without accents, sign for sign, so that places in both are the same."""
    return "".join(_fold_sign(sign) for sign in text)


def _fold_sign(sign: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one)).lower()
    return bare if len(bare) == 1 else sign


def detect_language(text: str, otherwise: Language) -> Language:
    """Say which language a question is in, by its small words and accents; `otherwise` where neither stands out."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text) if not (len(word) == 1 and word.isupper())]
    folded = [fold(word) for word in words]
    accents = sum(bool(re.search(r"[àâçéèêëîïôùûü]", word)) for word in words)
    french = sum(word in _FRENCH for word in folded) + accents + len(re.findall(r"\b[dlnsjmtc]'|\bqu'", text.lower()))
    english = sum(word in _ENGLISH for word in folded)
    if french == english:
        return otherwise
    return "fr" if french > english else "en"
