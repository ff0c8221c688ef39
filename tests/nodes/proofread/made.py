# ruff: noqa: E501 (drafts stand on one line)
"""One small section on health, made by hand."""

from nodes.report.claims import Claim, claim_area, claim_share
from nodes.sentences.fact import Fact, Section, Sentence

HEDGE = "It learned from simulated fields only; on real ones NDVI told more of the coming month."
SHARES = {"healthy": 0.468, "mild": 0.0, "moderate": 0.439, "severe": 0.093}


def share(name: str, value: float) -> Fact:
    claim = claim_share(
        f"health.{name}.share", f"share of judged ground that is {name}", value, "health.tif", "counted"
    )
    return Fact(claim=claim, quantity="share", topic=f"health.{name}", of="judged")


def zone(number: int, area: float, probability: float) -> tuple[Fact, Fact]:
    of, about = f"zone.{number}.", f"zone {number}"
    claim = claim_area(of + "area", f"area of {about}", area, "risk.tif", "counted")
    chance = claim_share(
        of + "probability", f"mean probability of high risk in {about}", probability, "risk.tif", "mean"
    )
    return (
        Fact(claim=claim, quantity="area", topic="risk.high", about=about, mood="forecast"),
        Fact(claim=chance, quantity="probability", topic="risk.high", about=about, mood="forecast"),
    )


def health(*, required: tuple[str, ...] = ("hedge",)) -> Section:
    """Shares, how sure the network is, a guess at the cause, and a hedge."""
    sure = claim_share("health.confidence", "mean confidence of the health network", 0.749, "details.tif", "mean")
    drought = claim_share(
        "health.cause.drought", "ground that is not healthy, likeliest drought", 0.6, "d.tif", "counted"
    )
    area = claim_area("health.area", "clear ground with a crop to judge", 209.38, "health.tif", "counted")
    facts = (
        *(share(name, value) for name, value in SHARES.items()),
        Fact(claim=area, quantity="area", topic="judged"),
        Fact(claim=sure, quantity="certainty", topic="health"),
        Fact(claim=drought, quantity="share", topic="cause.drought", of="ailing", mood="guess"),
    )
    told = (
        "Of {claim:health.area} of judged ground, {claim:health.healthy.share} is healthy, {claim:health.mild.share} mild, "
        "{claim:health.moderate.share} moderate and {claim:health.severe.share} severe."
    )
    sentences = (
        Sentence(id="shares", wordings=(told,)),
        Sentence(id="sure", wordings=("On average the network is {claim:health.confidence} sure.",)),
        Sentence(
            id="cause",
            wordings=("As a guess, the likeliest cause on the ground that is not healthy: drought {claim:health.cause.drought}.",),
        ),
        Sentence(id="look", wordings=("See whether water is short.",)),
        Sentence(id="hedge", wordings=(HEDGE,)),
    )  # fmt: skip
    return Section(name="health", title="Health", language="en", facts=facts, sentences=sentences, required=required)


def risk() -> Section:
    """Two zones at high risk, of many."""
    facts = (*zone(1, 10.38, 0.9), *zone(2, 2.03, 0.6))
    sentences = tuple(
        Sentence(
            id=f"zone.{number}",
            wordings=(
                f"The network forecasts high risk on {{claim:zone.{number}.area}} in zone {number}, with a mean probability "
                f"of {{claim:zone.{number}.probability}}.",
            ),
        )
        for number in (1, 2)
    )
    yields = Sentence(id="loss", wordings=("A forecast of the risk of losing yield.",))
    return Section(name="risk", title="Risk", language="en", facts=facts, sentences=(*sentences, yields))


def index(name: str, value: float, about: str | None = None) -> Fact:
    claim = Claim(id=name, label=name, value=value, unit="", digits=2, file="i.tif", method="median")
    return Fact(claim=claim, quantity="index", topic="NDVI", about=about, statistic="median")
