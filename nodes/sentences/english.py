"""Sentences in English."""

from collections.abc import Sequence
from typing import Literal

from nodes.sentences.words import Shares, Wordings

_TITLES = {
    "summary": "Where to go first", "fields": "Fields", "places": "Places to go and look", "cover": "Cover and indices",
    "clouds": "Clouds", "health": "Health of the crop", "risk": "Risk of losing yield",
    "picture": "In words from the picture", "limits": "What was not possible",
}  # fmt: skip
_CAUSES = {
    "drought": "drought", "nitrogen": "lack of nitrogen", "disease": "disease", "waterlogging": "waterlogging",
    "emergence": "poor emergence", "lodging or hail": "lodging or hail",
}  # fmt: skip


def _list(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def title(section: str) -> str:
    return _TITLES[section]


def place_label(number: str) -> str:
    return f"place {number}"


def zone_label(number: str) -> str:
    return f"zone {number}"


def cause(name: str) -> str:
    return _CAUSES.get(name, name)


def go_to(names: Sequence[str], how: str) -> str:
    return f"Start with {_list(names)}: {how}."


def all_like_peers() -> str:
    return "Each field is about as green as the others of its crop, so none stands out."


def lowest(name: str, crop: str | None, median: str) -> str:
    of = f" ({crop})" if crop else ""
    return f"The lowest NDVI, {median}, is that of {name}{of}."


def greenness(median: str, low: str, high: str) -> str:
    return f"The clear ground has a median NDVI of {median}; nine tenths of it lie between {low} and {high}."


def largest_cover(name: str, much: str) -> str:
    return f"No cover takes more of the clear ground than “{name}”: {much}."


def hidden(share: str) -> str:
    return f"Of the ground with data, {share} lies under cloud or its shadow."


def photograph() -> Wordings:
    return (
        "This is a photograph and no scene, so no ground was measured.",
        "No ground was measured: it is a photograph.",
    )


def no_judgement() -> Wordings:
    return (
        "What was measured here does not tell which field to visit first.",
        "These numbers are measured, but they do not say which field is worse.",
    )


def field(name: str, crop: str | None, median: str, low: str, high: str) -> Wordings:
    of = f" ({crop})" if crop else ""
    return (
        f"{name}{of} has a median NDVI of {median}, with a tenth of it below {low} and a tenth above {high}.",
        f"The median NDVI of {name}{of} is {median}; a tenth of it lies below {low} and a tenth above {high}.",
    )


def field_seen(name: str, share: str) -> Wordings:
    return (f"Of {name}, {share} was judged.", f"We judged {share} of {name}.")


def field_layers(name: str, layers: Sequence[tuple[str, str, str]]) -> Wordings:
    parts = [f"{statistic} {layer} {value}" for layer, statistic, value in layers]
    return (f"Measured of {name}: {_list(parts)}.", f"{name} has these values: {_list(parts)}.")


def against_peers(name: str, difference: str, count: str, side: Literal["below", "above"]) -> Wordings:
    less = "less" if side == "below" else "more"
    return (
        f"{name} is {less} green than the {count} others of its crop; its NDVI differs from theirs by {difference}.",
        f"Against the {count} others of its crop, {name} is {less} green: its NDVI differs by {difference}.",
    )


def like_peers(name: str, count: str) -> Wordings:
    return (
        f"{name} is about as green as the {count} others of its crop.",
        f"Against the {count} others of its crop, {name} is about as green.",
    )


def against_few(name: str, difference: str, count: str) -> Wordings:
    return (
        f"The NDVI of {name} lies {difference} below that of the {count} others of its crop, which are few.",
        f"{name} is less green than the few others of its crop, which are {count}: its NDVI lies {difference} below.",
    )


def bare(name: str, share: str) -> Wordings:
    return (
        f"In {name}, {share} of the clear ground is bare: not up yet, harvested or failed; a picture cannot tell.",
        f"No green plants stand on {share} of the clear ground of {name}, and a picture cannot tell why.",
    )


def patches(name: str, count: str, much: str) -> Wordings:
    return (
        f"Weak patches in {name}: {count}, with {much} in all.",
        f"{name} has weak patches: {count}, {much} in all.",
    )


def on_scene(name: str, share: str) -> Wordings:
    return (f"Only {share} of {name} lies on the scene.", f"The scene shows only {share} of {name}.")


def fields_of_crop(crop: str, count: str, low: str, high: str, *, alone: bool) -> Wordings:
    if alone:
        return (f"Of {crop}, {count} field was judged, with a median NDVI of {low}.",)
    return (
        f"Of {crop}, {count} fields were judged; their median NDVI is {low} at the lowest and {high} at the highest.",
        f"The {count} judged fields of {crop} have a median NDVI between {low}, the lowest, and {high}, the highest.",
    )


def visit(label: str, latitude: str, longitude: str, what: str) -> Wordings:
    start = label[:1].upper() + label[1:]
    return (
        f"{start}, at latitude {latitude} and longitude {longitude}: {what}.",
        f"Go to {label} (latitude {latitude}, longitude {longitude}): {what}.",
    )


def layer(name: str, statistic: str, value: str, low: str, high: str, *, relative: bool) -> Wordings:
    only, shown = "; it counts within this picture only" if relative else "", name[:1].upper() + name[1:]
    return (
        f"The {statistic} of {name} is {value}, from {low} at the lowest twentieth to {high} at the highest{only}.",
        f"{shown} has a {statistic} of {value}; nine tenths of it lie between {low} and {high}{only}.",
    )


def index(name: str, median: str, low: str, high: str) -> Wordings:
    return (
        f"The median {name} of the clear ground is {median}; nine tenths of it lie between {low} and {high}.",
        f"On clear ground {name} has a median of {median}, and nine tenths lie between {low} and {high}.",
    )


def cover(name: str, share: str, area: str | None) -> Wordings:
    much = f" ({area})" if area else ""
    return (
        f"“{name}” covers {share}{much} of the clear ground.",
        f"Of the clear ground, {share}{much} is “{name}”.",
    )


def seen(seen: str, clear: str | None) -> Wordings:
    if clear is None:
        return (f"There are data on {seen}.", f"The scene has data on {seen}.")
    return (
        f"There are data on {seen}, and {clear} of that is clear.",
        f"Of the ground with data, {seen}, {clear} is clear.",
    )


def seen_few(seen: str, clear: str) -> Wordings:
    return (
        f"There are data on {seen}; clear are {clear}.",
        f"The scene has data on {seen}, of which {clear} are clear.",
    )


def cloud_and_shadow(cloud: str, shadow: str) -> Wordings:
    return (
        f"Cloud covers {cloud} of the ground with data, and cloud shadow {shadow}.",
        f"Of the ground with data, {cloud} is under cloud and {shadow} under cloud shadow.",
    )


_LEARNED = "The network learned from simulated fields; on real ones NDVI told more of the coming month."


def _shares(shares: Shares) -> str:
    return ", ".join(f"{name} {share}" for name, share in shares)


def health_shares(judged: str, shares: Shares) -> Wordings:
    return (
        f"The network judged the health of {judged}. Of the judged ground it calls: {_shares(shares)}. {_LEARNED}",
        f"Health of the judged ground ({judged}), as the network sees it: {_shares(shares)}. {_LEARNED}",
    )


def without_outlines(step: Literal["health", "risk"]) -> Wordings:
    return (
        f"Nobody told the {step} network where fields are: it may have judged pasture, woods, gardens or shores too.",
        f"For want of outlines the {step} network may have judged pasture, woods, gardens or shores too.",
    )


def missing_cover(share: str) -> Wordings:
    return (
        f"A network that learned from simulated fields finds {share} of the cover missing, on average.",
        f"On average {share} of the cover is missing, says a network that learned from simulated fields.",
    )


def causes(causes: Shares, unclear: str | None) -> Wordings:
    rest = f" On {unclear} of that ground no cause is likely." if unclear else ""
    told = ", ".join(f"{name} on {share}" for name, share in causes) + " of it"
    doubt = "Beyond drought the network hardly tells causes apart."
    return (
        f"As a guess, the likeliest causes on the ground that is not healthy: {told}.{rest} {doubt}",
        f"The network guesses what ails the ground that is not healthy: {told}.{rest} {doubt}",
    )


def health_confidence(share: str) -> Wordings:
    return (
        f"On average the network is {share} sure of its class of health.",
        f"The mean confidence of the network in its classes of health is {share}.",
    )


_SIMULATED = "It learned from simulated fields."


def ailing(name: str, share: str) -> Wordings:
    return (
        f"In {name}, the network calls {share} of the judged ground moderate or severe. {_SIMULATED}",
        f"The network calls {share} of the judged ground of {name} moderate or severe. {_SIMULATED}",
    )


_FORECAST = "It learned from simulated fields; on real ones NDVI told as much or more."


def risk_shares(judged: str, shares: Shares) -> Wordings:
    return (
        f"A forecast of the risk of losing yield on {judged} of judged ground: {_shares(shares)}. {_FORECAST}",
        f"The network forecasts the risk of losing yield. Of the judged ground ({judged}) it puts: {_shares(shares)}. "
        f"{_FORECAST}",
    )


def risk_confidence(share: str) -> Wordings:
    return (
        f"On average the network is {share} sure of its forecast class of risk.",
        f"The mean confidence of the network in its forecast of risk is {share}.",
    )


def zones(count: str) -> Wordings:
    return (
        f"The forecast has this many zones at high risk: {count}.",
        f"Zones at high risk, by the forecast: {count}.",
    )


def zone(label: str, much: str, probability: str, place: tuple[str, str] | None) -> Wordings:
    at = f", at latitude {place[0]} and longitude {place[1]}" if place else ""
    start = label[:1].upper() + label[1:]
    return (
        f"{start} of the forecast{at}: {much} at high risk, with a mean probability of {probability}.",
        f"The network forecasts high risk on {much} in {label}{at}, with a mean probability of {probability}.",
    )


def field_at_risk(name: str, area: str) -> Wordings:
    return (
        f"In {name}, {area} is forecast to be at high risk.",
        f"The network forecasts high risk on {area} of {name}.",
    )


def picture(text: str) -> Wordings:
    return (f"A network wrote of the picture: {text}", f"This is the picture in the words of a network: {text}")


def picture_of(name: str, text: str) -> Wordings:
    return (f"A network wrote of {name}: {text}", f"This is {name} in the words of a network: {text}")
