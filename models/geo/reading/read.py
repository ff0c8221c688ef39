"""From a path to a `Scene`: find the product, take its declarations, hold them against the pixels, or refuse."""

from dataclasses import replace
from datetime import UTC, datetime
from os.path import relpath
from pathlib import Path

import numpy as np

from models.errors import SceneError
from models.geo.contract.bands import POLARISATIONS, find_wavelength
from models.geo.contract.evidence import Origin, overrule_origin, state_flag
from models.geo.contract.product import Layer, Product
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import Band, Fact, Scene, SceneFlags, SourceFile, Unit
from models.geo.formats import landsat, netcdf, sentinel2, sentinel2_names, single_file, stac
from models.geo.formats.delivered import folder
from models.geo.formats.origin import find_sensor_word
from models.geo.pixels.raster import hash_file
from models.geo.reading.earth_engine import find_surface_level, scale_collection_2
from models.geo.reading.identity import Identity, identify, name_by_user
from models.geo.reading.masks import set_masks_apart
from models.geo.reading.place import Place, find_place
from models.geo.reading.radar import read_radar
from models.geo.reading.radiometry import PLAUSIBLE, OpticalStack, Radiometry, read_reflectance
from models.geo.reading.sample import sample_layers
from models.geo.reading.validity import Validity, find_validity, list_declared_nodata, weigh_lone_gaps

_UNKNOWN: Fact[str | None] = Fact(value=None, source="none", detail="nothing says it")


def read_scene(path: Path, flags: SceneFlags | None = None) -> Scene:
    """Read the contract of the raster, folder or archive at `path`; raises `SceneError` where it cannot be used."""
    flags = flags or SceneFlags()
    product = _overrule(_drop_impossible_time(find_product(path, flags)), flags)
    product, names = set_masks_apart(product, flags.bands)
    flags = flags.model_copy(update={"bands": names})
    _check_pixels(product)
    layers = product.layers
    sensor, level = product.sensor or _UNKNOWN, product.level or _UNKNOWN
    if flags.bands is not None:
        layers = name_by_user(layers, flags, sensor.value)
    place = find_place(layers)
    samples = sample_layers(layers, [list_declared_nodata(layer, flags) for layer in layers], product.data_mask)
    layers, level = scale_collection_2(layers, samples), find_surface_level(layers, level)
    validity = find_validity(layers, samples, flags)
    samples = _without_nodata(samples, validity)
    _check_content(product.path.name, samples)
    identity = identify(layers, samples, sensor, level)
    validity = weigh_lone_gaps(validity, identity.layers, samples)
    radiometry = _radiometry(identity, samples, flags, product.guide)
    return _assemble(replace(product, layers=identity.layers), identity, place, validity, radiometry)


def find_product(path: Path, flags: SceneFlags) -> Product:
    """Find the product that a path names: SAFE, Landsat, STAC item, NetCDF, a folder of files or one raster file."""
    if not path.exists():
        raise SceneError(f"there is no file or folder {path}")
    if not (path.is_file() or path.is_dir()):
        raise SceneError(f"{path.name} is neither a file nor a folder")
    if path.is_file() and path.stat().st_size == 0:
        raise SceneError(f"{path.name} is empty (0 bytes); copy or download it again")
    for reader in (sentinel2.open_sentinel2, landsat.open_landsat):
        product = reader(path)
        if product is not None:
            return product
    if path.is_dir():
        return stac.open_stac_folder(path) or folder.read_folder(path)
    if netcdf.is_netcdf(path):
        return netcdf.read_netcdf(path, flags)
    return _complete(single_file.read_file(path, len(flags.bands) if flags.bands is not None else None))


def _drop_impossible_time(product: Product) -> Product:
    """Return the product without a time of acquisition that cannot be one."""
    acquired = product.acquired
    if acquired is None or acquired.value is None:
        return product
    try:
        datetime.fromisoformat(acquired.value)
    except ValueError:
        return replace(product, acquired=None, notes=(*product.notes, f"{acquired.detail} is no time and is ignored"))
    return product


def _overrule(product: Product, flags: SceneFlags) -> Product:
    """Return the product with the user's word on sensor, level and date in place of its own."""
    sensor = find_sensor_word(flags.sensor) or flags.sensor if flags.sensor else None
    level, date = flags.level.upper() if flags.level else None, _date_said(product, flags)

    def state(option: str, value: str | None) -> Fact[str | None] | None:
        return state_flag(value, f"{option} {value}") if value else None

    return overrule_origin(product, Origin(state("sensor", sensor), state("level", level), state("date", date)))


def _date_said(product: Product, flags: SceneFlags) -> str | None:
    """Return the user's date in UTC, unless the product has the same and perhaps knows the time too."""
    said, own = flags.date, product.acquired.value if product.acquired else None
    if said is None or (own and own.startswith(said.removesuffix("Z"))):
        return None
    if "T" not in said:
        return said
    moment = datetime.fromisoformat(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _check_pixels(product: Product) -> None:
    """Refuse what is no picture of the ground by its format: palettes and complex numbers."""
    colour, dtype = product.layers[0].colour, product.layers[0].dtype
    if colour == "palette":
        raise SceneError(
            f"{product.path.name} is a picture with a palette (a map of classes), not a scene of measurements"
        )
    if "complex" in dtype or dtype.startswith("c"):
        raise SceneError(
            f"{product.path.name} holds complex SAR values (SLC); detect and multilook them first (e.g. in SNAP)"
        )


def _check_content(name: str, samples: tuple[LayerSample, ...]) -> None:
    """Refuse a scene without data, or one that is saturated throughout."""
    if not any(sample.values.size for sample in samples):
        raise SceneError(f"{name} holds no pixel with data; check the file and its nodata value")
    highest = {"uint8": 255.0, "uint16": 65535.0, "int16": 32767.0}
    full = [sample.share(highest[sample.dtype]) for sample in samples if sample.dtype in highest and sample.values.size]
    if full and min(full) > 0.98:
        raise SceneError(
            f"{name} is saturated: nearly every pixel has the highest value {highest[samples[0].dtype]:.0f}"
        )


def _without_nodata(samples: tuple[LayerSample, ...], validity: Validity) -> tuple[LayerSample, ...]:
    """Return the samples with what the pixels betrayed as no data taken out as well."""
    cleaned = []
    for sample, values in zip(samples, validity.nodata, strict=True):
        windows = tuple(
            np.where(np.isin(window, values), np.nan, window) if values else window for window in sample.windows
        )
        cleaned.append(LayerSample(windows, sample.dtype, sample.shape, sample.masked_share))
    if validity.zero_in_all_bands:
        shape = cleaned[0].shape
        same = [sample for sample in cleaned if sample.shape == shape]
        zero = [np.all([sample.windows[k] == 0 for sample in same], axis=0) for k in range(len(same[0].windows))]
        cleaned = [
            LayerSample(
                tuple(np.where(mask, np.nan, window) for mask, window in zip(zero, sample.windows, strict=True)),
                sample.dtype, sample.shape, sample.masked_share,
            )
            if sample.shape == shape
            else sample
            for sample in cleaned
        ]  # fmt: skip
    return tuple(cleaned)


def _radiometry(
    identity: Identity, samples: tuple[LayerSample, ...], flags: SceneFlags, guide: str | None
) -> Radiometry:
    """Decide optical layers by declarations and physics, SAR layers by their scale, lone thermal ones by their unit.

    What follows a product guide of another maker is no longer in the numbers of Sentinel-2.
    """
    roles = [layer.role.value for layer in identity.layers if layer.role]
    if any(role in POLARISATIONS for role in roles):
        return read_radar(identity.layers, samples, flags)
    declared = [layer.unit for layer in identity.layers if layer.unit]
    stack = OpticalStack(identity.layers, samples, guide or identity.sensor.value, identity.level.value, flags)
    if declared and not stack.spectral() and flags.unit is None:
        return _as_declared(identity.layers, declared[0])
    return read_reflectance(stack)


def _as_declared(layers: tuple[Layer, ...], unit: Fact[Unit]) -> Radiometry:
    scales = tuple(layer.scale.value if layer.scale else 1.0 for layer in layers)
    offsets = tuple(layer.offset.value if layer.offset else 0.0 for layer in layers)
    how = Fact(
        value=f"{unit.value} = stored × {scales[0]:g} + {offsets[0]:g}",
        source=unit.source,
        detail=unit.detail,
    )
    return Radiometry(tuple(layer.unit.value if layer.unit else "none" for layer in layers), scales, offsets, unit, how)


def _complete(product: Product) -> Product:
    """Complete a lone file's declarations by what lies beside it, a STAC item or Sentinel-2 metadata, and its name."""
    product = stac.complete_by_item(product)
    metadata = sentinel2.find_metadata(product.path)
    product = sentinel2.complete_by_metadata(product, metadata) if metadata else product
    return folder.take_mask_beside(landsat.complete_by_name(sentinel2_names.complete_by_name(product)))


def _assemble(product: Product, identity: Identity, place: Place, validity: Validity, radiometry: Radiometry) -> Scene:
    sensor = identity.sensor.value
    bands = tuple(
        Band(
            name=layer.name,
            role=layer.role or _UNKNOWN,
            wavelength_nm=layer.wavelength_nm or find_wavelength(layer.role.value if layer.role else None, sensor),
            dataset=layer.dataset,
            index=layer.index,
            dtype=layer.dtype,
            unit=radiometry.units[i],
            scale=radiometry.scales[i],
            offset=radiometry.offsets[i],
            nodata=(*validity.nodata[i], *(one for one in radiometry.clipped if one not in validity.nodata[i])),
            plausible=PLAUSIBLE.get(radiometry.units[i]),
            pixel_size=place.pixel_sizes[i],
        )
        for i, layer in enumerate(product.layers)
    )
    rules = [*validity.rules, *radiometry.rules]
    if product.data_mask is not None:
        rules.append(Fact(value="0 in the data mask", source="tag", detail="the alpha band, or a band named dataMask"))
    if radiometry.unit.value in PLAUSIBLE:
        low, high = PLAUSIBLE[radiometry.unit.value]
        rules.append(
            Fact(
                value=f"{radiometry.unit.value} outside {low:g} … {high:g}",
                source="convention",
                detail="physically impossible",
            )
        )
    return Scene(
        path=str(product.path.resolve()),
        format=product.format,
        files=tuple(_source_file(product.path, entry) for entry in product.files),
        grid=place.grid,
        crs=place.crs,
        bands=bands,
        sensor=identity.sensor,
        level=identity.level,
        acquired=product.acquired or _UNKNOWN,
        unit=radiometry.unit,
        radiometry=radiometry.how,
        validity=tuple(rules),
        uses_mask_band=validity.uses_mask_band,
        zero_in_all_bands_is_nodata=validity.zero_in_all_bands,
        data_mask=product.data_mask,
        quality=product.quality,
        notes=(*product.notes, *place.notes, *validity.notes, *identity.notes, *radiometry.notes),
        simulated=product.simulated,
    )


def _source_file(scene: Path, entry: Path) -> SourceFile:
    place, status = scene.resolve(), entry.stat()
    name = relpath(entry.resolve(), place if place.is_dir() else place.parent)
    return SourceFile(
        name=name,
        bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        changed_ns=status.st_ctime_ns,
        sha256=hash_file(entry),
    )
