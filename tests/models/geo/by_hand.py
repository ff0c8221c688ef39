"""Scenes whose contract is written by hand, so that pixels are tested apart from ingest."""

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from models.geo.contract.scene import Band, Fact, Grid, Scene, SourceFile
from models.geo.pixels.raster import hash_file
from tests.models.geo.landscape import UTM


def fact(value, detail="by hand"):
    return Fact(value=value, source="flag", detail=detail)


def write_file(
    path: Path, values: np.ndarray, transform: Affine = UTM, crs: str | None = "EPSG:32631", **profile
) -> Path:
    """(n, h, w) into a GeoTIFF."""
    place = {"crs": crs, "transform": transform} if crs else {}
    with rasterio.open(
        path, "w", driver="GTiff", count=values.shape[0], height=values.shape[1], width=values.shape[2],
        dtype=values.dtype.name, **(place | profile),
    ) as target:  # fmt: skip
        target.write(values)
    return path


def band(path: Path, role: str | None, index: int = 1, **facts) -> Band:
    with rasterio.open(path) as source:
        dtype = source.dtypes[index - 1]
    settings = {"name": (role or f"band {index}").upper(), "unit": "reflectance", "scale": 1e-4, "wavelength_nm": None}
    return Band(role=fact(role), dataset=str(path), index=index, dtype=dtype, pixel_size=(10, 10), **(settings | facts))


def scene_of(grid: Grid, bands: list[Band], unit: str = "reflectance", **facts) -> Scene:
    """The contract of these bands on this grid; files are compared with what they are now."""
    paths = [Path(name) for name in dict.fromkeys(band.dataset for band in bands)]
    files = tuple(
        SourceFile(
            name=path.name, bytes=path.stat().st_size, modified_ns=path.stat().st_mtime_ns, sha256=hash_file(path)
        )
        for path in paths
    )
    settings = {"path": str(paths[0]), "format": "GeoTIFF", "validity": (), "unit": fact(unit)}
    nothing = dict.fromkeys(("crs", "sensor", "level", "acquired"), fact(None))
    return Scene(files=files, grid=grid, bands=tuple(bands), radiometry=fact("by hand"), **(settings | nothing | facts))


def grid_of(
    shape: tuple[int, int], transform: Affine = UTM, crs: str | None = "EPSG:32631", located_by: str | None = None
) -> Grid:
    return Grid(
        height=shape[0], width=shape[1], transform=tuple(transform)[:6], crs=crs,
        located_by=located_by or ("transform" if crs else "none"), pixel_size_m=(10, 10) if crs else None,
    )  # fmt: skip
