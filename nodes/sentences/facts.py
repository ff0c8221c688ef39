"""What each claim of a run means: one rule a kind of claim, found by its id."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from nodes.report.claims import Claim
from nodes.report.contents import claims_of
from nodes.sentences.fact import Base, Fact, Mood, Quantity
from nodes.sentences.names import clean_name
from nodes.state import SceneState

Thing = Literal["field", "parcel", "place", "zone", "crop"]
_STATISTICS = {"p0": "lowest", "p50": "median", "p100": "highest", "low": "lowest", "high": "highest"}
_MEASURES: Mapping[str, Quantity] = {"share": "share", "area": "area", "pixels": "pixels"}


@dataclass(frozen=True)
class _Kind:
    """What claims of one form of id mean; `{name}` and `{number}` in the topic are parts of the id."""

    quantity: Quantity
    topic: str
    of: Base | None = None
    mood: Mood = "measured"
    statistic: str | None = None
    about: Thing | None = None


def _on_ground(start: str, topic: str, of: Base, mood: Mood = "measured") -> dict[str, _Kind]:
    """Share, area and pixels of ground of one kind; only the share is of something."""
    return {
        rf"{start}\.{end}": _Kind(quantity, topic, of if quantity == "share" else None, mood)
        for end, quantity in _MEASURES.items()
    }


_SCENE = {
    r"scene\.(?P<name>width|height)": _Kind("pixels", "{name}"),
    r"scene\.pixel_(?P<name>width|height)": _Kind("length", "pixel_{name}"),
    r"scene\.(?P<name>longitude|latitude)": _Kind("position", "{name}"),
    r"photograph\.score": _Kind("probability", "photograph"),
    r"modality\.statistics": _Kind("certainty", "kind"),
    r"modality\.network": _Kind("probability", "kind"),
    r"match\.\d+\.similarity": _Kind("index", "similarity"),
    r"match\.\d+\.certainty": _Kind("certainty", "match", mood="guess"),
    r"condition\.\d+\.certainty": _Kind("certainty", "condition", mood="guess"),
    r"retrieval\.items": _Kind("count", "items searched"),
    r"caption\.confidence": _Kind("certainty", "caption"),
    r"caption\.true": _Kind("probability", "caption"),
    r"caption\.(?P<name>said|kept)": _Kind("count", "statements"),
    r"caption\.measured\.(?P<name>ndvi|ndmi|ndre)": _Kind("index", "{name}", statistic="median"),
    r"caption\.measured\.(?P<name>soil|water)_share": _Kind("share", "{name}", "clear"),
    **_on_ground("seen", "seen", "scene"),
    **_on_ground("hidden", "hidden", "data"),
    **_on_ground("(?P<name>clear|cloud|shadow)", "{name}", "data"),
    **_on_ground(r"cover\.(?P<number>\d+)", "cover.{number}", "clear"),
    r"index\.(?P<name>.+)\.pixels": _Kind("pixels", "{name}"),
    r"index\.(?P<name>.+)\.undefined": _Kind("pixels", "{name}.undefined"),
    r"index\.(?P<name>.+)\.(?P<statistic>mean|std|p\d+)": _Kind("index", "{name}"),
}
_HEALTH = {
    r"crops\.(?P<name>.+)": _Kind("pixels", "crops.{name}"),
    r"health\.confidence": _Kind("certainty", "health"),
    r"health\.missing_cover": _Kind("share", "missing_cover"),
    r"health\.one_class": _Kind("share", "health.one_class", "judged"),
    r"health\.cause\.(?P<name>.+)": _Kind("share", "cause.{name}", "ailing", "guess"),
    r"health\.skill\.\d+": _Kind("skill", "health"),
    r"health\.attention\.(?P<name>.+)": _Kind("attention", "health.{name}"),
    r"parcel\.(?P<number>\d+)\.area": _Kind("area", "clear", about="parcel"),
    r"parcel\.(?P<number>\d+)\.bare": _Kind("share", "bare", "clear", about="parcel"),
    r"parcel\.(?P<number>\d+)\.judged": _Kind("pixels", "judged", about="parcel"),
    r"parcel\.(?P<number>\d+)\.ailing": _Kind("share", "health.moderate_or_severe", "judged", about="parcel"),
    r"parcel\.(?P<number>\d+)\.missing": _Kind("share", "missing_cover", about="parcel"),
}
_RISK = {
    r"risk\.confidence": _Kind("certainty", "risk"),
    r"risk\.(?P<name>uncertainty|disagreement)": _Kind("certainty", "risk.{name}"),
    r"risk\.zones": _Kind("count", "zones", mood="forecast"),
    r"zone\.(?P<number>\d+)\.pixels": _Kind("pixels", "risk.high", mood="forecast", about="zone"),
    r"zone\.(?P<number>\d+)\.area": _Kind("area", "risk.high", mood="forecast", about="zone"),
    r"zone\.(?P<number>\d+)\.(?P<name>longitude|latitude)": _Kind("position", "{name}", mood="forecast", about="zone"),
    r"zone\.(?P<number>\d+)\.probability": _Kind("probability", "risk.high", mood="forecast", about="zone"),
}
_JUDGED = {
    r"(?P<name>health|risk)\.judged": _Kind("pixels", "judged"),
    r"(?P<name>health|risk)\.told": _Kind("share", "{name}.told", "judged"),
    r"(?P<name>health|risk)\.area": _Kind("area", "judged"),
    r"(?P<name>health|risk)\.no_crop": _Kind("pixels", "no_crop"),
    r"(?P<name>health|risk)\.no_crop\.share": _Kind("share", "no_crop", "clear"),
    **_on_ground(r"health\.(?P<name>[a-z_]+)", "health.{name}", "judged"),
    **_on_ground(r"risk\.(?P<name>[a-z_]+)", "risk.{name}", "judged", "forecast"),
}
_FIELDS = {
    r"areas\.agreement": _Kind("skill", "areas"),
    r"field\.(?P<number>\d+)\.judged": _Kind("share", "judged", "field", about="field"),
    r"field\.(?P<number>\d+)\.area": _Kind("area", "area", about="field"),
    r"field\.(?P<number>\d+)\.on_scene": _Kind("share", "on_scene", about="field"),
    r"field\.(?P<number>\d+)\.(?P<statistic>median|p10|p90)": _Kind("index", "NDVI", about="field"),
    r"field\.(?P<number>\d+)\.(peers|few)": _Kind("difference", "NDVI", about="field"),
    r"field\.(?P<number>\d+)\.(peer|few)_count": _Kind("count", "peers", about="field"),
    r"field\.(?P<number>\d+)\.high": _Kind("area", "risk.high", mood="forecast", about="field"),
    r"field\.(?P<number>\d+)\.bare": _Kind("share", "bare", "clear", about="field"),
    r"field\.(?P<number>\d+)\.patches": _Kind("count", "weak_patch", about="field"),
    r"field\.(?P<number>\d+)\.patch_pixels": _Kind("pixels", "weak_patch", about="field"),
    r"field\.(?P<number>\d+)\.patch_(area|largest)": _Kind("area", "weak_patch", about="field"),
    r"field\.(?P<number>\d+)\.patch_below": _Kind("difference", "NDVI", about="field"),
    r"field\.(?P<number>\d+)\.(?P<name>.+)\.(?P<statistic>mean|median|p10|p90)": _Kind(
        "index", "{name}", about="field"
    ),
    r"crop\.(?P<number>\d+)\.count": _Kind("count", "fields", about="crop"),
    r"crop\.(?P<number>\d+)\.(?P<statistic>low|high)": _Kind("index", "NDVI", about="crop"),
    r"place\.(?P<number>\d+)\.(?P<name>longitude|latitude)": _Kind("position", "{name}", about="place"),
    r"place\.(?P<number>\d+)\.value": _Kind("index", "NDVI", statistic="median", about="place"),
    r"place\.(?P<number>\d+)\.area": _Kind("area", "area", about="place"),
    r"place\.(?P<number>\d+)\.below": _Kind("difference", "NDVI", about="place"),
}
_RULES = tuple((re.compile(form), kind) for form, kind in (_SCENE | _HEALTH | _RISK | _JUDGED | _FIELDS).items())


class UnknownClaimError(LookupError):
    """A claim of a kind that no rule knows: a bug, for each kind of claim needs its rule here."""


def facts_of(state: SceneState, claims: Iterable[Claim] | None = None) -> tuple[Fact, ...]:
    """All claims of a state with their meaning, in the order of the report; raises `UnknownClaimError`."""
    found = claims_of(state) if claims is None else claims
    names = _name_things(state)
    return tuple(_explain(claim, names) for claim in found)


def _explain(claim: Claim, names: Mapping[tuple[str, int], str]) -> Fact:
    for form, kind in _RULES:
        if (match := form.fullmatch(claim.id)) is not None:
            parts = match.groupdict()
            number = int(parts.get("number") or 0)
            cover = names.get(("cover", number), str(number))
            topic = kind.topic.format(name=parts.get("name"), number=cover)
            said = parts.get("statistic")
            return Fact(
                claim=claim, quantity=kind.quantity, topic=topic, of=kind.of, mood=kind.mood,
                about=None if kind.about is None else names.get((kind.about, number), f"{kind.about} {number}"),
                statistic=kind.statistic if said is None else _STATISTICS.get(said, said),
            )  # fmt: skip
    raise UnknownClaimError(f"no rule says what the claim {claim.id} means; add one to nodes/sentences/facts.py")


def _name_things(state: SceneState) -> dict[tuple[str, int], str]:
    """Names of fields, parcels and crops, and of classes of cover, by the numbers that claims give them."""
    from nodes.report.chapters.fields import sum_up_crops

    names: dict[tuple[str, int], str] = {}
    if state.fields is not None:
        names |= {("field", number): field.name for number, field in enumerate(state.fields.fields, 1)}
        names |= {("crop", number): crop for number, (crop, _) in enumerate(sum_up_crops(state.fields), 1)}
    if state.health is not None:
        names |= {("parcel", number): parcel.name for number, parcel in enumerate(state.health.parcels, 1)}
    if state.indices is not None:
        names |= {("cover", place): entry.name for place, entry in enumerate(state.indices.cover)}
    return {key: clean_name(name) for key, name in names.items()}
