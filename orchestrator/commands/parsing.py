"""What the flags of a command mean: facts of a scene, options of a run, paths that hold wherever it is taken up."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from models.errors import ConfigError, ModelUnavailable
from orchestrator.settings import Settings

if TYPE_CHECKING:
    from models.geo.contract.scene import SceneFlags
    from nodes.context import NodeOptions
    from nodes.drafting.budget import Budget
    from nodes.drafting.results import WordsOrder


def read_flags(
    bands: str | None,
    scale: float | None,
    offset: float | None,
    sensor: str | None,
    level: str | None,
    unit: str | None,
    nodata: str | None,
    date: str | None,
) -> "SceneFlags":
    """Read what the user says of a scene; raises `ConfigError` where it cannot be."""
    from pydantic import ValidationError

    from models.geo.contract.scene import SceneFlags

    said: dict[str, Any] = {
        "bands": split_words(bands), "scale": scale, "offset": offset, "sensor": sensor, "level": level, "unit": unit,
        "nodata": split_words(nodata), "date": date,
    }  # fmt: skip
    try:
        return SceneFlags.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(
            f"--{first['loc'][0]} {first['input']}: {first['msg'].removeprefix('Value error, ')}"
        ) from None


def read_fields(fields: str | None, parcels: Path | None) -> tuple[Path | None, Literal["auto"] | None]:
    """Read where the fields are: the file of outlines, and whether areas that look alike are wanted instead.

    Raises `ConfigError` where both are said.
    """
    if fields is None:
        return parcels, None
    if parcels is not None:
        raise ConfigError("--fields and --parcels both say where the fields are; leave one of them away")
    return (None, "auto") if fields == "auto" else (Path(fields), None)


def read_options(settings: Settings, preset: str | None, crf: int | None, *, turns: bool) -> "NodeOptions":
    """Read the options of a run; raises `ConfigError` for a preset that the network does not have."""
    from models.risk.scene import find_preset
    from nodes.context import NodeOptions
    from orchestrator.assembly import build_backend

    said: dict[str, Any] = {"risk_preset": preset, "crf_iterations": crf}
    options = replace(NodeOptions(risk_turns=turns), **{key: value for key, value in said.items() if value is not None})
    with suppress(ModelUnavailable):  # the step will say so, and the rest of the run goes on
        find_preset(options.risk_preset, build_backend(settings.backend, settings).config_of("risk"))
    return options


def read_words(settings: Settings, mode: str | None, budget: str | None) -> "WordsOrder | None":
    """Read which language model is wanted, and for how much; raises `ConfigError` where it cannot be had."""
    from nodes.drafting.results import WordsOrder
    from orchestrator.llm.providers import find_model, pick_mode

    chosen = choose_word("--llm-mode", mode, "auto", "choose", "rewrite") if mode else None
    limits = read_budget(budget)
    name = find_model(settings.llm, settings.llm_access)
    return WordsOrder(model=name, mode=chosen or pick_mode(name), budget=limits) if name is not None else None


def read_budget(said: str | None) -> "Budget":
    """Read the most that a language model is asked for; raises `ConfigError` for what is no such limit."""
    from pydantic import ValidationError

    from nodes.drafting.budget import Budget

    parts = [part.partition("=") for part in said.split(",")] if said else []
    try:
        return Budget.model_validate_strings({key.strip(): value.strip() for key, _, value in parts})
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(Budget.model_fields)
        raise ConfigError(f"--llm-budget {first['loc'][0]}: {first['msg']}; it takes {known}") from None


def make_absolute(path: Path | str | None) -> str | None:
    """Name a file so that it is found from anywhere."""
    return str(Path(path).expanduser().absolute()) if path is not None else None


def read_context(said: str | None) -> str | None:
    """Name the files in what is said of the field so that they are found from anywhere."""
    if said is None or said.endswith(".json"):
        return make_absolute(said)
    parts = []
    for part in said.split(","):
        key, _, value = (word.strip() for word in part.partition("="))
        is_file = key == "elevation" and Path(value).expanduser().is_file()
        parts.append(f"elevation={make_absolute(value)}" if is_file else part)
    return ",".join(parts)


def split_words(text: str | None) -> tuple[str, ...] | None:
    """Split a list at its commas."""
    return tuple(word.strip() for word in text.split(",")) if text is not None else None


def choose_word(flag: str, said: str | None, *known: str) -> Any:
    """One of the words that a flag takes, by default the first."""
    if said is not None and said.lower() not in known:
        raise ConfigError(f"{flag} {said} is not known; it takes {' or '.join(known)}")
    return said.lower() if said is not None else known[0]
