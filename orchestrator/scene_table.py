"""The contract of a scene as a person reads it."""

from collections.abc import Iterator
from math import hypot
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from models.geo.contract.scene import Band, Fact, Grid, Scene


def show_scene(scene: Scene) -> None:
    """Print the contract of a scene, each fact with its evidence; bands are stored × scale + offset."""
    console = Console()
    console.print(_facts(scene))
    console.print(_bands(scene))
    for line in (*_evidence(scene), *(f"note: {note}" for note in scene.notes)):
        console.print(line, markup=False, highlight=False)


def _facts(scene: Scene) -> Table:
    table = _table(Path(scene.path).name, "fact", "value", "source", "evidence")
    grid = scene.grid
    size = f"{grid.width} × {grid.height} pixels"
    if grid.pixel_size_m:
        size += f" of {grid.pixel_size_m[0]:.4g} × {grid.pixel_size_m[1]:.4g} m"
    _add(table, "format", scene.format, "", "")
    _add(table, "grid", size, "", f"located by: {grid.located_by}")
    facts: dict[str, Fact[Any]] = {
        "CRS": scene.crs, "sensor": scene.sensor, "level": scene.level, "acquired": scene.acquired,
        "unit": scene.unit, "radiometry": scene.radiometry,
    }  # fmt: skip
    facts |= {f"no data {number}": rule for number, rule in enumerate(scene.validity, start=1)}
    for name, fact in facts.items():
        _add(table, name, "not known" if fact.value is None else str(fact.value), fact.source, fact.detail)
    return table


def _bands(scene: Scene) -> Table:
    table = _table("bands", "band", "role", "nm", "unit", "×", "+", "no data", "pixel", "source")
    for band in scene.bands:
        _add(
            table,
            band.name,
            band.role.value or "not known",
            f"{band.wavelength_nm:g}" if band.wavelength_nm else "",
            band.unit,
            f"{band.scale:g}",
            f"{band.offset:g}",
            ", ".join(f"{value:g}" for value in band.nodata),
            _pixel(scene.grid, band),
            band.role.source,
        )
    return table


def _pixel(grid: Grid, band: Band) -> str:
    """Width of the stored pixels of a band: in metres where the scene has a place, else in units of its grid."""
    width = abs(band.pixel_size[0])
    if grid.pixel_size_m is None:
        return f"{width:.3g}"
    return f"{width / hypot(grid.affine.a, grid.affine.d) * grid.pixel_size_m[0]:.3g} m"


def _evidence(scene: Scene) -> Iterator[str]:
    """Why bands are what they are said to be; many share one reason."""
    reasons: dict[str, list[str]] = {}
    for band in scene.bands:
        reasons.setdefault(band.role.detail, []).append(band.name)
    for detail, names in reasons.items():
        yield f"{', '.join(names)}: {detail}"


def _table(title: str, *heads: str) -> Table:
    columns = (Column(head, overflow="fold") for head in heads)
    return Table(*columns, title=Text(title), box=None, padding=(0, 2, 0, 0))


def _add(table: Table, *cells: str) -> None:
    """A row of plain text: names of files may hold square brackets, which Rich would read as markup."""
    table.add_row(*map(Text, cells))
