"""What field sensors measure: units, limits, and how a day's value comes from its readings."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Quantity:
    """What is measured: its daily value is a mean or a sum, in `unit`, possible between two limits."""

    unit: str
    daily: Literal["mean", "sum"]
    lowest: float
    highest: float
    slack: float  # beyond these by rounding or as instruments err, and taken as the limit; for an hour where a sum
    scales: dict[str, tuple[float, float]]  # unit → factor and offset of a reading
    rates: dict[str, float]  # unit of something per time → factor to the unit a day
    peak: float = 24  # times the highest of a day that a rate may reach: a shower falls faster
    driest: float | None = None  # mean of a week below which no field is

    @property
    def units(self) -> tuple[str, ...]:
        """All that are known, in our spelling."""
        return (*self.scales, *self.rates)


_DEGREES = {"degC": (1.0, 0.0), "degF": (5 / 9, -160 / 9), "K": (1.0, -273.15)}
_ENERGY = {
    "MJ/m2": 1.0, "kJ/m2": 1e-3, "J/m2": 1e-6, "J/cm2": 1e-2, "kWh/m2": 3.6, "Wh/m2": 3.6e-3, "cal/cm2": 0.041868,
}  # fmt: skip
_SPEED = {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704, "kn": 0.514444}
_WATER = {"m3/m3": 1.0, "fraction": 1.0, "%": 0.01}
_DEPTH = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}


def _plain(factors: dict[str, float]) -> dict[str, tuple[float, float]]:
    return {unit: (factor, 0.0) for unit, factor in factors.items()}


QUANTITIES = {
    "air_temperature": Quantity("degC", "mean", -60, 60, 0.1, _DEGREES, {}),
    # capacitive sensors show some percent too much in saturated air
    "humidity": Quantity("%", "mean", 0, 100, 3, _plain({"%": 1, "fraction": 100}), {}, driest=2),
    "soil_moisture": Quantity("m3/m3", "mean", 0, 0.8, 0.005, _plain(_WATER), {}, driest=0.01),
    "rain": Quantity(
        "mm", "sum", 0, 600, 0.01, _plain(_DEPTH), {"mm/h": 24, "mm/d": 1, "in/h": 609.6, "in/d": 25.4, "mm/s": 86400}
    ),
    # pyranometers show down to -5 W/m2 at night; the sun 1400, beside a bright cloud 1800
    "radiation": Quantity(
        "MJ/m2", "sum", 0, 45, 0.02, _plain(_ENERGY),
        {"W/m2": 0.0864, "kW/m2": 86.4, "MJ/m2/d": 1, "kWh/m2/d": 3.6, "MJ/m2/h": 24}, peak=4,
    ),
    "wind": Quantity("m/s", "mean", 0, 60, 0.1, _plain(_SPEED), {}),
    # hours of night are a little below zero by Penman and Monteith
    "evapotranspiration": Quantity(
        "mm", "sum", 0, 20, 0.05, _plain({"mm": 1, "in": 25.4}), {"mm/d": 1, "mm/h": 24, "in/d": 25.4}
    ),
}  # fmt: skip
"""In the order in which networks take them."""
