"""The words of the report, in the order an agronomist reads; every number is a claim or a fact of the contract."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from models.geo.contract.scene import Band, Scene
from models.modality.confirm import SURE, is_doubtful
from models.schemas import Issue, ModalityResult
from nodes.report.chapters.health import health_lines
from nodes.report.chapters.risk import risk_lines
from nodes.report.claims import FAKE_MARK, Claim, render
from nodes.report.decisions import without_rejected
from nodes.report.maps import planned_maps
from nodes.report.refusals import refusals, set_aside, why_no_index
from nodes.state import SceneState

PREVIEW = "preview.png"
BANNER = (
    f"**DEMONSTRATION.** Numbers and words marked “{FAKE_MARK}” are made up by a "
    "stand-in for the networks. They say nothing about this ground."
)
_ESCAPED = re.compile(r"[\\`*\[\]<>|~&!#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_SOURCES = {
    "flag": "said by the user",
    "tag": "tag of the file",
    "sidecar": "metadata beside the file",
    "name": "file name",
    "statistics": "judged from the values",
    "convention": "fixed by the format",
    "none": "not known",
}
_UNITS = {
    "dn": "digital numbers (scale not known)",
    "picture": "8-bit picture",
    "sar_power": "SAR power",
    "sar_amplitude": "SAR amplitude",
    "sar_db": "SAR in dB",
    "sar_dn": "SAR, not calibrated",
    "none": "not known",
}


def escape(text: str) -> str:
    """Words from files, harmless in Markdown and HTML: markup is escaped, unseen characters are spaces."""
    return _ESCAPED.sub(lambda found: "\\" + found.group(), _UNSEEN.sub(" ", text).strip())


def markdown(state: SceneState, claims: Iterable[Claim]) -> str:
    """The report as Markdown; pictures are named, not held. What a person has rejected is named only."""
    state = without_rejected(state)
    said = {claim.id: claim for claim in claims}
    parts = [
        _head(state, said),
        _pictures(state),
        _clouds(state, said),
        _cover(state, said),
        _indices(state, said),
        _networks(state, said),
        _refusals(state),
        _doubts(state),
        _decisions(state),
        _facts(state),
        _claim_table(said.values()),
        _check(state),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table; cells are taken as they are."""
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _say(said: Mapping[str, Claim], name: str, otherwise: str = "not known") -> str:
    return render(said[name]) if name in said else otherwise


def _head(state: SceneState, said: Mapping[str, Claim]) -> list[str]:
    scene = state.scene
    if scene is None:
        return ["# Report without a scene"]
    lines = [f"# {escape(Path(scene.path).name)}", ""]
    if any(claim.fake for claim in said.values()) or _fake_words(state):
        lines += [f"> {BANNER}", ""]
    place = "not known (" + escape(scene.crs.detail) + ")"
    if "scene.latitude" in said:
        place = f"latitude {_say(said, 'scene.latitude')}, longitude {_say(said, 'scene.longitude')}"
    lines += [
        f"- **Place:** {place}",
        f"- **Acquired:** {escape(scene.acquired.value or 'not known')}",
        f"- **Sensor:** {escape(scene.sensor.value or 'not known')}",
        f"- **Processing level:** {escape(scene.level.value or 'not known')}",
        f"- **Kind of scene:** {_kind(state, said)}",
        *_opinions(state, said),
        f"- **Size:** {_size(said)}",
        *(
            [f"- **Simulated:** the file says that it is simulated: {escape(scene.simulated)}"]
            if scene.simulated
            else []
        ),
        *_judged(scene),
        *set_aside(state),
    ]
    if state.request.question:
        lines += [
            f"- **Asked:** {escape(state.request.question)} "
            "(this report is written by code, which does not answer questions; it says what was measured)"
        ]
    return [*lines, "", _summary(state, said)]


def _kind(state: SceneState, said: Mapping[str, Claim]) -> str:
    modality = state.modality
    if modality is None:
        return "not known"
    sure = _say(said, _spoken_by(modality))
    if modality.confidence >= SURE:
        return f"{modality.modality}, {sure} sure"
    return f"uncertain; most like {modality.modality}, {sure} sure"


def _opinions(state: SceneState, said: Mapping[str, Claim]) -> list[str]:
    """What the statistics say of the kind of scene, and why where in doubt; what the network says, or why nothing."""
    modality = state.modality
    if modality is None:
        return []
    reason = f" ({escape('; '.join(modality.statistics.evidence))})" if is_doubtful(modality) else ""
    statistics = f"statistics say {modality.statistics.modality}, {_say(said, 'modality.statistics')}{reason}"
    return [f"- **How that is known:** {statistics}; {_of_the_network(modality, said)}"]


def _of_the_network(modality: ModalityResult, said: Mapping[str, Claim]) -> str:
    network = modality.network
    if network is None:
        asked = is_doubtful(modality)
        return "the network could not be asked" if asked else "the network was not asked, for they are sure"
    sure = _say(said, "modality.network")
    if network.confidence < SURE:
        return f"the network is uncertain, likeliest to it is {network.modality} with {sure}"
    return f"the network says {network.modality}, {sure}"


def _spoken_by(modality: ModalityResult) -> str:
    """The claim whose confidence is that of the modality in force."""
    network, statistics = modality.network, modality.statistics
    if network is None or network.modality != modality.modality:
        return "modality.statistics"
    by_network = statistics.modality != modality.modality or network.confidence > statistics.confidence
    return "modality.network" if by_network else "modality.statistics"


def _judged(scene: Scene) -> list[str]:
    """What the contract could only judge from the values, said where nobody overlooks it."""
    judged = [
        name
        for name, fact in (("sensor", scene.sensor), ("level", scene.level), ("scale and offset", scene.unit))
        if fact.source == "statistics" and fact.value != "picture"
    ]
    if any(band.role.source == "statistics" for band in scene.bands):
        judged.insert(0, "names of the bands")
    if not judged:
        return []
    return [f"- **Judged from the values only:** {', '.join(judged)}; flags settle it (see the end of this report)"]


def _size(said: Mapping[str, Claim]) -> str:
    text = f"{_say(said, 'scene.width')} across, {_say(said, 'scene.height')} down"
    if "scene.pixel_width" in said:
        text += f"; a pixel is {_say(said, 'scene.pixel_width')} by {_say(said, 'scene.pixel_height')}"
    return text


def _summary(state: SceneState, said: Mapping[str, Claim]) -> str:
    """One paragraph that a reader in a hurry can stop after."""
    sentences = []
    seen = said.get("seen.area", said.get("seen.pixels"))
    if seen is not None:
        if "hidden.share" in said:
            sentences.append(f"Of {render(seen)} seen, {_say(said, 'hidden.share')} is under cloud or cloud shadow.")
        else:
            sentences.append(f"{render(seen)} have data; {_unmasked(state)}.")
    indices = state.indices
    shown = next((entry for entry in indices.stats if entry.name == "NDVI"), None) if indices else None
    shown = shown or (indices.stats[0] if indices and indices.stats else None)
    if shown is not None and shown.pixels > 0:
        ids = [f"index.{shown.name}.p{key}" for key in ("50", "5", "95")]
        middle, low, high = (_say(said, name) for name in ids)
        sentences.append(
            f"Over {_ground(said)} {escape(shown.name)} has a median of {middle} (from {low} at the 5th percentile "
            f"to {high} at the 95th)."
        )
    largest = _largest_cover(state)
    if indices is not None and largest is not None:
        name = escape(indices.cover[largest].name)
        share, area = f"cover.{largest}.share", f"cover.{largest}.area"
        much = _say(said, share) + (f" ({_say(said, area)})" if area in said else "")
        sentences.append(f"The largest class of cover is “{name}” with {much}.")
    if not indices or not indices.stats:
        sentences.append(f"No spectral index could be measured: {escape(why_no_index(state))}.")
    return " ".join(sentences)


def _ground(said: Mapping[str, Claim]) -> str:
    return "clear ground" if "hidden.share" in said else "all ground with data"


def _unmasked(state: SceneState) -> str:
    reason = state.clouds.reason_unmasked if state.clouds else None
    return f"clouds and their shadows were not looked for ({escape(reason or 'nothing to look at')})"


def _largest_cover(state: SceneState) -> int | None:
    cover = state.indices.cover if state.indices else ()
    if not cover or not any(entry.pixels for entry in cover):
        return None
    return max(range(len(cover)), key=lambda place: cover[place].pixels)


def _pictures(state: SceneState) -> list[str]:
    if state.scene is None:
        return []
    lines = ["## The scene", "", f"![Preview of the scene]({PREVIEW})"]
    for entry in planned_maps(state):
        lines += ["", f"![{escape(entry.caption)}]({entry.file})"]
    return lines


def _clouds(state: SceneState, said: Mapping[str, Claim]) -> list[str]:
    if state.clouds is None:
        return []
    lines = ["## Clouds", ""]
    if "hidden.share" not in said:
        text = f"{_unmasked(state)}."
        radar = state.modality is not None and state.modality.modality == "sar"
        return [*lines, text[0].upper() + text[1:] + ("" if radar else " What follows may include clouds.")]
    rows = [
        (label, _say(said, f"{name}.share"), _say(said, f"{name}.area", "no area"), _say(said, f"{name}.pixels"))
        for name, label in (("clear", "clear"), ("cloud", "cloud"), ("shadow", "cloud shadow"))
    ]
    how = f"Found by: {escape(state.clouds.method)}. {_say(said, 'seen.share')} of the grid has data."
    return [*lines, how, "", *table(("Ground", "Share", "Area", "Pixels"), rows)]


def _cover(state: SceneState, said: Mapping[str, Claim]) -> list[str]:
    cover = state.indices.cover if state.indices else ()
    if not any(entry.pixels for entry in cover):
        return []
    rows = [
        (
            escape(entry.name), _say(said, f"cover.{place}.share"), _say(said, f"cover.{place}.area", "no area"),
            _say(said, f"cover.{place}.pixels"),
        )
        for place, entry in enumerate(cover)
    ]  # fmt: skip
    return [
        "## Cover", "", f"Classes of NDVI over {_ground(said)}; their bounds are in the table of numbers.", "",
        *table(("Class", "Share", "Area", "Pixels"), rows),
    ]  # fmt: skip


def _indices(state: SceneState, said: Mapping[str, Claim]) -> list[str]:
    if state.indices is None or not state.indices.stats:
        return []
    keys = ("mean", "p5", "p25", "p50", "p75", "p95")
    rows = [
        (escape(entry.name), escape(entry.long_name), *(_say(said, f"index.{entry.name}.{key}") for key in keys))
        for entry in state.indices.stats
        if entry.pixels > 0
    ]
    empty = [escape(entry.name) for entry in state.indices.stats if entry.pixels == 0]
    lines = ["## Spectral indices", "", f"Over {_ground(said)}.", ""]
    lines += table(("Index", "Name", "Mean", "5th perc.", "25th", "Median", "75th", "95th"), rows)
    return [*lines, "", f"No clear pixel has a value of {', '.join(empty)}."] if empty else lines


def _networks(state: SceneState, said: Mapping[str, Claim]) -> list[str]:
    """What the networks say; a made-up sentence is marked as a made-up number is."""
    lines: list[str] = []
    if state.health is not None:
        lines += ["## Health", "", *health_lines(state, partial(_say, said), escape), ""]
    if state.risk is not None:
        lines += ["## Risk", "", *risk_lines(state, partial(_say, said)), ""]
    if state.caption is not None:
        mark = f" {FAKE_MARK}" if state.caption.fake else ""
        lines += ["## In words", "", f"> {escape(state.caption.text)}{mark}", ""]
        lines += [f"A network wrote this, with a confidence of {_say(said, 'caption.confidence')}.", ""]
    if state.matches:
        rows = [
            (
                escape(match.item) + (f" {FAKE_MARK}" if match.fake else ""), escape(match.caption),
                _say(said, f"match.{place}.similarity"),
            )
            for place, match in enumerate(state.matches, start=1)
        ]  # fmt: skip
        lines += ["## Similar scenes", "", *table(("Item", "What it shows", "Similarity"), rows), ""]
    return lines[:-1]


def _fake_words(state: SceneState) -> bool:
    parts = (state.modality, state.health, state.risk, state.caption, *(state.matches or ()))
    return any(part is not None and part.fake for part in parts)


def _refusals(state: SceneState) -> list[str]:
    rows = [tuple(escape(cell) for cell in row) for row in refusals(state)]
    if not rows:
        return []
    return ["## What was refused, and why", "", *table(("What", "Why", "What would be needed"), rows)]


def _doubts(state: SceneState) -> list[str]:
    """Conversions and warnings, each once; notes of the contract that no step repeated are added."""
    issues = [issue for issue in state.issues if issue.kind in ("conversion", "warning")]
    told = {issue.reason for issue in issues}
    notes = state.scene.notes if state.scene else ()
    issues += [
        Issue(step="ingest", kind="conversion", reason=note, code="scene_note") for note in notes if note not in told
    ]
    fake = state.modality is not None and state.modality.fake
    lines = []
    for issue in issues:
        words = {"conversion": "Converted or assumed", "warning": "Doubt"}[issue.kind]
        mark = f" {FAKE_MARK}" if fake and issue.step == "confirm_modality" else ""
        needed = f" Needed: {escape(issue.needed)}." if issue.needed else ""
        lines.append(f"- **{words}:** {escape(issue.reason).rstrip('.')}.{mark}{needed}")
    return ["## Conversions and doubts", "", *dict.fromkeys(lines)] if lines else []


def _decisions(state: SceneState) -> list[str]:
    rows = [(escape(entry.step), escape(entry.question), escape(entry.answer)) for entry in state.decisions]
    return ["## What a person decided", "", *table(("Step", "Question", "Answer"), rows)] if rows else []


def _facts(state: SceneState) -> list[str]:
    scene = state.scene
    if scene is None:
        return []
    facts = [
        ("Format", scene.format, "fixed by the format", ""),
        *(
            (name, str(fact.value or "not known"), _SOURCES[fact.source], fact.detail)
            for name, fact in (
                ("Coordinate system", scene.crs),
                ("Sensor", scene.sensor),
                ("Processing level", scene.level),
                ("Acquired", scene.acquired),
            )
        ),
        ("Unit", _UNITS.get(scene.unit.value, scene.unit.value), _SOURCES[scene.unit.source], scene.unit.detail),
        ("Physical values", scene.radiometry.value, _SOURCES[scene.radiometry.source], scene.radiometry.detail),
        *(("No data where", rule.value, _SOURCES[rule.source], rule.detail) for rule in scene.validity),
    ]
    rows = [tuple(escape(cell) for cell in row) for row in facts]
    lines = ["## What is known about this scene", "", *table(("Fact", "Value", "Evidence", "In detail"), rows), ""]
    return [*lines, *_bands(scene)]


def _bands(scene: Scene) -> list[str]:
    def cells(band: Band) -> Sequence[str]:
        wave = f"{band.wavelength_nm:g} nm" if band.wavelength_nm is not None else "–"
        return (
            escape(band.name), escape(band.role.value or "not known"), wave, _UNITS.get(band.unit, band.unit),
            f"{band.scale:g}", f"{band.offset:g}", ", ".join(f"{value:g}" for value in band.nodata) or "–",
            escape(f"{_SOURCES[band.role.source]}: {band.role.detail}"),
        )  # fmt: skip

    head = ("Band", "Role", "Wavelength", "Unit", "Scale", "Offset", "No data", "Evidence of the role")
    rows = [cells(band) for band in scene.bands]
    evidence = {row[-1] for row in rows}
    if len(evidence) > 1 or len(rows) == 1:
        return ["### Bands", "", *table(head, rows)]
    return ["### Bands", "", f"Roles: {evidence.pop()}.", "", *table(head[:-1], [row[:-1] for row in rows])]


def _claim_table(claims: Iterable[Claim]) -> list[str]:
    rows = [
        (escape(claim.id), escape(claim.label), escape(render(claim)), escape(claim.file), escape(claim.method))
        for claim in claims
    ]
    if not rows:
        return []
    return ["## Every number and where it comes from", "", *table(("Id", "What", "Value", "File", "Method"), rows)]


def _check(state: SceneState) -> list[str]:
    attribution = []
    if state.scene is not None and (state.scene.sensor.value or "").startswith("Sentinel"):
        attribution = ["", "Contains modified Copernicus Sentinel data."]
    return [
        "## How to check this report", "",
        "`agri-orchestrator verify FOLDER`, with the folder that holds this file, recomputes every number above from "
        "the rasters beside it and says which differ. With `--scene PATH` it also reads the scene again.",
        *attribution,
    ]  # fmt: skip
