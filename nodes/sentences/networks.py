"""The sections on health and risk: what networks expect that learned from simulated fields."""

from collections.abc import Iterator, Sequence
from typing import Literal

from nodes.report.chapters.fields import worst_first
from nodes.report.chapters.layers import has_layers
from nodes.report.class_map import ClassMap, say_share
from nodes.report.few import is_few
from nodes.sentences.telling import Desk, Told

_TOLD = 3
"""Fields, zones and causes that are told."""


def tell_health(desk: Desk) -> Iterator[Told]:
    """Say how much of the crop is how healthy, what it may lack, and how sure the network is."""
    health = desk.state.health
    if health is None or not desk.has("health.judged"):
        return
    wordings = desk.words.health_shares(_judged(desk, "health"), _shares(desk, "health", health))
    yield Told("shares", wordings, is_required=True)
    yield from _tell_outlines(desk, "health")
    if desk.has("health.missing_cover") and health.judged:
        yield Told("missing_cover", desk.words.missing_cover(desk.said("health.missing_cover")))
    yield from _tell_causes(desk)
    yield Told("confidence", desk.words.health_confidence(desk.said("health.confidence")))
    shares = {
        number: share
        for number in range(1, len(health.parcels) + 1)
        if (claim := f"parcel.{number}.ailing") in desk.said and (share := desk.value(claim)) > 0
    }
    for number in sorted(shares, key=lambda number: -shares[number])[:_TOLD]:
        name = health.parcels[number - 1].name
        yield Told(f"field.{number}", desk.words.ailing(name, desk.said(f"parcel.{number}.ailing")))


def _tell_causes(desk: Desk) -> Iterator[Told]:
    health = desk.state.health
    assert health is not None
    names = [name for name, share in health.causes.items() if name != "unclear" and share > 0]
    names = [name for name in names if f"health.cause.{name}" in desk.said]
    if names:
        names.sort(key=lambda name: -health.causes[name])
        causes = [(desk.words.cause(name), desk.said(f"health.cause.{name}")) for name in names[:_TOLD]]
        unclear = desk.said("health.cause.unclear") if health.causes.get("unclear") else None
        yield Told("causes", desk.words.causes(causes, unclear))


def tell_risk(desk: Desk) -> Iterator[Told]:
    """Say the forecast of risk, its largest zones, and how sure the network is."""
    risk = desk.state.risk
    if risk is None or not desk.has("risk.judged"):
        return
    wordings = desk.words.risk_shares(_judged(desk, "risk"), _shares(desk, "risk", risk))
    yield Told("shares", wordings, is_required=True)
    yield from _tell_outlines(desk, "risk")
    if desk.has("risk.zones") and not is_few(risk.judged):
        yield Told("zones", desk.words.zones(desk.said("risk.zones")))
        for number in range(1, min(len(risk.zones), _TOLD) + 1):
            of = f"zone.{number}."
            much = desk.said(of + "area", desk.said(of + "pixels"))
            at = (desk.said(of + "latitude"), desk.said(of + "longitude")) if desk.has(of + "latitude") else None
            label = desk.words.zone_label(str(number))
            yield Told(f"zone.{number}", desk.words.zone(label, much, desk.said(of + "probability"), at))
    yield from _tell_fields_at_risk(desk)
    yield Told("confidence", desk.words.risk_confidence(desk.said("risk.confidence")))


def _tell_fields_at_risk(desk: Desk) -> Iterator[Told]:
    if desk.state.fields is None or desk.state.fields.of_scene or has_layers(desk.state):
        return
    claims = {number: f"field.{number}.high" for number, _ in worst_first(desk.state.fields)}
    found = [number for number, claim in claims.items() if claim in desk.said and desk.value(claim) > 0]
    for number in sorted(found, key=lambda number: -desk.value(claims[number]))[:_TOLD]:
        name = desk.state.fields.fields[number - 1].name
        yield Told(f"field.{number}", desk.words.field_at_risk(name, desk.said(claims[number])))


def _tell_outlines(desk: Desk, step: Literal["health", "risk"]) -> Iterator[Told]:
    if any(issue.code == "no_parcels" for issue in desk.state.issues):
        yield Told("without_outlines", desk.words.without_outlines(step), is_required=True)


def _judged(desk: Desk, step: str) -> str:
    return desk.said(f"{step}.area", desk.said(f"{step}.judged"))


def _shares(desk: Desk, step: str, result: ClassMap) -> Sequence[tuple[str, str]]:
    return [(desk.first.class_name(name), say_share(step, name, desk.said)) for name in result.share]
