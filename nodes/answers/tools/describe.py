"""What is known of the scene and of the run, and from where."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from models.geo.contract.scene import Fact, Scene
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Describe
from nodes.answers.tools.explain import name_method
from nodes.answers.tools.summarize import warnings
from nodes.report.contents import files_of, rooms_behind
from nodes.run_folder.manifest import outputs_of

_MOST_DOUBTS = 4


def describe(asking: Asking, call: Describe) -> Answer:
    """Tell one subject, or the scene in all."""
    scene = asking.run.state.scene
    if scene is None:
        return asking.cannot(asking.say("no_scene"))
    abouts = _WHOLE if call.about == "scene" else (call.about,)
    told = [sentence for about in abouts for sentence in _SUBJECTS[about](asking, scene)]
    return asking.done(*told, *(warnings(asking) if call.about in ("scene", "doubts") else ()))


def _fact(asking: Asking, key: str, fact: Fact[Any]) -> str:
    value = str(fact.value) if fact.value else asking.say("scene.unknown")
    return asking.say(key, value=value.translate(_BRACES), source=asking.words.name(fact.source))


def _sensor(asking: Asking, scene: Scene) -> Iterator[str]:
    yield _fact(asking, "scene.sensor", scene.sensor)


def _date(asking: Asking, scene: Scene) -> Iterator[str]:
    told = scene.acquired.value
    if not told:
        yield _fact(asking, "scene.date", scene.acquired)
        return
    clock = "" if told[11:16] in ("", "00:00") else f", {told[11:16]} UTC"
    source = asking.words.name(scene.acquired.source)
    yield asking.say("scene.date", value=f"{asking.words.day(told)}{clock}", source=source)


def _level(asking: Asking, scene: Scene) -> Iterator[str]:
    yield _fact(asking, "scene.level", scene.level)
    yield _fact(asking, "scene.unit", scene.unit)


def _bands(asking: Asking, scene: Scene) -> Iterator[str]:
    named = [f"{band.name} ({band.role.value})" if band.role.value else band.name for band in scene.bands]
    yield asking.say("scene.bands", value=", ".join(named).translate(_BRACES))


def _place(asking: Asking, _scene: Scene) -> Iterator[str]:
    spots = [asking.known(f"scene.{name}", About("position", name)) for name in ("latitude", "longitude")]
    if None in spots:
        yield asking.say("no_place")
    else:
        yield asking.say("scene.place", latitude=str(spots[0]), longitude=str(spots[1]))


def _resolution(asking: Asking, _scene: Scene) -> Iterator[str]:
    sides = [asking.known(f"scene.pixel_{name}", About("length", f"pixel_{name}")) for name in ("width", "height")]
    if None in sides:
        yield asking.say("scene.no_size")
    else:
        yield asking.say("scene.resolution", width=str(sides[0]), height=str(sides[1]))


def _size(asking: Asking, _scene: Scene) -> Iterator[str]:
    width, height = (str(asking.known(f"scene.{name}", About("pixels", name))) for name in ("width", "height"))
    yield asking.say("scene.size", width=width, height=height)
    if seen := asking.known("seen.area", About("area", "data")):
        yield asking.say("area.scene", value=seen)


def _clouds(asking: Asking, _scene: Scene) -> Iterator[str]:
    clouds = asking.run.state.clouds
    hidden = asking.known("hidden.share", About("share", "hidden", of="data"))
    if clouds is None or (hidden is None and clouds.reason_unmasked is None):
        yield asking.say("not_there", what=asking.words.name("clouds"))
    elif hidden is None:
        yield asking.say("scene.no_clouds", why=str(clouds.reason_unmasked))
    else:
        yield asking.say("scene.clouds", hidden=hidden, method=name_method(clouds.method))


def _doubts(asking: Asking, scene: Scene) -> Iterator[str]:
    issues = [one.reason for one in asking.run.state.issues if one.kind in ("conversion", "warning")]
    found = [*dict.fromkeys([*issues, *scene.notes])]
    if not found:
        yield asking.say("scene.no_doubts")
        return
    shown = [f"{one.rstrip('.')}." for one in found[:_MOST_DOUBTS]]
    yield asking.say("scene.doubts", value=" ".join(shown).translate(_BRACES))
    if len(found) > _MOST_DOUBTS and asking.run.state.report:
        asking.show(asking.run.state.report.markdown)


def _told(asking: Asking, _scene: Scene) -> Iterator[str]:
    request, field = asking.run.state.request, asking.run.state.field
    flags = [f"{name} {value}" for name, value in request.flags.model_dump(exclude_none=True).items()]
    known = {
        "crop": field.crop and asking.words.page.crop(field.crop), "sown": field.sown and field.sown.isoformat(),
        "soil": field.soil, "readings": Path(request.sensors).name if request.sensors else None,
    } if field else {}  # fmt: skip
    known["parcels"] = Path(request.parcels).name if request.parcels else None
    told = [*flags, *(f"{asking.words.name(f'told.{name}')} {value}" for name, value in known.items() if value)]
    value = "; ".join(told).translate(_BRACES)
    yield asking.say("scene.told", value=value) if told else asking.say("scene.told_nothing")


def _networks(asking: Asking, _scene: Scene) -> Iterator[str]:
    rooms = [asking.words.name(room) for room in rooms_behind(asking.run.state)]
    yield asking.say("scene.networks", value=asking.words.join(rooms)) if rooms else asking.say("scene.no_networks")


def _files(asking: Asking, _scene: Scene) -> Iterator[str]:
    there = {name for name, _ in outputs_of(asking.run.folder)}
    main = [file.name for file in files_of(asking.run.state) if file.name in there and not file.is_detail]
    report = asking.run.state.report
    named = [name for name in (*((report.markdown, report.html) if report else ()), *main) if name in there]
    yield asking.say("scene.files", value=asking.words.join(named))


def _kind(asking: Asking, _scene: Scene) -> Iterator[str]:
    modality = asking.run.state.modality
    if modality is None:
        yield asking.say("not_there", what=asking.words.name("kind"))
        return
    sure = asking.known("modality.statistics", About("certainty", "modality"))
    value = asking.words.name(modality.modality)
    if sure:
        yield asking.say("scene.kind", value=value, evidence=sure)
    else:
        yield asking.say("scene.file", value=value)


def _name(asking: Asking, scene: Scene) -> Iterator[str]:
    yield asking.say("scene.file", value=Path(scene.path).name.translate(_BRACES))


_BRACES = str.maketrans("{}", "()")
_SUBJECTS: dict[str, Callable[[Asking, Scene], Iterator[str]]] = {
    "name": _name, "sensor": _sensor, "date": _date, "place": _place, "bands": _bands, "level": _level,
    "resolution": _resolution, "size": _size, "clouds": _clouds, "doubts": _doubts, "told": _told, "files": _files,
    "networks": _networks, "kind": _kind,
}  # fmt: skip
_WHOLE = ("name", "date", "sensor", "level", "place", "resolution", "size", "clouds", "kind")
