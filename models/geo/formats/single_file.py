"""What a single raster file says of itself: tags, descriptions, colours, its name."""

from pathlib import Path

from rasterio.io import DatasetReader

from models.errors import SceneError
from models.geo.contract.bands import find_band_code, find_role
from models.geo.contract.product import Product
from models.geo.contract.scene import DataMask
from models.geo.formats.delivered.guides import complete_by_guide
from models.geo.formats.opening import open_checked, read_header
from models.geo.formats.origin import name_by_custom, name_polarisation, read_origin
from models.geo.formats.tags import read_layer
from models.geo.formats.vrt import list_files_behind


def read_file(path: Path, bands_said: int | None = None) -> Product:
    """Read the layers of one raster file with what its tags and name say; alpha is a band where all are said."""
    behind = list_files_behind(path)
    with open_checked(str(path)) as source:
        if source.count == 0:
            raise SceneError(
                f"{path.name} holds no raster bands itself; name one of its {len(source.subdatasets)} parts"
            )
        if len(source.subdatasets) > 1:
            raise SceneError(
                f"{path.name} holds {len(source.subdatasets)} pages; split it first (gdal_translate GTIFF_DIR:1:…)"
            )
        tags = {key.upper(): str(value) for key, value in source.tags().items()}
        origin = read_origin(path, tags, [d or "" for d in source.descriptions])
        sensor = origin.sensor.value if origin.sensor else None
        alpha = [i for i in source.indexes if _is_alpha(source, i)] if bands_said != source.count else []
        header = read_header(str(path), source)
        layers = tuple(read_layer(source, header, i, tags, sensor) for i in source.indexes if i not in alpha)
        data_mask = _find_unheeded_alpha(path, source, alpha)
        driver = str(source.driver)
    product = Product(
        path=path,
        format={"GTiff": "GeoTIFF"}.get(driver, driver),
        layers=name_by_custom(path, layers, sensor),
        files=(path, *behind, *list_sidecars(path)),
        sensor=origin.sensor,
        level=origin.level,
        acquired=origin.acquired,
        data_mask=data_mask,
        notes=(f"the file says that it is simulated: {tags['SIMULATED']}",) if "SIMULATED" in tags else (),
        simulated=tags.get("SIMULATED"),
    )
    return complete_by_guide(name_polarisation(product), tags)


def list_sidecars(path: Path) -> tuple[Path, ...]:
    """List files beside a raster that GDAL reads with it: external mask, overviews, statistics, world file."""
    suffix = path.suffix.lower()
    names = [path.name + ending for ending in (".msk", ".ovr", ".aux.xml")]
    names += [path.stem + ending for ending in (f"{suffix[:2]}{suffix[-1:]}w", f"{suffix}w", ".wld") if suffix]
    return tuple(path.with_name(name) for name in names if path.with_name(name).is_file())


def _is_alpha(source: DatasetReader, index: int) -> bool:
    """Tell alpha by its colour, unless it is named as a band: the fourth of four bytes is often called alpha."""
    name = source.descriptions[index - 1] or ""
    is_named = find_band_code(name) or find_role(name, None) not in (None, "alpha")
    return str(source.colorinterp[index - 1].name) == "alpha" and not is_named


def _find_unheeded_alpha(path: Path, source: DatasetReader, alpha: list[int]) -> DataMask | None:
    """Find an alpha band that GDAL does not take for a mask, as it does with 8 bits only."""
    heeded = any(flag.name == "alpha" for flags in source.mask_flag_enums for flag in flags)
    return DataMask(dataset=str(path), index=alpha[0]) if alpha and not heeded else None
