"""A folder of raster files as one scene: its bands, its masks, and what is left aside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.errors import SceneError
from models.geo.contract.bands import find_band_code, find_role, find_sensor_by_codes
from models.geo.contract.evidence import fill_gap, take_stronger
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact, Quality, QualityKind
from models.geo.formats import landsat, sentinel2_names
from models.geo.formats.delivered.guides import find_guide
from models.geo.formats.delivered.parts import Part, name_by_difference, name_part
from models.geo.formats.opening import RASTER_SUFFIXES, open_header
from models.geo.formats.single_file import read_file

_MOST_NAMED = 4


@dataclass(frozen=True)
class Sorted:
    """The files of a folder by what they are."""

    bands: tuple[Path, ...]
    qualities: tuple[tuple[Path, QualityKind], ...]
    aside: tuple[tuple[Path, str], ...]


def read_folder(folder: Path) -> Product:
    """Read a folder of raster files as one scene; which band a file is, its name or tags must say."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in RASTER_SUFFIXES and p.is_file())
    if not paths:
        raise SceneError(f"{folder.name}/ holds no raster file ({', '.join(RASTER_SUFFIXES)})")
    files = _set_previews_aside(_sort(paths))
    products = [_read(path) for path in files.bands]
    stacks = [product.path.name for product in products if len(product.layers) > 1]
    if stacks and len(products) > 1:
        raise SceneError(f"{folder.name}/ holds several scenes ({', '.join(stacks[:3])} …); name one of the files")
    _check_one_moment(folder, products)
    quality = _find_quality(folder, files, products)
    notes = (*_list_aside(files, quality), *dict.fromkeys(note for product in products for note in product.notes))
    whole = products[0] if stacks else _join(folder, products)
    used = (*whole.files, *([Path(quality.dataset)] if quality else []))
    return replace(whole, path=folder, files=used, quality=quality or whole.quality, notes=notes)


def take_mask_beside(product: Product) -> Product:
    """Return a lone file's product with the mask that its producer delivers beside it: udm2 of Planet, QAI of FORCE."""
    ends: tuple[tuple[str, str, QualityKind], ...] = (
        (r"^(\d{8}_\d{6}_.*_(?:3B|1B|3A)_)(?:AnalyticMS|ortho_analytic).*", "udm2", "UDM2"),
        (r"^(\d{8}_LEVEL2_\w{5}_)(?:BOA|TOA).*", "QAI", "FORCE_QAI"),
    )
    for pattern, end, kind in ends:
        found = re.match(pattern, product.path.stem)
        begins = (found[1] + end, found[1] + "ortho_" + end) if found else ()
        beside = [
            path
            for path in (sorted(product.path.parent.iterdir()) if begins else ())
            if path.name.startswith(begins) and path.suffix.lower() in RASTER_SUFFIXES
        ]
        if len(beside) == 1 and product.quality is None:
            quality = Quality(kind=kind, dataset=str(beside[0]), index=1)
            return replace(product, quality=quality, files=(*product.files, beside[0]))
    return product


def _sort(paths: Sequence[Path]) -> Sorted:
    """Sort files by their names; where nothing would be left as a band, all are bands."""
    parts = {path: _part_of(path, paths) for path in paths}
    bands = tuple(path for path, part in parts.items() if part.kind == "band")
    if not bands:
        previews = tuple(path for path, part in parts.items() if part.kind == "preview")
        bands = previews or tuple(paths)
    qualities = tuple((path, part.quality) for path, part in parts.items() if part.quality and path not in bands)
    aside = tuple((path, part.words) for path, part in parts.items() if part.quality is None and path not in bands)
    return Sorted(bands, qualities, aside)


def _part_of(path: Path, paths: Sequence[Path]) -> Part:
    """Tell what a file is; of reflectance corrected twice by THEIA, that without slopes (SRE) gives way to FRE."""
    part = name_part(path.stem)
    twin = path.name.replace("_SRE_", "_FRE_")
    if part.kind == "band" and twin != path.name and any(other.name == twin for other in paths):
        return Part("aside", "without slope correction; FRE is taken")
    guide = find_guide(path.name)
    if guide and guide.aside and part.kind == "band":
        return Part("aside", guide.aside)
    if part.quality == "FMASK" and any((guide := find_guide(p.name)) and guide.title[:3] == "HLS" for p in paths):
        return replace(part, quality="HLS_FMASK")
    return part


def _set_previews_aside(files: Sorted) -> Sorted:
    """Set 8-bit pictures of three or four bands aside that lie beside files of one band, or of more bits."""
    if len(files.bands) < 2:
        return files
    headers = {path: open_header(str(path)) for path in files.bands}
    pictures = [p for p, h in headers.items() if len(h.dtypes) in (3, 4) and set(h.dtypes) == {"uint8"}]
    rest = tuple(path for path in files.bands if path not in pictures)
    if not rest or not pictures:
        return files
    finer = any(set(headers[path].dtypes) != {"uint8"} for path in rest)
    parents = all(any(path.stem.startswith(f"{picture.stem}_") for path in rest) for picture in pictures)
    if not (finer or parents):
        return files
    return Sorted(rest, files.qualities, (*files.aside, *((path, "8-bit preview") for path in pictures)))


def _read(path: Path) -> Product:
    return landsat.complete_by_name(sentinel2_names.complete_by_name(read_file(path)))


def _check_one_moment(folder: Path, products: Sequence[Product]) -> None:
    dates = {product.acquired.value for product in products if product.acquired}
    if len(dates) > 1:
        raise SceneError(f"{folder.name}/ holds files of {len(dates)} dates; put one acquisition into a folder")
    guides = {product.guide for product in products if product.guide}
    if len(guides) > 1:
        raise SceneError(f"{folder.name}/ holds {' and '.join(sorted(guides))}; put one product into a folder")


def _join(folder: Path, products: Sequence[Product]) -> Product:
    """Join single-band files into one product."""
    differing = name_by_difference([product.path for product in products])
    layers = [_name_after_file(product, part) for product, part in zip(products, differing, strict=True)]
    found = find_sensor_by_codes([layer.name for layer in layers])
    first = products[0]
    by_codes = Fact[str | None](value=found[0], source="name", detail=f"file names: {found[1]}") if found else None
    sensor = fill_gap(first.sensor, by_codes)
    named = tuple(_find_role(layer, sensor.value if sensor else None) for layer in layers)
    return Product(
        path=folder, format="folder of files", layers=named,
        files=tuple(file for product in products for file in product.files), sensor=sensor, level=first.level,
        acquired=first.acquired, guide=first.guide,
    )  # fmt: skip


def _find_quality(folder: Path, files: Sorted, products: Sequence[Product]) -> Quality | None:
    """Choose the classification that belongs to the bands, the finest first; those of THEIA lie in a folder below."""
    found = list(files.qualities)
    masks = folder / "MASKS"
    if products[0].guide == "THEIA" and masks.is_dir():
        found += [(path, "THEIA_CLM") for path in sorted(masks.glob("*_CLM_R[12].tif"))]
    if products[0].guide and products[0].guide.startswith("HLS"):
        found = [(path, "HLS_FMASK" if kind == "FMASK" else kind) for path, kind in found]
    if not found:
        return None
    path, kind = found[0]
    return Quality(kind=kind, dataset=str(path), index=1)


def _list_aside(files: Sorted, quality: Quality | None) -> tuple[str, ...]:
    unused = [(path, "classification") for path, _ in files.qualities if not quality or str(path) != quality.dataset]
    aside = [(_shorten(path.name), words) for path, words in (*files.aside, *unused)]
    if not aside:
        return ()
    listed = ", ".join(f"{name} ({words})" for name, words in aside[:_MOST_NAMED])
    more = f" and {len(aside) - _MOST_NAMED} more" if len(aside) > _MOST_NAMED else ""
    return (f"left aside in the folder: {listed}{more}",)


def _shorten(name: str) -> str:
    return name if len(name) <= 40 else "…" + name[-38:]


def _name_after_file(product: Product, differing: str) -> Layer:
    """Name a single-band file's layer by its description, the end of its file name or what differs in the names."""
    layer = product.layers[0]
    if not layer.is_unnamed:
        return layer
    parts = re.split(r"[_.]", product.path.stem)
    tail = [part for part in parts if not re.fullmatch(r"\d+m", part)]
    name = "_".join(tail[-2:]) if len(tail) > 1 and tail[-2].upper() in ("SR", "ST") else tail[-1]
    is_known = find_band_code(name) or find_role(name, None)
    is_everywhere = differing and not re.search(rf"(?:^|_){re.escape(name)}(?:_|$)", differing)
    if differing and (is_everywhere or not is_known) and (find_band_code(differing) or find_role(differing, None)):
        name = differing
    return replace(layer.rename(name), role=None)


def _find_role(layer: Layer, sensor: str | None) -> Layer:
    """Find the layer with the role that its own name says, unless a tag says one."""
    role = find_role(layer.name, sensor)
    by_name = Fact[str | None](value=role, source="name", detail=f"file name: {layer.name}") if role else None
    return replace(layer, role=take_stronger(by_name, layer.role))
