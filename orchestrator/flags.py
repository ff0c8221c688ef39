"""The flags that commands share, with the words that `--help` has for them."""

from pathlib import Path
from typing import Annotated

import typer

Bands = Annotated[str | None, typer.Option(help="Bands in file order, as B02,B03,… or blue,green,…; - leaves one out.")]
Scale = Annotated[float | None, typer.Option(help="Physical value = stored × scale + offset.")]
Offset = Annotated[float | None, typer.Option(help="Is added after the scale, as -0.1.")]
Sensor = Annotated[str | None, typer.Option(help="For example Sentinel-2, Landsat 8, Sentinel-1.")]
Level = Annotated[str | None, typer.Option(help="Processing level: L1C, L2A, L2SP, GRD …")]
Unit = Annotated[str | None, typer.Option(help="reflectance, dn, picture, sar_db, kelvin …")]
Nodata = Annotated[str | None, typer.Option(help="Stored values that are no data, as 0 or 0,65535.")]
Date = Annotated[str | None, typer.Option(help="Acquisition in UTC, as 2024-06-15; of a series, the step to take.")]
Kind = Annotated[
    str | None, typer.Option(help="What a picture without a place is: photo (of a leaf, a plant …) or scene.")
]
Sensors = Annotated[
    Path | None,
    typer.Option(
        help="Readings of the week before the scene or since sowing: CSV of any logger, or JSON; units in the header, "
        "rain \\[mm], or below it. What can be read in two ways --context settles: dates=day_first or month_first, "
        "zone=+02:00, rain_is=counter or depths, rain=COLUMN \\[mm] or none (each quantity so)."
    ),
]
Context = Annotated[
    str | None,
    typer.Option(
        help="What grows: crop=maize,sown=2024-05-03,soil=Loam,elevation=120 (or a DEM), or a JSON file; of readings, "
        "see --sensors."
    ),
]
Parcels = Annotated[
    Path | None,
    typer.Option(
        help="Where the fields are, with name, crop and sown: GeoPackage, KML, KMZ, Shapefile (folder or zip too), "
        "GeoJSON of any declared system, or a raster that numbers parcels."
    ),
]
Fields = Annotated[
    str | None,
    typer.Option(
        help="auto: part a scene without parcels into areas that look alike, which are not outlines of fields; or a "
        "file, as --parcels."
    ),
]
WholeScene = Annotated[
    bool, typer.Option("--whole-scene", help="Read all of a large scene, not only what lies around the parcels.")
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--risk-preset", help="Thresholds of risk: balanced; cautious, to miss less; rare, where hardly any is medium."
    ),
]
Crf = Annotated[int | None, typer.Option(min=0, max=50, help="Iterations of the CRF that smooths risk; 0 for none.")]
Turns = Annotated[
    bool, typer.Option("--turns", help="Show the risk network each tile eight ways: takes as much longer.")
]
Language = Annotated[
    str | None, typer.Option(help="Of first page, maps, places: en or fr; tables, details and evidence stay English.")
]
Units = Annotated[str | None, typer.Option(help="Of areas in the report: ha or acres; tables stay in ha.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Write the first page as report.pdf too.")]
Backend = Annotated[str | None, typer.Option(help="Who answers for networks: local, modal, fake.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]
Checkpoints = Annotated[
    str | None, typer.Option(help="PostgreSQL address instead of SQLite; better in AGRI_CHECKPOINTS.")
]
Llm = Annotated[
    str | None,
    typer.Option(
        help="Language model that words the findings, each section proofread: none, auto (what there is a key for), or "
        "provider:model of anthropic, openai, google_genai, huggingface, ollama."
    ),
]
LlmMode = Annotated[
    str | None,
    typer.Option(help="What it is trusted with: choose (among our sentences), rewrite, auto (as far as it goes well)."),
]
LlmBudget = Annotated[
    str | None,
    typer.Option(help="The most it is asked for, as calls=20,tokens_in=50000,tokens_out=8000,seconds=120."),
]
