"""What a product says of itself, before any pixel is looked at: the readers of formats end here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from affine import Affine
from rasterio.crs import CRS

from models.geo.contract.scene import DataMask, Fact, Quality, Unit


@dataclass(frozen=True)
class Header:
    """What a dataset says of its pixels without reading any; read once, when the dataset is first opened."""

    dataset: str
    width: int
    height: int
    transform: Affine  # the identity where the file gives pixels no size
    crs: CRS | None
    gcps: tuple[Sequence[object], object | None]
    has_rpcs: bool
    dtypes: tuple[str, ...]  # of each band, as NumPy calls them
    colours: tuple[str, ...]  # colour interpretation of each band: "gray", "red", "palette" …
    place_from: str = "CRS of the file"  # where the CRS is from

    @property
    def pixel_size(self) -> tuple[float, float]:
        """Side lengths of a pixel in units of the CRS, rotation taken out."""
        t = self.transform
        return (t.a**2 + t.d**2) ** 0.5, (t.b**2 + t.e**2) ** 0.5


@dataclass(frozen=True)
class Layer:
    """One layer of pixels, with what its product declares; None where it declares nothing."""

    name: str  # "B04", "SR_B4", "VV", "band 3"
    dataset: str  # what rasterio.open takes
    index: int  # 1-based
    header: Header = field(repr=False, compare=False)  # of the dataset
    role: Fact[str | None] | None = None
    unit: Fact[Unit] | None = None
    scale: Fact[float] | None = None  # physical = stored × scale + offset
    offset: Fact[float] | None = None
    nodata: tuple[Fact[float], ...] = ()  # stored values
    wavelength_nm: float | None = None  # centre, where a tag or the band's name says it
    is_unnamed: bool = False  # the file gives it no name but its number

    @property
    def dtype(self) -> str:
        """The type of the stored values, as NumPy calls it."""
        return self.header.dtypes[self.index - 1]

    @property
    def colour(self) -> str:
        """The colour interpretation of the band."""
        return self.header.colours[self.index - 1]

    def rename(self, name: str) -> "Layer":
        """Return the layer under a name that something says."""
        return replace(self, name=name, is_unnamed=False)


@dataclass(frozen=True)
class Product:
    """The layers and declared facts of a file, folder or archive."""

    path: Path
    format: str
    layers: tuple[Layer, ...]
    files: tuple[Path, ...]  # every input that counts: rasters, metadata
    sensor: Fact[str | None] | None = None
    level: Fact[str | None] | None = None
    acquired: Fact[str | None] | None = None  # ISO 8601, UTC
    quality: Quality | None = None
    data_mask: DataMask | None = None
    notes: tuple[str, ...] = ()
    simulated: str | None = None  # by what
    guide: str | None = None  # the product guide that its names follow: "HLS S30", "FORCE"
