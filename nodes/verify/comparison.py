"""`verify` of a comparison: from the two runs, where these are as they were, and from what lies in its own folder."""

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from models.field.measured.tables import outlines_text, table_text
from models.geo.pixels.raster import hash_file
from nodes.compare.claims import claims_of_change
from nodes.compare.page import write_html, write_page
from nodes.compare.results import (
    BEFORE_AFTER,
    CHANGE,
    CLAIMS,
    CLEAR,
    GEOPACKAGE,
    MANIFEST,
    MAP,
    MARKDOWN,
    OUTLINES,
    PAGE,
    RESULT,
    TABLE,
    ChangeResult,
)
from nodes.compare.tables import list_change_rows
from nodes.report.claims import claims_text
from nodes.run_folder.files import STATE
from nodes.run_folder.manifest import file_of, other_versions, raster_of
from nodes.state import SceneState
from nodes.verify.change_fields import recount_fields
from nodes.verify.change_ground import check_rasters, recount_ground
from nodes.verify.findings import Finding, Verification
from nodes.verify.folder import check_hashes, read_manifest
from nodes.verify.statements import compare_lines

logger = logging.getLogger(__name__)


def is_comparison(folder: Path) -> bool:
    """Whether a folder holds a comparison."""
    return (folder / RESULT).is_file() and (folder / MANIFEST).is_file()


def verify_comparison(folder: Path) -> Verification:
    """Recompute everything that the folder states; damage is a finding."""
    done = Verification()
    manifest = read_manifest(folder, done, parts=("outputs",))
    done.other_versions = other_versions(manifest)
    check_hashes(folder, manifest.get("outputs", {}), done)
    result = _read_result(folder, done)
    if result is None or not _names_own_files(folder, result, done):
        return done
    with done.reading(MANIFEST):
        for runs in _runs_at_hand(manifest, done):
            with done.reading(BEFORE_AFTER):
                _check_sides(result, runs, done)
                check_rasters(folder, result, runs, done)
    with done.reading(CHANGE):
        recount_ground(folder, result, done)
    with done.reading(OUTLINES):
        recount_fields(folder, result, _read_outlines(folder, result), done)
        _check_geopackage(folder, result)
    with done.reading(RESULT):
        _compare_texts(folder, result, done)
    for note in done.notes:
        logger.warning(note)
    return done


def _read_result(folder: Path, done: Verification) -> ChangeResult | None:
    with done.reading(RESULT):
        return ChangeResult.model_validate_json(file_of(folder, RESULT).read_bytes())
    return None


def _names_own_files(folder: Path, result: ChangeResult, done: Verification) -> bool:
    tables = (TABLE, OUTLINES, GEOPACKAGE) if result.fields else ()
    before = len(done.findings)
    for name in (CHANGE, BEFORE_AFTER, CLEAR):
        with done.reading(name):
            raster_of(folder, name).stat()
    for name in (CLAIMS, MARKDOWN, PAGE, MAP, *tables):
        with done.reading(name):
            file_of(folder, name).stat()
    return len(done.findings) == before


def _runs_at_hand(manifest: dict[str, Any], done: Verification) -> list[list[tuple[Path, SceneState]]]:
    """Return the two runs with their states; nothing where one is gone or is another one by now, which is noted."""
    runs, entries = [], manifest.get("runs")
    if not isinstance(entries, list) or [_is_entry(entry) for entry in entries] != [True, True]:
        raise ValueError("it does not tell the two runs")
    for entry in entries:
        folder = Path(str(entry["folder"]))
        if not all(_is_unchanged(folder, name, sha256) for name, sha256 in entry["files"].items()):
            done.notes.append(
                f"run {folder} is not at hand as it was, so the comparison was checked from its own folder only"
            )
            return []
        done.checked += len(entry["files"])
        runs.append((folder, SceneState.model_validate_json(file_of(folder, STATE).read_bytes())))
    return [runs]


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("folder"), str) and isinstance(entry.get("files"), dict)


def _is_unchanged(folder: Path, name: str, sha256: str) -> bool:
    path = folder / name
    return path.name == name and path.is_file() and hash_file(path) == sha256


def _check_sides(result: ChangeResult, runs: list[tuple[Path, SceneState]], done: Verification) -> None:
    for side, (folder, state) in zip((result.first, result.second), runs, strict=True):
        assert state.scene is not None
        scene = state.scene
        true = (scene.acquired.value, scene.sensor.value, scene.level.value, Path(scene.path).name)
        stated = (side.acquired, side.sensor, side.level, side.scene)
        done.checked += 1
        if stated != true:
            done.findings.append(
                Finding(f"run {folder.name}", str(stated), str(true), RESULT, "the run says otherwise")
            )


def _read_outlines(folder: Path, result: ChangeResult) -> list[Any]:
    """Outlines in degrees, one a field."""
    if not result.fields:
        return []
    collection = json.loads(file_of(folder, OUTLINES).read_text(encoding="utf-8"))
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise ValueError("no collection of features")
    if len(features) != len(result.fields):
        raise ValueError(f"{len(features)} outlines, and {len(result.fields)} fields in {RESULT}")
    return [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]


def _check_geopackage(folder: Path, result: ChangeResult) -> None:
    """Raise `ValueError` where it holds something else than the table."""
    rows = list_change_rows(result)
    if not rows:
        return
    try:
        names, _, _, columns = pyogrio.raw.read(file_of(folder, GEOPACKAGE))[:4]
    except RuntimeError as error:  # of GDAL
        raise ValueError(f"{GEOPACKAGE} cannot be read ({error})") from error
    held = dict(zip(names["fields"].tolist(), columns, strict=True))
    for column in rows[0]:
        for value, other in zip((row[column] for row in rows), held[column].tolist(), strict=True):
            is_nothing = value is None and (other is None or other != other)
            if value != other and not is_nothing:
                raise ValueError(f"{GEOPACKAGE}, {column}: {other}, where {RESULT} says {value}")


def _compare_texts(folder: Path, result: ChangeResult, done: Verification) -> None:
    """Write all that is text once more, and hold it against the files line by line."""
    claims = claims_of_change(result)
    page = write_page(result, claims)
    html = write_html(result, page, (folder / MAP).read_bytes())
    texts = {MARKDOWN: page, PAGE: html, CLAIMS: claims_text(claims)}
    if rows := list_change_rows(result):
        texts[TABLE] = table_text(rows)
        with done.reading(OUTLINES):
            texts[OUTLINES] = outlines_text(rows, np.array(_read_outlines(folder, result), dtype=object))
    for name, text in texts.items():
        with done.reading(name):
            done.checked += len(claims) if name == CLAIMS else 1
            found = (folder / name).read_text(encoding="utf-8")
            compare_lines(name, found.split("\n"), text.split("\n"), done)
