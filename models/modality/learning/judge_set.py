"""What the network is judged by: imagery of sites that it never saw, radar files as users have them, and
pictures out of distribution."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from PIL import Image
from rasterio.control import GroundControlPoint

from models.modality.confirm import SIDE
from models.modality.learning.out_of_distribution import draw_out_of_distribution, paint
from models.modality.learning.sources import Label, Plate, load_plates
from models.modality.views import draw_array_views, draw_file_views
from models.simulation.radar import Radar, draw_backscatter, filter_speckle, observe

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Random = np.random.Generator

_SIMULATED = 200
_OF_EACH_KIND = 40
_TERRAIN = 160  # pixels a side of what is cut from elevation models
_SENTENCE = "the measured yield of each plot was held against rainfall and nitrogen in the three seasons"


@dataclass(frozen=True)
class JudgedScene:
    """The views of one scene, its label (none out of distribution) and where it comes from."""

    views: Bytes
    label: Label | None
    source: str


def draw_imagery(data: Path, split: str = "judge", seed: int = 7) -> Iterator[JudgedScene]:
    """Draw every plate of a split, and radar simulated on its grounds."""
    plates = load_plates(data, lambda plate: plate.split == split)
    for plate in plates:
        yield JudgedScene(draw_array_views(plate.values, plate.kind, plate.unit), plate.label, plate.source)
    random = np.random.default_rng(seed)
    for power in _simulate_radar(random, plates, _SIMULATED):
        yield JudgedScene(draw_array_views(power[None], "VV in dB", "sar_power"), "sar", "simulated radar")


def draw_radar_files(data: Path, seed: int = 8) -> Iterator[JudgedScene]:
    """Write radar of the judged sites into files that say nothing of themselves: dB, power, amplitude with points."""
    plates = load_plates(data, lambda plate: plate.split == "judge")
    random = np.random.default_rng(seed)
    real = [plate.values[0] for plate in plates if plate.source == "Sentinel-1 RTC"]
    powers = [*real, *_simulate_radar(random, plates, 36)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.tif"
        for power in powers:
            decibels = 10 * np.log10(np.maximum(power, 1e-7))
            numbers = np.clip(np.sqrt(np.nan_to_num(power)) * random.uniform(300, 1500), 1, 65535).astype(np.uint16)
            points = _place_control_points(power.shape)
            for source, values, place in (
                (
                    "radar file: dB, nothing said",
                    decibels.astype(np.float32),
                    {"transform": Affine(10, 0, 0, 0, -10, 0)},
                ),
                ("radar file: power, nothing said", power, {"transform": Affine(10, 0, 0, 0, -10, 0)}),
                ("radar file: amplitude, control points only", numbers, {"gcps": points, "crs": "EPSG:4326"}),
            ):
                _write(path, values, place)
                yield JudgedScene(draw_file_views(path), "sar", source)


def draw_out_of_distribution_scenes(data: Path, seed: int = 9) -> Iterator[JudgedScene]:
    """Draw pictures of no modality; only the last come from what drew those that the network learned to doubt."""
    yield from _draw_real_fields(data)
    yield from _draw_figures(np.random.default_rng(seed))
    yield from _read_package_pictures()
    yield from _draw_other_noise(np.random.default_rng(seed + 1))
    random = np.random.default_rng(seed + 2)
    for _ in range(3 * _OF_EACH_KIND):
        _, pixels = draw_out_of_distribution(random, SIDE)
        yield JudgedScene(pixels[None], None, "drawn as in training")


def draw_grey_pictures(data: Path) -> Iterator[JudgedScene]:
    """Draw red bands of colour pictures: nothing in them says that they are not near infrared."""
    for plate in load_plates(data, lambda plate: plate.split == "judge" and plate.label == "rgb"):
        yield JudgedScene(draw_array_views(plate.values[:1], "grey", plate.unit), None, "grey pictures")


def _simulate_radar(random: Random, plates: list[Plate], count: int) -> Iterator[Floats]:
    grounds = [plate.values[0] for plate in plates if plate.label == "infrared" and min(plate.values.shape[1:]) >= 100]
    for _ in range(count):
        texture = None
        if random.random() < 0.5:
            ground = grounds[int(random.integers(len(grounds)))]
            filled = np.nan_to_num(ground, nan=float(np.nanmedian(ground)))
            texture = np.asarray(Image.fromarray(filled).resize((256, 256)), np.float32)
        power = observe(random, draw_backscatter(random, 256, texture), Radar.draw(random))
        yield filter_speckle(random, power) if random.random() < 0.1 else power


def _place_control_points(shape: tuple[int, ...]) -> list[GroundControlPoint]:
    height, width = shape
    corners = ((0, 0), (0, width), (height, 0), (height, width), (height / 2, width / 2))
    return [GroundControlPoint(row, column, 10 + column * 1e-4, 45 - row * 1e-4) for row, column in corners]


def _write(path: Path, values: NDArray[np.generic], place: Mapping[str, object]) -> None:
    height, width = values.shape
    profile = {"driver": "GTiff", "count": 1, "height": height, "width": width, "dtype": str(values.dtype)}
    with rasterio.open(path, "w", **{"crs": "EPSG:32633", **profile, **place}) as target:
        target.write(values, 1)


def _show_grey(values: NDArray[np.generic], source: str) -> JudgedScene:
    """Draw a field grey from its 2nd to its 98th percentile, as our stretch draws what it does not know."""
    return JudgedScene(draw_array_views(values.astype(np.float32)[None], "grey", "dn"), None, source)


def _draw_real_fields(data: Path) -> Iterator[JudgedScene]:
    """Draw real elevation, slope, land cover and indices, grey and in palettes."""
    import matplotlib.cbook
    import netCDF4

    random = np.random.default_rng(3)
    patch = data / "s2_multispectral" / "eolearn_testeopatch"
    with netCDF4.Dataset(data / "multimodal_worldcereal" / "patch100" / "worldcereal_preprocessed_inputs.nc") as source:
        terrain = [np.asarray(source[name][0], np.float32) for name in ("elevation", "slope")]
    terrain.append(np.load(patch / "data_timeless__DEM.npy").squeeze())
    for name, key in (("topobathy.npz", "topo"), ("jacksboro_fault_dem.npz", "elevation")):
        height = np.asarray(matplotlib.cbook.get_sample_data(name)[key])  # type: ignore[index]
        down, across = (max(length - _TERRAIN, 0) for length in height.shape)
        terrain += [
            height[top : top + _TERRAIN, left : left + _TERRAIN]
            for top in dict.fromkeys((0, down))
            for left in dict.fromkeys((0, across // 2, across))
        ]
    for height in terrain:
        yield _show_grey(height, "real terrain")
        yield _show_grey(np.hypot(*np.gradient(height.astype(np.float32))), "real terrain")
        yield _show_painted(random, height, "real terrain")
    classes = [np.load(patch / "mask_timeless__LULC.npy").squeeze()]
    for path in sorted((data / "multimodal_worldcereal").glob("*/OUTPUT*.nc")):
        with netCDF4.Dataset(path) as source:
            classes += [np.asarray(source[name][:]) for name in ("LC", "CT")]
    for codes in classes:
        if len(np.unique(codes)) > 1:
            yield _show_grey(codes, "real class maps")
            for _ in range(4):
                palette = random.integers(0, 256, (int(codes.max()) + 1, 3)).astype(np.float32)
                drawn = palette[codes.astype(np.int64)].transpose(2, 0, 1)
                yield JudgedScene(draw_array_views(drawn, "true colour", "picture"), None, "real class maps")
    for index in np.load(patch / "data__NDVI.npy").squeeze()[::2]:
        if np.isfinite(index).mean() > 0.9 and index.std() > 0.02:
            yield _show_painted(random, index, "real vegetation index, painted")


def _show_painted(random: Random, values: Floats, source: str) -> JudgedScene:
    low, high = np.nanpercentile(values, (1, 99))
    scaled = np.clip((np.nan_to_num(values) - low) / max(high - low, 1e-9), 0, 1).astype(np.float32)
    drawn = paint(random, scaled).transpose(2, 0, 1).astype(np.float32)
    return JudgedScene(draw_array_views(drawn, "true colour", "picture"), None, source)


def _draw_figures(random: Random) -> Iterator[JudgedScene]:
    """Draw figures and pages as papers have them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    words = _SENTENCE.split()
    for number in range(2 * _OF_EACH_KIND):
        figure = Figure(figsize=(4, 4), dpi=80)
        canvas = FigureCanvasAgg(figure)
        if number % 4 == 0:
            for line in range(24):
                said = " ".join(random.choice(words, 9))
                figure.text(0.05, 0.97 - 0.04 * line, said, fontsize=8, family=["serif", "monospace"][number % 8 // 4])
        else:
            axes = figure.add_subplot()
            seen = random.standard_normal((40, 2)).cumsum(axis=0)
            if number % 4 == 1:
                axes.plot(seen)
            elif number % 4 == 2:
                axes.scatter(seen[:, 0], seen[:, 1], c=seen[:, 0])
            else:
                axes.contourf(seen[:, :1] * seen[:, 1:].T)
            axes.set_title(" ".join(random.choice(words, 4)))
        canvas.draw()  # type: ignore[no-untyped-call]
        painted = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = np.asarray(painted)[..., :3].transpose(2, 0, 1).astype(np.float32)
        yield JudgedScene(draw_array_views(drawn, "true colour", "picture"), None, "figures and pages")


def _read_package_pictures() -> Iterator[JudgedScene]:
    import skimage

    for name in ("text.png", "page.png", "color.png", "logo.png", "phantom.png", "chessboard_RGB.png", "horse.png"):
        with Image.open(Path(skimage.__file__).parent / "data" / name) as image:
            drawn = np.asarray(image.convert("RGB"), np.float32).transpose(2, 0, 1)
        yield JudgedScene(draw_array_views(drawn, "true colour", "picture"), None, "figures and pages")


def _draw_other_noise(random: Random) -> Iterator[JudgedScene]:
    """Draw noise of distributions that were not shown: two-sided exponential, triangular, tiles of random shades."""
    for number in range(_OF_EACH_KIND):
        shape = (3, 256, 256) if number % 2 else (1, 256, 256)
        if number % 3 == 0:
            values = random.laplace(128, random.uniform(8, 50), shape)
        elif number % 3 == 1:
            values = random.triangular(0, random.uniform(30, 220), 255, shape)
        else:
            cells = random.integers(0, 256, (shape[0], 32, 32))
            values = np.kron(cells, np.ones((1, 8, 8))) + random.normal(0, 5, shape)
        kind = "true colour" if number % 2 else "grey"
        pixels = np.clip(values, 0, 255).astype(np.float32)
        yield JudgedScene(draw_array_views(pixels, kind, "picture"), None, "noise")
