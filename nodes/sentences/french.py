"""Sentences in French."""

from collections.abc import Sequence
from typing import Literal

from nodes.report.first_page.french_names import elide
from nodes.sentences.words import Shares, Wordings

_TITLES = {
    "summary": "Où aller d'abord", "fields": "Parcelles", "places": "Où aller voir", "cover": "Couverture et indices",
    "clouds": "Nuages", "health": "Santé des cultures", "risk": "Risque de perte de rendement",
    "picture": "L'image en mots", "limits": "Ce qui n'a pas été possible",
}  # fmt: skip
_CAUSES = {
    "drought": "sécheresse", "nitrogen": "manque d'azote", "disease": "maladie", "waterlogging": "excès d'eau",
    "emergence": "mauvaise levée", "lodging or hail": "verse ou grêle",
}  # fmt: skip
_STATISTICS = {"mean": "moyenne", "median": "médiane"}
_LAYERS = {"temperature": "température", "brightness": "luminosité"}


def _list(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " et " + parts[-1]


def _layer(name: str) -> str:
    return _LAYERS.get(name, name.replace(" less ", " moins "))


def title(section: str) -> str:
    return _TITLES[section]


def place_label(number: str) -> str:
    return f"lieu {number}"


def zone_label(number: str) -> str:
    return f"zone {number}"


def cause(name: str) -> str:
    return _CAUSES.get(name, name)


def go_to(names: Sequence[str], how: str) -> str:
    return f"Commencez par {_list(names)} : {how}."


def all_like_peers() -> str:
    return "Chaque parcelle est à peu près aussi verte que les autres de sa culture ; aucune ne sort du lot."


def lowest(name: str, crop: str | None, median: str) -> str:
    of = f" ({crop})" if crop else ""
    return f"Le NDVI le plus bas, {median}, est celui de {name}{of}."


def greenness(median: str, low: str, high: str) -> str:
    return f"Le sol visible a un NDVI médian de {median} ; neuf dixièmes sont entre {low} et {high}."


def largest_cover(name: str, much: str) -> str:
    return f"Aucune couverture ne prend plus de sol visible que « {name} » : {much}."


def hidden(share: str) -> str:
    return f"Du sol avec données, {share} est sous un nuage ou son ombre."


def photograph() -> Wordings:
    return (
        "C'est une photographie et non une image du sol vu d'en haut : aucun terrain n'a été mesuré.",
        "Aucun terrain n'a été mesuré : c'est une photographie.",
    )


def no_judgement() -> Wordings:
    return (
        "Ce qui est mesuré ici ne dit pas quelle parcelle visiter d'abord.",
        "Ces nombres sont mesurés, mais ne disent pas quelle parcelle est pire.",
    )


def field(name: str, crop: str | None, median: str, low: str, high: str) -> Wordings:
    of = f" ({crop})" if crop else ""
    return (
        f"{name}{of} a un NDVI médian de {median}, avec un dixième bas de {low} et un dixième haut de {high}.",
        f"Le NDVI médian de {name}{of} est de {median} ; son dixième bas est {low} et son dixième haut {high}.",
    )


def field_seen(name: str, share: str) -> Wordings:
    return (f"De {name}, {share} a été jugé.", f"Nous avons jugé {share} de {name}.")


def field_layers(name: str, layers: Sequence[tuple[str, str, str]]) -> Wordings:
    parts = [f"{_layer(layer)} {value} ({_STATISTICS[statistic]})" for layer, statistic, value in layers]
    return (f"Mesures de {name} : {_list(parts)}.", f"{name} a ces valeurs : {_list(parts)}.")


def against_peers(name: str, difference: str, count: str, side: Literal["below", "above"]) -> Wordings:
    less = "moins" if side == "below" else "plus"
    return (
        f"{name} est {less} verte que les {count} autres de sa culture ; l'écart de NDVI est de {difference}.",
        f"Par rapport aux {count} autres de sa culture, {name} est {less} verte : l'écart de NDVI est de {difference}.",
    )


def like_peers(name: str, count: str) -> Wordings:
    return (
        f"{name} est à peu près aussi verte que les {count} autres de sa culture.",
        f"Par rapport aux {count} autres de sa culture, {name} est à peu près aussi verte.",
    )


def against_few(name: str, difference: str, count: str) -> Wordings:
    return (
        f"Le NDVI de {name} est de {difference} sous celui des {count} autres de sa culture, qui sont peu nombreuses.",
        f"{name} est moins verte que les rares autres de sa culture, au nombre de {count} : son NDVI est de "
        f"{difference} en dessous.",
    )


def bare(name: str, share: str) -> Wordings:
    return (
        f"Dans {name}, {share} du sol visible est nu : pas levé, récolté ou manqué, une image ne peut pas le dire.",
        f"Aucune plante verte sur {share} du sol visible de {name} ; une image ne peut pas dire pourquoi.",
    )


def patches(name: str, count: str, much: str) -> Wordings:
    return (
        f"Zones faibles dans {name} : {count}, soit {much} en tout.",
        f"{name} a des zones faibles : {count}, {much} en tout.",
    )


def on_scene(name: str, share: str) -> Wordings:
    return (f"Seulement {share} de {name} est dans l'image.", f"L'image ne montre que {share} de {name}.")


def fields_of_crop(crop: str, count: str, low: str, high: str, *, alone: bool) -> Wordings:
    if alone:
        return (f"Culture {crop} : {count} parcelle jugée, avec un NDVI médian de {low}.",)
    return (
        f"Culture {crop} : {count} parcelles jugées, dont le NDVI médian va du plus bas, {low}, au plus haut, {high}.",
        f"Les {count} parcelles jugées de la culture {crop} ont un NDVI médian entre {low}, le plus bas, et {high}, le "
        "plus haut.",
    )


def visit(label: str, latitude: str, longitude: str, what: str) -> Wordings:
    start = label[:1].upper() + label[1:]
    return (
        f"{start}, à la latitude {latitude} et à la longitude {longitude} : {what}.",
        f"Allez au {label} (latitude {latitude}, longitude {longitude}) : {what}.",
    )


def layer(name: str, statistic: str, value: str, low: str, high: str, *, relative: bool) -> Wordings:
    only = " ; cela ne vaut que dans cette image" if relative else ""
    word, shown = _STATISTICS[statistic], _layer(name)
    return (
        f"{shown[:1].upper()}{shown[1:]} : {word} de {value}, de {low} au vingtième le plus bas à {high} au plus "
        f"haut{only}.",
        elide(f"La {word} de {shown} est de {value} ; neuf dixièmes sont entre {low} et {high}{only}."),
    )


def index(name: str, median: str, low: str, high: str) -> Wordings:
    return (
        f"Le {name} médian du sol visible est de {median} ; neuf dixièmes sont entre {low} et {high}.",
        f"Sur le sol visible, {name} a une médiane de {median}, et neuf dixièmes sont entre {low} et {high}.",
    )


def cover(name: str, share: str, area: str | None) -> Wordings:
    much = f" ({area})" if area else ""
    return (
        f"« {name} » couvre {share}{much} du sol visible.",
        f"Du sol visible, {share}{much} est « {name} ».",
    )


def seen(seen: str, clear: str | None) -> Wordings:
    if clear is None:
        return (f"Il y a des données sur {seen}.", f"L'image a des données sur {seen}.")
    return (
        f"Il y a des données sur {seen}, dont {clear} est visible sans nuage.",
        f"Du sol avec données, {seen}, {clear} est visible sans nuage.",
    )


def seen_few(seen: str, clear: str) -> Wordings:
    return (
        f"Il y a des données sur {seen} ; sont visibles sans nuage : {clear}.",
        f"L'image a des données sur {seen}, dont {clear} sont visibles sans nuage.",
    )


def cloud_and_shadow(cloud: str, shadow: str) -> Wordings:
    return (
        f"Les nuages couvrent {cloud} du sol avec données, et leur ombre {shadow}.",
        f"Du sol avec données, {cloud} est sous un nuage et {shadow} sous l'ombre d'un nuage.",
    )


_LEARNED = (
    "Le réseau a appris sur des champs simulés ; sur de vrais champs, le NDVI en disait plus sur le mois suivant."
)


def _shares(shares: Shares) -> str:
    return ", ".join(f"{name} {share}" for name, share in shares)


def health_shares(judged: str, shares: Shares) -> Wordings:
    return (
        f"Le réseau a jugé la santé de {judged}. Du sol jugé, il dit : {_shares(shares)}. {_LEARNED}",
        f"Santé du sol jugé ({judged}), selon le réseau : {_shares(shares)}. {_LEARNED}",
    )


_OF_STEP = {"health": "de santé", "risk": "de risque"}


def without_outlines(step: Literal["health", "risk"]) -> Wordings:
    return (
        f"Personne n'a dit au réseau {_OF_STEP[step]} où sont les champs : il a pu juger aussi prés, bois, jardins ou "
        "rives.",
        f"Faute de contours, le réseau {_OF_STEP[step]} a pu juger aussi prés, bois, jardins ou rives.",
    )


def missing_cover(share: str) -> Wordings:
    return (
        f"Un réseau qui a appris sur des champs simulés trouve qu'il manque {share} de la couverture, en moyenne.",
        f"En moyenne, il manque {share} de la couverture, selon un réseau qui a appris sur des champs simulés.",
    )


def causes(causes: Shares, unclear: str | None) -> Wordings:
    rest = f" Sur {unclear} de ce sol, aucune cause n'est probable." if unclear else ""
    told = ", ".join(f"{name} sur {share}" for name, share in causes)
    doubt = "À part la sécheresse, le réseau distingue mal les causes."
    return (
        f"Causes les plus probables, une supposition, sur le sol qui n'est pas sain : {told}.{rest} {doubt}",
        f"Le réseau suppose ce dont souffre le sol qui n'est pas sain : {told}.{rest} {doubt}",
    )


def health_confidence(share: str) -> Wordings:
    return (
        f"En moyenne, le réseau est sûr à {share} de sa classe de santé.",
        f"La confiance moyenne du réseau dans ses classes de santé est de {share}.",
    )


_SIMULATED = "Il a appris sur des champs simulés."


def ailing(name: str, share: str) -> Wordings:
    return (
        f"Dans {name}, le réseau voit {share} du sol jugé en état moyen ou grave. {_SIMULATED}",
        f"Le réseau voit {share} du sol jugé de {name} en état moyen ou grave. {_SIMULATED}",
    )


_FORECAST = "Il a appris sur des champs simulés ; sur de vrais champs, le NDVI en disait autant ou plus."


def risk_shares(judged: str, shares: Shares) -> Wordings:
    return (
        f"Prévision du réseau pour le risque de perte de rendement sur {judged} de sol jugé : {_shares(shares)}. "
        f"{_FORECAST}",
        f"Le réseau prévoit le risque de perte de rendement. Du sol jugé ({judged}) : {_shares(shares)}. {_FORECAST}",
    )


def risk_confidence(share: str) -> Wordings:
    return (
        f"En moyenne, le réseau est sûr à {share} de sa classe de risque prévue.",
        f"La confiance moyenne du réseau dans sa prévision du risque est de {share}.",
    )


def zones(count: str) -> Wordings:
    return (
        f"Zones à risque élevé, selon la prévision : {count}.",
        f"La prévision compte ces zones à risque élevé : {count}.",
    )


def zone(label: str, much: str, probability: str, place: tuple[str, str] | None) -> Wordings:
    at = f", à la latitude {place[0]} et à la longitude {place[1]}" if place else ""
    start = label[:1].upper() + label[1:]
    return (
        f"{start} de la prévision{at} : {much} à risque élevé, avec une probabilité moyenne de {probability}.",
        f"Le réseau prévoit un risque élevé sur {much} dans la {label}{at}, avec une probabilité moyenne de "
        f"{probability}.",
    )


def field_at_risk(name: str, area: str) -> Wordings:
    return (
        f"Dans {name}, le risque prévu est élevé sur {area}.",
        f"Le réseau prévoit un risque élevé sur {area} de {name}.",
    )


def picture(text: str) -> Wordings:
    return (f"Un réseau a écrit de l'image : {text}", f"Voici l'image avec les mots d'un réseau : {text}")


def picture_of(name: str, text: str) -> Wordings:
    return (f"Un réseau a écrit de {name} : {text}", f"Voici {name} avec les mots d'un réseau : {text}")
