"""The chapter on the parcels of the user: the health of each."""

from collections.abc import Iterator

from models.schemas import HealthResult
from nodes.report.chapter import Chapter
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share, mark_claims
from nodes.report.few import FEWEST, is_few
from nodes.report.wording import Said, escape
from nodes.state import SceneState

_LONGEST = 25  # parcels that are listed


def claims(state: SceneState) -> Iterator[Claim]:
    """State how the clear ground of each parcel is."""
    if state.health is not None:
        yield from mark_claims(_claims(state.health), fake=state.health.fake)


def _claims(health: HealthResult) -> Iterator[Claim]:
    for number, parcel in enumerate(health.parcels, start=1):
        inside = f"clear pixels inside parcel {parcel.name}"
        if parcel.area_ha is not None:
            yield claim_area(
                f"parcel.{number}.area", f"clear ground in {parcel.name}", parcel.area_ha, health.raster, inside
            )
        if parcel.missing_cover is not None:
            label, how = (
                f"ground in {parcel.name} that is moderate or severe",
                f"pixels that are 3 or 4 of those with a crop (1 to 4) among the {inside}",
            )
            if is_few(parcel.pixels - parcel.no_crop):
                yield claim_pixels(
                    f"parcel.{number}.judged", f"pixels in {parcel.name} with a crop to judge",
                    parcel.pixels - parcel.no_crop, health.raster, f"pixels that are 1 to 4 of the {inside}",
                )  # fmt: skip
                continue
            ailing = parcel.share["moderate"] + parcel.share["severe"]
            yield claim_share(f"parcel.{number}.ailing", label, ailing, health.raster, how)
            label, how = (
                f"missing cover in {parcel.name}",
                f"mean of missing_cover over those with a crop among the {inside}",
            )
            yield claim_share(f"parcel.{number}.missing", label, parcel.missing_cover, health.details, how)
        if not is_few(parcel.pixels):
            label, how = f"ground in {parcel.name} without a crop to judge", f"pixels that are 5 of the {inside}"
            yield claim_share(f"parcel.{number}.no_crop", label, parcel.no_crop / parcel.pixels, health.raster, how)


def lines(state: SceneState, said: Said) -> list[str]:
    """List the parcels, the worst first."""
    health = state.health
    if health is None or not health.parcels:
        return []
    numbered = list(enumerate(health.parcels, start=1))
    numbered.sort(key=lambda entry: -(entry[1].missing_cover if entry[1].missing_cover is not None else -1.0))
    rows = ["### Parcels", "", "| Parcel | Clear ground | Moderate or severe | Missing cover | No crop |"]
    rows.append("| --- | --- | --- | --- | --- |")
    for number, parcel in numbered[:_LONGEST]:
        of = f"parcel.{number}."
        area = said(of + "area") if parcel.area_ha is not None else "–"
        few = f"only {said(of + 'judged')}" if of + "judged" in said else "–"
        judged, left_out = (said(of + "ailing", few), said(of + "missing", "–")), said(of + "no_crop", "–")
        rows.append(f"| {escape(parcel.name)} | {area} | {judged[0]} | {judged[1]} | {left_out} |")
    if any(f"parcel.{number}.judged" in said for number, _ in numbered):
        rows += ["", f"Shares of a parcel are told from {FEWEST} judged pixels on."]
    if len(numbered) > _LONGEST:
        rows += ["", f"The worst {_LONGEST} of {len(numbered)}; all are in the table of numbers."]
    return rows


PARCELS = Chapter(name="parcels", claims=claims, lines=lines)
