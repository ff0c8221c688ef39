"""From a question to calls, a question back or a refusal: rules, and where they do not decide, likeness to examples."""

import re

from models.schemas import Language
from nodes.answers.calls import (
    Call,
    Combine,
    Compare,
    Count,
    Describe,
    Explain,
    Measure,
    OpenMap,
    Rank,
    Sift,
    Summarize,
    TellNeeded,
    Where,
)
from nodes.planner.building import build, ground_before, holds_all
from nodes.planner.follow_ups import follow_up, pick_offered
from nodes.planner.hearing.clauses import split_clauses
from nodes.planner.hearing.heard import Heard, hear
from nodes.planner.hearing.spelling import mend
from nodes.planner.hearing.text import detect_language, fold, tidy
from nodes.planner.hearing.topics import asks_crop
from nodes.planner.many import asks_part, asks_span, is_by_field, is_combining, is_sifting
from nodes.planner.nearest import measure_likeness
from nodes.planner.plans import AskBack, Calls, Decline, Encoder, Plan, Why
from nodes.planner.readings.plain import name_number, read_plain
from nodes.planner.refusals import LONGEST, decline, find_needed, find_refusal
from nodes.planner.rules import weigh_rules
from nodes.planner.small_talk import find_small_talk, strip_manners
from nodes.planner.supposed import FELL, ROSE, find_supposed
from nodes.planner.talk import Talk, follow
from nodes.planner.wording import ask_back, say_small_talk

_MOVED = re.compile(r"\b(?:chang\w+|evol\w+|develop\w*)\b|\b(?:two|both) (?:dates|images|pictures|runs|scenes|passes|days|months)\b|\bhappened\b.*\b(?:since|between|from)\b")  # fmt: skip
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
_FIELDS = re.compile(r"\b(?:fields?|parcels?|plots?)\b")
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
    if find_refusal(fold(text)) == "instruction":
        return decline("instruction", language)
    small = find_small_talk(fold(text))
    if small is not None and pick_offered(fold(text), fold(text), talk) is None:
        return say_small_talk(small, [] if small in ("thanks", "bye") else _starters(talk), language)
    text = name_number(mend(strip_manners(text), talk), talk)
    parts = split_clauses(text)
    joined = _plan_parts(parts, talk, encoder, language) if len(parts) > 1 else None
    return joined or _plan_one(text, talk, encoder, language)


def _plan_parts(parts: list[str], talk: Talk, encoder: Encoder | None, language: Language) -> Calls | None:
    """Understand each part, the next one as going on from the one before; None where they are no questions each."""
    calls: list[Call] = []
    for part in parts:
        found = _plan_one(part, talk, encoder, language)
        if isinstance(found, Decline) and found.why in ("treatment", "off_topic") and calls:
            calls.append(TellNeeded(subject="dose" if found.why == "treatment" else part))
            continue
        joined = _join(calls, found, hear(part, language, talk))
        if joined is None:
            return None
        calls = joined
        last = calls[-1]
        field = last.where.field if isinstance(last, Measure | Explain) else None
        talk = follow(talk, last, [field] if field else [])
    unique = [call for at, call in enumerate(calls) if call not in calls[:at]]
    return Calls(calls=tuple(unique[:4]), language=language)


def _join(calls: list[Call], found: Plan, heard: Heard) -> list[Call] | None:
    """Add what a part asks; what is asked of the field that a rank finds is told beside it."""
    last = calls[-1] if calls else None
    topics = [one.what for one in heard.topics]
    if isinstance(last, Count | Combine) and topics in ([], ["area"]) and heard.figure == "area" and not heard.fields:
        return calls  # which tells the area too
    points_back = heard.points_back or bool(re.search(r"\b(?:that|it|its|they|their|them)\b", heard.words))
    if isinstance(last, Rank) and last.things == "fields" and points_back and not heard.fields:
        names = [one.what for one in heard.topics] or (["crop"] if asks_crop(heard.words) else [])
        names = ["area"] if heard.figure == "area" and last.by in ("area", *names) and not names[1:] else names
        if not names:
            return None
        also = (*last.also, *(f"{last.by}.area" if one == "area" and last.by == "risk" else one for one in names))
        return [*calls[:-1], last.model_copy(update={"also": also})]
    return [*calls, *found.calls] if isinstance(found, Calls) else None


def _plan_one(text: str, talk: Talk, encoder: Encoder | None, language: Language) -> Plan:
    """Understand one question."""
    heard = hear(text, language, talk)
    picked = pick_offered(fold(text), heard.words, talk)
    if picked is not None:
        return Calls(calls=(picked,), language=language)
    why, subject = find_refusal(fold(text)), find_needed(heard.words)
    if subject is not None and why in (None, "off_topic"):
        return Calls(calls=(TellNeeded(subject=subject),), language=language)
    if why is not None:
        return decline(why, language)
    read = read_plain(heard, talk)
    if read is not None:
        return Calls(calls=read, language=language) if read else _ask_lacking("explain", heard, talk, [])
    weights = _weigh(heard, talk)
    followed = follow_up(heard, talk, weights)
    if followed is not None:
        return Calls(calls=(followed,), language=language)  # type: ignore[arg-type]
    return _decide(heard, talk, weights, encoder)


def _weigh(heard: Heard, talk: Talk) -> dict[str, int]:
    """Weigh the rules, with what names, bounds and crops tell."""
    weights = weigh_rules(heard.words)
    is_pair = len(heard.fields) > 1 or len({one.name for one in heard.runs}) > 1
    moved = FELL.search(heard.words) or ROSE.search(heard.words) or _MOVED.search(heard.words)
    if "explain" in weights and ((is_pair and _ORDERED.search(heard.words)) or moved):
        del weights["explain"]
        weights["compare"] = 3
    if (
        moved
        and "compare" in weights
        and len(talk.runs) > 1
        and (heard.fields or heard.crop or _FIELDS.search(heard.words))
    ):
        weights["compare"] = 3
        weights.pop("measure", None)
    if weights.get("compare") == 3 and moved:
        weights = {intent: weight for intent, weight in weights.items() if not intent.startswith("rank")}
    if "verify" in weights and (heard.topics or heard.fields) and not _RECOUNTS.search(heard.words):
        del weights["verify"]
    if weights.get("measure") == 3 and any(one.what == "confidence" for one in heard.topics):
        weights.pop("describe.networks", None)
    if heard.fields and heard.topics and find_supposed(heard) is not None:
        weights.pop("summarize", None)
    whole = _weigh_many(heard, talk, weights)
    if whole is not None:
        return {whole: 3}
    if heard.topics and ground_before(heard, talk) is not None:  # "how big is it" is no question about the scene
        weights = {intent: weight for intent, weight in weights.items() if not intent.startswith("describe.")}
    if heard.topics and max(weights.values(), default=0) < 2:
        weights["measure"] = 2
    return weights


def _weigh_many(heard: Heard, talk: Talk, weights: dict[str, int]) -> str | None:
    """Say which intent about several fields is meant, or that a crop is asked for; None where none is."""
    strong = {intent for intent, weight in weights.items() if weight == 3}
    has_ground = bool(heard.fields) or ground_before(heard, talk) is not None
    is_plain = not heard.topics and not strong - {"count"}
    if has_ground and not heard.part and (asks_crop(heard.words) or (heard.fields and heard.crop and is_plain)):
        return "crop"
    if len(heard.fields) == 1 and asks_part(heard.words) and not heard.topics:
        return "part"
    if strong & {"explain", "open_map", "verify", "analyse", "find_like", "tell_needed"}:
        return None
    if is_sifting(heard):
        return "sift"
    is_span = heard.figure == "extremes" and (heard.crop or _FIELDS.search(heard.words))
    if (asks_span(heard.words) or is_span) and not heard.fields and not heard.runs:
        return "combine"
    moved = "compare" in weights and (len(heard.runs) > 0 or len(talk.runs) > 1) and not heard.other_crop
    if moved or strong & {"rank.places", "rank.zones"}:
        return None
    if is_by_field(heard) and not strong & {"rank.fields", "compare"}:
        return "by_field"
    if is_combining(heard) and not (
        strong & {"rank.fields", "count"} and not (heard.other_crop or _is_of_crops(heard))
    ):
        return "combine"
    if heard.crop and not heard.fields and not heard.topics and not strong - {"count"}:
        return "count" if _LISTS.search(heard.words) else "combine" if _FARES.search(heard.words) else None
    return None


_LISTS = re.compile(r"\b(?:which|what|list|name|names|show|all)\b.*\b(?:fields?|parcels?|plots?|ones?|cropx)\b")
_FARES = re.compile(
    r"\bhow (?:is|are|does|do|'s|did)\b|\b(?:state|status|condition|situation) of\b|\bis (?:the |my )?cropx (?:ok|okay|fine|good|well|all right|alright)\b"
)


def _is_of_crops(heard: Heard) -> bool:
    """Whether crops are ranked, or more is asked of a crop than how many fields it has."""
    names = [one for one in heard.topics if one.what != "area"]
    return bool(heard.crop and names and heard.figure in ("area", "share", "mean")) or bool(
        re.search(r"\b(?:which|what|by|per|each) crops?\b", heard.words)
    )


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
    if not ranked or scores[ranked[0]] < LEAST or (heard.unknown_run and max(weights.values(), default=0) < 3):
        if heard.unknown_run:  # which is said not to be there
            return Calls(calls=(Describe(run=heard.unknown_run),), language=heard.language)
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
    if made is not None and _asks_more(made, heard):
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


def _asks_more(calls: tuple[Call, ...], heard: Heard) -> bool:
    """Whether fields are to be sifted by a value, or a day is meant that no picture shows: no tool does that."""
    if any(isinstance(call, TellNeeded | Explain | Sift | Combine) for call in calls):
        return False
    if heard.bounds is not None and not any(call.supposed and call.supposed.value is not None for call in calls):
        return True
    is_scene = any(isinstance(call, Measure) and call.where == Where() for call in calls)
    return bool(_FUTURE.search(heard.words)) or (is_scene and bool(_FILTERS.search(heard.words)))


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
