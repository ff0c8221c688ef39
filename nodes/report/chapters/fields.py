"""The chapter on the fields of the user: numbers of each, places to go to, and fields that were not judged."""

from collections.abc import Iterator
from pathlib import Path

from models.field.alike import AGREEMENT
from models.field.measured.places import find_faults, find_lacks
from models.field.measured.results import AlikeAreas, FieldMeasured, FieldsResult, PlaceKind
from models.vocabulary import CROPS
from nodes.report.chapter import Chapter, RunFile
from nodes.report.chapters import field_layers
from nodes.report.chapters.layers import has_layers
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share, marked
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

LONGEST = 25
"""Fields that are listed, and as many that were not judged."""
CROPS_TOLD = 6
"""Crops that are summed up, those with most fields first."""
ORDERED = "How the fields are ordered"
"""The title of what the order of the list rests on."""
INDEX = "NDVI"
_SHOWN = 0.995  # of a field on the scene, below which it is said
_PATCHES = "weak_patches.geojson"
_PARQUET = "application/vnd.apache.parquet"
_GPX, _KML = "application/gpx+xml", "application/vnd.google-earth.kml+xml"
_CSV, _GEOPACKAGE = "text/csv", "application/geopackage+sqlite3"

_FAULTS: dict[PlaceKind | None, int] = {"bare": 0, "behind_peers": 1, "behind_few": 1, "weak_patch": 2, None: 3}

Numbered = tuple[int, FieldMeasured]


def worst_first(result: FieldsResult) -> list[Numbered]:
    """Judged fields by number: those worth a visit by why, then by what they lack against others, then by NDVI."""
    faults, lacks = find_faults(result.fields), find_lacks(result.fields)
    judged = [(number, field) for number, field in enumerate(result.fields, 1) if field.not_judged is None]
    return sorted(
        judged, key=lambda one: _rank(one[1], faults[one[0] - 1], lacks[one[0] - 1][0] if one[0] - 1 in lacks else None)
    )


def _rank(field: FieldMeasured, fault: PlaceKind | None, lack: float | None) -> tuple[int, float, bool, float]:
    against = next((peers.difference for peers in field.peers if peers.name == INDEX), None)
    against = against if lack is None else -lack
    median = next((index.median for index in field.indices if index.name == INDEX), 1.0)
    weak = -field.patches[0].pixels if fault == "weak_patch" else 0.0
    return (_FAULTS[fault], weak, against is None, median if against is None else against)


def sum_up_crops(result: FieldsResult) -> list[tuple[str, list[float]]]:
    """Each crop with the medians of its judged fields, sorted; the crop with most fields first."""
    found: dict[str, list[float]] = {}
    for field in result.fields:
        median = next((index.median for index in field.indices if index.name == INDEX), None)
        if field.crop is not None and field.not_judged is None and median is not None:
            found.setdefault(field.crop, []).append(median)
    return sorted(((crop, sorted(medians)) for crop, medians in found.items()), key=lambda entry: -len(entry[1]))


def _crops(result: FieldsResult, state: SceneState) -> Iterator[Claim]:
    """State how many fields of a crop were judged, and between which medians they lie."""
    file = state.indices.raster if state.indices else "valid.tif"
    for place, (crop, medians) in enumerate(sum_up_crops(result)[:CROPS_TOLD], 1):
        of, how = f"crop.{place}.", f"over all judged fields of {crop}, in {result.table}"
        yield Claim(
            id=of + "count", label=f"judged fields of {crop}", value=len(medians), unit="", digits=0, file=result.table,
            method=how,
        )  # fmt: skip
        yield _plain(of + "low", f"lowest median of {INDEX} of a field of {crop}", medians[0], file, how)
        yield _plain(of + "high", f"highest median of {INDEX} of a field of {crop}", medians[-1], file, how)


def _unjudged(result: FieldsResult) -> list[Numbered]:
    return [(number, field) for number, field in enumerate(result.fields, 1) if field.not_judged is not None]


def claims(state: SceneState) -> Iterator[Claim]:
    """State the numbers of the fields that are listed; those of all stand in the tables."""
    result = state.fields
    if result is None or result.of_scene:
        return
    if has_layers(state):
        yield from field_layers.claims(state)
        return
    for number, field in worst_first(result)[:LONGEST]:
        yield from _claims(number, field, state)
        yield from _risk_claim(number, field, state)
        yield from _weakness(number, field, state)
    if result.alike is not None:
        yield Claim(
            id="areas.agreement", label="agreement of areas that look alike with seven Belgian fields", value=AGREEMENT,
            unit="", digits=2, file="tests/benchmarks/judge_areas.py",
            method="mean intersection over union of each field with the area most like it, two days",
        )  # fmt: skip
    yield from _crops(result, state)
    yield from _places(result, state)
    for number, field in _unjudged(result)[:LONGEST]:
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
    for index in (index for index in field.indices if index.name == INDEX):
        for name, words in (("median", "median"), ("p10", "lowest tenth"), ("p90", "highest tenth")):
            yield _plain(of + name, f"{INDEX} of {field.name}: {words}", getattr(index, name), file, how)
    for peers in (peers for peers in field.peers if peers.name == INDEX):
        how = f"median of {INDEX} less the median of those of the other judged fields of {field.crop}"
        yield _plain(of + "peers", f"{INDEX} of {field.name} against its peers", peers.difference, file, how)
        yield Claim(
            id=of + "peer_count", label=f"peers of {field.name}", value=peers.peers, unit="", digits=0,
            file=file, method=f"other judged fields of {field.crop}",
        )  # fmt: skip


def _plain(name: str, label: str, value: float, file: str, how: str) -> Claim:
    return Claim(id=name, label=label, value=value, unit="", digits=2, file=file, method=how)


def _risk_claim(number: int, field: FieldMeasured, state: SceneState) -> Iterator[Claim]:
    """State the ground at high risk, but not for a crop that the network never learned or what a person rejected."""
    if state.risk is None or field.risk is None or field.risk.area_ha is None or not field.risk.share:
        return
    if field.crop is not None and field.crop not in CROPS:
        return
    how = f"pixels that are {len(state.risk.share)} within the outline, each with the share that it covers"
    area = field.risk.area_ha["high"]
    claim = claim_area(f"field.{number}.high", f"ground of {field.name} at high risk", area, state.risk.raster, how)
    yield claim.model_copy(update={"fake": state.risk.fake})


def _weakness(number: int, field: FieldMeasured, state: SceneState) -> Iterator[Claim]:
    """State how much of a field is bare or weak, and how far it lies behind few others of its crop."""
    assert state.fields is not None
    of, file = f"field.{number}.", state.indices.raster if state.indices else "valid.tif"
    if (lack := find_lacks(state.fields.fields).get(number - 1)) is not None:
        how = f"median of {INDEX} of the other judged fields of {field.crop} less its own"
        yield _plain(of + "few", f"what {field.name} lacks against the few others of its crop", lack[0], file, how)
        yield Claim(
            id=of + "few_count", label=f"others of the crop of {field.name}", value=lack[1], unit="", digits=0,
            file=file, method=f"other judged fields of {field.crop}",
        )  # fmt: skip
    if field.bare is not None:
        how = "clear pixels without green plants, of the clear pixels within the outline, each with its covered share"
        yield claim_share(of + "bare", f"clear ground of {field.name} that is bare", field.bare, file, how)
    if not field.patches:
        return
    patches, how = field.patches, f"groups of clear pixels far below the median of {field.name}, as in {_PATCHES}"
    yield Claim(
        id=of + "patches", label=f"weak patches in {field.name}", value=len(patches), unit="", digits=0, file=file,
        method=how,
    )  # fmt: skip
    yield claim_pixels(
        of + "patch_pixels",
        f"size of weak patches in {field.name}",
        round(sum(patch.pixels for patch in patches)),
        file,
        how,
    )
    areas = [patch.area_ha for patch in patches if patch.area_ha is not None]
    if len(areas) == len(patches):
        yield claim_area(of + "patch_area", f"area of weak patches in {field.name}", sum(areas), file, how)
        yield claim_area(of + "patch_largest", f"largest weak patch in {field.name}", areas[0], file, how)
    yield _plain(
        of + "patch_below", f"{INDEX} of {field.name} less that of its largest weak patch", patches[0].below, file, how
    )


def _places(result: FieldsResult, state: SceneState) -> Iterator[Claim]:
    """State where the places to go to are, and what was seen there."""
    file = state.indices.raster if state.indices else "valid.tif"
    for number, place in enumerate(result.places, 1):
        of, where = f"place.{number}.", f"place {number} to go to, in {place.field}"
        for name, degrees in (("longitude", place.longitude), ("latitude", place.latitude)):
            yield Claim(
                id=of + name, label=f"{name} of {where}", value=degrees, unit="degrees", digits=5,
                file=result.scouting or result.table, method="a point on the ground that is meant",
            )  # fmt: skip
        how = f"median over the ground that is meant, as in {_PATCHES} or {result.table}"
        yield _plain(of + "value", f"{INDEX} at {where}", place.value, file, how)
        if place.area_ha is not None:
            yield claim_area(of + "area", f"ground of {where}", place.area_ha, file, how)
        if place.below is not None:
            yield _plain(of + "below", f"what {INDEX} lacks at {where}", place.below, file, how)


def lines(state: SceneState, said: Said) -> list[str]:
    """Name the fields that were not judged, with the reason, and say where all numbers are."""
    result = state.fields
    if result is None:
        return []
    if result.of_scene:
        files = [name for name in (result.table, result.outlines, result.geopackage) if name]
        hold = "hold" if len(files) > 1 else "holds"
        return ["## Fields", "", f"No parcels were given, so {', '.join(files)} {hold} the whole scene as one field."]
    if has_layers(state):
        return field_layers.lines(state)
    told, unjudged = ["## Fields" if result.alike is None else "## Areas that look alike", ""], _unjudged(result)
    if result.alike is not None:
        told += [say_alike(result.alike), ""]
    if unjudged:
        rows = [
            (escape(field.name), said(f"field.{number}.judged"), escape(str(field.not_judged)))
            for number, field in unjudged[:LONGEST]
        ]
        told += ["### Fields that were not judged", "", *table(("Field", "Seen", "Because"), rows), ""]
    if len(unjudged) > LONGEST:
        told += [f"The first {LONGEST} of {len(unjudged)}; {result.table} has all.", ""]
    told.append(f"All numbers of each field: {result.table}, {result.outlines}, {result.geopackage}.")
    return [*told, "", f"## {ORDERED}", "", _EVIDENCE]


def say_alike(alike: AlikeAreas) -> str:
    """Say what areas are that this program found, and what they rest on."""
    pixels = f" in pixels of {alike.pixel_m:.3g} m" if alike.pixel_m is not None else ""
    return (
        f"Nobody told where fields are, so clear ground was parted into areas that look alike by "
        f"{', '.join(map(escape, alike.indices))}{pixels}. They are no outlines of fields; no crop is known, and none "
        "is held against others."
    )


_EVIDENCE = (
    "Bare fields come first where most of their crop is green, then fields far below the others of their crop (from 8 "
    "others on, or by more than 0.2 where they are fewer), then "
    "those with weak patches, then all others by what they lack against their peers or, with too few, by NDVI. "
    "On real fields, NDVI against other fields of the same crop told more of the coming month than the maps of health "
    "or risk. So the list follows NDVI; risk stands behind it."
)


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the tables."""
    result = state.fields
    if result is None:
        return
    title = "The scene as one field" if result.of_scene else "Fields, one row each"
    title = marked(title, fake=result.health_fake or result.risk_fake)
    for key, name, media in (
        ("fields", result.outlines, None), ("fields_table", result.table, _CSV),
        ("fields_geopackage", result.geopackage, _GEOPACKAGE),
    ):  # fmt: skip
        if name:
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


FIELDS = Chapter(name="fields", claims=claims, lines=lines, files=files)
