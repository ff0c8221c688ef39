"""The chapter on the fields of the user, with which a report begins: which to look at first, and why."""

from collections.abc import Iterator
from pathlib import Path

from models.field.measured.results import FieldMeasured, FieldsResult
from models.field.measured.standing import LEAST_PEERS
from models.vocabulary import CROPS
from nodes.report.chapter import Chapter, RunFile
from nodes.report.claims import Claim, claim_area, claim_share, marked
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

_LONGEST = 25  # fields that are listed, and as many that were not judged
_INDEX = "NDVI"
_SHOWN = 0.995  # of a field on the scene, below which it is said
_PARQUET = "application/vnd.apache.parquet"
_GPX, _KML = "application/gpx+xml", "application/vnd.google-earth.kml+xml"
_CSV, _GEOPACKAGE = "text/csv", "application/geopackage+sqlite3"

Numbered = tuple[int, FieldMeasured]


def worst_first(result: FieldsResult) -> list[Numbered]:
    """Judged fields by number: by what they lack against their peers, then those without peers by their NDVI."""
    judged = [(number, field) for number, field in enumerate(result.fields, 1) if field.not_judged is None]
    return sorted(judged, key=lambda entry: _rank(entry[1]))


def _rank(field: FieldMeasured) -> tuple[bool, float]:
    peers = next((peers.difference for peers in field.peers if peers.name == _INDEX), None)
    median = next((index.median for index in field.indices if index.name == _INDEX), 1.0)
    return (peers is None, median if peers is None else peers)


def _unjudged(result: FieldsResult) -> list[Numbered]:
    return [(number, field) for number, field in enumerate(result.fields, 1) if field.not_judged is not None]


def claims(state: SceneState) -> Iterator[Claim]:
    """State the numbers of the fields that are listed; those of all stand in the tables."""
    result = state.fields
    if result is None:
        return
    for number, field in worst_first(result)[:_LONGEST]:
        yield from _claims(number, field, state)
        yield from _risk_claim(number, field, state)
    for number, field in _unjudged(result)[:_LONGEST]:
        yield _judged(number, field)


def _judged(number: int, field: FieldMeasured) -> Claim:
    how = "clear pixels with a value of the first index, of all within the outline; each counts with its covered share"
    return claim_share(
        f"field.{number}.judged", f"ground of {field.name} that is judged", field.judged, "valid.tif", how
    )


def _claims(number: int, field: FieldMeasured, state: SceneState) -> Iterator[Claim]:
    assert state.fields is not None
    file, of = state.indices.raster if state.indices else "valid.tif", f"field.{number}."
    yield _judged(number, field)
    how = "pixels within the outline, each with the share that it covers"
    if field.area_ha is not None:
        yield claim_area(of + "area", f"{field.name} on the scene", field.area_ha, "valid.tif", how)
    if field.on_scene < _SHOWN:
        how = "pixels within the outline, of its area in pixels"
        yield claim_share(of + "on_scene", f"part of {field.name} on the scene", field.on_scene, "parcels.geojson", how)
    how = f"over the clear ground of the field in {file}; a pixel counts with the share that the outline covers"
    for index in (index for index in field.indices if index.name == _INDEX):
        for name, words in (("median", "median"), ("p10", "lowest tenth"), ("p90", "highest tenth")):
            yield _plain(of + name, f"{_INDEX} of {field.name}: {words}", getattr(index, name), file, how)
    for peers in (peers for peers in field.peers if peers.name == _INDEX):
        how = f"median of {_INDEX} less the median of those of the other judged fields of {field.crop}"
        yield _plain(of + "peers", f"{_INDEX} of {field.name} against its peers", peers.difference, file, how)
        yield Claim(
            id=of + "peer_count", label=f"peers of {field.name}", value=peers.peers, unit="fields", digits=0,
            file=file, method=f"other judged fields of {field.crop}",
        )  # fmt: skip


def _plain(name: str, label: str, value: float, file: str, how: str) -> Claim:
    return Claim(id=name, label=label, value=value, unit="", digits=2, file=file, method=how)


def _risk_claim(number: int, field: FieldMeasured, state: SceneState) -> Iterator[Claim]:
    """State the ground at high risk, but not for a crop that the network never learned or what a person rejected."""
    if state.risk is None or field.risk is None or field.risk.area_ha is None or not field.risk.share:
        return
    if not _knows(field):
        return
    how = f"pixels that are {len(state.risk.share)} within the outline, each with the share that it covers"
    area = field.risk.area_ha["high"]
    claim = claim_area(f"field.{number}.high", f"ground of {field.name} at high risk", area, state.risk.raster, how)
    yield claim.model_copy(update={"fake": state.risk.fake})


def lines(state: SceneState, said: Said) -> list[str]:
    """List the fields, the worst first, and those that were not judged with the reason."""
    result = state.fields
    if result is None:
        return []
    told = ["## Fields", ""]
    judged, unjudged = worst_first(result), _unjudged(result)
    if judged:
        told += [_order(judged), ""]
        told += [*_table(judged[:_LONGEST], said), ""]
        told += [_EVIDENCE, ""]
    if len(judged) > _LONGEST:
        told += [f"The first {_LONGEST} of {len(judged)} fields; {result.table} has all.", ""]
    if unjudged:
        rows = [
            (escape(field.name), said(f"field.{number}.judged"), escape(str(field.not_judged)))
            for number, field in unjudged[:_LONGEST]
        ]
        told += ["### Fields that were not judged", "", *table(("Field", "Could be judged", "Because"), rows), ""]
    if len(unjudged) > _LONGEST:
        told += [f"The first {_LONGEST} of {len(unjudged)}; {result.table} has all.", ""]
    return [*told, f"All numbers of each field: {result.table}, {result.outlines}, {result.geopackage}."]


_EVIDENCE = (
    "On real fields, NDVI against other fields of the same crop told more of the coming month than the maps of health "
    "or risk. So the list follows NDVI; risk stands behind it."
)


def _order(judged: list[Numbered]) -> str:
    with_peers = [number for number, field in judged if not _rank(field)[0]]
    if not with_peers:
        few = f"No crop has more than {LEAST_PEERS} judged fields here, so fields are not held against each other."
        return f"Lowest NDVI first. {few} A ripe, cut or young crop is low without being ill."
    if len(with_peers) < len(judged):
        rest = "behind them, by NDVI, fields with too few of their crop"
        return f"Furthest below the other fields of its crop first; {rest}."
    return "Furthest below the other fields of its crop first."


def _table(judged: list[Numbered], said: Said) -> list[str]:
    """Show the fields; how they stand to their peers only where some have any."""
    head: tuple[str, ...] = (
        "Field",
        "Crop",
        "Area",
        "NDVI, median (lowest to highest tenth)",
        "At high risk",
        "Judged",
    )
    rows = [_row(number, field, said) for number, field in judged]
    if any(field.peers for _, field in judged):
        head = (*head, "Against its peers", "Why it stands here")
        rows = [(*row, *_peers(number, field, said)) for row, (number, field) in zip(rows, judged, strict=True)]
    return table(head, rows)


def _peers(number: int, field: FieldMeasured, said: Said) -> tuple[str, str]:
    return said(f"field.{number}.peers", "–"), _why(number, field, said)


def _knows(field: FieldMeasured) -> bool:
    """Whether the risk network has learned the crop of a field, or was told none."""
    return field.crop is None or field.crop in CROPS


def _row(number: int, field: FieldMeasured, said: Said) -> tuple[str, ...]:
    of = f"field.{number}."
    no_risk = "no crop seen" if _knows(field) else f"unknown for {escape(str(field.crop))}"
    spread = f"{said(of + 'p10')} to {said(of + 'p90')}"
    ndvi = f"{said(of + 'median')} ({spread})" if of + "median" in said else "–"
    return (
        escape(field.name), escape(field.crop or "not given"), said(of + "area", "–"), ndvi,
        said(of + "high", no_risk), said(of + "judged"),
    )  # fmt: skip


def _why(number: int, field: FieldMeasured, said: Said) -> str:
    of, peers = f"field.{number}.", next((peers for peers in field.peers if peers.name == _INDEX), None)
    if peers is None:
        why = "no crop is given, so it has no peers" if field.crop is None else "too few fields of its crop to compare"
    else:
        side = "below" if peers.lower <= 0.25 else "above" if peers.lower >= 0.75 else "among"
        words = {"below": "less green than most of", "above": "greener than most of", "among": "much like"}[side]
        why = f"{words} {said(of + 'peer_count')} of its crop"
    part = f"; only {said(of + 'on_scene')} of it lies on the scene" if of + "on_scene" in said else ""
    return why + part


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the tables."""
    result = state.fields
    if result is None:
        return
    title = marked("Fields, one row each", fake=result.health_fake or result.risk_fake)
    for key, name, media in (
        ("fields", result.outlines, None), ("fields_table", result.table, _CSV),
        ("fields_geopackage", result.geopackage, _GEOPACKAGE),
    ):  # fmt: skip
        yield RunFile(key, name, title, is_raster=False, media_type=media, is_detail=True)
    if result.parquet:
        yield RunFile("fields_parquet", result.parquet, title, is_raster=False, media_type=_PARQUET, is_detail=True)
    if result.weak_patches:
        title = "Weak patches in the fields"
        yield RunFile("weak_patches", result.weak_patches, title, is_raster=False, is_detail=True)
    if result.scouting:
        for key, name, media in (
            ("scouting", result.scouting, _GPX), ("scouting_kml", str(Path(result.scouting).with_suffix(".kml")), _KML),
        ):  # fmt: skip
            yield RunFile(key, name, "Places to go and look", is_raster=False, media_type=media, is_detail=True)


FIELDS = Chapter(name="fields", claims=claims, lines=lines, files=files, is_first=True)
