"""Seasons of crops by AquaCrop (Steduto et al. 2009; the package `aquacrop`): canopy, water and yield, day by day.

A family is one sowing of one crop in one year, grown on five sites of a field from shallow and dry to deep and moist.
What a pixel shows lies between them. The course without stress is known for each day: it is what health and loss are
measured against.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from models.arrays import Floats
from models.simulation.fields import Random
from models.simulation.made_weather import make_weather
from models.simulation.weather import Weather, read_weather
from models.vocabulary import SOILS

SITES = 5
LONGEST = 340  # days from sowing


@dataclass(frozen=True)
class Sowing:
    """A crop as AquaCrop names it, and the first and last day of the year on which it is sown there."""

    crop: str
    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    length: float = 1.0  # of the season of local varieties, against AquaCrop's table
    table: str | None = None  # of AquaCrop, where it is not the one in `AQUACROP_TABLES`


AQUACROP_TABLES = {
    "maize": "MaizeGDD",
    "wheat": "WheatGDD",
    "barley": "BarleyGDD",
    "soybean": "Soybean",
    "sunflower": "Sunflower",
    "sorghum": "Sorghum",
    "potato": "Potato",
    "sugar beet": "SugarBeet",
    "dry bean": "DryBean",
    "cotton": "Cotton",
}
"""Our names of crops, and AquaCrop's: in degree days where its table ripens at our stations, else in days."""

_BRITAIN = (
    Sowing("wheat", (9, 25), (11, 10)),
    Sowing("barley", (9, 20), (10, 25), 0.92, "WheatGDD"),  # its own table is of spring barley
    Sowing("barley", (3, 1), (4, 15)),
    Sowing("potato", (4, 1), (5, 5)),
    Sowing("sugar beet", (3, 20), (4, 20), 1.25),
)
SOWINGS = {
    "champion": (
        Sowing("maize", (4, 20), (5, 25)),
        Sowing("soybean", (5, 5), (6, 5)),
        Sowing("wheat", (9, 10), (10, 10)),
        Sowing("sorghum", (5, 15), (6, 10)),
        Sowing("sunflower", (5, 15), (6, 15)),
        Sowing("dry bean", (5, 20), (6, 10)),
    ),
    "brussels": (*_BRITAIN, Sowing("maize", (4, 20), (5, 10), 0.66)),
    "cordoba": (
        Sowing("maize", (9, 20), (12, 15)),
        Sowing("soybean", (10, 25), (12, 20)),
        Sowing("wheat", (5, 15), (7, 5)),
        Sowing("sunflower", (9, 1), (11, 15)),
        Sowing("sorghum", (10, 15), (12, 10)),
    ),
    "tunis": (
        Sowing("wheat", (11, 1), (12, 20)),
        Sowing("barley", (11, 1), (12, 20)),
        Sowing("potato", (1, 20), (3, 10)),
        Sowing("sunflower", (3, 1), (4, 10)),
        Sowing("maize", (3, 20), (5, 10)),
    ),
    "hyderabad": (
        Sowing("maize", (6, 10), (7, 20)),
        Sowing("sorghum", (6, 15), (7, 15)),
        Sowing("cotton", (6, 15), (7, 15)),
        Sowing("dry bean", (10, 10), (11, 20)),
    ),
    "norfolk": _BRITAIN,
    "suffolk": _BRITAIN,
    "cambridge": _BRITAIN,
    "lincolnshire": _BRITAIN,
    "north_yorks": _BRITAIN,
    "northumberland": _BRITAIN,
}
"""What is sown where and when, by the crop calendars of FAO (Brouwer and Heibloem 1986) and common practice."""


@dataclass(frozen=True)
class Cultivar:
    """How fast the cover of a variety grows, and how long it takes to each stage, against AquaCrop's table."""

    growth: float
    length: float

    def apply_to(self, plant: Any) -> None:
        """Change AquaCrop's crop."""
        plant.CGC, plant.CGC_CD = self.growth * plant.CGC, self.growth * plant.CGC_CD
        for stage in _STAGES:
            if (days := getattr(plant, stage)) > 0:
                scaled = self.length * days
                setattr(plant, stage, float(round(scaled)) if stage.endswith("CD") else scaled)


_STAGES = tuple(
    f"{stage}{unit}"
    for stage in ("Emergence", "MaxRooting", "Senescence", "Maturity", "HIstart", "Flowering", "YldForm")
    for unit in ("", "CD")
)
_TILLERING = 0.8  # growth of winter cereals, which close by spring only (`models.observed.reality`)


def draw_cultivar(random: Random, sowing: Sowing) -> Cultivar:
    """Draw a variety; those of one place differ by some days."""
    winter = (sowing.table or AQUACROP_TABLES[sowing.crop]) == AQUACROP_TABLES["wheat"]
    growth = random.uniform(0.8, 1.0) * (_TILLERING if winter else 1.0)
    return Cultivar(float(growth), sowing.length * float(random.uniform(0.94, 1.06)))


@dataclass(frozen=True)
class Grown:
    """Daily courses of `SITES` sites from the day after sowing to ripeness; (sites, days) each."""

    canopy: Floats  # share of the ground that green leaves cover, 0–1
    top_water: Floats  # m³ m⁻³ in the uppermost 10 cm
    root_water: Floats  # share of the water that plants can take up which is left in the root zone, about 0–1
    harvest: Floats  # (sites,) t ha⁻¹ dry


@dataclass(frozen=True)
class Family:
    """One sowing and how it grew."""

    station: str
    crop: str
    sown: date
    soil: str
    irrigated: float | None  # share of the available water at which water is given
    grown: Grown
    unstressed: Floats  # (days,) canopy where water never lacks
    possible: float  # t ha⁻¹ dry, where water never lacks
    made: int | None = None  # number of the `made_weather` that it grew in, if it is not the station's own

    @property
    def weather(self) -> Weather:
        """Give the weather in which it grew."""
        return _find_weather(self.station, self.made)


def _find_weather(station: str, made: int | None) -> Weather:
    return read_weather(station) if made is None else make_weather(station, made)


def draw_family(random: Random, station: str, years: range, made: int | None = None) -> Family | None:
    """Draw a sowing at random in one of these years; none where the crop did not ripen in the weather that there is."""
    sowing = SOWINGS[station][int(random.integers(len(SOWINGS[station])))]
    year = int(random.choice(np.array(years)))
    first, last = date(year, *sowing.first), date(year, *sowing.last)
    sown = first + timedelta(days=int(random.integers((last - first).days + 1)))
    if (sown.month, sown.day) == (2, 29):  # AquaCrop looks for the day in every year
        sown -= timedelta(days=1)
    soil = SOILS[int(random.integers(len(SOILS)))]
    irrigated = None if random.random() < 0.7 else float(random.uniform(0.3, 0.8))
    slope = np.linspace(-0.5, 0.5, SITES)
    waters = np.clip(random.uniform(0.25, 1.0) + random.uniform(0.1, 0.6) * slope, 0.05, 1.0)
    depths = random.uniform(0.5, 2.0) * (1 + 0.8 * slope)
    weather = _find_weather(station, made)
    plot = _Plot(weather, sowing.table or AQUACROP_TABLES[sowing.crop], draw_cultivar(random, sowing), sown, soil)
    best = plot.run_unstressed()
    if best is None:
        return None
    sites = [plot.run_site(float(water), float(depth), irrigated) for water, depth in zip(waters, depths, strict=True)]
    return Family(station, sowing.crop, sown, soil, irrigated, _join_sites(sites, len(best[0])), *best, made)


@dataclass(frozen=True)
class _Plot:
    """AquaCrop at one place."""

    weather: Weather
    table: str
    cultivar: Cultivar
    sown: date
    soil: str

    def run_unstressed(self) -> tuple[Floats, float] | None:
        """Run it where water neither lacks nor drowns: (days,) canopy and t ha⁻¹; none where the crop does not
        ripen.
        """
        from aquacrop import IrrigationManagement

        try:
            model = self._run(1.0, 9.0, IrrigationManagement(irrigation_method=4, NetIrrSMT=70))
        except (AssertionError, IndexError):  # too few degree days to ripen, too few days in the table
            return None
        except ValueError as error:  # AquaCrop looks for the day of harvest in every year, and 29 February is not there
            if "day is out of range" not in str(error):
                raise
            return None
        growth, end = model._outputs.crop_growth, model._outputs.final_stats
        canopy = growth["canopy_cover_ns"].to_numpy(np.float32)[growth["dap"].to_numpy() > 0]
        possible = float(end["Yield potential (tonne/ha)"].iloc[0]) if len(end) == 1 else 0.0
        return (canopy, possible) if possible > 0 and len(canopy) <= LONGEST else None

    def run_site(self, water: float, depth: float, irrigated: float | None) -> Grown:
        """Run one site with that share of its available water at sowing, and with so many metres of ground for
        roots.
        """
        from aquacrop import IrrigationManagement

        if irrigated is None:
            model = self._run(water, depth, IrrigationManagement(irrigation_method=0))
        else:
            model = self._run(water, depth, IrrigationManagement(irrigation_method=1, SMT=[100 * irrigated] * 4))
        growth, layers = model._outputs.crop_growth, model._param_struct.Soil.profile
        rows = growth["dap"].to_numpy() > 0
        thick, wilted, full = (layers[name].to_numpy(float) for name in ("dz", "th_wp", "th_fc"))
        names = [f"th{number + 1}" for number in range(len(thick))]
        stored = model._outputs.water_storage[names].to_numpy(float)[rows]
        roots = np.maximum(growth["z_root"].to_numpy(float)[rows], 0.3)
        tops = np.concatenate([[0], np.cumsum(thick)[:-1]])
        rooted = np.clip(roots[:, None] - tops, 0, thick)
        left = ((stored - wilted) * rooted).sum(axis=1) / ((full - wilted) * rooted).sum(axis=1)
        canopy = growth["canopy_cover"].to_numpy(float)[rows]
        harvest = model._outputs.final_stats["Dry yield (tonne/ha)"].to_numpy(float)
        parts = canopy[None], stored[None, :, 0], left[None], harvest
        return Grown(*(np.asarray(part, np.float32) for part in parts))

    def _run(self, water: float, depth: float, care: Any) -> Any:
        from aquacrop import AquaCropModel, Crop, InitialWaterContent, Soil

        days = LONGEST + 20
        plant = Crop(self.table, planting_date=f"{self.sown:%m/%d}")
        self.cultivar.apply_to(plant)
        plant.Zmax = max(min(plant.Zmax, depth), plant.Zmin)  # roots go no deeper than the ground does
        model = AquaCropModel(
            f"{self.sown:%Y/%m/%d}",
            f"{self.sown + timedelta(days=days):%Y/%m/%d}",
            _make_table(self.weather, self.weather.find_day(self.sown), days + 1),
            Soil(self.soil),
            plant,
            InitialWaterContent(wc_type="Pct", method="Layer", depth_layer=[1], value=[100 * water]),
            care,
        )
        model.run_model(till_termination=True)
        return model


def _make_table(weather: Weather, start: int, days: int) -> object:
    """Write the weather as AquaCrop takes it."""
    import pandas as pd

    if start < 0 or start + days > len(weather):
        raise IndexError("the season reaches beyond the table of weather")
    part = slice(start, start + days)
    return pd.DataFrame(
        {
            "MinTemp": weather.coldest[part],
            "MaxTemp": weather.warmest[part],
            "Precipitation": weather.rain[part],
            "ReferenceET": np.maximum(weather.evaporation[part], 0.1),  # as AquaCrop's own reader does
            "Date": pd.date_range(weather.first + timedelta(days=start), periods=days),
        }
    )


def _join_sites(sites: list[Grown], days: int) -> Grown:
    """Join the sites: of that many days, the last state kept where a crop died before."""

    def filled(name: str, *, keep: bool) -> Floats:
        rows = [getattr(site, name)[0, :days] for site in sites]
        return np.stack([np.pad(row, (0, days - len(row)), mode="edge" if keep else "constant") for row in rows])

    return Grown(
        filled("canopy", keep=False),
        filled("top_water", keep=True),
        filled("root_water", keep=True),
        np.concatenate([site.harvest for site in sites]),
    )
