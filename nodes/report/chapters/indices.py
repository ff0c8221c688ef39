"""The chapter on spectral indices, and on the cover that NDVI tells."""

from collections.abc import Iterator
from functools import partial

from models.geo.indices.scales import find_scale
from models.schemas import IndexStats, IndicesResult
from nodes.report.chapter import Chapter, MapPicture, RunFile
from nodes.report.chapters import layers
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share
from nodes.report.class_map import name_style_file
from nodes.report.few import is_few, say_few
from nodes.report.maps import describe_colours, describe_rest, draw_index
from nodes.report.refusals import why_no_index
from nodes.report.styles import name_style, write_index_style
from nodes.report.wording import Said, escape, table
from nodes.run_folder.files import FIELDS_MAP, VALID, name_map
from nodes.state import SceneState

_PERCENTILES = {"0": "minimum", "5": "5th percentile", "25": "25th percentile", "50": "median",
               "75": "75th percentile", "95": "95th percentile", "100": "maximum"}  # fmt: skip
WISHED = ("NDVI", "NDMI")
"""Indices that an agronomist looks at first: how green, how wet."""


_FEW = 0.01  # of the clear ground


def claims(state: SceneState) -> Iterator[Claim]:
    """State the statistics of each index, and the classes of cover."""
    indices = state.indices
    if indices is None:
        return
    where = f"pixels that are 1 in {VALID}"
    for stats in indices.stats:
        yield from _index(stats, indices.raster, where)
    if _may_be_cloud(state):
        return
    counted = sum(entry.pixels for entry in indices.cover)
    for place, entry in enumerate(indices.cover):
        label, inside = f"cover “{entry.name}”", _interval(entry.lower, entry.upper)
        method = f"{where} and whose NDVI is {inside}"
        yield claim_pixels(f"cover.{place}.pixels", label, entry.pixels, indices.raster, method)
        if not is_few(counted):
            share, among = entry.pixels / counted, f"{method}, among those whose NDVI is defined"
            yield claim_share(f"cover.{place}.share", label, share, indices.raster, among)
        if entry.area_ha is not None:
            yield claim_area(f"cover.{place}.area", label, entry.area_ha, indices.raster, f"sum over {method}")


def _may_be_cloud(state: SceneState) -> bool:
    """Whether clouds could not be looked for in a scene that is mostly white: what covers the ground is not known."""
    return any(issue.code == "looks_cloudy" for issue in state.issues)


def _interval(lower: float, upper: float) -> str:
    """The interval in words; the outer classes of a cover have no outer bound."""
    if lower <= -1 and upper >= 1:
        return "anything"
    if lower <= -1:
        return f"below {upper:g}"
    return f"{lower:g} or more" if upper >= 1 else f"from {lower:g} to below {upper:g}"


def _index(stats: IndexStats, file: str, where: str) -> Iterator[Claim]:
    name = stats.name
    unit = layers.name_unit(stats)
    how = layers.describe_mean(stats, where)
    yield _index_value(f"index.{name}.mean", f"mean of {name}", stats.mean, file, how, unit)
    how = f"standard deviation of {name} over {where}"
    yield _index_value(f"index.{name}.std", f"standard deviation of {name}", stats.std, file, how, unit)
    for key, value in stats.percentiles.items():
        word = _PERCENTILES.get(key, f"{key}th percentile")
        how = f"{word} of {name} over {where}"
        yield _index_value(f"index.{name}.p{key}", f"{word} of {name}", value, file, how, unit)
    method = f"{where} and where {name} is defined"
    yield claim_pixels(f"index.{name}.pixels", f"pixels with {name}", stats.pixels, file, method)
    method = f"{where} and where {name} is not defined"
    yield claim_pixels(f"index.{name}.undefined", f"clear pixels without {name}", stats.undefined, file, method)


def _index_value(name: str, label: str, value: float, file: str, method: str, unit: tuple[str, int]) -> Claim:
    return Claim(id=name, label=label, value=value, unit=unit[0], digits=unit[1], file=file, method=method)


def summarise(state: SceneState, said: Said) -> Iterator[str]:
    """Say how green it is and which cover is largest, or why no index could be measured."""
    indices = state.indices
    if layers.has_layers(state):
        yield from layers.summarise(state, said)
        return
    shown = next((entry for entry in indices.stats if entry.name == "NDVI"), None) if indices else None
    shown = shown or (indices.stats[0] if indices and indices.stats else None)
    if shown is not None and shown.pixels > 0:
        middle, low, high = (said(f"index.{shown.name}.p{key}") for key in ("50", "5", "95"))
        where = f"{said(f'index.{shown.name}.pixels')} of " if is_few(shown.pixels) else ""
        yield (
            f"Over {where}{_ground(said)} {escape(shown.name)} has a median of {middle} (from {low} at the 5th "
            f"percentile to {high} at the 95th)."
        )
        if _lacks_ground(shown.pixels, shown.undefined):
            gaps = said(f"index.{shown.name}.undefined")
            yield f"It has no value on {gaps} of clear ground, for want of a band there."
    largest = _largest_cover(state)
    if indices is not None and largest is not None:
        name = escape(indices.cover[largest].name)
        share, area = f"cover.{largest}.share", f"cover.{largest}.area"
        much = said(share, said(f"cover.{largest}.pixels")) + (f" ({said(area)})" if area in said else "")
        yield f"The largest class of cover is “{name}” with {much}."
    if (not indices or not indices.stats) and not state.is_photograph:
        yield f"No spectral index could be measured: {escape(why_no_index(state))}."


def _lacks_ground(pixels: int, undefined: int) -> bool:
    """Tell whether so many clear pixels have no value that a reader in a hurry must know."""
    return undefined > _FEW * (pixels + undefined)


def _ground(said: Said) -> str:
    return "clear ground" if "clear.pixels" in said else "all ground with data"


def _largest_cover(state: SceneState) -> int | None:
    cover = state.indices.cover if state.indices else ()
    if not cover or _may_be_cloud(state) or not any(entry.pixels for entry in cover):
        return None
    return max(range(len(cover)), key=lambda place: cover[place].pixels)


def lines(state: SceneState, said: Said) -> list[str]:
    """Tabulate cover and indices, or what stands in for them."""
    if layers.has_layers(state):
        return layers.lines(state, said)
    parts = (_cover_lines(state, said), _index_lines(state, said))
    found = [line for part in parts if part for line in ("", *part)]
    return found[1:]


def _cover_lines(state: SceneState, said: Said) -> list[str]:
    cover = state.indices.cover if state.indices else ()
    if _may_be_cloud(state) or not any(entry.pixels for entry in cover):
        return []
    few = is_few(sum(entry.pixels for entry in cover))
    rows = [
        (
            escape(entry.name), said(f"cover.{place}.share", "–"), said(f"cover.{place}.area", "no area"),
            said(f"cover.{place}.pixels"),
        )
        for place, entry in enumerate(cover)
    ]  # fmt: skip
    return [
        "## Cover", "", f"Classes of NDVI over {_ground(said)}; their bounds are in the table of numbers."
        + (f" {say_few(said, 'index.NDVI.pixels', 'have a value')}" if few else ""), "",
        *table(("Class", "Share", "Area", "Pixels"), rows),
    ]  # fmt: skip


def _index_lines(state: SceneState, said: Said) -> list[str]:
    if state.indices is None or not state.indices.stats:
        return []
    keys = ("mean", "p5", "p25", "p50", "p75", "p95")
    rows = [
        (escape(entry.name), escape(entry.long_name), *(said(f"index.{entry.name}.{key}") for key in keys))
        for entry in state.indices.stats
        if entry.pixels > 0
    ]
    empty = [escape(entry.name) for entry in state.indices.stats if entry.pixels == 0]
    lines = ["## Spectral indices", "", f"Over {_ground(said)}.", ""]
    lines += table(("Index", "Name", "Mean", "5th perc.", "25th", "Median", "75th", "95th"), rows)
    if any(entry.unit == "°C" for entry in state.indices.stats):
        lines += ["", f"Of the temperature: {layers.describe_heat(state)}"]
    return [*lines, "", f"No clear pixel has a value of {', '.join(empty)}."] if empty else lines


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the raster of all indices, and the styles of those that maps show."""
    if state.indices is None:
        return
    bands = [
        {
            "name": entry.name, "description": entry.long_name, "data_type": "float32", "nodata": "nan",
            "unit": entry.unit,
        }
        for entry in state.indices.stats
    ]  # fmt: skip
    title = layers.name_file(state) if layers.has_layers(state) else "Spectral indices"
    yield RunFile("indices", state.indices.raster, title, fields={"bands": bands})
    acquired, names = state.scene.acquired.value if state.scene else None, [entry.name for entry in state.indices.stats]
    for place, stats in enumerate(_choose_shown(state.indices)):
        name = name_style(state.indices.raster, stats.name if place else None)
        write = partial(write_index_style, names.index(stats.name) + 1, find_scale(stats), acquired)
        yield name_style_file(f"indices_{stats.name}_style", name, write)


def _choose_shown(indices: IndicesResult) -> list[IndexStats]:
    """Choose which indices have maps: those that agronomists look at first, where they are, else the first."""
    drawable = [stats for stats in indices.stats if stats.pixels > 0]
    wished = [stats for name in (*WISHED, *layers.WISHED) for stats in drawable if stats.name == name]
    return wished or drawable[:1]


def name_outlined(state: SceneState) -> str:
    """Name what has outlines on maps."""
    return "areas that look alike" if state.fields is not None and state.fields.alike is not None else "the fields"


def maps(state: SceneState) -> Iterator[MapPicture]:
    """Show NDVI and NDMI where they are, else the first index; the first shown is the map of the fields."""
    if state.indices is None or state.clouds is None:
        return
    for place, stats in enumerate(_choose_shown(state.indices)):
        subject = stats.name if place else FIELDS_MAP
        of = stats.name if place or not state.has_outlines else f"{name_outlined(state)}, {stats.name}"
        caption = f"Map of {of}: {describe_colours(stats)}; {describe_rest(state)}"
        yield MapPicture(name_map(subject), subject, caption, partial(draw_index, state, stats))


INDICES = Chapter(name="indices", claims=claims, lines=lines, summary=summarise, files=files, maps=maps)
