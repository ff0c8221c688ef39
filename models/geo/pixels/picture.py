"""Scenes as 8-bit pictures for the eye and for networks that look at pictures.

One stretch for all three channels of a true-colour picture, so that colours stay natural; north is up.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from models.arrays import Bools, Bytes, Floats
from models.files import write_whole
from models.geo.contract.bands import POLARISATIONS
from models.geo.contract.sar import ScaleGuess, convert_to_decibels, guess_radar_scale
from models.geo.contract.scene import Scene, Unit

PERCENTILES = (2.0, 98.0)
"""What becomes black and white, of the pixels with data."""
BRIGHTEST_GROUND = 0.4
"""Visible reflectance above which a pixel is cloud, snow or a roof."""
NARROWEST = 0.1
"""Reflectance between black and white at least: a uniform field is not to be blown up into noise and haze."""
DECIBELS = 25.0
"""Between black and white of radar: 4.5 standard deviations of one look (5.57 dB), 11 of four looks (2.31 dB)."""
NEUTRAL = 127
"""Grey of pixels without data where there is no transparency."""


@dataclass(frozen=True)
class Picture:
    """(h, w, 3) 8-bit pixels, (h, w) where there is data, and how they were made."""

    pixels: Bytes
    seen: Bools
    detail: str

    def opaque(self) -> Bytes:
        """Return (h, w, 3) with neutral grey where there is no data."""
        return np.where(self.seen[..., None], self.pixels, np.uint8(NEUTRAL)).astype(np.uint8)


@dataclass(frozen=True)
class Stretch:
    """How values become shades; made from a whole scene, it draws each part of it alike."""

    limits: tuple[tuple[float, float], ...]  # what becomes black and white, one pair for all channels or one for each
    radar: ScaleGuess | None  # values are taken to decibels from this scale first
    detail: str

    def draw(self, values: Floats) -> Picture:
        """Return (1 or 3, h, w) values, NaN where no data → a picture."""
        if self.radar:
            values = convert_to_decibels(values, self.radar)
        seen: Bools = np.asarray(np.isfinite(values).all(axis=0))
        pairs = self.limits * (len(values) if len(self.limits) == 1 else 1)
        shades = np.stack([_clipped(channel, *pair) for channel, pair in zip(values, pairs, strict=True)])
        pixels = np.repeat(shades, 3, axis=0) if len(shades) == 1 else shades
        stacked = np.where(seen, pixels, np.uint8(NEUTRAL)).transpose(1, 2, 0)
        return Picture(np.ascontiguousarray(stacked), seen, self.detail)


def render_scene(scene: Scene, side: int) -> Picture:
    """Render a scene, its longer side at most `side` pixels."""
    from models.geo.pixels.raster import SceneReader

    bands, kind = choose_channels(scene)
    with SceneReader(scene) as reader:
        values = reader.overview([scene.bands[band].name for band in bands], side)
    return choose_stretch(values, kind, scene.unit.value).draw(values)


def choose_channels(scene: Scene) -> tuple[tuple[int, ...], str]:
    """Choose one or three channels to show, as positions in `scene.bands`, and the kind of picture that they make."""
    roles = [band.role.value for band in scene.bands]

    def places(*names: str) -> tuple[int, ...] | None:
        found = [scene.band(name) for name in names]
        return tuple(scene.bands.index(band) for band in found if band) if all(found) else None

    near = next((role for role in ("nir", "nir08") if role in roles), "nir")
    true = places("red", "green", "blue")
    if true:
        return true, "true colour"
    for kind, names in (
        ("false colour: near infrared, red, green", (near, "red", "green")),
        ("false colour: short-wave infrared, near infrared, red", ("swir16", near, "red")),
        ("false colour: short-wave infrared, near infrared, red edge", ("swir16", near, "rededge071")),
    ):
        if false := places(*names):
            return false, kind
    polarised = next((index for index, role in enumerate(roles) if role in POLARISATIONS), None)
    if polarised is not None:
        return (polarised,), f"{str(roles[polarised]).upper()} in dB"
    if scene.unit.value == "picture" and len(roles) >= 3 and not any(roles):
        return (0, 1, 2), "the first three bands as stored, whose colours are not known"
    return (0,), f"grey: {scene.bands[0].name}"


def choose_stretch(values: Floats, kind: str, unit: Unit) -> Stretch:
    """Choose the stretch that fits (1 or 3, h, w) values in that unit, of that kind of picture, NaN where no data.

    Pictures stay as they are stored. Radar is drawn in decibels, `DECIBELS` from black to white about its median, so
    that speckle looks the same whatever the scale (dB, power, amplitude), the calibration and the ground. True colour
    has one stretch for all channels, all else one for each, from `PERCENTILES`.
    """
    if unit == "picture":
        return Stretch(((0.0, 255.0),), None, f"{kind} (values as stored)")
    if radar := guess_radar_scale(values, unit):
        shown = convert_to_decibels(values, radar)
        seen_db = shown[np.isfinite(shown)]
        middle = float(np.median(seen_db)) if seen_db.size else 0.0
        pair = (middle - DECIBELS / 2, middle + DECIBELS / 2)
        kind = kind if "dB" in kind else f"{kind} in dB"
        return Stretch((pair,), radar, f"{kind} ({pair[0]:.4g} to {pair[1]:.4g})")
    seen: Bools = np.asarray(np.isfinite(values).all(axis=0))
    narrowest = NARROWEST if unit == "reflectance" else 0.0
    if kind == "true colour":
        low, high = _limits(_ground(values[:, seen], unit), narrowest)
        return Stretch(((low, high),), None, f"{kind} (one stretch for all channels, {low:.4g} to {high:.4g})")
    pairs = tuple(_limits(channel[seen], narrowest) for channel in values)
    return Stretch(pairs, None, f"{kind} ({'; '.join(f'{low:.4g} to {high:.4g}' for low, high in pairs)})")


def _ground(shown: Floats, unit: Unit) -> Floats:
    """Leave out of (3, n) values what is brighter than bare ground, so that a cloud does not darken the fields."""
    if unit != "reflectance":
        return shown
    ground = shown[:, shown.max(axis=0) < BRIGHTEST_GROUND]
    return ground if ground.size > 0.1 * shown.size else shown


def crop_square(shown: Picture, side: int) -> Bytes:
    """Crop (side, side, 3), neutral grey where no data: the middle of the picture, its shorter side scaled to `side`.

    A smaller picture is not enlarged, which would blur its grain away, but mirrored until it fills the square.
    """
    from PIL import Image

    pixels = shown.opaque()
    height, width = pixels.shape[:2]
    edge = min(height, width)
    if edge < side:
        more = ((0, max(side - height, 0)), (0, max(side - width, 0)), (0, 0))
        return _middle(np.pad(pixels, more, mode="symmetric"), side)
    return np.asarray(Image.fromarray(_middle(pixels, edge)).resize((side, side), Image.Resampling.BILINEAR))


def _middle(pixels: Bytes, edge: int) -> Bytes:
    top, left = (pixels.shape[0] - edge) // 2, (pixels.shape[1] - edge) // 2
    return np.ascontiguousarray(pixels[top : top + edge, left : left + edge])


def write_png(shown: Picture, path: Path) -> None:
    """Write a PNG, transparent where there is no data, under a temporary name that is renamed at the end."""
    from PIL import Image

    pixels = shown.opaque()
    if not shown.seen.all():
        alpha = np.where(shown.seen, np.uint8(255), np.uint8(0))
        pixels = np.concatenate([pixels, alpha[..., None]], axis=2)
    file = BytesIO()
    Image.fromarray(pixels).save(file, format="PNG", compress_level=6)
    write_whole(path, file.getvalue())


def write_preview(scene: Scene, path: Path, side: int) -> Picture:
    """Render a scene into a PNG file and return what was rendered."""
    shown = render_scene(scene, side)
    write_png(shown, path)
    return shown


def _limits(values: Floats, narrowest: float) -> tuple[float, float]:
    seen = values[np.isfinite(values)]
    if not seen.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(seen, PERCENTILES))
    high = max(high, low + narrowest)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _clipped(values: Floats, low: float, high: float) -> Bytes:
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # of a file without a unit, numbers may be as large as its type allows
        scaled = (values.astype(np.float32) - low) / (high - low) * 255
    shades: Bytes = np.clip(np.rint(np.nan_to_num(scaled, nan=NEUTRAL)), 0, 255).astype(np.uint8)
    return shades
