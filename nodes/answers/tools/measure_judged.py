"""Numbers of the networks over some ground: conditions, risk, causes, missing cover, and how sure they are."""

from collections.abc import Callable
from typing import Literal

from models.schemas import HealthResult, RiskResult
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking, name_ground
from nodes.answers.calls import Measure
from nodes.answers.counting import count_classes, measure_certainty, measure_details
from nodes.answers.field_numbers import tell_field
from nodes.answers.ground import Ground
from nodes.answers.names import why_not
from nodes.report.few import is_few
from nodes.sentences.fact import Mood

Step = Literal["health", "risk"]
LEAST_PIXELS = 0.5
"""Judged ground below which nothing is said of it: rims of pixels that belong to what lies beside."""
AILING = "moderate or severe"
"""The two worst classes of health together."""
_HOW = "each with the share that is meant"
_MOODS: dict[Step, Mood] = {"health": "measured", "risk": "forecast"}


def _tell_classes(step: Step) -> Callable[[Asking, Measure, Ground], Answer]:
    def tell(asking: Asking, call: Measure, ground: Ground) -> Answer:
        result = _result(asking, step)
        if result is None:
            return asking.cannot(why_not(asking, step))
        if step == "health" and call.of == AILING:
            return _tell_ailing(asking, result, ground)
        wanted = asking.words.find(call.of) if call.of else None
        if call.of and wanted not in result.share:
            known = asking.words.join([asking.words.name(one) for one in result.share])
            return asking.cannot(asking.say("no_such_class", what=asking.words.name(step), of=call.of, known=known))
        classes = [str(wanted)] if call.of else [*result.share]
        kind: Literal["share", "area"] = "area" if call.figure == "area" else "share"
        found = _places(asking, step, result, ground, classes, kind)
        if isinstance(found, Answer):
            return found
        return _tell_shares(asking, step, ground, found)

    return tell


def _tell_shares(asking: Asking, step: Step, ground: Ground, places: dict[str, str]) -> Answer:
    name = name_ground(asking, ground) or asking.words.name("scene")
    words = asking.words
    hedge = asking.say(f"hedge.{step}")
    if len(places) == 1:
        ((label, place),) = places.items()
        return asking.done(asking.say(f"{step}.one", name=name, label=words.name(label), value=place), hedge)
    shares = words.join([f"{place} {words.name(label)}" for label, place in places.items()])
    return asking.done(asking.say(f"{step}.shares", name=name, shares=shares), hedge)


def _tell_ailing(asking: Asking, result: HealthResult | RiskResult, ground: Ground) -> Answer:
    """Tell the two worst classes of health as one: a share of the judged ground, and its area."""
    codes = [place for place, one in enumerate(result.share, 1) if one in ("moderate", "severe")]
    found, name = count_classes(asking.run, ground, result.raster, len(result.share) + 1), name_ground(asking, ground)
    judged, shown = float(found.pixels[1:].sum()), name or asking.words.name("scene")
    if judged < LEAST_PIXELS:
        return asking.cannot(_why_none(asking, ground, shown))
    count = float(found.pixels[codes].sum())
    how = f"pixels that are {codes[0]} or {codes[-1]} among those that are 1 to {len(result.share)} in {shown}, {_HOW}"
    what = About("share", "health.moderate_or_severe", name, of="judged", fake=result.fake)
    label, value = f"health {AILING} in {shown}", 100 * count / judged
    if is_few(round(judged)):
        place = asking.new(count, "pixels", label, result.raster, how, what.but(quantity="pixels", of=None))
    else:
        place = asking.new(value, "%", label, result.raster, how, what)
        if found.hectares is not None:
            area = float(found.hectares[codes].sum())
            of_area = what.but(quantity="area", of=None)
            place += f" ({asking.new(area, 'ha', label, result.raster, f'sum over {how}', of_area)})"
    text = asking.say("health.one", name=shown, label=asking.words.name("ailing"), value=place)
    return asking.done(text, asking.say("hedge.health"))


def _places(
    asking: Asking, step: Step, result: HealthResult | RiskResult, ground: Ground, classes: list[str],
    kind: Literal["share", "area"],
) -> dict[str, str] | Answer:  # fmt: skip
    """Give the place of the number of each class, or say why there is none."""
    if ground.kind == "scene" and not is_few(result.judged):
        what = About(kind, "", of="judged" if kind == "share" else None, mood=_MOODS[step])
        known = {one: asking.known(f"{step}.{one}.{kind}", what.but(topic=f"{step}.{one}")) for one in classes}
        if all(known.values()):
            return {one: str(place) for one, place in known.items()}
    field = ground.field
    if ground.kind == "field" and field is not None and ground.number:
        suffix = ".area" if kind == "area" else ""
        layer = getattr(field, step)
        if layer is not None and layer.share and not is_few(round(layer.judged * field.pixels)):
            own = {one: tell_field(asking, ground.number, field, f"{step}.{one}{suffix}") for one in classes}
            if all(own.values()):
                return {one: str(place) for one, place in own.items()}
    return _count(asking, step, result, ground, classes, kind)


def _count(
    asking: Asking, step: Step, result: HealthResult | RiskResult, ground: Ground, classes: list[str],
    kind: Literal["share", "area"],
) -> dict[str, str] | Answer:  # fmt: skip
    names, name = [*result.share], name_ground(asking, ground)
    found = count_classes(asking.run, ground, result.raster, len(names) + 1)
    judged, shown = float(found.pixels[1:].sum()), name or asking.words.name("scene")
    if judged < LEAST_PIXELS:
        return asking.cannot(_why_none(asking, ground, shown))
    if ground.kind == "point":
        label = asking.words.name(names[int(found.pixels[1:].argmax())])
        asking.show(result.raster)
        text = asking.say("point.class", what=asking.words.name(step), label=label)
        return asking.done(text, asking.say(f"hedge.{step}"))
    places = {}
    for one in classes:
        code = names.index(one) + 1
        how = f"pixels that are {code} among those that are 1 to {len(names)} in {shown}, {_HOW}"
        what = About("share", f"{step}.{one}", name, of="judged", mood=_MOODS[step], fake=result.fake)
        value, unit = 100 * float(found.pixels[code]) / judged, "%"
        if is_few(round(judged)):
            value, unit, what = float(found.pixels[code]), "pixels", what.but(quantity="pixels", of=None)
        elif kind == "area" and found.hectares is not None:
            value, unit, what = float(found.hectares[code]), "ha", what.but(quantity="area", of=None)
        places[one] = asking.new(value, unit, f"{step} {one} in {shown}", result.raster, how, what)
    return places


def _why_none(asking: Asking, ground: Ground, name: str) -> str:
    """Say why no ground is judged there."""
    field, words = ground.field, asking.words
    unknown = [crop for issue in asking.run.state.issues if issue.code == "unknown_crop" for crop in issue.subjects]
    if field is not None and field.crop in unknown:
        return asking.say("crop_never_learned", name=name, crop=words.page.crop(field.crop))
    return asking.say("nothing_judged", name=name)


def _result(asking: Asking, step: Step) -> HealthResult | RiskResult | None:
    return asking.run.state.health if step == "health" else asking.run.state.risk


def _tell_causes(asking: Asking, call: Measure, ground: Ground) -> Answer:
    """Tell the likeliest causes where ground is not healthy; they are guesses."""
    health = asking.run.state.health
    if health is None:
        return asking.cannot(why_not(asking, "health", "cause"))
    wanted = asking.words.find(call.of) if call.of else None
    if call.of and wanted not in health.causes:
        known = asking.words.join([asking.words.name(one) for one in health.causes])
        return asking.cannot(asking.say("no_such_class", what=asking.words.name("cause"), of=call.of, known=known))
    name = name_ground(asking, ground)
    shown = name or asking.words.name("scene")
    if ground.kind == "scene":
        shares = {one: 100 * value for one, value in health.causes.items()}
    else:
        found = measure_details(asking.run, ground, [])
        ailing = float(found.causes.sum())
        if ailing < LEAST_PIXELS:
            key = "nothing_ailing" if found.pixels >= LEAST_PIXELS else "nothing_judged"
            return asking.cannot(asking.say(key, name=shown))
        shares = {one: 100 * float(count) / ailing for one, count in zip(health.causes, found.causes, strict=True)}
    chosen = (
        [str(wanted)] if call.of else sorted((one for one in shares if shares[one] > 0), key=lambda one: -shares[one])
    )
    pairs = []
    for one in chosen[:3]:
        what = About("share", f"cause.{one}", name, of="ailing", mood="guess")
        place = asking.known(f"health.cause.{one}", what) if ground.kind == "scene" else None
        how = f"pixels by cause in {shown} where health is not healthy, each with the share that is meant"
        place = place or asking.new(
            shares[one], "%", f"{one} in {shown}", health.details, how, what.but(fake=health.fake)
        )
        pairs.append(f"{asking.words.name(f'cause.{one}')} {place}")
    if not pairs:
        return asking.cannot(asking.say("nothing_ailing", name=shown))
    return asking.done(asking.say("causes", name=shown, shares=asking.words.join(pairs)), asking.say("hedge.cause"))


def _tell_missing(asking: Asking, _call: Measure, ground: Ground) -> Answer:
    """Tell how much cover is missing against a crop without stress."""
    health = asking.run.state.health
    if health is None:
        return asking.cannot(why_not(asking, "health", "missing_cover"))
    name = name_ground(asking, ground)
    shown = name or asking.words.name("scene")
    what = About("share", "missing_cover", name, statistic="mean", of="judged")
    place = asking.known("health.missing_cover", what) if ground.kind == "scene" else None
    if place is None:
        found = measure_details(asking.run, ground, ["missing_cover"])
        if found.pixels < LEAST_PIXELS:
            return asking.cannot(_why_none(asking, ground, shown))
        how = f"mean of missing_cover over the judged ground of {shown}, each pixel with the share that is meant"
        label = f"missing cover in {shown}"
        place = asking.new(found.means["missing_cover"], "%", label, health.details, how, what.but(fake=health.fake))
    return asking.done(asking.say("missing_cover", name=shown, value=place), asking.say("hedge.health"))


def _tell_confidence(asking: Asking, call: Measure, ground: Ground) -> Answer:
    """Tell how sure the networks are."""
    name = name_ground(asking, ground)
    shown, sentences = name or asking.words.name("scene"), []
    for step in ("health", "risk"):
        result: HealthResult | RiskResult | None = (
            asking.run.state.health if step == "health" else asking.run.state.risk
        )
        if result is None or (call.of and asking.words.find(call.of) not in (step, None)):
            continue
        what = About("certainty", step, name, statistic="mean", of="judged")
        place = asking.known(f"{step}.confidence", what) if ground.kind == "scene" else None
        file = result.details if isinstance(result, HealthResult) else result.probability_raster
        if place is None:
            is_health = isinstance(result, HealthResult)
            run = asking.run
            found = measure_details(run, ground, ["confidence"]) if is_health else measure_certainty(run, ground)
            if found.pixels < LEAST_PIXELS:
                return asking.cannot(_why_none(asking, ground, shown))
            how = f"mean of the confidence over the judged ground of {shown}, each pixel with the share that is meant"
            label = f"confidence of the {step} network in {shown}"
            place = asking.new(found.means["confidence"], "%", label, file, how, what.but(fake=result.fake))
        sentences.append(asking.say(f"confidence.{step}", name=shown, value=place))
    if not sentences:
        return asking.cannot(why_not(asking, "health", "confidence"))
    return asking.done(*sentences, asking.say("hedge.confidence"))


JUDGED: dict[str, Callable[[Asking, Measure, Ground], Answer]] = {
    "health": _tell_classes("health"), "condition": _tell_classes("health"), "risk": _tell_classes("risk"),
    "cause": _tell_causes, "causes": _tell_causes, "missing_cover": _tell_missing, "confidence": _tell_confidence,
    "certainty": _tell_confidence,
}  # fmt: skip
