"""In French what radar, heat or the colours of a picture measure: of the scene, and of each field."""

from nodes.report.chapters.field_layers import find_key, list_fields
from nodes.report.chapters.layers import shorten_name
from nodes.report.first_page.french import crop
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

_ONLY = "relatif, dans cette image seulement"
_NAMES = {"brightness": "luminosité", "temperature": "température"}
_ORDER = {
    "dB": "Rangées par {name}, la plus basse d'abord. Culture, stade, sol humide et rangs le changent : bas n'est pas "
    "mauvais.",
    "°C": "Rangées par température, la plus chaude d'abord. Chaud peut être sec, nu ou mûr : les nombres ne disent pas "
    "lequel.",
    "1": f"Rangées par {{name}}, la plus basse d'abord ({_ONLY}). Culture et stade le changent : bas n'est pas malade.",
}


def _name(plain: str) -> str:
    return escape(_NAMES.get(plain, plain.replace(" less ", " moins ")))


def sum_up_layers(state: SceneState, said: Said) -> str:
    """Say in one sentence what was measured; nothing where no layer has a value."""
    stats = [entry for entry in state.indices.stats if entry.pixels] if state.indices else []
    if not stats:
        return ""
    first = stats[0]
    only = f" ({_ONLY})" if first.is_relative else ""
    if first.unit == "dB":
        means = ", ".join(f"{_name(shorten_name(entry))} {said(f'index.{entry.name}.mean')}" for entry in stats)
        return f"Rétrodiffusion moyenne{only} : {means}."
    middle, low, high = (said(f"index.{first.name}.p{key}") for key in ("50", "5", "95"))
    what = "température" if first.unit == "°C" else _name(shorten_name(first))
    return f"{what[0].upper()}{what[1:]} : médiane {middle}, neuf dixièmes entre {low} et {high}{only}."


def list_layers(state: SceneState, said: Said, most: int) -> list[str]:
    """Say in which order fields are listed, and list that many with their layers."""
    assert state.fields is not None and state.indices is not None
    stats = state.indices.stats
    every = list_fields(state.fields, stats)
    if not every:
        return []
    key = find_key(stats)
    rows = []
    for number, field in every[:most]:
        of = f"field.{number}."
        cells = []
        for entry in stats:
            one = f"{of}{entry.name}."
            if entry.unit == "dB":
                cells.append(said(f"{one}mean", "–"))
            elif f"{one}median" in said:
                cells.append(f"{said(f'{one}median')} ({said(f'{one}p10')} à {said(f'{one}p90')})")
            else:
                cells.append("–")
        rows.append((escape(field.name), escape(crop(field.crop)), said(of + "area", "–"), *cells, said(of + "judged")))
    how = ("moyenne" if entry.unit == "dB" else "médiane, du 1er au 9e décile" for entry in stats)
    heads = (f"{_name(shorten_name(entry))} ({words})" for entry, words in zip(stats, how, strict=True))
    order = _ORDER[key.unit].format(name=_name(shorten_name(key)))
    told = [order, "", *table(("Parcelle", "Culture", "Surface", *heads, "A une valeur"), rows)]
    more = len(every) - len(rows)
    return [*told, "", f"{more} autre{'s' if more > 1 else ''} : {state.fields.table}."] if more else told
