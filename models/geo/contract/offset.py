"""Whether Sentinel-2's offset of −1000 is still in a scene's numbers is decided here, top to bottom, and nowhere else.

reflectance = (DN + add-offset) / 10000, with add-offset −1000 from processing baseline 04.00 on and in reprocessed
older products (ESA, Sentinel-2 Products Specification Document 14.9, §4). Files cut from products may have it taken
off already, so a rule by date is wrong. In four steps:

1. Declarations: what tags, metadata and STAC items say of the offset.
2. The processing baseline: what a product's name says where there is no metadata, and where the two do not agree.
3. The pixels, as digital numbers or as fractions of them. Two facts of physics decide or contradict: with the offset
   in the numbers, values far below 1000 would be reflectances far below 0; and over water, shadow or in the cirrus
   band, values come down to the offset and stay. Clipped values, constants and pixels beside no data are no evidence,
   and what is left must agree across bands.
4. The answer: in the numbers, out of them, or ask the user.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from models.arrays import Bools, Doubles
from models.geo.contract.bands import VISIBLE
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import Fact, Source

SENSOR = "Sentinel-2"
SCALE, OFFSET = 1e-4, -0.1
"""reflectance = DN × scale + offset, where the offset is in the numbers."""

Samples = Mapping[str, LayerSample]
"""Stored values by role, or by name where a layer has no role."""

_ADD_OFFSET = -1000.0
_SINCE = "04.00"  # the baseline from which on products carry the offset

_FAR_BELOW = 800.0  # as reflectance with the offset: −0.02, which only noise over water reaches
_IMPOSSIBLE = 700.0  # as reflectance with the offset: −0.03, which over-correction gives to few pixels only
_CLIPPED = 1.0  # Sen2Cor writes 1 where reflectance would be lower, and 0 where there is none
_RIM = 2  # pixels beside no data, where warping and averaging mix values with the fill
_ALONE = 0.02  # of a band: what makes one band alone, of several, a witness of low values
_SOME = 0.005
_REPEATED = 0.5  # of a band's low values that are one number are a constant, not ground
_FLOOR = 940.0
_LOWEST_WITH_OFFSET = 950.0
_DARK_VISIBLE, _DARK_INFRARED = 1350.0, 1130.0
"""Stored values of water, shadow and conifers when the offset is in the numbers. Both are asked for: snow is dark in
the infrared only, soil in the blue only."""


@dataclass(frozen=True)
class Answer:
    """Whether the offset is in the numbers; `offset` is to be added after the scale, None where one must ask."""

    verdict: Literal["in", "out", "ask"]
    offset: float | None
    source: Source
    detail: str  # the evidence, or why it cannot be told and which flags would tell
    doubt: str | None = None  # what speaks against an answer that is given all the same


def declare_by_tag(add_offset: float, key: str) -> Fact[float]:
    """State the offset after the scale that a tag of the file gives in digital numbers."""
    return Fact[float](value=add_offset / 10000, source="tag", detail=f"{key} = {add_offset:g}")


def declare_by_metadata(
    offsets: Mapping[str, float] | None, band: str, quantification: float, label: str, source: Source
) -> Fact[float]:
    """State the offset after the scale that the metadata gives a band; metadata without a list of offsets says 0."""
    added = (offsets or {}).get(band, 0.0)
    says = f"{label} has no offset" if offsets is None else f"offset {added:g} of {band} in {label}"
    return Fact[float](value=added / quantification, source=source, detail=says)


def withdraw_applied(offset: Fact[float] | None, item: str) -> Fact[float] | None:
    """State the offset of a STAC item that also says that it has been applied: 0."""
    detail = f"earthsearch:boa_offset_applied in {item}: the offset is in the numbers already"
    return Fact[float](value=0.0, source="sidecar", detail=detail) if offset else None


def derive_add_offset(baseline: str) -> float:
    """Derive the add-offset, in digital numbers, of a product of which nothing but its baseline is known."""
    return _ADD_OFFSET if baseline >= _SINCE else 0.0


def doubt_metadata(baseline: str, offsets: Mapping[str, float], label: str) -> str | None:
    """Say where baseline and listed offsets do not go together; the offset that is written, or not, is what counts."""
    if baseline >= _SINCE and not offsets:
        return f"{label} is of baseline {baseline} and lists no offset, although {_SINCE} brought one; taken as 0"
    if baseline < _SINCE and any(offsets.values()):
        return f"{label} is of baseline {baseline}, before offsets, and lists one all the same; it is applied"
    return None


def doubt_name(baseline: str) -> str | None:
    """Say what the baseline in the name of a lone file without a declared scale leaves open."""
    if baseline < _SINCE:
        return None
    return (
        f"the name says baseline {baseline}, which brings an offset of −1000; "
        "whether it is still in the numbers, the pixels must tell"
    )


def find_offset_in_numbers(samples: Samples) -> tuple[bool | None, str]:
    """Tell whether the −1000 is still to be added to digital numbers, and why; None where they do not tell."""
    samples = keep_evidence(samples)
    by_cirrus = _ask_cirrus(samples.get("cirrus"))
    if by_cirrus is not None:
        return by_cirrus
    ground = {
        role: sample for role, sample in samples.items() if role not in ("cirrus", "nir09") and sample.values.size
    }
    if not ground:
        return None, "no values"
    dark = {role: sample.quantile(_SOME) for role, sample in ground.items()}
    darkest = min(dark, key=lambda role: dark[role])
    low = {role: measure_share_below(sample.values, _FAR_BELOW) for role, sample in ground.items()}
    witnesses = [role for role in ground if low[role] > _SOME]
    if len(witnesses) > 1 or (len(ground) == 1 and witnesses) or max(low.values()) > _ALONE:
        would_be = "which would be below zero reflectance with the offset"
        return False, f"{darkest} comes down to {dark[darkest]:.0f}, {would_be}"
    below = max(measure_share_below(sample.values, _FLOOR) for sample in ground.values())
    visible = [role for role, value in dark.items() if role in VISIBLE and _FLOOR <= value <= _DARK_VISIBLE]
    infrared = [role for role, value in dark.items() if role.startswith(("nir", "swir")) and value <= _DARK_INFRARED]
    if visible and infrared and below < 0.001:
        dim = ", ".join(visible + infrared)
        return True, f"dark ground in {dim} stays just above 1000, where the offset puts zero reflectance"
    return None, f"the darkest values are {dark[darkest]:.0f} in {darkest}"


def keep_evidence(samples: Samples) -> Samples:
    """Take out of digital numbers what is no evidence: clipped values, constants, and pixels beside no data."""
    by_shape: dict[object, list[str]] = {}
    for role, sample in samples.items():
        by_shape.setdefault(sample.shape, []).append(role)
    kept: dict[str, LayerSample] = {}
    for roles in by_shape.values():
        windows = [[_without_clipped(window) for window in samples[role].windows] for role in roles]
        for k in range(len(windows[0])):
            empty = np.any([np.isnan(one[k]) for one in windows], axis=0)
            rim = _grow(empty) if empty.any() else empty
            for one in windows:
                one[k][rim] = np.nan
        kept |= {role: _without_constant(samples[role], one) for role, one in zip(roles, windows, strict=True)}
    return {role: kept[role] for role in samples}


def _without_clipped(window: Doubles) -> Doubles:
    return np.where((window > -_CLIPPED / 2) & (window < _CLIPPED * 1.5), np.nan, window)


def _without_constant(sample: LayerSample, windows: list[Doubles]) -> LayerSample:
    """Take out the number that most of the low values of a band are."""
    cleaned = replace(sample, windows=tuple(windows))
    values, counts = np.unique(cleaned.values[cleaned.values < _FAR_BELOW], return_counts=True)
    if counts.max(initial=0) < max(_REPEATED * counts.sum(), 16):
        return cleaned
    constant = values[np.argmax(counts)]
    return replace(sample, windows=tuple(np.where(window == constant, np.nan, window) for window in windows))


def _grow(mask: Bools) -> Bools:
    """Grow a mask by the rim in which values are mixed."""
    from scipy.ndimage import binary_dilation

    grown: Bools = binary_dilation(mask, np.ones((3, 3), bool), iterations=_RIM)
    return grown


def _ask_cirrus(cirrus: LayerSample | None) -> tuple[bool, str] | None:
    """Ask the cirrus band: the atmosphere is opaque there, so its darkest values are zero reflectance."""
    if cirrus is None or not cirrus.values.size or cirrus.quantile(0.05) <= 0:
        return None
    level = cirrus.quantile(0.05)
    if level < 300:
        return False, f"the cirrus band starts at {level:.0f}, so the offset is not in the numbers"
    if 950 <= level <= 1300:
        return True, f"the cirrus band starts at {level:.0f}, so 1000 is added to the numbers"
    return None


def measure_share_below(values: Doubles, limit: float) -> float:
    """Measure how much of some values lies below a limit."""
    return float(np.mean(values < limit))


def guess_zero_level(levels: Doubles) -> float:
    """Guess the stored value of zero reflectance from typical values of all bands, where their order is looked for."""
    return 1000.0 if levels.min() >= _LOWEST_WITH_OFFSET else 0.0


def decide_declared(
    samples: Samples,
    sensor: str | None,
    *,
    scale: Fact[float],
    offset: Fact[float] | None,
    elsewhere: Fact[float] | None,
) -> Answer:
    """Take numbers with a declared scale, and perhaps an offset, as they are declared, unless the pixels exclude it.

    `elsewhere` is the offset that another layer declares.
    """
    detail = "; ".join(dict.fromkeys(fact.detail for fact in (scale, offset) if fact))
    added = offset.value if offset else 0.0
    excluded = contradict_declared(samples, sensor, scale.value, added) if may_be_sentinel2(sensor) else None
    if excluded:
        return _ask(f"{detail}, but {excluded}; {_say_either(scale.value)}")
    if leaves_offset_open(sensor, scale, offset):
        return decide_undeclared(samples, elsewhere)
    doubt = suspect_left_in(samples, sensor, scale.value) if sensor is None and added == 0.0 else None
    return _answer(added, scale.source, detail, doubt)


def leaves_offset_open(sensor: str | None, scale: Fact[float], offset: Fact[float] | None) -> bool:
    """Tell whether a declaration gives Sentinel-2's scale and says nothing of its offset."""
    return offset is None and sensor == SENSOR and scale.value == SCALE


def decide_undeclared(samples: Samples, declared: Fact[float] | None) -> Answer:
    """Let the pixels decide on digital numbers of Sentinel-2 without a declared scale, or nobody.

    `declared` is an offset without a scale; the pixels may contradict it, and where they are silent it counts.
    """
    has, why = find_offset_in_numbers(samples)
    if has is None and declared is not None:
        return _answer(declared.value, declared.source, f"{declared.detail}; {why}")
    if has is None:
        return _ask(
            f"whether the −1000 offset of Sentinel-2 is in the numbers is not declared and not evident ({why}); "
            + _say_either(SCALE)
        )
    offset = OFFSET if has else 0.0
    if declared is not None and not np.isclose(declared.value, offset):
        return _ask(f"{declared.detail}, but {why}; {_say_either(SCALE)}")
    return _answer(offset, "statistics", f"Sentinel-2 numbers are reflectance × 10000 (product guide); {why}")


def _say_either(scale: float) -> str:
    """Word the flags that state either answer."""
    return f"say --scale {scale:g} --offset -0.1 if the −1000 is in the numbers, --scale {scale:g} --offset 0 if not"


def decide_fractions(
    samples: Samples, sensor: str | None, detail: str, *, declared: Fact[float] | None = None
) -> Answer:
    """Take fractions as reflectance already, or with the offset left in them, or ask: as digital numbers are taken."""
    if not may_be_sentinel2(sensor):
        return _answer(0.0, "statistics", detail)
    has, why = find_offset_in_numbers(_as_all_numbers(samples, 1.0))
    if has is False or (has is None and declared is not None and declared.value == 0.0):
        return _answer(0.0, "statistics", detail)
    if has and sensor == SENSOR and (declared is None or np.isclose(declared.value, OFFSET)):
        return _answer(OFFSET, "statistics", f"{detail}; in units of 1/10000 {why}")
    why = f"in units of 1/10000 {why}"
    return _ask(
        f"whether the −0.1 of Sentinel-2 was taken off these fractions is not declared and not evident ({why}); "
        "say --scale 1 --offset -0.1 if it is still in them, --scale 1 --offset 0 if not"
    )


def contradict_declared(samples: Samples, sensor: str | None, scale: float, offset: float) -> str | None:
    """Say why the pixels exclude a declared scale and offset of Sentinel-2, in words; None where they do not."""
    if not np.isclose(scale, SCALE) and scale != 1.0:
        return None
    samples = _as_all_numbers(samples, scale)
    has, why = find_offset_in_numbers(samples)
    if offset < 0 and np.isclose(offset, OFFSET):
        evidence = keep_evidence(samples)
        below = {role: measure_share_below(s.values, _IMPOSSIBLE) for role, s in evidence.items() if s.values.size}
        worst = max(below, key=lambda role: below[role], default=None)
        if worst and has is False and below[worst] > 0.05:
            return f"{below[worst]:.0%} of {worst} would then be below −0.03: {why}"
    if offset == 0.0 and has is True and sensor == SENSOR:
        return why
    return None


def suspect_left_in(samples: Samples, sensor: str | None, scale: float) -> str | None:
    """Say why values of reflectance on this scale look as if the offset were still in them; None if they do not."""
    if not may_be_sentinel2(sensor):
        return None
    has, _ = find_offset_in_numbers(_as_all_numbers(samples, scale))
    dark = "dark ground stays just above 0.1, where the −0.1 of Sentinel-2 that is not taken off puts zero reflectance"
    return dark if has else None


def may_be_sentinel2(sensor: str | None) -> bool:
    """Tell whether the question arises: for Sentinel-2, and where nothing says which sensor it is."""
    return sensor in (SENSOR, None)


def list_clipped(sensor: str | None, dtype: str, scale: float, offset: float) -> tuple[float, ...]:
    """List stored values that mean "clipped" in Sentinel-2 numbers with the offset in them, 0 and 1; else none."""
    if sensor != SENSOR or not np.isclose(offset, OFFSET):
        return ()
    one = round(SCALE / scale) if scale < 0.5 else SCALE
    return (0.0, float(np.float32(one)) if dtype == "float32" else float(one))


def _as_all_numbers(samples: Samples, scale: float) -> Samples:
    """Turn samples into digital numbers of reflectance × 10000."""
    return {role: _as_numbers(sample, scale) for role, sample in samples.items()}


def _as_numbers(sample: LayerSample, scale: float) -> LayerSample:
    return replace(sample, windows=tuple(window * (scale / SCALE) for window in sample.windows))


def _answer(offset: float, source: Source, detail: str, doubt: str | None = None) -> Answer:
    return Answer("in" if offset < 0 else "out", offset, source, detail, doubt)


def _ask(detail: str) -> Answer:
    return Answer("ask", None, "none", detail)
