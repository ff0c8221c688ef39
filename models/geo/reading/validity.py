"""What counts as no data: declared values, masks, and what only the pixels betray."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.geo.contract.evidence import overrule
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample, measure_black_share
from models.geo.contract.scene import Fact, SceneFlags
from models.geo.reading.fill import find_fills, find_lone_gaps, is_dark_water

_SENTINELS = (
    -9999.0,
    -99999.0,
    -32768.0,
    -3.4028234663852886e38,
    1e20,
    3.4028234663852886e38,
    65535.0,
    -999.0,
    9999.0,
)
_ISOLATED = 3.0  # a sentinel lies this many data ranges away from the data
_LACKING = 0.01  # of the ground: less that one band alone lacks is not worth a line


@dataclass(frozen=True)
class Validity:
    """The rules of a scene: values for each layer, masks, and the evidence of each rule."""

    nodata: tuple[tuple[float, ...], ...]
    uses_mask_band: bool
    zero_in_all_bands: bool
    rules: tuple[Fact[str], ...]
    notes: tuple[str, ...]


def list_declared_nodata(layer: Layer, flags: SceneFlags) -> tuple[float, ...]:
    """List stored values that the user or the product declares to be no data."""
    return overrule(flags.nodata, tuple(fact.value for fact in layer.nodata))


def find_validity(layers: Sequence[Layer], samples: Sequence[LayerSample], flags: SceneFlags) -> Validity:
    """Find all rules that make a pixel "no data", each with its evidence."""
    rules: dict[str, Fact[str]] = {}
    notes: list[str] = []
    nodata = []
    for layer, sample in zip(layers, samples, strict=True):
        values = list_declared_nodata(layer, flags)
        if flags.nodata is not None:
            rules["flag"] = Fact(value=f"stored {_list(values)}", source="flag", detail="--nodata")
        for fact in layer.nodata if flags.nodata is None else ():
            if not _representable(fact.value, sample.dtype):
                notes.append(f"{layer.name}: nodata {fact.value:g} cannot occur in {sample.dtype} and is ignored")
            rules[f"declared {fact.value}"] = Fact(
                value=f"stored {fact.value:g}", source=fact.source, detail=fact.detail
            )
        betrayed = _betrayed(sample) if flags.nodata is None else None
        if betrayed is not None:
            values = (*values, betrayed)
            rules[f"betrayed {betrayed}"] = Fact(
                value=f"stored {betrayed:g}", source="statistics",
                detail=f"{betrayed:g} is undeclared but far from all other values of {layer.name}",
            )  # fmt: skip
        nodata.append(values)
    if any(sample.dtype.startswith(("float", "complex")) for sample in samples):
        rules["nan"] = Fact(value="NaN or infinite", source="convention", detail="floating-point file")
    masked = any(sample.masked_share is not None for sample in samples)  # a hole may lie between the sampled windows
    if masked:
        rules["mask"] = Fact(value="the file's mask or alpha band", source="tag", detail="mask band of the file")
    seen = any(sample.masked_share for sample in samples)
    zero = None if flags.nodata is not None or seen else _zero_border(layers, samples)
    if zero:
        rules["zero"] = zero
    found = Validity(tuple(nodata), masked, zero is not None, tuple(rules.values()), tuple(notes))
    return _add_fills(found, layers, samples) if flags.nodata is None else found


def _add_fills(validity: Validity, layers: Sequence[Layer], samples: Sequence[LayerSample]) -> Validity:
    """Add constants that stand in all bands together and that nothing declares."""
    nodata, rules, notes = [list(values) for values in validity.nodata], list(validity.rules), list(validity.notes)
    zero = validity.zero_in_all_bands
    for fill in find_fills(layers, samples):
        known = all(fill.value in nodata[place] for place in fill.places) or (fill.value == 0 and zero)
        if known:
            continue
        if fill.value == 0 and len(fill.places) == len(layers):
            zero = True
        else:
            for place in fill.places:
                nodata[place].append(fill.value)
        seen = f"{fill.share:.1%} of the sample is {fill.value:g} in every band at once"
        rules.append(
            Fact(value=f"stored {fill.value:g} in all bands", source="statistics", detail=f"{seen}, undeclared")
        )
        notes.append(f"{seen}, which nothing declares: it is taken as fill, no data; --nodata says otherwise")
    return replace(
        validity, nodata=tuple(map(tuple, nodata)), zero_in_all_bands=zero, rules=tuple(rules), notes=tuple(notes)
    )


def weigh_lone_gaps(validity: Validity, layers: Sequence[Layer], samples: Sequence[LayerSample]) -> Validity:
    """Keep zeros of dark water in one band as data where 0 is no data, and say what a band alone lacks otherwise.

    `layers` have their roles here. A pixel is without data where all its bands are.
    """
    nodata, notes, rules, zero = list(validity.nodata), list(validity.notes), list(validity.rules), False
    for place, layer in enumerate(layers):
        gaps = find_lone_gaps(place, samples)
        share = float(np.mean([gap.mean() for gap in gaps])) if gaps else 0.0
        if share == 0.0:
            continue
        if 0.0 in nodata[place] and is_dark_water(place, layers, samples):
            nodata[place] = tuple(value for value in nodata[place] if value != 0)
            zero = True
            what = f"0 of {layer.name} alone is dark water, not missing ({share:.1%} of the sample)"
            rules.append(Fact(value=f"stored 0 of {layer.name} only where all bands have none", source="statistics",
                              detail=what))  # fmt: skip
            notes.append(what)
        elif share >= _LACKING:
            notes.append(f"{layer.name} alone has no data on {share:.1%} of the scene: what needs it is silent there")
    return replace(
        validity, nodata=tuple(nodata), notes=tuple(notes), rules=tuple(rules),
        zero_in_all_bands=validity.zero_in_all_bands or zero,
    )  # fmt: skip


def _betrayed(sample: LayerSample) -> float | None:
    """Find a customary no-data value that occurs and lies far outside the rest of the data; None if there is none."""
    for sentinel in _SENTINELS:
        here = (
            sample.values == np.float64(sentinel)
            if sample.dtype != "float32"
            else sample.values == np.float32(sentinel)
        )
        if not here.any() or here.all():
            continue
        rest = sample.values[~here]
        low, high = float(rest.min()), float(rest.max())
        distance = low - sentinel if sentinel < low else sentinel - high
        if distance > _ISOLATED * max(high - low, 1.0 if abs(high) > 2 else 0.01) or (
            sentinel == -9999.0 and low > -2000
        ):
            return sentinel
    return None


def _zero_border(layers: Sequence[Layer], samples: Sequence[LayerSample]) -> Fact[str] | None:
    """Return an undeclared black border: exact zero in all bands of a scene, reaching its edge."""
    if any(layer.nodata for layer in layers):
        return None
    share = measure_black_share(samples)
    single_integer = len(layers) == 1 and not samples[0].dtype.startswith("float")
    if share == 0 or single_integer or not _touches_edge(samples):
        return None
    if samples[0].dtype == "uint8" and share < 0.005:
        return None  # a few black pixels of a picture are a dark corner, not a border
    return Fact(
        value="stored 0 in all bands", source="statistics",
        detail=f"{share:.1%} of the sample is 0 in every band and reaches the edge of the scene",
    )  # fmt: skip


def _touches_edge(samples: Sequence[LayerSample]) -> bool:
    """Tell whether zeros in all bands reach the rim of the first window (the scene's corner) or of the last."""
    same = [sample for sample in samples if sample.shape == samples[0].shape]
    for k in range(len(samples[0].windows)):
        zero = np.all([sample.windows[k] == 0 for sample in same], axis=0)
        if zero[0].any() or zero[-1].any() or zero[:, 0].any() or zero[:, -1].any():
            return True
    return False


def _representable(value: float, dtype: str) -> bool:
    if dtype.startswith(("float", "complex")):
        return True
    info = np.iinfo(dtype)
    return bool(info.min <= value <= info.max and float(value).is_integer())


def _list(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
