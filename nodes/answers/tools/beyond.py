"""What a run does not hold, or shows in files: needs, like cases, maps, the check of a run, and a new run."""

from models.field.measured.standing import LEAST_PEERS
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Analyse, FindLike, OpenMap, TellNeeded, Verify
from nodes.answers.names import resolve_index, why_no_index, why_not
from nodes.answers.shelf import open_run
from nodes.report.contents import files_of, planned_maps
from nodes.report.decisions import rejected
from nodes.run_folder.files import FIELDS_MAP, PREVIEW, REPORT
from nodes.verify.run import verify_run

_NEVER = {
    "yield": "yield", "tonnes": "yield", "dose": "dose", "fertilizer": "dose", "fertiliser": "dose",
    "spray": "dose", "disease": "disease", "pest": "species", "weed": "species", "species": "species",
    "price": "price", "market": "price", "forecast": "weather", "weather_next_week": "weather",
    "quality": "quality", "harvest": "harvest", "sowing": "sowing", "irrigation": "irrigation", "future": "future",
    "nutrients": "soil", "ph": "soil", "acidity": "soil", "nitrogen_in_soil": "soil",
    "rendement": "yield", "maladie": "disease", "prix": "price", "météo": "weather", "sol": "soil",
}  # fmt: skip
"""What a picture cannot tell at all, by the words of people."""
_RESULTS = {"health": "health", "santé": "health", "risk": "risk", "risque": "risk", "cause": "health",
            "missing_cover": "health", "clouds": "clouds", "cloud": "clouds", "like": "matches", "matches": "matches",
            "caption": "caption"}  # fmt: skip
_LISTED = 5
_MOST_NAMES = 4


def tell_needed(asking: Asking, call: TellNeeded) -> Answer:
    """Say what something would need: bands, flags, files; or that a picture cannot tell it."""
    subject = call.subject.strip().casefold().replace(" ", "_")
    if subject in _NEVER:
        kind = _NEVER[subject]
        return asking.cannot(
            asking.say("needed.never", what=asking.words.name(kind), instead=asking.say(f"never.{kind}"))
        )
    if subject in _RESULTS:
        name = _RESULTS[subject]
        is_there = getattr(asking.run.state, name) is not None and name not in rejected(asking.run.whole)
        if is_there:
            return asking.done(asking.say("needed.have", what=asking.words.name(subject)))
        return asking.done(why_not(asking, name))
    if subject in ("peers", "semblables"):
        how, what = "fixed by the program", About("count", "peers")
        file = asking.run.state.fields.table if asking.run.state.fields else "state.json"
        count = asking.new(
            LEAST_PEERS, "", "others of a crop that a field is held against", file, how, what.but(digits=0)
        )
        return asking.done(asking.say("needed.peers", count=count))
    for names, key in ((("weather", "sensors", "readings"), "weather"), (("fields", "parcels", "parcelles"), "fields"),
                       (("comparison", "change", "changement"), "comparison")):  # fmt: skip
        if subject in names:
            return asking.done(asking.say(f"needed.{key}"))
    stats = resolve_index(asking.run, call.subject)
    if stats is not None:
        return asking.done(asking.say("needed.have", what=stats.name))
    refused = asking.run.state.indices.refused if asking.run.state.indices else {}
    if subject in {name.casefold() for name in refused}:
        told = why_no_index(asking, call.subject)
        return asking.done(told.text)
    return asking.cannot(asking.say("needed.none", what=call.subject.translate(_BRACES)))


def find_like(asking: Asking, _call: FindLike) -> Answer:
    """Name the cases that resemble the scene, where a collection is installed."""
    matches = asking.run.state.matches
    if not matches:
        return asking.cannot(asking.say("like.none"))
    items = []
    for place, match in enumerate(matches[:_LISTED], 1):
        value = asking.known(f"match.{place}", About("probability", "likeness", match.item))
        value = value or asking.new(100 * match.similarity, "%", f"likeness of {match.item}", "state.json", "cosine",
                                    About("probability", "likeness", match.item).but(fake=match.fake))  # fmt: skip
        items.append(asking.say("like.item", name=match.caption.translate(_BRACES), value=value))
    return asking.done(asking.say("like.found", items=asking.words.join(items)))


def open_map(asking: Asking, call: OpenMap) -> Answer:
    """Name the picture or the file that shows something."""
    of = call.of.strip().casefold()
    maps = {one.subject.casefold(): one for one in planned_maps(asking.run.state)}
    wanted = {"ndvi": FIELDS_MAP if FIELDS_MAP in maps and "ndvi" not in maps else "ndvi"}.get(of, of)
    if wanted in maps:
        shown = maps[wanted]
        asking.show(shown.file)
        if asking.language != "en":  # captions are English
            return asking.done(asking.say("map.file", file=shown.file))
        caption = shown.caption.translate(_BRACES).partition(":")[0].rstrip(".")  # what follows are bounds of colours
        return asking.done(asking.say("map", file=shown.file, caption=caption))
    files = {"preview": PREVIEW, "report": REPORT.html, "page": REPORT.html, "evidence": REPORT.evidence or REPORT.html}
    files |= {one.key.casefold(): one.name for one in files_of(asking.run.state) if one.is_raster}
    if asking.run.state.clouds is not None:
        files |= dict.fromkeys(("clouds", "cloud", "shadow"), asking.run.state.clouds.raster)
    if of in files:
        asking.show(files[of])
        return asking.done(asking.say("map.file", file=files[of]))
    if resolve_index(asking.run, call.of) is not None and asking.run.state.indices is not None:
        asking.show(asking.run.state.indices.raster)
        return asking.done(asking.say("map.file", file=asking.run.state.indices.raster))
    known = [one.subject for one in planned_maps(asking.run.state)]
    return asking.cannot(asking.say("map.none", of=call.of.translate(_BRACES), known=asking.words.join(known)),
                         options=tuple(known))  # fmt: skip


def verify(asking: Asking, _call: Verify) -> Answer:
    """Count every number of a run again from its files."""
    if asking.run.hashes is None:
        return asking.cannot(asking.say("verify.not_yet"))
    found = verify_run(asking.run.folder)
    how = "statements that were compared with what the files say"
    count = asking.new(
        found.checked, "", "statements checked", "manifest.json", how, About("count", "checked").but(digits=0)
    )
    notes = asking.say("verify.notes", notes="; ".join(found.notes).translate(_BRACES)) if found.notes else ""
    if not len(found):
        return asking.done(asking.say("verify.good", count=count), notes)
    names = [*dict.fromkeys(one.claim.translate(_BRACES) for one in found)][:_MOST_NAMES]
    bad = asking.new(len(found), "", "findings", "manifest.json", how, About("count", "findings").but(digits=0))
    return asking.done(asking.say("verify.bad", bad=bad, count=count, names=", ".join(names)), notes)


def analyse(asking: Asking, call: Analyse) -> Answer:
    """Begin a new run by whoever can, and open it."""
    if asking.analyse is None:
        return asking.cannot(asking.say("analyse.not_here"))
    run = open_run(asking.analyse(call, asking.shelf))
    return asking.done(asking.say("analyse.done", name=asking.shelf.put(run)))


_BRACES = str.maketrans("{}", "()")
