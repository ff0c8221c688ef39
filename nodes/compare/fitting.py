"""Whether two runs can be compared: one place, one sensor and level, reflectance, and grids that lie on each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError

from models.errors import ConfigError
from models.geo.contract.scene import Grid
from models.geo.pixels.area import measure_pixel_size
from models.geo.pixels.source import open_raster
from models.schemas import IndexStats
from nodes.compare.results import Doubt
from nodes.compare.sides import ComparedRun

COMPARED = ("NDVI", "NDRE", "NDMI")
"""Indices, the first that both have decides."""
_SISTERS = ({"Landsat 8", "Landsat 9"}, {"Landsat 4", "Landsat 5"})
"""Sensors of one build, whose bands are the same."""
_ALIGNED = 0.01  # of a pixel
_SAME_SIZE = 1e-6  # relative


@dataclass(frozen=True)
class Fit:
    """How two runs lie on each other."""

    first: ComparedRun
    second: ComparedRun
    grid: Grid  # of the ground that both show
    corners: tuple[tuple[int, int], tuple[int, int]]  # row, column of its first pixel in the rasters of each
    bands: dict[str, tuple[int, int]]  # index → its band in the rasters of each
    doubts: tuple[Doubt, ...]


def fit_runs(one: ComparedRun, other: ComparedRun) -> Fit:
    """Lay two runs on each other, the earlier first; raises `ConfigError` where they cannot be compared."""
    first, second = sorted((one, other), key=lambda run: str(run.scene.acquired.value))
    if first.day == second.day:
        raise ConfigError(f"both runs are of {first.day}; a comparison needs two dates")
    _check_units(first, second)
    doubts = [*_check_sensors(first, second), *_check_levels(first, second), *_clouds(first, second)]
    bands, left_out = _indices(first, second)
    grid, corners = _common_ground(first, second)
    return Fit(first, second, grid, corners, bands, (*doubts, *left_out))


def _check_units(first: ComparedRun, second: ComparedRun) -> None:
    for run in (first, second):
        unit = run.scene.unit.value
        if unit != "reflectance":
            raise ConfigError(
                f"run {run.folder.name} has values in {unit}, which mean something within one image only; two dates "
                "can be compared in reflectance"
            )


def _check_sensors(first: ComparedRun, second: ComparedRun) -> Iterator[Doubt]:
    sensors = [run.scene.sensor.value for run in (first, second)]
    simulated = [run.scene.simulated is not None for run in (first, second)]
    if simulated[0] != simulated[1]:
        raise ConfigError("one of the two scenes is simulated, the other is not; they tell nothing of each other")
    if all(simulated):
        yield Doubt(code="simulated")
    if sensors[0] != sensors[1]:
        if {*sensors} not in _SISTERS:
            told = " and ".join(sensor or "a sensor that is not known" for sensor in sensors)
            raise ConfigError(
                f"the scenes are of {told}, whose bands differ, so the same ground has another NDVI in each; compare "
                "two dates of one sensor (--sensor where a file does not tell it)"
            )
        yield Doubt(code="sister_sensors", about=tuple(map(str, sensors)))
    elif sensors[0] is None:
        yield Doubt(code="sensor_unknown")


def _check_levels(first: ComparedRun, second: ComparedRun) -> Iterator[Doubt]:
    levels = [run.scene.level.value for run in (first, second)]
    if levels[0] != levels[1]:
        told = " and ".join(level or "not known" for level in levels)
        raise ConfigError(
            f"the processing levels differ ({told}); take both dates at one level, best at the surface (L2A), or name "
            "it by --level"
        )
    if levels[0] is None:
        yield Doubt(code="level_unknown")
    elif first.scene.is_at_surface is False:
        yield Doubt(code="top_of_atmosphere", about=(levels[0],))


def _clouds(first: ComparedRun, second: ComparedRun) -> Iterator[Doubt]:
    days = tuple(run.day for run in (first, second) if run.clouds.reason_unmasked is not None)
    if days:
        yield Doubt(code="clouds_unmasked", about=days)


def _indices(first: ComparedRun, second: ComparedRun) -> tuple[dict[str, tuple[int, int]], list[Doubt]]:
    """Bands of the indices that both have from the same bands by the same formula."""
    found: dict[str, tuple[int, int]] = {}
    left_out = []
    stats = [
        {entry.name: (place, entry) for place, entry in enumerate(run.indices.stats, 1)} for run in (first, second)
    ]
    for name in COMPARED:
        entries = [known.get(name) for known in stats]
        if entries[0] and entries[1]:
            (one, how), (other, then) = entries[0], entries[1]
            if (how.formula, _roles(first, how)) == (then.formula, _roles(second, then)):
                found[name] = one, other
            else:
                left_out.append(Doubt(code="index_left_out", about=(name,)))
    if not found:
        raise ConfigError(
            f"the runs have none of {', '.join(COMPARED)} from the same bands; both need red and near infrared "
            "(--bands, and no --indices without NDVI)"
        )
    return found, left_out


def _roles(run: ComparedRun, stats: IndexStats) -> dict[str, str]:
    """Symbol of the formula → what the band is, whatever the file calls it."""
    roles = {band.name: band.role.value or band.name for band in run.scene.bands}
    return {symbol: roles.get(name, name) for symbol, name in stats.bands.items()}


def _common_ground(first: ComparedRun, second: ComparedRun) -> tuple[Grid, tuple[tuple[int, int], tuple[int, int]]]:
    places = [_place(run) for run in (first, second)]
    (one, shape, crs), (other, other_shape, other_crs) = places
    if crs is None or other_crs is None:
        raise ConfigError("one of the scenes has no place on Earth, so they cannot be laid on each other")
    if not _is_same_system(crs, other_crs):
        raise ConfigError(
            f"the scenes lie in {_name(crs)} and {_name(other_crs)}; bring both into one system with "
            "gdalwarp -t_srs -tr -tap, run them again, and compare those"
        )
    _check_resolution(one, other)
    columns, rows = ~one @ (other.c, other.f)
    right, down = round(columns), round(rows)
    if max(abs(columns - right), abs(rows - down)) > _ALIGNED:
        raise ConfigError(
            f"the grids lie {columns % 1:.2f} and {rows % 1:.2f} of a pixel beside each other, and every border of a "
            "field would look like a change; bring both onto one grid with gdalwarp -tr -tap and run them again"
        )
    top, left = max(down, 0), max(right, 0)
    height = min(shape[0], down + other_shape[0]) - top
    width = min(shape[1], right + other_shape[1]) - left
    if height < 1 or width < 1:
        raise ConfigError("the scenes show other places: no ground lies in both")
    transform = one @ Affine.translation(left, top)
    size = measure_pixel_size(transform, crs, (height, width))
    grid = Grid(
        width=width, height=height, transform=tuple(transform)[:6], crs=crs, located_by="transform", pixel_size_m=size
    )
    return grid, ((top, left), (top - down, left - right))


def _place(run: ComparedRun) -> tuple[Any, tuple[int, int], str | None]:
    """Transform and shape of the rasters of a run, which lie north up where the scene does not, and its system."""
    with open_raster(run.folder / run.clouds.raster) as source:
        return source.transform, source.shape, run.scene.grid.crs


def _is_same_system(one: str, other: str) -> bool:
    try:
        return one == other or CRS.from_user_input(one) == CRS.from_user_input(other)
    except CRSError:
        return False


def _name(crs: str) -> str:
    return crs if len(crs) < 40 else str(CRS.from_user_input(crs).name)


def _check_resolution(one: Any, other: Any) -> None:
    sides: Sequence[tuple[float, float]] = list(zip(tuple(one)[:6], tuple(other)[:6], strict=True))
    scale = max(abs(value) for value in (one.a, one.b, one.d, one.e))
    if any(abs(sides[place][0] - sides[place][1]) > _SAME_SIZE * scale for place in (0, 1, 3, 4)):
        raise ConfigError(
            f"the pixels differ ({abs(one.a) or abs(one.b):g} and {abs(other.a) or abs(other.b):g} in units of the "
            "system); bring both to one resolution with gdalwarp -tr -tap and run them again"
        )
