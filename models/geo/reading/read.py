"""From a path to a `Scene`: find the product, take its declarations, hold them against the pixels, or refuse."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from os.path import relpath
from pathlib import Path

import numpy as np

from models.errors import SceneError
from models.geo.contract.bands import POLARISATIONS, wavelength_of
from models.geo.contract.product import Layer, Product
from models.geo.contract.sar import recognise_sar_scale
from models.geo.contract.scene import Band, Fact, Scene, SceneFlags, SourceFile, Unit
from models.geo.formats import landsat, netcdf, sentinel2, sentinel2_names, stac
from models.geo.formats import single_file as file
from models.geo.pixels.raster import sha256_of
from models.geo.reading.identity import Identity, identify, named_by_user
from models.geo.reading.masks import with_masks_apart
from models.geo.reading.place import Place, place_of
from models.geo.reading.radiometry import PLAUSIBLE, OpticalStack, Radiometry, reflectance_of
from models.geo.reading.sample import LayerSample, sample_layers
from models.geo.reading.validity import Validity, declared_nodata, validity_of

_UNKNOWN: Fact[str | None] = Fact(value=None, source="none", detail="nothing says it")


def read_scene(path: Path, flags: SceneFlags | None = None) -> Scene:
    """The contract of the raster, folder or archive at `path`; raises `SceneError` where it cannot be used."""
    flags = flags or SceneFlags()
    product = with_masks_apart(_with_flags(_with_time(find_product(path, flags)), flags))
    _check_pixels(product)
    layers = product.layers
    sensor, level = product.sensor or _UNKNOWN, product.level or _UNKNOWN
    if flags.bands is not None:
        layers = named_by_user(layers, flags, sensor.value)
    place = place_of(layers)
    samples = sample_layers(layers, [declared_nodata(layer, flags) for layer in layers], product.data_mask)
    validity = validity_of(layers, samples, flags)
    samples = _without_nodata(samples, validity)
    _check_content(product.path.name, samples)
    identity = identify(layers, samples, sensor, level)
    radiometry = _radiometry(identity, samples, flags)
    return _assemble(replace(product, layers=identity.layers), identity, place, validity, radiometry)


def find_product(path: Path, flags: SceneFlags) -> Product:
    """The product that a path names: SAFE, Landsat, STAC item, NetCDF, a folder of files or one raster file."""
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
        return stac.open_stac_folder(path) or file.read_folder(path)
    if netcdf.is_netcdf(path):
        return netcdf.read_netcdf(path, flags)
    return _with_sidecars(file.read_file(path, len(flags.bands) if flags.bands is not None else None))


def _with_time(product: Product) -> Product:
    """The product without a time of acquisition that cannot be one."""
    acquired = product.acquired
    if acquired is None or acquired.value is None:
        return product
    try:
        datetime.fromisoformat(acquired.value)
    except ValueError:
        return replace(product, acquired=None, notes=(*product.notes, f"{acquired.detail} is no time and is ignored"))
    return product


def _with_flags(product: Product, flags: SceneFlags) -> Product:
    """The product with the user's word on sensor, level and date in place of its own."""
    said = {
        name: Fact[str | None](value=value, source="flag", detail=f"--{flag} {value}")
        for name, flag, value in (
            ("sensor", "sensor", file.sensor_word(flags.sensor) or flags.sensor if flags.sensor else None),
            ("level", "level", flags.level.upper() if flags.level else None),
            ("acquired", "date", _date_said(product, flags)),
        )
        if value
    }
    return replace(product, **said)  # type: ignore[arg-type]


def _date_said(product: Product, flags: SceneFlags) -> str | None:
    """The user's date in UTC, unless the product has the same and perhaps knows the time too."""
    said, own = flags.date, product.acquired.value if product.acquired else None
    if said is None or (own and own.startswith(said.removesuffix("Z"))):
        return None
    if "T" not in said:
        return said
    moment = datetime.fromisoformat(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _check_pixels(product: Product) -> None:
    """Refuse what is no picture of the ground by its format: palettes and complex numbers."""
    with file.opened(product.layers[0].dataset) as source:
        colour = source.colorinterp[product.layers[0].index - 1].name
        dtype = source.dtypes[product.layers[0].index - 1]
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
    """The samples with what the pixels betrayed as no data taken out as well."""
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


def _radiometry(identity: Identity, samples: tuple[LayerSample, ...], flags: SceneFlags) -> Radiometry:
    """Optical layers by declarations and physics; SAR layers by their scale; lone thermal layers by their unit."""
    roles = [layer.role.value for layer in identity.layers if layer.role]
    if any(role in POLARISATIONS for role in roles):
        return _sar(identity.layers, samples, flags)
    declared = [layer.unit for layer in identity.layers if layer.unit]
    stack = OpticalStack(identity.layers, samples, identity.sensor.value, identity.level.value, flags)
    if declared and not stack.spectral() and flags.unit is None:
        return _as_declared(identity.layers, declared[0])
    return reflectance_of(stack)


def _as_declared(layers: tuple[Layer, ...], unit: Fact[Unit]) -> Radiometry:
    scales = tuple(layer.scale.value if layer.scale else 1.0 for layer in layers)
    offsets = tuple(layer.offset.value if layer.offset else 0.0 for layer in layers)
    how = Fact(
        value=f"{unit.value} = stored × {scales[0]:g} + {offsets[0]:g}",
        source=unit.source,
        detail=unit.detail,
    )
    return Radiometry(tuple(layer.unit.value if layer.unit else "none" for layer in layers), scales, offsets, unit, how)


def _sar(layers: tuple[Layer, ...], samples: tuple[LayerSample, ...], flags: SceneFlags) -> Radiometry:
    """Power, amplitude or dB: by flag, by tag, or by the numbers themselves; never mixed up in silence."""
    first = next(i for i, layer in enumerate(layers) if layer.role and layer.role.value in POLARISATIONS)
    window = max(samples[first].windows, key=lambda values: int(np.isfinite(values).sum()))
    scale = layers[first].scale.value if layers[first].scale else 1.0  # type: ignore[union-attr]
    offset = layers[first].offset.value if layers[first].offset else 0.0  # type: ignore[union-attr]
    guess = recognise_sar_scale((window * scale + offset).astype(np.float32))
    declared = layers[first].unit
    n = len(layers)
    if flags.unit is not None:
        unit = Fact[Unit](value=flags.unit, source="flag", detail=f"--unit {flags.unit}")
    elif declared is not None:
        unit = declared
        if guess is not None and guess.unit != declared.value:
            detail = f"{declared.detail}, but the values look like {guess.unit} ({guess.detail}); say which with --unit"
            unit = Fact[Unit](value="sar_dn", source="none", detail=detail)
    elif guess is not None:
        unit, scale, offset = (
            Fact[Unit](value=guess.unit, source="statistics", detail=guess.detail),
            scale * guess.scale,
            offset * guess.scale,
        )
    elif named := _calibrated_by_name(layers[first], samples[first]):
        unit = named
    else:
        unit = Fact[Unit](
            value="sar_dn",
            source="none",
            detail="neither tags nor values tell dB, amplitude and power apart; say --unit",
        )
    scale = flags.scale if flags.scale is not None else scale
    offset = flags.offset if flags.offset is not None else offset
    how = Fact(value=f"{unit.value} = stored × {scale:g} + {offset:g}", source=unit.source, detail=unit.detail)
    return Radiometry((unit.value,) * n, (scale,) * n, (offset,) * n, unit, how)


def _calibrated_by_name(layer: Layer, sample: LayerSample) -> Fact[Unit] | None:
    """Linear power where a layer is named as calibrated backscatter and its values can be that; None otherwise."""
    is_calibrated = re.match(r"(gamma|sigma|beta)[ _-]?(0|nought|naught)", layer.name, re.IGNORECASE) is not None
    says_otherwise = re.search(r"amp|db(?:$|[^a-z])", layer.name, re.IGNORECASE) is not None
    low, middle = sample.quantile(0.01), sample.quantile(0.5)
    if not is_calibrated or says_otherwise or not sample.dtype.startswith("float") or low < 0 or not 1e-4 < middle < 1:
        return None
    detail = f"“{layer.name}” names calibrated backscatter, linear power unless dB is said; median {middle:.3g}"
    return Fact[Unit](value="sar_power", source="convention", detail=detail)


def _with_sidecars(product: Product) -> Product:
    """A lone file's declarations completed by metadata beside it and by its name: Sentinel-2 XML, a STAC item."""
    product = stac.with_item(product)
    metadata = sentinel2.metadata_beside(product.path)
    product = sentinel2.with_metadata(product, metadata) if metadata else product
    return landsat.with_name(sentinel2_names.with_name(product))


def _assemble(product: Product, identity: Identity, place: Place, validity: Validity, radiometry: Radiometry) -> Scene:
    sensor = identity.sensor.value
    bands = tuple(
        Band(
            name=layer.name,
            role=layer.role or _UNKNOWN,
            wavelength_nm=wavelength_of(layer.role.value if layer.role else None, sensor),
            dataset=layer.dataset,
            index=layer.index,
            dtype=_dtype(layer),
            unit=radiometry.units[i],
            scale=radiometry.scales[i],
            offset=radiometry.offsets[i],
            nodata=validity.nodata[i],
            plausible=PLAUSIBLE.get(radiometry.units[i]),
            pixel_size=place.pixel_sizes[i],
        )
        for i, layer in enumerate(product.layers)
    )
    rules = list(validity.rules)
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


def _dtype(layer: Layer) -> str:
    with file.opened(layer.dataset) as source:
        return str(source.dtypes[layer.index - 1])


def _source_file(scene: Path, entry: Path) -> SourceFile:
    place, status = scene.resolve(), entry.stat()
    name = relpath(entry.resolve(), place if place.is_dir() else place.parent)
    return SourceFile(
        name=name,
        bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        changed_ns=status.st_ctime_ns,
        sha256=sha256_of(entry),
    )
