"""Real pieces of land on many days, from NetCDF files of the WorldCereal project, and what is sown on their pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Floats
from models.observed.courses import compute_ndvi, find_medians
from models.observed.fields import ROLES
from models.observed.weather import Weather, estimate_evapotranspiration

BELGIAN = "multimodal_worldcereal/00002806639B424A"
MONTHLY = "multimodal_worldcereal/patch100"
_FINE = ("B02", "B03", "B04", "B08")  # of 10 m; the other bands are of 20 m
_MAIZE = 1200  # in the Belgian crop map
_CLEAR = (4, 5)  # vegetation and bare ground of the scene classification
_FULL = 65535
_BARE = 0.4
"""NDVI below which the median of a crop lies at some time of the year; else it is grass or wood."""


@dataclass(frozen=True)
class Patch:
    """Land of h × w pixels of 10 m on t days."""

    image: Floats  # (t, bands, h, w) reflectance, NaN where nothing clear was seen
    roles: tuple[str, ...]  # of the bands
    days: list[date]
    crop: NDArray[np.str_]  # (h, w), empty where none is known
    latitude: float
    elevation: float
    sown: str | None = None
    """The crop of all of it, for a network; None where crops are but guessed."""
    weather: Weather | None = None

    @property
    def ndvi(self) -> Floats:
        """Compute the NDVI, (t, h, w), NaN where a band is missing."""
        whole = np.isfinite(self.image).all(axis=1)
        return np.asarray(np.where(whole, compute_ndvi(self.image, self.roles, 1), np.nan), np.float32)


def read_belgian_patch(data: Path, roles: Sequence[str]) -> Patch:
    """Read 640 m of Flanders in the dry summer of 2018, with maize as the farmers declared it; place to a degree."""
    folder = data / BELGIAN
    names = [ROLES[role] for role in roles]
    fine, times = read_variables(next(folder.glob("S2_L2A_10m*")), [name for name in names if name in _FINE])
    rest = [*(name for name in names if name not in _FINE), "SCL"]
    coarse, _ = read_variables(next(folder.glob("S2_L2A_20m*")), rest)
    maps, _ = read_variables(next(folder.glob("OUTPUT*")), ("CT",))
    twice = {name: values.repeat(2, axis=1).repeat(2, axis=2) for name, values in coarse.items()}
    clear: Bools = np.isin(twice.pop("SCL"), _CLEAR)
    bands = fine | twice
    image = np.stack([np.where(clear & (bands[name] > 0), bands[name], np.nan) for name in names], axis=1)
    crop = np.where(maps["CT"] == _MAIZE, "maize", "")
    days = [time.date() for time in times]
    latitude, elevation = 51.0, 20.0
    weather = _read_belgian_weather(folder, latitude)
    return Patch(image.astype(np.float32), tuple(roles), days, crop, latitude, elevation, "maize", weather)


def _read_belgian_weather(folder: Path, latitude: float) -> Weather | None:
    path = next(folder.glob("AgERA5*"), None)
    if path is None:
        return None
    read_in, times = read_variables(path, ("precipitation_flux", "temperature_mean"))
    rain, warmth = read_in["precipitation_flux"].ravel(), read_in["temperature_mean"].ravel() - np.float32(273.15)
    days = [time.date() for time in times]
    daily = np.stack([rain, estimate_evapotranspiration(days, latitude, warmth), warmth], axis=-1)
    return Weather(days[0], daily[None].astype(np.float32))


def read_monthly_patch(data: Path, roles: Sequence[str]) -> Patch:
    """Read a kilometre of Belgium by months, November 2020 to October 2021; place to a degree.

    What is sown there nobody has said. A model of WorldCereal calls all of it "other crop"; taken for the crop, only to
    hold like against like, is the one that it gives the highest probability beside, where that one's pixels are bare at
    some time of the year. What it calls wheat greens and ripens as wheat does, its sunflower as beet and potatoes do.
    """
    folder = data / MONTHLY
    names = [f"S2-L2A-{ROLES[role]}" for role in roles]
    stored, times = read_variables(folder / "worldcereal_preprocessed_inputs.nc", [*names, "elevation"])
    image = np.stack([stored[name] for name in names], axis=1)
    image = np.where((image > 0) & (image < _FULL), image / 1e4, np.nan).astype(np.float32)
    guessed = _read_likeliest(folder / "worldcereal_croptype_classification.nc")
    days = [time.date() for time in times]
    patch = Patch(image, tuple(roles), days, guessed, 51.0, float(np.median(stored["elevation"])))
    for name in np.unique(guessed):
        if not np.nanmin(find_medians(patch.ndvi[:, guessed == name].T)) < _BARE:
            guessed[guessed == name] = ""
    return patch


def _read_likeliest(path: Path) -> NDArray[np.str_]:
    import netCDF4

    with netCDF4.Dataset(path) as source:
        names = [str(name) for name in source["bands"][:]]
        values = np.asarray(source["__xarray_dataarray_variable__"][:])
    start, other = "probability_", "probability_other_crop"
    places = [place for place, name in enumerate(names) if name.startswith(start) and name != other]
    crops = np.array([names[place].removeprefix(start) for place in places])
    return np.asarray(crops[values[places].argmax(axis=0)])


def read_variables(path: Path, names: Iterable[str]) -> tuple[dict[str, Floats], list[datetime]]:
    """Read variables in their units, as the files scale them, (t, h, w) or (h, w), and their times."""
    import netCDF4

    with netCDF4.Dataset(path) as source:
        source.set_auto_mask(False)
        found = {name: np.asarray(source[name][:], np.float32) for name in names}
        clock = next((source[name] for name in ("timestamp", "t") if name in source.variables), None)
        return found, [] if clock is None else _read_times(clock)


def _read_times(clock: Any) -> list[datetime]:
    unit, start = clock.units.split(" since ")
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return [first + timedelta(**{unit: float(number)}) for number in clock[:]]
