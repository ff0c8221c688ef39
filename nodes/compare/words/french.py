"""The page of a comparison in French."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from nodes.compare.meaning import Alike, Happening, Shown, group_alike, is_closed, is_left_bare, is_meadow
from nodes.compare.results import Doubt, FieldChange, IndexChange, NotCompared, Side
from nodes.report.first_page.french import crop as name_crop
from nodes.report.first_page.french import name_day, place
from nodes.report.wording import escape

TITLE = "Changement du {before} au {after}"
FIELDS, NOT_POSSIBLE, HOW = "Parcelles, les baisses d'abord", "Ce qui n'a pas été possible", "Comment lire cette page"
HEAD: tuple[str, ...] = ("Parcelle", "Culture", "{index}", "Changement", "Sens")
MAP_CAPTION = (
    "Carte du changement de {index} : brun, il a baissé ; vert, il a monté ; blanc, il est resté ; l'échelle va de "
    "−0,5 à "
    "+0,5 sur toutes les cartes ; nuage et ombre de l'une des dates sont gris et rayés. Les parcelles ont leur "
    "contour et "
    "leur nom"
)
MAP_HEADING = "{index} : changement du {before} au {after}"
LIMIT = (
    "Deux dates disent ce qui a changé, pas pourquoi : coupe, maturité, sécheresse et maladie peuvent se ressembler "
    "vues d'en haut."
)

name_place = place
_OF = {True: "d'", False: "de "}  # before a vowel, and before others
_NAMED = 4  # fields of a group in the sentence that decides
_VERBS: dict[Happening, tuple[str, str]] = {
    "browned": ("a bruni ou a été coupée", "ont bruni ou ont été coupées"),
    "lost_cover": ("a perdu son couvert vert", "ont perdu leur couvert vert"),
    "lost_green": ("a perdu du vert", "ont perdu du vert"),
    "closed": ("a couvert le sol", "ont couvert le sol"),
    "greener": ("a verdi", "ont verdi"),
    "steady": ("n'a pas changé nettement", "n'ont pas changé nettement"),
}
"""Of one field and of several."""


def name_dates(before: str, after: str) -> tuple[str, str]:
    first, second = date.fromisoformat(before[:10]), date.fromisoformat(after[:10])
    shown = name_day(first)
    return shown.removesuffix(f" {second.year}"), name_day(second)


def _have(much: str) -> str:
    """The verb behind a number: French counts as one what is below two."""
    return "a" if re.match(r"[01](?![\d\u202f])", much) else "ont"


def _list(names: Sequence[str], most: int = 6) -> str:
    shown = [*names[:most], *([f"{len(names) - most} autres"] if len(names) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} et {shown[-1]}"


def describe_images(first: Side, second: Side) -> tuple[str, ...]:
    days = (date.fromisoformat(second.acquired[:10]) - date.fromisoformat(first.acquired[:10])).days
    sensor = [escape(part) for part in (second.sensor, second.level) if part] or ["capteur inconnu"]
    moments = [side.acquired[:16].replace("T", " ") for side in (first, second)]
    return *sensor, f"{moments[0]} et {moments[1]} UTC, à {days} jour{'s' if days > 1 else ''} d'écart"


def say_compared(share: str, area: str) -> str:
    return f"{area} comparés, {share} de ce que montrent les deux images"


def signed(number: str) -> str:
    return number if number.startswith("-") or not number.strip("0,") else f"+{number}"


def decide(days: tuple[str, str], index: str, changed: Sequence[Shown], look: str | None, least: str) -> str:
    between = f"Entre le {days[0]} et le {days[1]}"
    if not changed:
        return (
            f"{between}, aucune parcelle n'a changé de plus que ce dont deux images d'un sol inchangé peuvent différer "
            f"({index} ±{least})."
        )
    falls, rises = group_alike(changed, "fell"), group_alike(changed, "rose")
    parts = [_tell(falls, index, names_index=True), _tell(rises, index, names_index=not falls)]
    told = ", tandis que ".join(part for part in parts if part)
    return f"{between}, {told}." + (f" Allez voir d'abord {look}." if look else " Rien n'a baissé nettement.")


def _tell(groups: Sequence[Alike], index: str, *, names_index: bool) -> str:
    told: list[str] = []
    for group in groups:
        label = f"{index} " if names_index and not told else ""
        names = [
            f"{escape(field.name)} ({label if place == 0 else ''}{before} → {after})"
            for place, (field, before, after) in enumerate(group.members)
        ]
        several = len(names) > 1
        subject = "les parcelles" if several else "la parcelle"
        of = _of(name_crop(group.crop)) if group.crop else ""
        told.append(f"{subject}{of} {_list(names, _NAMED)} {_VERBS[group.happening][several]}")
    return " ; ".join(told)


def _of(crop: str) -> str:
    elided = crop[:1].lower() in "aeiouhéè"
    return f" {_OF[elided]}{escape(crop)}"


def decide_without_fields(days: tuple[str, str], index: str, fallen: tuple[str, str], risen: tuple[str, str]) -> str:
    return (
        f"Entre le {days[0]} et le {days[1]}, {index} a nettement baissé sur {fallen[0]} ({fallen[1]} du sol "
        f"comparé) et "
        f"nettement monté sur {risen[0]} ({risen[1]}). Avec --parcels, chaque analyse dit de quelles parcelles il "
        f"s'agit."
    )


def say_nothing_compared(days: tuple[str, str]) -> str:
    return f"Entre le {days[0]} et le {days[1]}, aucune parcelle n'a pu être comparée ; les raisons sont plus bas."


def name_look(name: str, place: str | None) -> str:
    return f"{escape(name)}{f', à {place}, où la baisse est la plus forte' if place else ''}"


def name_field(field: FieldChange) -> tuple[str, str]:
    has_changed = field.crop_before not in (None, field.crop)
    before = f" (avant : {escape(name_crop(field.crop_before))})" if has_changed else ""
    return escape(field.name), f"{escape(name_crop(field.crop))}{before}"


def explain(field: FieldChange, main: IndexChange, areas: tuple[str | None, str | None, str], least: str) -> str:
    fallen, risen, whole = areas
    parts = [
        *([f"{fallen} {_have(fallen)} nettement baissé"] if fallen else []),
        *([f"{risen} {_have(risen)} nettement monté"] if risen else []),
    ]
    ground = f"{' et '.join(parts)} sur {whole}" if parts else f"rien de ses {whole} n'a changé nettement à lui seul"
    if main.verdict == "steady":
        return f"Pas de changement au-delà du bruit (±{least}){f' ; {ground}' if parts else f' sur ses {whole}'}."
    if field.crop_before not in (None, field.crop):
        return f"{ground[:1].upper()}{ground[1:]}. Autre culture qu'avant : cela ne dit rien de sa croissance."
    return f"{ground[:1].upper()}{ground[1:]} : {_meaning(field, main)}."


def _meaning(field: FieldChange, main: IndexChange) -> str:
    if main.verdict == "rose":
        if is_closed(main):
            return "les feuilles couvrent maintenant presque tout"
        return "repousse" if is_meadow(field) else "plus de feuilles"
    if is_left_bare(main):
        return "coupé, récolté, desséché ou manqué ; il reste peu de vert"
    return "desséché, coupé ou pâturé" if is_meadow(field) else "maturité, sécheresse, maladie ou récolte"


def say_others(others: Iterable[tuple[str, str, str]]) -> str:
    meant = {"NDMI": "l'eau des feuilles", "NDRE": "la chlorophylle"}
    told = [f"{meant.get(name, name)} aussi ({name} {before} → {after})" for name, before, after in others]
    return f" Ont changé avec : {_list(told)}." if told else ""


def line_of(field: FieldChange, main: IndexChange, shown: tuple[str, str], change: str) -> str:
    crop = f" ({escape(name_crop(field.crop))})" if field.crop else ""
    way = {"fell": "a nettement baissé", "rose": "a nettement monté", "steady": "n'a pas changé"}[main.verdict]
    return f"{escape(field.name)}{crop} : {main.name} {shown[0]} → {shown[1]} ({change}), {way}"


def explain_order(least: str, smallest: str) -> str:
    return (
        f"La plus forte baisse d'abord, puis les hausses, puis ce qui est resté. Une parcelle a nettement changé à "
        f"partir "
        f"de {least} ({smallest} pour la plus petite)."
    )


_WHY: dict[NotCompared, str] = {
    "hidden": "trop peu en est visible aux deux dates",
    "small": "plus petite que 9 pixels",
    "outside": "hors du sol que montrent les deux images",
    "outline": "son contour à la seconde date est un autre",
    "broken": "son contour n'a pas pu être mesuré",
}


def list_not_compared(fields: Iterable[tuple[FieldChange, str]]) -> list[str]:
    groups: dict[NotCompared, list[str]] = {}
    for field, share in fields:
        if field.not_compared is not None:
            shown = f"{escape(field.name)} ({share})" if field.not_compared == "hidden" else escape(field.name)
            groups.setdefault(field.not_compared, []).append(shown)
    return [f"Non comparées : {_list(names)} : {_WHY[why]}." for why, names in groups.items()]


def list_alone(only_first: Sequence[str], only_second: Sequence[str], days: tuple[str, str]) -> list[str]:
    return [
        f"Seule l'analyse du {day} a {_list([escape(name) for name in names])} : rien à comparer."
        for names, day in zip((only_first, only_second), days, strict=True)
        if names
    ]


def say_doubt(doubt: Doubt) -> str:
    about = _list([escape(word) for word in doubt.about]) if doubt.about else ""
    return {
        "one_has_fields": f"Seule l'analyse du {about} a des parcelles ; leurs contours ont servi aux deux dates.",
        "sensor_unknown": "Le capteur n'est connu pour aucune des images ; s'il diffère, le NDVI du même sol diffère.",
        "sister_sensors": f"Les images sont de {about}, construits pareils ; de petites différences viennent d'eux.",
        "level_unknown": "On ne sait pas si les images sont corrigées de l'air ; une brume ressemble à une baisse.",
        "top_of_atmosphere": f"Les images ne sont pas corrigées de l'air ({about}) : une brume ressemble à une baisse.",
        "clouds_unmasked": f"Les nuages n'ont pas pu être cherchés le {about} ; un nuage ressemble à une baisse.",
        "index_left_out": f"{about} n'est pas comparé : les deux analyses l'ont d'autres bandes.",
        "all_alike": "Toutes les parcelles ont changé dans le même sens, et le sol autour aussi : une brume ou une "
        "autre "
        "lumière peut le faire. Regardez les deux images avant d'agir.",
        "simulated": "Les deux images sont simulées ; elles ne disent rien d'un vrai sol.",
    }[doubt.code]


def say_more(count: int, file: str) -> str:
    return f"{count} autres notes sont dans {file}."


def explain_noise(least: str, pixel: str) -> str:
    return (
        "Deux images d'un sol inchangé diffèrent, car l'air et la lumière diffèrent. Cette part est la même pour "
        "tous les "
        f"pixels d'une parcelle et ne s'efface pas en moyenne : une parcelle compte comme changée à partir de "
        f"{least}, un "
        f"pixel seul à partir de {pixel}. Les deux sont deux écarts types, d'après l'exactitude demandée à la "
        f"réflectance "
        "de surface (Doxani et al. 2018, doi:10.3390/rs10020352). Seul le sol visible aux deux dates est comparé ; un "
        "pixel au bord d'une parcelle compte pour la part qui est dedans."
    )


def explain_files(files: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in files)
    return f"À côté de cette page : {listed}. `agri-orchestrator verify DOSSIER` recompte chaque nombre."
