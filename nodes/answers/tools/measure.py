"""Numbers over some ground: of indices, clouds, cover, bare ground and areas; of networks in `measure_judged`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import shapely

from models.field.crop_mask import BARE, OUTSIDE
from models.schemas import IndexStats
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking, name_ground
from nodes.answers.calls import Combine, Count, Measure
from nodes.answers.counting import IndexNumbers, count_classes, count_cover, measure_index
from nodes.answers.field_numbers import tell_few, tell_field, tell_index
from nodes.answers.ground import Ground, find_ground
from nodes.answers.names import resolve_index, why_no_index, why_not
from nodes.answers.tools.combine import combine, tell_part
from nodes.answers.tools.count import count
from nodes.answers.tools.measure_judged import JUDGED
from nodes.report.few import is_few
from nodes.sentences.fact import Base

_PERCENTILES = {"median": "p50", "mean": "mean", "p10": "p10", "p90": "p90", "lowest": "p0", "highest": "p100",
                "std": "std"}  # fmt: skip
_TOLD = {
    "summary": ("median", "p10", "p90"), "median": ("median",), "mean": ("mean",), "lowest": ("lowest",),
    "highest": ("highest",), "extremes": ("lowest", "highest"), "spread": ("p10", "p90", "std"),
}  # fmt: skip
_IN_STATE = ("median", "mean", "p10", "p90", "std")
"""Of a field."""
_HOW = "each with the share that is meant"
_CLASSES = {"clear": 1, "cloud": 2, "shadow": 3}


def measure(asking: Asking, call: Measure) -> Answer:
    """Measure what is asked over the ground that is meant."""
    ground = find_ground(asking.run, call.where)
    what = call.what.strip().casefold().replace(" ", "_")
    if ground.kind == "field" and ground.field is not None and not ground.field.pixels and what != "area":
        return asking.cannot(asking.say("off_scene", name=ground.field.name))
    tell = _TOOLS.get(what) or JUDGED.get(what)
    if tell is not None:
        return tell(asking, call, ground)
    stats = resolve_index(asking.run, call.what)
    return why_no_index(asking, call.what) if stats is None else _tell_index(asking, call, ground, stats)


def _tell_index(asking: Asking, call: Measure, ground: Ground, stats: IndexStats) -> Answer:
    if call.figure in ("share", "area", "count"):
        return _tell_clear(asking, call.model_copy(update={"of": "clear"}), ground)
    told = _TOLD[call.figure]
    name, places = name_ground(asking, ground), _index_places(asking, ground, stats, told)
    if places is None:
        return asking.cannot(asking.say("no_clear", name=name or asking.words.name("scene"), index=stats.name))
    where = asking.say("where.named", name=name) if name else asking.say("where.scene")
    hedge = asking.say("hedge.relative") if stats.is_relative else ""
    if ground.kind == "point":
        around = _around(asking, ground, stats)
        return asking.done(asking.say("index.point", index=stats.name, value=places[told[0]]), around, hedge)
    fields = _tell_fields(asking, call, stats) if ground.kind == "scene" else ""
    if len(told) > 1:
        return asking.done(asking.say(f"index.{call.figure}", where=where, index=stats.name, **places), fields, hedge)
    statistic = asking.words.name(f"statistic.{told[0]}")
    one = {"where": where, "index": stats.name, "statistic": statistic, "value": places[told[0]]}
    return asking.done(asking.say("index.one", **one), fields, hedge)


def _tell_fields(asking: Asking, call: Measure, stats: IndexStats) -> str:
    """Tell the same of the fields alone, which is what a farmer may mean by all."""
    fields = asking.run.state.fields
    if fields is None or fields.of_scene or call.figure in ("lowest", "highest", "extremes", "spread"):
        return ""
    told = combine(asking, Combine(what=stats.name, figure="median" if call.figure == "median" else "mean"))
    return told.text if told.status == "answered" else ""


def _index_places(asking: Asking, ground: Ground, stats: IndexStats, told: tuple[str, ...]) -> dict[str, str] | None:
    """Give the place of each statistic: from the state where it has it, else from the pixels; None without a value."""
    name, index = name_ground(asking, ground), stats.name
    if ground.kind == "scene":
        if not stats.pixels:
            return None
        places = {
            one: asking.known(f"index.{index}.{_PERCENTILES[one]}", About("index", index, None, one)) for one in told
        }
        if all(places.values()):
            return {one: str(place) for one, place in places.items()}
    if ground.kind == "field" and ground.field and ground.number and all(one in _IN_STATE for one in told):
        own = {one: tell_index(asking, ground.number, ground.field, index, one) for one in told}
        if all(own.values()):
            return {one: str(place) for one, place in own.items()}
    found = measure_index(asking.run, ground, index)
    if not found.pixels:
        return None
    return {one: _index_place(asking, name, stats, one, found) for one in told}


def _index_place(asking: Asking, name: str | None, stats: IndexStats, statistic: str, found: IndexNumbers) -> str:
    assert asking.run.state.indices is not None
    unit = "" if stats.unit == "1" else stats.unit
    where = name or "the scene"
    method = (
        f"{statistic} of {stats.name} over the clear ground of {where}; a pixel counts with the share that is meant"
    )
    what = About("index", stats.name, name, statistic)
    value, label = float(getattr(found, statistic)), f"{stats.name} of {where}: {statistic}"
    return asking.new(value, unit, label, asking.run.state.indices.raster, method, what)


def _around(asking: Asking, ground: Ground, stats: IndexStats) -> str:
    """Say the median of the three by three pixels round a point."""
    left, top, right, bottom = shapely.bounds(ground.shape)
    found = measure_index(
        asking.run, replace(ground, shape=shapely.box(left - 1, top - 1, right + 1, bottom + 1)), stats.name
    )
    name = asking.words.name("around_point")
    return asking.say("index.around", value=_index_place(asking, name, stats, "median", found))


def _tell_clear(asking: Asking, call: Measure, ground: Ground) -> Answer:
    """Tell what of the ground is clear, under cloud or in shadow."""
    clouds = asking.run.state.clouds
    what = call.of if call.of in _CLASSES else call.what if call.what in _CLASSES else "cloud"
    if clouds is None:
        return asking.cannot(why_not(asking, "clouds"))
    if clouds.reason_unmasked is not None:
        return asking.cannot(asking.say("clouds_unmasked"))
    if ground.kind == "scene":
        places = [
            asking.known(f"{what}.share", About("share", what, of="data")),
            asking.known(f"{what}.area", About("area", what)),
        ]
        shown = [place for place in places if place] or [str(asking.known(f"{what}.pixels", About("pixels", what)))]
        return asking.done(_share_words(asking, what, None, shown))
    if ground.kind == "field" and ground.field and ground.number:
        own = tell_field(asking, ground.number, ground.field, what)
        return asking.done(_share_words(asking, what, ground.name, [str(own)]))
    return _tell_counted(asking, ground, _Layer(what, clouds.raster, _CLASSES[what], (1, 2, 3), "data"))


def _tell_bare(asking: Asking, _call: Measure, ground: Ground) -> Answer:
    """Tell what of the clear ground is bare, by the mask of crops."""
    crops = asking.run.state.crops
    if crops is None or not crops.pixels:
        return asking.cannot(why_not(asking, "health", "bare"))
    if ground.kind == "field" and ground.field and ground.number:
        own = tell_field(asking, ground.number, ground.field, "bare")
        hedge = asking.say("hedge.bare")
        if own is None:
            return asking.cannot(asking.say("no_clear", name=ground.field.name, index=asking.words.name("bare")))
        return asking.done(_share_words(asking, "bare", ground.name, [own]), hedge)
    layer = _Layer("bare", crops.raster, BARE, tuple(range(OUTSIDE + 1, 6)), "clear", "hedge.bare")
    return _tell_counted(asking, ground, layer)


@dataclass(frozen=True)
class _Layer:
    """A class of a raster, and the values that it is a share of."""

    topic: str
    raster: str
    code: int
    among: tuple[int, ...]
    base: Base
    hedge: str = ""


def _tell_counted(asking: Asking, ground: Ground, layer: _Layer) -> Answer:
    """Count a class of a raster over the ground, as a share and an area, or as pixels where these are few."""
    found = count_classes(asking.run, ground, layer.raster, max(layer.among) + 1)
    name, whole = name_ground(asking, ground), float(found.pixels[[*layer.among]].sum())
    where, topic, raster, count = name or "the scene", layer.topic, layer.raster, float(found.pixels[layer.code])
    if not whole:
        return asking.cannot(asking.say("no_data", name=where))
    how = f"pixels that are {layer.code} among those that are {layer.among[0]} to {layer.among[-1]} in {where}, {_HOW}"
    label = f"{topic} in {where}"
    if is_few(round(whole)):
        place = asking.new(count, "pixels", label, raster, how, About("pixels", topic, name))
        all_of_it = asking.new(whole, "pixels", f"pixels in {where}", raster, how, About("pixels", layer.base, name))
        return asking.done(asking.say("few.one", what=asking.words.name(topic), value=place, whole=all_of_it))
    places = [asking.new(100 * count / whole, "%", label, raster, how, About("share", topic, name, of=layer.base))]
    if found.hectares is not None:
        area = float(found.hectares[layer.code])
        places.append(asking.new(area, "ha", label, raster, f"sum over {how}", About("area", topic, name)))
    return asking.done(_share_words(asking, topic, name, places), asking.say(layer.hedge) if layer.hedge else "")


def _share_words(asking: Asking, what: str, name: str | None, places: list[str]) -> str:
    value = places[0] if len(places) == 1 else f"{places[0]} ({places[1]})"
    return asking.say(f"share.{what}", value=value, name=name or asking.words.name("scene"))


def _tell_cover(asking: Asking, _call: Measure, ground: Ground) -> Answer:
    """Tell the classes of cover, which NDVI parts."""
    indices = asking.run.state.indices
    cover = indices.cover if indices else ()
    if indices is None or not cover:
        return why_no_index(asking, "NDVI")
    name = name_ground(asking, ground)
    if ground.kind == "scene":
        told = [
            (one.name, asking.known(f"cover.{at}.share", About("share", "cover", one.name, of="clear")))
            for at, one in enumerate(cover)
        ]
        pairs = [(label, place) for label, place in told if place]
    else:
        band = next(at for at, one in enumerate(indices.stats, 1) if one.name == "NDVI")
        found = count_cover(asking.run, ground, [(one.lower, one.upper) for one in cover], band)
        whole = float(found.pixels.sum())
        if is_few(round(whole)):
            return asking.cannot(asking.say("few", name=name or asking.words.name("scene")))
        how = f"pixels by their NDVI over the clear ground of {name}, each with the share that is meant"
        pairs = [
            (one.name, asking.new(100 * float(count) / whole, "%", f"cover “{one.name}”", indices.raster, how,
                                  About("share", "cover", one.name, of="clear")))
            for one, count in zip(cover, found.pixels, strict=True)
        ]  # fmt: skip
    shown = asking.words.join([f"{place} {asking.words.name(label)}" for label, place in pairs])
    where = asking.say("where.named", name=name) if name else asking.say("where.scene")
    return asking.done(asking.say("cover", where=where, shares=shown))


def _tell_crop(asking: Asking, _call: Measure, ground: Ground) -> Answer:
    """Tell which crop a field has, as the file of outlines says."""
    if ground.field is None:
        return count(asking, Count())
    if ground.field.crop is None:
        return asking.cannot(asking.say("crop.unknown", name=ground.field.name))
    crop = asking.words.page.crop(ground.field.crop)
    return asking.done(asking.say("crop.of_field", name=ground.field.name, crop=crop))


def _tell_area(asking: Asking, call: Measure, ground: Ground) -> Answer:
    """Tell how large the ground is."""
    name = name_ground(asking, ground)
    if asking.run.state.scene is None or ground.grid.crs is None:
        return asking.cannot(asking.say("no_place"))
    if ground.kind == "scene":
        seen = asking.known("seen.area", About("area", "data"))
        if seen:
            return asking.done(asking.say("area.scene", value=seen))
    if ground.kind == "field" and ground.field and ground.number:
        own = tell_field(asking, ground.number, ground.field, "area")
        part = tell_part(asking, [(ground.number, ground.field)]) if call.figure == "share" else ""
        return asking.done(asking.say("area", name=ground.field.name, value=str(own)), part)
    total = sum(ground.hectares(piece, piece.weights > 0) or 0.0 for piece in ground.pieces())
    file = asking.run.state.clouds.raster if asking.run.state.clouds else "state.json"
    how = "pixels of the grid, each with the share that is meant and its own area on the ellipsoid"
    place = asking.new(total, "ha", f"area of {name}", file, how, About("area", "area", name))
    return asking.done(asking.say("area", name=name or asking.words.name("scene"), value=place))


def _tell_patches(asking: Asking, _call: Measure, ground: Ground) -> Answer:
    """Tell how many weak patches there are, and how large."""
    fields = asking.run.state.fields
    if fields is None or fields.of_scene:
        return asking.cannot(asking.say("patches_need_fields"))
    if ground.kind == "field" and ground.field and ground.number:
        number, field = ground.number, ground.field
        if field.not_judged:
            return asking.cannot(
                asking.say("field_not_judged", name=field.name, why=asking.words.name(field.not_judged))
            )
        if not field.patch_count:
            return asking.done(asking.say("patches.none", name=field.name))
        places = {
            "count": str(tell_field(asking, number, field, "patches")),
            "area": str(tell_field(asking, number, field, "patch_area")),
            "below": str(tell_field(asking, number, field, "patch_below")),
        }
        return asking.done(asking.say("patches", name=field.name, **places))
    if ground.kind != "scene":
        return asking.cannot(asking.say("patches_whole_fields"))
    having = [field for field in fields.fields if field.patch_count]
    count, area = sum(one.patch_count for one in having), sum(one.patch_area_ha or 0.0 for one in having)
    file, how = fields.table, "sum over all judged fields"
    places = {
        "count": asking.new(count, "", "weak patches", file, how, About("count", "weak_patch").but(digits=0)),
        "fields": asking.new(
            len(having), "", "fields with weak patches", file, how, About("count", "fields").but(digits=0)
        ),
        "area": asking.new(area, "ha", "area of weak patches", file, how, About("area", "weak_patch")),
    }
    return asking.done(asking.say("patches.all", **places))


def _tell_peers(asking: Asking, _call: Measure, ground: Ground) -> Answer:
    """Tell against how many fields of its crop a field is held, and how far it lies from them."""
    field, number = ground.field, ground.number
    if field is None or number is None or ground.kind != "field":
        return asking.cannot(asking.say("explain.which"))
    if field.not_judged:
        why = asking.words.name(field.not_judged)
        return asking.cannot(asking.say("field_not_judged", name=field.name, why=why))
    count, difference = (tell_field(asking, number, field, name) for name in ("peer_count", "peers"))
    few = tell_few(asking, number, field) if count is None else None
    if few is not None:
        reason = asking.say("reason.behind_few", difference=few[0], count=few[1])
        return asking.done(asking.say("why", name=field.name, reason=reason))
    if count is None or difference is None:
        return asking.cannot(asking.say("peers.none", name=field.name))
    crop = asking.words.page.crop(field.crop or "")
    return asking.done(asking.say("peers.of_field", name=field.name, count=count, crop=crop, difference=difference))


Teller = Callable[[Asking, Measure, Ground], Answer]
_TOOLS: dict[str, Teller] = {
    "cloud": _tell_clear, "clouds": _tell_clear, "shadow": _tell_clear, "clear": _tell_clear, "bare": _tell_bare,
    "cover": _tell_cover, "area": _tell_area, "crop": _tell_crop, "weak_patches": _tell_patches,
    "weak_patch": _tell_patches, "peers": _tell_peers,
}  # fmt: skip
