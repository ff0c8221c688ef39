"""Traps of files beside the scene: counters of rain, logger files, outlines and names of parcels."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Transformer

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .world import Tif, made, mixed

BANDS = ("B02", "B03", "B04", "B08")
SCENE = made(Tif(names=BANDS, offset=0.0), mixed().stack(BANDS))
FLAGS = SceneFlags(date="2021-06-26")
"""The week is that of 19 to 25 June."""
TIMES = [datetime(2021, 6, 16) + timedelta(hours=hour) for hour in range(240)]
RAIN = {(17, 3): 1.4, (20, 6): 0.4, (20, 7): 1.2, (20, 9): 0.8, (23, 14): 0.2, (23, 15): 2.6}
"""Millimetres by day and hour: 2.4 on the 20th, 2.8 on the 23rd."""
WEEK_MM = 5.2


def rain(time: datetime) -> float:
    """What fell in the hour that begins then."""
    return RAIN.get((time.day, time.hour), 0.0)


def warmth(time: datetime) -> float:
    """16 °C on average of each day."""
    return 16 + 6 * math.sin(2 * math.pi * (time.hour - 9) / 24)


def total(time: datetime, since: Callable[[datetime], bool]) -> float:
    """Rain of all hours up to then for which `since` holds."""
    return sum(rain(one) for one in TIMES if one <= time and since(one))


def sensors(rows: Sequence[str], truth: Mapping[str, Any], context: str | None = None, encoding: str = "utf-8") -> Case:
    """The scene with a file of readings beside it, and what is true of their week."""

    def beside(folder: Path) -> dict[str, str]:
        path = folder / "readings.csv"
        path.write_bytes("\n".join(rows).encode(encoding))
        return {"sensors": str(path)} | ({"context": context} if context else {})

    return Case(SCENE, Truth(facts=truth), FLAGS, beside=beside)


def hourly(heading: str, value: Callable[[datetime], float], form: str = "%Y-%m-%d %H:%M") -> list[str]:
    """A table of warmth and one more column."""
    return [f"time,temperature [degC],{heading}",
            *(f"{time.strftime(form)},{warmth(time):.2f},{value(time):g}" for time in TIMES)]  # fmt: skip


TRUE = {"rain_mm": WEEK_MM, "warmth_mean": 16.0}
PLAIN = sensors(hourly("rain [mm]", rain), TRUE)


def semicolons(rows: Sequence[str]) -> list[str]:
    """As German programs write a table."""
    return [row.replace(",", ";").replace(".", ",") for row in rows[1:]]


def autumn(double: bool) -> Case:
    """The end of summer time, the hour of which stands there twice, 26 °C beside 2."""
    hours = [datetime(2021, 10, 25) + timedelta(hours=hour) for hour in range(264)]
    rows = [f"{time:%Y-%m-%d %H:%M},{time.hour}" for time in hours]
    if double:
        rows.insert(hours.index(datetime(2021, 10, 31, 2)) + 1, "2021-10-31 02:00,26")
    mean = 11.5 + (1 / 7 if double else 0)  # on that day 14 stands for 2: 12 / 24 more
    case = sensors(["time,temperature [degC]", *rows], {"warmth_mean": mean - (0.5 / 7 if double else 0)})
    return Case(SCENE, case.truth, SceneFlags(date="2021-11-04"), beside=case.beside)


def slashes(form: str, context: str | None) -> Case:
    """Days of June of which each number may be the month."""
    days = [datetime(2021, 6, day) for day in range(1, 13)]
    rows = ["date,rain [mm]", *(f"{day.strftime(form)},{day.day % 4}" for day in days)]
    case = sensors(rows, {"rain_mm": float(sum(day % 4 for day in range(4, 11)))}, context)
    return Case(SCENE, case.truth, SceneFlags(date="2021-06-11"), beside=case.beside)


SUN = {hour: max(0.0, math.sin(math.pi * (hour - 5) / 14)) for hour in range(24)}
"""MJ/m² of each hour; nothing from 19 to 5 o'clock."""
SUN_DAY = sum(value for hour, value in SUN.items() if 5 <= hour <= 19)


def sun(time: datetime) -> float:
    """What shone in that hour."""
    return SUN[time.hour] if 5 <= time.hour <= 19 else 0.0


def sun_so_far(time: datetime) -> float:
    """The same since midnight."""
    return sum(sun(time.replace(hour=hour)) for hour in range(time.hour + 1))


TO_DEGREES = Transformer.from_crs("EPSG:32631", "OGC:CRS84", always_xy=True)
SQUARE = ((600_100, 5_699_800), (600_600, 5_699_800), (600_600, 5_699_400), (600_100, 5_699_400))
"""500 × 400 m on the grid; the scale of UTM there is 0.99972."""
HECTARES = 20 / 0.99972**2


def degrees(corners: Sequence[tuple[float, float]]) -> list[list[float]]:
    """The same as a closed ring of longitudes and latitudes."""
    return [list(TO_DEGREES.transform(*corner)) for corner in (*corners, corners[0])]


def _feature(rings: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": rings} if rings else None
    return {"type": "Feature", "properties": dict(said), "geometry": geometry}


def fields(*features: tuple[Any, Mapping[str, Any]], crs: str | None = None, **truth: Any) -> Case:
    """The scene with parcels beside it: rings and properties, and what is true of them."""
    listed = [_feature(rings, said) for rings, said in features]
    said = {"type": "FeatureCollection", "features": listed}
    if crs:
        said["crs"] = {"type": "name", "properties": {"name": crs}}

    def beside(folder: Path) -> dict[str, str]:
        path = folder / "fields.geojson"
        path.write_text(json.dumps(said))
        return {"parcels": str(path)}

    return Case(SCENE, Truth(facts=truth), FLAGS, beside=beside)


def placemarks() -> Case:
    """The plain field as KML."""
    corners = " ".join(f"{x},{y},0" for x, y in degrees(SQUARE))
    ring = f"<outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs>"
    mark = f"<Placemark><name>a</name><Polygon>{ring}</Polygon></Placemark>"
    text = f"<kml xmlns='http://www.opengis.net/kml/2.2'>{mark}</kml>"

    def beside(folder: Path) -> dict[str, str]:
        (folder / "fields.kml").write_text(text)
        return {"parcels": str(folder / "fields.kml")}

    return Case(SCENE, Truth(facts={"parcels": {"a": HECTARES}}), FLAGS, beside=beside)


def around(degrees_turned: float) -> list[tuple[float, float]]:
    """Five corners of a circle, each so far from the one before: 144° make a star."""
    angles = np.radians(np.arange(5) * degrees_turned)
    return [(600_400 + 250 * math.cos(angle), 5_699_500 + 250 * math.sin(angle)) for angle in angles]


PENTAGON = 2.5 * 250**2 * math.sin(math.radians(72)) / 1e4 / 0.99972**2
HOLE = ((600_200, 5_699_700), (600_300, 5_699_700), (600_300, 5_699_600), (600_200, 5_699_600))
ONE = fields(([degrees(SQUARE)], {"name": "a"}), parcels={"a": HECTARES})
SOWN = fields(([degrees(SQUARE)], {"name": "a", "crop": "maize", "sown": "2021-05-03"}),
              crops={"a": "maize"}, sown={"a": "2021-05-03"})  # fmt: skip


def called(crop: str, sowing: str, name: str = "maize", day: str = "2021-05-03") -> Case:
    """The plain field, its crop and sowing in columns of other names."""
    said = {"name": "a", crop: name, sowing: day}
    return fields(([degrees(SQUARE)], said), crops={"a": "maize"}, sown={"a": "2021-05-03"})


TRAPS = (
    Trap("rain-of-the-day-so-far",
         sensors(hourly("rain [mm]", lambda t: total(t, lambda o: o.day == t.day)), TRUE), PLAIN),
    Trap("rain-since-the-start", sensors(hourly("rain [mm]", lambda t: 1.6 + total(t, lambda o: True)), TRUE), PLAIN),
    Trap("rain-of-the-year", sensors(hourly("rain [mm]", lambda t: 412.6 + total(t, lambda o: True)), TRUE), PLAIN),
    Trap("rain-set-back-by-hand",
         sensors(hourly("rain [mm]", lambda t: total(t, lambda o: (o < TIMES[150]) == (t < TIMES[150]))), TRUE), PLAIN),
    Trap("rain-of-era5", sensors(hourly("tp [m]", lambda t: total(t - timedelta(hours=1), lambda o: o.day == (
        t - timedelta(hours=1)).day) / 1000, "%Y-%m-%dT%H:%MZ"), TRUE), PLAIN),
    Trap("rain-counter-that-stands-still", sensors(hourly("rain [mm]", lambda t: 2.6), TRUE | {"rain_mm": 0.0}), PLAIN),
    Trap("rain-of-the-last-24-hours",
         sensors(hourly("rain [mm]", lambda t: total(t, lambda o: o > t - timedelta(hours=24))), TRUE), PLAIN),
    Trap("radiation-of-the-day-so-far", sensors(hourly("radiation [MJ/m2]", sun_so_far), {"radiation_mean": SUN_DAY}),
         sensors(hourly("radiation [MJ/m2]", sun), {"radiation_mean": SUN_DAY})),
    Trap("rain-in-inches-in-a-row-of-units", sensors(
        ["time,temperature,rain", ",degF,in", *(f"{t:%Y-%m-%d %H:%M},{warmth(t) * 1.8 + 32:.2f},{rain(t) / 25.4:.4f}"
                                               for t in TIMES)], TRUE), PLAIN),
    Trap("rain-without-a-unit", sensors(hourly("rain", rain), {"rain_mm": None}), PLAIN),
    Trap("decimals-with-a-comma",
         sensors(["time;temperature [degC];rain [mm]", *semicolons(hourly("rain [mm]", rain))], TRUE), PLAIN),
    Trap("day-before-month", sensors(hourly("rain [mm]", rain, "%d/%m/%Y %H:%M"), TRUE), PLAIN),
    Trap("month-before-day", sensors(hourly("rain [mm]", rain, "%m/%d/%Y %I:%M %p"), TRUE), PLAIN),
    Trap("day-that-may-be-the-month", slashes("%d/%m/%Y", None), slashes("%d/%m/%Y", "dates=day_first")),
    Trap("month-that-may-be-the-day", slashes("%m/%d/%Y", None), slashes("%m/%d/%Y", "dates=month_first")),
    Trap("date-and-time-in-two-columns", sensors(
        ["date,time,temperature [degC],rain [mm]",
         *(row.replace(" ", ",", 1) for row in hourly("rain [mm]", rain)[1:])], TRUE), PLAIN),
    Trap("hour-that-stands-there-twice", autumn(True), autumn(False)),
    Trap("lines-before-the-table",
         sensors(["Station,North", "Altitude,12", "", *hourly("rain [mm]", rain)], TRUE), PLAIN),
    Trap("utf-16-of-excel",
         sensors([row.replace(",", "\t") for row in hourly("rain [mm]", rain)], TRUE, None, "utf-16"), PLAIN),
    Trap("nothing-as-a-number", sensors(hourly("rain [mm]", lambda t: -999 if t.day == 16 else rain(t)), TRUE), PLAIN),
    Trap("utc-in-the-heading",
         sensors(["time (UTC),temperature [degC],rain [mm]", *hourly("rain [mm]", rain)[1:]], TRUE), PLAIN),
    Trap("two-depths-of-soil", sensors(
        ["time,VWC 10cm [%],VWC 90cm [%],temperature [degC]",
         *(f"{t:%Y-%m-%d %H:%M},12,38,{warmth(t):.2f}" for t in TIMES)], {"warmth_mean": 16.0}), PLAIN),
    Trap("sums-below-the-readings", sensors(
        [*hourly("rain [mm]", rain), "Total,,5.6", "Exported by hand"], TRUE), PLAIN),
    Trap("tips-of-a-bucket", sensors(hourly("rain [tips]", lambda t: rain(t) / 0.2), TRUE), PLAIN),
    Trap("days-below-hours", sensors([*hourly("rain [mm]", rain), "", "time,rain [mm]",
                                      *(f"2021-06-{day},{sum(rain(t) for t in TIMES if t.day == day):g}"
                                        for day in range(16, 26))], TRUE), PLAIN),
    Trap("four-corners-in-the-wrong-order",
         fields(([degrees([SQUARE[i] for i in (0, 2, 1, 3)])], {"name": "a"}), parcels={"a": HECTARES}), ONE),
    Trap("a-star", fields(([degrees(around(144))], {"name": "a"}), parcels={}),
         fields(([degrees(around(72))], {"name": "a"}), parcels={"a": PENTAGON})),
    Trap("a-hole", fields(([degrees(SQUARE), degrees(HOLE)], {"name": "a"}), parcels={"a": HECTARES * 0.95}), ONE),
    Trap("etrs89", fields(([degrees(SQUARE)], {"name": "a"}), crs="urn:ogc:def:crs:EPSG::4258",
                          parcels={"a": HECTARES}), ONE),
    Trap("metres-that-are-declared",
         fields(([[*map(list, SQUARE), list(SQUARE[0])]], {"name": "a"}), crs="EPSG:32631",
                parcels={"a": HECTARES}), ONE),
    Trap("metres-of-nobody-knows-where",
         fields(([[*map(list, SQUARE), list(SQUARE[0])]], {"name": "a"}), parcels={"a": HECTARES}), ONE),
    Trap("latitude-first", fields(([[corner[::-1] for corner in degrees(SQUARE)]], {"name": "a"}), parcels={}), ONE),
    Trap("kml", placemarks(), ONE),
    Trap("two-of-one-name", fields(([degrees(SQUARE)], {"name": "a"}), ([degrees(HOLE)], {"name": "a"}),
                                   parcels={"a (1)": HECTARES, "a (2)": 1 / 0.99972**2}), ONE),
    Trap("one-without-an-area",
         fields((None, {"name": "b"}), ([degrees(SQUARE)], {"name": "a"}), parcels={"a": HECTARES}), ONE),
    Trap("crop-in-capitals", called("CROP", "SOWN"), SOWN),
    Trap("crop-in-french", called("culture", "semis", "Maïs ensilage", "2021/05/03 00:00:00"), SOWN),
    Trap("crop-in-german", called("Kultur", "Aussaat", "Körnermais", "03.05.2021"), SOWN),
    Trap("crop-in-spanish", called("Cultivo", "Fecha de siembra", "maíz", "2021-05-03T00:00:00Z"), SOWN),
    Trap("crop-of-eurocrops", called("EC_hcat_n", "sowing_date", "grain_maize_corn_popcorn"), SOWN),
    Trap("sown-on-a-day-that-may-be-a-month", called("crop", "sown", "maize", "03/05/2021"), SOWN),
)  # fmt: skip


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
