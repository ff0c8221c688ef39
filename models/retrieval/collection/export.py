"""A collection as a table and a folder of pictures, which `index add` takes back."""

import csv
import io
import shutil
from pathlib import Path

from models.errors import ConfigError
from models.files import write_whole
from models.retrieval.collection.collection import Collection

TABLE, PICTURES = "items.csv", "pictures"


def export_collection(collection: Collection, target: Path) -> int:
    """Write `items.csv` and `pictures/` into a new folder, and say how many items there are."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConfigError(f"{target} is there already and not empty; name a new folder")
    (target / PICTURES).mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("file", "caption", "condition", "licence", "source", "kind", "id", "name"))
    count = 0
    for item in collection.items():
        picture = collection.picture_path(item)
        file = f"{PICTURES}/{picture.name}" if picture else ""
        if picture is not None:
            shutil.copyfile(picture, target / file)
        rows.writerow(
            (file, item.caption, item.condition or "", item.licence, item.source, item.kind, item.id, item.file or "")
        )
        count += 1
    write_whole(target / TABLE, text.getvalue())
    return count
