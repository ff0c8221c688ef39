"""The chapter on zones: where ground at high risk hangs together."""

from collections.abc import Iterator

from models.schemas import RiskResult
from nodes.report.chapter import Chapter, RunFile
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share, mark_claims, marked
from nodes.report.few import is_few
from nodes.report.wording import Said
from nodes.state import SceneState

_LISTED = 5


def claims(state: SceneState) -> Iterator[Claim]:
    """State how many zones there are, and the size, place and probability of the largest."""
    if state.risk is not None and not is_few(state.risk.judged):
        yield from mark_claims(_claims(state.risk), fake=state.risk.fake)


def _claims(risk: RiskResult) -> Iterator[Claim]:
    high, file = len(risk.share), risk.raster
    how = f"groups of pixels that are {high} and share a side, of at least 0.1 ha and 4 pixels"
    yield Claim(
        id="risk.zones", label="zones at high risk", value=risk.zone_count, unit="", digits=0, file=file, method=how
    )
    for rank, zone in enumerate(risk.zones, start=1):
        name, words = f"zone.{rank}", f"zone {rank} at high risk"
        method = f"group number {rank} by size among those pixels"
        yield claim_pixels(f"{name}.pixels", f"size of {words}", zone.pixels, file, method)
        if zone.area_ha is not None:
            yield claim_area(f"{name}.area", f"area of {words}", zone.area_ha, file, method)
        for part, value in (("longitude", zone.longitude), ("latitude", zone.latitude)):
            if value is not None:
                yield Claim(
                    id=f"{name}.{part}", label=f"{part} of the middle of {words}", value=value, unit="degrees",
                    digits=5, file=file, method=f"mean place of its pixels, transformed to WGS 84; {method}",
                )  # fmt: skip
        label, how = f"mean probability of high risk in {words}", f"mean of high over {method}"
        yield claim_share(f"{name}.probability", label, zone.probability, risk.probability_raster, how)


def lines(state: SceneState, said: Said) -> list[str]:
    """List the zones, the largest first."""
    risk = state.risk
    if risk is None or is_few(risk.judged):
        return []
    if not risk.zone_count:
        return ["No zone at high risk is large enough to be named."]
    rows = ["### Largest zones at high risk", "", "| Zone | Area | Longitude | Latitude | Probability |"]
    rows.append("| --- | --- | --- | --- | --- |")
    for rank, zone in enumerate(risk.zones[:_LISTED], start=1):
        of = f"zone.{rank}."
        area = said(of + "area") if zone.area_ha is not None else said(of + "pixels")
        place = (said(of + "longitude"), said(of + "latitude")) if zone.longitude is not None else ("–", "–")
        rows.append(f"| {rank} | {area} | {place[0]} | {place[1]} | {said(of + 'probability')} |")
    rest = f"Zones in all: {said('risk.zones')}"
    return [
        *rows,
        "",
        f"{rest}; {risk.zones_file} has the outlines of the largest." if risk.zones_file else f"{rest}.",
    ]


def files(state: SceneState) -> Iterator[RunFile]:
    """Name the outlines, which a scene without place has none of."""
    if state.risk is not None and state.risk.zones_file is not None:
        title = marked("Largest zones at high risk", fake=state.risk.fake)
        yield RunFile("risk_zones", state.risk.zones_file, title, is_raster=False, is_detail=True)


ZONES = Chapter(name="zones", claims=claims, lines=lines, files=files)
