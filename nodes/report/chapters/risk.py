"""The chapter on risk: how much ground is at which risk, how sure that is, where it is worst, what the network knew."""

from collections.abc import Callable, Iterator

from models.schemas import RiskResult
from nodes.doubts import named_facts
from nodes.state import SceneState

Say = Callable[[str], str]
"""Id of a claim → its value in words."""

_LISTED = 5  # zones
_LOSS = {"low": "less than a tenth", "medium": "a tenth to three tenths", "high": "more than three tenths"}
"""Of the yield, by class."""


def risk_lines(state: SceneState, say: Say) -> list[str]:
    """Lines of Markdown without their title; every number is a claim."""
    risk = state.risk
    assert risk is not None
    lines = ["| Risk | Expected loss of yield | Share | Area |", "| --- | --- | --- | --- |"]
    for name in risk.share:
        area = say(f"risk.{name}.area") if risk.area_ha else "–"
        lines.append(f"| {name} | {_LOSS.get(name, '–')} | {say(f'risk.{name}.share')} | {area} |")
    lines += ["", " ".join(_sentences(state, risk, say)), "", " ".join(_basis(state, risk))]
    return [*lines, *_zones(risk, say)]


def _sentences(state: SceneState, risk: RiskResult, say: Say) -> Iterator[str]:
    yield (
        f"Shares are of {say('risk.judged')} with a crop; {say('risk.no_crop.share')} of clear ground is left out: "
        + ("outside the parcels, or " if state.request.parcels else "")
        + "without a crop that the network can judge (bare, trees, water, buildings, or fields that it does not know)."
    )
    if state.crops is not None:
        yield f"Whether a crop stands was asked of the health network too ({state.crops.raster}); their mean counts."
    yield (
        f"Mean confidence of the network: {say('risk.confidence')}; mean uncertainty: {say('risk.uncertainty')} of "
        "what no idea at all would be."
    )
    if risk.disagreement > 0:
        yield f"Several networks were asked; their mean disagreement is {say('risk.disagreement')}."


def _basis(state: SceneState, risk: RiskResult) -> Iterator[str]:
    """What the network was told, and how its answers were read."""
    named = named_facts(state)
    told = ["the picture", *(named[name] for name in risk.known if name in named)]
    untold = [words for name, words in named.items() if name not in risk.known]
    without = f", but not {', '.join(untold)}, which would help" if untold else ""
    yield f"The network was told {', '.join(told)}{without}."
    if risk.lacking:
        yield f"The scene lacks {', '.join(risk.lacking)}, which the network knows."
    yield f"Classes are parted by the preset “{risk.preset}”."
    if risk.views > 1:
        yield "Each place was shown in several ways, and the mean of the answers taken."
    if risk.refinement:
        yield "A conditional random field drew together what looks alike."
    yield (
        "The network learned from simulated fields only; on real ones plain NDVI told as much or more of how green "
        "they were one to two months later, an uneven field is told to be at more risk than an even one as green, and "
        "open woods in summer may stand as crops (models/risk/weights/MODEL_CARD.md). Risk is its forecast, not a "
        "measurement."
    )


def _zones(risk: RiskResult, say: Say) -> list[str]:
    """The largest first."""
    if not risk.zone_count:
        return ["", "No zone at high risk is large enough to be named."]
    lines = ["", "### Largest zones at high risk", "", "| Zone | Area | Longitude | Latitude | Probability |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for rank, zone in enumerate(risk.zones[:_LISTED], start=1):
        of = f"zone.{rank}."
        area = say(of + "area") if zone.area_ha is not None else say(of + "pixels")
        place = (say(of + "longitude"), say(of + "latitude")) if zone.longitude is not None else ("–", "–")
        lines.append(f"| {rank} | {area} | {place[0]} | {place[1]} | {say(of + 'probability')} |")
    rest = f"Zones in all: {say('risk.zones')}"
    return [
        *lines,
        "",
        f"{rest}; {risk.zones_file} has the outlines of the largest." if risk.zones_file else f"{rest}.",
    ]
