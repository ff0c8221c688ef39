"""Every number that a report may say, with the file and the method behind it; what is not a claim is not said."""

from collections.abc import Iterator, Mapping
from math import floor, log10
from pathlib import Path

from models.geo.contract.scene import Scene
from models.schemas import CloudResult, HealthResult, IndexStats, Result, RiskResult
from nodes.report.decisions import without_rejected
from nodes.state import SceneState

FAKE_MARK = "(demonstration backend: not a measurement)"
PERCENTILES = {"0": "minimum", "5": "5th percentile", "25": "25th percentile", "50": "median",
               "75": "75th percentile", "95": "95th percentile", "100": "maximum"}  # fmt: skip
_CLOUD_LABELS = {"clear": "clear", "cloud": "under cloud", "shadow": "under cloud shadow"}


def marked(words: str, *, fake: bool) -> str:
    """The words, followed by what must stand beside all that a demonstration backend made up."""
    return f"{words} {FAKE_MARK}" if fake else words


class Claim(Result):
    """A number in the unit given, `digits` decimals of which are shown, and how to find it again."""

    id: str
    label: str
    value: float
    unit: str  # "%", "ha", "m", "pixels", "degrees" or "" for an index
    digits: int
    interval: tuple[float, float] | None = None
    file: str  # in the run folder, or the scene's own file name
    method: str
    fake: bool = False


def claims_of(state: SceneState) -> list[Claim]:
    """All claims of a state in the order of the report; nothing for what is not there or was rejected."""
    state = without_rejected(state)
    parts = (_scene, _modality, _clouds, _indices, _health, _risk, _matches, _caption)
    return [claim for part in parts for claim in part(state)]


def render(claim: Claim) -> str:
    """Value and unit as the report writes them; a made-up number carries its mark."""
    text = number(claim.value, claim.digits) + (f" {claim.unit}" if claim.unit else "")
    if claim.interval is not None:
        low, high = (number(bound, claim.digits) for bound in claim.interval)
        text = f"{text} ({low} to {high})"
    return f"{text} {FAKE_MARK}" if claim.fake else text


def number(value: float, digits: int) -> str:
    """A number with thousands separated and no negative zero."""
    return f"{round(value, digits) + 0.0:,.{digits}f}"


def area_digits(hectares: float) -> int:
    """Decimals that keep two significant digits of a small area, 2 to 6."""
    return _enough_digits(hectares, least=2, most=6, significant=2)


def share_digits(percent: float) -> int:
    """Decimals that keep a tiny share from reading 0 %, and an almost full one from reading 100 %; 1 to 4."""
    return _enough_digits(min(percent, 100 - percent), least=1, most=4, significant=1)


def _enough_digits(value: float, *, least: int, most: int, significant: int) -> int:
    if value <= 0:
        return least
    return min(most, max(least, significant - 1 - floor(log10(value))))


def _pixels(name: str, label: str, count: int, file: str, method: str) -> Claim:
    return Claim(id=name, label=label, value=count, unit="pixels", digits=0, file=file, method=method)


def _area(name: str, label: str, hectares: float, file: str, method: str) -> Claim:
    how = f"{method}, each with its own area on the ellipsoid of the CRS"
    return Claim(
        id=name, label=label, value=hectares, unit="ha", digits=area_digits(hectares), file=file, method=how
    )  # fmt: skip


def _share(name: str, label: str, share: float, file: str, method: str) -> Claim:
    percent = 100 * share
    return Claim(
        id=name, label=label, value=percent, unit="%", digits=share_digits(percent), file=file, method=method
    )  # fmt: skip


def _scene(state: SceneState) -> Iterator[Claim]:
    scene = state.scene
    if scene is None:
        return
    file, grid = Path(scene.path).name, scene.grid
    yield _pixels("scene.width", "width of the scene", grid.width, file, "columns of the grid")
    yield _pixels("scene.height", "height of the scene", grid.height, file, "rows of the grid")
    if grid.pixel_size_m is not None:
        method = "distance on the ellipsoid across the pixel at the centre, along "
        for name, along, size in zip(("width", "height"), ("a row", "a column"), grid.pixel_size_m, strict=True):
            yield Claim(
                id=f"scene.pixel_{name}", label=f"{name} of a pixel", value=size, unit="m",
                digits=_enough_digits(size, least=2, most=6, significant=3), file=file, method=method + along,
            )  # fmt: skip
    yield from _centre(scene, file)


def _centre(scene: Scene, file: str) -> Iterator[Claim]:
    from models.geo.pixels.footprint import find_centre

    centre = find_centre(scene.grid)
    if centre is None:
        return
    for name, value in zip(("longitude", "latitude"), centre, strict=True):
        yield Claim(
            id=f"scene.{name}", label=f"{name} of the centre", value=value, unit="degrees", digits=5, file=file,
            method="centre of the grid, transformed to WGS 84",
        )  # fmt: skip


def _modality(state: SceneState) -> Iterator[Claim]:
    found, scene = state.modality, state.scene
    if found is None or scene is None:
        return
    file = Path(scene.path).name
    yield _share(
        "modality.statistics", f"confidence of the statistics in “{found.statistics.modality}”",
        found.statistics.confidence, file, "rules on band names, units and the values of sampled windows",
    )  # fmt: skip
    if found.network is not None:
        claim = _share(
            "modality.network", f"confidence of the network in “{found.network.modality}”", found.network.confidence,
            file, "probability that the modality network gives to 224 × 224 pictures of the scene and its parts",
        )  # fmt: skip
        yield claim.model_copy(update={"fake": found.fake})


def _clouds(state: SceneState) -> Iterator[Claim]:
    clouds = state.clouds
    if clouds is None:
        return
    file = clouds.raster
    seen = [name for name in clouds.pixels if name != "no_data"]
    count = sum(clouds.pixels[name] for name in seen)
    whole = count + clouds.pixels["no_data"]
    yield _pixels("seen.pixels", "pixels with data", count, file, "pixels that are not 0")
    yield _share(
        "seen.share", "share of the grid with data", count / whole if whole else 0.0, file,
        "pixels that are not 0 among all pixels",
    )  # fmt: skip
    if clouds.area_ha is not None:
        area = sum(clouds.area_ha[name] for name in seen)
        yield _area("seen.area", "ground with data", area, file, "sum over pixels that are not 0")
    if clouds.reason_unmasked is None and count:
        yield from _cloud_classes(clouds, count)


def _cloud_classes(clouds: CloudResult, count: int) -> Iterator[Claim]:
    """Only where clouds were looked for: 0 % cloud is a finding, not a default."""
    hidden = clouds.pixels["cloud"] + clouds.pixels["shadow"]
    file = clouds.raster
    yield _share(
        "hidden.share", "ground under cloud or cloud shadow", hidden / count, file,
        "pixels that are 2 or 3 among those that are not 0",
    )  # fmt: skip
    for code, (name, label) in enumerate(_CLOUD_LABELS.items(), start=1):
        method = f"pixels that are {code} among those that are not 0"
        yield _pixels(f"{name}.pixels", f"pixels {label}", clouds.pixels[name], file, f"pixels that are {code}")
        yield _share(f"{name}.share", f"share {label}", clouds.share(name), file, method)
        if clouds.area_ha is not None:
            method = f"sum over pixels that are {code}"
            yield _area(f"{name}.area", f"ground {label}", clouds.area_ha[name], file, method)


def _indices(state: SceneState) -> Iterator[Claim]:
    indices = state.indices
    if indices is None:
        return
    where = "pixels that are 1 in valid.tif"
    for stats in indices.stats:
        yield from _index(stats, indices.raster, where)
    counted = sum(entry.pixels for entry in indices.cover)
    for place, entry in enumerate(indices.cover):
        label, inside = f"cover “{entry.name}”", _interval(entry.lower, entry.upper)
        method = f"{where} and whose NDVI is {inside}"
        yield _pixels(f"cover.{place}.pixels", label, entry.pixels, indices.raster, method)
        if counted:
            share, among = entry.pixels / counted, f"{method}, among those whose NDVI is defined"
            yield _share(f"cover.{place}.share", label, share, indices.raster, among)
        if entry.area_ha is not None:
            yield _area(f"cover.{place}.area", label, entry.area_ha, indices.raster, f"sum over {method}")


def _interval(lower: float, upper: float) -> str:
    """The interval in words; the outer classes of a cover have no outer bound."""
    if lower <= -1 and upper >= 1:
        return "anything"
    if lower <= -1:
        return f"below {upper:g}"
    return f"{lower:g} or more" if upper >= 1 else f"from {lower:g} to below {upper:g}"


def _index(stats: IndexStats, file: str, where: str) -> Iterator[Claim]:
    name = stats.name
    yield _index_value(f"index.{name}.mean", f"mean of {name}", stats.mean, file, f"mean of {name} over {where}")
    how = f"standard deviation of {name} over {where}"
    yield _index_value(f"index.{name}.std", f"standard deviation of {name}", stats.std, file, how)
    for key, value in stats.percentiles.items():
        word = PERCENTILES.get(key, f"{key}th percentile")
        how = f"{word} of {name} over {where}"
        yield _index_value(f"index.{name}.p{key}", f"{word} of {name}", value, file, how)
    method = f"{where} and where {name} is defined"
    yield _pixels(f"index.{name}.pixels", f"pixels with {name}", stats.pixels, file, method)
    method = f"{where} and where {name} is not defined"
    yield _pixels(f"index.{name}.undefined", f"clear pixels without {name}", stats.undefined, file, method)


def _index_value(name: str, label: str, value: float, file: str, method: str) -> Claim:
    return Claim(id=name, label=label, value=value, unit="", digits=3, file=file, method=method)


def _health(state: SceneState) -> Iterator[Claim]:
    health = state.health
    if health is not None:
        words = {name: f"that is {name}" for name in health.share}
        claims = [*_class_map("health", health, words), *_health_details(health), *_parcels(health)]
        yield from _marked(claims, fake=health.fake)


def _class_map(step: str, result: HealthResult | RiskResult, words: Mapping[str, str]) -> Iterator[Claim]:
    """Shares and areas of the classes of a map; the words tell which ground is of a class."""
    file, crop, of = result.raster, f"pixels that are 1 to {len(result.share)}", f"a crop to judge ({step})"
    for code, (name, value) in enumerate(result.share.items(), start=1):
        label = f"share of judged ground {words[name]}"
        yield _share(f"{step}.{name}.share", label, value, file, f"pixels that are {code} among {crop}")
        if result.area_ha is not None:
            how = f"sum over pixels that are {code}"
            yield _area(f"{step}.{name}.area", f"ground {words[name]}", result.area_ha[name], file, how)
    yield _pixels(f"{step}.judged", f"clear pixels with {of}", result.judged, file, crop)
    how = f"pixels that are {len(result.share) + 1}"
    yield _pixels(f"{step}.no_crop", f"clear pixels without {of}", result.no_crop, file, how)
    seen, how = result.judged + result.no_crop, how + " among those that are not 0"
    yield _share(f"{step}.no_crop.share", f"clear ground without {of}", result.no_crop / seen, file, how)


def _health_details(health: HealthResult) -> Iterator[Claim]:
    file = health.details
    yield _share(
        "health.confidence", "mean confidence of the health network", health.mean_confidence, file, "mean of confidence"
    )
    label = "cover that is missing against a crop without stress, on average"
    yield _share("health.missing_cover", label, health.missing_cover, file, "mean of missing_cover")
    label = "judged ground where the network is sure of one class at 90 %"
    yield _share("health.one_class", label, health.one_class, file, "pixels whose classes_in_set is 1")
    for code, (name, value) in enumerate(health.causes.items()):
        label = (
            f"ground that is not healthy whose likeliest cause is {name}" if code else "ground without a likely cause"
        )
        how = f"pixels whose cause is {code} among those that are 2 or more in {health.raster}"
        yield _share(f"health.cause.{name}", label, value, file, how)
    for place, (name, value) in enumerate(health.skill.items()):
        yield Claim(
            id=f"health.skill.{place}", label=f"macro-F1 of the health network, {name}, picture alone", value=value,
            unit="", digits=2, file="models/health/weights/metrics.json",
            method="on simulated stations and years that it never learned from",
        )  # fmt: skip
    for name, weight in health.attention.items():
        yield _share(f"health.attention.{name}", f"attention to {name}", weight, file, f"mean of attention_{name}")


def _parcels(health: HealthResult) -> Iterator[Claim]:
    for number, parcel in enumerate(health.parcels, start=1):
        inside = f"clear pixels inside parcel {parcel.name}"
        if parcel.area_ha is not None:
            yield _area(
                f"parcel.{number}.area", f"clear ground in {parcel.name}", parcel.area_ha, health.raster, inside
            )
        if parcel.missing_cover is not None:
            label, how = (
                f"ground in {parcel.name} that is moderate or severe",
                f"pixels that are 3 or 4 of the {inside}",
            )
            ailing = parcel.share["moderate"] + parcel.share["severe"]
            yield _share(f"parcel.{number}.ailing", label, ailing, health.raster, how)
            label, how = f"missing cover in {parcel.name}", f"mean of missing_cover over the {inside}"
            yield _share(f"parcel.{number}.missing", label, parcel.missing_cover, health.details, how)
        if parcel.pixels:
            label, how = f"ground in {parcel.name} without a crop to judge", f"pixels that are 5 of the {inside}"
            yield _share(f"parcel.{number}.no_crop", label, parcel.no_crop / parcel.pixels, health.raster, how)


def _risk(state: SceneState) -> Iterator[Claim]:
    risk = state.risk
    if risk is not None:
        words = {name: f"at {name} risk" for name in risk.share}
        claims = [*_class_map("risk", risk, words), *_risk_certainty(risk), *_zones(risk)]
        yield from _marked(claims, fake=risk.fake)


def _risk_certainty(risk: RiskResult) -> Iterator[Claim]:
    how = "mean over the pixels of the highest class probability"
    label = "mean confidence of the risk network"
    yield _share("risk.confidence", label, risk.mean_confidence, risk.probability_raster, how)
    file, label = risk.uncertainty_raster, "mean uncertainty of the risk map"
    yield _share("risk.uncertainty", label, risk.uncertainty, file, "mean of uncertainty")
    label = "mean disagreement of the networks on risk"
    yield _share("risk.disagreement", label, risk.disagreement, file, "mean of disagreement")


def _zones(risk: RiskResult) -> Iterator[Claim]:
    high, file = len(risk.share), risk.raster
    how = f"groups of pixels that are {high} and share a side, of at least 0.1 ha and 4 pixels"
    yield Claim(
        id="risk.zones", label="zones at high risk", value=risk.zone_count, unit="", digits=0, file=file, method=how
    )
    for rank, zone in enumerate(risk.zones, start=1):
        name, words = f"zone.{rank}", f"zone {rank} at high risk"
        method = f"group number {rank} by size among those pixels"
        yield _pixels(f"{name}.pixels", f"size of {words}", zone.pixels, file, method)
        if zone.area_ha is not None:
            yield _area(f"{name}.area", f"area of {words}", zone.area_ha, file, method)
        for part, value in (("longitude", zone.longitude), ("latitude", zone.latitude)):
            if value is not None:
                yield Claim(
                    id=f"{name}.{part}", label=f"{part} of the middle of {words}", value=value, unit="degrees",
                    digits=5, file=file, method=f"mean place of its pixels, transformed to WGS 84; {method}",
                )  # fmt: skip
        label, how = f"mean probability of high risk in {words}", f"mean of high over {method}"
        yield _share(f"{name}.probability", label, zone.probability, risk.probability_raster, how)


def _matches(state: SceneState) -> Iterator[Claim]:
    for place, match in enumerate(state.matches or (), start=1):
        yield Claim(
            id=f"match.{place}.similarity", label=f"similarity of match {place}", value=match.similarity, unit="",
            digits=3, file="preview.png", method="cosine between the embedding of the preview and that of the item",
            fake=match.fake,
        )  # fmt: skip


def _caption(state: SceneState) -> Iterator[Claim]:
    if state.caption is not None and state.scene is not None:
        claim = _share(
            "caption.confidence", "confidence of the caption", state.caption.confidence,
            Path(state.scene.path).name, "confidence that the captioning network reports",
        )  # fmt: skip
        yield claim.model_copy(update={"fake": state.caption.fake})


def _marked(claims: list[Claim], *, fake: bool) -> list[Claim]:
    return [claim.model_copy(update={"fake": fake}) for claim in claims]
