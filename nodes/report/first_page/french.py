"""The first page in French."""

from collections.abc import Sequence
from datetime import date

from models.field.measured.results import PlaceKind
from nodes.report.first_page.french_names import CLASSES, COVER, CROPS, FACTS, KINDS, MONTHS, STEPS, name_reason


def name_day(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " et " + names[-1]


def title_fields(day: date | None) -> str:
    return f"Parcelles au {name_day(day)}" if day else "Parcelles à une date inconnue"


def title_scene(day: date | None) -> str:
    return f"Image du {name_day(day)}" if day else "Image de date inconnue"


def title_photograph(day: date | None) -> str:
    return f"Photographie du {name_day(day)}" if day else "Photographie"


def place(latitude: str, longitude: str, *, north: bool, east: bool) -> str:
    return f"{latitude}° {'N' if north else 'S'}, {longitude}° {'E' if east else 'O'}"


def simulated(how: str) -> str:
    return f"Ce n'est pas un vrai terrain : le fichier dit qu'il est simulé ({how})."


def made_up(mark: str) -> str:
    return (
        f"**DÉMONSTRATION.** Les nombres et les mots marqués « {mark} » sont inventés par un remplaçant des réseaux. "
        "Ils ne disent rien de ce terrain."
    )


def asked(question: str) -> str:
    return (
        f"**Question :** {question} (Ce rapport est écrit par un programme qui ne répond pas aux questions. Il dit ce "
        "qui a été mesuré.)"
    )


def go_to(names: Sequence[str], how: str) -> str:
    return f"Allez d'abord voir {_list(names)} : {how}."


def far_below(crops: Sequence[str]) -> str:
    return f"bien moins vert que les autres parcelles de la même culture ({_list(crops)})"


def mostly_bare() -> str:
    return "une grande part du sol visible n'y montre aucune plante verte"


def has_patch(area: str, below: str) -> str:
    return f"on y trouve la plus grande zone faible, {area}, dont le NDVI est de {below} sous le reste de la parcelle"


def all_like_peers() -> str:
    return "Aucune parcelle ne sort du lot : chacune est à peu près aussi verte que les autres de sa culture."


def lowest(name: str, crop: str | None, median: str) -> str:
    of = f" ({crop})" if crop else ""
    return f"{name}{of} a le NDVI le plus bas, {median}."


def few_peers(least: int) -> str:
    return (
        f"On connaît ici moins de {least} autres parcelles de la même culture : les comparer reste incertain. "
        "Une culture mûre, coupée ou jeune a elle aussi un NDVI bas, sans être malade."
    )


def none_judged() -> str:
    return "Aucune parcelle n'a pu être jugée sur cette image."


def of_crop(crop: str, count: int, low: str, high: str) -> str:
    if count == 1:
        return f"{crop} : 1 parcelle, NDVI {low}"
    return f"{crop} : {count} parcelles, NDVI de {low} à {high}"


def greenness(median: str, low: str, high: str) -> str:
    return f"La moitié du sol visible a un NDVI au-dessus de {median} ; neuf dixièmes sont entre {low} et {high}."


def largest_cover(name: str, much: str) -> str:
    return f"La plus grande couverture est « {cover_name(name)} » : {much}."


def cover_name(name: str) -> str:
    return COVER.get(name, name)


def class_name(name: str) -> str:
    return CLASSES.get(name, name)


def no_outlines() -> str:
    return "Pour savoir quelle parcelle visiter, donnez leurs contours par --parcels."


def title_areas(day: date | None) -> str:
    return f"Zones au {name_day(day)}" if day else "Zones à une date inconnue"


def alike(agreement: str) -> str:
    return (
        "**Ce sont des zones qui se ressemblent dans cette image, pas des contours de parcelles.** Une zone peut tenir "
        "plusieurs parcelles, ou une part d'une seule. Sur sept parcelles belges, la moitié du contour concordait "
        f"(recouvrement moyen {agreement} ; `python -m tests.benchmarks.judge_areas --data DATA` l'affiche)."
    )


def columns(*, with_risk: bool, alike: bool) -> tuple[str, ...]:
    head = "Zone, pas une parcelle" if alike else "Parcelle"
    risk = ("À risque élevé",) if with_risk else ()
    return (head, "Culture", "Surface", "NDVI (du 1er au 9e décile)", *risk, "Vu", "Pourquoi à ce rang")


def legend(more: int, table: str) -> str:
    rest = (
        f" {more} autres sont dans report.html et {table}."
        if more
        else f" Tous les chiffres de chaque parcelle : {table}."
    )
    return f"Le NDVI dit si le sol est vert : environ 0,1 sur un sol nu, 0,9 sous une culture dense.{rest}"


def crop(name: str | None) -> str:
    return CROPS.get(name, name) if name else "non donnée"


def spread(median: str, low: str, high: str) -> str:
    return f"{median} ({low} à {high})"


def risk_unknown() -> str:
    return "non jugé"


def no_crop_seen() -> str:
    return "aucune culture vue"


def against_peers(difference: str, count: str, *, side: str) -> str:
    if side == "among":
        return f"à peu près aussi verte que les {count} autres de sa culture"
    where = "sous les" if side == "below" else "au-dessus des"
    return f"{difference} {where} {count} autres de sa culture"


def against_few(difference: str, count: str) -> str:
    return f"{difference} sous les {count} autres de sa culture, qui sont peu nombreuses"


def join(parts: Sequence[str]) -> str:
    return " ; ".join(parts)


def without_ndvi() -> str:
    return "Le NDVI n'a pas été mesuré : rien n'est dit de la parcelle à visiter d'abord."


def lowest_of_crop(count: int) -> str:
    return f"la plus basse des {count} parcelles de sa culture"


def bare(share: str) -> str:
    return f"{share} du sol visible est nu : culture non levée, récoltée ou ratée, une image ne peut pas le dire"


def patches(count: str, area: str) -> str:
    return f"1 zone faible, {area}" if count == "1" else f"{count} zones faibles, {area} en tout"


def partly_on_scene(share: str) -> str:
    return f"{share} seulement de la parcelle sont dans l'image, et comptent seuls ici"


def nothing_stands_out() -> str:
    return "rien de particulier"


def only_risk() -> str:
    return "seule la prévision de risque sort du lot"


def places_title() -> str:
    return "Où aller voir"


def visit(kind: PlaceKind, field: str, area: str | None, value: str, below: str | None) -> str:
    much = f" de {area}" if area else ""
    less = f", {below} sous" if below else ""
    return {
        "weak_patch": f"zone faible{much} dans {field} : NDVI {value}{less} le reste de la parcelle",
        "bare": f"sol nu{much} dans {field} : NDVI {value}",
        "behind_peers": f"le milieu de {field} : NDVI {value}{less} les autres parcelles de sa culture",
        "behind_few": f"le milieu de {field} : NDVI {value}{less} les rares autres parcelles de sa culture",
    }[kind]


def look_for(kind: PlaceKind) -> str:
    return {
        "weak_patch": "Comparez avec les plantes à 30 m : densité, couleur des feuilles, sol humide ou battu.",
        "bare": "Voyez si la culture n'a pas levé, a été récoltée ou a échoué.",
        "behind_peers": "Demandez d'abord la date de semis, de coupe ou de pâture. Puis regardez densité et couleur.",
        "behind_few": "Demandez d'abord la date de semis, de coupe ou de pâture. Puis regardez densité et couleur.",
    }[kind]


def on_the_phone(file: str) -> str:
    return f"Ces lieux, pour un téléphone ou un GPS : {file}."


def networks_title() -> str:
    return "Ce que les réseaux ajoutent"


def _shares(shares: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{class_name(name)} {share}" for name, share in shares)


def health(judged: str, shares: Sequence[tuple[str, str]]) -> str:
    return (
        f"**Santé** de {judged} de culture : {_shares(shares)}. Appris sur des champs simulés ; sur de vrais champs, "
        "le NDVI en disait plus sur le mois suivant."
    )


def risk(judged: str, shares: Sequence[tuple[str, str]]) -> str:
    return (
        f"**Risque** de perte de rendement sur {judged} de culture : {_shares(shares)}. Prévision apprise sur des "
        "champs simulés ; sur de vrais champs, le NDVI en disait autant ou plus."
    )


def told(facts: Sequence[str], changed: Sequence[tuple[str, str]]) -> str:
    names = {"health": "la santé", "risk": "le risque"}
    (name, share), *rest = changed
    more = "".join(f", {names.get(other, other)} sur {much}" for other, much in rest)
    what = ", ".join(FACTS.get(fact, fact) for fact in facts)
    return f"**Ce que vous avez dit** ({what}) a changé {names.get(name, name)} sur {share} du sol cultivé{more}."


def readings_changed_nothing() -> str:
    return "**Les mesures des capteurs** n'y ont rien changé."


def without_outlines() -> str:
    return "Personne n'a dit aux réseaux où sont les champs : le sol jugé peut être pré, bois, jardin ou rive."


def limits_title() -> str:
    return "Ce qui n'a pas été possible"


def hidden(share: str) -> str:
    return f"Un nuage ou son ombre cache {share} du sol."


def clouds_unmasked() -> str:
    return "Les nuages n'ont pas pu être cherchés ; les nombres peuvent contenir des nuages."


def _some(names: Sequence[str], more: int) -> str:
    return f"{', '.join(names)} et {more} autre{'s' if more > 1 else ''}" if more else _list(names)


def not_judged(names: Sequence[str], more: int, because: str | None) -> str:
    head = "Non jugée" if len(names) == 1 else "Non jugées"
    if because is None or (why := name_reason(because, several=len(names) > 1)) is None:
        return f"{head} : {_some(names, more)}. Les raisons sont dans report.html."
    return f"{head} : {_some(names, more)}, car {why}."


def off_scene(names: Sequence[str], more: int) -> str:
    return f"Hors de cette image, donc absentes de la liste : {_some(names, more)}."


def level(*, known: bool) -> str:
    if known:
        return "La lumière n'est pas corrigée de l'air (niveau L1C) : les plantes paraissent moins vertes."
    return "Rien ne dit si la lumière est corrigée de l'air ; --level le dit."


def kind_uncertain(kind: str) -> str:
    return f"Le type d'image n'est pas sûr ; l'image ressemble surtout à {KINDS.get(kind, kind)}."


def readings_unheard() -> str:
    return (
        "Les mesures des capteurs ne comptent pas pour la santé et le risque : aux essais, la sécheresse baissait "
        "parfois le risque."
    )


def networks_silent(names: Sequence[str]) -> str:
    shown = [{"health": "la santé", "risk": "le risque"}[name] for name in names]
    return f"N'ont pas pu être jugés : {_list(shown)} ; report.html dit pourquoi."


def unknown_crops(crops: Sequence[str]) -> str:
    return f"Les réseaux de santé et de risque n'ont jamais appris cette culture : {_list(crops)}."


def from_values_only() -> str:
    return "Des faits de l'image sont jugés d'après ses seules valeurs ; les preuves nomment l'option qui les fixe."


def lacking(indices: Sequence[str]) -> str:
    return f"L'image n'a pas les bandes pour {_list(indices)}."


def not_installed(steps: Sequence[str]) -> str:
    return f"Aucun modèle n'est installé pour : {', '.join(STEPS.get(step, step) for step in steps)}."


def more_notes(count: int) -> str:
    return (
        f"{count} autres notes sont dans les détails de report.html." if count > 1 else "Une autre note : report.html."
    )


def check() -> str:
    return (
        "Tableaux et cartes : report.html. D'où vient chaque nombre : evidence.html. Pour tout recompter : "
        "`agri-orchestrator verify DOSSIER`, avec le dossier de ce fichier. Ce qui suit et les preuves sont en anglais."
    )


def details_title() -> str:
    return "Détails (en anglais)"
