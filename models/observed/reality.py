"""Simulated crops held against real ones: `python -m models.observed.reality --data ../shared/data --seasons FILE`.

Real: 500 fields of the French parcel register, ten-day composites of Sentinel-2 from September 2022 to January 2024.
The years and places are not those of the simulation, so what is compared is first what a given greenness looks like in
all bands, which owes nothing to the weather, and then the course over the months. A distance is that of Wasserstein
between the two distributions, in standard deviations of the real one; beside it that between two halves of the real
fields, below which nothing can be said. Last, how green fields are at their best, which says how often they fail:
real ones of a crop, and those of all stations by how strongly what is sown follows what it yields.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bools, Doubles, Floats, Whole
from models.learning.training import check_extra, config_from_flags
from models.simulation.canopy import BANDS, Canopy, Leaves, convert_to_leaf_area, mix_soil
from models.simulation.crops import Family
from models.simulation.farmland.draw import AS_FARMED, draw_farmland, weigh_families
from models.simulation.seasons import TABLE, read_groups

SHOWN = tuple(band for band in BANDS if band != "B8A")  # which the French fields lack
WORLDCEREAL_CROPS = {
    1101060000: "maize",
    1101010011: "wheat",
    1101020011: "barley",
    1106000010: "sunflower",
    1106000020: "soybean",
}
"""Codes of the WorldCereal legend."""
STATIONS = ("brussels", "cambridge", "lincolnshire", "norfolk", "suffolk")
GREENNESS = ((0.1, 0.25), (0.25, 0.4), (0.4, 0.55), (0.55, 0.7), (0.7, 0.8), (0.8, 0.95))
"""Bins of NDVI."""
_SIDE = 64
_SHARES = (0.05, 0.1, 0.25, 0.5, 0.75)
_ORDINARY = (48.0, 0.0, 0.024)
"""Leaves: chlorophyll in µg cm⁻², brown pigments, cm of water."""


class RealityConfig(BaseModel):
    """Hold simulated fields against real ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real data")
    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    scenes: int = Field(default=300, gt=0, description="scenes to draw")
    out: Path | None = Field(default=None, description="where a picture of the spectra goes, .png")
    seed: int = Field(default=1, ge=0, description="of the scenes")


@dataclass(frozen=True)
class FieldDays:
    """Means of fields on days."""

    reflectance: Floats  # (n, bands) of SHOWN
    crop: NDArray[np.str_]  # (n,)
    month: Whole  # (n,)
    field: Whole  # (n,) which field it is

    @property
    def ndvi(self) -> Floats:
        """Compute the NDVI, (n,)."""
        red, near = self.reflectance[:, SHOWN.index("B04")], self.reflectance[:, SHOWN.index("B08")]
        return np.asarray((near - red) / np.maximum(near + red, 1e-6), np.float32)

    def select(self, chosen: Bools) -> "FieldDays":
        """Select some of them."""
        return FieldDays(self.reflectance[chosen], self.crop[chosen], self.month[chosen], self.field[chosen])


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(RealityConfig)
    check_extra("aquacrop", "pandas", "prosail", "pyarrow", "pyrsr")
    real, simulated = read_real_fields(config.data), simulate_fields(config.seasons, config.scenes, config.seed)
    families = [family for group in read_groups(config.seasons) for family in group.families]
    best = compare_at_best(real, families, Canopy.load_or_tabulate(config.seasons.with_name(TABLE)))
    for line in (*compare_by_greenness(real, simulated), "", *compare_by_month(real, simulated), "", *best):
        print(line)
    if config.out:
        draw_spectra(real, simulated, config.out)


def read_real_fields(data: Path) -> FieldDays:
    """Read fields of the crops that are simulated too."""
    import pandas as pd

    table = pd.read_parquet(data / "tabular_timeseries" / "2023_FRA_LPIS_POLY_110_dekad.geoparquet")
    stored = table[[f"S2-L2A-{band}" for band in SHOWN]].to_numpy(float)
    known = (
        (stored < 65535).all(axis=1)
        & (stored > 0).all(axis=1)
        & table["ewoc_code"].isin(list(WORLDCEREAL_CROPS)).to_numpy()
    )
    crops = np.array([WORLDCEREAL_CROPS.get(code, "") for code in table["ewoc_code"]])
    place, _ = pd.factorize(table["sample_id"])
    months = table["timestamp"].dt.month.to_numpy(np.int64)
    return FieldDays(np.asarray(stored / 1e4, np.float32), crops, months, np.asarray(place, np.int64)).select(known)


def simulate_fields(seasons: Path, scenes: int, seed: int) -> FieldDays:
    """Take medians of parcels in scenes of Belgium and England."""
    groups = [group for group in read_groups(seasons) if group.station in STATIONS]
    canopy, random = Canopy.load_or_tabulate(seasons.with_name(TABLE)), np.random.default_rng(seed)
    chosen = [BANDS.index(band) for band in SHOWN]
    rows, crops, months = [], [], []
    for _ in range(scenes):
        scene = draw_farmland(random, groups[int(random.integers(len(groups)))].families, canopy, _SIDE)
        for parcel, crop in scene.truth.crop.items():
            inside = (scene.truth.parcel == parcel) & (scene.truth.ground == 0)
            if inside.sum() >= 20:
                rows.append(np.median(scene.reflectance[chosen][:, inside], axis=1))
                crops.append(crop)
                months.append(scene.when.month)
    return FieldDays(np.stack(rows), np.array(crops), np.array(months), np.arange(len(rows)))


def compare_by_greenness(real: FieldDays, simulated: FieldDays) -> Iterator[str]:
    """Write medians of the bands in bins of NDVI, and their distance."""
    yield f"NDVI       what       n    {'  '.join(f'{band:>5}' for band in SHOWN)}   mean distance (real halves)"
    for low, high in GREENNESS:
        ours, theirs = (fields.select((fields.ndvi >= low) & (fields.ndvi < high)) for fields in (simulated, real))
        if min(len(ours.field), len(theirs.field)) < 20:
            continue
        for what, fields in (("real", theirs), ("simulated", ours)):
            medians = "  ".join(f"{value:5.3f}" for value in np.median(fields.reflectance, axis=0))
            yield f"{low:.2f}-{high:.2f}  {what:9}  {len(fields.field):5d}  {medians}"
        far, floor = measure_distances(theirs, ours), measure_distances(*_split_halves(theirs))
        spread = "  ".join(f"{value:5.2f}" for value in far)
        yield f"           distance          {spread}   {far.mean():.2f} ({floor.mean():.2f})"


def compare_by_month(real: FieldDays, simulated: FieldDays) -> Iterator[str]:
    """Write quartiles of NDVI by crop and month, and the distance of all bands."""
    yield "crop       month   real NDVI (n)                simulated NDVI (n)           mean distance (real halves)"
    for crop in WORLDCEREAL_CROPS.values():
        for month in range(1, 13):
            theirs, ours = (
                fields.select((fields.crop == crop) & (fields.month == month)) for fields in (real, simulated)
            )
            if min(len(theirs.field), len(ours.field)) < 15:
                continue
            quartiles = [
                "{:.2f} {:.2f} {:.2f} ({})".format(*np.quantile(fields.ndvi, (0.25, 0.5, 0.75)), len(fields.field))
                for fields in (theirs, ours)
            ]
            far, floor = measure_distances(theirs, ours).mean(), measure_distances(*_split_halves(theirs)).mean()
            yield f"{crop:9}  {month:5d}   {quartiles[0]:27}  {quartiles[1]:27}  {far:.2f} ({floor:.2f})"


def compare_at_best(real: FieldDays, families: Sequence[Family], canopy: Canopy) -> Iterator[str]:
    """Write quantiles of the greatest NDVI of the season: of real fields, and of sites of families by how they
    are sown.
    """
    yield f"crop       sown to the power    {'  '.join(f'{share:4.0%}' for share in _SHARES)}   n"
    for crop in WORLDCEREAL_CROPS.values():
        theirs, grown = real.select(real.crop == crop), [family for family in families if family.crop == crop]
        if not (grown and len(theirs.field)):
            continue
        highest = np.array([theirs.ndvi[theirs.field == number].max() for number in np.unique(theirs.field)])
        yield _write_quantiles(crop, "real fields", highest, np.ones(len(highest)))
        greenest = np.concatenate([_find_greenest(family, canopy) for family in grown])
        for pays in (0.0, AS_FARMED):
            often = weigh_families(grown, pays).repeat(len(greenest) // len(grown))
            yield _write_quantiles(crop, f"{pays:.0f}", greenest, often)


def _find_greenest(family: Family, canopy: Canopy) -> Floats:
    """Find the NDVI of ordinary leaves on the day of the greatest cover, (sites,)."""
    cover = family.grown.canopy.max(axis=1)
    green, brown, water = (np.full(len(cover), value, np.float32) for value in _ORDINARY)
    dry = np.zeros_like(cover)
    soil = mix_soil(dry, np.ones_like(cover), 0.65)
    seen = canopy.look_up(
        Leaves(green, brown, water, convert_to_leaf_area(cover)), soil, view=0.0, sun=35.0, angle=55.0
    )
    red, near = seen[:, BANDS.index("B04")], seen[:, BANDS.index("B08")]
    return np.asarray((near - red) / (near + red), np.float32)


def _write_quantiles(crop: str, sown: str, values: Floats, often: Doubles) -> str:
    order = np.argsort(values)
    below = np.cumsum(often[order]) / often.sum()
    found = np.interp(_SHARES, below, values[order])
    return f"{crop:9}  {sown:19}  {'  '.join(f'{value:4.2f}' for value in found)}   {len(values)}"


def measure_distances(real: FieldDays, other: FieldDays) -> Floats:
    """Measure Wasserstein distances, (bands,), in standard deviations of the real fields."""
    from scipy.stats import wasserstein_distance

    pairs = zip(real.reflectance.T, other.reflectance.T, strict=True)
    return np.array([wasserstein_distance(one, two) / max(float(one.std()), 1e-6) for one, two in pairs], np.float32)


def _split_halves(fields: FieldDays) -> tuple[FieldDays, FieldDays]:
    """Split fields so that none is in both halves."""
    odd = fields.field % 2 == 1
    return fields.select(odd), fields.select(~odd)


def draw_spectra(real: FieldDays, simulated: FieldDays, path: Path) -> None:
    """Draw spectra by greenness: medians and the middle four fifths."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 6.5), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (low, high) in zip(figure.subplots(2, 3, sharey=True).flat, GREENNESS, strict=True):
        for name, fields, colour in (("real", real, "#1b5e8c"), ("simulated", simulated, "#d1603d")):
            inside = fields.reflectance[(fields.ndvi >= low) & (fields.ndvi < high)]
            if len(inside) < 5:
                continue
            least, middle, most = np.quantile(inside, (0.1, 0.5, 0.9), axis=0)
            axes.plot(SHOWN, middle, color=colour, label=f"{name} ({len(inside)})")
            axes.fill_between(SHOWN, least, most, color=colour, alpha=0.2)
        axes.set_title(f"NDVI {low} to {high}", fontsize=10)
        axes.set_ylabel("reflectance")
        axes.legend(fontsize=8)
    figure.savefig(path)


if __name__ == "__main__":
    main()
