"""The fields of a scene without reflectance: what radar, heat or the colours of a picture measure of each."""

from collections.abc import Iterator

from models.field.measured.results import FieldIndex, FieldMeasured, FieldsResult
from models.schemas import IndexStats
from nodes.report.chapters.layers import RELATIVE, describe_mean, name_unit, shorten_name
from nodes.report.claims import Claim, claim_area, claim_share
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

_LONGEST = 25
_HOW = "over the ground of the field with data in {file}; a pixel counts with the share that the outline covers"
_ORDER = {
    "dB": "Listed by {name}, lowest first. Crops, their stage, wet ground and rows differ in it: low is not bad.",
    "°C": "Listed by temperature, warmest first. Warm may be dry, bare or ripe: the numbers do not say which.",
    "1": f"Listed by {{name}}, lowest first: {RELATIVE}. Crops and their stages differ in it: low is not ill.",
}

Numbered = tuple[int, FieldMeasured]


def list_fields(result: FieldsResult, stats: tuple[IndexStats, ...]) -> list[Numbered]:
    """Judged fields by number, in the order of the layer that they are listed by."""
    key = find_key(stats)
    judged = [(number, field) for number, field in enumerate(result.fields, 1) if field.not_judged is None]
    return sorted(judged, key=lambda entry: _rank(entry[1], key))


def find_key(stats: tuple[IndexStats, ...]) -> IndexStats:
    """The layer that fields are listed by."""
    return next((entry for entry in stats if entry.parts is not None), stats[0])


def _rank(field: FieldMeasured, key: IndexStats) -> float:
    value = next((_main(index, key) for index in field.indices if index.name == key.name), float("inf"))
    return -value if key.unit == "°C" else value


def _main(index: FieldIndex, stats: IndexStats) -> float:
    return index.mean if stats.unit == "dB" else index.median


def claims(state: SceneState) -> Iterator[Claim]:
    """State each layer of the fields that are listed: of decibels the mean, of others the median and the tenths."""
    assert state.fields is not None and state.indices is not None
    file, stats = state.indices.raster, {entry.name: entry for entry in state.indices.stats}
    for number, field in list_fields(state.fields, state.indices.stats)[:_LONGEST]:
        how = "pixels with data, of all within the outline; each counts with its covered share"
        label = f"ground of {field.name} that has a value"
        yield claim_share(f"field.{number}.judged", label, field.judged, "valid.tif", how)
        if field.area_ha is not None:
            how = "pixels within the outline, each with the share that it covers"
            yield claim_area(f"field.{number}.area", f"{field.name} on the scene", field.area_ha, "valid.tif", how)
        for index in field.indices:
            yield from _claim_layer(f"field.{number}.{index.name}", field, index, stats[index.name], file)


def _claim_layer(of: str, field: FieldMeasured, index: FieldIndex, stats: IndexStats, file: str) -> Iterator[Claim]:
    unit, digits = name_unit(stats)
    where = _HOW.format(file=file)
    keys = {"mean": "mean"} if unit == "dB" else {"median": "median", "p10": "lowest tenth", "p90": "highest tenth"}
    for key, words in keys.items():
        how = describe_mean(stats, where.removeprefix("over ")) if key == "mean" else f"{words} {where}"
        yield Claim(
            id=f"{of}.{key}", label=f"{index.name} of {field.name}: {words}", value=getattr(index, key), unit=unit,
            digits=digits, file=file, method=how,
        )  # fmt: skip


def list_layers(state: SceneState, said: Said, most: int = _LONGEST) -> list[str]:
    """Say in which order fields are listed, and list that many with their layers."""
    assert state.fields is not None and state.indices is not None
    stats, judged = state.indices.stats, list_fields(state.fields, state.indices.stats)[:most]
    if not judged:
        return []
    order = _ORDER[find_key(stats).unit].format(name=escape(shorten_name(find_key(stats))))
    head = ("Field", "Crop", "Area", *(escape(_words(entry)) for entry in stats), "Has a value")
    told = [order, "", *table(head, [_row(number, field, stats, said) for number, field in judged])]
    more = sum(field.not_judged is None for field in state.fields.fields) - len(judged)
    return [*told, "", f"{more} more fields: {state.fields.table}."] if more else told


def lines(state: SceneState) -> list[str]:
    """Name the fields that were not judged, and say where all numbers are; the first page lists the others."""
    result = state.fields
    assert result is not None
    told = ["## Fields", ""]
    unjudged = [field for field in result.fields if field.not_judged is not None]
    if unjudged:
        rows = [(escape(field.name), escape(str(field.not_judged))) for field in unjudged[:_LONGEST]]
        told += ["### Fields that were not judged", "", *table(("Field", "Because"), rows), ""]
    return [*told, f"All numbers of each field: {result.table}, {result.outlines}, {result.geopackage}."]


def _words(stats: IndexStats) -> str:
    return f"{shorten_name(stats)} ({'mean' if stats.unit == 'dB' else 'median, lowest to highest tenth'})"


def _row(number: int, field: FieldMeasured, stats: tuple[IndexStats, ...], said: Said) -> tuple[str, ...]:
    of = f"field.{number}."
    cells = []
    for entry in stats:
        one = f"{of}{entry.name}."
        if entry.unit == "dB":
            cells.append(said(f"{one}mean", "–"))
        elif f"{one}median" in said:
            cells.append(f"{said(f'{one}median')} ({said(f'{one}p10')} to {said(f'{one}p90')})")
        else:
            cells.append("–")
    return escape(field.name), escape(field.crop or "not given"), said(of + "area", "–"), *cells, said(of + "judged")
