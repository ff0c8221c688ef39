"""What people call indices and analyses, and why one of them is not there."""

from difflib import get_close_matches

from models.schemas import IndexStats
from nodes.answers.answer import Answer
from nodes.answers.asking import Asking
from nodes.answers.shelf import OpenRun
from nodes.report.decisions import rejected

_STEPS = {"health": "classify_health", "risk": "segment_risk", "clouds": "mask_clouds", "indices": "measure_indices",
          "fields": "measure_fields", "matches": "retrieve_similar"}  # fmt: skip
_HEAT = {"temperature", "heat", "température", "chaleur"}


def resolve_index(run: OpenRun, name: str) -> IndexStats | None:
    """Find an index, polarisation or temperature of a run by the name that a person gives it."""
    stats = run.state.indices.stats if run.state.indices else ()
    wanted = name.strip().casefold().replace(" ", "_")
    exact = [one for one in stats if one.name.casefold() == wanted]
    if wanted in _HEAT:
        exact = [one for one in stats if one.unit == "°C"]
    long = [one for one in stats if one.long_name.casefold() == name.strip().casefold()]
    variants = [one for one in stats if one.name.casefold() in (f"{wanted}_db", f"{wanted}_relative")]
    found = exact or long or variants
    return found[0] if found else None


def why_no_index(asking: Asking, name: str) -> Answer:
    """Say why a run has no such index: it was refused, or nothing is called so; and which it has."""
    indices = asking.run.state.indices
    known = tuple(one.name for one in indices.stats) if indices else ()
    refused = indices.refused if indices else {}
    found = next((why for key, why in refused.items() if key.casefold() == name.strip().casefold()), None)
    there = asking.say("indices_there", known=asking.words.join([*known])) if known else why_not(asking, "indices")
    if found is not None:
        needed = asking.say("needed", needed=found.needed) if found.needed else ""
        return asking.cannot(asking.say("index_refused", name=name, why=found.reason), needed, there, options=known)
    if indices is None and "indices" in rejected(asking.run.whole):
        return asking.cannot(asking.say("rejected", what=name))
    near = get_close_matches(name.upper(), known, n=3, cutoff=0.5)
    return asking.cannot(asking.say("no_such_index", name=name), there, options=tuple(near) or known)


def why_not(asking: Asking, name: str, what: str | None = None) -> str:
    """Say why the result of an analysis is not there: a person rejected it, or its step could not."""
    shown = asking.words.name(what or name)
    if name in rejected(asking.run.whole):
        return asking.say("rejected", what=shown)
    step = _STEPS.get(name, name)
    issues = [
        one for one in asking.run.state.issues if one.step == step and one.kind in ("refused", "model_unavailable")
    ]
    if not issues:
        return asking.say("not_there", what=shown)
    needed = asking.say("needed", needed=issues[0].needed) if issues[0].needed else ""
    return " ".join(filter(None, (asking.say("refused", what=shown, why=issues[0].reason), needed)))
