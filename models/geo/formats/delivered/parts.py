"""What a file beside others is, by the customs of producers: a band, a preview, a mask, or a layer that aids."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.geo.contract.scene import QualityKind

Kind = Literal["band", "preview", "quality", "aside"]

_PREVIEWS = ("tci", "rgb", "visual", "preview", "thumbnail", "thumb", "quicklook", "browse", "qkl", "pvi", "ovv", "all")
_QUALITY: dict[str, QualityKind] = {
    "fmask": "FMASK", "fmask4": "FMASK4", "scl": "SCL", "qa pixel": "QA_PIXEL", "udm2": "UDM2", "qai": "FORCE_QAI",
    "clm": "THEIA_CLM",
}  # fmt: skip
_ASIDE_BY_WORDS = {
    "aerosol map": ("aot", "aod"),
    "water vapour map": ("wvp",),
    "elevation": ("dem", "dsm", "dtm", "gsddsm"),
    "incidence angle": ("inc map", "inc map ell", "angle", "incidence angle", "local incidence angle", "incidence"),
    "layover and shadow": ("ls map", "layover"),
    "mask": ("mask", "edg", "sat", "iab", "mg2", "wm", "water mask"),
    "scattering area": ("rtc anf", "rtc anf gamma0 to beta0", "area"),
    "number of looks": ("number of looks",),
    "angle of sun or view": ("sza", "saa", "vza", "vaa", "vzn"),
    "distance to clouds": ("cld", "dst", "st cdist"),
    "haze index": ("hot",),
    "quality bits": ("qa radsat", "sr qa aerosol", "qa aerosol", "sr cloud qa", "qa10", "qa20", "qa60", "udm"),
    "auxiliary layer": ("atb", "st qa", "st atran", "st drad", "st emis", "st emsd", "st trad", "st urad",
                        "sr atmos opacity"),
    "probability": ("msk cldprb", "msk snwprb"),
    "preview": ("tci r", "tci g", "tci b"),
}  # fmt: skip
_ASIDE = {end: words for words, ends in _ASIDE_BY_WORDS.items() for end in ends}
_TRAILING = re.compile(r"^(\d+m|r[12]|clip|clipped|harmonized|file|format|aid\d+|doy\d+|cu|v\d+|cog|reproj)$")


@dataclass(frozen=True)
class Part:
    """What one file or layer is: its kind, in words, and for a classification its guide."""

    kind: Kind
    words: str = "band"
    quality: QualityKind | None = None


def name_part(name: str) -> Part:
    """Tell what a layer or the stem of a file is by the end of its name; a band where nothing says otherwise."""
    words = [word for word in re.split(r"[_.\-\s]+", name.lower()) if word]
    while len(words) > 1 and _TRAILING.match(words[-1]):
        words.pop()
    for count in (5, 4, 3, 2, 1):
        end = " ".join(words[-count:])
        if end in _QUALITY:
            return Part("quality", "classification", _QUALITY[end])
        if end in _ASIDE:
            return Part("aside", _ASIDE[end])
    return Part("preview", "preview") if len(words) > 1 and words[-1] in _PREVIEWS else Part("band")


def name_by_difference(paths: Sequence[Path]) -> list[str]:
    """Give the part of each file name that differs from the others, "red edge" of "north_reflectance_red edge"."""
    split = [[word for word in re.split(r"[_.\-]+", path.stem) if word] for path in paths]
    if len(split) < 2:
        return ["_".join(words) for words in split]
    shortest = min(map(len, split))
    same_start = _count_same(split, shortest)
    same_end = _count_same([words[::-1] for words in split], shortest - same_start)
    return ["_".join(words[same_start : len(words) - same_end]) for words in split]


def _count_same(split: Sequence[Sequence[str]], most: int) -> int:
    count = 0
    while count < most and len({words[count].lower() for words in split}) == 1:
        count += 1
    return count
