"""The list of fields: one row each, the worst first, with the reason why it stands there."""

from collections.abc import Iterator
from typing import Literal

from models.field.measured.patches import NOISE
from models.field.measured.results import FieldMeasured, FieldsResult
from models.field.measured.standing import FEW_LOWER
from models.vocabulary import CROPS
from nodes.report.chapters.fields import INDEX, Numbered
from nodes.report.first_page.words import Words
from nodes.report.wording import Said, escape, table

LISTED = 10
MUCH_BARE = 0.1
"""Of the clear ground of a field, from which it is said."""
MUCH_AT_RISK = 0.25
"""Of a field that the forecast calls high, from which nothing else to say is not said."""
TOLD_APART = 0.02
"""Medians of the index that lie nearer than this are not ranked in words."""


def list_fields(result: FieldsResult, fields: list[Numbered], said: Said, words: Words) -> list[str]:
    """Lines of a table of some of the fields, in the order given."""
    with_risk = any(name.startswith("field.") and name.endswith(".high") for name in said.claims)
    lowest, rows = _find_lowest(result), []
    for number, field in fields:
        why = [*_reasons(number, field, said, words)]
        if number in lowest and not field.peers and f"field.{number}.few" not in said:
            why.insert(0, words.lowest_of_crop(lowest[number]))
        risk = [_risk(number, field, said, words)] if with_risk else []
        usual = words.only_risk() if _is_at_risk(number, field, said) else words.nothing_stands_out()
        told = words.join(why) or (usual if f"field.{number}.median" in said else "–")
        rows.append((*_cells(number, field, said, words), *risk, said(f"field.{number}.judged"), told))
    return table(words.columns(with_risk=with_risk, alike=result.alike is not None), rows)


def _find_lowest(result: FieldsResult) -> dict[int, int]:
    """Number of the field with the lowest index of each crop that has several, and how many it has.

    It is lowest where the next one is clearly above it; two of about the same value are not told apart.
    """
    by_crop: dict[str, list[tuple[float, int]]] = {}
    for number, field in enumerate(result.fields, 1):
        median = next((index.median for index in field.indices if index.name == INDEX), None)
        if field.crop is not None and field.not_judged is None and median is not None:
            by_crop.setdefault(field.crop, []).append((median, number))
    ranked = [sorted(found) for found in by_crop.values() if len(found) > 1]
    return {found[0][1]: len(found) for found in ranked if found[1][0] - found[0][0] > TOLD_APART}


def _cells(number: int, field: FieldMeasured, said: Said, words: Words) -> tuple[str, ...]:
    of = f"field.{number}."
    ndvi = words.spread(said(of + "median"), said(of + "p10"), said(of + "p90")) if of + "median" in said else "–"
    return escape(field.name), escape(words.crop(field.crop)), said(of + "area", "–"), ndvi


def _risk(number: int, field: FieldMeasured, said: Said, words: Words) -> str:
    is_known = field.crop is None or field.crop in CROPS
    otherwise = words.no_crop_seen() if is_known else words.risk_unknown()
    return said(f"field.{number}.high", otherwise)


def _is_at_risk(number: int, field: FieldMeasured, said: Said) -> bool:
    of = f"field.{number}.high"
    return of in said and bool(field.area_ha) and said.claims[of].value >= MUCH_AT_RISK * (field.area_ha or 0.0)


def find_side(field: FieldMeasured) -> Literal["below", "above", "among"]:
    """Where a field stands to its peers by the index."""
    peers = next(peers for peers in field.peers if peers.name == INDEX)
    if abs(peers.difference) <= NOISE or FEW_LOWER < peers.lower < 1 - FEW_LOWER:
        return "among"
    return "below" if peers.lower <= FEW_LOWER else "above"


def _reasons(number: int, field: FieldMeasured, said: Said, words: Words) -> Iterator[str]:
    of = f"field.{number}."
    if of + "peers" in said:
        against = said(of + "peers").removeprefix("-"), said(of + "peer_count")
        yield words.against_peers(*against, side=find_side(field))
    if of + "few" in said:
        yield words.against_few(said(of + "few"), said(of + "few_count"))
    if field.bare is not None and field.bare >= MUCH_BARE:
        yield words.bare(said(of + "bare"))
    if of + "patches" in said:
        yield words.patches(said(of + "patches"), said(of + "patch_area", said(of + "patch_pixels", "")))
    if of + "on_scene" in said:
        yield words.partly_on_scene(said(of + "on_scene"))
