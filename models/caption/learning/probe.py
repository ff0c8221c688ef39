"""Hold the small CROMA against band statistics: `python -m models.caption.learning.probe --data ../shared/data`.

A linear probe (logistic regression) of real labels for each token of 8 × 8 pixels: land cover in Slovenia and crops in
Belgium. It learns on the northern half of a place and answers on the southern one, and the other way round.
"""

import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bools, Doubles, Floats, Whole
from models.caption.bands import SIDE
from models.caption.config import SHIPPED, read_config
from models.caption.encoder import TOKEN, build_encoder, encode, look
from models.caption.learning.real_patches import order_bands, read_belgian_images
from models.checkpoints import CHECKPOINT_FILES
from models.geo.contract.bands import SENTINEL2
from models.learning.training import check_extra, config_from_flags, record

log = logging.getLogger(__name__)
_SHARE = 0.6  # of a token's pixels that must have its label
_LEAST = 2  # tokens of a label in each half of each image, in the mean


class ProbeConfig(BaseModel):
    """Probe the encoder by labels of tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder of real data")
    weights: Path = Field(default=SHIPPED, description="the folder of weights; the shipped ones by default")
    write: bool = Field(default=True, description="write the figures into metrics.json")


class Tokens(NamedTuple):
    """Tokens of all images of a place."""

    seen: Doubles
    """(n, width) by the encoder."""
    raw: Doubles
    """(n, 24) mean and deviation of each band."""
    labels: Whole
    is_south: Bools


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    given = config_from_flags(ProbeConfig)
    check_extra("sklearn", "netCDF4")
    figures = probe(given)
    for what, value in figures.items():
        log.info("%-36s %.3f", what, value)
    if given.write:
        record(given.weights, {"probed": figures})


def probe(given: ProbeConfig) -> dict[str, float]:
    """Give the balanced accuracy of small CROMA, band statistics and both, for land cover and for crops."""
    encoder = _load_encoder(given.weights)
    figures = {}
    for name, images in (("land cover", _read_slovenia(given.data)), ("crops", _read_belgium(given.data))):
        tokens = _collect(encoder, images)
        figures[f"{name}: tokens"] = float(len(tokens.labels))
        figures[f"{name}: classes"] = float(len(np.unique(tokens.labels)))
        both = np.concatenate([tokens.seen, tokens.raw], axis=1)
        for what, values in (("small CROMA", tokens.seen), ("band statistics", tokens.raw), ("both", both)):
            figures[f"{name}: {what}"] = _score(values, tokens)
    return figures


def _read_slovenia(data: Path) -> Iterator[tuple[Floats, Whole]]:
    """Read (12, 101, 100) reflectance and (101, 100) land cover, 0 where unknown."""
    folder = data / "s2_multispectral" / "eolearn_testeopatch"
    cover = np.load(folder / "mask_timeless__LULC.npy")[..., 0].astype(np.int64)
    for path in sorted(folder.glob("data*REFERENCE*.npy")):
        for day in np.load(path).reshape(-1, *cover.shape, len(SENTINEL2)):
            yield order_bands(np.moveaxis(np.where(day > 0, day, np.nan), -1, 0), tuple(SENTINEL2)), cover


def _read_belgium(data: Path) -> Iterator[tuple[Floats, Whole]]:
    return ((image, crops) for image, crops, _ in read_belgian_images(data))


def _collect(encoder: torch.nn.Module, images: Iterator[tuple[Floats, Whole]]) -> Tokens:
    """Cut images into patches that touch all sides, and take the tokens whose label is clear and common."""
    parts, count = [], 0
    for image, truth in images:
        count += 1
        down = np.arange(truth.shape[0])
        for top in sorted({0, truth.shape[0] - SIDE}):
            for left in sorted({0, truth.shape[1] - SIDE}):
                rows, across = slice(top, top + SIDE), slice(left, left + SIDE)
                is_south = down[rows] >= down.mean()
                parts.append(_look_at(encoder, image[:, rows, across], truth[rows, across], is_south))
    seen, raw, labels, halves = (np.concatenate(part) for part in zip(*parts, strict=True))
    kept = [
        label for label in np.unique(labels[labels > 0])
        if min((labels[halves == half] == label).sum() for half in (True, False)) >= _LEAST * count
    ]  # fmt: skip
    chosen = np.isin(labels, kept)
    return Tokens(seen[chosen], raw[chosen], labels[chosen], halves[chosen])


def _look_at(encoder: torch.nn.Module, patch: Floats, truth: Whole, is_south: Bools) -> Tokens:
    """Take all tokens of one patch; `is_south` tells of each of its rows in which half of the image it lies."""
    with torch.inference_mode():
        seen = encode(encoder, look(torch.from_numpy(patch[None])).pixels)[0].numpy()
    cells = patch.reshape(len(patch), SIDE // TOKEN, TOKEN, SIDE // TOKEN, TOKEN)
    raw = np.concatenate([_skip_nan(np.nanmean, cells), _skip_nan(np.nanstd, cells)]).reshape(2 * len(patch), -1).T
    squares = truth.reshape(SIDE // TOKEN, TOKEN, SIDE // TOKEN, TOKEN).swapaxes(1, 2).reshape(-1, TOKEN * TOKEN)
    labels = np.array([_find_clear(square) for square in squares])
    halves = is_south.reshape(-1, TOKEN).mean(1) >= 0.5
    return Tokens(seen.astype(np.float64), raw, labels, np.repeat(halves, SIDE // TOKEN))


def _skip_nan(measure: Callable[..., Any], cells: Floats) -> Doubles:
    """Measure over the pixels of each token; 0 where a band lacks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of bands that lack
        return np.nan_to_num(np.asarray(measure(cells.astype(np.float64), axis=(2, 4)), np.float64))


def _find_clear(square: Whole) -> int:
    """Find the label that most pixels of a token have, 0 where none has enough."""
    values, counts = np.unique(square, return_counts=True)
    return int(values[counts.argmax()]) if counts.max() >= _SHARE * square.size else 0


def _score(values: Doubles, tokens: Tokens) -> float:
    """Give the mean balanced accuracy of both directions."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    found = []
    for asked in (tokens.is_south, ~tokens.is_south):
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000, C=0.1, class_weight="balanced"))
        model.fit(values[~asked], tokens.labels[~asked])
        found.append(balanced_accuracy_score(tokens.labels[asked], model.predict(values[asked])))
    return float(np.mean(found))


def _load_encoder(weights: Path) -> torch.nn.Module:
    from safetensors.torch import load_file

    encoder = build_encoder(read_config(weights).encoder)
    tensors = load_file(weights / CHECKPOINT_FILES[0])
    own = {name.removeprefix("encoder."): part.float() for name, part in tensors.items() if name.startswith("encoder.")}
    encoder.load_state_dict(own, strict=False)
    return encoder.eval()


if __name__ == "__main__":
    main()
