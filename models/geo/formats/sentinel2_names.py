"""What the names of Sentinel-2 products and of their band files say, and lone files that have no more than a name."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.errors import SceneError
from models.geo.contract.bands import find_role
from models.geo.contract.evidence import LayerFacts, Origin, complete_layer, complete_origin, contradicts
from models.geo.contract.offset import SENSOR, doubt_name
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact

_BESIDES = {"SCL": "scene classification", "AOT": "aerosol map", "WVP": "water vapour map"}


@dataclass(frozen=True)
class NameFacts:
    """What the name of a product or of a band file says; None where it says nothing."""

    level: str | None = None  # "L1C", "L2A"
    acquired: str | None = None  # ISO 8601, UTC; a day alone where the name has only that
    baseline: str | None = None  # "04.00"
    band: str | None = None
    sensor: str = SENSOR


def parse_name(name: str) -> NameFacts | None:
    """Read facts from a product or band file name of ESA or of the public cloud copies; None if it is neither."""
    found = re.search(r"S2[A-D]_MSI(L1C|L2A)_(\d{8}T\d{6})_N(\d{2})(\d{2})_R\d{3}_T\d{2}[A-Z]{3}", name)
    band = re.search(r"_(B0[1-9]|B1[0-2]|B8A)(?=[_.]|$)", name)
    code = band[1] if band else None
    if found:
        return NameFacts(found[1], parse_time(found[2]), f"{found[3]}.{found[4]}", code)
    found = re.search(
        r"(?:^|_)T\d{2}[A-Z]{3}_(\d{8}T\d{6})_(?:B0[1-9]|B1[0-2]|B8A|TCI|SCL|AOT|WVP)(_\d\dm)?(?=\.|$)", name
    )
    if found:
        return NameFacts("L2A" if found[2] else "L1C", parse_time(found[1]), None, code)  # only L2A names a resolution
    found = re.search(r"(?:^|_)S2[A-D]_\d{1,2}[A-Z]{3}_(\d{8})_\d+_(L1C|L2A)", name)
    if found:
        return NameFacts(found[2], _day(found[1]), None, code)
    found = re.search(r"(?:^|[_-])(\d{8}T\d{6})_\d{8}T\d{6}_T\d{2}[A-Z]{3}(?:[_.](B(?:\d{1,2}|8A)))?(?=[_.-]|$)", name)
    if found:  # Earth Engine: sensing start, time of processing, tile
        code = f"B{int(found[2][1:]):02d}" if found[2] and found[2] != "B8A" else found[2]
        return NameFacts(None, parse_time(found[1]), None, code)
    found = re.search(r"Sentinel-2[_ ](L1C|L2A)[_ ]B", name)
    if found and code:  # Copernicus Browser: days, sensor, level, band
        return NameFacts(found[1], None, None, code)
    found = re.search(r"S2[A-D]_(?:OPER|USER)_\w{3}_(?:MSI|SAF)?_?(L1C|L2A)_.*?_(?:V|A\d{6}_)?(\d{8}T\d{6})", name)
    if found:
        sensed = re.search(r"_V(\d{8}T\d{6})", name)
        baseline = re.search(r"_N(\d{2})\.(\d{2})", name)
        return NameFacts(found[1], parse_time(sensed[1]) if sensed else None,
                         f"{baseline[1]}.{baseline[2]}" if baseline else None, code)  # fmt: skip
    return None


def complete_by_name(product: Product) -> Product:
    """Complete a lone file's declarations by its name; scale and offset are left to tags and pixels."""
    file_name = product.path.name
    named = parse_name(file_name)
    if named is None:
        return product
    if found := re.search(r"_(SCL|AOT|WVP)(?:_\d\dm)?\.", file_name):
        raise SceneError(
            f"{file_name} is the {_BESIDES[found[1]]} of a Sentinel-2 product, no scene; give the .SAFE folder"
        )
    if product.sensor and contradicts(product.sensor, SENSOR):
        note = f"the name {file_name} is of Sentinel-2 and the file says {product.sensor.value}; the file is taken"
        return replace(product, notes=(*product.notes, note))
    said = Origin(*(_by_name(word, file_name) for word in (SENSOR, named.level, named.acquired)))
    return replace(
        complete_origin(product, said), layers=tuple(_complete(layer, named, product) for layer in product.layers),
        notes=(*product.notes, *_doubts(product, named)),
    )  # fmt: skip


def _complete(layer: Layer, named: NameFacts, product: Product) -> Layer:
    """Name a single-band file by the file's name, and find the role of a band code now that the sensor is known."""
    is_taken = len(product.layers) == 1 and layer.is_unnamed and named.band is not None
    name = named.band if is_taken and named.band else layer.name
    found = None if layer.is_unnamed and not is_taken else find_role(name, SENSOR)
    how = f"{name} of {SENSOR}, which the name {product.path.name} says"
    role = Fact[str | None](value=found, source="name", detail=how) if found else None
    return complete_layer(layer, LayerFacts(name if is_taken else None, role))


def _doubts(product: Product, named: NameFacts) -> tuple[str, ...]:
    """Say what the name says against the file, and that a baseline in it does not tell what was done to the numbers."""
    notes = []
    if product.level and named.level and contradicts(product.level, named.level):
        level = f"the name {product.path.name} says {named.level} and the file {product.level.value}"
        notes.append(f"{level}; the file is taken")
    is_declared = all(layer.scale is not None for layer in product.layers)
    doubt = doubt_name(named.baseline) if named.baseline and not is_declared else None
    return (*notes, doubt) if doubt else tuple(notes)


def _by_name(value: str | None, file_name: str) -> Fact[str | None] | None:
    return Fact[str | None](value=value, source="name", detail=f"the file name {file_name}") if value else None


def parse_time(text: str | None) -> str | None:
    """Read a time as names ("20220308T104849") or metadata write it → ISO 8601 in UTC; None where it is none."""
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _day(compact: str) -> str | None:
    """Write 20220308 as 2022-03-08."""
    time = parse_time(compact)
    return time[:10] if time else None
