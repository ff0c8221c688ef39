"""The chapter on the parcels of the user: the health of each."""

from collections.abc import Iterator

from models.field.crop_mask import BARE, is_unlearned
from models.schemas import CropsResult, HealthResult, ParcelHealth
from nodes.report.chapter import Chapter
from nodes.report.claims import Claim, claim_area, claim_pixels, claim_share, mark_claims
from nodes.report.class_map import word_pixels, word_share
from nodes.report.few import FEWEST, is_few
from nodes.report.wording import Said, escape
from nodes.state import SceneState

_LONGEST = 25  # parcels that are listed
_MOST = 500  # parcels up to which numbers of all are stated


def claims(state: SceneState) -> Iterator[Claim]:
    """State how the clear ground of each parcel is."""
    if state.health is not None:
        yield from mark_claims(_claims(state.health, state.crops), fake=state.health.fake)


def _claims(health: HealthResult, crops: CropsResult | None) -> Iterator[Claim]:
    judged = range(1, len(health.share) + 1)
    seen = range(1, len(health.share) + 2)
    for number, parcel in _listed(health):
        of, name, inside = f"parcel.{number}.", parcel.name, f" inside parcel {parcel.name}"
        if parcel.area_ha is not None:
            how = f"sum over {word_pixels(seen)}{inside}"
            yield claim_area(of + "area", f"clear ground in {name}", parcel.area_ha, health.raster, how)
        if crops is not None and crops.pixels and not is_few(parcel.pixels):
            how = word_share([BARE], range(1, len(crops.pixels) + 1), inside)
            yield claim_share(of + "bare", f"bare ground in {name}", parcel.bare / parcel.pixels, crops.raster, how)
        if parcel.missing_cover is None:
            continue
        count = parcel.pixels - parcel.no_crop
        label, how = f"pixels in {name} with a crop to judge", f"{word_pixels(judged)}{inside}"
        yield claim_pixels(of + "judged", label, count, health.raster, how)
        if is_few(count):
            continue
        label, share = f"ground in {name} that is moderate or severe", parcel.share
        ailing = share["moderate"] + share["severe"]
        yield claim_share(of + "ailing", label, ailing, health.raster, word_share([3, 4], judged, inside))
        how = f"mean of missing_cover over {word_pixels(judged)} in {health.raster}{inside}"
        yield claim_share(of + "missing", f"missing cover in {name}", parcel.missing_cover, health.details, how)


def _worst_first(health: HealthResult) -> list[tuple[int, ParcelHealth]]:
    """Number the parcels, those first that lack most cover."""
    numbered = list(enumerate(health.parcels, start=1))
    return sorted(numbered, key=lambda one: -(one[1].missing_cover if one[1].missing_cover is not None else -1.0))


def _listed(health: HealthResult) -> list[tuple[int, ParcelHealth]]:
    """Number the parcels whose numbers are stated: all of some, of very many the worst."""
    if len(health.parcels) <= _MOST:
        return list(enumerate(health.parcels, start=1))
    return sorted(_worst_first(health)[:_LONGEST])


def lines(state: SceneState, said: Said) -> list[str]:
    """List the parcels, the worst first."""
    health = state.health
    if health is None or not health.parcels:
        return []
    numbered = _worst_first(health)
    rows = ["### Parcels", "", "| Parcel | Clear ground | Bare | With a crop to judge | Of that moderate or severe |"]
    rows[-1] += " Missing cover |"
    rows.append("| --- | --- | --- | --- | --- | --- |")
    for number, parcel in numbered[:_LONGEST]:
        of = f"parcel.{number}."
        area = said(of + "area") if parcel.area_ha is not None else "–"
        unlearned = f"not stated: the network never learned {escape(str(parcel.crop))}"
        judged = said(of + "judged", unlearned if is_unlearned(parcel.crop) else "–")
        judged = judged if of + "judged" not in said or of + "ailing" in said else f"only {judged}"
        shares = said(of + "ailing", "–"), said(of + "missing", "–")
        rows.append(f"| {escape(parcel.name)} | {area} | {said(of + 'bare', '–')} | {judged} | {' | '.join(shares)} |")
    if any(is_few(parcel.pixels - parcel.no_crop) for parcel in health.parcels if parcel.missing_cover is not None):
        rows += ["", f"Shares of a parcel are told from {FEWEST} judged pixels on."]
    if len(numbered) > _LONGEST:
        rows += ["", f"The worst {_LONGEST} of {len(numbered)}; {_where_all(state)}."]
    return rows


def _where_all(state: SceneState) -> str:
    table = state.fields.table if state.fields is not None and not state.fields.of_scene else "fields.csv"
    return f"all are in {table}"


PARCELS = Chapter(name="parcels", claims=claims, lines=lines)
