"""Windows of each layer are read once, for what only statistics can tell."""

from collections.abc import Sequence

import numpy as np
from rasterio.io import DatasetReader
from rasterio.windows import Window

from models.arrays import Doubles
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import DataMask
from models.geo.formats.opening import open_checked

_WHOLE = 1024  # pixels a side up to which a layer is read whole
_SIDE = 256  # of the windows of a larger one
_GRID = 4  # windows along each side


def sample_layers(
    layers: Sequence[Layer], nodata: Sequence[Sequence[float]], data_mask: DataMask | None = None
) -> tuple[LayerSample, ...]:
    """Take one sample for each layer; files are opened once, windows lie on a grid that touches all edges."""
    samples: dict[int, LayerSample] = {}
    for dataset in dict.fromkeys(layer.dataset for layer in layers):
        places = [place for place, layer in enumerate(layers) if layer.dataset == dataset]
        with open_checked(dataset) as source:
            windows = list(_windows(source.height, source.width))
            indexes = [layers[place].index for place in places]
            with np.errstate(invalid="ignore"):  # damaged floats may be NaN that signal
                stacks = [source.read(indexes, window=window).astype(np.float64) for window in windows]
            masks = (
                [source.dataset_mask(window=window) == 0 for window in windows] if _has_mask(source, indexes) else None
            )
            hidden = None
            if data_mask is not None and data_mask.dataset == dataset:
                hidden = [source.read(data_mask.index, window=window) == 0 for window in windows]
            shape = (source.height, source.width)
        for row, place in enumerate(places):
            parts = [_without(stack[row], nodata[place]) for stack in stacks]
            masked = None
            if hidden is not None:
                parts = [np.where(mask, np.nan, part) for part, mask in zip(parts, hidden, strict=True)]
            if masks is not None:
                parts = [np.where(mask, np.nan, part) for part, mask in zip(parts, masks, strict=True)]
                masked = float(np.mean([mask.mean() for mask in masks]))
            samples[place] = LayerSample(tuple(parts), source.dtypes[indexes[row] - 1], shape, masked)
    return tuple(samples[place] for place in range(len(layers)))


def _windows(height: int, width: int) -> list[Window]:
    if height <= _WHOLE and width <= _WHOLE:
        return [Window(0, 0, width, height)]
    rows, columns = _starts(height), _starts(width)
    return [Window(x, y, min(_SIDE, width), min(_SIDE, height)) for y in rows for x in columns]


def _starts(length: int) -> list[int]:
    last = max(length - _SIDE, 0)
    return sorted({round(last * step / (_GRID - 1)) for step in range(_GRID)})


def _without(values: Doubles, nodata: Sequence[float]) -> Doubles:
    values[~np.isfinite(values)] = np.nan
    for value in nodata:
        values[values == value] = np.nan
    return values


def _has_mask(source: DatasetReader, layers: Sequence[int]) -> bool:
    """Tell whether the file has a mask or alpha band of its own, beside nodata values and these bands."""
    flags = {flag.name for band in source.mask_flag_enums for flag in band}
    alpha = {index for index, colour in zip(source.indexes, source.colorinterp, strict=True) if colour.name == "alpha"}
    return bool(flags & {"per_dataset", "alpha"}) and not alpha & set(layers)
