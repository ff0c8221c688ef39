"""Where a scene lies: the one grid that all its results share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from affine import Affine
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT

from models.arrays import Shape
from models.errors import SceneError
from models.geo.contract.product import Header, Layer
from models.geo.contract.scene import Fact, Grid
from models.geo.formats.opening import open_checked

_EARTH_RADIUS_M = (6_340_000.0, 6_400_000.0)
_BESIDE_DEG = 20.0  # that a projection is used beyond its area, as a UTM zone for a country
_FEWEST_POINTS = 3
_MOST_PIXELS = 40_000_000_000  # about 200,000 × 200,000; beyond, nobody waits for the answer


@dataclass(frozen=True)
class Place:
    """The grid of the finest layer, the fact about its CRS, and each layer's own pixel size."""

    grid: Grid
    crs: Fact[str | None]
    pixel_sizes: tuple[tuple[float, float], ...]
    notes: tuple[str, ...]


def find_place(layers: Sequence[Layer]) -> Place:
    """Find the scene's grid from the headers of its layers; refuses a scene that is not on Earth."""
    headers = {layer.dataset: layer.header for layer in layers}
    finest = min(
        headers.values(),
        key=lambda header: (header.pixel_size[0] * header.pixel_size[1], -header.width * header.height),
    )
    if finest.width * finest.height > _MOST_PIXELS:
        raise SceneError(
            f"the scene has {finest.width} × {finest.height} pixels; cut a part out (gdal_translate -srcwin)"
        )
    grid, crs = _located(finest)
    notes = [
        f"{layer.name} lies on another grid ({headers[layer.dataset].pixel_size[0]:g} units a pixel): nearest neighbour"
        for layer in layers
        if not _same_grid(headers[layer.dataset], finest)
    ]
    if grid.located_by == "gcps":
        notes.append("the scene is located by ground control points: warped to a grid in UTM, nearest neighbour")
    sizes = tuple(headers[layer.dataset].pixel_size for layer in layers)
    return Place(grid, crs, sizes, tuple(notes))


def _same_grid(one: Header, other: Header) -> bool:
    return (one.width, one.height, one.crs) == (
        other.width,
        other.height,
        other.crs,
    ) and one.transform.almost_equals(other.transform, 1e-9 * max(abs(other.transform.a), abs(other.transform.b)))


def _located(header: Header) -> tuple[Grid, Fact[str | None]]:
    """Find grid and CRS of a header: by its transform, else by control points, else nowhere."""
    crs = header.crs
    if not crs and header.gcps[0] and header.gcps[1]:
        return _by_control_points(header)
    plain = header.transform.is_identity
    if not crs or plain:
        why = "the file has no CRS" if not crs else "the file names a CRS but no position in it"
        if header.has_rpcs:
            why += "; its RPCs place it only with an elevation model"
        return _nowhere(header, f"{why}; {_advise_place(header)}")
    name, problem = _earthly(crs)
    problem = problem or _beyond_the_poles(header) or _off_the_map(header, name)
    if problem:
        return _nowhere(header, problem)
    return _grid(header, name, "transform"), Fact(value=name, source="tag", detail=header.place_from)


def _advise_place(header: Header) -> str:
    """Name a tool that can write a CRS into a file of this format."""
    dataset = header.dataset.lower()
    if dataset.startswith(("netcdf:", "hdf5:", "<vrtdataset")) or dataset.endswith((".nc", ".nc4", ".h5", ".hdf5")):
        return (
            "write it as GeoTIFF with one: gdal_translate -a_srs EPSG:… (and -a_ullr) NETCDF:file.nc:variable out.tif"
        )
    return "assign one with gdal_edit.py -a_srs (and -a_ullr)"


def _nowhere(header: Header, why: str) -> tuple[Grid, Fact[str | None]]:
    grid = Grid(
        width=header.width, height=header.height, transform=tuple(header.transform)[:6], crs=None, located_by="none",
        pixel_size_m=None,
    )  # fmt: skip
    return grid, Fact(value=None, source="none", detail=why)


def _grid(header: Header, crs: str, located_by: str) -> Grid:
    from models.geo.pixels.area import measure_pixel_size

    shape = (header.height, header.width)
    transform = _north_up(header.transform, shape)
    return Grid.model_validate(
        {
            "width": header.width, "height": header.height, "transform": tuple(transform)[:6], "crs": crs,
            "located_by": located_by, "pixel_size_m": measure_pixel_size(transform, crs, shape),
        }
    )  # fmt: skip


def _north_up(t: Affine, shape: Shape) -> Affine:
    """Turn the rows from north to south and the columns from west to east; a rotated grid stays as it is.

    So the same ground gets the same answers however its rows are stored.
    """
    if abs(t.b) + abs(t.d) > 1e-9 * (abs(t.a) + abs(t.e)):
        return t
    height, width = shape
    return Affine(
        abs(t.a), 0, t.c + (t.a * width if t.a < 0 else 0), 0, -abs(t.e), t.f + (t.e * height if t.e > 0 else 0)
    )


def _earthly(crs: object) -> tuple[str, str | None]:
    """Return the CRS as a string, and why it gives no place on Earth; another planet is refused outright."""
    import pyproj
    from pyproj.exceptions import CRSError

    epsg = crs.to_epsg(confidence_threshold=100)  # type: ignore[attr-defined]
    name = f"EPSG:{epsg}" if epsg else str(crs.to_wkt())  # type: ignore[attr-defined]
    try:
        known = pyproj.CRS.from_user_input(name)
    except CRSError:
        return name, "the file's CRS is not valid; assign one with gdal_edit.py -a_srs"
    radius = known.ellipsoid.semi_major_metre if known.ellipsoid else None
    if radius is not None and not _EARTH_RADIUS_M[0] < radius < _EARTH_RADIUS_M[1]:
        raise SceneError(
            f"the scene's CRS “{known.name}” is not on Earth (radius {radius / 1000:.0f} km); nothing here applies"
        )
    if known.is_engineering or radius is None:
        return (
            name,
            f"the CRS “{known.name}” is local and has no place on Earth; assign one with gdal_edit.py -a_srs",
        )
    return name, None


def _beyond_the_poles(header: Header) -> str | None:
    """Say why coordinates called degrees cannot be any; None where they can, or are not called so."""
    if not header.crs.is_geographic:  # type: ignore[union-attr]
        return None
    corners = [header.transform @ (x, y) for x in (0, header.width) for y in (0, header.height)]
    slack = header.pixel_size[1]  # a global grid may reach half a pixel over the pole
    if all(abs(lat) <= 90 + slack and abs(lon) <= 540 for lon, lat in corners):
        return None
    lon, lat = corners[0]
    return f"its CRS is in degrees and its corner at {lon:g}, {lat:g}; assign the right one with gdal_edit.py -a_srs"


def _off_the_map(header: Header, crs: str) -> str | None:
    """Say why coordinates cannot be of a projection: they do not come back from degrees; None where they do."""
    import pyproj

    there = pyproj.CRS.from_user_input(crs)
    if there.is_geographic:
        return None
    to_degrees = pyproj.Transformer.from_crs(there, "OGC:CRS84", always_xy=True)
    x, y = header.transform @ (header.width / 2, header.height / 2)
    longitude, latitude = to_degrees.transform(x, y)
    again = to_degrees.transform(longitude, latitude, direction="INVERSE")
    known = all(isfinite(value) for value in (longitude, latitude, *again))
    if (
        known
        and max(abs(again[0] - x), abs(again[1] - y)) <= max(1e-3, *header.pixel_size)
        and not _far(there, longitude)
    ):
        return None
    return f"its middle at {x:g}, {y:g} is not in the area of its CRS; assign the right one with gdal_edit.py -a_srs"


def _far(crs: Any, longitude: float) -> bool:
    """Tell whether a longitude is farther outside of the area that a CRS is made for than anyone would use it."""
    area = crs.area_of_use
    if area is None:
        return False
    east = (area.east - area.west) % 360 or 360.0
    return bool((longitude - area.west + _BESIDE_DEG) % 360 > east + 2 * _BESIDE_DEG)


def _by_control_points(header: Header) -> tuple[Grid, Fact[str | None]]:
    """Return the grid that GDAL chooses in the UTM zone of the control points; the reader lets it choose the same."""
    from pyproj import Transformer

    points, crs = header.gcps
    if len(points) < _FEWEST_POINTS:
        return _nowhere(header, f"too few ground control points ({len(points)}) to define a place")
    to_degrees = Transformer.from_crs(crs.to_wkt(), "EPSG:4326", always_xy=True)  # type: ignore[union-attr]
    middle = points[len(points) // 2]
    lon, lat = to_degrees.transform(middle.x, middle.y)  # type: ignore[attr-defined]
    zone = CRS.from_epsg((32600 if lat >= 0 else 32700) + int((lon + 180) // 6) % 60 + 1)
    try:
        with open_checked(header.dataset) as source, WarpedVRT(source, src_crs=crs, crs=zone) as warped_view:
            transform, (height, width) = warped_view.transform, warped_view.shape
    except (RasterioError, CPLE_BaseError) as error:
        return _nowhere(header, f"its ground control points do not define a place ({error})")
    warped = replace(header, width=width, height=height, transform=transform, crs=None, gcps=([], None), has_rpcs=False)
    detail = f"{len(points)} ground control points"
    return _grid(warped, zone.to_string(), "gcps"), Fact(value=zone.to_string(), source="tag", detail=detail)
