"""What the user settles where a file of readings can be read in two ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.errors import ConfigError
from models.field.quantities import QUANTITIES

Order = Literal["day_first", "month_first", "year_first"]
ORDERS: tuple[Order, ...] = ("day_first", "month_first", "year_first")
SUMS = tuple(name for name, quantity in QUANTITIES.items() if quantity.daily == "sum")
KEYS = ("dates", "zone", *(f"{name}_is" for name in SUMS), *QUANTITIES)
"""Of `--context`: order of numbers in dates, zone of times, counter or depths, and the column of each quantity."""


@dataclass(frozen=True)
class Choices:
    """Settled by the user; what is not settled is read from the file, or asked."""

    dates: Order | None = None
    zone: str = ""
    counters: Mapping[str, bool] = field(default_factory=dict)  # quantity → whether its column is a counter
    columns: Mapping[str, str] = field(default_factory=dict)  # quantity → its column, or "none"


def choices_of(said: Mapping[str, str]) -> Choices:
    """From words of `--context`; raises `ConfigError` in one line."""
    dates = said.get("dates")
    if dates is not None and dates not in ORDERS:
        raise ConfigError(f"--context dates={dates[:40]!r}: say one of {', '.join(ORDERS)}")
    counters = {}
    for name in SUMS:
        kind = said.get(f"{name}_is")
        if kind is None:
            continue
        if kind not in ("counter", "depths"):
            raise ConfigError(
                f"--context {name}_is={kind[:40]!r}: say counter, or depths where each reading counts its own time only"
            )
        counters[name] = kind == "counter"
    columns = {name: said[name] for name in QUANTITIES if name in said}
    order = next((one for one in ORDERS if one == dates), None)
    return Choices(order, said.get("zone", ""), counters, columns)
