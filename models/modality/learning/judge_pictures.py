"""Judge the modality of pictures as others render them, of sources and sites that were never learned from.

Run it as `python -m models.modality.learning.judge_pictures --data ../shared/data`.

Chips are stretched from 2 % to 98 % into 8 bits, resized, and stored as JPEG or PNG. Chips of one scene are no
independent witnesses, so each site has its own line.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bytes, Floats
from models.learning.training import check_extra, config_from_flags
from models.modality.confirm import NETWORK_CLASSES, SURE, combine_views
from models.modality.learning.sources import Label, Plate, load_plates
from models.modality.views import draw_file_views

Random = np.random.Generator

SIDES = (64, 96, 128, 224)  # pixels of a chip before it is resized
_SCALES = (0.5, 1.0, 1.0, 1.0, 2.0)
_CODECS: tuple[tuple[str, int], ...] = (("jpg", 75), ("jpg", 90), ("png", 0))
_TEN_THOUSANDTH = np.float32(1e-4)  # reflectance of one digital number of Sentinel-2
_SMALLEST = 48  # pixels of a picture that anybody stores
_COUNTS: dict[str, int] = {"sar": 60, "rgb": 20, "infrared": 20}
"""Pictures of each line of the table."""


class JudgeConfig(BaseModel):
    """Judge the modality network on pictures as others render them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(default=Path("../shared/data"), description="the folder with the real pictures")
    weights: Path | None = Field(default=None, description="the folder of the weights to judge; the shipped ones")
    seed: int = Field(default=23, description="of chips, sizes and encodings")


@dataclass
class Tally:
    """What was said of the pictures of one source."""

    label: Label
    right: list[bool] = field(default_factory=list)
    sure: list[bool] = field(default_factory=list)

    def add(self, shares: Floats) -> None:
        """Count one picture by its (3,) probabilities."""
        self.right.append(NETWORK_CLASSES[int(shares.argmax())] == self.label)
        self.sure.append(bool(shares.max() >= SURE))


@dataclass(frozen=True)
class StoredPicture:
    """One rendered chip: its pixels, how it is stored, and what it is."""

    pixels: Bytes
    codec: tuple[str, int]
    label: Label
    source: str


def read_strangers(data: Path) -> Iterator[Plate]:
    """Read plates of sources that nothing was learned from, and of the sites that were held back in the others."""
    yield from _read_punjab(data)
    kept = ("Sentinel-1 chips", "Sentinel-1 RTC", "Sentinel-2 colour", "NAIP colour", "NAIP near infrared",
            "leaf pictures, field", "HIT-UAV thermal", "Landsat-8 infrared")  # fmt: skip
    yield from load_plates(data, lambda plate: plate.split == "judge" and plate.source in kept)
    yield from _read_telangana(data)
    for folder, source in (("leaf_disease", "leaves of other crops"), ("weeds", "weeds")):
        paths = sorted(path for path in (data / folder).glob("*/*/*.jpg") if path.parts[-3] != "corn")
        for path in paths[:: max(1, len(paths) // 60)]:
            with Image.open(path) as image:
                pixels = np.asarray(image.convert("RGB"), np.float32).transpose(2, 0, 1)
            yield Plate(pixels, "rgb", "true colour", "picture", source, path.stem, "judge")


def _read_punjab(data: Path) -> Iterator[Plate]:
    """Read irrigated Punjab: VV and VH in dB, red, green and blue, near and short-wave infrared."""
    site = data / "s2_multispectral" / "rico_ssl4eo"
    for folder in sorted((site / "s1" / "0000200").glob("*")):
        values = np.concatenate([_read(folder / f"{name}.tif") for name in ("VV", "VH")])
        yield Plate(values, "sar", "VV and VH in dB", "sar_db", "Punjab Sentinel-1", folder.name[:25], "judge")
    for folder in sorted((site / "s2a" / "0000200").glob("*")):
        colour = np.concatenate([_read(folder / f"{name}.tif") for name in ("B4", "B3", "B2")]) * _TEN_THOUSANDTH
        yield Plate(colour, "rgb", "true colour", "reflectance", "Punjab Sentinel-2 colour", folder.name, "judge")
        for name in ("B8", "B11"):
            values = _read(folder / f"{name}.tif") * _TEN_THOUSANDTH
            yield Plate(values, "infrared", "grey", "reflectance", f"Punjab Sentinel-2 {name}", folder.name, "judge")


def _read_telangana(data: Path) -> Iterator[Plate]:
    """Read farms of Telangana, whose stacks begin with blue, green and red."""
    for path in sorted((data / "s2_multispectral" / "telangana_chips").glob("*.tif"))[::4]:
        values = _read(path)[[2, 1, 0]] * _TEN_THOUSANDTH
        if min(values.shape[1:]) >= 40:
            yield Plate(values, "rgb", "true colour", "reflectance", "Telangana colour", path.stem, "judge")


def _read(path: Path) -> Floats:
    import rasterio

    with rasterio.open(path) as source:
        return np.asarray(source.read(), np.float32)


def draw_stored_pictures(
    random: Random, plates: list[Plate], counts: Callable[[Plate], int]
) -> Iterator[StoredPicture]:
    """Cut, stretch, resize and encode chips of each source, as many as `counts` says."""
    sources = dict.fromkeys(name_source(plate) for plate in plates)
    for source in sources:
        own = [plate for plate in plates if name_source(plate) == source]
        for number in range(counts(own[0])):
            plate = own[number % len(own)] if len(own) < counts(own[0]) else own[int(random.integers(len(own)))]
            pixels = render_chip(random, plate)
            if pixels is not None:
                yield StoredPicture(pixels, _CODECS[number % len(_CODECS)], plate.label, source)


def name_source(plate: Plate) -> str:
    """Name the line of the table: the source, for Sentinel-2 and radar with the site that holds many chips."""
    place = plate.site if plate.label == "sar" else plate.site.split("_")[0] if plate.source.startswith("Sent") else ""
    return f"{plate.source} · {place}" if place else plate.source


def render_chip(random: Random, plate: Plate) -> Bytes | None:
    """Render (h, w) or (h, w, 3) bytes of a chip of a plate; None where it lacks data or does not vary."""
    side = int(random.choice(SIDES))
    height, width = (min(side, length) for length in plate.values.shape[1:])
    top, left = (
        int(random.integers(0, length - part + 1))
        for length, part in zip(plate.values.shape[1:], (height, width), strict=True)
    )
    chip = plate.values[:, top : top + height, left : left + width]
    if np.isfinite(chip).all(axis=0).mean() < 0.9:
        return None
    chip = np.where(np.isfinite(chip), chip, np.nanmedian(chip, axis=(1, 2), keepdims=True))
    values = _choose_radar_channels(random, plate, chip) if plate.label == "sar" else chip
    as_stored = plate.unit == "picture" and random.random() < 0.5
    shades = values if as_stored else stretch(values, shared=len(values) == 3 and random.random() < 0.3)
    if shades.std() < 1:
        return None
    scale = max(float(random.choice(_SCALES)), _SMALLEST / min(height, width))
    size = round(width * scale), round(height * scale)
    pixels = shades.clip(0, 255).astype(np.uint8).transpose(1, 2, 0).squeeze()
    image = Image.fromarray(pixels)
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC) if size != image.size else image)


def _choose_radar_channels(random: Random, plate: Plate, chip: Floats) -> Floats:
    """Take one polarisation in dB or as amplitude, or paint VV, VH and what they differ by."""
    decibels = chip if plate.unit == "sar_db" else 10 * np.log10(np.maximum(chip, 1e-6))
    kind = int(random.integers(5))
    if kind < 2 and len(chip) > 1:
        return np.stack([decibels[0], decibels[1], decibels[0] - decibels[1]])
    one = decibels[[int(random.integers(len(chip)))]]
    return np.asarray(10 ** (one / 20) if kind == 2 else one, np.float32)


def stretch(values: Floats, *, shared: bool = False) -> Floats:
    """Stretch (bands, h, w) from 2 % to 98 % onto 0–255, each band by itself or all by one pair."""
    axes = None if shared else (1, 2)
    low, high = np.percentile(values, (2, 98), axis=axes, keepdims=True)
    return np.asarray(255 * (values - low) / np.maximum(high - low, 1e-9), np.float32)


def draw_views(picture: StoredPicture, folder: Path) -> Bytes:
    """Store the picture and draw what the network is shown of the file."""
    return draw_file_views(store(picture, folder))


def store(picture: StoredPicture, folder: Path) -> Path:
    """Write the file as its codec says."""
    suffix, quality = picture.codec
    path = folder / f"picture.{suffix}"
    image = Image.fromarray(picture.pixels)
    if suffix == "jpg":
        image.save(path, quality=quality)
    else:
        image.save(path)
    return path


def main() -> None:
    """Run it from the command line."""
    from models.modality.learning.evaluate import SHIPPED
    from models.modality.predict import Predictor

    config = config_from_flags(JudgeConfig)
    check_extra("netCDF4", "skimage", "sklearn")
    predictor = Predictor.load(config.weights or SHIPPED)
    tallies: dict[str, Tally] = {}
    random = np.random.default_rng(config.seed)
    plates = list(read_strangers(config.data))
    with tempfile.TemporaryDirectory() as folder:
        for picture in draw_stored_pictures(random, plates, lambda plate: _COUNTS[plate.label]):
            views = draw_views(picture, Path(folder))
            shares = combine_views(predictor(views), views)
            tallies.setdefault(picture.source, Tally(picture.label)).add(shares)
    print(write_table(tallies))


def write_table(tallies: dict[str, Tally]) -> str:
    """Write a line for each source, one for each modality, and one for all, in Markdown."""
    lines = ["| source | modality | pictures | right | uncertain | wrong and sure |", "|---|---|---:|---:|---:|---:|"]
    groups = {source: [tally] for source, tally in tallies.items()}
    for label in NETWORK_CLASSES:
        groups[f"**{label}**"] = [tally for tally in tallies.values() if tally.label == label]
    groups["**all**"] = list(tallies.values())
    for name, members in groups.items():
        right, sure = (np.array([one for tally in members for one in getattr(tally, key)]) for key in ("right", "sure"))
        if len(right):
            kind = members[0].label if name != "**all**" else ""
            shares = f"{right.mean():.3f} | {1 - sure.mean():.3f} | {(sure & ~right).mean():.3f}"
            lines.append(f"| {name} | {kind} | {len(right)} | {shares} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
