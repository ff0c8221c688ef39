"""What stored values mean: unit, scale and offset as declared, held against the pixels before they are believed.

Sentinel-2: reflectance = (DN + add-offset) / 10000, with add-offset −1000 from processing baseline 04.00 on and in
reprocessed older products (ESA, Sentinel-2 Products Specification Document 14.9, §4); files cut from products
may have it taken off already. A rule by date is therefore wrong. Two facts of physics decide or contradict: with the
offset in the numbers, values far below 1000 would be reflectances far below 0; and over water, shadow or in the cirrus
band, values come down to the offset and stay there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.errors import SceneError
from models.geo.contract.bands import VISIBLE
from models.geo.contract.product import Layer
from models.geo.contract.scene import Fact, SceneFlags, Source, Unit
from models.geo.reading.sample import LayerSample

S2_SCALE, S2_OFFSET = 1e-4, -0.1
PLAUSIBLE = {"reflectance": (-0.3, 2.0), "kelvin": (150.0, 400.0), "celsius": (-120.0, 130.0)}
"""Physical values outside are no measurement of the Earth's surface: they count as no data."""

_FAR_BELOW = 800.0  # as reflectance with the offset: −0.02, which only noise over water reaches
_IMPOSSIBLE = 700.0  # as reflectance with the offset: −0.03, which over-correction gives to few pixels only
_FLOOR = 940.0
_DARK_VISIBLE, _DARK_INFRARED = 1350.0, 1130.0
"""Stored values of water, shadow and conifers when the offset is in the numbers. Both are asked for: snow is dark in
the infrared only, soil in the blue only."""


@dataclass(frozen=True)
class Radiometry:
    """Unit, scale and offset of every layer, and the evidence in one fact."""

    units: tuple[Unit, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    unit: Fact[Unit]  # of the main layers
    how: Fact[str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpticalStack:
    """What the decision rests on: layers with roles, their samples, the sensor and what the user says."""

    layers: Sequence[Layer]
    samples: Sequence[LayerSample]
    sensor: str | None
    level: str | None
    flags: SceneFlags

    def spectral(self) -> list[int]:
        """Places of layers that measure reflected light."""
        skip = ("lwir", "lwir11", "lwir12", "alpha", "gray", "vv", "vh", "hh", "hv")
        return [
            i for i, layer in enumerate(self.layers) if layer.role and layer.role.value and layer.role.value not in skip
        ]


def reflectance_of(stack: OpticalStack) -> Radiometry:
    """Unit, scale and offset of an optical scene; unit "dn" with the reason where that cannot be known."""
    if stack.flags.scale is not None or stack.flags.offset is not None or stack.flags.unit is not None:
        return _by_flags(stack)
    places = stack.spectral()
    declared = [place for place in places if stack.layers[place].scale is not None]
    if declared and len(declared) == len(places):
        return _declared(stack, places)
    dtype = stack.samples[places[0]].dtype if places else stack.samples[0].dtype
    if dtype == "uint8":
        return _unknown(stack, "picture", "8-bit values, made for the eye", "statistics")
    if not dtype.startswith("float") and _fits_a_byte([stack.samples[place] for place in places or (0,)]):
        return _unknown(stack, "picture", "whole numbers up to 255: 8-bit values in a wider type", "statistics")
    if not places:
        return _unknown(stack, "dn", "no band is known, so no scale can be")
    high = max(stack.samples[place].quantile(0.99) for place in places)
    if dtype.startswith("float") and high <= 1.6:
        return _fractions(stack, places, high)
    if high <= 160 and dtype.startswith("float"):
        return _unknown(
            stack,
            "dn",
            f"values up to {high:.0f} may be percent or 8-bit; say --scale 0.01 or --scale 0.00392",
        )
    if stack.sensor == "Sentinel-2":
        return _sentinel2(stack, places)
    return _unknown(
        stack,
        "dn",
        f"values up to {high:.0f} with no declared scale and no known sensor; say --sensor or --scale",
    )


def _by_flags(stack: OpticalStack) -> Radiometry:
    """The user's word, refused only where it gives no possible reflectance."""
    flags = stack.flags
    unit: Unit = flags.unit or "reflectance"
    first = next((layer for layer in stack.layers if layer.scale), None)
    known = first.scale.value if first and first.scale else (S2_SCALE if stack.sensor == "Sentinel-2" else 1.0)
    scale = (
        flags.scale
        if flags.scale is not None
        else (known if unit == "reflectance" and flags.offset is not None else 1.0)
    )
    if flags.scale is None and flags.offset is None and first and first.scale:
        return (
            _declared(stack, stack.spectral())
            if unit == "reflectance"
            else _all(stack, unit, 1.0, 0.0, "flag", "--unit")
        )
    offset = flags.offset if flags.offset is not None else (first.offset.value if first and first.offset else 0.0)
    said = ", ".join(
        f"--{name} {value:g}" for name, value in (("scale", flags.scale), ("offset", flags.offset)) if value is not None
    )
    answer = _all(stack, unit, scale, offset, "flag", said or f"--unit {unit}")
    impossible = _impossible(stack, answer) if unit == "reflectance" else None
    if impossible:
        hint = "; the offset is added after the scale: write --offset -0.1 for −1000" if abs(offset) >= 1 else ""
        raise SceneError(f"{said or '--unit reflectance'} gives no possible reflectance: {impossible}{hint}")
    doubt = _offset_contradiction(stack, stack.spectral(), scale, offset) if unit == "reflectance" else None
    return replace(answer, notes=(f"{said} is taken at its word, but {doubt}",)) if doubt else answer


def _declared(stack: OpticalStack, places: Sequence[int]) -> Radiometry:
    """Declared scale and offset, unless the pixels contradict them."""
    layers = stack.layers
    scales = tuple(layer.scale.value if layer.scale else 1.0 for layer in layers)
    offsets = tuple(layer.offset.value if layer.offset else 0.0 for layer in layers)
    units: tuple[Unit, ...] = tuple(layer.unit.value if layer.unit else "reflectance" for layer in layers)
    scale, offset = layers[places[0]].scale, layers[places[0]].offset
    assert scale is not None
    detail = "; ".join(dict.fromkeys(fact.detail for fact in (scale, offset) if fact))
    main = units[places[0]]
    answer = Radiometry(
        units, scales, offsets, Fact(value=main, source=scale.source, detail=detail),
        Fact(value=_formula(main, scales[places[0]], offsets[places[0]]), source=scale.source, detail=detail),
    )  # fmt: skip
    if main != "reflectance":
        return answer
    contradiction = _impossible(stack, answer)
    if contradiction is None and stack.sensor in ("Sentinel-2", None):
        contradiction = _offset_contradiction(stack, places, scales[places[0]], offsets[places[0]])
    if contradiction:
        return _unknown(stack, "dn", f"{detail}, but {contradiction}; say which with --scale and --offset")
    if offset is None and stack.sensor == "Sentinel-2" and scale.value == S2_SCALE:
        return _sentinel2(stack, places)
    plain = stack.sensor is None and offsets[places[0]] == 0.0
    return _with_doubt(answer, _offset_left_in(stack, places, scale.value) if plain else None)


def _fits_a_byte(samples: Sequence[LayerSample]) -> bool:
    """Whether all values lie in 0–255."""
    return all(sample.quantile(0.0) >= 0 and sample.quantile(1.0) <= 255 for sample in samples)


def _are_bytes(sample: LayerSample) -> bool:
    """Whether all values are 255ths, as a picture leaves them that was divided by 255."""
    steps = sample.values * 255
    return bool(steps.size and np.allclose(steps, np.round(steps), atol=2e-3) and np.unique(np.round(steps)).size > 2)


def _fractions(stack: OpticalStack, places: Sequence[int], high: float) -> Radiometry:
    """Floating-point values between 0 and about 1: reflectance already."""
    middle = float(np.median([stack.samples[place].quantile(0.5) for place in places]))
    low = min(stack.samples[place].quantile(0.01) for place in places)
    if high < 0.02 or low < -0.3:
        return _unknown(stack, "dn", f"floating-point values from {low:.4g} to {high:.4g} are no reflectance")
    samples = [stack.samples[place] for place in places]
    if all(_are_bytes(sample) for sample in samples):
        return _unknown(stack, "picture", "every value is a whole number of 255ths: an 8-bit picture divided by 255")
    if len(places) > 1 and all((sample.quantile(0.0), sample.quantile(1.0)) == (0.0, 1.0) for sample in samples):
        return _unknown(stack, "dn", "every band reaches from exactly 0 to exactly 1: stretched, not reflectance")
    claimed = [layer.unit for layer in stack.layers if layer.unit]
    left_in = _offset_left_in(stack, places, 1.0)
    if left_in and stack.sensor == "Sentinel-2":
        return _unknown(
            stack, "dn", f"{left_in}; say --scale 1 --offset -0.1 if it is in them, --scale 1 --offset 0 if not"
        )
    detail = f"floating-point values, 1 % at {low:.3f}, median {middle:.3f}, 99 % at {high:.3f}"
    answer = _all(stack, claimed[0].value if claimed else "reflectance", 1.0, 0.0, "statistics", detail)
    return _with_doubt(answer, left_in)


def _sentinel2(stack: OpticalStack, places: Sequence[int]) -> Radiometry:
    """Sentinel-2 digital numbers without a declared offset: the pixels decide, or nobody does."""
    has, why = offset_in_numbers({_role(stack, p): stack.samples[p] for p in places})
    declared = next((layer.offset for layer in stack.layers if layer.offset), None)
    if has is None and declared is not None:
        return _all(stack, "reflectance", S2_SCALE, declared.value, declared.source, f"{declared.detail}; {why}")
    if has is None:
        return _unknown(
            stack, "dn", f"whether the −1000 offset of Sentinel-2 is in the numbers is not declared and not evident "
            f"({why}); say --offset -0.1 if it is, --offset 0 if not",
        )  # fmt: skip
    offset = S2_OFFSET if has else 0.0
    if declared is not None and not np.isclose(declared.value, offset):
        return _unknown(stack, "dn", f"{declared.detail}, but {why}; say which with --offset")
    detail = f"Sentinel-2 numbers are reflectance × 10000 (product guide); {why}"
    return _all(stack, "reflectance", S2_SCALE, offset, "statistics", detail)


def offset_in_numbers(samples: Mapping[str, LayerSample]) -> tuple[bool | None, str]:
    """Whether Sentinel-2's −1000 is still to be added to stored values, by role; None where they do not tell."""
    cirrus = samples.get("cirrus")
    if cirrus is not None and cirrus.values.size and cirrus.quantile(0.05) > 0:
        level = cirrus.quantile(0.05)
        if level < 300:
            return False, f"the cirrus band starts at {level:.0f}, so the offset is not in the numbers"
        if 950 <= level <= 1300:
            return True, f"the cirrus band starts at {level:.0f}, so 1000 is added to the numbers"
    ground = {
        role: sample for role, sample in samples.items() if role not in ("cirrus", "nir09") and sample.values.size
    }
    if not ground:
        return None, "no values"
    dark = {role: sample.quantile(0.005) for role, sample in ground.items()}
    darkest = min(dark, key=lambda role: dark[role])
    if dark[darkest] < _FAR_BELOW:
        return (
            False,
            f"{darkest} comes down to {dark[darkest]:.0f}, which would be below zero reflectance with the offset",
        )
    below = max(float(np.mean(sample.values < _FLOOR)) for sample in ground.values())
    visible = [role for role, value in dark.items() if role in VISIBLE and _FLOOR <= value <= _DARK_VISIBLE]
    infrared = [role for role, value in dark.items() if role.startswith(("nir", "swir")) and value <= _DARK_INFRARED]
    if visible and infrared and below < 0.001:
        dim = ", ".join(visible + infrared)
        return True, f"dark ground in {dim} stays just above 1000, where the offset puts zero reflectance"
    return None, f"the darkest values are {dark[darkest]:.0f} in {darkest}"


def _offset_contradiction(stack: OpticalStack, places: Sequence[int], scale: float, offset: float) -> str | None:
    """A declared Sentinel-2 offset that the pixels exclude, in words."""
    if not np.isclose(scale, S2_SCALE):
        return None
    samples = {_role(stack, place): stack.samples[place] for place in places}
    has, why = offset_in_numbers(samples)
    if offset < 0 and np.isclose(offset, S2_OFFSET):
        below = {role: float(np.mean(s.values < _IMPOSSIBLE)) for role, s in samples.items() if s.values.size}
        worst = max(below, key=lambda role: below[role], default=None)
        if worst and has is False and below[worst] > 0.05:
            return f"{below[worst]:.0%} of {worst} would then be below −0.03: {why}"
    if offset == 0.0 and has is True and stack.sensor == "Sentinel-2":
        return why
    return None


def _offset_left_in(stack: OpticalStack, places: Sequence[int], scale: float) -> str | None:
    """Whether values that this scale makes reflectance look like Sentinel-2's with the offset still in, in words."""
    if stack.sensor not in ("Sentinel-2", None):
        return None
    factor = scale / S2_SCALE
    samples = {
        _role(stack, place): replace(
            stack.samples[place], windows=tuple(window * factor for window in stack.samples[place].windows)
        )
        for place in places
    }
    has, _ = offset_in_numbers(samples)
    dark = "dark ground stays just above 0.1, where the −0.1 of Sentinel-2 that is not taken off puts zero reflectance"
    return dark if has else None


def _with_doubt(answer: Radiometry, doubt: str | None) -> Radiometry:
    if doubt is None:
        return answer
    return replace(answer, notes=(*answer.notes, f"taken as reflectance, but {doubt}; --sensor or --offset would tell"))


def _impossible(stack: OpticalStack, answer: Radiometry) -> str | None:
    """Why the physical values cannot be reflectance, in words; None where they can."""
    for place in stack.spectral():
        sample = stack.samples[place]
        if not sample.values.size or stack.layers[place].role is None or answer.units[place] != "reflectance":
            continue
        if _role(stack, place) in ("cirrus",):
            continue
        low, middle = (sample.quantile(q) * answer.scales[place] + answer.offsets[place] for q in (0.01, 0.5))
        name = stack.layers[place].name
        if middle < -0.1 or middle > 1.6:
            return f"half of {name} would be beyond {middle:.4g}"
        if low < -0.3:
            return f"1 % of {name} would be below {low:.3g}"
    reflectances = [
        stack.samples[p].quantile(0.995) * answer.scales[p] + answer.offsets[p]
        for p in stack.spectral()
        if stack.samples[p].values.size
    ]
    brightest = max(reflectances, default=1.0)
    return f"nothing in the scene would reflect more than {brightest:.2g}" if brightest < 0.01 else None


def _role(stack: OpticalStack, place: int) -> str:
    role = stack.layers[place].role
    return (role.value if role else None) or stack.layers[place].name


def _formula(unit: str, scale: float, offset: float) -> str:
    sign = "−" if offset < 0 else "+"
    return (
        f"{unit} = stored × {scale:g} {sign} {abs(offset):g}" if (scale, offset) != (1.0, 0.0) else f"{unit} as stored"
    )


def _all(stack: OpticalStack, unit: Unit, scale: float, offset: float, source: Source, detail: str) -> Radiometry:
    main = set(stack.spectral()) or set(range(len(stack.layers)))
    layers = list(enumerate(stack.layers))
    return Radiometry(
        tuple(unit if place in main else (layer.unit.value if layer.unit else "none") for place, layer in layers),
        tuple(scale if place in main else (layer.scale.value if layer.scale else 1.0) for place, layer in layers),
        tuple(offset if place in main else (layer.offset.value if layer.offset else 0.0) for place, layer in layers),
        Fact(value=unit, source=source, detail=detail),
        Fact(value=_formula(unit, scale, offset), source=source, detail=detail),
    )


def _unknown(stack: OpticalStack, unit: Unit, reason: str, source: Source = "none") -> Radiometry:
    return _all(stack, unit, 1.0, 0.0, source, reason)
