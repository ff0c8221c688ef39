"""The numbers of a comparison, each with its file and how it is found again."""

from collections.abc import Iterator

from models.geo.pixels.footprint import find_centre
from nodes.compare.noise import LEAST_OF_PIXEL, SHARED, SINGLE, SURE, find_least_change
from nodes.compare.results import BEFORE_AFTER, CHANGE, OUTLINES, RESULT, ChangeResult, FieldChange, IndexChange
from nodes.report.claims import Claim, claim_area, claim_share

SMALLEST = 9.0
"""Pixels of the smallest field that is compared."""
_DIGITS = 2
_GROUND = "pixels of the ground that both scenes show"
_WITHIN = "within the outline on ground clear on both dates; a pixel counts with the share that the outline covers"


def claims_of_change(result: ChangeResult) -> list[Claim]:
    """All claims of a comparison, in the order of its fields."""
    found = [*_noise(), *_place(result), *_ground(result)]
    for number, field in enumerate(result.fields, 1):
        found += _field(f"field.{number}.", field, result)
    return found


def _plain(name: str, label: str, value: float, file: str, method: str) -> Claim:
    return Claim(id=name, label=label, value=value, unit="", digits=_DIGITS, file=file, method=method)


def _noise() -> Iterator[Claim]:
    how = f"{SURE:g} standard deviations: {SHARED:g} that all pixels share, {SINGLE:g} of one pixel in all"
    for name, label, value in (
        ("pixel", "change of one pixel from which it is clear", LEAST_OF_PIXEL),
        ("smallest", f"change of a field of {SMALLEST:g} pixels from which it is clear", find_least_change(SMALLEST)),
        ("large", "change of a large field from which it is clear", SURE * SHARED),
    ):
        yield _plain(f"noise.{name}", label, value, RESULT, how)


def _place(result: ChangeResult) -> Iterator[Claim]:
    centre = find_centre(result.grid)
    for name, value in zip(("longitude", "latitude"), centre or (), strict=False):
        yield _degrees(f"place.{name}", f"{name} of the centre", value, "centre of the grid, transformed to WGS 84")


def _degrees(name: str, label: str, value: float, method: str) -> Claim:
    return Claim(id=name, label=label, value=value, unit="degrees", digits=4, file=CHANGE, method=method)


def _ground(result: ChangeResult) -> Iterator[Claim]:
    ground, main = result.ground, result.indices[0]
    share = ground.compared / ground.pixels
    yield claim_share(
        "ground.compared", "ground clear on both dates", share, CHANGE, f"pixels with a value, of all {_GROUND}"
    )
    yield claim_area("ground.area", "ground compared", ground.compared_ha, CHANGE, "sum over pixels with a value")
    for name, pixels, hectares in (
        ("fallen", ground.fallen, ground.fallen_ha), ("risen", ground.risen, ground.risen_ha)
    ):  # fmt: skip
        how = f"pixels whose {main} has {name} by at least {LEAST_OF_PIXEL:g}"
        yield claim_share(
            f"ground.{name}.share",
            f"ground clearly {name}",
            pixels / ground.compared,
            CHANGE,
            f"{how}, of those compared",
        )
        yield claim_area(f"ground.{name}.area", f"ground clearly {name}", hectares, CHANGE, f"sum over {how}")
    yield _plain("ground.median", f"change of {main}, median", ground.median, CHANGE, "median over pixels with a value")


def _field(of: str, field: FieldChange, result: ChangeResult) -> Iterator[Claim]:
    how = f"pixels with a value {_WITHIN}, of the whole outline"
    yield claim_share(of + "compared", f"part of {field.name} that is compared", field.compared, OUTLINES, how)
    if field.main is None:
        return
    yield claim_area(of + "area", f"{field.name}, compared", field.area_ha, OUTLINES, f"pixels {_WITHIN}")
    for name, hectares in (("fallen", field.fallen_ha), ("risen", field.risen_ha)):
        how = f"pixels that have {name} by at least {LEAST_OF_PIXEL:g}, {_WITHIN}"
        yield claim_area(of + name, f"{field.name}, clearly {name}", hectares, CHANGE, how)
    for index in field.indices:
        yield from _index(f"{of}{index.name}.", field.name, index, result)
    if field.look is not None:
        for name, value in zip(("longitude", "latitude"), field.look, strict=True):
            how = "middle of the three by three pixels whose mean fell most, more than half of each within the outline"
            yield _degrees(of + name, f"{name} of what fell most in {field.name}", value, how)


def _index(of: str, field: str, index: IndexChange, result: ChangeResult) -> Iterator[Claim]:
    how = f"median {_WITHIN}"
    for name, value, side in (("before", index.before, result.first), ("after", index.after, result.second)):
        yield _plain(of + name, f"{index.name} of {field}, {side.acquired[:10]}", value, BEFORE_AFTER, how)
    how = "the later median less the earlier, both as they are shown, so that a reader finds the same"
    change = subtract_shown(index.before, index.after)
    yield _plain(of + "change", f"change of {index.name} of {field}", change, BEFORE_AFTER, how)


def subtract_shown(before: float, after: float) -> float:
    """Subtract two numbers as they are shown."""
    return round(round(after, _DIGITS) - round(before, _DIGITS), _DIGITS)
