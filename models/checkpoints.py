"""Where the weights of a room are looked for."""

from importlib import resources
from pathlib import Path

from models.errors import ModelUnavailable

CHECKPOINT_FILES = ("model.safetensors", "config.json")


def weight_places(room: str, given: Path | None, home: Path) -> dict[str, Path]:
    """Folders in the order in which they are looked at, by names that hold on every machine, as a report needs them."""
    shipped = Path(str(resources.files("models"))) / room / "weights"
    named = {f"$AGRI_HOME/weights/{room}": home / "weights" / room, f"models/{room}/weights": shipped}
    return {f"$AGRI_WEIGHTS/{room}": given / room, **named} if given else named


def find_weights(room: str, given: Path | None, home: Path) -> Path:
    """The first of those folders that has weights; one that has only part of them is not passed over in silence."""
    places = weight_places(room, given, home)
    for name, folder in places.items():
        lacking = [part for part in CHECKPOINT_FILES if not (folder / part).is_file()]
        if not lacking:
            return folder
        if len(lacking) < len(CHECKPOINT_FILES):
            reason = f"the {room} weights in {name} are not whole: {', '.join(lacking)} is missing"
            raise ModelUnavailable(reason, room=room, kind="damaged")
    raise ModelUnavailable(
        f"there are no {room} weights in {' or '.join(places)}; "
        f"put {' and '.join(CHECKPOINT_FILES)} into one of these, or use --backend modal",
        room=room,
        kind="not_in_given_weights" if given else "no_weights",
    )
