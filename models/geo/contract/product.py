"""What a product says of itself, before any pixel is looked at: the readers of formats end here."""

from dataclasses import dataclass
from pathlib import Path

from models.geo.contract.scene import DataMask, Fact, Quality, Unit


@dataclass(frozen=True)
class Layer:
    """One layer of pixels, with what its product declares; None where it declares nothing."""

    name: str  # "B04", "SR_B4", "VV", "band 3"
    dataset: str  # what rasterio.open takes
    index: int  # 1-based
    role: Fact[str | None] | None = None
    unit: Fact[Unit] | None = None
    scale: Fact[float] | None = None  # physical = stored × scale + offset
    offset: Fact[float] | None = None
    nodata: tuple[Fact[float], ...] = ()  # stored values


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
