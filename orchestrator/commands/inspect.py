"""`inspect`: what is known about a raster."""

from pathlib import Path
from typing import Annotated

import typer

from orchestrator.commands.parsing import read_flags
from orchestrator.flags import Bands, Date, Json, Level, Nodata, Offset, Scale, Sensor, Unit


def inspect(
    path: Annotated[Path, typer.Argument(help="File or folder.")],
    bands: Bands = None,
    scale: Scale = None,
    offset: Offset = None,
    sensor: Sensor = None,
    level: Level = None,
    unit: Unit = None,
    nodata: Nodata = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Show what is known about a raster, and where each fact comes from."""
    from models.geo.reading.read import read_scene
    from orchestrator.run_folder import check_readable
    from orchestrator.scene_table import show_scene

    check_readable(path.expanduser())
    scene = read_scene(
        path.expanduser().absolute(), read_flags(bands, scale, offset, sensor, level, unit, nodata, date)
    )
    if json:
        print(scene.model_dump_json(indent=2))
    else:
        show_scene(scene)
