"""The risk network on real land: `python -m models.risk.learning.real --data ../shared/data --weights DIR`.

Nobody measured the yield of these fields, so what is asked is whether the risk that the network sees today tells which
fields, or pixels, fall furthest below their crop's course of greenness 30 to 60 days later
(`models.observed.outcomes`).
Beside it stands what plain NDVI of today tells. None of these places was learned from. Whoever harvests or ripens first
falls too, so the same is asked of the days alone on which the crop still stands.

French fields: ten-day composites, means of fields shown as even tiles, so nothing of their surroundings. Belgian maize:
pixels of 10 m, the whole patch shown. Belgian kilometre: monthly composites; crops there are a model's guess and serve
only to hold like against like. African fields: monthly composites by country, with sorghum and groundnuts, which the
network does not know. A month's composites say little of 30 to 60 days: taken are the two next.

Left out, because nothing can be measured there: Boadella (five dates, the closest pair 25 days apart, no crops known);
the Slovenian patch (at most 155 cultivated pixels of 10,100, and the days of its reference scenes are not given); the
other Belgian patch (no red band); fields in three visible bands; aerial and rendered pictures (years apart, no
reflectance).

Age is left out, as nobody knows when they were sown; the season so far is summed from the crop's usual sowing.
Last, how much of known ground the network takes for crops, and what it takes for ill because it is uneven.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats
from models.backend import RISK_LAYERS, RISK_STRIDE
from models.field.conditioning import Conditioning, encode_calendar_and_place, number_crop
from models.learning.training import check_extra, config_from_flags, record
from models.observed import ground, uneven
from models.observed.fields import FieldSeries, read_african_fields, read_french_fields
from models.observed.outcomes import (
    FALL,
    LOWEST,
    WHILE_STANDING,
    Cases,
    Land,
    collect_cases,
    mark_lowest,
    measure_auroc,
)
from models.observed.patches import Patch, read_belgian_patch, read_monthly_patch
from models.risk.config import BANDS, SHIPPED
from models.risk.predict import Predictor
from models.vocabulary import CROPS

Ask = Callable[[Floats, Conditioning], tuple[Floats, Floats]]
"""(bands, h, w) reflectance and conditioning → (h, w) expected rank of risk, 0 to 2, and probability of a crop."""

PICTURE = "picture"
COMBINATIONS = {
    PICTURE: frozenset[str](),
    "picture and place": frozenset({"place"}),
    "picture, place and crop": frozenset({"place", "crop"}),
    "picture, place, crop and season so far": frozenset({"place", "crop", "season"}),
}
"""What the network is given, by name."""
_DAYS, _MONTHS = (30, 60), (28, 62)  # of what counts as later
_SIDE = 64  # pixels of what is shown of a field of which only the mean is known
_BLOCK = 16  # pixels a side of land that is drawn together: neighbours are alike
_STANDS = 0.5
_HIGH = RISK_LAYERS.index("high")


class RealConfig(BaseModel):
    """Hold the risk network against real land."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real data")
    weights: Path = Field(default=SHIPPED, description="the folder of the weights")
    cache: Path | None = Field(default=None, description="where converted networks are kept, for OpenVINO")
    resamples: int = Field(default=500, gt=0, description="of fields or blocks, for the intervals")
    seed: int = Field(default=1, ge=0, description="of the resampling")
    record: bool = Field(default=False, description="write the figures into metrics.json of the weights")


@dataclass(frozen=True)
class Site:
    """Land, what came of it, and what the network said of it."""

    cases: Cases
    risk: dict[str, Floats]  # by what was given, (k,)
    stands: Floats  # (k,) probability of a crop by the picture


def main() -> None:
    """Run the command line."""
    config = config_from_flags(RealConfig)
    check_extra("pandas", "pyarrow", "netCDF4")
    predictor = Predictor.load(config.weights, "cpu", config.cache)
    ask = make_ask(predictor)
    found: dict[str, Any] = {}
    for name, read in list_sites(config.data).items():
        found[name] = score_site(read(ask), config.resamples, config.seed)
        print("\n".join(write_table(name, found[name])), flush=True)
    taken = ground.count_crops(config.data, BANDS, lambda image: ask(image[0], {})[1], "pixels")
    of_pattern = uneven.measure_unevenness(config.data, BANDS, lambda image: predictor(image[None], {})[0, _HIGH])
    print("\n".join([*ground.write_table(taken, "pixels"), *uneven.write_table(of_pattern, "high risk")]))
    if config.record:
        record(config.weights, {"real": found, "ground": taken, "uneven": of_pattern})


def list_sites(data: Path) -> dict[str, Callable[[Ask], Site]]:
    """List all real land on which something can be measured, read when it is asked for."""
    return {
        "French fields": lambda ask: answer_fields(read_french_fields(data, BANDS), _DAYS, ask),
        "Belgian maize": lambda ask: answer_patch(read_belgian_patch(data, BANDS), _DAYS, ask),
        "Belgian kilometre, crops guessed": lambda ask: answer_patch(read_monthly_patch(data, BANDS), _MONTHS, ask),
        "African fields": lambda ask: answer_fields(read_african_fields(data, BANDS), _MONTHS, ask),
    }


def make_ask(predictor: Predictor) -> Ask:
    """Make a function that asks the network about one piece of land of any size."""
    medium, high, stands = (RISK_LAYERS.index(name) for name in ("medium", "high", "stands"))

    def ask(image: Floats, conditioning: Conditioning) -> tuple[Floats, Floats]:
        height, width = image.shape[1:]
        edges = ((0, 0), (0, -height % RISK_STRIDE), (0, -width % RISK_STRIDE))
        output = predictor(np.pad(image, edges, constant_values=np.nan)[None], conditioning)[0, :, :height, :width]
        return output[medium] + 2 * output[high], output[stands]

    return ask


def answer_fields(fields: FieldSeries, while_after: tuple[int, int], ask: Ask) -> Site:
    """Show each field as an even tile, and take the answer at its middle."""
    kind = np.char.add(np.char.add(fields.crop, ", "), fields.region)
    cases = collect_cases(Land(fields.ndvi, kind, fields.unit, fields.days), while_after)
    combinations = _list_combinations(fields.weather is not None, bool(np.isin(fields.crop, CROPS).any()))
    risk = {name: np.zeros(len(cases), np.float32) for name in combinations}
    stands, middle = np.zeros(len(cases), np.float32), (_SIDE // 2, _SIDE // 2)
    for row, (place, day) in enumerate(zip(cases.place, cases.day, strict=True)):
        tile = np.broadcast_to(fields.reflectance[place, day][:, None, None], (len(BANDS), _SIDE, _SIDE))
        crop, when = str(fields.crop[place]), fields.days[day]
        season = fields.weather.sum_since_sowing(int(place), crop, when) if fields.weather else None
        where = float(fields.latitude[place]), float(fields.elevation[place])
        for name in combinations:
            output, there = ask(tile, encode_words(COMBINATIONS[name], when, where, crop, season))
            risk[name][row] = output[middle]
            if name == PICTURE:
                stands[row] = there[middle]
    return Site(cases, risk, stands)


def answer_patch(patch: Patch, while_after: tuple[int, int], ask: Ask) -> Site:
    """Show the whole patch on each day."""
    height, width = patch.crop.shape
    rows, columns = np.indices((height, width)) // _BLOCK
    land = Land(
        patch.ndvi.reshape(len(patch.days), -1).T,
        patch.crop.ravel(),
        (rows * (width // _BLOCK + 1) + columns).ravel(),
        patch.days,
    )
    cases = collect_cases(land, while_after)
    combinations = _list_combinations(patch.weather is not None, patch.sown is not None)
    risk = {name: np.zeros(len(cases), np.float32) for name in combinations}
    stands = np.zeros(len(cases), np.float32)
    for day in np.unique(cases.day):
        here = cases.day == day
        when, crop = patch.days[day], patch.sown or ""
        season = patch.weather.sum_since_sowing(0, crop, when) if patch.weather else None
        for name in combinations:
            conditioning = encode_words(COMBINATIONS[name], when, (patch.latitude, patch.elevation), crop, season)
            output, there = ask(patch.image[day], conditioning)
            risk[name][here] = output.ravel()[cases.place[here]]
            if name == PICTURE:
                stands[here] = there.ravel()[cases.place[here]]
    return Site(cases, risk, stands)


def _list_combinations(has_weather: bool, has_crop: bool) -> list[str]:
    lacking = {word for word, there in (("season", has_weather), ("crop", has_crop)) if not there}
    return [name for name, words in COMBINATIONS.items() if not words & lacking]


def encode_words(
    words: frozenset[str], when: date, where: tuple[float, float], crop: str, season: Floats | None
) -> Conditioning:
    """Encode these words; `where` is latitude and elevation, and a crop that the network does not know is left
    out with its season.
    """
    conditioning: Conditioning = {}
    if "place" in words:
        conditioning["place"] = encode_calendar_and_place(when, *where)[None]
    if "crop" in words and crop in CROPS:
        conditioning["crop"] = np.array(number_crop(crop))
        if "season" in words and season is not None and np.isfinite(season).all():
            conditioning["season"] = season
    return conditioning


def score_site(site: Site, resamples: int, seed: int) -> dict[str, Any]:
    """Score how well each value of the day foretells each outcome, within crop and day and over all pairs."""
    cases = site.cases
    scores = {f"risk, {name}": values for name, values in site.risk.items()}
    scores |= {"NDVI": -cases.ndvi, "NDVI anomaly of the day": -cases.anomaly}
    found: dict[str, Any] = {
        "places": len(np.unique(cases.place)),
        "units": len(np.unique(cases.unit)),
        "cases": len(cases),
        "groups": len(np.unique(cases.group)),
        "taken_for_crops": round(float((site.stands >= _STANDS).mean()), 3),
    }
    for outcome, later in cases.later.items():
        low = mark_lowest(later, cases.group)
        if not (low == 1).any():
            continue
        found[outcome] = {
            name: measure_auroc(score, low, cases.group, cases.unit, (resamples, np.random.default_rng(seed)))
            for name, score in scores.items()
        }
    return found


def write_table(name: str, found: dict[str, Any]) -> Iterator[str]:
    """Write the figures in Markdown."""
    yield (
        f"{name}: {found['places']} places in {found['units']} units, {found['cases']} cases, {found['groups']} groups "
        f"of one crop on one day; {found['taken_for_crops']:.2f} of the cases taken for crops"
    )
    columns = [
        (outcome, pairs)
        for outcome, pairs in ((LOWEST, "within"), (LOWEST, "all"), (WHILE_STANDING, "within"), (FALL, "within"))
        if outcome in found
    ]
    titles = [f"{outcome}, {'all pairs' if pairs == 'all' else 'within'}" for outcome, pairs in columns]
    yield f"| known on the day | {' | '.join(titles)} |"
    yield f"|---|{'---|' * len(columns)}"
    for score in found[LOWEST]:
        cells = ["{:.3f} ({:.3f} to {:.3f})".format(*found[outcome][score][pairs]) for outcome, pairs in columns]
        yield f"| {score} | {' | '.join(cells)} |"
    yield ""


if __name__ == "__main__":
    main()
