"""The real pictures that the modality network learns from and is judged by, each with its site and its split.

Splits go by source and site, and by flight height, leaf disease or region where a source has one site only. What is
judged was never near what was learned: `SPLITS` is the whole of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.geo.contract.scene import Unit

Floats = NDArray[np.float32]
Split = Literal["train", "calibrate", "judge"]
Label = Literal["rgb", "infrared", "sar"]

_GREY = "grey"
_TRUE = "true colour"


@dataclass(frozen=True)
class Plate:
    """A piece of imagery before it is drawn: (1 or 3, h, w) values, NaN where there is no data."""

    values: Floats
    label: Label
    kind: str  # as `models.geo.pixels.picture.channels_of` names it
    unit: Unit
    source: str
    site: str
    split: Split
    extra: Floats | None = None  # near infrared of a true-colour plate, of which indices and false colours are made


SPLITS: dict[str, dict[str, Split]] = {
    "worldcereal": {"00002806639B424A": "train", "000028085BF08E7E": "judge", "patch100": "calibrate"},
    "boadella": {"": "judge"},
    "coast": {"2022-08-12": "train", "2022-08-25": "judge"},  # 54–55° N and 56° N
    "roads": {"": "train"},
    "eurosat": {"": "judge"},
    "gfmap": {"openEO_0": "train", "openEO_1": "train", "openEO_2": "train", "": "judge"},
    "eolearn": {"": "train"},
    "naip": {"": "judge"},
    "leaf": {"Blight": "train", "Common_Rust": "train", "Healthy": "calibrate", "Gray_Leaf_Spot": "judge"},
    "hit-uav": {"_60_": "train", "_80_": "train", "_100_": "train", "_130_": "calibrate", "": "judge"},
    "quick-look": {"20150203": "train", "20150222": "judge"},
    "rtc": {"": "judge"},
    "photographs": {"china": "judge", "flower": "judge", "": "train"},
}


_SENTINEL2 = {
    "boadella": "eotdl_boadella",
    "coast": "eotdl_coastal_chips",
    "roads": "eotdl_misc",
    "eurosat": "eurosat_ms",
}


def read_plates(data: Path) -> Iterator[Plate]:
    """Read every plate of a folder laid out as PROVENANCE.md of the data says."""
    for read in (
        _read_worldcereal,
        _read_patch100,
        _read_sentinel2,
        _read_gfmap,
        _read_eolearn,
        _read_naip,
        _read_leaves,
        _read_thermal,
        _read_radar,
        _read_photographs,
    ):
        yield from read(data)


def _find_split(source: str, name: str) -> Split:
    found = next((split for part, split in SPLITS[source].items() if part and part in name), None)
    return found or SPLITS[source][""]


def _read_worldcereal(data: Path) -> Iterator[Plate]:
    """Read field patches of 640 m in Flanders: Sentinel-2, Sentinel-1 (dB) and Landsat-8 of all dates."""
    for folder in sorted((data / "multimodal_worldcereal").glob("0000*")):
        site = folder.name
        split = _find_split("worldcereal", site)

        def make_plate(
            values: Floats, label: Label, unit: Unit, source: str, rest: tuple[str, Split] = (site, split)
        ) -> Plate:
            kind = _TRUE if len(values) == 3 else "VV in dB" if label == "sar" else _GREY
            return Plate(values, label, kind, unit, source, *rest)

        for values in _read_series(folder, "S2_L2A_10m", ("B04", "B03", "B02", "B08"), 1e-4):
            yield _add_near_infrared(make_plate(values[:3], "rgb", "reflectance", "Sentinel-2 colour"), values[3])
            yield make_plate(values[3:], "infrared", "reflectance", "Sentinel-2 near infrared")
        for values in _read_series(folder, "S2_L2A_20m", ("B8A", "B11", "B12"), 1e-4):
            yield make_plate(values[:1], "infrared", "reflectance", "Sentinel-2 near infrared")
            yield make_plate(values[1:2], "infrared", "reflectance", "Sentinel-2 short-wave infrared")
            yield make_plate(values[2:], "infrared", "reflectance", "Sentinel-2 short-wave infrared")
        for values in _read_series(folder, "L8_SR_10m", ("B04", "B03", "B02", "B05", "B06"), 1e-4):
            yield _add_near_infrared(make_plate(values[:3], "rgb", "reflectance", "Landsat-8 colour"), values[3])
            yield make_plate(values[3:4], "infrared", "reflectance", "Landsat-8 infrared")
            yield make_plate(values[4:], "infrared", "reflectance", "Landsat-8 infrared")
        for values in _read_series(folder, "L8_L2-ST_10m", ("ST-B10",), 1.0):
            yield make_plate(values, "infrared", "kelvin", "Landsat-8 surface temperature")
        for values in _read_series(folder, "S1_GRD", ("VV", "VH"), 1e-4):
            yield make_plate(values[:1], "sar", "sar_db", "Sentinel-1 chips")
            yield make_plate(values[1:], "sar", "sar_db", "Sentinel-1 chips")


def _read_series(folder: Path, name: str, variables: tuple[str, ...], scale: float) -> Iterator[Floats]:
    """Read (variables, h, w) of each date that has data on at least half of it; 0 is no data in these files."""
    import netCDF4

    for path in sorted(folder.glob(f"{name}*.nc")):
        with netCDF4.Dataset(path) as source:
            source.set_auto_maskandscale(False)
            stored = np.stack([np.asarray(source[variable][:]) for variable in variables], axis=1)
        values = np.where((stored == 0) | (stored == 65535), np.nan, stored * np.float32(scale)).astype(np.float32)
        yield from filter(_has_data, values)


def _has_data(values: Floats) -> bool:
    """Tell whether at least half of its pixels have data in all bands."""
    return bool(np.isfinite(values).all(axis=0).mean() >= 0.5)


def _read_patch100(data: Path) -> Iterator[Plate]:
    """Read 100 × 100 pixels of twelve months; Sentinel-1 is stored as 20 log₁₀(DN) − 83 dB."""
    import netCDF4

    def stored(source: "netCDF4.Dataset", *names: str) -> Floats:
        values = np.stack([np.asarray(source[name][:]).view(np.uint16) for name in names], axis=1)
        return np.where(values == 65535, np.nan, values).astype(np.float32)

    with netCDF4.Dataset(data / "multimodal_worldcereal" / "patch100" / "worldcereal_preprocessed_inputs.nc") as source:
        source.set_auto_maskandscale(False)
        optical = stored(source, *(f"S2-L2A-{band}" for band in ("B04", "B03", "B02", "B08", "B11"))) / 10_000
        radar = 20 * np.log10(np.maximum(stored(source, "S1-SIGMA0-VV", "S1-SIGMA0-VH"), 1)) - 83
    rest = "patch100", SPLITS["worldcereal"]["patch100"]
    for values in filter(_has_data, optical):
        yield _add_near_infrared(Plate(values[:3], "rgb", _TRUE, "reflectance", "Sentinel-2 colour", *rest), values[3])
        yield Plate(values[3:4], "infrared", _GREY, "reflectance", "Sentinel-2 near infrared", *rest)
        yield Plate(values[4:], "infrared", _GREY, "reflectance", "Sentinel-2 short-wave infrared", *rest)
    for values in filter(_has_data, radar):
        yield Plate(values[:1], "sar", "VV in dB", "sar_db", "Sentinel-1 chips", *rest)
        yield Plate(values[1:], "sar", "VH in dB", "sar_db", "Sentinel-1 chips", *rest)


def _read_sentinel2(data: Path) -> Iterator[Plate]:
    """Read Sentinel-2 stacks of four sources, in all of which red, green, blue, B08 and B11 stand at these places."""
    for source, folder in _SENTINEL2.items():
        for path in sorted((data / "s2_multispectral" / folder).glob("*.tif*")):
            values = _read_stored(path)[[3, 2, 1, 7, 10]] * np.float32(1e-4)
            rest = path.stem, _find_split(source, path.name)
            yield _add_near_infrared(
                Plate(values[:3], "rgb", _TRUE, "reflectance", "Sentinel-2 colour", *rest), values[3]
            )
            yield Plate(values[3:4], "infrared", _GREY, "reflectance", "Sentinel-2 near infrared", *rest)
            yield Plate(values[4:], "infrared", _GREY, "reflectance", "Sentinel-2 short-wave infrared", *rest)


def _read_stored(path: Path) -> Floats:
    import rasterio

    with rasterio.open(path) as source:
        return np.asarray(source.read(masked=True).astype(np.float32).filled(np.nan), np.float32)


def _read_gfmap(data: Path) -> Iterator[Plate]:
    """Read six field polygons of 19 dates, red, green and blue."""
    import netCDF4

    names = [f"S2-L2A-{band}" for band in ("B04", "B03", "B02")]
    for path in sorted((data / "s2_multispectral" / "gfmap_fields_rgb").glob("*.nc")):
        with netCDF4.Dataset(path) as source:
            source.set_auto_maskandscale(False)
            stored = np.stack([np.asarray(source[name][:], np.float32) for name in names], axis=1)
        for date in np.where((stored <= 0) | (stored > 30_000), np.nan, stored / 10_000).astype(np.float32):
            if np.isfinite(date).all(axis=0).mean() >= 0.25:
                split = _find_split("gfmap", path.name)
                yield Plate(date, "rgb", _TRUE, "reflectance", "Sentinel-2 colour", path.stem, split)


def _read_eolearn(data: Path) -> Iterator[Plate]:
    """Read Sentinel-2 L1C of a Slovenian patch, 13 bands."""
    scenes = np.load(data / "s2_multispectral" / "eolearn_testeopatch" / "data__REFERENCE_SCENES.npy")
    for scene in np.asarray(scenes, np.float32).transpose(0, 3, 1, 2):
        if np.isfinite(scene).all(axis=0).mean() >= 0.3:
            rest = "eolearn", _find_split("eolearn", "")
            colour = Plate(scene[[3, 2, 1]], "rgb", _TRUE, "reflectance", "Sentinel-2 colour", *rest)
            yield _add_near_infrared(colour, scene[7])
            yield Plate(scene[7:8], "infrared", _GREY, "reflectance", "Sentinel-2 near infrared", *rest)
            yield Plate(scene[11:12], "infrared", _GREY, "reflectance", "Sentinel-2 short-wave infrared", *rest)


def _read_naip(data: Path) -> Iterator[Plate]:
    """Read aerial pictures of North Dakota, in quarters."""
    for path in sorted((data / "rgbn_aerial" / "naip_nd").glob("*.tif")):
        values = _read_stored(path)
        for part in _cut_quarters(values):
            rest = path.stem, _find_split("naip", path.name)
            yield Plate(part[:3], "rgb", _TRUE, "picture", "NAIP colour", *rest)
            yield Plate(part[3:], "infrared", _GREY, "picture", "NAIP near infrared", *rest)


def _cut_quarters(values: Floats) -> list[Floats]:
    down, across = values.shape[1] // 2, values.shape[2] // 2
    return [values[:, row : row + down, column : column + across] for row in (0, down) for column in (0, across)]


def _read_leaves(data: Path) -> Iterator[Plate]:
    for path in sorted((data / "leaf_disease" / "corn").glob("*/*.jpg")):
        source = "leaf pictures, field" if path.name.startswith("field") else "leaf pictures, laboratory"
        yield _read_photograph(path, "rgb", source, _find_split("leaf", path.parent.name))


def _read_thermal(data: Path) -> Iterator[Plate]:
    """Read thermal pictures from a drone at several heights over one city; `1_60_30_0_00018` is night, 60 m, 30°."""
    for path in sorted((data / "infrared_thermal" / "hit_uav").glob("*.jpg")):
        yield _read_photograph(path, "infrared", "HIT-UAV thermal", _find_split("hit-uav", path.name))


def _read_radar(data: Path) -> Iterator[Plate]:
    for path in sorted((data / "sar" / "s1_quicklook").glob("*.png")):
        yield _read_photograph(path, "sar", "Sentinel-1 quick-looks", _find_split("quick-look", path.name))
    for path in sorted((data / "sar").glob("*.tif")):
        for part in _cut_quarters(_read_stored(path)):
            if np.isfinite(part).mean() >= 0.3:
                yield Plate(part, "sar", "VV in dB", "sar_power", "Sentinel-1 RTC", path.stem, _find_split("rtc", ""))


def _read_photographs(data: Path) -> Iterator[Plate]:  # noqa: ARG001
    """Read a few free photographs that come with scikit-image and scikit-learn."""
    import skimage
    import sklearn.datasets

    names = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "motorcycle_left.png")
    folders = Path(skimage.__file__).parent / "data", Path(sklearn.datasets.__file__).parent / "images"
    for path in [*(folders[0] / name for name in names), *sorted(folders[1].glob("*.jpg"))]:
        yield _read_photograph(path, "rgb", "photographs", _find_split("photographs", path.name))


def _read_photograph(path: Path, label: Label, source: str, split: Split) -> Plate:
    from PIL import Image

    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB" if label != "infrared" else "L"), np.float32)
    values = pixels.transpose(2, 0, 1) if pixels.ndim == 3 else pixels[None]
    kind = _GREY if label == "infrared" else _TRUE
    return Plate(np.ascontiguousarray(values), label, kind, "picture", source, path.stem, split)


def _add_near_infrared(plate: Plate, near_infrared: Floats) -> Plate:
    return replace(plate, extra=near_infrared[None])


def load_plates(data: Path, choose: Callable[[Plate], bool] = lambda _: True) -> list[Plate]:
    """Read the plates that are chosen, in a fixed order."""
    return [plate for plate in read_plates(data) if choose(plate)]
