"""Where a scene has no data, clear ground, cloud and cloud shadow: the raster `valid.tif`.

The producer's own classification comes first. Sentinel-2's scene classification is known to miss thin cloud and small
shadows, so where the network can run too, what either of them calls cloud is cloud. Haze that the network misses too is
found where it brightens the blue of plants. Landsat's QA_PIXEL stands alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from models.arrays import Bools, Bytes, Floats
from models.geo.clouds import network as cloud_network
from models.geo.clouds.haze import HazeFinder
from models.geo.clouds.quality import TITLES, QualityReader, explain_unreadable
from models.geo.clouds.shadows import ShadowJudge, SunSide
from models.geo.contract.bands import OPTICAL_SENSORS, THERMAL
from models.geo.contract.ground_classes import CLEAR, CLOUD, NO_DATA, SHADOW
from models.geo.contract.scene import Quality, Scene
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.blocks import average_blocks
from models.geo.pixels.raster import RasterLayout, RasterWriter, SceneReader
from models.geo.pixels.tiling import Cutting
from models.schemas import CloudResult, Modality

CLASSES = ("no_data", "clear", "cloud", "shadow")
COLOURS = {NO_DATA: (0, 0, 0, 0), CLEAR: (60, 160, 75, 255), CLOUD: (245, 245, 245, 255), SHADOW: (70, 70, 110, 255)}
VALID = RasterLayout(("valid",), "uint8", NO_DATA, COLOURS)
WORKING_SIZE_M = 30.0
"""The network was trained on pixels of about 30 m; on 10 m it takes dark water for shadow."""
COARSEST_M = 61.0
FEWEST = 16
"""Pixels of the network a side below which it is not asked. In pieces of six scenes of Sentinel-2 it hides ground that
is clear when the whole scene is seen: 47 % where they are 1 pixel wide, 14 % at 8, 11 % at 12, 4 % at 16, 2 % at 24."""
_LARGE = 1 << 24
"""Pixels of a scene from which on its later steps need the memory that the networks would keep."""
DARKEST_HAZE = 0.04
"""Blue reflectance below which no clear-sky pixel falls at the top of the atmosphere: Rayleigh scattering alone returns
0.05–0.1 at 490 nm (optical depth 0.16 at sea level, 0.11 at 3 km)."""


@dataclass(frozen=True)
class NetworkPlan:
    """Which network runs on which bands, and how many pixels are averaged into one of its own (rows, columns)."""

    levels: tuple[cloud_network.Level, ...]  # both where it is not known which
    bands: tuple[str, ...]  # names in the scene, in the order of the network
    factors: tuple[int, int]

    @property
    def finds_haze(self) -> bool:
        """Haze shows in surface reflectance only."""
        return self.levels == ("l2a",)


@dataclass(frozen=True)
class CloudPlan:
    """How clouds of a scene are looked for, or why they are not, and what would help."""

    method: str
    quality: Quality | None = None
    network: NetworkPlan | None = None
    reason: str | None = None
    needed: str | None = None


def mask_clouds(scene: Scene, path: Path, plan: CloudPlan, cut: Cutting) -> CloudResult:
    """Write `valid.tif` by a plan, strip by strip with flat memory, and count what is in it."""
    areas = PixelAreas(scene.grid) if scene.grid.crs else None
    pixels = np.zeros(len(CLASSES), np.int64)
    hectares = np.zeros(len(CLASSES))
    quality = QualityReader(scene, plan.quality) if plan.quality else None
    with SceneReader(scene) as reader, RasterWriter(path, scene.grid, VALID.date(scene.acquired.value)) as writer:
        search = _Search(reader, scene, plan.network, cut) if plan.network else None
        for first, last, seen in search.strips() if search else _without_network(scene, cut):
            for window in _across(scene, first, last, cut.window):
                found = seen[:, window.col_off : window.col_off + window.width] if seen is not None else None
                classes = combine(reader.valid(window), quality.classes(window) if quality else None, found)
                writer.write(classes, window)
                pixels += np.bincount(classes.ravel(), minlength=len(CLASSES))
                if areas:
                    hectares += [areas.hectares(classes == code, window) for code in range(len(CLASSES))]
            cut.progress(last, scene.grid.height)
    if pixels.sum() > _LARGE:
        cloud_network.forget_networks()
    return CloudResult(
        method=plan.method,
        raster=path.name,
        pixels=dict(zip(CLASSES, pixels.tolist(), strict=True)),
        area_ha=dict(zip(CLASSES, hectares.tolist(), strict=True)) if areas else None,
        reason_unmasked=plan.reason,
        doubtful_share=search.share_of(search.judge.doubtful, int(pixels[1:].sum())) if search else 0.0,
        white_share=search.share_of(search.judge.white, int(pixels[1:].sum())) if search else 0.0,
    )


def combine(valid: Bools, producer: Bytes | None, network: Bytes | None) -> Bytes:
    """Take no data where either says so, then cloud, then shadow by either; (h, w) classes of `valid.tif`."""
    classes = np.full(valid.shape, CLEAR, np.uint8)
    for code, by_network in ((SHADOW, cloud_network.SHADOW), (CLOUD, cloud_network.CLOUD)):
        if network is not None:
            classes[network == by_network] = code
        if producer is not None:
            classes[producer == code] = code
    if producer is not None:
        classes[producer == NO_DATA] = NO_DATA
    classes[~valid] = NO_DATA
    return classes


def plan_clouds(scene: Scene, modality: Modality, darkest_blue: Callable[[], float]) -> CloudPlan:
    """Choose the producer's layer, the network, both or none; `darkest_blue` gives the 1 % quantile of blue."""
    if modality == "sar":
        return _unmasked("radar sees through clouds")
    thermal = scene.roles and all(role in THERMAL for role in scene.roles)
    unreadable = explain_unreadable(scene)
    quality = scene.quality if unreadable is None else None
    network, why, needed = (None, "a thermal band alone does not show clouds apart from cold ground", None)
    if not thermal:
        network, why, needed = _plan_network(scene, darkest_blue)
    if quality is not None and (quality.kind != "SCL" or network is None):
        return CloudPlan(f"{TITLES.get(quality.kind, quality.kind)} layer of the product", quality=quality)
    if network is None:
        return _unmasked(f"{unreadable}; {why}" if unreadable else why, needed)
    size = _working_size(scene, network)
    name = f"ukis-csmask ({len(network.bands)} bands, {' and '.join(network.levels).upper()}) on pixels of {size}"
    name += ", with white patches of 210 m"
    if network.finds_haze:
        name += ", and thin cloud where it brightens the blue of plants"
    if quality is not None:
        return CloudPlan(f"SCL layer of the product, joined with {name}", quality, network)
    return CloudPlan(f"{name}; {unreadable}" if unreadable else name, network=network)


def measure_darkest_blue(scene: Scene) -> float:
    """Measure the 1 % quantile of blue over a decimated scene; NaN where there is no blue or no data."""
    if (blue := scene.band("blue")) is None:
        return float("nan")
    with SceneReader(scene) as reader:
        values = reader.overview([blue.name], 512)
    seen = values[np.isfinite(values)]
    return float(np.percentile(seen, 1)) if seen.size else float("nan")


def _plan_network(scene: Scene, darkest: Callable[[], float]) -> tuple[NetworkPlan | None, str, str | None]:
    """Plan the network that fits, or why none does and what would be needed."""
    bands, lacking = _network_bands(scene)
    if lacking:
        return None, f"cloud detection needs the bands blue, green, red and near infrared; {lacking} is not there", None
    if scene.unit.value != "reflectance":
        why = f"cloud detection needs reflectance, and the values are {scene.unit.value} ({scene.unit.detail})"
        return None, why, "a product of reflectance"
    if scene.sensor.value not in OPTICAL_SENSORS:
        why = f"the cloud networks know Sentinel-2 and Landsat, and the sensor is {scene.sensor.value or 'not known'}"
        return None, why, "--sensor Sentinel-2 or Landsat 8, if that is what it is"
    size = scene.grid.pixel_size_m
    if size is None:
        return None, "cloud detection needs the pixel size, and the scene has no place on Earth", "a coordinate system"
    if max(size) > COARSEST_M:
        return None, f"pixels of {max(size):.0f} m are too coarse for cloud detection (60 m at most)", None
    factors = tuple(
        min(max(1, round(WORKING_SIZE_M / side)), length)
        for side, length in zip((size[1], size[0]), scene.grid.shape, strict=True)
    )
    seen = tuple(-(-length // factor) for length, factor in zip(scene.grid.shape, factors, strict=True))
    if min(seen) < FEWEST:
        why = (
            f"the scene is {scene.grid.width} × {scene.grid.height} pixels, and the cloud network sees nothing in "
            f"fewer than {FEWEST} of its own of about {WORKING_SIZE_M:g} m a side"
        )
        return None, why, "a larger cut of the same scene"
    return NetworkPlan(_levels(scene, darkest), bands, (factors[0], factors[1])), "", None


def _network_bands(scene: Scene) -> tuple[tuple[str, ...], str]:
    """Name six bands, or four where short-wave infrared is not there; and the role that lacks."""
    near = scene.band("nir") or scene.band("nir08")
    found = {role: scene.band(role) for role in cloud_network.SIX} | {"nir": near}
    lacking = next((role for role in cloud_network.FOUR if found[role] is None), "")
    chosen = cloud_network.SIX if found["swir16"] and found["swir22"] else cloud_network.FOUR
    return tuple(band.name for role in chosen if (band := found[role])), lacking


def _levels(scene: Scene, darkest: Callable[[], float]) -> tuple[cloud_network.Level, ...]:
    if scene.is_at_surface is not None:
        return ("l2a",) if scene.is_at_surface else ("l1c",)
    return ("l2a",) if not scene.level.value and darkest() < DARKEST_HAZE else ("l1c", "l2a")


def _working_size(scene: Scene, plan: NetworkPlan) -> str:
    assert scene.grid.pixel_size_m is not None
    width, height = scene.grid.pixel_size_m
    return f"{width * plan.factors[1]:.0f} × {height * plan.factors[0]:.0f} m"


def _unmasked(reason: str, needed: str | None = None) -> CloudPlan:
    return CloudPlan("validity only", reason=reason, needed=needed)


class _Search:
    """The cloud network over a scene, with haze as cloud, and dark water as ground."""

    def __init__(self, reader: SceneReader, scene: Scene, plan: NetworkPlan, cut: Cutting) -> None:
        self._scene, self._plan, self._threads = scene, plan, cut.threads
        read = _row_reader(reader, scene, plan, cut.window)
        self._haze = HazeFinder(read) if plan.finds_haze else None
        read = self._haze.read if self._haze else read
        self.judge = ShadowJudge(
            read, SunSide.of(scene.grid), at_surface=plan.finds_haze, knows_level=len(plan.levels) == 1
        )

    def strips(self) -> Iterator[tuple[int, int, Bytes]]:
        """Yield (first row, row after the last, classes of the network) from top to bottom."""
        (down, across), (height, width) = self._plan.factors, self._scene.grid.shape
        for row, classes in self.judge.judge(self._network_strips()):
            first, last = row * down, min((row + len(classes)) * down, height)
            fine = np.repeat(np.repeat(classes, down, axis=0), across, axis=1)
            yield first, last, fine[: last - first, :width]

    def _network_strips(self) -> Iterator[tuple[int, Bytes]]:
        down, across = self._plan.factors
        height, width = self._scene.grid.shape
        network = cloud_network.load_network(self._plan.levels, len(self._plan.bands), self._threads)
        shape = -(-height // down), -(-width // across)
        for row, classes in cloud_network.classify_by_rows(self.judge.read, shape, network):
            if self._haze:
                classes[self._haze.hazy(row, row + len(classes))] = cloud_network.CLOUD
            yield row, classes

    def share_of(self, found: int, seen: int) -> float:
        """Share of so many pixels with data that so many pixels of the network are."""
        return min(found * self._plan.factors[0] * self._plan.factors[1] / max(seen, 1), 1.0)


def _without_network(scene: Scene, cut: Cutting) -> Iterator[tuple[int, int, None]]:
    for first in range(0, scene.grid.height, cut.window):
        yield first, min(first + cut.window, scene.grid.height), None


def _row_reader(reader: SceneReader, scene: Scene, plan: NetworkPlan, width: int) -> cloud_network.ReadRows:
    """Return what reads rows of averaged reflectance from windows whose width is a whole number of blocks."""
    down, across = plan.factors

    def read(first: int, last: int) -> Floats:
        top, bottom = first * down, min(last * down, scene.grid.height)
        windows = _across(scene, top, bottom, max(width // across, 1) * across)
        return np.concatenate(
            [average_blocks(reader.read(window, plan.bands), plan.factors) for window in windows], axis=2
        )

    return read


def _across(scene: Scene, first: int, last: int, width: int) -> list[Window]:
    whole = scene.grid.width
    return [Window(left, first, min(width, whole - left), last - first) for left in range(0, whole, width)]
