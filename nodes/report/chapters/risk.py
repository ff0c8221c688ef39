"""The chapter on risk: how much ground is at which risk, how sure that is, and what the network knew."""

from collections.abc import Iterator

from models.field.conditioning import UNHEARD
from models.risk.config import SHADES
from models.schemas import RiskResult
from nodes.report.chapter import Chapter, MapPicture, Network, Review, RunFile
from nodes.report.claims import Claim, claim_share, mark_claims, marked
from nodes.report.class_map import (
    claim_classes,
    claim_told,
    name_files,
    name_told_file,
    plan_map,
    say_judged,
    say_share,
    say_unheard,
)
from nodes.report.doubts import named_facts
from nodes.report.few import is_few
from nodes.report.wording import Said
from nodes.state import SceneState

ENOUGH = 0.6
"""Confidence from which risk needs nobody's word; below it half of all such answers may be wrong."""
_LOSS = {"low": "less than a tenth", "medium": "a tenth to three tenths", "high": "more than three tenths"}
"""Of the yield, by class."""


def claims(state: SceneState) -> Iterator[Claim]:
    """State how much ground is at which risk, and how sure that is."""
    risk = state.risk
    if risk is not None:
        words = {name: f"at {name} risk" for name in risk.share}
        stated = [*claim_classes("risk", risk, words), *_certainty(risk)]
        yield from mark_claims([*stated, *claim_told("risk", risk)], fake=risk.fake)


def _certainty(risk: RiskResult) -> Iterator[Claim]:
    how = "mean over the pixels of the highest class probability"
    label = "mean confidence of the risk network"
    yield claim_share("risk.confidence", label, risk.mean_confidence, risk.probability_raster, how)
    file, label = risk.uncertainty_raster, "mean uncertainty of the risk map"
    yield claim_share("risk.uncertainty", label, risk.uncertainty, file, "mean of uncertainty")
    label = "mean disagreement of the networks on risk"
    yield claim_share("risk.disagreement", label, risk.disagreement, file, "mean of disagreement")


def lines(state: SceneState, said: Said) -> list[str]:
    """Tabulate the classes, and say how sure that is and what it rests on."""
    risk = state.risk
    if risk is None:
        return []
    rows = [
        "## Risk",
        "",
        f"| Risk | Expected loss of yield | {'Pixels' if is_few(risk.judged) else 'Share'} | Area |",
        "| --- | --- | --- | --- |",
    ]
    for name in risk.share:
        area = said(f"risk.{name}.area") if risk.area_ha else "–"
        rows.append(f"| {name} | {_LOSS.get(name, '–')} | {say_share('risk', name, said)} | {area} |")
    return [*rows, "", " ".join(_sentences(state, risk, said)), "", " ".join(_basis(state, risk))]


def _sentences(state: SceneState, risk: RiskResult, said: Said) -> Iterator[str]:
    health = state.health
    if (
        health is not None
        and (health.judged, health.no_crop) == (risk.judged, risk.no_crop)
        and not is_few(risk.judged)
    ):
        yield f"Shares are of {said('risk.judged')} with a crop, which are those that health is told of."
    else:
        yield say_judged("risk", risk, said, state.crops)
    yield (
        f"Mean confidence of the network: {said('risk.confidence')}; mean uncertainty: {said('risk.uncertainty')} of "
        "what no idea at all would be."
    )
    if risk.disagreement > 0:
        yield f"Several networks were asked; their mean disagreement is {said('risk.disagreement')}."


def _basis(state: SceneState, risk: RiskResult) -> Iterator[str]:
    """What the network was told, and how its answers were read."""
    named = named_facts(state)
    told = ["the picture", *(named[name] for name in risk.known if name in named)]
    untold = [words for name, words in named.items() if name not in (*risk.known, *UNHEARD)]
    without = f", but not {', '.join(untold)}, which would help" if untold else ""
    yield f"The network was told {', '.join(told)}{without}.{say_unheard(state)}"
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


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the rasters of the classes, their probabilities and the uncertainty."""
    if (risk := state.risk) is not None:
        yield from name_files(state, "risk", risk, SHADES)
        title = marked("Probability of each risk class", fake=risk.fake)
        yield RunFile("risk_probability", risk.probability_raster, title, is_detail=True)
        title = marked("Uncertainty of the risk map", fake=risk.fake)
        yield RunFile("risk_uncertainty", risk.uncertainty_raster, title, is_detail=True)
        yield from name_told_file("risk", risk)


def maps(state: SceneState) -> Iterator[MapPicture]:
    """Show the classes."""
    return plan_map(state, "risk", state.risk, "Risk of losing yield", SHADES)


RISK = Chapter(
    name="risk",
    claims=claims,
    lines=lines,
    files=files,
    maps=maps,
    network=Network(
        room="risk",
        has_spoken=lambda state: state.risk is not None,
        is_fake=lambda state: state.risk is not None and state.risk.fake,
    ),
    review=Review(lambda state: state.risk.mean_confidence if state.risk else None, ENOUGH),
)
