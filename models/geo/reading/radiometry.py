"""What stored values mean: unit, scale and offset as declared, held against the pixels before they are believed.

Whether Sentinel-2's offset of −1000 is in the numbers, `contract/offset.py` decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.errors import SceneError
from models.geo.contract import offset as s2_offset
from models.geo.contract.evidence import overrule
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import Fact, SceneFlags, Source, Unit
from models.geo.reading.pictures import are_shares_of_bytes, fits_a_byte, is_picture
from models.geo.reading.scales import advise_names, suggest_scales

PLAUSIBLE = {"reflectance": (-0.3, 2.0), "kelvin": (150.0, 400.0), "celsius": (-120.0, 130.0)}
"""Physical values outside are no measurement of the Earth's surface: they count as no data."""

_RADIOMETRIC = ("unit", "scale", "offset")
_IMPOSSIBLE_SHARE = 0.02  # of a band; fewer are glints and flaws, and count as no data
_LEAF_LIMIT = 0.9  # near infrared of plants stays far below, at 0.6–0.7 (Jacquemoud & Baret 1990)
_METRES_PER_DEGREE = 111_320.0
_SENTINEL2_METRES = (8.0, 65.0)


@dataclass(frozen=True)
class Radiometry:
    """Unit, scale and offset of every layer, and the evidence in one fact."""

    units: tuple[Unit, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    unit: Fact[Unit]  # of the main layers
    how: Fact[str]
    notes: tuple[str, ...] = ()
    clipped: tuple[float, ...] = ()  # stored values of any spectral layer that are no measurement
    rules: tuple[Fact[str], ...] = ()  # what makes a pixel "no data", in words


@dataclass(frozen=True)
class OpticalStack:
    """What the decision rests on: layers with roles, their samples, the sensor and what the user says."""

    layers: Sequence[Layer]
    samples: Sequence[LayerSample]
    sensor: str | None  # or the product guide that the numbers follow
    level: str | None
    flags: SceneFlags

    def spectral(self) -> list[int]:
        """List places of layers that measure reflected light."""
        skip = ("lwir", "lwir11", "lwir12", "alpha", "gray", "vv", "vh", "hh", "hv")
        return [
            i for i, layer in enumerate(self.layers) if layer.role and layer.role.value and layer.role.value not in skip
        ]

    def by_role(self, places: Sequence[int]) -> dict[str, LayerSample]:
        """Return the samples of these layers by role."""
        return {_role(self, place): self.samples[place] for place in places}

    def declared_offset(self) -> Fact[float] | None:
        """Return the offset of the first layer that declares one."""
        return next((layer.offset for layer in self.layers if layer.offset), None)


def read_reflectance(stack: OpticalStack) -> Radiometry:
    """Find unit, scale and offset of an optical scene; unit "dn" with the reason where that cannot be known."""
    return _leave_out_clipped(stack, _decide(stack))


def _decide(stack: OpticalStack) -> Radiometry:
    if stack.flags.scale is not None or stack.flags.offset is not None or stack.flags.unit is not None:
        return _by_flags(stack)
    places = stack.spectral()
    declared = [place for place in places if stack.layers[place].scale is not None]
    if declared and len(declared) == len(places):
        return _declared(stack, places)
    dtype = stack.samples[places[0]].dtype if places else stack.samples[0].dtype
    if dtype == "uint8":
        return _unknown(stack, "picture", "8-bit values, made for the eye", "statistics")
    if not dtype.startswith("float") and fits_a_byte([stack.samples[place] for place in places or (0,)]):
        return _unknown(stack, "picture", "whole numbers up to 255: 8-bit values in a wider type", "statistics")
    if not places:
        return _unknown(stack, "dn", f"no band is known, so no scale can be{advise_names(stack.layers)}")
    high = max(stack.samples[place].quantile(0.99) for place in places)
    if dtype.startswith("float") and high <= 1.6:
        return _fractions(stack, places, high)
    if high <= 160 and dtype.startswith("float"):
        why = f"values up to {high:.0f} may be percent or a picture; say --scale 0.01 if the guide says percent"
        return _unknown(stack, "dn", why)
    if stack.sensor == s2_offset.SENSOR:
        found = s2_offset.decide_undeclared(stack.by_role(places), stack.declared_offset())
        return _held_against_pixels(stack, _answered(stack, found))
    likely = suggest_scales([stack.samples[place] for place in places]) or "say --sensor or --scale"
    nobody = "" if stack.sensor else " and no known sensor"
    return _unknown(stack, "dn", f"values up to {high:.0f} with no declared scale{nobody}; {likely}")


def _held_against_pixels(stack: OpticalStack, answer: Radiometry) -> Radiometry:
    """Refuse numbers of Sentinel-2 that would make more than a few pixels impossible, and name a scale that would not.

    Where the offset is not known, they must be possible with the one that makes them darkest.
    """
    if answer.unit.value != "reflectance":
        darkest = _all(stack, "reflectance", s2_offset.SCALE, s2_offset.OFFSET, "none", "")
        beyond = _impossible(stack, darkest)
        return _unknown(stack, "dn", f"as × 10000, {beyond}; {_advise_scale(stack)}") if beyond else answer
    impossible = _impossible(stack, answer)
    if impossible is None:
        return answer
    return _unknown(stack, "dn", f"read as {answer.how.value}, {impossible}; {_advise_scale(stack)}")


def _advise_scale(stack: OpticalStack) -> str:
    likely = suggest_scales([stack.samples[place] for place in stack.spectral()])
    return likely or "say which with --scale and --offset"


def _leave_out_clipped(stack: OpticalStack, answer: Radiometry) -> Radiometry:
    """Make values that Sentinel-2 processors clip at no data where the offset is in the numbers, with a line."""
    places = stack.spectral()
    if not places or answer.unit.value != "reflectance":
        return answer
    first = places[0]
    dtype = stack.samples[first].dtype
    clipped = s2_offset.list_clipped(stack.sensor, dtype, answer.scales[first], answer.offsets[first])
    if not clipped:
        return answer
    shares = {stack.layers[p].name: sum(stack.samples[p].share(value) for value in clipped) for p in places}
    worst = max(shares, key=lambda name: shares[name])
    words = f"stored {clipped[0]:g} and {clipped[1]:g} in any band"
    detail = "clipped: reflectance at or below −0.0999, which the processor does not store"
    rule: Fact[str] = Fact(value=words, source="convention", detail=detail)
    note = f"clipped values ({words}) are left out as no data: {shares[worst]:.1%} of {worst}"
    return replace(
        answer, clipped=clipped, rules=(rule,), notes=(*answer.notes, note) if shares[worst] > 0 else answer.notes
    )


def _by_flags(stack: OpticalStack) -> Radiometry:
    """Return the user's word, refused only where it gives no possible reflectance."""
    flags = stack.flags
    unit: Unit = flags.unit or "reflectance"
    first = next((layer for layer in stack.layers if layer.scale), None)
    if (
        unit == "reflectance"
        and first is None
        and is_picture([stack.samples[place] for place in stack.spectral() or (0,)])
    ):
        return _stay_picture(stack)
    numbers = stack.sensor == s2_offset.SENSOR and not _are_fractions(stack)
    known = first.scale.value if first and first.scale else (s2_offset.SCALE if numbers else 1.0)
    scale = overrule(flags.scale, known if unit == "reflectance" and flags.offset is not None else 1.0)
    if flags.scale is None and flags.offset is None and first and first.scale:
        return (
            _declared(stack, stack.spectral())
            if unit == "reflectance"
            else _all(stack, unit, 1.0, 0.0, "flag", "--unit")
        )
    offset = overrule(flags.offset, first.offset.value if first and first.offset else 0.0)
    said = ", ".join(
        f"--{name} {value:g}" for name, value in (("scale", flags.scale), ("offset", flags.offset)) if value is not None
    )
    answer = _all(stack, unit, scale, offset, "flag", said or f"--unit {unit}")
    impossible = _impossible(stack, answer) if unit == "reflectance" else None
    if impossible:
        hint = "; the offset is added after the scale: write --offset -0.1 for −1000" if abs(offset) >= 1 else ""
        hint = hint or f"; {_advise_scale(stack)}"
        raise SceneError(f"{said or '--unit reflectance'} gives no possible reflectance: {impossible}{hint}")
    doubt = None
    if unit == "reflectance":
        doubt = s2_offset.contradict_declared(stack.by_role(stack.spectral()), stack.sensor, scale, offset)
    return replace(answer, notes=(f"{said} is taken at its word, but {doubt}",)) if doubt else answer


def _stay_picture(stack: OpticalStack) -> Radiometry:
    """Keep an 8-bit picture what it is, whatever the user says that its numbers are: nothing can calibrate it now."""
    said = ", ".join(f"--{name} {value}" for name, value in stack.flags if name in _RADIOMETRIC and value is not None)
    answer = _unknown(stack, "picture", "8-bit values, made for the eye", "statistics")
    note = (
        f"{said} is not taken: the values are those of an 8-bit picture, made for the eye, and no scale makes them "
        "reflectance; a product that is coded in 8 bits declares its scale in the file"
    )
    return replace(answer, notes=(note,))


def _declared(stack: OpticalStack, places: Sequence[int]) -> Radiometry:
    """Take declared scale and offset, unless the pixels contradict them."""
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
    impossible = _impossible(stack, answer)
    if impossible:
        return _unknown(stack, "dn", f"{detail}, but {impossible}; {_advise_scale(stack)}")
    found = s2_offset.decide_declared(
        stack.by_role(places), stack.sensor, scale=scale, offset=offset, elsewhere=stack.declared_offset()
    )
    if found.offset is None or s2_offset.leaves_offset_open(stack.sensor, scale, offset):
        return _answered(stack, found)
    return _with_doubt(answer, found.doubt)


def _are_fractions(stack: OpticalStack) -> bool:
    """Tell whether the values are floating-point numbers up to about 1."""
    samples = [stack.samples[place] for place in stack.spectral()]
    return bool(samples) and all(s.dtype.startswith("float") and not s.quantile(0.99) > 1.6 for s in samples)


def _fractions(stack: OpticalStack, places: Sequence[int], high: float) -> Radiometry:
    """Take floating-point values between 0 and about 1 as reflectance already."""
    middle = float(np.median([stack.samples[place].quantile(0.5) for place in places]))
    low = min(stack.samples[place].quantile(0.01) for place in places)
    if high < 0.02 or low < -0.3:
        return _unknown(stack, "dn", f"floating-point values from {low:.4g} to {high:.4g} are no reflectance")
    samples = [stack.samples[place] for place in places]
    if all(are_shares_of_bytes(sample) for sample in samples):
        return _unknown(stack, "picture", "every value is a whole number of 255ths: an 8-bit picture divided by 255")
    if len(places) > 1 and all((sample.quantile(0.0), sample.quantile(1.0)) == (0.0, 1.0) for sample in samples):
        return _unknown(stack, "dn", "every band reaches from exactly 0 to exactly 1: stretched, not reflectance")
    claimed = [layer.unit for layer in stack.layers if layer.unit]
    detail = f"floating-point values, 1 % at {low:.3f}, median {middle:.3f}, 99 % at {high:.3f}"
    sensor = stack.sensor if stack.sensor or _may_be_sentinel2_grid(stack.layers[places[0]]) else "finer or coarser"
    found = s2_offset.decide_fractions(stack.by_role(places), sensor, detail, declared=stack.declared_offset())
    if found.offset is None:
        return _answered(stack, found)
    answer = _all(stack, claimed[0].value if claimed else "reflectance", 1.0, found.offset, found.source, found.detail)
    return _with_doubt(answer, found.doubt)


def _may_be_sentinel2_grid(layer: Layer) -> bool:
    """Tell whether pixels may be Sentinel-2's by their size, where nothing says the sensor."""
    header = layer.header
    if header.crs is None:
        return False
    side = max(header.pixel_size) * (_METRES_PER_DEGREE if header.crs.is_geographic else 1.0)
    return _SENTINEL2_METRES[0] <= side <= _SENTINEL2_METRES[1]


def _answered(stack: OpticalStack, found: s2_offset.Answer) -> Radiometry:
    """Follow the answer on the offset of Sentinel-2 numbers: reflectance, or numbers whose scale is not known."""
    if found.offset is None:
        return _unknown(stack, "dn", found.detail)
    return _all(stack, "reflectance", s2_offset.SCALE, found.offset, found.source, found.detail)


def _with_doubt(answer: Radiometry, doubt: str | None) -> Radiometry:
    if doubt is None:
        return answer
    return replace(answer, notes=(*answer.notes, f"taken as reflectance, but {doubt}; --offset -0.1 would take it off"))


def _impossible(stack: OpticalStack, answer: Radiometry) -> str | None:
    """Say why the physical values cannot be reflectance, in words; None where they can."""
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
        share = _share_beyond(sample, answer.scales[place], answer.offsets[place])
        if share > _IMPOSSIBLE_SHARE:
            return f"{share:.0%} of {name} would be beyond {PLAUSIBLE['reflectance'][1]:g}"
    share = _share_beyond_leaves(stack, answer)
    if share > _IMPOSSIBLE_SHARE:
        return f"{share:.0%} of the ground would be dark in red and reflect more than {_LEAF_LIMIT:g} of near infrared"
    reflectances = [
        stack.samples[p].quantile(0.995) * answer.scales[p] + answer.offsets[p]
        for p in stack.spectral()
        if stack.samples[p].values.size
    ]
    brightest = max(reflectances, default=1.0)
    return f"nothing in the scene would reflect more than {brightest:.2g}" if brightest < 0.01 else None


def _share_beyond(sample: LayerSample, scale: float, offset: float) -> float:
    """Measure how much of a band lies above all possible reflectance; the highest number of its type is saturation."""
    full = {"uint16": 65535.0, "int16": 32767.0}.get(sample.dtype, np.inf)
    values = sample.values[sample.values != full]
    return float(np.mean(values * scale + offset > PLAUSIBLE["reflectance"][1])) if values.size else 0.0


def _share_beyond_leaves(stack: OpticalStack, answer: Radiometry) -> float:
    """Measure how much of the ground is brighter than leaves can be in near infrared, and dark in red as they are."""
    found = {_role(stack, place): place for place in stack.spectral()}
    red, near = found.get("red"), found.get("nir", found.get("nir08"))
    if red is None or near is None or stack.samples[red].shape != stack.samples[near].shape:
        return 0.0
    values = [
        np.concatenate([window.ravel() for window in stack.samples[p].windows]) * answer.scales[p] + answer.offsets[p]
        for p in (red, near)
    ]
    seen = np.isfinite(values[0]) & np.isfinite(values[1])
    beyond = (values[1] > _LEAF_LIMIT) & (values[0] < values[1] / 3)
    return float(np.mean(beyond[seen])) if seen.any() else 0.0


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
