"""Compare two runs: check, lay on each other, write rasters, measure fields, tell it on a page."""

import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EEXIST, ENOTEMPTY
from pathlib import Path
from typing import Any

from models.errors import ConfigError
from models.files import write_whole
from models.geo.pixels.raster import hash_file
from nodes.compare.claims import claims_of_change
from nodes.compare.fields import lay_outlines, measure_changes
from nodes.compare.fitting import fit_runs
from nodes.compare.map_change import draw_change
from nodes.compare.matching import Matching, match_fields
from nodes.compare.noise import judge_change
from nodes.compare.page import write_html, write_page
from nodes.compare.rasters import write_rasters
from nodes.compare.results import CLAIMS, MANIFEST, MAP, MARKDOWN, PAGE, RESULT, ChangeResult, Doubt
from nodes.compare.sides import ComparedRun, open_run
from nodes.compare.tables import write_tables
from nodes.report.claims import PLAIN, Style, claims_text
from nodes.run_folder.manifest import outputs_of, versions

_ALIKE = 3
"""Fields from which on it is odd that all move the same way."""


def compare_runs(one: Path, other: Path, out: Path, style: Style = PLAIN) -> ChangeResult:
    """Compare the runs in two folders, and write what changed into a third, which is there wholly or not at all.

    Raises `ConfigError` or `SceneError` where they cannot be compared.
    """
    fit = fit_runs(open_run(one), open_run(other))
    matching = match_fields(fit.first, fit.second)
    with _whole_folder(out) as folder:
        ground = write_rasters(fit, folder)
        names = [*fit.bands]
        fields = measure_changes(folder, matching.pairs, fit.grid, names)
        result = ChangeResult(
            first=fit.first.side, second=fit.second.side, language=style.language, units=style.area, grid=fit.grid,
            indices=tuple(names), ground=ground,
            fields=fields, only_first=matching.only_first, only_second=matching.only_second,
            doubts=(*fit.doubts, *matching.doubts),
        )  # fmt: skip
        result = result.model_copy(update={"doubts": (*result.doubts, *_find_all_alike(result))})
        write_tables(folder, result, [pair.outline for pair in matching.pairs])
        _tell(folder, result, matching)
        _write_manifest(folder, (fit.first, fit.second))
    return result


def _find_all_alike(result: ChangeResult) -> tuple[Doubt, ...]:
    verdicts = [field.main.verdict for field in result.fields if field.main]
    ground = judge_change(result.ground.median, result.ground.compared)
    is_odd = len(verdicts) >= _ALIKE and {*verdicts} == {ground} and ground != "steady"
    return (Doubt(code="all_alike"),) if is_odd else ()


def _tell(folder: Path, result: ChangeResult, matching: Matching) -> None:
    shapes = [pair.outline for pair in matching.pairs]
    outlines: Sequence[Any] = lay_outlines(shapes, result.grid) if shapes else ()
    picture = draw_change(folder, result, outlines)
    claims = claims_of_change(result)
    page = write_page(result, claims)
    write_whole(folder / MAP, picture)
    write_whole(folder / RESULT, result.model_dump_json(indent=2) + "\n")
    write_whole(folder / CLAIMS, claims_text(claims))
    write_whole(folder / MARKDOWN, page)
    write_whole(folder / PAGE, write_html(result, page, picture))


def _write_manifest(folder: Path, runs: tuple[ComparedRun, ComparedRun]) -> None:
    """Say which runs were compared, by the hash of each file that was read, and what came of it."""
    manifest = {
        "runs": [{"folder": str(run.folder.absolute()), "files": run.hashes} for run in runs],
        "outputs": {
            name: {"bytes": path.stat().st_size, "sha256": hash_file(path)} for name, path in outputs_of(folder)
        },
        "versions": versions(),
    }
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """Give a hidden folder that takes the place of `out` once all is in it; what goes wrong leaves nothing."""
    was_there = out.exists()
    if was_there and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"--out {out} is there and not empty; name a folder that is empty or does not exist")
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.parent / f".{out.name}.{secrets.token_hex(4)}.part"
    folder.mkdir()
    try:
        yield folder
        if was_there:
            for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
                path.rename(out / path.name)
        else:
            folder.rename(out)
    except OSError as error:
        if error.errno not in (ENOTEMPTY, EEXIST):
            raise
        raise ConfigError(f"--out {out} was filled by another process meanwhile; name another folder") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
