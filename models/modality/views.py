"""What the modality network sees of a scene: the whole of it, and parts at the sensor's own resolution."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.errors import SceneError
from models.geo.contract.scene import Scene, Unit
from models.geo.formats.opening import open_checked
from models.geo.pixels.picture import Stretch, choose_channels, choose_stretch, crop_square
from models.geo.pixels.raster import SceneReader
from models.geo.reading.read import read_scene
from models.modality.confirm import SIDE
from models.modality.sampling import refuse_blank

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_OVERVIEW = 4 * SIDE
_LEAST_DATA = 0.5  # of a part, without which it is left out


def draw_file_views(path: Path) -> Bytes:
    """Draw the views of a file; one with a palette is shown in its colours, for it may be a map to be doubted."""
    return _draw_palette_view(path) if _has_palette(path) else draw_scene_views(read_scene(path))


def draw_scene_views(scene: Scene) -> Bytes:
    """Draw (n, 224, 224, 3): the scene's middle square, and one part of each quarter where the scene is large enough.

    Speckle is seen only at the resolution at which it was made: a whole radar scene on 224 pixels is a smooth picture.
    All are drawn by the stretch of the whole (`models.geo.pixels.picture.stretch_of`), north up.
    """
    places, kind = choose_channels(scene)
    bands = [scene.bands[place] for place in places]
    with SceneReader(scene) as reader:
        whole = reader.overview(bands, _OVERVIEW)
        refuse_blank(scene, whole[None])
        stretch = choose_stretch(whole, kind, scene.unit.value)
        pictures = [_draw(_thin(whole, stretch), stretch)]
        for window in _place_parts(scene.grid.height, scene.grid.width):
            values = reader.read(window, bands)
            if np.isfinite(values).all(axis=0).mean() >= _LEAST_DATA:
                pictures.append(_draw(values, stretch))
    return np.stack(pictures)


def draw_array_views(values: Floats, kind: str, unit: Unit) -> Bytes:
    """Draw the views of (1 or 3, h, w) values, NaN where no data, as of a scene that is no larger than its overview."""
    stretch = choose_stretch(values, kind, unit)
    parts = (values[(slice(None), *window.toslices())] for window in _place_parts(*values.shape[1:]))
    shown = [
        _thin(values, stretch),
        *(part for part in parts if np.isfinite(part).all(axis=0).mean() >= _LEAST_DATA),
    ]
    return np.stack([crop_square(stretch.draw(part), SIDE) for part in shown])


def _has_palette(path: Path) -> bool:
    try:
        with open_checked(str(path)) as source:
            return bool(source.count) and source.colorinterp[0].name == "palette"
    except SceneError:
        return False


def _draw_palette_view(path: Path) -> Bytes:
    with open_checked(str(path)) as source:
        shrink = max(1.0, max(source.shape) / _OVERVIEW)
        codes = source.read(1, out_shape=tuple(max(1, round(length / shrink)) for length in source.shape))
        colours = np.zeros((256, 3), np.float32)
        for code, colour in source.colormap(1).items():
            colours[code % 256] = colour[:3]
    return draw_array_views(colours[codes].transpose(2, 0, 1), "true colour", "picture")


def _draw(values: Floats, stretch: Stretch) -> Bytes:
    return crop_square(stretch.draw(values), SIDE)


def _thin(values: Floats, stretch: Stretch) -> Floats:
    """Thin radar to every n-th pixel, for shrinking by means would take its speckle away; leave all else."""
    step = max(1, min(values.shape[1:]) // SIDE) if stretch.radar else 1
    return values[:, ::step, ::step]


def _place_parts(height: int, width: int) -> Iterator[Window]:
    if min(height, width) < 2 * SIDE:
        return
    for down in (height // 4, 3 * height // 4):
        for across in (width // 4, 3 * width // 4):
            yield Window(across - SIDE // 2, down - SIDE // 2, SIDE, SIDE)
