"""What chapters on a map of classes have in common: claims, the file, and the picture of the map."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from models.field.crop_mask import BARE_NDVI
from models.geo.pixels.colours import Shade
from models.schemas import CropsResult, HealthResult, RiskResult
from nodes.report.chapter import MapPicture, RunFile, describe_classes
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share, marked
from nodes.report.few import is_few, say_few
from nodes.report.maps import describe_rest, draw_classes
from nodes.report.styles import XML, ShownClass, name_class_names, name_style, write_class_names, write_class_style
from nodes.report.wording import Said
from nodes.run_folder.files import name_map
from nodes.state import SceneState

ClassMap = HealthResult | RiskResult
"""Results whose raster holds classes: 1 to n, n + 1 without a crop to judge, 0 no data."""
_NO_CROP = "not judged"


def word_share(part: Sequence[int], whole: Sequence[int], where: str = "") -> str:
    """Word what a share is of, by the values that its pixels and those of all the ground have in a raster."""
    return f"{word_pixels(part)} among those that are {_word_values(whole)}{where}"


def word_pixels(values: Sequence[int]) -> str:
    """Word which pixels are meant by their values."""
    return f"pixels that are {_word_values(values)}"


def _word_values(values: Sequence[int]) -> str:
    first, last = values[0], values[-1]
    return f"{first}" if first == last else f"{first} {'to' if last - first > 1 else 'or'} {last}"


def claim_classes(step: str, result: ClassMap, words: Mapping[str, str]) -> Iterator[Claim]:
    """State shares and areas of the classes of a map; the words tell which ground is of a class."""
    few = is_few(result.judged)
    judged = range(1, len(result.share) + 1)
    file, of = result.raster, f"a crop to judge ({step})"
    for code, (name, value) in enumerate(result.share.items(), start=1):
        if few:
            label, how = f"pixels of judged ground {words[name]}", word_pixels([code])
            yield claim_pixels(f"{step}.{name}.pixels", label, round(value * result.judged), file, how)
            continue
        label = f"share of judged ground {words[name]}"
        yield claim_share(f"{step}.{name}.share", label, value, file, word_share([code], judged))
        if result.area_ha is not None:
            how = f"sum over {word_pixels([code])}"
            yield claim_area(f"{step}.{name}.area", f"ground {words[name]}", result.area_ha[name], file, how)
    yield claim_pixels(f"{step}.judged", f"clear pixels with {of}", result.judged, file, word_pixels(judged))
    if result.area_ha is not None:
        area, how = sum(result.area_ha[name] for name in result.share), f"sum over {word_pixels(judged)}"
        yield claim_area(f"{step}.area", f"clear ground with {of}", area, file, how)
    rest = [len(result.share) + 1]
    yield claim_pixels(f"{step}.no_crop", f"clear pixels without {of}", result.no_crop, file, word_pixels(rest))
    if is_few(result.judged + result.no_crop):
        return
    seen, how = result.judged + result.no_crop, word_share(rest, [*judged, *rest])
    yield claim_share(f"{step}.no_crop.share", f"clear ground without {of}", result.no_crop / seen, file, how)


def claim_told(step: str, result: ClassMap) -> Iterator[Claim]:
    """State on how much of the crop that a network was asked about twice what the user said changed the class."""
    if (told := result.told) is None:
        return
    asked, changed = told.count()
    if is_few(asked):
        return
    facts, file = ", ".join(told.facts), name_told(step)
    label = f"crop with another {step} class without what the user said ({facts})"
    places = f"{len(told.places)} place{'s' if len(told.places) > 1 else ''}"
    how = f"blocks off the diagonal among all blocks, summed over {places} asked about with those words and without"
    yield claim_share(f"{step}.told", label, changed / asked, file, how)


def name_told(step: str) -> str:
    """Name the file of those counts."""
    return f"{step}_told.json"


def name_told_file(step: str, result: ClassMap) -> Iterator[RunFile]:
    """Name it for the catalogue, where there is one."""
    if result.told is not None:
        title = marked(f"Classes of {step} with what the user said and without", fake=result.fake)
        yield RunFile(f"{step}_told", name_told(step), title, ("metadata",), is_raster=False,
                      media_type="application/json", is_detail=True)  # fmt: skip


def say_unheard(state: SceneState) -> str:
    """Say that readings of the user did not count, where there are any."""
    has_readings = state.field is not None and state.field.sensors is not None
    return " Readings of sensors moved nothing of it; the doubts below say why." if has_readings else ""


def say_share(step: str, name: str, said: Said) -> str:
    """Say the share of a class, or how many pixels it has where they are too few for shares."""
    share = f"{step}.{name}.share"
    return said(share) if share in said else said(f"{step}.{name}.pixels")


_WHO = {
    "parcels": "the parcels say where crops stand",
    "health": "the health network says where crops stand",
    "risk": "the risk network says where crops stand",
}
_BARE = (
    f" Bare is ground with an NDVI of {BARE_NDVI:g} or less: not emerged, harvested or failed; a picture cannot tell "
    "which."
)
_GROUND = {
    "outside_parcels": "outside the parcels",
    "bare": "bare",
    "green_without_crop": "green without a crop",
    "crop_never_learned": "with a crop that the networks never learned",
}


def claim_ground(crops: CropsResult) -> Iterator[Claim]:
    """State which ground is judged by health and risk alike, and what the rest of it is."""
    for code, (name, count) in enumerate(crops.pixels.items(), start=1):
        label = f"clear pixels {_GROUND.get(name, 'to judge')}"
        claim = claim_pixels(f"crops.{name}", label, count, crops.raster, word_pixels([code]))
        yield claim.model_copy(update={"fake": crops.fake})


def _say_ground(crops: CropsResult, said: Said) -> str:
    """Say what the ground is that is left out, and who says so."""
    parts = [f"{said(f'crops.{name}')} {words}" for name, words in _GROUND.items() if crops.pixels.get(name)]
    told = f"{', '.join(parts) or 'nothing'}; {_WHO[crops.basis]}, for health and risk alike ({crops.raster})."
    return told + _BARE if crops.pixels.get("bare") else told


def say_judged(step: str, result: ClassMap, said: Said, crops: CropsResult | None) -> str:
    """Say what the shares are of, and what the ground is that is left out."""
    why = "without a crop to judge." if crops is None or not crops.pixels else _say_ground(crops, said)
    bare = f"{step}.no_crop"
    left_out = f"{said(bare + '.share')} of clear ground is" if bare + ".share" in said else f"{said(bare)} are"
    if is_few(result.judged):
        return f"{say_few(said, f'{step}.judged', 'were judged')} {left_out} left out: {why}"
    return f"Shares are of {said(f'{step}.judged')} with a crop; {left_out} left out: {why}"


def name_files(state: SceneState, step: str, result: ClassMap, shades: Sequence[Shade]) -> Iterator[RunFile]:
    """Name the raster of the classes, its style for QGIS, and the file of their names."""
    names = ("no data", *result.share, _NO_CROP)
    codes = ("no_data", *result.share, "no_crop")
    shown = [ShownClass(code, names[code], shade.colour) for code, shade in enumerate(shades, start=1)]
    named = zip(codes, (None, *(entry.colour.removeprefix("#").upper() for entry in shown)), strict=True)
    title = marked(f"Class of {step}", fake=result.fake)
    yield RunFile(step, result.raster, title, fields=describe_classes(named))
    yield from name_class_files(state, step, result.raster, shown)


def name_class_files(state: SceneState, key: str, raster: str, shown: Sequence[ShownClass]) -> Iterator[RunFile]:
    """Name the style of a raster of classes from 1, and the file of their names."""
    acquired = state.scene.acquired.value if state.scene else None
    yield name_style_file(f"{key}_style", name_style(raster), partial(write_class_style, shown, acquired))
    names = ("no data", *(entry.name for entry in shown))
    yield name_names_file(f"{key}_names", raster, {1: names})


def name_style_file(key: str, name: str, write: Callable[[], str]) -> RunFile:
    """Name a style for QGIS."""
    title, roles = "Style for QGIS", ("style", "metadata")
    return RunFile(key, name, title, roles, is_raster=False, media_type=XML, is_detail=True, write=write)


def name_names_file(key: str, raster: str, bands: Mapping[int, Sequence[str]]) -> RunFile:
    """Name the file that tells GDAL the names of classes of a raster."""
    return RunFile(
        key, name_class_names(raster), f"Names of the classes of {raster}", ("metadata",), is_raster=False,
        media_type=XML, is_detail=True, write=partial(write_class_names, bands),
    )  # fmt: skip


def plan_map(
    state: SceneState, step: str, result: ClassMap | None, title: str, shades: Sequence[Shade]
) -> Iterator[MapPicture]:
    """Plan the picture of a map, if there is one, in the shades of its classes and of no crop."""
    if result is None or state.clouds is None:
        return
    named = dict(zip((*result.share, _NO_CROP), (shade.colour for shade in shades), strict=True))
    words = ", ".join(f"{shade.word} for {name}" for name, shade in zip(named, shades, strict=True))
    caption = f"{marked(f'Map of {step}', fake=result.fake)}: {words}; {describe_rest(state)}"
    yield MapPicture(name_map(step), step, caption, partial(draw_classes, state, result, title, named))
