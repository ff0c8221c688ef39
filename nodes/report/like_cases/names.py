"""What a subject of the retrieval model is called, in the language of the reader."""

from models.retrieval.field_notes import find_note
from nodes.state import Language

_FRENCH_CROPS = {
    "apple": "pommier", "bean": "haricot", "blackgram": "haricot urd", "blueberry": "myrtillier",
    "cherry": "cerisier", "chilli": "piment", "citrus": "agrume", "coffee": "caféier", "corn": "maïs",
    "grape": "vigne", "orange": "oranger", "pepper": "poivron", "potato": "pomme de terre", "raspberry": "framboisier",
    "strawberry": "fraisier", "tomato": "tomate", "wheat": "blé",
}  # fmt: skip
_ENGLISH_CROPS = {"corn": "maize", "blackgram": "black gram", "grape": "grapevine"}
_HEALTHY = "healthy"
_NO_WEED = "weed/negative"


def name_subject(subject: str, language: Language) -> str:
    """Name it by our note on it, or by its parts where there is none."""
    if subject == _NO_WEED:
        return "none of the weeds that it knows" if language == "en" else "aucune des adventices connues"
    note = find_note(subject)
    if note is not None:
        return note.title if language == "en" else note.title_fr
    crop, _, state = subject.partition("/")
    if state == _HEALTHY:
        return name_healthy(crop, language)
    words = state.replace("_", " ")
    plant = name_crop(crop, language)
    return f"{words} ({plant})" if words else plant


def name_healthy(crop: str, language: Language) -> str:
    """Name a leaf that shows nothing wrong."""
    plant = name_crop(crop, language)
    return f"a healthy {plant} leaf" if language == "en" else f"une feuille saine ({plant})"


def name_crop(crop: str, language: Language) -> str:
    """Name a crop as labels of pictures have it."""
    names = _ENGLISH_CROPS if language == "en" else _FRENCH_CROPS
    return names.get(crop, crop.replace("_", " "))


def is_healthy(subject: str) -> bool:
    """Whether the subject is a plant that shows nothing wrong."""
    return subject.endswith(f"/{_HEALTHY}") or subject == _NO_WEED
