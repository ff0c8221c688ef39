"""Which pictures there are to learn from, and what is known of each: `list_pictures`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from models.arrays import Bytes
from models.errors import ConfigError

Setting = Literal["laboratory", "field", "overhead"]
Split = Literal["train", "validation", "test", "left out"]
SIDE = 224
"""Pixels a side at which they are kept."""
LEFT_OUT = ("blackgram", "cherry", "orange", "raspberry")
"""Crops that are never learned from: with them it is judged whether the unknown is seen to be unknown."""
_FOLDERS = {"leaf_disease": "", "weeds": "weed"}
_HASH = re.compile(r"_[0-9a-f]{6}$")
_COPY = re.compile(r"_(\d+deg|flip\w*)$")
_CUT_OUT = re.compile(r"_\d{1,2}$")  # of chilli: several leaves of one photograph


@dataclass(frozen=True)
class Picture:
    """One picture, as it lies in the data, and what is true of it."""

    file: str
    """Relative to the folder with the data; of a part of a scene with rows and columns behind a #."""
    subject: str
    """As `tomato/late_blight`: those of one subject show the same, and their descriptions are true of each other."""
    setting: Setting
    group: str
    """Pictures of one group were taken of the same leaf or ground, as far as their names say."""
    words: tuple[str, ...] = ()
    """What was measured in it, of pictures from above; the last of these is not learned from."""

    @property
    def crop(self) -> str:
        """The crop, `weed`, or `overhead`."""
        return self.subject.partition("/")[0]


def list_leaves(data: Path) -> list[Picture]:
    """List the photographs of leaves and weeds, in the order of their names."""
    found = [picture for name in _FOLDERS for picture in _list_folder(data, name)]
    if not found:
        raise ConfigError(f"there are no pictures in {' or '.join(_FOLDERS)} of {data}; give the folder of the data")
    return found


def _list_folder(data: Path, name: str) -> Iterator[Picture]:
    for path in sorted((data / name).glob("*/*/*")):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        crop = _FOLDERS[name] or path.parts[-3]
        condition = path.parent.name.lower()
        setting: Setting = "field" if path.name.startswith("field__") else "laboratory"
        stem = _COPY.sub("", _HASH.sub("", path.stem.partition("__")[2] or path.stem))
        yield Picture(str(path.relative_to(data)), f"{crop}/{condition}", setting, _name_group(crop, condition, stem))


def _name_group(crop: str, condition: str, stem: str) -> str:
    if crop == "weed":
        return f"{crop}/{stem.rpartition('-')[0][:-2]}"  # of one minute
    return f"{crop}/{_CUT_OUT.sub('', stem)}" if crop == "chilli" else f"{crop}/{condition}/{stem}"


def read_picture(path: Path, side: int = SIDE) -> Bytes:
    """Read a photograph as (side, side, 3), all of it squeezed into the square."""
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    return np.asarray(upright.resize((side, side), Image.Resampling.BICUBIC))
