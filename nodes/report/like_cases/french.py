"""Like cases in French."""

from collections.abc import Sequence

from models.retrieval.field_notes import Note

_SEEN = {
    "bare": "du sol sans plantes vertes a été vu", "weak_patch": "des zones faibles ont été vues",
    "open_water": "du sol lisse comme l'eau a été vu", "warmer": "du sol plus chaud a été vu",
}  # fmt: skip


def only_photograph() -> str:
    return "C'est une photographie, pas une image du sol vu d'en haut : rien n'a été mesuré au sol."


def not_searched() -> str:
    return "Ce qu'elle montre n'a pas été jugé : aucun modèle connaissant les plantes n'a pu être interrogé."


def most_like(name: str, certainty: str) -> str:
    return f"Ressemble le plus à : {name}. Certitude : {certainty}."


def may_be(named: Sequence[tuple[str, str]]) -> str:
    listed = [f"{name} ({certainty})" for name, certainty in named]
    return f"Pas sûr. Possible : {' ou '.join(listed)}."


def less_likely(named: Sequence[tuple[str, str]]) -> str:
    return f"Moins probable : {', '.join(f'{name}, {certainty}' for name, certainty in named)}."


def shows_nothing_wrong() -> str:
    return "Une feuille sans marques ne dit rien des racines, des tiges ni des autres plantes."


def unknown() -> str:
    return (
        "Ne ressemble à rien de connu ici. Elle montre peut-être une culture, une maladie ou une chose absente des cas "
        "de référence, ou trop peu de détails. Refaire une photo nette, à l'ombre, d'une feuille qui remplit l'image ; "
        "ou demander à un conseiller."
    )


def like_a_case(caption: str, certainty: str) -> str:
    return f"Ressemble à un cas de votre collection : {caption}. Probabilité de montrer la même chose : {certainty}."


def from_above() -> str:
    return (
        "Elle ressemble plus au sol vu d'en haut qu'à une plante. Si c'est du sol, relancer avec --kind scene ; "
        "sinon, refaire une photo d'une seule feuille."
    )


def settles_nothing() -> str:
    return (
        "Une photo ne fait pas un diagnostic. Regarder plusieurs plantes avant d'agir ; la certitude vaut pour des "
        "plantes et des maladies semblables à celles que le modèle a apprises."
    )


def heads() -> tuple[str, str, str]:
    return "Ce qui y ressemble", "À vérifier d'abord", "Quand appeler quelqu'un"


def checks_title() -> str:
    return "À vérifier au champ"


def checks_lead() -> str:
    return "À écarter un par un : une image ne dit pas lequel c'est, ni si c'en est un."


def seen(finding: str) -> str:
    return _SEEN.get(finding, "une supposition du réseau de santé")


def check(note: Note) -> str:
    return note.sections["Au champ"]


def guidance(_note: Note) -> tuple[str | None, str | None]:
    return None, None


def name(note: Note) -> str:
    return note.title_fr


def source(source: str) -> str:
    return f"Pour en savoir plus : {source}."


def more_in_details() -> str:
    return "Les cas semblables et les fiches complètes (en anglais) se trouvent dans les détails."
