"""Names from files as sentences write them: plain words that hold no placeholder."""

import re
from typing import Any

from nodes.state import SceneState

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_BRACES = str.maketrans("{}", "()")


def clean_name(name: str) -> str:
    """The name in one line without unseen letters and braces, which would look like the place of a number."""
    return " ".join(_UNSEEN.sub(" ", name).translate(_BRACES).split()) or "?"


def clean_names(state: SceneState) -> SceneState:
    """The state with the names of fields, parcels, crops and places as sentences write them."""
    changes: dict[str, Any] = {}
    if state.fields is not None:
        fields = tuple(_clean(field, "name", "crop") for field in state.fields.fields)
        places = tuple(_clean(place, "field") for place in state.fields.places)
        changes["fields"] = state.fields.model_copy(update={"fields": fields, "places": places})
    if state.health is not None:
        parcels = tuple(_clean(parcel, "name", "crop") for parcel in state.health.parcels)
        changes["health"] = state.health.model_copy(update={"parcels": parcels})
    return state.model_copy(update=changes) if changes else state


def _clean(thing: Any, *names: str) -> Any:
    told = {name: getattr(thing, name) for name in names}
    return thing.model_copy(update={name: clean_name(value) for name, value in told.items() if value})
