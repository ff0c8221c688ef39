"""Which scale would make stored values a possible reflectance, and how bands are named: advice, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample


@dataclass(frozen=True)
class Scale:
    """A customary way to store reflectance."""

    words: str
    scale: float
    offset: float = 0.0

    @property
    def flags(self) -> str:
        """What the user would say."""
        return f"--scale {self.scale:.6g} --offset {self.offset:g}"


_CUSTOMARY = (
    Scale("fractions", 1.0),
    Scale("percent", 0.01),
    Scale("× 1000", 1e-3),
    Scale("× 10000", 1e-4),
    Scale("Sentinel-2 with its offset", 1e-4, -0.1),
    Scale("× 32768", 1 / 32768),
    Scale("× 65535", 1 / 65535),
    Scale("Landsat Collection 2", 2.75e-5, -0.2),
)
_LANDSAT_FLOOR = (6800.0, 9800.0)  # stored values of dark ground in Landsat Collection 2: 7273 is zero
_BRIGHTEST_MIDDLE = (0.12, 0.55)  # the median of the brightest band of a scene of the land
_HIGHEST = 1.3


def suggest_scales(samples: Sequence[LayerSample]) -> str | None:
    """Name the likely scales with their flags, the likeliest first; None where no customary one would do."""
    seen = [sample for sample in samples if sample.values.size]
    if not seen:
        return None
    lowest = min(sample.quantile(0.005) for sample in seen)
    middle = max(sample.quantile(0.5) for sample in seen)
    high = max(sample.quantile(0.995) for sample in seen)

    def is_possible(one: Scale) -> bool:
        low, half, top = (value * one.scale + one.offset for value in (lowest, middle, high))
        is_landsat = one.scale != 2.75e-5 or _LANDSAT_FLOOR[0] <= lowest <= _LANDSAT_FLOOR[1]
        return low > -0.05 and _BRIGHTEST_MIDDLE[0] <= half <= _BRIGHTEST_MIDDLE[1] and top <= _HIGHEST and is_landsat

    likely = [one for one in _CUSTOMARY if is_possible(one)]
    landsat = [one for one in likely if one.scale == 2.75e-5]  # its floor at 7273 is no chance
    likely = landsat or likely
    if not likely:
        return None
    return (
        f"say {' or '.join(f'{one.flags} ({one.words})' for one in likely[:3])}, if the guide of the product fixes it"
    )


def advise_names(layers: Sequence[Layer]) -> str:
    """Say how the names of bands would be told, where nothing tells them."""
    told = next((layer.role.detail for layer in layers if layer.role and not layer.role.value), "")
    if "--sensor" in told:
        return f": {told}"
    names = ",".join(["NAME"] * len(layers))
    return f"; say --bands {names} (blue, green, red, nir …, - for a band to leave out)" if len(names) < 100 else ""
