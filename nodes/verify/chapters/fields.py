"""The fields of the user measured again: outlines cut with each pixel, values sorted one by one.

Of more than `MOST` fields those are measured again of which the report states a number, and others drawn by chance.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from models.field.alike import find_areas
from models.field.measured.places import choose_places, find_lacks, green_of
from models.field.measured.results import FieldMeasured, FieldsResult
from models.field.measured.scouting import title_places, write_gpx, write_kml
from models.field.measured.standing import compare_fields
from models.field.measured.tables import Row, list_rows, outlines_text, table_text
from models.field.parcels import read_parcels
from models.geo.pixels.footprint import draw_outline
from models.geo.pixels.source import open_raster
from nodes.report.chapters.fields import claims, sum_up_crops
from nodes.report.decisions import without_rejected
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState
from nodes.verify import weak_patches
from nodes.verify.one_field import Rasters, agree
from nodes.verify.one_scene import count_scene
from nodes.verify.recount import Count, Recount, Text, Values

MOST = 2000
"""Fields that are all measured again."""


@dataclass(frozen=True)
class Recounted:
    """The fields as they are, and the patches of those that were measured again."""

    fields: FieldsResult
    patches: dict[int, weak_patches.Found]
    ground: weak_patches.Ground


def recount_fields(run_dir: Path, state: SceneState) -> Recounted:
    """Measure fields from the rasters; a number that agrees is given as it is stated."""
    stated = state.fields
    assert stated is not None and state.scene is not None and state.clouds is not None
    with open_raster(run_dir / state.clouds.raster) as valid:
        grid = state.scene.grid.model_copy(update={"transform": tuple(valid.transform)[:6]})
    parcels = read_parcels(run_dir / PARCELS, grid)
    if len(stated.fields) != len(parcels.all):
        raise ValueError(f"{len(stated.fields)} fields are stated, and {len(parcels.all)} lie in {PARCELS}")
    found, patches, ground = [*stated.fields], {}, weak_patches.Ground(grid)
    outlines, chosen = parcels.outlines(), _choose(state)
    with Rasters(run_dir, state, ground) as rasters:
        for number in chosen:
            told = found[number]
            found[number], patches[number] = rasters.measure(parcels.all[number], outlines[number], told)
    compared = compare_fields(field.model_copy(update={"peers": ()}) for field in found)
    agreed = tuple(_agree_on_peers(field, told) for field, told in zip(compared, stated.fields, strict=True))
    return Recounted(stated.model_copy(update={"fields": agreed, "places": choose_places(agreed)}), patches, ground)


def recount_scene(run_dir: Path, state: SceneState) -> Recounted:
    """Count a scene that is its own one field from its rasters."""
    assert state.fields is not None and state.scene is not None
    (told,) = state.fields.fields
    found = state.fields.model_copy(update={"fields": (count_scene(run_dir, state, told),), "places": ()})
    return Recounted(found, {}, weak_patches.Ground(state.scene.grid))


def _choose(state: SceneState) -> list[int]:
    """Which fields are measured again: all of a few; of many, those in the report and others by chance."""
    assert state.fields is not None
    count = len(state.fields.fields)
    if count <= MOST:
        return [*range(count)]
    named = {int(claim.id.split(".")[1]) - 1 for claim in claims(state) if claim.id.startswith("field.")}
    drawn = np.random.default_rng(count).permutation(count)[: MOST - len(named)]
    return sorted(named | {*drawn.tolist()})


def _agree_on_peers(field: FieldMeasured, told: FieldMeasured) -> FieldMeasured:
    if len(field.peers) != len(told.peers):
        return field
    peers = tuple(agree(one, other) for one, other in zip(field.peers, told.peers, strict=True))
    return field.model_copy(update={"peers": peers})


def field_values(recounted: Recounted) -> Values:
    """Value of each claim on a field."""
    true = recounted.fields
    found: Values = {}
    for number, field in enumerate(true.fields, 1):
        of = f"field.{number}."
        found |= {of + "judged": 100 * field.judged, of + "on_scene": 100 * field.on_scene}
        found |= {of + "area": field.area_ha} if field.area_ha is not None else {}
        found |= {of + "high": field.risk.area_ha["high"]} if field.risk and field.risk.area_ha else {}
        for index in field.indices:
            found |= {f"{of}{index.name}.{key}": getattr(index, key) for key in ("mean", "median", "p10", "p90")}
        for index in (index for index in field.indices if index.name == "NDVI"):
            found |= {of + "median": index.median, of + "p10": index.p10, of + "p90": index.p90}
        for peers in (peers for peers in field.peers if peers.name == "NDVI"):
            found |= {of + "peers": peers.difference, of + "peer_count": peers.peers}
        found |= _values_of_weakness(of, field)
    for number, (lack, others) in find_lacks(true.fields).items():
        found |= {f"field.{number + 1}.few": lack, f"field.{number + 1}.few_count": others}
    for number, (_, medians) in enumerate(sum_up_crops(true), 1):
        of = f"crop.{number}."
        found |= {of + "count": len(medians), of + "low": medians[0], of + "high": medians[-1]}
    for number, place in enumerate(true.places, 1):
        told = {
            "longitude": place.longitude, "latitude": place.latitude, "value": place.value, "area": place.area_ha,
            "below": place.below,
        }  # fmt: skip
        found |= {f"place.{number}.{name}": value for name, value in told.items() if value is not None}
    return found


def _values_of_weakness(of: str, field: FieldMeasured) -> Values:
    found: Values = {of + "bare": 100 * field.bare} if field.bare is not None else {}
    if not field.patches:
        return found
    sizes, areas = [patch.pixels for patch in field.patches], [patch.area_ha for patch in field.patches]
    found |= {of + "patches": len(sizes), of + "patch_pixels": round(sum(sizes))}
    found |= {of + "patch_below": field.patches[0].below}
    known = [area for area in areas if area is not None]
    return found | ({of + "patch_area": sum(known), of + "patch_largest": known[0]} if len(known) == len(areas) else {})


def check_rest(run_dir: Path, state: SceneState, recounted: Recounted) -> Values:
    """Hold all that is stated of the fields against the rasters, and the files against it; `ValueError` if not so."""
    stated = state.fields
    assert stated is not None
    for one, other in zip(stated.fields, recounted.fields.fields, strict=True):
        if one != other:
            differing = [name for name, value in one if value != getattr(other, name)]
            raise ValueError(f"{one.name}: the rasters say otherwise of {', '.join(differing)}")
    if stated.places != recounted.fields.places:
        raise ValueError("the places to go and look are not those that follow from the fields")
    if stated.weak_patches:
        weak_patches.check_outlines(run_dir / stated.weak_patches, stated.fields, recounted.patches, recounted.ground)
    _check_tables(run_dir, state)
    return {}


def _check_tables(run_dir: Path, state: SceneState) -> None:
    """Hold GeoPackage and GeoParquet against the run; raises `ValueError` where a cell or an outline is another."""
    stated = state.fields
    assert stated is not None and state.scene is not None
    rows = _list_rows(state)
    parcels = _shapes(run_dir, state)
    if stated.geopackage:
        names, _, outlines, columns = pyogrio.raw.read(run_dir / stated.geopackage)[:4]
        held = {name: column.tolist() for name, column in zip(names["fields"].tolist(), columns, strict=True)}
        _compare_table(stated.geopackage, rows, held, parcels, outlines)
    if stated.parquet:
        from pyarrow import parquet

        held = parquet.read_table(run_dir / stated.parquet, partitioning=None).to_pydict()
        _compare_table(stated.parquet, rows, held, parcels, held.pop("geometry"))


def _list_rows(state: SceneState) -> list[Row]:
    """List the rows of the tables, without what a person has rejected."""
    result = without_rejected(state).fields
    assert result is not None
    return list_rows(_find_day(state), result)


def _compare_table(
    file: str, rows: list[Row], held: dict[str, list[Any]], parcels: list[Any], outlines: Iterable[Any]
) -> None:
    if [*held] != [*rows[0]]:
        raise ValueError(f"{file}: its columns are not those of the run")
    for column, values in held.items():
        for value, other in zip((row[column] for row in rows), values, strict=True):
            if value != other and not (value is None and (other is None or other != other)):
                raise ValueError(f"{file}, {column}: {other}, where the run says {value}")
    if not all(shapely.equals(shapely.from_wkb(one), shape) for one, shape in zip(outlines, parcels, strict=True)):
        raise ValueError(f"{file}: its outlines are not those of the parcels")


def _shapes(run_dir: Path, state: SceneState) -> list[Any]:
    """Outlines of the fields in degrees."""
    assert state.fields is not None and state.scene is not None
    if state.fields.of_scene:
        drawn = draw_outline(state.scene.grid)
        shape = None if drawn is None else shapely.from_geojson(json.dumps(drawn[0]), on_invalid="ignore")
        return [] if shape is None else [shape]
    return [parcel.shape for parcel in read_parcels(run_dir / PARCELS, state.scene.grid).all]


def _find_day(state: SceneState) -> str | None:
    return state.scene.acquired.value if state.scene else None


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Measure the fields again."""
    if state.fields is not None:
        find = recount_scene if state.fields.of_scene else recount_fields
        recount = cache(partial(find, run_dir, state))
        yield Count(state.fields.table, lambda: field_values(recount()))
        yield Count(state.fields.geopackage or state.fields.table, lambda: check_rest(run_dir, state, recount()))


def texts(run_dir: Path, state: SceneState) -> Iterator[Text]:
    """Write the tables once more."""
    if state.fields is None or state.scene is None:
        return
    rows = _list_rows(state)
    if state.fields.alike is not None:
        yield Text(PARCELS, partial(_part_again, run_dir, state))
    yield Text(state.fields.table, partial(table_text, rows))
    if state.fields.outlines:
        yield Text(state.fields.outlines, partial(outlines_text, rows, _shapes(run_dir, state)))
    green = next((index.name for field in state.fields.fields if (index := green_of(field.indices))), None)
    if (scouting := state.fields.scouting) and green:
        units, language = state.request.units, state.request.language
        for name, write in ((scouting, write_gpx), (str(Path(scouting).with_suffix(".kml")), write_kml)):
            title = title_places(_find_day(state), language)
            yield Text(name, partial(write, state.fields.places, green, title, units, language))


def _part_again(run_dir: Path, state: SceneState) -> str:
    """Part the scene once more by its indices; raises `ValueError` where the areas rest on something else."""
    assert state.fields is not None and state.indices is not None and state.clouds is not None
    assert state.scene is not None
    with open_raster(run_dir / state.clouds.raster) as valid:
        grid = state.scene.grid.model_copy(update={"transform": tuple(valid.transform)[:6]})
    names = tuple(one.name for one in state.indices.stats)
    word = state.fields.fields[0].name.partition(" ")[0]
    found = find_areas(run_dir / state.indices.raster, names, run_dir / state.clouds.raster, grid, word)
    if found.told != state.fields.alike:
        raise ValueError("the areas rest on other indices or pixels than the run says")
    return found.file.text


def notes(state: SceneState) -> Iterator[str]:
    """Say where fields are too many to measure all of them again."""
    if state.fields is not None and len(state.fields.fields) > MOST:
        yield (
            f"{len(_choose(state))} of {len(state.fields.fields)} fields were measured again: those in the report, and "
            "others drawn by chance"
        )


FIELDS = Recount("fields", counts, texts, in_no_file=("areas.",), notes=notes)
