"""NetCDF and HDF5 files as GDAL reads them: variables become bands of one moment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from models.arrays import Shape
from models.errors import SceneError
from models.geo.contract.bands import POLARISATIONS, THERMAL, find_role, find_sensor_by_codes
from models.geo.contract.evidence import state_flag, take_stronger, take_strongest
from models.geo.contract.product import Header, Layer, Product
from models.geo.contract.scene import Fact, Quality, QualityKind, SceneFlags, Source, Unit
from models.geo.contract.units import find_unit, read_percent
from models.geo.formats.cf_place import BY_CF, is_in_degrees, place_bands, read_crs_of_tags
from models.geo.formats.cf_time import is_time, parse_times, pick_time
from models.geo.formats.classic_netcdf import check_header
from models.geo.formats.delivered.guides import complete_by_guide, find_guide
from models.geo.formats.opening import open_header
from models.geo.pixels.source import DAMAGE, open_raster

_SENSORS = (
    (r"(?<![a-z0-9])(s2[a-d]?|sentinel[-_ ]?2[a-d]?)(?![0-9])", "Sentinel-2"),
    (r"(?<![a-z0-9])(s1[a-d]?|sentinel[-_ ]?1[a-d]?)(?![0-9])", "Sentinel-1"),
    (r"(?<![a-z0-9])(?:l|l[coet]0|landsat[-_ ]?)([45789])(?![0-9])", "Landsat"),
)
_LEVELS = (r"\b(L2A|L1C)\b", r"\b(L2SP|L2SR|L1TP|GRD|RTC)\b")
_KINDS = (
    (r"classification|probability|^(lc|ct|irr)$|land_?cover|crop_?type|class", "a map of classes"),
    (r"temperature|precip|rain|wind|radiation|vapour|dewpoint|humidity|evapo|agera|tmean", "weather"),
    (r"sos|eos|season", "a crop calendar"),
    (r"elevation|slope|aspect|dem|altitude|height", "terrain"),
)
_QUALITY: dict[str, QualityKind] = {
    "SCL": "SCL", "QA-PIXEL": "QA_PIXEL", "QA_PIXEL": "QA_PIXEL", "FMASK": "FMASK",
}  # fmt: skip
_NETCDF_FILLS = {"int8": -127.0, "uint8": 255.0, "int16": -32767.0, "uint16": 65535.0}
_STATED_FILL = ("_FillValue", "missing_value")
_KELVIN_OF_NOTHING = 149.0  # Landsat Collection 2: stored 0 × 0.00341802 + 149
_SMALLEST_SIDE = 4  # pixels; below, values are of one place, not of a scene


@dataclass(frozen=True)
class Plane:
    """One two-dimensional layer of a variable, at one moment or none."""

    name: str
    dataset: str
    index: int
    time: str | None
    shape: Shape
    tags: dict[str, str]
    scale: float
    offset: float
    nodata: float | None
    dtype: str
    is_in_degrees: bool  # by the units of its coordinates alone


@dataclass(frozen=True)
class Contents:
    """All planes of a file, and the words in which it speaks of its origin."""

    planes: tuple[Plane, ...]
    words: tuple[tuple[Source, str, str], ...]  # source, where, text


def is_netcdf(path: Path) -> bool:
    """Tell whether a file begins as NetCDF 3, NetCDF 4 or HDF5 does."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(8).startswith((b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n"))


def read_netcdf(path: Path, flags: SceneFlags) -> Product:
    """Read the bands of one moment; where the file is a series, `flags.date` says which."""
    contents = _contents(path)
    guide = next((text for _, where, text in contents.words if "variable" not in where and find_guide(text)), None)
    sensor = _by_guide(guide) or _find_sensor(contents)
    sensor = take_stronger(_by_flag(flags.sensor) if flags.sensor is not None else None, sensor)
    roles = {plane.name: find_role(_plain(plane.name), sensor.value if sensor else None) for plane in contents.planes}
    images, aside = _imagery(path, contents.planes, roles, flags)
    moment = _moment(path, images, flags)
    chosen = [plane for plane in images if plane.time in (moment, None)]
    quality = [p for p in contents.planes if _is_quality(p.name) and p.time in (moment, None)]
    headers = {plane.dataset: _open_header(plane) for plane in chosen}
    layers = tuple(_layer(plane, headers[plane.dataset], roles[plane.name], sensor) for plane in chosen)
    detail = f"time coordinate of {path.name}"
    product = Product(
        path=path, format="NetCDF", layers=layers, files=(path,), sensor=sensor, level=_find_level(contents),
        acquired=Fact[str | None](value=moment, source="tag", detail=detail) if moment else None,
        quality=_quality(quality[0], guide) if quality else None, notes=_notes(aside, contents.planes, quality),
    )  # fmt: skip
    return complete_by_guide(product, {}, guide) if guide else product


def _open_header(plane: Plane) -> Header:
    header = open_header(plane.dataset)
    return replace(header, place_from=BY_CF) if plane.is_in_degrees else header


def _contents(path: Path) -> Contents:
    """Return every plane of every variable with two spatial dimensions."""
    check_header(path)
    try:
        with open_raster(path) as source:
            subdatasets, own = list(source.subdatasets), dict(source.tags())
            if not subdatasets and source.count == 0:
                raise SceneError(f"{path.name} holds no variable with rows and columns; give a file with imagery")
        datasets = subdatasets or [str(path)]
        planes = [plane for dataset in datasets for plane in _planes(dataset)]
    except DAMAGE as error:
        raise SceneError(
            f"{path.name} cannot be read as NetCDF ({error}); it is damaged or of another format"
        ) from error
    said = {key.rpartition("#")[2]: text for key, text in own.items() if key.startswith("NC_GLOBAL#")} | {
        key: text for plane in planes[:1] for key, text in plane.tags.items() if key in ("name", "long_name", "sensor")
    }
    keys = ("platform", "sensor", "instrument", "name", "title", "product", "id")
    words: list[tuple[Source, str, str]] = [("tag", f"variable {p.name}", p.name) for p in planes]
    words += [("tag", f"attribute {key}", said[key]) for key in keys if key in said]
    words.append(("name", "file name", path.name))
    return Contents(tuple(planes), tuple(words))


def _planes(dataset: str) -> list[Plane]:
    """Return the layers of one variable: its extra dimensions, unrolled as GDAL does, the last one fastest."""
    with open_raster(dataset) as source:
        tags, shape, count = source.tags(), source.shape, source.count
        first = source.tags(1) if count else {}
        name = first.get("NETCDF_VARNAME") or re.split(r"[:/]", dataset)[-1]
        steps = _steps(tags, name, count)
        opened = place_bands(dataset, source)
        return [
            Plane(
                name=label, dataset=opened[k] if opened else dataset, index=1 if opened else k + 1, time=time,
                shape=shape, tags=first, scale=source.scales[k], offset=source.offsets[k], nodata=source.nodatavals[k],
                dtype=source.dtypes[k],
                is_in_degrees=not source.crs and not read_crs_of_tags(source) and is_in_degrees(source),
            )
            for k, (label, time) in enumerate(steps)
        ]  # fmt: skip


def _steps(tags: dict[str, str], name: str, count: int) -> list[tuple[str, str | None]]:
    """Name the band and the moment of each GDAL band."""
    dimensions = [text for text in tags.get("NETCDF_DIM_EXTRA", "{}").strip("{}").split(",") if text]
    steps: list[tuple[str, str | None]] = [(name, None)]
    for dimension in dimensions:
        values = tags.get(f"NETCDF_DIM_{dimension}_VALUES", "").strip("{}").split(",")
        units = tags.get(f"{dimension}#units", "")
        if is_time(dimension, units, values):
            times = parse_times(values, units, tags.get(f"{dimension}#calendar", "standard"), name)
            steps = [(label, time) for label, _ in steps for time in times]
        elif len(values) > 1:
            labels = [f"band {text}" if text.strip().isdigit() else text.strip() for text in values]
            steps = [(label, time) for _, time in steps for label in labels]
    if len(steps) != count:
        raise SceneError(
            f"variable {name} has {count} layers along {' and '.join(dimensions)}, which are not times or bands"
        )
    return steps


def _imagery(
    path: Path, planes: tuple[Plane, ...], roles: dict[str, str | None], flags: SceneFlags
) -> tuple[list[Plane], list[str]]:
    """Return the planes that are the scene, and the variables left aside; refused where none is imagery."""
    large = [plane for plane in planes if min(plane.shape) >= _SMALLEST_SIDE]
    known = [plane for plane in large if roles[plane.name]]
    optical = [plane for plane in known if roles[plane.name] not in POLARISATIONS]
    radar = [plane for plane in known if roles[plane.name] in POLARISATIONS]
    generic = [plane for plane in large if _is_count(plane.name)]
    images = [plane for plane in large if not _is_quality(plane.name)] if flags.bands else optical or radar or generic
    if not images:
        raise SceneError(_what_it_is(path, planes))
    sensors = {found for plane in images if (found := _sensor_in(plane.name))}
    if len(sensors) > 1:
        names = ", ".join(sorted({plane.name for plane in images}))
        raise SceneError(
            f"{path.name} holds bands of {' and '.join(sorted(sensors))} ({names}); give a file with one sensor"
        )
    used = {plane.name for plane in images}
    return images, [name for name in dict.fromkeys(p.name for p in planes) if name not in used]


def _what_it_is(path: Path, planes: tuple[Plane, ...]) -> str:
    """Return one line on a file without imagery."""
    names = list(dict.fromkeys(plane.name for plane in planes))
    listed = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
    kinds = [kind for pattern, kind in _KINDS if any(re.search(pattern, name, re.IGNORECASE) for name in names)]
    if kinds:
        return f"{path.name} is {kinds[0]} ({listed}), no scene; give a file of reflectance, temperature or radar bands"
    return f"{path.name} holds {listed}, and none is known as a band; say which are which with --bands, or --sensor"


def _moment(path: Path, images: Iterable[Plane], flags: SceneFlags) -> str | None:
    """Return the one moment that all bands are taken at."""
    times = sorted({plane.time for plane in images if plane.time is not None})
    if len(times) < 2:
        return times[0] if times else None
    return pick_time(times, flags.date, path.name)


def _layer(plane: Plane, header: Header, role: str | None, sensor: Fact[str | None] | None) -> Layer:
    """Return a plane with what its attributes declare."""
    has_scale = "scale_factor" in plane.tags
    scale = Fact[float](value=plane.scale, source="tag", detail=f"scale_factor {plane.scale:g} of {plane.name}")
    offset = Fact[float](value=plane.offset, source="tag", detail=f"add_offset {plane.offset:g} of {plane.name}")
    layer = Layer(
        name=_plain(plane.name), dataset=plane.dataset, index=plane.index, header=header,
        is_unnamed=_is_count(plane.name),
        scale=scale if has_scale else None,
        role=Fact[str | None](value=role, source="tag", detail=f"variable {plane.name}") if role else None,
        offset=offset if "add_offset" in plane.tags else None, unit=_unit(plane, role, has_scale, sensor),
        nodata=_nodata(plane, role),
    )  # fmt: skip
    units = plane.tags.get("units", "")
    return read_percent(layer, units, f"units “{units}” of {plane.name}")


def _unit(plane: Plane, role: str | None, has_scale: bool, sensor: Fact[str | None] | None) -> Fact[Unit] | None:
    """Say what the units attribute says, or what the producers of this sensor always mean with a scale."""
    units = plane.tags.get("units", "").strip()
    if stated := find_unit(units):
        return Fact[Unit](value=stated, source="tag", detail=f"units “{units}” of {plane.name}")
    if role in THERMAL and has_scale and sensor and sensor.value and sensor.value.startswith("Landsat"):
        return Fact[Unit](value="kelvin", source="convention", detail=f"scaled Landsat temperature, {plane.name}")
    if has_scale and role and role not in (*THERMAL, *POLARISATIONS):
        return Fact[Unit](
            value="reflectance", source="convention", detail=f"{plane.name} is scaled by its scale_factor"
        )
    return None


def _nodata(plane: Plane, role: str | None) -> tuple[Fact[float], ...]:
    """Return the stored values that stand for no data: stated, or those of the format and of its usual writers."""
    stated = [key for key in _STATED_FILL if key in plane.tags]
    found = []
    if plane.nodata is not None:
        how = f"{stated[0]} of {plane.name}" if stated else "default fill value of NetCDF"
        found.append(Fact[float](value=plane.nodata, source="tag" if stated else "convention", detail=how))
    default = _NETCDF_FILLS.get(plane.dtype)
    if not stated and default is not None and plane.dtype != "uint8" and default != plane.nodata:
        found.append(
            Fact[float](value=default, source="convention", detail=f"{default:g} is what openEO and NetCDF fill with")
        )
    if role in THERMAL and re.match(r"ST[-_]", _plain(plane.name)) and plane.scale == 1.0:
        detail = "149 K is stored 0, fill, of a Landsat Collection 2 temperature"
        found.append(Fact[float](value=_KELVIN_OF_NOTHING, source="convention", detail=detail))
    return tuple(found)


def _is_count(name: str) -> bool:
    """Tell whether a variable is called by its place alone: "band 3", "band_data"."""
    return re.fullmatch(r"band ?_?(\d+|data)", name, re.IGNORECASE) is not None


def _is_quality(name: str) -> bool:
    return _plain(name).upper() in _QUALITY


def _quality(plane: Plane, guide: str | None) -> Quality:
    kind = _QUALITY[_plain(plane.name).upper()]
    is_hls = kind == "FMASK" and guide is not None and "HLS" in guide.upper()
    return Quality(kind="HLS_FMASK" if is_hls else kind, dataset=plane.dataset, index=plane.index)


def _notes(aside: list[str], planes: tuple[Plane, ...], quality: list[Plane]) -> tuple[str, ...]:
    used = {plane.name for plane in quality}
    left = [name for name in aside if name not in used]
    notes = [f"variables left aside: {', '.join(left)}"] if left else []
    if any(plane.name.lower() == "pixel_qa" for plane in planes):
        notes.append("pixel_qa of Landsat Collection 1 has other bits than QA_PIXEL and is not used")
    return tuple(notes)


def _find_sensor(contents: Contents) -> Fact[str | None] | None:
    """Find the sensor by the strongest of variables, attributes, file name and the band codes together."""
    said = [
        Fact[str | None](value=found, source=source, detail=f"{where} “{text}”")
        for source, where, text in contents.words
        if (found := _sensor_in(text))
    ]
    told = find_sensor_by_codes(plane.name for plane in contents.planes)
    by_codes = Fact[str | None](value=told[0], source="convention", detail=told[1]) if told else None
    return take_strongest([*said, by_codes])


def _by_guide(name: str | None) -> Fact[str | None] | None:
    """Find the sensor that a product guide fixes, where the file has the name of one."""
    guide = find_guide(name) if name else None
    if guide is None or guide.sensor is None:
        return None
    return Fact[str | None](value=guide.sensor, source="name", detail=f"{guide.title} by “{name}”")


def _by_flag(text: str) -> Fact[str | None]:
    return state_flag(_sensor_in(text) or text, f"sensor {text}")


def _sensor_in(text: str) -> str | None:
    for pattern, sensor in _SENSORS:
        if found := re.search(pattern, text.lower().replace("_", "-")):
            return f"{sensor} {found[1]}" if sensor == "Landsat" else sensor
    return None


def _find_level(contents: Contents) -> Fact[str | None] | None:
    return take_strongest(
        Fact[str | None](value=found[1], source=source, detail=f"{where} “{text}”")
        for source, where, text in contents.words
        for pattern in _LEVELS
        if (found := re.search(pattern, re.sub(r"[_\-.]", " ", text)))
    )


def _plain(name: str) -> str:
    """Shorten "S2-L2A-B02" to "B02" and "S1-SIGMA0-VV" to "VV"; leave other names as they are."""
    return re.sub(r"^(S2|SENTINEL2|S1|L[45789])[-_](?:\w+[-_])?(?=(?:B\d|B8A|SCL|V[VH]|H[HV]))", "", name)
