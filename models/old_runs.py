"""What the JSON of old runs says in words only, brought into the fields that hold it now.

Their sentences do not change any more. Nothing else reads what was written for people.
"""

from collections.abc import Mapping
from typing import Any

_ROOMS = {
    "confirm_modality": "modality",
    "classify_health": "health",
    "segment_risk": "risk",
    "retrieve_similar": "retrieval",
    "caption_scene": "caption",
}
_SIMULATED = "the file says that it is simulated: "
_ELEVATION = "elevation: "


def fields_of_issue(said: Mapping[str, Any]) -> dict[str, Any]:
    """The code of an issue that has none, and what it is about, as far as its sentence says them."""
    step, kind, reason = said.get("step"), said.get("kind"), str(said.get("reason"))
    room = _ROOMS.get(str(step))
    places = f"there are no {room} weights in $AGRI_HOME/weights/{room} or models/{room}/weights; "
    if kind == "model_unavailable" and room and reason.startswith(places):
        return {"code": "no_weights", "subjects": (room,)}
    if step == "measure_indices" and kind == "refused":
        names, _, shared = reason.partition(": ")
        return {"code": "unspecified", "subjects": tuple(names.split(", ")), "shared_reason": shared}
    return {"code": "unspecified"}


def refusal_of(reason: str) -> dict[str, Any]:
    """A refusal that was only a sentence."""
    return {"code": "unspecified", "reason": reason}


def field_note_of(note: str) -> dict[str, Any]:
    """A note on what the user said of the field, which began with "elevation" or was about the sensors."""
    about = "elevation" if note.startswith(_ELEVATION) else "sensors"
    return {"about": about, "text": note.removeprefix(_ELEVATION)}


def simulated_by(notes: Any) -> str | None:
    """By what a scene was simulated, where a note of it says so."""
    found = [note for note in notes if isinstance(note, str)] if isinstance(notes, list | tuple) else []
    return next((note.removeprefix(_SIMULATED) for note in found if note.startswith(_SIMULATED)), None)
