"""What changed between two runs, by the comparison of the program; or what one field has that another has not."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from models.errors import ConfigError, SceneError
from models.field.measured.patches import NOISE
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Compare
from nodes.answers.field_values import find_crop, find_kind
from nodes.answers.ground import find_field
from nodes.answers.names import resolve_index, why_no_index
from nodes.answers.shelf import OpenRun
from nodes.answers.tools.compare_numbers import (
    MEASURED,
    compare_fields_by,
    compare_measured,
    is_measured_only,
    tell_difference,
)
from nodes.compare.compare import compare_runs
from nodes.compare.results import ChangeResult, FieldChange, IndexChange

_NAMED = 8
_ROUNDED = 0.004
"""How far a change of rounded medians may lie beside that of the medians, before a third decimal is shown."""


def compare(asking: Asking, call: Compare) -> Answer:
    """Compare two runs, or two fields of one."""
    if call.field is not None and call.other_field is not None:
        return _compare_fields(asking, call, call.field, call.other_field)
    pair = _pair(asking, call)
    if isinstance(pair, Answer):
        return pair
    if call.what in MEASURED:
        return compare_measured(asking, call, pair)
    try:
        change = find_change(asking, *pair)
        if is_measured_only(asking, call, change.indices, pair):
            return compare_measured(asking, call, pair)
    except (ConfigError, SceneError) as error:
        return asking.cannot(asking.say("compare.failed", why=str(error).translate(str.maketrans("{}", "()"))))
    if call.field is not None:
        return _tell_field(asking, call, change, pair)
    return _tell_all(asking, call, change, pair)


def find_change(asking: Asking, before: OpenRun, after: OpenRun) -> ChangeResult:
    """Compare two runs once; what was found stays on the shelf. Their files are checked each time."""
    for run in (before, after):
        for result in (run.state.indices, run.state.clouds):
            if result is not None:
                run.check(result.raster)
    key = (str(before.folder.absolute()), str(after.folder.absolute()))
    if key not in asking.shelf.changes:
        with TemporaryDirectory() as folder:
            asking.shelf.changes[key] = compare_runs(before.folder, after.folder, Path(folder) / "change")
    return asking.shelf.changes[key]


def judge_field(asking: Asking, call: Compare, name: str) -> tuple[str, str] | None:
    """Say whether a field fell, rose or stayed, with the place of its change; None where it is not compared."""
    pair = _pair(asking, call)
    if isinstance(pair, Answer):
        return None
    try:
        change = find_change(asking, *pair)
    except (ConfigError, SceneError):
        return None
    field = next((one for one in change.fields if one.name.casefold() == name.strip().casefold()), None)
    if field is None or field.main is None:
        return None
    wanted = next((one for one in field.indices if one.name.casefold() == call.what.casefold()), field.main)
    return wanted.verdict, _places(asking, field, wanted, pair)["change"]


def _pair(asking: Asking, call: Compare) -> tuple[OpenRun, OpenRun] | Answer:
    """The two runs that are meant, the earlier first."""
    shelf = asking.shelf
    named = [shelf.find(one) for one in (call.before, call.after) if one is not None]
    if None in named:
        known = asking.say("runs_open", known=asking.words.join([*shelf.runs]))
        return asking.cannot(asking.say("no_run"), known, options=tuple(shelf.runs))
    chosen = [one for one in named if one is not None]
    dated = [*shelf.by_date()]
    others = [one for one in dated if one not in chosen]
    if len(chosen) < 2 and len(chosen) + len(others) < 2:
        return asking.cannot(asking.say("compare.need_two"))
    if not chosen:
        chosen = [dated[0], dated[-1]]
    elif len(chosen) == 1:
        chosen.append(others[0] if call.before is None else others[-1])
    first, second = sorted(chosen, key=lambda run: str(run.day))
    return first, second


def _days(asking: Asking, change: ChangeResult) -> dict[str, str]:
    days = (change.first.acquired, change.second.acquired)
    return dict(zip(("before", "after"), map(asking.words.day, days), strict=True))


def _tell_field(asking: Asking, call: Compare, change: ChangeResult, pair: tuple[OpenRun, OpenRun]) -> Answer:
    wanted = str(call.field).strip().casefold()
    field = next((one for one in change.fields if one.name.casefold() == wanted), None)
    if field is None:
        if wanted in (one.casefold() for one in (*change.only_first, *change.only_second)):
            return asking.cannot(asking.say("compare.only_one", name=str(call.field)))
        find_field(asking.run, str(call.field))
        return asking.cannot(asking.say("compare.none"))
    if field.not_compared is not None:
        return asking.cannot(
            asking.say("compare.not_compared", name=field.name, why=asking.words.name(field.not_compared))
        )
    index = next((one for one in field.indices if one.name.casefold() == call.what.casefold()), None)
    if index is None:
        known = asking.words.join([*change.indices])
        return asking.cannot(asking.say("compare.no_index", index=call.what, known=known), options=change.indices)
    places = _places(asking, field, index, pair)
    text = asking.say("compare.field", **_days(asking, change), index=index.name, name=field.name, **places)
    return asking.done(text, asking.say(f"compare.{index.verdict}"), asking.say("compare.why"))


def _places(asking: Asking, field: FieldChange, index: IndexChange, pair: tuple[OpenRun, OpenRun]) -> dict[str, str]:
    """Give the places of both medians and of the change; a median is over ground that is clear on both dates."""
    how = f"median of {index.name} within the outline, on ground that is clear on both dates"
    found = {}
    change = round(round(index.after, 2) - round(index.before, 2), 2)
    digits = 2 if abs(change - index.change) <= _ROUNDED else 3  # so that what is shown adds up and is true
    change = round(round(index.after, digits) - round(index.before, digits), digits)
    for key, value, run in (("one", index.before, pair[0]), ("other", index.after, pair[1])):
        raster = run.state.indices.raster if run.state.indices else "indices.tif"
        what = About("index", index.name, field.name, "median")
        found[key] = asking.new(
            value, "", f"{index.name} of {field.name}, {run.day}", raster, how, what.but(run=run, digits=digits)
        )
    what = About("difference", index.name, field.name, "median")
    raster = pair[1].state.indices.raster if pair[1].state.indices else "indices.tif"
    label = f"change of {index.name} of {field.name}"
    found["change"] = asking.new(
        change, "", label, raster, f"the later {how} less the earlier", what.but(run=pair[1], digits=digits)
    )
    return found


def _tell_all(asking: Asking, call: Compare, change: ChangeResult, pair: tuple[OpenRun, OpenRun]) -> Answer:
    """Tell how the ground and the fields changed; first of all the field that is wanted, if one is."""
    crop = find_crop(asking, call.crop) if call.crop else None
    main = next((one for one in change.indices if one.casefold() == call.what.casefold()), change.indices[0])
    fields = [one for one in change.fields if one.main is not None and crop in (None, one.crop)]
    changes = {one.name: found for one in fields if (found := _find_index(one, main)) is not None}
    lists = []
    for verdict, key in (("fell", "list_fell"), ("rose", "list_rose"), ("steady", "list_steady")):
        some = [one for one in fields if one.name in changes and changes[one.name].verdict == verdict]
        some.sort(key=lambda one: changes[one.name].change, reverse=verdict == "rose")
        if some:
            names = [f"{one.name} ({_change(asking, one, changes[one.name], pair)})" for one in some[:_NAMED]]
            more = ["…"] if len(some) > _NAMED else []
            lists.append(asking.say(f"compare.{key}", names=", ".join([*names, *more])))
    lead = _tell_wanted(asking, call, fields, changes, pair)
    ground = _tell_ground(asking, change, pair) if crop is None else ""
    return asking.done(lead, ground, *(lists or [asking.say("compare.none")]), asking.say("compare.why"))


def _tell_ground(asking: Asking, change: ChangeResult, pair: tuple[OpenRun, OpenRun]) -> str:
    """Tell on how much of the ground compared the first index fell and rose."""
    ground, main, places = change.ground, change.indices[0], {}
    raster = pair[1].state.indices.raster if pair[1].state.indices else "indices.tif"
    for name, pixels in (("fallen", ground.fallen), ("risen", ground.risen)):
        how = f"pixels whose {main} has clearly {name}, of those that are clear on both dates"
        what = About("share", f"ground.{name}", of="clear")
        share = 100 * pixels / ground.compared
        places[name] = asking.new(share, "%", f"ground clearly {name}", raster, how, what.but(run=pair[1]))
    return asking.say("compare.all", **_days(asking, change), index=main, **places)


def _tell_wanted(asking: Asking, call: Compare, fields: list[FieldChange], changes: dict[str, IndexChange],
                 pair: tuple[OpenRun, OpenRun]) -> str:  # fmt: skip
    """Name the field that fell, rose, changed most or changed least."""
    having = [one for one in fields if one.name in changes]
    if call.order is None or not having:
        return ""

    def change_of(one: FieldChange) -> float:
        return changes[one.name].change

    ways: dict[str, Callable[[FieldChange], float]] = {
        "fell": change_of, "rose": lambda one: -change_of(one), "most": lambda one: -abs(change_of(one)),
        "least": lambda one: abs(change_of(one)),
    }  # fmt: skip
    first = min(having, key=ways[call.order])
    if (call.order == "fell" and change_of(first) >= 0) or (call.order == "rose" and change_of(first) <= 0):
        return asking.say(f"compare.no_{call.order}")
    place = _change(asking, first, changes[first.name], pair)
    return asking.say(f"compare.first_{call.order}", name=first.name, index=changes[first.name].name, change=place)


def _find_index(field: FieldChange, name: str) -> IndexChange | None:
    return next((one for one in field.indices if one.name == name), None)


def _change(asking: Asking, field: FieldChange, index: IndexChange, pair: tuple[OpenRun, OpenRun]) -> str:
    return _places(asking, field, index, pair)["change"]


def _compare_fields(asking: Asking, call: Compare, one: str, other: str) -> Answer:
    """Hold two fields of one run against each other; what differs by less than noise is said to."""
    first, second = (find_field(asking.run, name) for name in (one, other))
    kind = find_kind(asking, call.what)
    if kind is None:
        return why_no_index(asking, call.what)
    for _, field in () if kind.is_of_all else (first, second):
        if field.not_judged is not None:
            why = asking.words.name(field.not_judged)
            return asking.cannot(asking.say("compare.not_judged", name=field.name, why=why))
    if not kind.is_index:
        return compare_fields_by(asking, kind, (first, second))
    places = [kind.tell(number, field) for number, field in (first, second)]
    if None in places:
        return asking.cannot(asking.say("rank.no_value", by=kind.shown))
    text = tell_difference(asking, kind, (first, second), (str(places[0]), str(places[1])), "compare.two_fields")
    stats, crops = resolve_index(asking.run, call.what), [first[1].crop, second[1].crop]
    is_relative = stats is not None and stats.is_relative
    verdict = ""
    if kind.name == "NDVI" and not is_relative:
        difference = abs(asking.value(str(places[0])) - asking.value(str(places[1])))
        verdict = asking.say("compare.beyond" if difference > NOISE else "compare.within")
    shown = {"crop": asking.words.page.crop(crops[0]), "other_crop": asking.words.page.crop(crops[1])}
    differ = asking.say("compare.crops", **shown) if crops[0] != crops[1] else ""
    return asking.done(text, verdict, differ, asking.say("hedge.relative") if is_relative else "")
