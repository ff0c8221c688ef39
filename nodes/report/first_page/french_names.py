"""Crops, classes, steps and kinds of pictures in French by the names that the program has, and how French is set."""

import re

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
CROPS = {
    "maize": "maïs", "wheat": "blé", "barley": "orge", "rye": "seigle", "oats": "avoine", "triticale": "triticale",
    "spelt": "épeautre", "rice": "riz", "sorghum": "sorgho", "millet": "millet", "buckwheat": "sarrasin",
    "rapeseed": "colza", "sunflower": "tournesol", "soybean": "soja", "sugar beet": "betterave sucrière",
    "fodder beet": "betterave fourragère", "beetroot": "betterave rouge", "potato": "pomme de terre",
    "sweet potato": "patate douce", "dry bean": "haricot sec", "faba bean": "féverole", "beans": "haricots",
    "peas": "pois", "lentils": "lentilles", "chickpeas": "pois chiches", "lupins": "lupins", "cotton": "coton",
    "alfalfa": "luzerne", "clover": "trèfle", "grass": "herbe", "fallow": "jachère", "vineyard": "vigne",
    "orchard": "verger", "olives": "oliviers", "flax": "lin", "hemp": "chanvre", "hops": "houblon",
    "tobacco": "tabac", "mustard": "moutarde", "sugarcane": "canne à sucre", "groundnut": "arachide",
    "cassava": "manioc", "tomato": "tomates", "onions": "oignons", "carrots": "carottes", "cabbage": "chou",
    "strawberries": "fraises", "vegetables": "légumes", "forest": "forêt",
}  # fmt: skip
CLASSES = {
    "healthy": "sain", "mild": "atteinte légère", "moderate": "moyenne", "severe": "grave",
    "low": "faible", "medium": "moyen", "high": "élevé",
}  # fmt: skip
FACTS = {"crop": "culture", "sowing": "semis", "soil": "sol", "elevation": "altitude"}
COVER = {
    "no vegetation (water, snow)": "sans végétation (eau, neige)",
    "bare or nearly bare": "nu ou presque nu",
    "sparse vegetation": "végétation clairsemée",
    "moderate vegetation": "végétation moyenne",
    "dense vegetation": "végétation dense",
}
STEPS = {
    "retrieve similar": "la recherche de cas semblables", "caption scene": "la description de l'image",
    "classify health": "la santé des cultures", "segment risk": "le risque", "confirm modality": "le type d'image",
}  # fmt: skip
KINDS = {
    "rgb": "une image en couleurs", "multispectral": "une image multispectrale", "infrared": "une image infrarouge",
    "sar": "du radar",
}  # fmt: skip
_HIDDEN = {
    "cloud": "un nuage la cache en grande partie", "cloud shadow": "l'ombre d'un nuage la couvre en grande partie",
    "ground without data": "l'image n'a pas de données sur une grande part",
    "ground where the index has no value": "l'indice n'a pas de valeur sur une grande part",
}  # fmt: skip
_ELIDED = (
    (re.compile(r"\b([Ll])e (?=[AEIO][A-Z0-9]{1,}\b)"), r"\1'"),
    (re.compile(r"\b([Dd])u (?=[AEIO][A-Z0-9]{1,}\b)"), r"\1e l'"),
    (re.compile(r"\b([Dd])e (?=[AEIO][A-Z0-9]{1,}\b)"), r"\1'"),
)
_SPACED = re.compile(r"(?<=\S) (?=[:;!?»](?:\s|$|[).,*|]))|(?<=«) ")


def name_reason(reason: str, *, several: bool) -> str | None:
    """Say why a field, or each of several, is not judged; None where the reason is not one of ours."""
    she = "chacune" if several else "elle"
    if reason == "it does not lie on the scene":
        return f"{she} est hors de l'image"
    if small := re.fullmatch(r"it is smaller than (\d+) pixels of this scene", reason):
        return f"{she} compte moins de {small[1]} pixels"
    hidden = _HIDDEN.get(reason.removeprefix("too much of it is "))
    return hidden if hidden is None or not several else hidden.replace(" la cache", " cache chacune").replace(
        " la couvre", " couvre chacune"
    )  # fmt: skip


def describe_map(*, outlined: str | None, masked: bool) -> str:
    """Describe the map to who cannot see it; `outlined` is fields, areas or None."""
    drawn = {"fields": "parcelles", "areas": "zones"}.get(outlined or "")
    rim = f", les {drawn} assez grandes ont un contour sombre" if drawn else ""
    hidden = "les nuages et leurs ombres sont gris et rayés, " if masked else ""
    return (
        f"Carte{f' des {drawn}' if drawn else ''} ; ses couleurs sont expliquées en dessous ; {hidden}le sol sans "
        f"données est blanc{rim}"
    )


def elide(text: str) -> str:
    """Write l'EVI and d'EVI for le EVI and de EVI: before capital letters that begin with a vowel."""
    for form, put in _ELIDED:
        text = form.sub(put, text)
    return text


def space(text: str) -> str:
    """Put spaces at which no line breaks before : ; ! ? » and behind «, as French has them."""
    return _SPACED.sub("\u00a0", text)
