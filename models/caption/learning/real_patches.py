"""Real Sentinel-2 patches by source: bands in their places, reflectance, 64 × 64 pixels, NaN for what lacks."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import rasterio

from models.arrays import Bools, Floats, Whole
from models.caption.bands import ROLES, SIDE
from models.caption.learning.bank import Item, Split
from models.geo.contract.bands import SENTINEL2

Found = tuple[Floats, Item]
_SENTINEL2 = "s2_multispectral"
_TWELVE = tuple(name for name in SENTINEL2 if name != "B10")
_EUROSAT = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A")
_TELANGANA = ("B04", "B03", "B02", "B08", "B05", "B06", "B07", "B8A", "B11", "B12")
_NORTH = 18.85  # degrees; north of it lies the former district Adilabad, which others judge on
_BOXES: tuple[tuple[str, Split, tuple[float, float, float, float]], ...] = (
    ("Telangana north-west", "test", (77.8, 17.6, 78.7, _NORTH)),
    ("Telangana south-east", "test", (78.9, 16.97, 79.6, 17.36)),
    ("Telangana south", "validate", (78.07, 16.4, 79.7, 16.97)),
)
"""Districts by west, south, east and north in degrees; all others are learned from."""
_HAZY = 0.3  # blue reflectance, median of a chip under haze or cloud
_ENLARGED = 48  # pixels; smaller chips are enlarged to the side of a patch, larger ones are set into it
_LAND_COVER = {1: "cultivated", 2: "forest", 3: "grass", 4: "shrub", 8: "built up"}
_MAIN = 0.6  # share of a patch that its label must cover
_SCALE = np.float32(1e-4)


def list_real_patches(data: Path) -> Iterator[Found]:
    """List patches of all sources that are there, none twice."""
    seen = set()
    for source in (
        _read_boadella, _read_coast, _read_roads, _read_eurosat, _read_slovenia, _read_belgium, _read_months,
        _read_punjab, _read_telangana,
    ):  # fmt: skip
        for patch, item in source(data):
            key = sha256(patch.tobytes()).digest()
            if key not in seen and np.isfinite(patch).any():
                seen.add(key)
                yield patch, item


def order_bands(values: Floats, names: Sequence[str]) -> Floats:
    """Put (b, h, w) of named bands ("B02") into the order of `ROLES`, (12, h, w), NaN where one lacks."""
    ordered = np.full((len(ROLES), *values.shape[1:]), np.nan, np.float32)
    for band, name in zip(values, names, strict=True):
        role = SENTINEL2[name][0]
        if role in ROLES:
            ordered[ROLES.index(role)] = band
    return ordered


def cut_patches(image: Floats, step: int) -> Iterator[tuple[int, int, Floats]]:
    """Cut (12, h, w) into patches at every `step` pixels and at the far edges: row, column, patch."""
    for top in _list_starts(image.shape[1], step):
        for left in _list_starts(image.shape[2], step):
            yield top, left, image[:, top : top + SIDE, left : left + SIDE]


def fit_patch(image: Floats) -> Floats:
    """Fit (12, h, w) to a patch: small ones are enlarged, large ones cut, middling set into NaN."""
    height, width = image.shape[1:]
    if max(height, width) < _ENLARGED:
        rows, columns = (np.arange(SIDE) * length // SIDE for length in (height, width))
        return np.ascontiguousarray(image[:, rows][:, :, columns])
    patch = np.full((len(image), SIDE, SIDE), np.nan, np.float32)
    top, left = max(0, (height - SIDE) // 2), max(0, (width - SIDE) // 2)
    cut = image[:, top : top + SIDE, left : left + SIDE]
    down, right = (SIDE - cut.shape[1]) // 2, (SIDE - cut.shape[2]) // 2
    patch[:, down : down + cut.shape[1], right : right + cut.shape[2]] = cut
    return patch


def _list_starts(length: int, step: int) -> list[int]:
    last = length - SIDE
    return [*range(0, last, step), last] if last > 0 else [0]


def _read_stored(path: Path, offset: float = 0.0) -> tuple[Floats, tuple[float, float]]:
    """Read reflectance from ten-thousandths, NaN for 0, and longitude and latitude (or metres) of the middle."""
    with rasterio.open(path) as source:
        stored = source.read().astype(np.float32)
        bounds = source.bounds
    values = np.where(stored == 0, np.float32(np.nan), (stored - np.float32(offset)) * _SCALE)
    return values, ((bounds.left + bounds.right) / 2, (bounds.bottom + bounds.top) / 2)


def _read_boadella(data: Path) -> Iterator[Found]:
    for path in sorted((data / _SENTINEL2 / "eotdl_boadella").glob("*.tif")):
        image = order_bands(_read_stored(path)[0], _TWELVE)
        for top, left, patch in cut_patches(image, 36):
            yield patch, Item(file=f"{path.name} {top} {left}", site="Boadella", split="train", level="L2A")


def _read_coast(data: Path) -> Iterator[Found]:
    for path in sorted((data / _SENTINEL2 / "eotdl_coastal_chips").glob("*.tif")):
        image = order_bands(_read_stored(path)[0], _TWELVE)
        for top, left, patch in cut_patches(image, 32):
            yield patch, Item(file=f"{path.name} {top} {left}", site="coast", split="train", level="L2A")


def _read_roads(data: Path) -> Iterator[Found]:
    for path in sorted((data / _SENTINEL2 / "eotdl_misc").glob("*.tif*")):
        image = order_bands(_read_stored(path)[0], _TWELVE)
        for top, left, patch in cut_patches(image, 30):
            yield patch, Item(file=f"{path.name} {top} {left}", site="roads", split="validate", level="L2A")


def _read_eurosat(data: Path) -> Iterator[Found]:
    sets: tuple[tuple[str, Split], ...] = (("eurosat_ms", "train"), ("rico_eurosat_ms", "test"))
    for folder, split in sets:
        for path in sorted((data / _SENTINEL2 / folder).glob("*.tif")):
            labels: dict[str, str | float] = {"cover": path.stem.rpartition("_")[0]}
            site = f"EuroSAT {path.stem}"
            yield (
                order_bands(_read_stored(path)[0], _EUROSAT),
                Item(file=path.name, site=site, split=split, level="L1C", labels=labels),
            )


def _read_slovenia(data: Path) -> Iterator[Found]:
    folder = data / _SENTINEL2 / "eolearn_testeopatch"
    if not folder.is_dir():
        return
    cover = np.load(folder / "mask_timeless__LULC.npy")[..., 0]
    for path in sorted(folder.glob("data*REFERENCE*.npy")):
        for number, day in enumerate(np.load(path).reshape(-1, 101, 100, len(SENTINEL2))):
            image = order_bands(np.moveaxis(np.where(day > 0, day, np.nan), -1, 0), tuple(SENTINEL2))
            for top, left, patch in cut_patches(image, 18):
                labels = _label_cover(cover[top : top + SIDE, left : left + SIDE])
                file = f"{path.name} {number} {top} {left}"
                yield patch, Item(file=file, site="Slovenia", split="test", level="L1C", labels=labels)


def _label_cover(cover: np.ndarray) -> dict[str, str | float]:
    shares = {name: float((cover == code).mean()) for code, name in _LAND_COVER.items()}
    main = max(shares, key=lambda name: shares[name])
    return {**shares, **({"cover": main} if shares[main] >= _MAIN else {})}


def _read_belgium(data: Path) -> Iterator[Found]:
    for image, crops, day in read_belgian_images(data):
        maize = float((crops == 1200).mean())
        labels: dict[str, str | float] = {"maize": maize, **({"crop": "maize"} if maize >= _MAIN else {})}
        yield image, Item(file=f"day {day}", site="Belgium 2018", split="train", level="L2A", labels=labels)


def read_belgian_images(data: Path) -> Iterator[tuple[Floats, Whole, int]]:
    """Read the clear days of 2018: (12, 64, 64) reflectance, (64, 64) codes of crops, 0 where unknown, and the day."""
    import netCDF4

    folder = data / "multimodal_worldcereal" / "00002806639B424A"
    if not folder.is_dir():
        return
    with netCDF4.Dataset(next(folder.glob("S2_L2A_10m*"))) as fine, netCDF4.Dataset(
        next(folder.glob("S2_L2A_20m*"))
    ) as coarse, netCDF4.Dataset(next(folder.glob("OUTPUT*"))) as maps:  # fmt: skip
        for each in (fine, coarse, maps):
            each.set_auto_mask(False)
        bands = {name: np.asarray(fine[name][:], np.float32) for name in ("B02", "B03", "B04", "B08")}
        rest = [name for name in ("B05", "B06", "B07", "B8A", "B11", "B12", "SCL") if name in coarse.variables]
        bands |= {name: _double(np.asarray(coarse[name][:], np.float32)) for name in rest}
        crops = np.asarray(maps["CT"][:], np.int64)
    clear: Bools = np.isin(bands.pop("SCL"), (4, 5, 6))
    for day in range(len(clear)):
        values = np.stack([bands[name][day] for name in bands])
        values = np.where(clear[day] & (values > 0) & (values < 2), values, np.float32(np.nan))
        if clear[day].mean() > 0.5:
            yield order_bands(values, tuple(bands)), crops, day


def _double(values: Floats) -> Floats:
    return values.repeat(2, axis=-2).repeat(2, axis=-1)


def _read_months(data: Path) -> Iterator[Found]:
    import netCDF4

    path = data / "multimodal_worldcereal" / "patch100" / "worldcereal_preprocessed_inputs.nc"
    if not path.is_file():
        return
    with netCDF4.Dataset(path) as source:
        source.set_auto_mask(False)
        found = [(name, f"S2-L2A-{name}") for name in SENTINEL2 if f"S2-L2A-{name}" in source.variables]
        stored = np.stack([np.asarray(source[variable][:], np.float32) for _, variable in found], axis=1)
    for month, image in enumerate(np.where((stored > 0) & (stored < 65535), stored * _SCALE, np.float32(np.nan))):
        for top, left, patch in cut_patches(order_bands(image, [name for name, _ in found]), 18):
            yield patch, Item(file=f"month {month} {top} {left}", site="Belgium 2021", split="test", level="L2A")


def _read_punjab(data: Path) -> Iterator[Found]:
    for kind, level in (("s2a", "L2A"), ("s2c", "L1C")):
        for day in sorted((data / _SENTINEL2 / "rico_ssl4eo" / kind).glob("*/*")):
            read: dict[str, Any] = {}
            for path in sorted(day.glob("B*.tif")):
                digits = path.stem.removeprefix("B")
                name = f"B{digits.zfill(2)}"
                values = _read_stored(path)[0][0]
                read[name] = values.repeat(264 // values.shape[0], axis=0).repeat(264 // values.shape[1], axis=1)
            image = order_bands(np.stack(list(read.values())), tuple(read))
            for top, left, patch in cut_patches(image, 40):
                file = f"{kind} {day.name} {top} {left}"
                yield patch, Item(file=file, site="Punjab", split="train", level="L2A" if level == "L2A" else "L1C")


def _read_telangana(data: Path) -> Iterator[Found]:
    for path in sorted((data / _SENTINEL2 / "telangana_chips").glob("*.tif")):
        values, (longitude, latitude) = _read_stored(path, offset=1000)
        image = order_bands(values, _TELANGANA)
        if latitude > _NORTH or np.nanmedian(image[ROLES.index("blue")]) > _HAZY:
            continue
        site, split = _find_district(longitude, latitude)
        yield fit_patch(image), Item(file=path.name, site=site, split=split, level="L1C")


def _find_district(longitude: float, latitude: float) -> tuple[str, Split]:
    for name, split, (west, south, east, north) in _BOXES:
        if west <= longitude < east and south <= latitude < north:
            return name, split
    return ("Telangana south-west" if longitude < 79 else "Telangana east"), "train"
