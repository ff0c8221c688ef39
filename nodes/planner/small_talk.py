"""Hellos, thanks, and questions about the program itself: said back with what can be asked."""

import re
from collections.abc import Mapping

from models.schemas import Language

_GREETING = r"(?:hello|hi|hey|hiya|howdy|(?:good )?(?:morning|afternoon|evening|day)|greetings|bonjour|bonsoir|salut|coucou)(?: (?:there|all|again|everyone|a tous))?"
_THANKS = r"(?:(?:ok(?:ay)?|great|perfect|super|fine|good|nice|cool|parfait|d'accord|top)[,.! ]*)*(?:many thanks|thanks?(?: you)?|thx|ty|cheers|merci(?: bien| beaucoup)?|je te remercie|je vous remercie)(?: (?:a lot|so much|very much|you|again|for (?:that|the|your) ?\w*|for now|all|beaucoup|bien|bcp|a toi|a vous))*(?:[,.! ]+(?:that'?s|that is|that was|it'?s|c'est) (?:all|it|enough|(?:very |really )?(?:helpful|useful)|great|perfect|good|parfait|tres utile|clair|clear))?"
_POLITE = r"(?:please|thanks?(?: you)?|merci(?: d'avance)?|s'il (?:te|vous) pla[iî]t|thx|cheers)"
_KINDS: tuple[tuple[str, str], ...] = (
    ("hello", rf"{_GREETING}[,.! ]*(?:(?:how are you(?: doing)?(?: today)?|how'?s it going|how do you do|(?:comment )?(?:ca va|vas-tu|allez-vous)|tu vas bien)\W*)?"),
    ("hello", r"(?:how are you(?: doing)?(?: today)?|how'?s it going|what'?s up|(?:comment )?(?:ca va|vas-tu|allez-vous)|tu vas bien)"),
    ("thanks", rf"{_THANKS}[,.! ]*(?:(?:good)?bye|see you(?: later)?|au revoir|a bientot)?"),
    ("thanks", r"(?:ok(?:ay)?[,.! ]*)?(?:(?:that'?s |c'est )?(?:ok(?:ay)?|great|perfect|good|nice|super|cool|awesome|well done|good job|parfait|genial|bravo|very (?:good|helpful)|tres bien|helpful))"),
    ("bye", r"(?:ok(?:ay)?[,.! ]*)?(?:(?:good ?)?bye(?: bye)?|see you(?: (?:later|soon|tomorrow))?|that'?s (?:all|it)(?: for (?:now|today))?|au revoir|a bientot|bonne (?:journee|soiree)|ciao|a plus|c'est tout)"),
    ("abilities", r"(?:so |and |ok )?(?:help(?: me)?|aide(?:[- ]moi)?|what (?:can|could) (?:you|i) (?:do|ask|help|tell|answer)(?: (?:for me|me|with|you|here|about|me with))*|what (?:questions? can|do you do|are you (?:able to|capable of|good for|for))(?: (?:i ask|do|you))*|how (?:can|do) (?:you help|i (?:use|ask) (?:you|this|it))(?: me)?|what (?:do you know|else can (?:you do|i ask))|can you help(?: me)?|que (?:sais|peux)[- ]tu(?: faire| me dire)?|que (?:savez|pouvez)[- ]vous(?: faire| me dire)?|qu'est[- ]ce que (?:tu (?:sais|peux)|vous (?:savez|pouvez))(?: faire| me dire)?|(?:que|qu'est[- ]ce que) (?:puis[- ]je|je peux)(?: te| vous)? demander|a quoi (?:tu sers|sers[- ]tu|servez[- ]vous)|comment ca (?:marche|fonctionne)|tu peux m'aider|peux[- ]tu m'aider)"),
    ("identity", r"(?:so |and |but )?(?:who|what) (?:are|r) you(?: (?:exactly|really|then))?|are you (?:a |an |really |just )*(?:human|robot|bot|ai|person|machine|chatgpt|chat ?gpt|gpt|claude|llm|language model|real|program)|what'?s your name|what is your name|who (?:made|built|wrote|created|programmed) you|introduce yourself|(?:t'es|tu es|es[- ]tu|vous etes|etes[- ]vous) (?:qui|quoi|un robot|une ia|un humain|une machine|humaine?)|qui (?:es[- ]tu|etes[- ]vous|t'a fait)|c'est quoi ton nom|comment (?:tu t'appelles|t'appelles[- ]tu|vous appelez[- ]vous)"),
)  # fmt: skip
_ASK = {
    "en": "Ask about fields, indices such as NDVI, crop health, risk, clouds, bare ground or maps, and with two dates "
    "about what changed. Each number comes from the files of the run.",
    "fr": "Demandez ce qu'il en est des parcelles, des indices comme le NDVI, de la santé, du risque, des nuages, du sol "
    "nu ou des cartes, et avec deux dates de ce qui a changé. Chaque nombre vient des fichiers de l'analyse.",
}  # fmt: skip
TEXTS: Mapping[str, Mapping[Language, str]] = {
    "hello": {"en": f"Hello. {_ASK['en']}", "fr": f"Bonjour. {_ASK['fr']}"},
    "abilities": {"en": _ASK["en"], "fr": _ASK["fr"]},
    "identity": {
        "en": f"A program that answers questions about pictures of fields that were analysed, without a person behind "
        f"it. {_ASK['en']}",
        "fr": f"Un programme qui répond aux questions sur des images de parcelles analysées, sans personne derrière. "
        f"{_ASK['fr']}",
    },
    "thanks": {"en": "You are welcome. Ask on when you like.", "fr": "De rien. Posez d'autres questions quand vous voulez."},
    "bye": {"en": "Goodbye.", "fr": "Au revoir."},
}  # fmt: skip


def find_small_talk(plain: str) -> str | None:
    """Say which kind of small talk a question in plain letters is; None where it asks something."""
    said = re.sub(r"^\W+|\W+$", "", plain)
    return next((kind for kind, pattern in _KINDS if re.fullmatch(pattern, said)), None)


def strip_manners(text: str) -> str:
    """Drop a greeting before a question, and thanks and please behind it."""
    left = re.sub(rf"^{_GREETING}\s*[,.!:;-]+\s*(?=\S)", "", text, flags=re.IGNORECASE)
    left = re.sub(
        rf"[,.!;?\s]+(?:{_POLITE}[\s,.!]*)+$", lambda found: "?" if "?" in found[0] else "", left, flags=re.IGNORECASE
    )
    return left if re.search(r"\w", left) else text
