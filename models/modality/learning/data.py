"""Pictures to learn from: real plates cropped and worn, simulated radar, and pictures of no modality to doubt."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.geo.pixels.picture import Stretch, choose_stretch, crop_square
from models.modality.confirm import NETWORK_CLASSES, SIDE
from models.modality.learning.augment import degrade
from models.modality.learning.out_of_distribution import draw_index_map, draw_out_of_distribution
from models.modality.learning.sources import Plate, Split, load_plates
from models.simulation.fields import Random
from models.simulation.radar import Radar, draw_backscatter, filter_speckle, observe

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

OUT_OF_DISTRIBUTION = len(NETWORK_CLASSES)
"""The label of pictures of no modality, for which the answer is: all three alike."""
_NONE = "out of distribution"
_LABELS: dict[str, int] = {name: number for number, name in enumerate(NETWORK_CLASSES)}
_SHARES = {"rgb": 0.12, "infrared": 0.32, "sar": 0.2, _NONE: 0.36}
_OFTENER = {"Sentinel-2 near infrared": 3, "Sentinel-2 short-wave infrared": 3}
"""Sources that are hard to tell from radar come so many times as often as others."""
_CHUNK = 256
_SMALLEST, _LARGEST = 32, 448  # pixels of a crop before it becomes 224
_ENLARGED = 0.25  # of the small crops come as pictures that somebody has enlarged
_FAINTEST = 5.0  # standard deviation of the shades of a picture of something
_THERMAL_PALETTES = ("inferno", "plasma", "magma", "hot", "jet", "afmhot", "rainbow")


@dataclass(frozen=True)
class Bank:
    """(n, 224, 224, 3) pictures, (n,) labels (rgb 0, infrared 1, sar 2, out of distribution 3), and what each is."""

    pictures: Bytes
    labels: NDArray[np.int64]
    names: list[str]


def make_bank(data: Path, split: Split, count: int, seed: int, folder: Path) -> Bank:
    """Draw `count` pictures of a split into a file in `folder`, on all cores; a bank that is there already is taken."""
    path = folder / f"{split}-{count}-{seed}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        chunks = [(data, split, seed, start, min(_CHUNK, count - start)) for start in range(0, count, _CHUNK)]
        partial = path.with_suffix(".part.npy")
        pictures = np.lib.format.open_memmap(partial, "w+", np.uint8, (count, SIDE, SIDE, 3))
        names: list[str] = []
        with ProcessPoolExecutor() as pool:
            for (*_, start, length), (drawn, said) in zip(chunks, pool.map(_draw_chunk, chunks), strict=True):
                pictures[start : start + length] = drawn
                names += said
        pictures.flush()
        path.with_suffix(".txt").write_text("\n".join(names))
        partial.rename(path)
    names = path.with_suffix(".txt").read_text().split("\n")
    labels = np.array([_LABELS.get(name.partition(":")[0], OUT_OF_DISTRIBUTION) for name in names])
    return Bank(np.load(path, mmap_mode="r"), labels, names)


def _draw_chunk(asked: tuple[Path, Split, int, int, int]) -> tuple[Bytes, list[str]]:
    data, split, seed, start, length = asked
    painter = Painter(load_plates(data, lambda plate: plate.split == split))
    drawn = [painter.draw(np.random.default_rng((seed, number))) for number in range(start, start + length)]
    return np.stack([pixels for _, pixels in drawn]), [name for name, _ in drawn]


class Painter:
    """It draws one picture of some plates after another; each source of a label is as likely as any other, or more."""

    def __init__(self, plates: Sequence[Plate]) -> None:
        self._by_source: dict[str, dict[str, list[Plate]]] = {}
        for plate in plates:
            self._by_source.setdefault(plate.label, {}).setdefault(plate.source, []).append(plate)
        grounds = (plate for plate in plates if plate.label == "infrared" and plate.unit == "reflectance")
        self._grounds = [plate.values[0] for plate in grounds]
        self._colours = [plate for plate in plates if plate.extra is not None]

    def draw(self, random: Random) -> tuple[str, Bytes]:
        """Draw (label:what it is, (224, 224, 3)); imagery on which nothing is to be seen is drawn again."""
        label = str(random.choice(list(_SHARES), p=list(_SHARES.values())))
        while True:
            name, pixels = self._draw_labelled(random, label)
            if label == _NONE or pixels.std(axis=(0, 1)).max() >= _FAINTEST:
                return f"{label}:{name}", pixels

    def _draw_labelled(self, random: Random, label: str) -> tuple[str, Bytes]:
        if label == _NONE:
            name, pixels = self._draw_out_of_distribution(random)
        elif label == "sar":
            name, pixels = self._draw_radar(random)
        else:
            name, pixels = self._draw_optical(random, label)
        pixels = degrade(random, pixels, radar=label == "sar")
        if min(pixels.shape[:2]) < SIDE and random.random() < _ENLARGED:
            pixels = np.asarray(Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BILINEAR))
        return name, make_square(pixels)

    def _choose_plate(self, random: Random, label: str) -> Plate:
        sources = self._by_source[label]
        names = [name for name in sorted(sources) for _ in range(_OFTENER.get(name, 1))]
        plates = sources[str(random.choice(names))]
        return plates[int(random.integers(len(plates)))]

    def _draw_optical(self, random: Random, label: str) -> tuple[str, Bytes]:
        if label == "infrared" and random.random() < 0.3:
            return "colours mixed to grey", _draw_mixed(random, self._choose_plate(random, "rgb"))
        plate = self._choose_plate(random, label)
        values = crop_plate(random, plate.values)
        pixels = _choose_stretch(random, values, plate).draw(values).opaque()
        if label == "infrared":
            pixels = _imitate_thermal_camera(random, pixels, can_be_coloured="thermal" in plate.source)
        return plate.source, pixels

    def _draw_radar(self, random: Random) -> tuple[str, Bytes]:
        if random.random() < 0.25:
            plate = self._choose_plate(random, "sar")
            values = crop_plate(random, plate.values)
            if plate.unit == "picture":
                return plate.source, choose_stretch(values, plate.kind, plate.unit).draw(values).opaque()
            power = 10 ** (values[0] / 10) if plate.unit == "sar_db" else values[0]
            return plate.source, draw_power(random, [power])
        side = int(random.integers(96, 320))
        texture = None
        if random.random() < 0.35:
            texture = _resize(
                crop_plate(random, self._grounds[int(random.integers(len(self._grounds)))][None])[0], side
            )
        channels = _simulate_channels(random, draw_backscatter(random, side, texture))
        return "simulated radar", draw_power(random, channels)

    def _draw_out_of_distribution(self, random: Random) -> tuple[str, Bytes]:
        chance = random.random()
        if chance > 0.22:
            return draw_out_of_distribution(random, SIDE)
        plate = self._colours[int(random.integers(len(self._colours)))]
        assert plate.extra is not None
        values = crop_plate(random, np.concatenate([plate.values, plate.extra]))
        if chance < 0.12:
            return "index", draw_index_map(random, values[3], values[int(random.integers(3))])
        false = values[[3, 0, 1]]
        return "false colour", choose_stretch(false, "false colour", plate.unit).draw(false).opaque()


def crop_plate(random: Random, values: Floats) -> Floats:
    """Crop a square of (c, h, w); small plates are kept nearly whole."""
    edge = min(values.shape[1:])
    smallest = min(max(_SMALLEST, edge // 4), edge)
    side = int(np.exp(random.uniform(np.log(smallest), np.log(min(edge, _LARGEST)))))
    if edge <= 2 * _SMALLEST:
        side = int(random.integers(edge * 3 // 4, edge + 1))
    top = int(random.integers(values.shape[1] - side + 1))
    left = int(random.integers(values.shape[2] - side + 1))
    part = values[:, top : top + side, left : left + side]
    return part if np.isfinite(part).all(axis=0).mean() > 0.3 else values


def make_square(pixels: Bytes) -> Bytes:
    """Make (h, w, 3) → (224, 224, 3), as scenes become squares."""
    height, width = pixels.shape[:2]
    whole = Stretch(((0.0, 255.0),), None, "").draw(pixels.transpose(2, 0, 1).astype(np.float32))
    return pixels if height == width == SIDE else crop_square(whole, SIDE)


def draw_power(random: Random, channels: Sequence[Floats]) -> Bytes:
    """Draw power of one to three channels as our stretch, quick-looks and other programs draw radar."""
    chance = random.random()
    if len(channels) == 1 and chance < 0.6:
        return choose_stretch(channels[0][None], "VV in dB", "sar_power").draw(channels[0][None]).opaque()
    shades = [_draw_quick_look(random, power, in_decibels=chance < 0.8) for power in channels]
    return np.stack(shades * (3 // len(shades)), axis=-1)


def _draw_quick_look(random: Random, power: Floats, *, in_decibels: bool) -> Bytes:
    """Draw in 8 bits: decibels between two percentiles, or amplitude up to a multiple of its mean."""
    power = np.nan_to_num(power)
    if in_decibels:
        values = 10 * np.log10(np.maximum(power, 1e-6))
        low, high = np.percentile(values, (random.uniform(0, 3), random.uniform(97, 100)))
    else:
        values = np.sqrt(power) if random.random() < 0.8 else power
        low, high = 0.0, random.uniform(1.6, 4) * float(values.mean())
    return np.asarray(np.clip((values - low) / max(high - low, 1e-9) * 255, 0, 255), np.uint8)


def _simulate_channels(random: Random, ground: Floats) -> list[Floats]:
    """Simulate one channel, or three as composites have them: VV, VH and their ratio, or three dates."""
    radar = Radar.draw(random)
    first = observe(random, ground, radar)
    if radar.looks < 5 and random.random() < 0.15:
        first = filter_speckle(random, first)
    if random.random() < 0.8:
        return [first]
    if random.random() < 0.3:
        changes = (random.normal(0, 1.5) + ground * random.uniform(0.8, 1.1) for _ in range(2))
        return [first, *(observe(random, np.asarray(changed, np.float32), radar) for changed in changes)]
    crossed = observe(random, np.asarray(ground * random.uniform(0.7, 1.2) - random.uniform(4, 10), np.float32), radar)
    ratio = random.random() < 0.6
    third = first / np.maximum(crossed, 1e-6) if ratio else np.full_like(first, first.mean() * 0.01)
    return [first, crossed, np.asarray(third, np.float32)]


def _choose_stretch(random: Random, values: Floats, plate: Plate) -> Stretch:
    """Take ours for the most part; else other black and white points, as other programs choose them."""
    ours = choose_stretch(values, plate.kind, plate.unit)
    if plate.unit == "picture" or ours.radar or random.random() < 0.7:
        return ours
    low, high = np.nanpercentile(values, (random.uniform(0, 5), random.uniform(92, 100)))
    return Stretch(((float(low), float(max(high, low + 1e-6))),), None, "")


def _draw_mixed(random: Random, plate: Plate) -> Bytes:
    """Draw a grey picture of a mixture of the colours: cameras of one band show sharper scenes than satellites do."""
    values = crop_plate(random, plate.values)
    weights = random.dirichlet((1, 1, 1)) if random.random() < 0.6 else random.normal(0, 1, 3)
    mixed = np.tensordot(weights.astype(np.float32), values, axes=1)[None]
    low, high = np.nanpercentile(mixed, (random.uniform(0, 3), random.uniform(97, 100)))
    return Stretch(((float(low), float(max(high, low + 1e-6))),), None, "").draw(mixed).opaque()


def _imitate_thermal_camera(random: Random, pixels: Bytes, *, can_be_coloured: bool) -> Bytes:
    """Paint as thermal cameras do: hot may be black, or all in a palette."""
    if random.random() < 0.3:
        pixels = 255 - pixels
    if can_be_coloured and random.random() < 0.25:
        import matplotlib

        palette = matplotlib.colormaps[str(random.choice(_THERMAL_PALETTES))]
        return np.asarray(palette(pixels[..., 0], bytes=True)[..., :3])
    return pixels


def _resize(texture: Floats, side: int) -> Floats:
    filled = np.nan_to_num(texture, nan=float(np.nanmedian(texture)))
    return np.asarray(Image.fromarray(filled).resize((side, side), Image.Resampling.BICUBIC), np.float32)
