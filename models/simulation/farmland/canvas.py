"""One scene of farmland while it is drawn: parcels with and without crops, and what stands between them."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, special

from models.arrays import Bools, Floats
from models.simulation.canopy import (
    BANDS,
    Canopy,
    Leaves,
    compute_band_centres,
    compute_sun_zenith,
    convert_to_leaf_area,
    mix_soil,
)
from models.simulation.crops import SITES, Family
from models.simulation.farmland.stress import EFFECTS, Stress, draw_stress
from models.simulation.farmland.truth import FAINTEST, GROUNDS, Farmland, Plan, Truth
from models.simulation.farmland.unevenness import Stand, Textures
from models.simulation.fields import Random, draw_between, draw_fractal, draw_relief, find_edges
from models.simulation.weather import STATIONS
from models.vocabulary import CAUSES

NAMED = 0.05
"""Share of the cover that a cause takes before it counts as one."""
_WILD = 0.25  # of scenes: hardly a crop in them
_LEFT = {  # how often, and from where to where: leaf area, chlorophyll, brown pigment, water of leaves or straw
    "ploughed": (0.35, (0, 0.05), (20, 40), (0, 0.5), (0.01, 0.02)),
    "stubble": (0.25, (0.2, 1.5), (3, 10), (0.8, 1.5), (0.003, 0.008)),
    "weeds": (0.15, (0.05, 1.2), (25, 45), (0, 0.6), (0.008, 0.02)),
    "grass": (0.25, (0.5, 4), (25, 50), (0, 0.5), (0.01, 0.022)),
}
"""What stands in such a parcel."""
COARSE = ("B05", "B06", "B07", "B8A", "B11", "B12")  # 20 m
_CHLOROPHYLL = {"maize": 52, "wheat": 48, "barley": 45, "soybean": 42, "sunflower": 45, "sorghum": 45, "potato": 42,
                "sugar beet": 48, "dry bean": 40, "cotton": 45}  # fmt: skip
_ANGLE = {"maize": 58, "wheat": 62, "barley": 60, "soybean": 45, "sunflower": 40, "sorghum": 58, "potato": 45,
          "sugar beet": 45, "dry bean": 45, "cotton": 42}  # fmt: skip
_CLUMPED = (0.5, 1.0)
"""How far plants stand together in rows and tufts: at 0 leaves are spread evenly, at 1 the ground between is bare."""
_SOIL, _NOISE = (0.03, 0.2), (0.0005, 0.003)
"""Standard deviations: of bare ground within a scene, relative, and of what the sensor adds to reflectance."""
_WETTEST = 0.92  # of soil that drains, between the dry and the wet one of `prosail`; by `reality`
_SPREAD = (0.5, 0.9)
"""Of a point in bands of 10 m, pixels: as the sensor gives it, and once resampled."""
_LEAF_WATER = 0.030  # cm
_PALEST, _GREENING = 0.5, 0.7  # chlorophyll of a stand with hardly a leaf, and what full cover adds; by `reality`
_OPENINGS, _MOST_OPEN = (0.008, 0.5), 0.8
"""Mean share of a wood between its crowns, from closed to open ones, and how far it goes."""
_WATER = (0.045, 0.055, 0.04, 0.032, 0.025, 0.023, 0.018, 0.016, 0.008, 0.005)
_SILT = (0.05, 0.1, 0.12, 0.11, 0.06, 0.06, 0.045, 0.04, 0.005, 0.003)
"""What much silt adds."""
_ROOFS = (0.13, 0.155, 0.185, 0.2, 0.215, 0.23, 0.24, 0.25, 0.29, 0.27)


def find_day(family: Family, when: date) -> int:
    """Find the place of a day in the courses of a family."""
    return (when - family.sown).days - 1


def select_season(family: Family) -> slice:
    """Select the days of a family in the table of weather."""
    start = family.weather.find_day(family.sown) + 1
    return slice(start, start + len(family.unstressed))


class Canvas:
    """A scene while it is drawn."""

    def __init__(self, random: Random, canopy: Canopy, plan: Plan) -> None:
        parcel, side = plan.parcel, len(plan.parcel)
        self._random, self._canopy, self._lead, self._when = random, canopy, plan.lead, plan.when
        self._sun = compute_sun_zenith(STATIONS[plan.lead.station].latitude, plan.when)
        self._view = float(random.uniform(-10, 10))
        self._tilt = float(random.normal(0.65, 0.15))
        mean, spread = random.uniform(0.6, 1.1), draw_between(random, _SOIL)
        self._brightness = np.asarray(mean * (1 + spread * draw_fractal(random, side, 2.0)), np.float32)
        self._site = np.asarray(
            special.ndtr(draw_fractal(random, side, random.uniform(2.2, 3.4))) * (SITES - 1), np.float32
        )
        self._textures = Textures(random, side)
        self._values = np.zeros((side, side, len(BANDS)), np.float32)
        nothing = np.full((side, side), np.nan, np.float32)
        self._parcel = parcel
        self._truth = Truth(
            parcel, np.zeros((side, side), np.int64), nothing, nothing.copy(),
            np.zeros((len(CAUSES), side, side), bool), {}, {},
        )  # fmt: skip

    def leave(self, parcel: int) -> None:
        """Draw a parcel without a crop: ploughed, in stubble, with weeds, or a meadow."""
        random, where = self._random, self._parcel == parcel
        kind = str(random.choice(list(_LEFT), p=[share for share, *_ in _LEFT.values()]))
        _, *ends = _LEFT[kind]
        area, *state = (float(random.uniform(*values)) for values in ends)
        self._truth.ground[where] = GROUNDS.index("meadow" if kind == "grass" else "bare")
        wetness = np.full(where.shape, random.uniform(0, 0.8), np.float32)
        soil = mix_soil(wetness, self._brightness * self._textures.draw_light(), self._tilt)[where]
        patchy = np.exp(random.uniform(0.1, 0.8) * self._textures.draw_pattern())
        self._values[where] = self._grow(_select(where, area * patchy), state, soil, 55)

    def sow(self, parcel: int, family: Family) -> None:
        """Draw a parcel with a crop."""
        where = self._parcel == parcel
        day = find_day(family, self._when)
        stresses = self._draw_stresses(family, len(where))
        grown = family.grown
        green = self._interpolate_sites(grown.canopy[:, day])
        peak = self._interpolate_sites(grown.canopy[:, : day + 1].max(axis=1))
        moist = self._interpolate_sites(grown.root_water[:, day])
        top = self._interpolate_sites(grown.top_water[:, day])
        stand = self._textures.draw_stand()
        self._write_truth(parcel, where, family, stresses, green, stand)
        left = np.prod([stress.compute_canopy_left(day) for stress in stresses], axis=0, initial=1.0)
        dry = 1 - np.clip(moist / 0.5, 0, 1)
        withered = 0.7 * np.maximum(peak - green, 0)
        brown = 1.5 * withered / np.maximum(withered + green * left, 1e-3) + self._textures.draw_old_leaves()
        chlorophyll = _CHLOROPHYLL[family.crop] * self._random.normal(1, 0.12) * (1 - 0.35 * dry)
        chlorophyll = chlorophyll * self._textures.draw_paleness(stand) * (_PALEST + _GREENING * green)
        wetness = _WETTEST * np.clip(top / 0.33, 0, 1) ** 2  # what is seen dries before what is below; by `reality`
        for stress in stresses:
            strength = stress.compute_strength(day)
            chlorophyll = chlorophyll * (1 - stress.effect.chlorophyll * strength)
            brown = brown + stress.effect.brown * strength
            wetness = np.maximum(wetness, strength) if stress.effect.soaks else wetness
        cover = _select(where, green * left + withered)
        stands = 1 - self._random.uniform(*_CLUMPED) * (1 - np.minimum(cover, 1))  # share of ground with plants on it
        area = convert_to_leaf_area(np.asarray(cover / stands, np.float32)) * _select(where, stand.vigour)
        stands = stands * (1 - _select(where, stand.gaps))
        leaves = Leaves(
            _select(where, chlorophyll * (1 - 0.5 * np.clip(brown, 0, 1))),
            _select(where, brown),
            _select(where, _LEAF_WATER * (1 - 0.5 * dry)),
            area,
        )
        soil = mix_soil(_select(where, wetness), self._brightness[where], self._tilt)
        angle = _ANGLE[family.crop] + float(self._random.normal(0, 5))
        seen = self._canopy.look_up(leaves, soil, view=self._view, sun=self._sun, angle=angle)
        mixed = stands[:, None] * seen + (1 - stands[:, None]) * soil
        self._values[where] = mixed * _select(where, self._textures.draw_light())[:, None]

    def strew(self) -> None:
        """Draw tracks between parcels, trees, water and roofs here and there."""
        random, side = self._random, len(self._values)
        edges = find_edges(self._parcel)
        along = random.random(int(self._parcel.max()) + 1)[self._parcel]  # the edges of some parcels only
        bright = mix_soil(np.zeros((side, side), np.float32), self._brightness * 1.15, self._tilt)
        self._trace(edges & (along < 0.35), bright)
        wild = random.random() < _WILD
        patches = draw_fractal(random, side, random.uniform(1.2, 3.4) if wild else random.uniform(2.4, 3.8))
        relief = draw_relief(random, side)
        if wild or random.random() < 0.1:
            rough = draw_fractal(random, side, 2.4)
            self._grow_heath(rough > np.quantile(rough, random.uniform(0, 0.6 if wild else 1)), bright, relief)
        share = min(1.0, float(random.uniform(0.1, 1.3) if wild else random.beta(1, 8)))
        hedge = edges & (along > 0.35) & (along < 0.5)
        self._plant((patches > np.quantile(patches, 1 - share)) | hedge, bright, relief)
        if random.random() < (0.5 if wild else 0.1):
            self._trace(
                find_edges(draw_fractal(random, side, random.uniform(3.2, 5)) > 0), bright
            )  # winding, as in woods
        if random.random() < (0.4 if wild else 0.2):
            low = patches <= np.quantile(patches, random.uniform(0.05, 1) if wild else random.uniform(0.01, 0.15))
            self._cover("water", low, _draw_water(random) * (1 + 0.03 * draw_fractal(random, side, 2.0)[low, None]))
        if random.random() < 0.25:
            self._build(bright, random.uniform(0.3, 1.5) if wild else random.uniform(0.08, 0.4))

    def _trace(self, where: Bools, soil: Floats) -> None:
        """Draw tracks along the edges of parcels, of many widths, some of them grassy."""
        count = int(self._parcel.max()) + 1
        width, grass = (self._random.uniform(0, 1, count)[self._parcel[where]].astype(np.float32) for _ in range(2))
        area = 4 * np.maximum(grass - 0.5, 0)
        seen = self._grow(area, (35, 0.3, 0.012), soil[where], 60)
        self._cover("track", where, seen, np.maximum(width, 0.2)[:, None])

    def _grow_heath(self, where: Bools, soil: Floats, relief: Floats) -> None:
        """Draw scrub and dry grass over stones: no crop, however green. Shrubs shade one another and what lies
        between.
        """
        random, side = self._random, len(where)
        area = np.clip(
            random.uniform(0.2, 2) * (1 + random.uniform(0.1, 0.5) * draw_fractal(random, side, 1.2)), 0.05, 4
        )
        state = random.uniform(20, 45), random.uniform(0, 1.2), random.uniform(0.006, 0.016)
        seen = self._grow(_select(where, area), state, soil[where], 55)
        light = random.uniform(0.35, 1.0) * relief * (1 + random.uniform(0, 0.25) * draw_fractal(random, side, 2.2))
        self._cover("heath", where, seen * _select(where, np.clip(light, 0.25, 1.4))[:, None])

    def _plant(self, where: Bools, soil: Floats, relief: Floats) -> None:
        """Draw trees, with light and shade of their crowns, and scrub or bare ground between them.

        Some are bare or turn brown in their season. Without what lies between, a wood would differ from a crop that
        stands thin here and there in that all its bands rise and fall together.
        """
        random, side = self._random, len(where)
        bare = random.random() < 0.15
        area = np.clip(
            (random.uniform(0.2, 1.5) if bare else random.uniform(2, 6))
            + draw_between(random, (0.03, 0.9)) * draw_fractal(random, side, random.uniform(0.3, 2)),
            0.2,
            7,
        )
        crowns = draw_between(random, (0.005, 0.1)) * draw_fractal(random, side, random.uniform(0.3, 2.5))
        shade = np.clip((random.uniform(0.5, 1.1) + crowns) * relief, 0.25, 1.5)
        state = random.uniform(28, 60), random.choice([0.1, random.uniform(0, 1)]), random.uniform(0.008, 0.035)
        litter = np.asarray(random.uniform(0.3, 0.8) * soil[where], np.float32)
        seen = self._grow(_select(where, area), state, litter, 57) * _select(where, shade)[:, None]
        self._cover("trees", where, seen)
        scrub = np.clip(2 * random.beta(1, 2) * np.exp(0.5 * self._textures.draw_pattern()), 0, 4)
        state = random.uniform(20, 45), random.uniform(0, 1.2), random.uniform(0.006, 0.03)
        light = random.uniform(0.5, 1) * relief
        between_them = self._grow(_select(where, scrub), state, soil[where], 55) * _select(where, light)[:, None]
        share = draw_between(random, _OPENINGS) * np.exp(random.uniform(0.4, 1.3) * self._textures.draw_pattern())
        self._cover("trees", where, between_them, _select(where, np.clip(share, 0, _MOST_OPEN))[:, None])

    def _build(self, soil: Floats, size: float) -> None:
        """Draw a village or a town of that share of the side: roofs of many kinds, asphalt, yards and gardens."""
        random, side = self._random, len(soil)
        reach = np.hypot(*(np.mgrid[:side, :side] - random.uniform(0, side, (2, 1, 1))))
        where = reach < size * side * (1 + 0.3 * draw_fractal(random, side, 2.0))
        blocks = int(random.integers(1, 4))
        count = -(-side // blocks)
        shades = random.uniform(0.4, 1.6, (count, count, 1)) * (
            np.array(_ROOFS)
            * (np.minimum(compute_band_centres(), 800) / 800) ** random.normal(0, 0.25, (count, count, 1))
        )
        built = random.uniform(0, 1, (count, count, 1)) < random.uniform(0.2, 0.9)  # the others are gardens
        built = np.where(built, random.uniform(0.4, 1, built.shape), random.uniform(0, 0.4, built.shape))
        roofs, built = (np.kron(part, np.ones((blocks, blocks, 1)))[:side, :side][where] for part in (shades, built))
        area = np.clip(random.uniform(0.5, 3) * np.exp(0.6 * draw_fractal(random, side, 0.8)), 0, 6)
        gardens = self._grow(_select(where, area), (40, 0.2, 0.014), soil[where], 55)
        shade = _select(where, np.clip(1 - random.uniform(0, 0.5) * random.uniform(0, 1, (side, side)), 0.3, 1))
        self._cover("roofs", where, np.clip(built * roofs + (1 - built) * gardens * shade[:, None], 0.01, 0.9))

    def sense(self) -> Farmland:
        """Return the scene as the sensor gives it."""
        return Farmland(sense(self._random, self._values.transpose(2, 0, 1)), self._truth, self._when, self._lead)

    def _grow(self, area: Floats, state: Sequence[float], soil: Floats, angle: float) -> Floats:
        """Grow (n,) leaf area over (n, bands) of soil → (n, bands); leaves are of one chlorophyll, brown pigment
        and water.
        """
        chlorophyll, brown, water = (np.full_like(area, value) for value in state)
        leaves = Leaves(chlorophyll, brown, water, area)
        return self._canopy.look_up(leaves, soil, view=self._view, sun=self._sun, angle=angle)

    def _interpolate_sites(self, values: Floats) -> Floats:
        """Interpolate (sites,) → (h, w), between the sites as the ground is."""
        lower = np.minimum(self._site.astype(np.int64), SITES - 2)
        share = self._site - lower
        return np.asarray(values[lower] * (1 - share) + values[lower + 1] * share, np.float32)

    def _draw_stresses(self, family: Family, side: int) -> list[Stress]:
        rain = family.weather.rain[select_season(family)].astype(np.float32)
        count = int(self._random.choice([0, 1, 2], p=[0.45, 0.42, 0.13]))
        causes = self._random.choice(sorted(EFFECTS), count, replace=False)
        return [draw_stress(self._random, str(cause), side, rain) for cause in causes]

    def _write_truth(
        self, parcel: int, where: Bools, family: Family, stresses: list[Stress], green: Floats, stand: Stand
    ) -> None:
        """Write down the truth of a parcel; cover and yield that are missing for unevenness are missing too."""
        truth, day = self._truth, find_day(family, self._when)
        truth.crop[int(parcel)], truth.sown[int(parcel)] = family.crop, family.sown
        possible = float(family.unstressed[day])
        thirst = family.weather.evaporation[select_season(family)]
        growth = np.asarray(family.unstressed * thirst, np.float32)
        harvest = self._interpolate_sites(family.grown.harvest) / family.possible
        harvest = np.clip(harvest * stand.scale_yield(family.unstressed, thirst), 0, 1)
        for stress in stresses:
            harvest = harvest * stress.compute_yield_left(growth)
        truth.yield_loss[where] = 1 - harvest[where]
        if possible < FAINTEST:
            return
        losses = {"drought": 1 - np.clip(green / possible, 0, 1)}
        losses |= {stress.cause: 1 - stress.compute_canopy_left(day) for stress in stresses}
        left = np.prod([1 - loss for loss in losses.values()], axis=0)
        left = np.clip(left * stand.scale_cover(left * possible), 0, 1)
        truth.canopy_loss[where] = 1 - left[where]
        for cause, loss in losses.items():
            truth.causes[CAUSES.index(cause)][where] = (loss > NAMED)[where]

    def _cover(self, ground: str, where: Bools, values: Floats, share: Floats | float = 1.0) -> None:
        """Put (n, bands), or one spectrum, where there was something else, on that share of each pixel."""
        self._values[where] = share * values + (1 - share) * self._values[where]
        self._truth.ground[where] = GROUNDS.index(ground)
        for layer in (self._truth.canopy_loss, self._truth.yield_loss):
            layer[where] = np.nan
        self._truth.causes[:, where] = False


def _draw_water(random: Random) -> Floats:
    """Draw (bands,) of clear to turbid water, with glint."""
    turbid = random.beta(1, 3) * np.array(_SILT)
    return np.asarray(np.array(_WATER) * random.uniform(0.4, 1.3) + turbid + abs(random.normal(0, 0.008)), np.float32)


def _select(where: Bools, values: NDArray[np.floating]) -> Floats:
    return np.asarray(values[where], np.float32)


def sense(random: Random, values: Floats) -> Floats:
    """Add point spread, 20 m pixels, haze that was left or taken too far, calibration and noise; (bands, h, w)."""
    side = values.shape[1]
    haze = float(random.normal(0, 0.006)) * (1 + 0.3 * draw_fractal(random, side, 3.5))
    seen = np.empty_like(values)
    noise, sharp, smooth = draw_between(random, _NOISE), random.uniform(*_SPREAD), random.random() < 0.5
    for index, (name, band) in enumerate(zip(BANDS, values, strict=True)):
        veiled = band * random.normal(1, 0.02) + haze * (compute_band_centres()[index] / 500) ** -1.3
        blurred = ndimage.gaussian_filter(veiled, 1.0 if name in COARSE else sharp)
        noisy = blurred + random.normal(0, 1, band.shape) * (noise + 0.006 * blurred)
        seen[index] = _coarsen(noisy, smooth) if name in COARSE else noisy
    return np.asarray(np.round(np.clip(seen, 0, 1.2) * 1e4) / 1e4, np.float32)


def _coarsen(band: Floats, smooth: bool) -> Floats:
    """Average 2 × 2 pixels, each repeated or, as other programs do, with straight lines from middle to middle."""
    height, width = band.shape
    padded = np.pad(band, ((0, height % 2), (0, width % 2)), mode="edge")
    means = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2).mean(axis=(1, 3))
    if smooth:
        finer = ndimage.zoom(means, 2, order=1, mode="nearest", grid_mode=True)
    else:
        finer = means.repeat(2, axis=0).repeat(2, axis=1)
    return np.asarray(finer[:height, :width], np.float32)
