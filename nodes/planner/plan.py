"""From a question to calls, a question back or a refusal: rules, and where they do not decide, likeness to examples."""

import re

from nodes.answers.calls import Call, Compare, Count, Explain, Measure, OpenMap, Rank, Summarize, TellNeeded, Where
from nodes.planner.building import build, holds_all
from nodes.planner.follow_ups import follow_up, pick_offered
from nodes.planner.hearing.heard import Heard, hear
from nodes.planner.hearing.text import detect_language, fold, tidy
from nodes.planner.nearest import measure_likeness
from nodes.planner.plans import AskBack, Calls, Decline, Encoder, Plan, Why
from nodes.planner.refusals import LONGEST, decline, find_refusal
from nodes.planner.rules import weigh_rules
from nodes.planner.talk import Talk
from nodes.planner.wording import ask_back

_MOVED = re.compile(r"\b(?:fell|fallen|fall|drop\w*|declin\w+|decreas\w+|rose|risen|rise|increas\w+|grown|grew|chang\w+|improv\w+)\b")  # fmt: skip
_ORDERED = re.compile(r"\b(?:worse|better|lower|higher|less|more|greener|drier|wetter|differ\w*)\b")
_OURS = re.compile(r"\b(?:fields?|parcels?|plots?|crops?|image|scene|picture|map|report|runs?|numbers|figures|bands?|satellite|pixels?|resolution|zones?|scout\w*|pathx)\b")  # fmt: skip
_RECOUNTS = re.compile(r"\b(?:verif\w+|double|recount|again|audit|recomput\w+|check|prove|numbers?|figures?)\b")
_DEFINES = re.compile(
    r"\bwhat (?:does|do) .{1,40}\bmean\b|\bmeaning of\b|\bdefin(?:e|ition)\b|\bstands? for\b|\b(?:good|normal|bad) (?:ndvi|value|level)\b"
)
_FILTERS = re.compile(
    r"\b(?:fields|parcels|plots)\b.*\b(?:above|below|over|under|more than|less than|between|at least|exceed\w*)\b|\b(?:each|every|per|all(?: of)?(?: the| my)?) (?:fields?|parcels?|plots?)\b"
)
_FUTURE = re.compile(
    r"\bnext (?:week|month|year|season|days?)\b|\bwill (?:the|it|be|they|my|fieldx|cropx)\b|\bwould .{1,20} be\b|\btomorrow\b"
)
PER_WEIGHT = 0.25
"""What one step of a rule's weight counts against a cosine."""
MARGIN = 0.12
"""How far the best must stand before the second whose call differs; chosen on the questions of development."""
LEAST = 0.45
"""The least score of what is offered or answered."""
SURE = 0.6
"""Where no rule speaks, the least cosine with an example that is answered without asking back."""


def plan(question: str, talk: Talk, encoder: Encoder | None = None) -> Plan:
    """Understand a question in English or French; without an encoder only what rules decide is understood.

    Asks back where two readings are near each other or an argument is lacking, and never guesses between them.
    """
    text = tidy(question)
    language = detect_language(text, talk.language)
    if len(question) > LONGEST:
        return decline("too_long", language)
    if not re.search(r"\w", text):
        return ask_back("empty", _starters(talk), language)
    why = find_refusal(fold(text))
    if why == "instruction":
        return decline(why, language)
    heard = hear(text, language, talk)
    picked = pick_offered(fold(text), heard.words, talk)
    if picked is not None:
        return Calls(calls=(picked,), language=language)
    if why is not None:
        return decline(why, language)
    weights = _weigh(heard)
    followed = follow_up(heard, talk, weights)
    if followed is not None:
        return Calls(calls=(followed,), language=language)  # type: ignore[arg-type]
    return _decide(heard, talk, weights, encoder)


def _weigh(heard: Heard) -> dict[str, int]:
    """Weigh the rules, with what names alone tell."""
    weights = weigh_rules(heard.words)
    is_pair = len(heard.fields) > 1 or len({one.name for one in heard.runs}) > 1
    if "explain" in weights and ((is_pair and _ORDERED.search(heard.words)) or _MOVED.search(heard.words)):
        del weights["explain"]
        weights["compare"] = 3
    if "verify" in weights and (heard.topics or heard.fields) and not _RECOUNTS.search(heard.words):
        del weights["verify"]
    if heard.topics and max(weights.values(), default=0) < 2:
        weights["measure"] = 2
    return weights


def score(words: str, weights: dict[str, int], encoder: Encoder | None) -> dict[str, float]:
    """Join the weights of rules and the likeness to examples, by intent."""
    likeness = measure_likeness(words, encoder) if encoder is not None else {}
    return {
        intent: PER_WEIGHT * weights.get(intent, 0) + max(likeness.get(intent, 0.0), 0.0)
        for intent in {*weights, *likeness}
    }


def _decide(heard: Heard, talk: Talk, weights: dict[str, int], encoder: Encoder | None) -> Plan:
    """Take the best reading where it stands clear of all others that would ask something else."""
    is_decided = encoder is not None and _is_decided(heard, weights)
    scores = score(heard.words, weights, None if is_decided else encoder)
    ranked = sorted(scores, key=lambda intent: -scores[intent])
    if not ranked or scores[ranked[0]] < LEAST:
        return _ask_lacking("", heard, talk, [])
    best = ranked[0]
    if best.startswith("decline."):
        return _maybe_decline(best, ranked, scores, heard, talk)
    readings: list[tuple[float, tuple[Call, ...]]] = []
    for intent in ranked:
        if intent.startswith("decline."):
            continue
        calls = build(intent, heard, talk)
        if calls and holds_all(calls, heard) and calls not in [one for _, one in readings]:
            readings.append((scores[intent], calls))
    made = build(best, heard, talk)
    lacking = made is None or not holds_all(made, heard) or bool(_DEFINES.search(heard.words))
    if made is not None and _asks_more(made, heard.words):
        return _ask_lacking("count", heard, talk, [made])
    near = [calls for value, calls in readings if value > scores[best] - MARGIN]
    if lacking:
        return _ask_lacking(best, heard, talk, near)
    if all(map(_begins, near)):
        near = near[:1]
    if len(near) == 1 and (weights.get(best) or scores[best] >= SURE):
        return Calls(calls=near[0], language=heard.language)
    return ask_back("unclear", [calls[0] for calls in near], heard.language)


def _begins(calls: tuple[Call, ...]) -> bool:
    """Whether a reading asks where to go first: it gets one answer, however it is asked."""
    (call, *more) = calls
    if more or call.supposed is not None:
        return False
    is_first = isinstance(call, Rank) and call.by == "urgency" and call.order == "worst" and call.crop is None
    return isinstance(call, Summarize) or is_first


def _asks_more(calls: tuple[Call, ...], words: str) -> bool:
    """Whether fields are to be sifted by a value, or a day is meant that no picture shows: no tool does that."""
    if any(isinstance(call, TellNeeded | Explain) for call in calls):
        return False
    is_scene = any(isinstance(call, Measure) and call.where == Where() for call in calls)
    return bool(_FUTURE.search(words)) or (is_scene and bool(_FILTERS.search(words)))


def _is_decided(heard: Heard, weights: dict[str, int]) -> bool:
    """Whether one rule speaks clearly, of words of our world: then no encoder is asked."""
    top = max(weights.values(), default=0)
    is_alone = sum(weight >= max(top - 1, 2) for weight in weights.values()) == 1
    is_ours = bool(heard.topics or heard.fields or heard.crop or heard.runs or _OURS.search(heard.words))
    return is_ours and ((top == 3 and sum(weight == 3 for weight in weights.values()) == 1) or (top == 2 and is_alone))


def _maybe_decline(best: str, ranked: list[str], scores: dict[str, float], heard: Heard, talk: Talk) -> Plan:
    others = [intent for intent in ranked if not intent.startswith("decline.")]
    if scores[best] < SURE and _OURS.search(heard.words):
        return _ask_lacking("", heard, talk, [])
    if others and scores[others[0]] > scores[best] - MARGIN:
        calls = [found[0] for intent in others[:3] if (found := build(intent, heard, talk))]
        return ask_back("unclear" if calls else "nothing", calls or _starters(talk), heard.language)
    why: Why = "treatment" if best.endswith("treatment") else "off_topic"
    return decline(why, heard.language)


def _ask_lacking(intent: str, heard: Heard, talk: Talk, near: list[tuple[Call, ...]]) -> AskBack | Decline:
    """Ask for what is lacking, with what may be meant."""
    tool = intent.partition(".")[0]
    names = [*dict.fromkeys((*talk.named, *(one.name for one in talk.fields)))][:3]
    where = [Where(field=name) for name in names]
    run = heard.runs[0].name if heard.runs else None
    if tool == "explain" and not heard.crop and not heard.fields:
        return ask_back("field", [Explain(where=one, run=run) for one in where], heard.language)
    if tool == "compare" and not heard.crop and not heard.fields:
        return ask_back("unclear", [Compare(), *(Compare(field=name) for name in names[:2])], heard.language)
    if tool == "analyse":
        return ask_back("path", [], heard.language)
    if tool == "tell_needed":
        return ask_back("subject", [TellNeeded(subject=name) for name in ("health", "risk", "yield")], heard.language)
    if tool == "open_map":
        return ask_back("unclear", [OpenMap(of=of) for of in ("fields", "NDVI", "risk")], heard.language)
    if heard.crop and not heard.fields:
        return ask_back("unclear", _about_crop(heard, run), heard.language)
    if tool == "count" and heard.topics:
        of = heard.topics[0]
        return ask_back(
            "unclear",
            [
                Rank(by="health" if of.what == "cause" else of.what, count=25, run=run),
                Measure(what=of.what, of=of.of, run=run),
            ],
            heard.language,
        )
    if near:
        return ask_back("unclear", [calls[0] for calls in near], heard.language)
    if heard.fields:
        return ask_back("unclear", _about_field(heard, run), heard.language)
    if tool == "measure":
        return ask_back("number", [Measure(what=what, where=heard.where(), run=run) for what in ("NDVI", "health", "risk")], heard.language)  # fmt: skip
    return ask_back("nothing", _starters(talk), heard.language)


def _about_crop(heard: Heard, run: str | None) -> list[Call]:
    """Offer what can be asked of a crop: its worst fields, and how many there are."""
    by = [one.what for one in heard.topics if one.what not in ("area", "confidence", "cause", "cloud")][:1]
    ranks = [Rank(by=one, crop=heard.crop, run=run) for one in (*by, "urgency")]
    return [*ranks, Count(crop=heard.crop, run=run)]


def _about_field(heard: Heard, run: str | None) -> list[Call]:
    where = heard.where()
    return [Explain(where=where, run=run), Measure(what="health", where=where, run=run), Measure(what="NDVI", where=where, run=run)]  # fmt: skip


def _starters(talk: Talk) -> list[Call]:
    return [Summarize(), Rank(), Count()] if talk.fields else [Summarize(), Measure(what="NDVI"), Measure(what="cloud")]
