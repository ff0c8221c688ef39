"""Calls of the shortest follow-ups: why, show me, are you sure."""

from nodes.answers.calls import CALL, Call, Compare, Count, Describe, Explain, Measure, OpenMap, Rank, Summarize, Where
from nodes.planner.hearing.heard import Heard
from nodes.planner.talk import Talk


def ask_why(_heard: Heard, talk: Talk) -> Call | None:
    """Ask why the last answer is so."""
    last = talk.last
    if isinstance(last, Measure):
        kinds = {"health": "health", "risk": "risk", "cause": "health", "missing_cover": "health", "cloud": "cloud",
                 "shadow": "cloud", "clear": "cloud"}  # fmt: skip
        what = kinds.get(last.what, "index")
        what = "rank" if last.what in ("bare", "weak_patches") and last.where.field else what
        return Explain(what=what, where=last.where, run=last.run)  # type: ignore[arg-type]
    if isinstance(last, Explain):
        return last.model_copy(update={"supposed": None})
    if isinstance(last, Compare) and last.field and not last.other_field:
        return Explain(where=Where(field=last.field), run=last.run)
    if isinstance(last, Rank | Summarize | Count) and talk.named:
        return Explain(where=Where(field=talk.named[0]), run=last.run)
    return None


def ask_map(_heard: Heard, talk: Talk) -> Call | None:
    """Ask for a map of what the last answer told."""
    last = talk.last
    if isinstance(last, Measure | Compare | Explain):
        what = last.what
        of = {"cloud": "clouds", "shadow": "clouds", "clear": "clouds", "cause": "health", "missing_cover": "health",
              "cover": "NDVI", "bare": "fields", "weak_patches": "fields", "area": "fields", "rank": "fields",
              "index": "NDVI", "not_judged": "fields"}.get(what, what)  # fmt: skip
        return None if what == "confidence" else OpenMap(of=of, run=last.run)
    if isinstance(last, Rank):
        by = last.by
        of = "risk" if last.things == "zones" else "fields" if by in ("urgency", "bare", "area", "weak_patches") else by
        return OpenMap(of=of, run=last.run)
    if isinstance(last, Summarize | Count):
        return OpenMap(of="fields", run=last.run)
    return OpenMap(of="preview", run=last.run) if isinstance(last, Describe) else None


def ask_sure(_heard: Heard, talk: Talk) -> Call | None:
    """Ask how sure the last answer is."""
    last = talk.last
    where = getattr(last, "where", Where())
    what = getattr(last, "what", None)
    of = {"health": "health", "risk": "risk", "cause": "health", "missing_cover": "health"}.get(str(what))
    assert last is not None
    if of is None and not isinstance(last, Rank | Summarize):
        return CALL.validate_python({"tool": "verify", "run": last.run})
    return Measure(what="confidence", of=of, where=where, run=last.run)
