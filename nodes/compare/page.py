"""The page of a comparison: place, dates, the sentence that decides, fields, map, and what was not possible."""

from collections.abc import Iterable, Sequence

from nodes.compare.results import (
    BEFORE_AFTER,
    CHANGE,
    GEOPACKAGE,
    MAP,
    OUTLINES,
    RESULT,
    TABLE,
    ChangeResult,
    FieldChange,
)
from nodes.compare.words import LONGEST, Words, words_of
from nodes.report.claims import Claim, Style
from nodes.report.page import render_first
from nodes.report.wording import Said, strip_markup, table

_MOST_LINES = 5
_LEAST_TOLD = 0.01  # of a field: a smaller part that changed is not worth a word
_ORDER = {"fell": 0, "rose": 1, "steady": 2}
Numbered = tuple[int, FieldChange]


def order_fields(result: ChangeResult) -> list[Numbered]:
    """Compared fields by number: the largest fall first, then the largest rise, then those that stayed."""
    found = [(number, field) for number, field in enumerate(result.fields, 1) if field.main is not None]
    return sorted(found, key=lambda entry: _rank(entry[1]))


def _rank(field: FieldChange) -> tuple[int, float]:
    main = field.main
    assert main is not None
    return _ORDER[main.verdict], main.change if main.verdict == "fell" else -abs(main.change)


def _said(result: ChangeResult, claims: Iterable[Claim]) -> Said:
    return Said(claims, Style(result.language, result.units))


def say_result(result: ChangeResult, claims: Iterable[Claim]) -> str:
    """Write the sentence that decides."""
    words, said = words_of(result.language), _said(result, claims)
    days = words.name_dates(result.first.acquired, result.second.acquired)
    if not result.fields:
        fallen, risen = ((said(f"ground.{name}.area"), said(f"ground.{name}.share")) for name in ("fallen", "risen"))
        return words.decide_without_fields(days, result.indices[0], fallen, risen)
    ordered = order_fields(result)
    if not ordered:
        return words.say_nothing_compared(days)
    changed = [entry for entry in ordered if _verdict(entry[1]) != "steady"]
    shown = [(field, *_before_after(number, field, said)) for number, field in changed]
    look = next((_look(number, field, said, words) for number, field in changed if _verdict(field) == "fell"), None)
    return words.decide(days, _main_name(ordered), shown, look, said("noise.large"))


def list_result(result: ChangeResult, claims: Sequence[Claim], most: int = 6) -> list[str]:
    """List the sentence that decides and the fields that changed most, as plain lines for a terminal."""
    words, said, lines = words_of(result.language), _said(result, claims), [say_result(result, claims)]
    changed = [(number, field) for number, field in order_fields(result) if _verdict(field) != "steady"]
    for number, field in changed[:most]:
        assert field.main is not None
        change = words.signed(said(f"field.{number}.{field.main.name}.change"))
        lines.append(words.line_of(field, field.main, _before_after(number, field, said), change))
    return [strip_markup(line) for line in lines]


def _main_name(ordered: Sequence[Numbered]) -> str:
    main = ordered[0][1].main
    assert main is not None
    return main.name


def _verdict(field: FieldChange) -> str:
    assert field.main is not None
    return field.main.verdict


def _before_after(number: int, field: FieldChange, said: Said) -> tuple[str, str]:
    assert field.main is not None
    of = f"field.{number}.{field.main.name}."
    return said(of + "before"), said(of + "after")


def _look(number: int, field: FieldChange, said: Said, words: Words) -> str:
    return words.name_look(field.name, _name_place(f"field.{number}.", said, words))


def write_page(result: ChangeResult, claims: Sequence[Claim]) -> str:
    """Write the page as Markdown; pictures are named, not held."""
    words, said = words_of(result.language), _said(result, claims)
    days = words.name_dates(result.first.acquired, result.second.acquired)
    parts = [
        [f"# {words.TITLE.format(before=days[0], after=days[1])}"],
        [_head(result, said, words)],
        [f"**{say_result(result, claims)}**"],
        _fields(result, said, words),
        [f"![{words.MAP_CAPTION.format(index=result.indices[0])}]({MAP})"],
        _not_possible(result, said, days),
        [f"## {words.HOW}", "", words.explain_noise(said("noise.large"), said("noise.pixel")), "", _files(result)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(result: ChangeResult, said: Said, words: Words) -> str:
    place = _name_place("place.", said, words)
    compared = words.say_compared(said("ground.compared"), said("ground.area"))
    images = words.describe_images(result.first, result.second)
    return " · ".join([*([place] if place else []), *images, compared])


def _name_place(of: str, said: Said, words: Words) -> str | None:
    """Name the place of two claims; None where there are none."""
    if of + "latitude" not in said:
        return None
    north, east = (said.claims[of + name].value >= 0 for name in ("latitude", "longitude"))
    shown = [said(of + name).split(" ")[0].removeprefix("-") for name in ("latitude", "longitude")]
    return words.name_place(*shown, north=north, east=east)


def _fields(result: ChangeResult, said: Said, words: Words) -> list[str]:
    ordered = order_fields(result)
    if not ordered:
        return []
    head = [cell.format(index=_main_name(ordered)) for cell in words.HEAD]
    rows = [_row(number, field, said, words) for number, field in ordered[:LONGEST]]
    more = [words.say_more(len(ordered) - LONGEST, TABLE)] if len(ordered) > LONGEST else []
    order = words.explain_order(said("noise.large"), said("noise.smallest"))
    return [f"## {words.FIELDS}", "", *table(head, rows), "", order, *more]


def _row(number: int, field: FieldChange, said: Said, words: Words) -> tuple[str, ...]:
    of, main = f"field.{number}.", field.main
    assert main is not None
    before, after = _before_after(number, field, said)
    others = [
        (index.name, said(f"{of}{index.name}.before"), said(f"{of}{index.name}.after"))
        for index in field.indices[1:]
        if index.verdict != "steady"
    ]
    fallen, risen = (
        said(of + name) if hectares >= _LEAST_TOLD * field.area_ha else None
        for name, hectares in (("fallen", field.fallen_ha), ("risen", field.risen_ha))
    )
    why = words.explain(field, main, (fallen, risen, said(of + "area")), said("noise.large"))
    return (
        *words.name_field(field), f"{before} → {after}", words.signed(said(f"{of}{main.name}.change")),
        why + words.say_others(others),
    )  # fmt: skip


def _not_possible(result: ChangeResult, said: Said, days: tuple[str, str]) -> list[str]:
    """List at most five lines; what may mislead first."""
    words = words_of(result.language)
    hidden = [(field, said(f"field.{number}.compared")) for number, field in enumerate(result.fields, 1)]
    lines = [
        *(words.say_doubt(doubt) for doubt in result.doubts),
        *words.list_not_compared(hidden),
        *words.list_alone(result.only_first, result.only_second, days),
    ]
    lines = [*lines, words.LIMIT]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], words.say_more(len(lines) - _MOST_LINES + 1, RESULT)]
    return [f"## {words.NOT_POSSIBLE}", "", *(f"- {line}" for line in lines)]


def _files(result: ChangeResult) -> str:
    tables = (TABLE, OUTLINES, GEOPACKAGE) if result.fields else ()
    return words_of(result.language).explain_files((CHANGE, BEFORE_AFTER, *tables))


def write_html(result: ChangeResult, page: str, picture: bytes) -> str:
    """Write the page as one HTML file with its map inside."""
    title = f"{result.second.scene}: {result.first.acquired[:10]} to {result.second.acquired[:10]}"
    return render_first(page, title, {MAP: picture}, result.language)
