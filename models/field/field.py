"""What is known of the field beside the picture: crop, sowing, soil and height from the user, sensors from a file.

Words of the user are checked against the scene before anything is computed; nothing is guessed. What the network takes
of it, with season and latitude of the scene, is made by `encode_field`.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.errors import ConfigError
from models.field.conditioning import Conditioning, encode_calendar_and_place, number_crop
from models.field.crops import crop_named
from models.field.elevation import read_mean_elevation
from models.field.loggers.choices import KEYS as SENSOR_KEYS
from models.field.loggers.choices import Order, choices_of
from models.field.loggers.times import YEARS
from models.field.sensors import DAYS, QUANTITIES, SensorDays, read_sensors
from models.field.strict_json import parse
from models.field.weather import LATEST_START, LONGEST, WEATHER, find_start, sum_since_sowing
from models.geo.contract.scene import Scene
from models.geo.pixels.footprint import find_centre
from models.schemas import FieldFacts, FieldNote
from models.vocabulary import SOILS

KEYS = ("crop", "sown", "soil", "elevation", *SENSOR_KEYS)
"""Of `--context`: what is known of the field, and what settles how readings and dates are read."""
_LONGEST_NAME = 60  # letters of a crop
_HIGHEST, _LOWEST = 6000.0, -430.0  # metres: fields of Tibet, shores of the Dead Sea


def read_field(context: str | None, sensors: Path | None, scene: Scene) -> FieldFacts:
    """Read what `--context` (`crop=maize,sown=2024-05-03,soil=Loam,elevation=120` or a JSON file) and
    `--sensors` say.
    """
    said = _parse_context(context) if context is not None else {}
    elevation, source, notes = _find_elevation(said.get("elevation"), scene)
    readings = None
    if sensors is not None:
        if scene.time is None:
            raise ConfigError(f"{sensors}: the acquisition of the scene is not known, so no week can be chosen; --date")
        if not YEARS[0] <= scene.time.year < YEARS[1]:
            raise ConfigError(f"{sensors}: nobody has readings of {scene.time.year}, the year of the scene; --date")
        centre = find_centre(scene.grid)
        longitude = centre[0] if centre else None
        readings = read_sensors(sensors, _find_moment(scene, longitude), longitude, choices_of(said))
    elif asked := next((key for key in said if key in SENSOR_KEYS and key != "dates"), None):
        raise ConfigError(f"--context {asked}: it is about readings, and none are given; give --sensors")
    facts = FieldFacts(
        crop=_check_crop(said.get("crop")),
        sown=_parse_sown(said.get("sown"), scene),
        soil=_check_soil(said.get("soil")),
        elevation_m=elevation,
        elevation_from=source,
        sensors=_round_rows(readings.week, 4) if readings else None,
        sensors_last=readings.last if readings else None,
        daily=_select_weather(readings.values) if readings else (),
    )
    rain = _word_rain(readings) if readings else ()
    repairs = (*(readings.notes if readings else ()), *rain, *_note_short_readings(facts))
    told = [FieldNote(about="elevation", text=note) for note in notes]
    told += [FieldNote(about="sensors", text=note) for note in repairs]
    return facts.model_copy(update={"notes": tuple(told)})


def dates_of(context: str | None) -> Order | None:
    """Return the order of numbers in dates, where `--context` says it."""
    return choices_of(_parse_context(context)).dates if context is not None else None


def encode_field(facts: FieldFacts, scene: Scene) -> Conditioning:
    """Encode what holds for the whole scene: place (1, places), soil (1,), sensors (1, 7, quantities), crop (),
    age () and season (3,).
    """
    centre = find_centre(scene.grid)
    day = scene.time.date() if scene.time else None
    place = encode_calendar_and_place(day, centre[1] if centre else None, facts.elevation_m)
    found: Conditioning = {}
    if np.isfinite(place).any():
        found["place"] = place[None]
    if facts.soil is not None:
        found["soil"] = np.array([SOILS.index(facts.soil) + 1], np.int64)
    if facts.sensors is not None:
        found["sensors"] = np.array(facts.sensors, np.float32)[None]
    if number := number_crop(facts.crop):
        found["crop"] = np.array(number, np.int64)
    if facts.sown is not None and day is not None:
        found["age"] = np.array((day - facts.sown).days, np.float32)
    if np.isfinite(season := _sum_weather(facts)).any():
        found["season"] = season
    return found


def _find_moment(scene: Scene, longitude: float | None) -> datetime:
    """Find the moment of the acquisition; it is noon at the field where only its day is known."""
    assert scene.time is not None
    if "T" in (scene.acquired.value or ""):
        return scene.time
    return datetime.combine(scene.time.date(), time(12), UTC) - timedelta(hours=(longitude or 0.0) / 15)


def _parse_context(context: str) -> Mapping[str, str]:
    """Split the keys and values as they were written."""
    if context.endswith(".json"):
        return _read_context(Path(context))
    said: dict[str, str] = {}
    for part in context.split(","):
        key, equals, value = (word.strip() for word in part.partition("="))
        if not equals or not value:
            raise ConfigError(f"--context {part.strip()!r}: write key=value, as crop=maize,sown=2024-05-03")
        if key in said:
            raise ConfigError(f"--context: {key} is said twice")
        said[key] = value
    return _check_keys(said, "--context")


def _read_context(path: Path) -> Mapping[str, str]:
    try:
        read = parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file for --context") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: a folder, not a file for --context") from None
    except OSError as error:
        raise ConfigError(f"{path}: the file for --context cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ConfigError(f"{path}: not JSON ({error})") from error
    if not isinstance(read, dict) or any(isinstance(value, dict | list | bool) for value in read.values()):
        raise ConfigError(f'{path}: write one object as {{"crop": "maize", "sown": "2024-05-03"}}')
    return _check_keys({key: str(value) for key, value in read.items() if value is not None}, str(path))


def _check_keys(said: Mapping[str, str], where: str) -> Mapping[str, str]:
    for key in said:
        if key not in KEYS:
            raise ConfigError(f"{where}: {key[:40]!r} is none of {', '.join(KEYS)}")
    return said


def _check_crop(said: str | None) -> str | None:
    """Check that a crop is a name in letters; one that the network does not know is told among the doubts."""
    if said is None:
        return None
    name = crop_named(said) or unicodedata.normalize("NFC", said).strip().lower()
    plain = all(unicodedata.category(sign)[0] in "LM" or sign in " -" for sign in name)
    if not (plain and name.strip(" -") and len(name) <= _LONGEST_NAME):
        raise ConfigError(
            f"--context crop={said[:_LONGEST_NAME]!r}: write one crop in letters, as maize; part key=value by commas"
        )
    return name


def _check_soil(said: str | None) -> str | None:
    if said is None:
        return None
    found = {name.lower(): name for name in SOILS}.get(said.lower().replace(" ", "").replace("_", ""))
    if found is None:
        raise ConfigError(
            f"--context soil={said[:40]!r}: the network knows {', '.join(SOILS)}; leave soil out for others"
        )
    return found


def _parse_sown(said: str | None, scene: Scene) -> date | None:
    if said is None:
        return None
    try:
        sown = date.fromisoformat(said)
    except ValueError:
        raise ConfigError(f"--context sown={said[:40]!r}: write the date as 2024-05-03") from None
    check_sown(sown, scene, "--context")
    return sown


def check_sown(sown: date, scene: Scene, where: str) -> None:
    """Raise `ConfigError` where the crop of a scene cannot have been sown on that day, as it was said there."""
    if scene.time is None:
        raise ConfigError(f"{where}: sown={sown}, but the acquisition of the scene is not known; give --date")
    if not 0 <= (scene.time.date() - sown).days <= LONGEST:
        raise ConfigError(f"{where}: sown={sown} is not within {LONGEST} days before {scene.time.date()} of the scene")


def _find_elevation(said: str | None, scene: Scene) -> tuple[float | None, str | None, tuple[str, ...]]:
    """Find the metres, where they are from, and what is to be said of them."""
    if said is None:
        return None, None, ()
    notes: tuple[str, ...] = ()
    try:
        height, source = float(said), "said by the user"
    except ValueError:
        path = Path(said)
        height, notes = read_mean_elevation(path, scene.grid)
        source = f"mean of {path.name}"
    if not (math.isfinite(height) and _LOWEST <= height <= _HIGHEST):
        raise ConfigError(f"--context elevation={said[:40]!r}: {height:g} m is no height of a field; give metres")
    return round(height, 1), source, notes


def _word_rain(readings: SensorDays) -> Iterator[str]:
    """Say the rain of the week, which tells at a glance whether its column was read rightly."""
    rain = readings.week[:, list(QUANTITIES).index("rain")]
    known = int(np.isfinite(rain).sum())
    if known:
        days = f"the {DAYS} days" if known == DAYS else f"{known} of the {DAYS} days"
        yield f"rain on {days} to {readings.last}: {float(np.nansum(rain)):.1f} mm in all"


def _sum_weather(facts: FieldFacts) -> Floats:
    """Sum the weather since sowing, (3,), NaN where not known."""
    if facts.sown is None or facts.sensors_last is None:
        return np.full(len(WEATHER), np.nan, np.float32)
    return sum_since_sowing(facts.daily, facts.sensors_last, facts.sown)


def _note_short_readings(facts: FieldFacts) -> Iterator[str]:
    """Say from when to when the weather is known of a crop whose season it does not cover."""
    if not (facts.daily and facts.sown and facts.sensors_last) or np.isfinite(_sum_weather(facts)).any():
        return
    first = find_start(facts.daily, facts.sensors_last)
    late = (first - facts.sown).days
    if late > LATEST_START:
        yield (
            f"readings are from {first} to {facts.sensors_last} and begin {late} days after sowing on {facts.sown}, so "
            "the weather since sowing is not known"
        )
    else:
        yield f"too few days since sowing on {facts.sown} have readings, so the weather of the season is not known"


def _select_weather(values: Floats) -> tuple[tuple[float | None, ...], ...]:
    """Select the rows of WEATHER from (days, quantities); none where nothing is known from before the week."""
    wanted = values[:, [list(QUANTITIES).index(name) for name in WEATHER]]
    return _round_rows(wanted, 2) if np.isfinite(wanted[:-DAYS]).any() else ()


def _round_rows(values: Floats, digits: int) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(round(float(cell), digits) if np.isfinite(cell) else None for cell in row) for row in values)
