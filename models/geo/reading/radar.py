"""What stored values of a radar scene mean: power, amplitude or dB; never mixed up in silence."""

import re
from collections.abc import Sequence

import numpy as np

from models.geo.contract.bands import POLARISATIONS
from models.geo.contract.evidence import overrule, state_flag, take_strongest
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample
from models.geo.contract.sar import SAR_UNITS, ScaleGuess, recognise_sar_scale
from models.geo.contract.scene import Fact, SceneFlags, Unit
from models.geo.reading.radiometry import Radiometry

_UNDECIDED: Fact[Unit] = Fact(
    value="sar_dn",
    source="none",
    detail="neither tags nor values tell dB, amplitude and power apart; "
    "say --unit sar_db or --unit sar_amplitude or --unit sar_power",
)


def read_radar(layers: Sequence[Layer], samples: Sequence[LayerSample], flags: SceneFlags) -> Radiometry:
    """Find unit, scale and offset of a radar scene, told by its first polarisation."""
    first = next(i for i, layer in enumerate(layers) if layer.role and layer.role.value in POLARISATIONS)
    layer, sample = layers[first], samples[first]
    window = max(sample.windows, key=lambda values: int(np.isfinite(values).sum()))
    scale = layer.scale.value if layer.scale else 1.0
    offset = layer.offset.value if layer.offset else 0.0
    guess = recognise_sar_scale((window * scale + offset).astype(np.float32))
    unit = _decide_unit(layer, sample, guess, flags.unit)
    if guess is not None and unit.source == "statistics":
        scale, offset = scale * guess.scale, offset * guess.scale
    scale, offset = overrule(flags.scale, scale), overrule(flags.offset, offset)
    how = Fact(value=f"{unit.value} = stored × {scale:g} + {offset:g}", source=unit.source, detail=unit.detail)
    is_radar = [layer.role is not None and layer.role.value in POLARISATIONS for layer in layers]
    return Radiometry(
        tuple(unit.value if radar else _unit_of(layer) for layer, radar in zip(layers, is_radar, strict=True)),
        tuple(scale if radar else 1.0 for radar in is_radar),
        tuple(offset if radar else 0.0 for radar in is_radar), unit, how,
    )  # fmt: skip


def _unit_of(layer: Layer) -> Unit:
    """Return the unit that a layer beside the polarisations declares; angles and heights have none of radar."""
    return layer.unit.value if layer.unit and layer.unit.value not in SAR_UNITS else "none"


def _decide_unit(layer: Layer, sample: LayerSample, guess: ScaleGuess | None, said: Unit | None) -> Fact[Unit]:
    """Give the unit by flag, or as declared unless the values contradict it, or by values and name."""
    declared = layer.unit
    if said is not None:
        return state_flag(said, f"unit {said}")
    if declared is not None and guess is not None and guess.unit != declared.value:
        detail = f"{declared.detail}, but the values look like {guess.unit} ({guess.detail}); say which with --unit"
        return Fact[Unit](value="sar_dn", source="none", detail=detail)
    if declared is not None:
        return declared
    by_values = Fact[Unit](value=guess.unit, source="statistics", detail=guess.detail) if guess else None
    return take_strongest((by_values, _calibrated_by_name(layer, sample))) or _UNDECIDED


def _calibrated_by_name(layer: Layer, sample: LayerSample) -> Fact[Unit] | None:
    """Say linear power where a layer is named as calibrated backscatter and its values can be that; None otherwise."""
    is_calibrated = re.match(r"(gamma|sigma|beta)[ _-]?(0|nought|naught)", layer.name, re.IGNORECASE) is not None
    says_otherwise = re.search(r"amp|db(?:$|[^a-z])", layer.name, re.IGNORECASE) is not None
    low, middle = sample.quantile(0.01), sample.quantile(0.5)
    if not is_calibrated or says_otherwise or not sample.dtype.startswith("float") or low < 0 or not 1e-4 < middle < 1:
        return None
    detail = f"“{layer.name}” names calibrated backscatter, linear power unless dB is said; median {middle:.3g}"
    return Fact[Unit](value="sar_power", source="convention", detail=detail)
