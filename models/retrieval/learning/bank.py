"""All pictures of all sources, read once and kept: `make_bank`."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Bytes, Floats
from models.files import write_whole
from models.retrieval.learning.duplicates import hash_picture, join_groups, split_pictures
from models.retrieval.learning.overhead import list_overhead
from models.retrieval.learning.pictures import SIDE, Picture, Split, list_leaves, read_picture

_FEWEST = 15  # pictures of a subject from above
_RIM = 6  # pixels that are taken for background
_LEAST, _MOST = 0.15, 0.92  # share of a picture that a leaf may cover to be cut out


@dataclass(frozen=True)
class Bank:
    """Pictures (n, SIDE, SIDE, 3) and what is known of each."""

    pictures: tuple[Picture, ...]
    pixels: Bytes
    leaves: Bools
    """(n, SIDE, SIDE), where the leaf is, of laboratory pictures; all of it, of others."""
    splits: tuple[Split, ...]

    def places(self, *splits: Split, setting: str | None = None) -> NDArray[np.int64]:
        """Find the pictures of these splits, of one setting or all."""
        kept = [
            place for place, (one, split) in enumerate(zip(self.pictures, self.splits, strict=True))
            if split in splits and setting in (None, one.setting)
        ]  # fmt: skip
        return np.array(kept, np.int64)

    def subjects(self, places: NDArray[np.int64]) -> list[str]:
        """Name what those pictures show."""
        return [self.pictures[place].subject for place in places]


def make_bank(data: Path, out: Path, seasons: Path | None = None, simulated: int = 120) -> Bank:
    """Read all pictures; a bank that lies in `out` already is taken, and must be of the same pictures."""
    facts, pixels = out / "bank.json", out / "bank.npy"
    if not facts.is_file():
        out.mkdir(parents=True, exist_ok=True)
        _write(data, facts, pixels, seasons, simulated)
    listed = json.loads(facts.read_text())
    pictures = tuple(Picture(**{**one, "words": tuple(one["words"])}) for one in listed["pictures"])
    kept: Bytes = np.load(pixels, mmap_mode="r")
    return Bank(pictures, kept[..., :3], kept[..., 3] > 0, tuple(listed["splits"]))


def _write(data: Path, facts: Path, pixels: Path, seasons: Path | None, simulated: int) -> None:
    leaves = list_leaves(data)
    read = [read_picture(data / picture.file) for picture in leaves]
    overhead = _leave_out_rare(list(list_overhead(data, seasons, simulated)))
    pictures = [*leaves, *(picture for picture, _ in overhead)]
    shown = [*read, *(pixels for _, pixels in overhead)]
    # ground seen from above is told apart by its place: pictures of it are alike without being copies
    hashes = [hash_picture(one) for one in read]
    groups = join_groups([one.group for one in leaves], hashes)
    others = join_groups([picture.group for picture, _ in overhead], [])
    splits = split_pictures(pictures, [*groups, *(len(groups) + group for group in others)])
    masks = [
        find_leaf(one) if picture.setting == "laboratory" else _all()
        for picture, one in zip(pictures, shown, strict=True)
    ]
    stacked = np.concatenate([np.stack(shown), np.stack(masks)[..., None].astype(np.uint8)], axis=3)
    np.save(pixels, stacked)
    write_whole(facts, json.dumps({"pictures": [asdict(one) for one in pictures], "splits": splits}))


def _leave_out_rare(found: list[tuple[Picture, Bytes]]) -> list[tuple[Picture, Bytes]]:
    counts = Counter(picture.subject for picture, _ in found)
    return [one for one in found if counts[one[0].subject] >= _FEWEST]


def _all() -> Bools:
    return np.ones((SIDE, SIDE), bool)


def find_leaf(pixels: Bytes) -> Bools:
    """Find the leaf on a plain background: what differs from the colour of the rim; all, where that is no leaf."""
    from scipy import ndimage

    values = pixels.astype(np.float32)
    apart = _measure_colour_distance(values)
    cut = _find_otsu_threshold(apart)
    found = ndimage.binary_opening(apart > cut, iterations=2)
    labels, count = ndimage.label(found)
    if not count:
        return _all()
    sizes = ndimage.sum_labels(found, labels, range(1, count + 1))
    leaf: Bools = ndimage.binary_fill_holes(labels == 1 + int(np.argmax(sizes)))
    rim = np.concatenate([leaf[0], leaf[-1], leaf[:, 0], leaf[:, -1]])
    return leaf if _LEAST < leaf.mean() < _MOST and rim.mean() < 0.35 else _all()


def _measure_colour_distance(values: Floats) -> Floats:
    """Measure how far colours lie from that of the rim; brightness counts less, for leaves throw shadows."""
    rim = np.concatenate([part.reshape(-1, 3) for part in _rims(values)])
    light = values.mean(axis=2, keepdims=True)
    colour, background = values - light, np.median(rim - rim.mean(axis=1, keepdims=True), axis=0)
    darker = np.abs(light[..., 0] - np.median(rim.mean(axis=1)))
    distance: Floats = np.sqrt(((colour - background) ** 2).sum(axis=2) + (0.35 * darker) ** 2)
    return distance


def _rims(values: Floats) -> Sequence[Floats]:
    return values[:_RIM], values[-_RIM:], values[:, :_RIM], values[:, -_RIM:]


def _find_otsu_threshold(values: Floats) -> float:
    """Find the threshold between two groups of values that parts them best (Otsu 1979)."""
    counts, edges = np.histogram(values, 64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts).astype(np.float64)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(middles[int(np.nanargmax(apart))])
