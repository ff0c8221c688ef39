"""What the planner asks back: a call in a few words, and the question before the options."""

from collections.abc import Mapping

from models.schemas import Language
from nodes.answers.calls import (
    Call,
    Combine,
    Compare,
    Count,
    Describe,
    Explain,
    Measure,
    OpenMap,
    Rank,
    Sift,
    TellNeeded,
    Where,
)
from nodes.planner.plans import AskBack
from nodes.planner.small_talk import TEXTS
from nodes.planner.talk import Option

_FRENCH = {
    "health": "la santé", "risk": "le risque", "cause": "la cause", "missing_cover": "le couvert manquant",
    "confidence": "la certitude", "cloud": "les nuages", "clouds": "les nuages", "shadow": "l'ombre", "clear": "le sol dégagé",
    "bare": "le sol nu", "cover": "le couvert", "area": "la surface", "weak_patches": "les taches faibles",
    "urgency": "l'urgence", "temperature": "la température", "fields": "les parcelles", "places": "les endroits à voir",
    "zones": "les zones à risque", "report": "le rapport", "preview": "l'image", "rank": "le rang", "index": "l'indice",
    "not_judged": "le manque d'avis", "date": "la date", "sensor": "le capteur", "place": "le lieu", "bands": "les bandes",
    "level": "le niveau de traitement", "resolution": "la résolution", "size": "la taille", "doubts": "les doutes",
    "told": "ce qui a été dit", "files": "les fichiers", "networks": "les réseaux", "kind": "le type d'image",
    "scene": "l'image", "comparison": "la comparaison",
}  # fmt: skip
_ENGLISH = {"missing_cover": "missing cover", "weak_patches": "weak patches", "not_judged": "why not judged",
            "told": "what was told"}  # fmt: skip
_PARTS = {"north": "nord", "south": "sud", "east": "est", "west": "ouest", "north_east": "nord-est", "north_west": "nord-ouest",
          "south_east": "sud-est", "south_west": "sud-ouest", "centre": "centre"}  # fmt: skip
_PLAIN: Mapping[str, tuple[str, str]] = {
    "summarize": ("what matters most, and where to go first", "l'essentiel, et où aller d'abord"),
    "find_like": ("like cases of the collection", "les cas semblables de la collection"),
    "verify": ("count every number again", "recompter tous les nombres"),
    "analyse": ("analyse a new scene", "analyser une nouvelle image"),
}
LACKING: Mapping[str, tuple[str, str]] = {
    "empty": ("What would you like to know?", "Que souhaitez-vous savoir ?"),
    "field": ("Which field do you mean?", "De quelle parcelle s'agit-il ?"),
    "path": ("Which file? Give the path of a scene on this machine.", "Quel fichier ? Donnez le chemin d'une image de cette machine."),
    "number": ("Which number do you mean?", "De quel nombre s'agit-il ?"),
    "unclear": ("Do you mean one of these?", "Est-ce l'une de ces questions ?"),
    "nothing": (
        "I did not understand. Ask about fields, indices, health, risk, clouds, or what changed.",
        "Je n'ai pas compris. Demandez ce qu'il en est des parcelles, indices, santé, risque, nuages ou changements.",
    ),
    "subject": ("Needed for what?", "Nécessaire à quoi ?"),
}  # fmt: skip


def word_call(call: Call, language: Language) -> str:
    """Say in a few words what a call asks."""
    at = 1 if language == "fr" else 0
    if call.tool in _PLAIN:
        return _PLAIN[call.tool][at]
    name = _name(call, language)
    return name if call.run is None else f"{name} ({call.run})"


def _name(call: Call, language: Language) -> str:
    is_french = language == "fr"
    where = _where(getattr(call, "where", Where()), language)
    match call:
        case Measure():
            return f"{_noun(call.what, language)}{f' ({call.of})' if call.of else ''}{where}"
        case Explain():
            return f"{'pourquoi : ' if is_french else 'why: '}{_noun(call.what, language)}{where}"
        case Rank():
            order = ("les meilleurs" if call.order == "best" else "les pires") if is_french else call.order
            crop = f" ({call.crop})" if call.crop else ""
            by = f" {'selon' if is_french else 'by'} {_noun(call.by, language)}" if call.things == "fields" else ""
            by += crop
            return f"{_noun(call.things, language)}, {order}{by}" if is_french else f"the {order} {call.things}{by}"
        case Sift():
            return f"{'les parcelles au-delà d’une borne' if is_french else 'fields beyond a bound'} ({_noun(call.by, language)})"
        case Combine():
            whose = call.crop or ", ".join(call.fields) or ("toutes les parcelles" if is_french else "all fields")
            return f"{_noun(call.what, language)} ({whose})"
        case Count():
            crop = f" ({call.crop})" if call.crop else ""
            return ("combien de parcelles" if is_french else "how many fields") + crop
        case Compare() if call.other_field is not None:
            joined = "et" if is_french else "and"
            return f"{'comparer' if is_french else 'compare'} {call.field} {joined} {call.other_field}"
        case Compare():
            what = "ce qui a changé entre deux analyses" if is_french else "what changed between two runs"
            return what + _where(Where(field=call.field), language)
        case OpenMap():
            return f"{'la carte : ' if is_french else 'the map: '}{_noun(call.of, language)}"
        case Describe():
            return f"{'description : ' if is_french else 'about the scene: '}{_noun(call.about, language)}"
        case TellNeeded():
            return f"{'ce qu’il faudrait pour' if is_french else 'what would be needed for'} {_noun(call.subject, language)}"
        case _:
            return call.tool


def _noun(name: str, language: Language) -> str:
    return (_FRENCH if language == "fr" else _ENGLISH).get(name, name)


def _where(where: Where, language: Language) -> str:
    said = [where.field] if where.field else []
    if where.part:
        part = _PARTS[where.part] if language == "fr" else where.part.replace("_", "-")
        said.append(part)
    said += [f"zone {where.zone}"] * bool(where.zone) + [f"place {where.place}"] * bool(where.place)
    if where.point:
        said.append(f"{where.point[1]:g}, {where.point[0]:g}")
    if not said:
        return ""
    return (" : " if language == "fr" else " in ") + ", ".join(said)


def say_small_talk(kind: str, calls: list[Call], language: Language) -> AskBack:
    """Say a hello, thanks or what can be asked, with questions to begin with."""
    options = tuple(Option(words=word_call(call, language), call=call) for call in calls)
    return AskBack(text=TEXTS[kind][language], options=options, language=language)


def ask_back(kind: str, calls: list[Call], language: Language) -> AskBack:
    """Ask which of at most three calls is meant, or for what is lacking."""
    options: list[Option] = []
    for call in calls:
        words = word_call(call, language)
        if words not in [one.words for one in options]:
            options.append(Option(words=words, call=call))
    text = LACKING[kind][1 if language == "fr" else 0]
    return AskBack(text=text, options=tuple(options[:3]), language=language)
