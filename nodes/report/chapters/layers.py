"""What stands in for spectral indices where a scene has none: backscatter, temperature, colours of a picture."""

from collections.abc import Iterator

from models.schemas import IndexStats
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

WISHED = ("VH_minus_VV_dB", "HV_minus_HH_dB", "VH_minus_VV_relative", "HV_minus_HH_relative", "VARI_relative",
          "NDVI_relative")  # fmt: skip
"""Layers that are drawn where they are there; else the first."""
RELATIVE = "relative, within this picture only"
_COLUMNS = {"mean": "Mean", "p5": "5th perc.", "p25": "25th", "p50": "Median", "p75": "75th", "p95": "95th"}
_RADAR = (
    "Means are of the linear power, turned into dB afterwards. Percentiles are of single pixels, which speckle "
    "spreads; it also leaves means of fields of a few pixels unsure. Radar sees through clouds. {less}A wet or rough "
    "surface, rows, slopes and the angle of view move these numbers as well as plants do, so they are a measurement, "
    "not a judgement of a crop."
)
_LESS = (
    "{0} less {1} is higher (nearer to zero) where plants scatter within their canopy than over bare smooth ground. "
)
_UNCALIBRATED = (
    "The numbers of this product are not calibrated, so these decibels count from a stored number of 1. They are "
    f"{RELATIVE}: no other date, sensor or table of backscatter can be held against them. "
)
_HEAT = {
    True: "This is the temperature of the surface: of leaves where they close, of soil between them. ",
    None: "The file does not say whether this is the temperature of the surface, or that seen at the sensor, which is "
    "mostly some degrees lower. ",
    False: "This is the temperature as seen at the sensor; that of the surface is mostly some degrees higher. ",
}
_LANDSAT_HEAT = (
    "Landsat senses heat in cells of 60 to 120 m, however fine the file: a field narrower than two of them shares its "
    "number with what lies beside it. "
)
_HEAT_RANGE = "A warm patch may lack water, or be bare; hour, wind and sun move these numbers from date to date."
_BRIGHTNESS = (
    f"The picture declares no temperature, so brightness is all it tells: {RELATIVE}. Bright is warm in most cameras "
    "and cold in some; stretched pictures cannot be turned into °C afterwards."
)
_PICTURE = (
    f"The numbers of this picture are no reflectance, so its indices are {RELATIVE}. Higher is greener here, but dark "
    "water and shade may look as green as plants, and haze and the camera move all of them. No class of cover, health "
    "or risk follows from them, and no table of NDVI or other date can be held against them."
)


def has_layers(state: SceneState) -> bool:
    """Tell whether the scene has no indices of reflectance, but what stands in for them."""
    stats = state.indices.stats if state.indices else ()
    return bool(stats) and all(entry.unit != "1" or entry.is_relative for entry in stats)


def name_unit(stats: IndexStats) -> tuple[str, int]:
    """Name the unit in which values are stated, and with how many decimals."""
    return ("", 3) if stats.unit == "1" else (stats.unit, 1)


def describe_mean(stats: IndexStats, where: str) -> str:
    """Say how the mean of a layer was made."""
    if stats.parts is not None:
        return (
            f"mean of {stats.parts[0]} less mean of {stats.parts[1]}, each the mean of linear power over {where}, in dB"
        )
    if stats.unit == "dB":
        return f"mean of the linear power over {where}, turned into dB"
    return f"mean of {stats.name} over {where}"


def summarise(state: SceneState, said: Said) -> Iterator[str]:
    """Say what was measured, in one sentence."""
    assert state.indices is not None
    stats = [entry for entry in state.indices.stats if entry.pixels]
    if not stats:
        return
    first = stats[0]
    if first.unit == "dB":
        means = ", ".join(f"{escape(shorten_name(entry))} {said(f'index.{entry.name}.mean')}" for entry in stats)
        yield f"Mean backscatter{f' ({RELATIVE})' if first.is_relative else ''}: {means}."
        return
    middle, low, high = (said(f"index.{first.name}.p{key}") for key in ("50", "5", "95"))
    what = "The temperature" if first.unit == "°C" else escape(shorten_name(first))
    what = what[0].upper() + what[1:]
    only = f" ({RELATIVE})" if first.is_relative else ""
    yield f"{what} has a median of {middle} (from {low} at the 5th percentile to {high} at the 95th){only}."


def shorten_name(stats: IndexStats) -> str:
    """Shorten the name of a layer to what people call it."""
    plain = stats.name.removesuffix("_dB").removesuffix("_C").removesuffix("_relative")
    return plain.replace("_minus_", " less ").replace("_", " ")


def lines(state: SceneState, said: Said) -> list[str]:
    """Tabulate the layers, with what they mean and what they do not."""
    assert state.indices is not None
    stats = [entry for entry in state.indices.stats if entry.pixels]
    if not stats:
        return []
    title, words = _introduce(stats, state)
    rows = [
        (escape(shorten_name(entry)), escape(entry.formula), *(said(f"index.{entry.name}.{key}") for key in _COLUMNS))
        for entry in stats
    ]
    return [f"## {title}", "", words, "", *table(("Layer", "How", *_COLUMNS.values()), rows)]


def name_file(state: SceneState) -> str:
    """Title of the raster."""
    assert state.indices is not None
    return _introduce(list(state.indices.stats), state)[0]


def _introduce(stats: list[IndexStats], state: SceneState) -> tuple[str, str]:
    first = stats[0]
    if first.unit == "dB":
        ratios = (_LESS.format(*(part[:2] for part in entry.parts)) for entry in stats if entry.parts is not None)
        words = _RADAR.format(less="".join(ratios))
        return "Radar backscatter", _UNCALIBRATED + words if first.is_relative else words
    if first.unit == "°C":
        return "Temperature", describe_heat(state)
    if first.name == "brightness_relative":
        return f"Thermal picture, {RELATIVE}", _BRIGHTNESS
    return f"Colours of the picture, {RELATIVE}", _PICTURE


def describe_heat(state: SceneState) -> str:
    """Say which temperature it is, and what it can and cannot tell."""
    scene = state.scene
    level = scene.is_at_surface if scene is not None else None
    is_landsat = scene is not None and (scene.sensor.value or "").startswith("Landsat")
    return _HEAT[level] + (_LANDSAT_HEAT if is_landsat else "") + _HEAT_RANGE
