"""The chapter on crop health: what was found, how sure it is, what the network knew, and each parcel."""

from collections.abc import Callable, Iterator

from models.schemas import FieldFacts, HealthResult
from nodes.doubts import named_facts
from nodes.state import SceneState

Say = Callable[[str], str]
"""Id of a claim → its value in words."""
Words = Callable[[str], str]
"""Text from files, harmless in Markdown."""

_LONGEST = 25  # parcels that are listed


def health_lines(state: SceneState, say: Say, words: Words) -> list[str]:
    """Lines of Markdown without their title; every number is a claim."""
    health = state.health
    assert health is not None
    lines = ["| Condition | Share | Area |", "| --- | --- | --- |"]
    for name in health.share:
        area = say(f"health.{name}.area") if health.area_ha else "–"
        lines.append(f"| {name} | {say(f'health.{name}.share')} | {area} |")
    lines += ["", " ".join(_sentences(health, say)), "", _basis(health, state, say, words)]
    return [*lines, *_parcels(health, say, words)]


def _sentences(health: HealthResult, say: Say) -> Iterator[str]:
    yield (
        f"Shares are of {say('health.judged')} with a crop; {say('health.no_crop.share')} of clear ground is left out: "
        + ("outside the parcels, or " if health.parcels else "")
        + "without a crop that the network can judge (bare, trees, water, buildings, or fields that it does not know)."
    )
    yield (
        f"On average {say('health.missing_cover')} of the cover of a crop without stress is missing; healthy lacks "
        "less than a twentieth, mild up to a fifth, moderate up to half."
    )
    ailing = [name for name in health.causes if name != "unclear" and health.causes[name] > 0]
    if ailing:
        ailing.sort(key=lambda name: -health.causes[name])
        told = ", ".join(f"{name} {say(f'health.cause.{name}')}" for name in ailing[:3])
        yield (
            f"Likeliest causes where it is not healthy: {told}; none is likely on {say('health.cause.unclear')}. Take "
            "them as guesses: on simulated fields the network hardly tells any cause but drought."
        )
    elif health.causes:
        yield "No cause is likelier than not anywhere."
    yield (
        f"Mean confidence of the network: {say('health.confidence')}; on {say('health.one_class')} of the ground a "
        "single class suffices to be right nine times in ten, as measured on simulated fields."
    )


def _basis(health: HealthResult, state: SceneState, say: Say, words: Words) -> str:
    """What the network was told."""
    field, named = state.field or FieldFacts(), named_facts(state)
    told = ["the picture", *(named[name] for name in health.known if name in named)]
    said = {
        "crop": field.crop,
        "sown": field.sown.isoformat() if field.sown else None,
        "soil": field.soil,
        "elevation": f"{field.elevation_m:g} m ({field.elevation_from})" if field.elevation_m is not None else None,
        "sensors": _days(field) if field.sensors else None,
    }
    facts = [f"{name} {words(value)}" for name, value in said.items() if value]
    detail = f" ({'; '.join(facts)})" if facts else ""
    return (
        f"The network was told {', '.join(told)}{detail}.{_cost(health, say)} It learned from simulated fields only; "
        "among real fields of one crop on one day plain NDVI told more of the coming month than this severity did, and "
        "an uneven field is told to lack more cover than an even one as green (models/health/weights/MODEL_CARD.md)."
    )


def _days(field: FieldFacts) -> str:
    """Those of the week that sensors know something of."""
    week = field.sensors or ()
    known = sum(any(value is not None for value in day) for day in week)
    return f"on {known} of the {len(week)} days to {field.sensors_last}"


def _cost(health: HealthResult, say: Say) -> str:
    """What the bands that are not there cost."""
    if not health.lacking:
        return ""
    cost = ""
    if len(health.skill) > 1:
        cost = (
            f": macro-F1 on simulated fields is {say('health.skill.0')} without them, {say('health.skill.1')} with all"
        )
    return f" The scene lacks {', '.join(health.lacking)}, which the network knows{cost}."


def _parcels(health: HealthResult, say: Say, words: Words) -> list[str]:
    """The worst first."""
    if not health.parcels:
        return []
    numbered = list(enumerate(health.parcels, start=1))
    numbered.sort(key=lambda entry: -(entry[1].missing_cover if entry[1].missing_cover is not None else -1.0))
    lines = ["", "### Parcels", "", "| Parcel | Clear ground | Moderate or severe | Missing cover | No crop |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for number, parcel in numbered[:_LONGEST]:
        of = f"parcel.{number}."
        area = say(of + "area") if parcel.area_ha is not None else "–"
        judged = (say(of + "ailing"), say(of + "missing")) if parcel.missing_cover is not None else ("–", "–")
        left_out = say(of + "no_crop") if parcel.pixels else "–"
        lines.append(f"| {words(parcel.name)} | {area} | {judged[0]} | {judged[1]} | {left_out} |")
    if len(numbered) > _LONGEST:
        lines += ["", f"The worst {_LONGEST} of {len(numbered)}; all are in the table of numbers."]
    return lines
