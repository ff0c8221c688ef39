"""`run`: analyse one scene."""

from pathlib import Path
from typing import Annotated

import typer

from orchestrator.commands.parsing import (
    choose_word,
    make_absolute,
    read_context,
    read_fields,
    read_flags,
    read_options,
    read_words,
    split_words,
)
from orchestrator.commands.watching import watch_work
from orchestrator.flags import (
    Backend,
    Bands,
    Checkpoints,
    Context,
    Crf,
    Date,
    Fields,
    Json,
    Kind,
    Language,
    Level,
    Llm,
    LlmBudget,
    LlmMode,
    Nodata,
    Offset,
    Parcels,
    Pdf,
    Preset,
    Scale,
    Sensor,
    Sensors,
    Turns,
    Unit,
    Units,
    WholeScene,
)
from orchestrator.settings import read_settings


def run(
    scene: Annotated[str, typer.Argument(help="File or folder; the word example takes a scene and fields of ours.")],
    bands: Bands = None,
    scale: Scale = None,
    offset: Offset = None,
    sensor: Sensor = None,
    level: Level = None,
    unit: Unit = None,
    nodata: Nodata = None,
    date: Date = None,
    indices: Annotated[str | None, typer.Option(help="Only these, as NDVI,EVI,NDRE.")] = None,
    clouds: Annotated[bool, typer.Option("--clouds/--no-clouds", help="Look for clouds and shadows.")] = True,
    backend: Backend = None,
    review: Annotated[bool, typer.Option("--review", help="Ask about results that are not sure enough.")] = False,
    sensors: Sensors = None,
    context: Context = None,
    parcels: Parcels = None,
    fields: Fields = None,
    kind: Kind = None,
    whole_scene: WholeScene = False,
    risk_preset: Preset = None,
    crf: Crf = None,
    turns: Turns = False,
    question: Annotated[str | None, typer.Option(help="What the report should answer.")] = None,
    llm: Llm = None,
    llm_mode: LlmMode = None,
    llm_budget: LlmBudget = None,
    language: Language = None,
    units: Units = None,
    pdf: Pdf = False,
    out: Annotated[Path | None, typer.Option(help="Folder for the run: empty or not there yet.")] = None,
    checkpoints: Checkpoints = None,
    json: Json = False,
) -> None:
    """Analyse one scene and write its report."""
    from nodes.state import Request
    from orchestrator.example import write_example
    from orchestrator.run import run_scene
    from orchestrator.run_folder import Order

    settings = read_settings(backend=backend, checkpoints=checkpoints, llm=llm)
    place: Path = Path(scene).expanduser().absolute()
    parcels, areas = read_fields(fields, parcels)
    if scene == "example":
        place, outlines = write_example(settings.home / "data" / "example")
        parcels = parcels or (None if areas else outlines)
    flags = read_flags(bands, scale, offset, sensor, level, unit, nodata, date)
    request = Request(
        scene_path=str(place),
        flags=flags,
        question=question,
        review=review,
        indices=split_words(indices),
        clouds=clouds,
        sensors=make_absolute(sensors),
        context=read_context(context),
        parcels=make_absolute(parcels),
        fields=areas,
        kind=choose_word("--kind", kind, "photo", "scene") if kind else None,
        whole_scene=whole_scene,
        language=choose_word("--language", language, "en", "fr"),
        units=choose_word("--units", units, "ha", "acres"),
        pdf=pdf,
    )
    options = read_options(settings, risk_preset, crf, turns=turns)
    words = read_words(settings, llm_mode, llm_budget)
    order = Order(request=request, backend=settings.backend, options=options, words=words)
    watch_work(lambda audience: run_scene(order, settings, out=out, audience=audience), json=json)
