"""Why a field stands where it does, and why ground has its class: bands, indices, neighbours, what was told."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from rasterio.errors import RasterioError
from rasterio.windows import Window

from models.errors import AgriError
from models.geo.pixels.raster import SceneReader
from models.schemas import HealthResult, RiskResult
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking, name_ground
from nodes.answers.calls import Explain, Measure, Where
from nodes.answers.counting import measure_certainty, measure_details, read_pixels
from nodes.answers.field_numbers import tell_field, tell_index
from nodes.answers.ground import Ground, find_ground
from nodes.answers.names import why_not
from nodes.answers.reasons import tell_reason
from nodes.answers.tools.measure import measure
from nodes.report.chapters.fields import worst_first
from nodes.report.doubts import named_facts

_SHOWN_BANDS = 13
_INDICES = ("NDVI", "NDRE", "NDMI")
_MASK = ("no data", "clear", "cloud", "shadow")


def explain(asking: Asking, call: Explain) -> Answer:
    """Explain what is asked about the ground that is meant."""
    ground = find_ground(asking.run, call.where)
    if call.what == "not_judged":
        return _explain_judged(asking, ground)
    if call.what == "rank" and ground.field is not None and ground.number is not None:
        return _explain_rank(asking, ground)
    if call.what == "cloud":
        return _explain_cloud(asking, ground)
    if ground.kind == "scene":
        return asking.cannot(asking.say("explain.which"))
    if call.what in ("health", "risk"):
        return _explain_class(asking, call, ground)
    return asking.done(*_values(asking, ground), _indices(asking, ground))


def _explain_judged(asking: Asking, ground: Ground) -> Answer:
    field = ground.field
    if field is None or ground.number is None:
        return asking.cannot(asking.say("explain.which"))
    if field.not_judged is None:
        return asking.done(asking.say("explain.judged", name=field.name), corrects=True)
    why = asking.words.name(field.not_judged)
    hidden = [
        asking.say(f"share.{name}", value=place, name=field.name)
        for name in ("cloud", "shadow")
        if getattr(field, name) > 0 and (place := tell_field(asking, ground.number, field, name))
    ]
    return asking.done(asking.say("field_not_judged", name=field.name, why=why), *hidden)


def _explain_rank(asking: Asking, ground: Ground) -> Answer:
    field, number, fields = ground.field, ground.number, asking.run.state.fields
    assert field is not None and number is not None and fields is not None
    if field.not_judged is not None:
        return _explain_judged(asking, ground)
    order = worst_first(fields)
    at = next(place for place, (one, _) in enumerate(order, 1) if one == number)
    how, of_rank = "judged fields in the order of the report", About("rank", "urgency", field.name, digits=0)
    rank = asking.new(at, "", f"place of {field.name} by urgency", fields.table, how, of_rank)
    of_count = About("count", "fields", None, "judged", digits=0)
    count = asking.new(len(order), "", "judged fields", fields.table, how, of_count)
    return asking.done(
        asking.say("why", name=field.name, reason=tell_reason(asking, number, field)),
        asking.say("rank.position", name=field.name, rank=rank, count=count),
    )


def _explain_cloud(asking: Asking, ground: Ground) -> Answer:
    clouds = asking.run.state.clouds
    if clouds is None:
        return asking.cannot(why_not(asking, "clouds"))
    if clouds.reason_unmasked is not None:
        return asking.cannot(asking.say("scene.no_clouds", why=clouds.reason_unmasked))
    if ground.kind != "point":
        told = measure(asking, Measure(what="cloud", where=_where(asking)))
        return asking.done(told.text, asking.say("explain.how", method=name_method(clouds.method)))
    _, values = read_pixels(asking.run, ground, clouds.raster)
    asking.show(clouds.raster)
    label = asking.words.name(_MASK[int(values[0, 0])])
    return asking.done(
        asking.say("explain.cloud", label=label, method=name_method(clouds.method)), *_values(asking, ground)
    )


def name_method(method: str) -> str:
    """Name what found the clouds, without its settings, whose numbers are no claims."""
    return re.split(r" \(| on |, ", method)[0]


def _explain_class(asking: Asking, call: Explain, ground: Ground) -> Answer:
    """Say which class it is, what the pixels round it are, what the network was told, and how sure it is."""
    step: str = call.what
    result = asking.run.state.health if step == "health" else asking.run.state.risk
    if result is None:
        return asking.cannot(why_not(asking, step))
    told = measure(asking, Measure(what=step, where=call.where))
    if told.status != "answered":
        return told
    around = [_around(asking, ground, result)] if ground.kind == "point" else []
    return asking.done(told.text, *around, _sure(asking, ground, result), *_values(asking, ground),
                       _indices(asking, ground), _told(asking, result))  # fmt: skip


def _around(asking: Asking, ground: Ground, result: HealthResult | RiskResult) -> str:
    """Count the pixels round a point that say the same."""
    _, own = read_pixels(asking.run, ground, result.raster)
    left, top, right, bottom = shapely.bounds(ground.shape)
    box = replace(ground, shape=shapely.box(left - 1, top - 1, right + 1, bottom + 1))
    _, near = read_pixels(asking.run, box, result.raster)
    same = int((near[0] == own[0, 0]).sum()) - 1
    how = "of the eight pixels round it, those that have the same value"
    place = asking.new(same, "", "like neighbours", result.raster, how, About("count", "neighbours").but(digits=0))
    return asking.say("explain.around", same=place)


def _sure(asking: Asking, ground: Ground, result: HealthResult | RiskResult) -> str:
    is_health = isinstance(result, HealthResult)
    found = measure_details(asking.run, ground, ["confidence"]) if is_health else measure_certainty(asking.run, ground)
    if not found.pixels:
        return ""
    file = result.details if isinstance(result, HealthResult) else result.probability_raster
    what = About("certainty", "health" if is_health else "risk", name_ground(asking, ground), "mean", "judged")
    how = "mean of the confidence over the judged ground that is meant"
    place = asking.new(found.means["confidence"], "%", "confidence", file, how, what.but(fake=result.fake))
    return asking.say("explain.sure", value=place)


def _told(asking: Asking, result: HealthResult | RiskResult) -> str:
    named = named_facts(asking.run.state)
    told = [asking.words.name("picture"), *(asking.words.name(named[one]) for one in result.known if one in named)]
    return asking.say("explain.told", value=asking.words.join(told))


def _indices(asking: Asking, ground: Ground) -> str:
    """Tell the first indices over the ground."""
    stats = asking.run.state.indices.stats if asking.run.state.indices else ()
    chosen = [one for one in stats if one.name in _INDICES] or [*stats[:2]]
    if ground.kind == "field" and ground.field and ground.number:
        pairs = [(one.name, tell_index(asking, ground.number, ground.field, one.name)) for one in chosen]
    elif ground.kind == "point" and asking.run.state.indices is not None:
        raster = asking.run.state.indices.raster
        names, values = read_pixels(asking.run, ground, raster)
        known = {name: float(value) for name, value in zip(names, values[:, 0], strict=True) if np.isfinite(value)}
        unit = {one.name: "" if one.unit == "1" else one.unit for one in stats}
        here = name_ground(asking, ground)
        pairs = [
            (one.name, asking.new(known[one.name], unit[one.name], one.name, raster, "value of the pixel",
                                  About("index", one.name, here, "mean")))
            for one in chosen if one.name in known
        ]  # fmt: skip
    else:
        return ""
    shown = [f"{name} {place}" for name, place in pairs if place]
    return asking.say("explain.indices", values=", ".join(shown)) if shown else ""


def _values(asking: Asking, ground: Ground) -> list[str]:
    """Tell what the bands of the scene hold at a point, where the scene is still at hand."""
    scene = asking.run.state.scene
    if ground.kind != "point" or scene is None:
        return []
    left, top, _, _ = (int(one) for one in shapely.bounds(ground.shape))
    bands = scene.bands[:_SHOWN_BANDS]
    try:
        with SceneReader(scene) as reader:
            found = reader.read(Window(left, top, 1, 1), bands)[:, 0, 0]
    except (AgriError, RasterioError, OSError):
        return [asking.say("explain.no_bands")]
    here, shown = name_ground(asking, ground), []
    for band, value in zip(bands, found, strict=True):
        if np.isfinite(value):
            label, name = f"{band.name} at this point", Path(scene.path).name
            what = About("index", f"band.{band.name}", here, "mean")
            shown.append(
                f"{band.name} {asking.new(float(value), '', label, name, 'value of the pixel', what.but(digits=3))}"
            )
    return [asking.say("explain.values", values=", ".join(shown).strip())] if shown else []


def _where(asking: Asking) -> Where:
    assert isinstance(asking.call, Explain)
    return asking.call.where
