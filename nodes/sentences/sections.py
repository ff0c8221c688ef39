"""All that is said of a run: sections of true sentences with their facts, in English or French."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from models.schemas import Issue
from nodes.report.contents import claims_of
from nodes.report.decisions import without_rejected
from nodes.report.first_page.limits import find_limits
from nodes.report.wording import strip_markup
from nodes.sentences.fact import Fact, Section, Sentence
from nodes.sentences.facts import facts_of
from nodes.sentences.fields import tell_fields, tell_places
from nodes.sentences.ground import tell_clouds, tell_cover
from nodes.sentences.names import clean_name, clean_names
from nodes.sentences.networks import tell_health, tell_risk
from nodes.sentences.picture import tell_picture
from nodes.sentences.render import PLACEHOLDER
from nodes.sentences.summary import tell_summary
from nodes.sentences.telling import Desk, Told
from nodes.state import Language, SceneState


def _tell_limits(desk: Desk) -> Iterator[Told]:
    """Say what was not possible, the gravest first."""
    if desk.state.scene is None:
        return
    for place, text in enumerate(dict.fromkeys(find_limits(desk.state, desk.said, desk.first)), 1):
        yield Told(str(place), (strip_markup(text),), is_required=True)


WRITERS: Mapping[str, Callable[[Desk], Iterator[Told]]] = {
    "summary": tell_summary,
    "fields": tell_fields,
    "places": tell_places,
    "cover": tell_cover,
    "clouds": tell_clouds,
    "health": tell_health,
    "risk": tell_risk,
    "picture": tell_picture,
    "limits": _tell_limits,
}
"""Sections in their order."""
_NOTED = {"classify_health": "health", "segment_risk": "risk", "measure_fields": "fields", "mask_clouds": "clouds",
          "caption_scene": "picture"}  # fmt: skip
"""Sections that have the notes of a step; limits has those of others."""


def sections_of(state: SceneState, language: Language) -> tuple[Section, ...]:
    """The sections of a state for which there is something to say; what a person has rejected is not said."""
    known, told = clean_names(without_rejected(state)), set[str]()
    claims = claims_of(state)
    desk = Desk(known, claims, language)
    facts = tuple(_translate(fact, desk) for fact in facts_of(known, claims))
    found = []
    for name, write in WRITERS.items():
        sentences = [one for one in write(desk) if one.wordings[0] not in told]
        told |= {wording for one in sentences for wording in one.wordings}
        if sentences:
            found.append(_make_section(name, sentences, facts, desk))
    return tuple(found)


def _translate(fact: Fact, desk: Desk) -> Fact:
    """The fact about a place, a zone or a crop by the name that its sentences give it."""
    thing, _, rest = fact.claim.id.partition(".")
    number = rest.partition(".")[0]
    names = {"place": desk.words.place_label(number), "zone": desk.words.zone_label(number)}
    if thing == "crop" and fact.about is not None:
        return fact.model_copy(update={"about": desk.first.crop(fact.about)})
    return fact.model_copy(update={"about": names[thing]}) if thing in names else fact


def _make_section(name: str, told: Iterable[Told], facts: Iterable[Fact], desk: Desk) -> Section:
    sentences = [Sentence(id=f"{name}.{one.id}", wordings=one.wordings) for one in told]
    texts = [wording for sentence in sentences for wording in sentence.wordings]
    used = {claim for text in texts for claim in PLACEHOLDER.findall(text)}
    of_section = tuple(fact for fact in facts if fact.claim.id in used)
    return Section(
        name=name,
        title=desk.words.title(name),
        language=desk.language,
        facts=of_section,
        sentences=tuple(sentences),
        required=tuple(f"{name}.{one.id}" for one in told if one.is_required),
        names=_find_names(desk, of_section, texts),
        notes=_find_notes(desk, name),
    )


def _find_names(desk: Desk, facts: Iterable[Fact], texts: Iterable[str]) -> tuple[str, ...]:
    """Names of fields, places, crops and files that the sentences have, and the sensor and file of the scene."""
    state, text = desk.state, " ".join(texts)
    fields = state.fields.fields if state.fields else ()
    crops = [desk.first.crop(field.crop) for field in fields if field.crop]
    files = re.findall(r"\b[\w-]+\.(?:html|csv|gpx|kml)\b", text)
    told = [*(fact.about for fact in facts if fact.about), *(field.name for field in fields), *crops, *files]
    names = [name for name in dict.fromkeys(told) if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    if state.scene is not None:
        names += [clean_name(name) for name in (state.scene.sensor.value, Path(state.scene.path).name) if name]
    return tuple(dict.fromkeys(names))


def _find_notes(desk: Desk, name: str) -> tuple[str, ...]:
    """Doubts of the run without a number, in the language that they are written in."""
    if desk.language != "en":
        return ()
    issues = (issue for issue in desk.state.issues if _NOTED.get(issue.step, "limits") == name and _is_note(issue))
    reasons = (clean_name(issue.reason) for issue in issues)
    return tuple(dict.fromkeys(reason.rstrip(".") + "." for reason in reasons))


def _is_note(issue: Issue) -> bool:
    return issue.kind in ("warning", "conversion") and not re.search(r"\d", issue.reason)
