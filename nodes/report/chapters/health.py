"""The chapter on crop health: what was found, how sure it is, and what the network knew."""

from collections.abc import Iterator

from models.health.config import SHADES
from models.schemas import FieldFacts, HealthResult
from models.vocabulary import CAUSES
from nodes.report.chapter import Chapter, MapPicture, Network, Review, RunFile, describe_classes
from nodes.report.claims import Claim, claim_share, mark_claims, marked
from nodes.report.class_map import (
    claim_classes,
    claim_ground,
    claim_told,
    name_files,
    name_names_file,
    name_told_file,
    plan_map,
    say_judged,
    say_share,
    say_unheard,
    word_share,
)
from nodes.report.doubts import named_facts
from nodes.report.few import is_few
from nodes.report.wording import Said, escape
from nodes.state import SceneState

_CAUSE_BAND = 4  # of the details
ENOUGH = 0.6
"""Confidence from which health needs nobody's word; below it half of all such answers may be wrong."""


def claims(state: SceneState) -> Iterator[Claim]:
    """State the conditions of the crop, their causes, and how sure the network is."""
    health = state.health
    if state.crops is not None:
        yield from claim_ground(state.crops)
    if health is not None:
        words = {name: f"that is {name}" for name in health.share}
        stated = [*claim_classes("health", health, words), *_details(health)]
        yield from mark_claims([*stated, *claim_told("health", health)], fake=health.fake)


def _details(health: HealthResult) -> Iterator[Claim]:
    file = health.details
    yield claim_share(
        "health.confidence", "mean confidence of the health network", health.mean_confidence, file, "mean of confidence"
    )
    if not is_few(health.judged):
        yield from _shares(health)
    for place, (name, value) in enumerate(health.skill.items()):
        yield Claim(
            id=f"health.skill.{place}", label=f"macro-F1 of the health network, {name}, picture alone", value=value,
            unit="", digits=2, file="models/health/weights/metrics.json",
            method="on simulated stations and years that it never learned from",
        )  # fmt: skip
    for name, weight in health.attention.items():
        yield claim_share(f"health.attention.{name}", f"attention to {name}", weight, file, f"mean of attention_{name}")


def _shares(health: HealthResult) -> Iterator[Claim]:
    file = health.details
    label = "cover that is missing against a crop without stress, on average"
    yield claim_share("health.missing_cover", label, health.missing_cover, file, "mean of missing_cover")
    label = "judged ground where the network is sure of one class at 90 %"
    how = f"{word_share([1], range(len(health.share) + 1))} in classes_in_set"
    yield claim_share("health.one_class", label, health.one_class, file, how)
    for code, (name, value) in enumerate(health.causes.items()):
        label = (
            f"ground that is not healthy whose likeliest cause is {name}" if code else "ground without a likely cause"
        )
        ailing = word_share([code], range(len(CAUSES) + 1))
        how = f"{ailing} in cause, where {health.raster} is 2 to {len(health.share)}"
        yield claim_share(f"health.cause.{name}", label, value, file, how)


def lines(state: SceneState, said: Said) -> list[str]:
    """Tabulate the conditions, and say how sure that is and what it rests on."""
    health = state.health
    if health is None:
        return []
    rows = [
        "## Health",
        "",
        f"| Condition | {'Pixels' if is_few(health.judged) else 'Share'} | Area |",
        "| --- | --- | --- |",
    ]
    for name in health.share:
        area = said(f"health.{name}.area") if health.area_ha else "–"
        rows.append(f"| {name} | {say_share('health', name, said)} | {area} |")
    return [*rows, "", " ".join(_sentences(health, state, said)), "", _basis(health, state, said)]


def _sentences(health: HealthResult, state: SceneState, said: Said) -> Iterator[str]:
    yield say_judged("health", health, said, state.crops)
    if is_few(health.judged):
        yield f"Mean confidence of the network: {said('health.confidence')}."
        return
    yield (
        f"On average {said('health.missing_cover')} of the cover of a crop without stress is missing; healthy lacks "
        "less than a twentieth, mild up to a fifth, moderate up to half."
    )
    ailing = [name for name in health.causes if name != "unclear" and health.causes[name] > 0]
    if ailing:
        ailing.sort(key=lambda name: -health.causes[name])
        told = ", ".join(f"{name} {said(f'health.cause.{name}')}" for name in ailing[:3])
        yield (
            f"Likeliest causes where it is not healthy: {told}; none is likely on {said('health.cause.unclear')}. Take "
            "them as guesses: on simulated fields the network hardly tells any cause but drought."
        )
    elif health.causes:
        yield "No cause is likelier than not anywhere."
    yield (
        f"Mean confidence of the network: {said('health.confidence')}; on {said('health.one_class')} of the ground a "
        "single class suffices to be right nine times in ten, as measured on simulated fields."
    )


def _basis(health: HealthResult, state: SceneState, said: Said) -> str:
    """What the network was told."""
    field, named = state.field or FieldFacts(), named_facts(state)
    told = ["the picture", *(named[name] for name in health.known if name in named)]
    facts = {
        "crop": field.crop,
        "sown": field.sown.isoformat() if field.sown else None,
        "soil": field.soil,
        "elevation": f"{field.elevation_m:g} m ({field.elevation_from})" if field.elevation_m is not None else None,
    }
    known = [f"{name} {escape(value)}" for name, value in facts.items() if value]
    detail = f" ({'; '.join(known)})" if known else ""
    return (
        f"The network was told {', '.join(told)}{detail}.{say_unheard(state)}{_cost(health, said)} It "
        "learned from simulated fields only; among real fields of one crop on one day plain NDVI told more of the "
        "coming month than this severity did, and an uneven field is told to lack more cover than an even one as green "
        "(models/health/weights/MODEL_CARD.md)."
    )


def _cost(health: HealthResult, said: Said) -> str:
    """What the bands that are not there cost."""
    if not health.lacking:
        return ""
    cost = ""
    if len(health.skill) > 1:
        without, whole = said("health.skill.0"), said("health.skill.1")
        cost = f": macro-F1 on simulated fields is {without} without them, {whole} with all"
    return f" The scene lacks {', '.join(health.lacking)}, which the network knows{cost}."


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the rasters of the conditions, of what is known beside them, and of where a crop stands."""
    if (health := state.health) is not None:
        yield from name_files(state, "health", health, SHADES)
    if (crops := state.crops) is not None:
        title = marked("Which ground health and risk judge", fake=crops.fake)
        named = describe_classes((name, None) for name in ("no_data", *crops.pixels)) if crops.pixels else None
        yield RunFile("crops", crops.raster, title, fields=named, is_detail=True)
        if crops.pixels:
            yield name_names_file("crops_names", crops.raster, {1: ("no data", *crops.pixels)})
    if health is not None:
        codes = ", ".join(f"{code} {name}" for code, name in enumerate(("unclear", *CAUSES)))
        title = marked(f"Missing cover, confidence and cause ({codes})", fake=health.fake)
        yield RunFile("health_details", health.details, title, is_detail=True)
        yield name_names_file("health_details_names", health.details, {_CAUSE_BAND: ("unclear", *CAUSES)})
        yield from name_told_file("health", health)


def maps(state: SceneState) -> Iterator[MapPicture]:
    """Show the conditions."""
    return plan_map(state, "health", state.health, "Health: condition of crops", SHADES)


HEALTH = Chapter(
    name="health",
    claims=claims,
    lines=lines,
    files=files,
    maps=maps,
    network=Network(
        room="health",
        has_spoken=lambda state: bool(state.health or state.crops),
        is_fake=lambda state: state.health is not None and state.health.fake,
    ),
    review=Review(lambda state: state.health.mean_confidence if state.health else None, ENOUGH),
)
