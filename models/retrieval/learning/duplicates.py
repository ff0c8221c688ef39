"""Near-duplicates by perceptual hash, and a split that keeps them on one side."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bytes
from models.retrieval.learning.pictures import LEFT_OUT, Picture, Split

_ALIKE = 8
"""Bits of 64 in which two pictures may differ and still be taken for one."""
_SHARE = 0.1
"""Of the pictures, for validation and for the test each."""


def hash_picture(pixels: Bytes) -> int:
    """Hash (h, w, 3) by the signs of its lowest frequencies against their median, in 64 bits (Zauner 2010)."""
    from PIL import Image
    from scipy.fft import dctn

    grey = np.asarray(Image.fromarray(pixels).convert("L").resize((32, 32), Image.Resampling.LANCZOS), np.float64)
    lowest = dctn(grey, norm="ortho")[:8, :8].ravel()
    bits = lowest > np.median(lowest[1:])
    return int("".join("1" if bit else "0" for bit in bits), 2)


def join_groups(groups: Sequence[str], hashes: Sequence[int]) -> list[int]:
    """Give each picture the number of its group: of one name, or with nearly the same hash as another of the group."""
    parent = list(range(len(groups)))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    first: dict[str, int] = {}
    for place, name in enumerate(groups):
        parent[find(place)] = find(first.setdefault(name, place))
    for one, other in _find_alike(np.array(hashes, np.uint64)):
        parent[find(one)] = find(other)
    return [find(place) for place in range(len(groups))]


def _find_alike(hashes: NDArray[np.uint64]) -> Iterable[tuple[int, int]]:
    for place in range(len(hashes)):
        apart = np.bitwise_count(hashes[place] ^ hashes[place + 1 :])
        for other in np.flatnonzero(apart <= _ALIKE):
            yield place, place + 1 + int(other)


def split_pictures(pictures: Sequence[Picture], groups: Sequence[int], seed: int = 1) -> list[Split]:
    """Deal 80/10/10 of each subject and setting, whole groups at a time, in an order that the seed draws."""
    members: dict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    strata: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for places in members.values():
        strata[pictures[places[0]].subject, pictures[places[0]].setting].append(places)
    splits: list[Split] = ["train"] * len(pictures)
    for dealt in strata.values():
        dealt.sort(key=lambda places: hashlib.sha256(f"{seed} {pictures[places[0]].file}".encode()).digest())
        wanted = max(1, round(_SHARE * sum(map(len, dealt))))
        names: tuple[Split, ...] = ("test", "validation")
        for name in names:
            taken = 0
            while dealt and taken < wanted and len(dealt) > 1:
                places = dealt.pop()
                if len(places) > max(2 * wanted, 2):  # a large group is learned from
                    continue
                taken += len(places)
                for place in places:
                    splits[place] = name
    return ["left out" if one.crop in LEFT_OUT else split for one, split in zip(pictures, splits, strict=True)]
