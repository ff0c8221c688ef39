"""The first page as Markdown: what decides, the fields, places to go to, what networks add, what was not possible."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nodes.report.chapters.field_layers import list_layers
from nodes.report.chapters.fields import worst_first
from nodes.report.chapters.layers import has_layers
from nodes.report.claims import FAKE_MARK, Style
from nodes.report.class_map import say_share
from nodes.report.contents import is_made_up, planned_maps
from nodes.report.decisions import set_aside
from nodes.report.first_page.decision import decide, tell_crops
from nodes.report.first_page.field_list import LISTED, list_fields
from nodes.report.first_page.french_layers import list_layers as french_layers
from nodes.report.first_page.french_layers import sum_up_layers
from nodes.report.first_page.french_names import describe_map, space
from nodes.report.first_page.limits import list_limits
from nodes.report.first_page.spoken import answer_lines, list_words
from nodes.report.first_page.words import Words, words_of
from nodes.report.like_cases.page import decide_photograph, list_checks, list_guidance
from nodes.report.wording import Said, escape
from nodes.run_folder.files import PREVIEW
from nodes.state import SceneState


@dataclass(frozen=True)
class FirstPage:
    """A title in plain text, what decides in Markdown, and all lines of the page in Markdown."""

    title: str
    decision: str
    lines: list[str]


def style_of(state: SceneState) -> Style:
    """How the user wants numbers to be written."""
    return Style(state.request.language, state.request.units)


def write_first_page(state: SceneState, said: Said) -> FirstPage:
    """Write the first page of a state whose claims are said in its style."""
    if state.scene is None:
        return FirstPage("Report without a scene", "", ["# Report without a scene"])
    words = words_of(state.request.language)
    decision = [*_decision(state, said, words)]
    title = _title(state, words)
    parts = [
        [f"# {title}"],
        [_place(state, said, words)],
        [*_warnings(state, said, words)],
        [" ".join(decision)],
        _fields(state, said, words),
        _map(state),
        _places(state, said, words),
        list_guidance(state),
        list_checks(state),
        _networks(state, said, words),
        _limits(state, said, words),
        list_words(state, said),
        [words.check()],
    ]
    put: Callable[[str], str] = space if said.style.language == "fr" else str
    lines = [put(line) for part in parts if part for line in (*part, "")]
    return FirstPage(title, put(" ".join(decision)), lines)


def _title(state: SceneState, words: Words) -> str:
    assert state.scene is not None
    time = state.scene.time
    day = time.date() if time is not None else None
    if state.is_photograph:
        return words.title_photograph(day)
    if state.fields is not None and state.fields.alike is not None:
        return words.title_areas(day)
    return words.title_fields(day) if _has_fields(state) else words.title_scene(day)


def _has_fields(state: SceneState) -> bool:
    return state.fields is not None and not state.fields.of_scene


def _place(state: SceneState, said: Said, words: Words) -> str:
    scene = state.scene
    assert scene is not None
    parts = []
    if "scene.latitude" in said:
        latitude, longitude = (said.claims[f"scene.{name}"].value for name in ("latitude", "longitude"))
        shown = [said(f"scene.{name}").split(" ")[0].removeprefix("-") for name in ("latitude", "longitude")]
        parts.append(words.place(*shown, north=latitude >= 0, east=longitude >= 0))
    parts += [escape(str(fact.value)) for fact in (scene.sensor, scene.level) if fact.value]
    return " · ".join([*parts, escape(Path(scene.path).name)])


def _warnings(state: SceneState, said: Said, words: Words) -> Iterator[str]:
    assert state.scene is not None
    if is_made_up(state):
        yield from (f"> {words.made_up(FAKE_MARK)}", "")
    if "areas.agreement" in said:
        yield from (f"> {words.alike(said('areas.agreement'))}", "")
    if state.scene.simulated:
        yield from (f"> {words.simulated(escape(state.scene.simulated))}", "")
    yield from set_aside(state)
    if state.request.question and state.answer is not None:
        yield from answer_lines(state.request.question, state.answer, said)
    elif state.request.question:
        yield from ("", words.asked(escape(state.request.question)))


def _decision(state: SceneState, said: Said, words: Words) -> Iterator[str]:
    from nodes.report.chapters import CHAPTERS

    if state.is_photograph:
        yield from decide_photograph(state, said)
    elif _has_fields(state) and not has_layers(state):
        assert state.fields is not None
        judged = worst_first(state.fields)
        if judged:
            yield from decide(judged, said, words, alike=state.fields.alike is not None)
        else:
            yield f"**{words.none_judged()}**"
    elif "index.NDVI.p50" in said:
        yield f"**{words.greenness(*(said(f'index.NDVI.p{key}') for key in ('50', '5', '95')))}**"
        yield from _cover(state, said, words)
        yield words.no_outlines()
    elif has_layers(state) and state.request.language == "fr" and (told_layers := sum_up_layers(state, said)):
        yield f"**{told_layers}**"
    else:
        plain = [chapter for chapter in CHAPTERS if chapter.name != "clouds"]
        told = [sentence for chapter in plain for sentence in chapter.summary(state, said)]
        yield " ".join([f"**{told[0]}**", *told[1:]]) if told else ""


def _cover(state: SceneState, said: Said, words: Words) -> Iterator[str]:
    cover = state.indices.cover if state.indices else ()
    shares = {place: said.claims[name].value for place in range(len(cover)) if (name := f"cover.{place}.share") in said}
    if shares:
        place = max(shares, key=lambda place: shares[place])
        area = f" ({said(f'cover.{place}.area')})" if f"cover.{place}.area" in said else ""
        yield words.largest_cover(cover[place].name, said(f"cover.{place}.share") + area)


def _fields(state: SceneState, said: Said, words: Words) -> list[str]:
    if not _has_fields(state) or state.fields is None:
        return []
    if has_layers(state):
        in_words = french_layers if state.request.language == "fr" else list_layers
        return in_words(state, said, LISTED)
    judged = worst_first(state.fields)
    if not judged:
        return []
    lines = [crops, ""] if (crops := tell_crops(state.fields, said, words)) else []
    lines += [*list_fields(state.fields, judged[:LISTED], said, words), ""]
    return [*lines, words.legend(max(0, len(judged) - LISTED), state.fields.table)]


def _map(state: SceneState) -> list[str]:
    first, is_french = next(iter(planned_maps(state)), None), state.request.language == "fr"
    if first is None:
        words = "Aperçu de l'image" if is_french else "Preview of the scene"
        return [f"![{words}]({PREVIEW})"]
    if not is_french:
        return [f"![{escape(first.caption)}]({first.file})"]
    areas = state.fields is not None and state.fields.alike is not None
    outlined = ("areas" if areas else "fields") if state.has_outlines else None
    masked = state.clouds is not None and state.clouds.reason_unmasked is None
    return [f"![{describe_map(outlined=outlined, masked=masked)}]({first.file})"]


def _places(state: SceneState, said: Said, words: Words) -> list[str]:
    if state.fields is None or not state.fields.places:
        return []
    lines, told = [f"## {words.places_title()}", ""], set[str]()
    for number, place in enumerate(state.fields.places, start=1):
        of = f"place.{number}."
        shown = (said(of + "latitude").split(" ")[0], said(of + "longitude").split(" ")[0])
        at = words.place(
            *(degrees.removeprefix("-") for degrees in shown), north=place.latitude >= 0, east=place.longitude >= 0
        )
        link = f"[{at}](geo:{place.latitude:.5f},{place.longitude:.5f})"
        area, below = (said(of + name) if of + name in said else None for name in ("area", "below"))
        what = words.visit(place.kind, escape(place.field), area, said(of + "value"), below)
        look = "" if place.kind in told else f" {words.look_for(place.kind)}"
        told.add(place.kind)
        lines.append(f"{number}. {link}: {what}.{look}")
    if state.fields.scouting:
        lines += ["", words.on_the_phone(state.fields.scouting)]
    return lines


def _networks(state: SceneState, said: Said, words: Words) -> list[str]:
    lines = []
    for name, result, say in (("health", state.health, words.health), ("risk", state.risk, words.risk)):
        if result is not None and f"{name}.judged" in said:
            shares = [(label, say_share(name, label, said)) for label in result.share]
            lines.append(f"- {say(said(f'{name}.area', said(f'{name}.judged')), shares)}")
    if lines:
        told = " ".join(_told(state, said, words))
        lines += [f"- {told}"] if told else []
    if lines and any(issue.code == "no_parcels" for issue in state.issues):
        lines.append(f"- {words.without_outlines()}")
    return [f"## {words.networks_title()}", "", *lines] if lines else []


def _told(state: SceneState, said: Said, words: Words) -> Iterator[str]:
    """What the user said of the field changed so much, and readings of sensors nothing."""
    told = [("health", state.health), ("risk", state.risk)]
    changed = [(name, said(f"{name}.told")) for name, _ in told if f"{name}.told" in said]
    if changed:
        facts = [fact for _, one in told if one and one.told for fact in one.told.facts]
        yield words.told([*dict.fromkeys(facts)], changed)
    if state.field is not None and state.field.sensors is not None:
        yield words.readings_changed_nothing()


def _limits(state: SceneState, said: Said, words: Words) -> list[str]:
    found = list_limits(state, said, words)
    return [f"## {words.limits_title()}", "", *(f"- {line}" for line in found)] if found else []
