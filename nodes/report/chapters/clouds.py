"""The chapter on clouds: how much of the ground was seen."""

from collections.abc import Iterator

from models.geo.clouds.mask import COLOURS
from models.schemas import CloudResult
from nodes.report.chapter import Chapter, RunFile, describe_classes
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share
from nodes.report.class_map import name_class_files
from nodes.report.few import is_few, say_few
from nodes.report.styles import ShownClass
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState

_LABELS = {"clear": "clear", "cloud": "under cloud", "shadow": "under cloud shadow"}
_NAMES = ("no data", "clear", "cloud", "cloud shadow")


def claims(state: SceneState) -> Iterator[Claim]:
    """State what has data, and where clouds were looked for what is under them."""
    clouds = state.clouds
    if clouds is None:
        return
    file = clouds.raster
    seen = [name for name in clouds.pixels if name != "no_data"]
    count = sum(clouds.pixels[name] for name in seen)
    whole = count + clouds.pixels["no_data"]
    yield claim_pixels("seen.pixels", "pixels with data", count, file, "pixels that are not 0")
    if not is_few(count):
        label, how = "share of the grid with data", "pixels that are not 0 among all pixels"
        yield claim_share("seen.share", label, count / whole if whole else 0.0, file, how)
    if clouds.area_ha is not None:
        area = sum(clouds.area_ha[name] for name in seen)
        yield claim_area("seen.area", "ground with data", area, file, "sum over pixels that are not 0")
    if clouds.reason_unmasked is None and count:
        yield from _classes(clouds, count)


def _classes(clouds: CloudResult, count: int) -> Iterator[Claim]:
    """Only where clouds were looked for: 0 % cloud is a finding, not a default."""
    hidden = clouds.pixels["cloud"] + clouds.pixels["shadow"]
    file = clouds.raster
    if not is_few(count):
        label, how = "ground under cloud or cloud shadow", "pixels that are 2 or 3 among those that are not 0"
        yield claim_share("hidden.share", label, hidden / count, file, how)
    for code, (name, label) in enumerate(_LABELS.items(), start=1):
        method = f"pixels that are {code} among those that are not 0"
        yield claim_pixels(f"{name}.pixels", f"pixels {label}", clouds.pixels[name], file, f"pixels that are {code}")
        if not is_few(count):
            yield claim_share(f"{name}.share", f"share {label}", clouds.share(name), file, method)
        if clouds.area_ha is not None:
            method = f"sum over pixels that are {code}"
            yield claim_area(f"{name}.area", f"ground {label}", clouds.area_ha[name], file, method)


def summarise(state: SceneState, said: Said) -> Iterator[str]:
    """Say how much was seen, and how much of it is hidden."""
    if "seen.pixels" not in said:
        return
    seen = said("seen.area", said("seen.pixels"))
    if "clear.pixels" in said and "hidden.share" not in said:
        yield f"Of {seen} seen, {said('clear.pixels')} are clear."
    elif "hidden.share" in said:
        yield f"Of {seen} seen, {said('hidden.share')} is under cloud or cloud shadow."
    else:
        yield f"{seen} have data." if _is_radar(state) else f"{seen} have data; {_unmasked(state)}."


def lines(state: SceneState, said: Said) -> list[str]:
    """Tell what is clear and what is not, and how that was found."""
    if state.clouds is None or _is_radar(state):
        return []
    title = ["## Clouds", ""]
    if "clear.pixels" not in said:
        text = f"{_unmasked(state)}."
        return [*title, text[0].upper() + text[1:] + " What follows may include clouds."]
    rows = [
        (label, said(f"{name}.share", "–"), said(f"{name}.area", "no area"), said(f"{name}.pixels"))
        for name, label in (("clear", "clear"), ("cloud", "cloud"), ("shadow", "cloud shadow"))
    ]
    share = (
        f"{said('seen.share')} of the grid has data."
        if "seen.share" in said
        else say_few(said, "seen.pixels", "have data")
    )
    how = f"Found by: {escape(state.clouds.method)}. {share}"
    return [*title, how, "", *table(("Ground", "Share", "Area", "Pixels"), rows)]


def _is_radar(state: SceneState) -> bool:
    """Whether the scene is radar, of which nothing is to be said about clouds."""
    return state.modality is not None and state.modality.modality == "sar"


def _unmasked(state: SceneState) -> str:
    reason = state.clouds.reason_unmasked if state.clouds else None
    return f"clouds and their shadows were not looked for ({escape(reason or 'nothing to look at')})"


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the mask."""
    if state.clouds is not None:
        shown = [
            ShownClass(code, _NAMES[code], f"#{red:02x}{green:02x}{blue:02x}")
            for code, (red, green, blue, opaque) in COLOURS.items()
            if opaque
        ]
        classes: list[tuple[str, str | None]] = [("no_data", None)]
        classes += [(entry.name.replace(" ", "_"), entry.colour.removeprefix("#").upper()) for entry in shown]
        fields = {"bands": [{"name": "valid", "data_type": "uint8", "nodata": 0}], **describe_classes(classes)}
        title = "Data, cloud and cloud shadow"
        yield RunFile("valid", state.clouds.raster, title, roles=("data", "cloud"), fields=fields)
        yield from name_class_files(state, "valid", state.clouds.raster, shown)


CLOUDS = Chapter(name="clouds", claims=claims, lines=lines, summary=summarise, files=files)
