"""How crops look to Sentinel-2: PROSPECT-D leaves in a 4SAIL canopy over soil, tabulated once.

PROSPECT-D: Féret et al. 2017; 4SAIL: Verhoef et al. 2007; both by the package `prosail`. The table keeps what the
canopy itself scatters and lets through, so that any soil can be put under it afterwards without loss. Bands are means
over their spectral responses (Sentinel-2A, by the package `pyrsr`).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.arrays import Doubles, Floats

BANDS = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")
_TERMS = ("rsot", "tss", "too", "tsstoo", "rdd", "tsd", "tdo")  # of foursail, over a black soil
_ALL = (
    "tss", "too", "tsstoo", "rdd", "tdd", "rsd", "tsd", "rdo", "tdo", "rso", "rsos", "rsod", "rddt", "rsdt", "rdot",
    "rsodt", "rsost", "rsot",
)  # fmt: skip
"""What foursail gives, in its order."""
_LAYERS, _DRY_MATTER, _HOT_SPOT = 1.7, 0.004, 0.1  # of leaves; g cm⁻²; leaf width over canopy height; by `reality`
FULLEST = 0.95  # share of the ground under a closed crop; fields of 10 m pixels show no more (see `reality`)
_CLAY = 0.92  # of the reflectance at 2.2 µm, where clay absorbs; by `reality`
_EXTINCTION = 0.6  # of light by leaves, by which cover follows from leaf area (Ritchie 1972; Hsiao et al. 2009)


class Axes(NamedTuple):
    """Where the table has entries; between them it is interpolated linearly."""

    view: tuple[float, ...] = (-10.0, 0.0, 10.0)  # degrees from the zenith, positive with the sun behind
    sun: tuple[float, ...] = (20.0, 35.0, 50.0, 65.0)  # degrees from the zenith
    angle: tuple[float, ...] = (35.0, 55.0, 70.0)  # mean inclination of leaves, degrees
    chlorophyll: tuple[float, ...] = (3.0, 10.0, 20.0, 35.0, 55.0, 80.0)  # µg cm⁻²
    brown: tuple[float, ...] = (0.0, 0.3, 0.8, 1.5)  # brown pigment, relative
    water: tuple[float, ...] = (0.003, 0.01, 0.02, 0.035)  # cm
    area: tuple[float, ...] = (0.0, 0.2, 0.5, 0.9, 1.4, 2.0, 3.0, 4.5, 7.0)  # leaves, m² m⁻²


@dataclass(frozen=True)
class Leaves:
    """State of the canopy, arrays of one shape: µg cm⁻², relative, cm, m² m⁻²."""

    chlorophyll: Floats
    brown: Floats
    water: Floats
    area: Floats


class Canopy:
    """A table of reflectance."""

    def __init__(self, axes: Axes, table: Floats) -> None:
        self._axes, self._table = axes, table

    @classmethod
    def tabulate(cls, axes: Axes | None = None) -> "Canopy":
        """Compute the table entry by entry, 2 ms each: about a minute for the usual axes."""
        axes = axes or Axes()
        responses = read_band_responses()
        shape = [len(axis) for axis in axes]
        table = np.empty((*shape, len(_TERMS), len(BANDS)), np.float32)
        for place in product(*(range(length) for length in shape)):
            drawn = [axis[index] for axis, index in zip(axes, place, strict=True)]
            table[place] = _scatter(*drawn) @ responses.T
        return cls(axes, table)

    @classmethod
    def load_or_tabulate(cls, path: Path) -> "Canopy":
        """Load the table with the usual axes from a file of that stem, named after all it hangs on; it is made
        where there is none.
        """
        made_of = repr((Axes(), BANDS, _LAYERS, _DRY_MATTER, _HOT_SPOT))
        path = path.with_stem(f"{path.stem}-{sha256(made_of.encode()).hexdigest()[:8]}")
        if path.is_file():
            return cls(Axes(), np.load(path, allow_pickle=False))
        made = cls.tabulate()
        partial = path.with_suffix(".part.npy")
        np.save(partial, made._table)
        partial.rename(path)
        return made

    def look_up(self, leaves: Leaves, soil: Floats, *, view: float, sun: float, angle: float) -> Floats:
        """Look up leaves (…) over soil (…, bands) → (…, bands) reflectance; what is outside the table is taken at
        its edge.
        """
        from scipy.interpolate import RegularGridInterpolator

        whole = self._table
        for axis, value in zip(self._axes[:3], (view, sun, angle), strict=True):
            whole = _interpolate(whole, axis, value)
        axes = self._axes[3:]
        states = (leaves.chlorophyll, leaves.brown, leaves.water, leaves.area)
        points = np.stack(
            [np.clip(state, axis[0], axis[-1]) for state, axis in zip(states, axes, strict=True)], axis=-1
        )
        alone, direct, seen, both, up, down, over = np.moveaxis(RegularGridInterpolator(axes, whole)(points), -2, 0)
        bounced = ((direct + down) * over + (down + direct * soil * up) * seen) * soil / (1 - soil * up)
        return np.asarray(alone + bounced + both * soil, np.float32)


@cache
def read_band_responses() -> Floats:
    """Read the weights (bands, 2101) of 400 … 2500 nm, each row summing to one."""
    from pyrsr.rsr import RSR_reader

    names = [band.removeprefix("B").lstrip("0") for band in BANDS]
    found = RSR_reader("Sentinel-2A", "MSI", LayerBandsAssignment=names)
    rows = [np.interp(np.arange(400, 2501), found[name][:, 0], found[name][:, 1], left=0, right=0) for name in names]
    return np.asarray([row / row.sum() for row in rows], np.float32)


def mix_soil(wetness: Floats, brightness: Floats, tilt: float = 0.0) -> Floats:
    """Mix the dry and the wet soil of `prosail`: (…) wetness 0–1 and brightness about 1 → (…, bands).

    `tilt` reddens (above 0) or greys the soil below 800 nm: reflectance times (wavelength / 800 nm) to that power.
    """
    dry, wet = _read_soils()
    mixed = dry + wetness[..., None] * (wet - dry)
    centres = compute_band_centres()
    shape = (np.minimum(centres, 800) / 800) ** tilt * np.where(centres > 2000, _CLAY, 1)
    return np.asarray(np.clip(mixed * brightness[..., None] * shape, 0.005, 0.8), np.float32)


def convert_to_leaf_area(cover: Floats) -> Floats:
    """Convert the share of the ground that is covered, 0–1, to leaf area, m² m⁻²."""
    return np.asarray(-np.log1p(-np.clip(cover, 0, FULLEST)) / _EXTINCTION, np.float32)


def compute_sun_zenith(latitude: float, when: date) -> float:
    """Compute degrees at half past ten, local solar time, as Sentinel-2 passes."""
    place = np.radians(latitude)
    tilt = np.radians(23.45) * np.sin(2 * np.pi * (284 + when.timetuple().tm_yday) / 365)
    height = np.sin(place) * np.sin(tilt) + np.cos(place) * np.cos(tilt) * np.cos(np.radians(22.5))
    return float(np.degrees(np.arccos(height)))


@cache
def compute_band_centres() -> Floats:
    """Compute the centres of the bands, (bands,) nm."""
    return np.asarray(read_band_responses() @ np.arange(400, 2501), np.float32)


@cache
def _read_soils() -> Floats:
    """Read the reflectance of the dry and of the wet soil, (2, bands)."""
    from prosail import spectral_lib

    spectra = np.stack([spectral_lib.soil.rsoil1, spectral_lib.soil.rsoil2])
    return np.asarray(spectra @ read_band_responses().T, np.float32)


def _scatter(*drawn: float) -> Doubles:
    """Compute (terms, 2101) of one canopy, a value for each of the axes, over a black soil."""
    from prosail import run_prosail

    view, sun, angle, chlorophyll, brown, water, area = drawn
    answer: list[Any] = run_prosail(
        _LAYERS, chlorophyll, 1 + 0.2 * chlorophyll, brown, water, _DRY_MATTER, area, angle, _HOT_SPOT,
        sun, abs(view), 0.0 if view > 0 else 180.0,
        prospect_version="D", typelidf=2, factor="ALLALL", rsoil0=np.zeros(2101),
    )  # fmt: skip
    found = dict(zip(_ALL, answer, strict=False))
    return np.stack([np.broadcast_to(found[name], 2101) for name in _TERMS])


def _interpolate(table: Floats, axis: tuple[float, ...], value: float) -> Floats:
    """Interpolate the table at a value of its first axis."""
    if len(axis) == 1:
        return np.asarray(table[0], np.float32)
    upper = int(np.clip(np.searchsorted(axis, value), 1, len(axis) - 1))
    share = float(np.clip((value - axis[upper - 1]) / (axis[upper] - axis[upper - 1]), 0, 1))
    return np.asarray(table[upper - 1] * (1 - share) + table[upper] * share, np.float32)
