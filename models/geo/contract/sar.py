"""The scale of SAR values (power, amplitude, dB) and the marks that speckle leaves on it.

Speckle multiplies: the logarithm of power has the same spread everywhere, whatever the ground. Its log-cumulants for L
looks are k2 = ψ₁(L) and k3 = ψ₂(L) (Nicolas 2002, "Introduction aux statistiques de deuxième espèce").
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Doubles, Floats
from models.geo.contract.scene import Unit

SAR_UNITS: tuple[Unit, ...] = ("sar_power", "sar_amplitude", "sar_db", "sar_dn")

BLOCK = 8  # pixels a side: small enough for one field, large enough for a variance
_FEWEST_BLOCKS = 9
_SMALLEST_SPECKLE = 0.1  # standard deviation of ln(power) of about 100 looks; below it nothing is told apart
_POWER = -1.02, -0.70
"""Where k3/k2² of power lies: ψ₂(L)/ψ₁(L)² is −0.89 for one look and −1 for many, nearer 0 where ground varies."""
_AMPLITUDE = -2.5, -1.45
"""The same of amplitude, whose logarithm is half: twice −0.89 … −1. What lies between the two may be either."""
_LARGEST_ERROR = 0.2  # standard error of k3/k2²
_UNEVEN = 1.15  # blocks of pure speckle differ by 1.0–1.11 of what chance explains; relief makes them differ more
_DARKEST_AMPLITUDE = 0.025  # −32 dB: below the noise of the radars that look at land


@dataclass(frozen=True)
class ScaleGuess:
    """Which SAR scale values are on: physical = value × scale in `unit`, and why in one sentence."""

    unit: Unit
    scale: float
    detail: str


@dataclass(frozen=True)
class Speckle:
    """Spread of ln(power) in blocks of 8 × 8 pixels, and how pixels of the calmer half of the blocks hang together."""

    floor: float  # 10 % quantile of the standard deviation in a block
    median: float
    spread: float  # 90 % quantile over 10 % quantile: near 1.3 for pure speckle, 5 and more for optical images
    neighbours: float  # correlation of direct neighbours after the block mean is removed
    blocks: int

    @property
    def looks(self) -> float:
        """Equivalent number of looks of the calmest blocks, from Var(ln I) = ψ₁(L) ≈ 1/L + 1/(2L²)."""
        variance = max(self.floor, 1e-3) ** 2
        return float((1 + np.sqrt(1 + 2 * variance)) / (2 * variance))


def convert_to_power(values: Floats, unit: Unit) -> Floats:
    """Turn values of any SAR unit into linear power, NaN where there is none (0 and below carry no logarithm)."""
    with np.errstate(over="ignore"):
        if unit == "sar_db":
            power = 10.0 ** (values.astype(np.float64) / 10)
        elif unit in ("sar_amplitude", "sar_dn"):
            power = values.astype(np.float64) ** 2
        else:
            power = values.astype(np.float64)
    return np.where(np.isfinite(power) & (power > 0), power, np.nan).astype(np.float32)


def measure_speckle(power: Floats) -> Speckle | None:
    """Measure speckle in (…, h, w) linear power; None where too few whole blocks have data or nothing varies."""
    blocks = _blocks(_logarithms(power))
    blocks = blocks[np.isfinite(blocks).all(axis=(1, 2))]
    if len(blocks) < _FEWEST_BLOCKS:
        return None
    deviations = blocks.std(axis=(1, 2), ddof=1)
    floor, median, ceiling = np.quantile(deviations, (0.1, 0.5, 0.9))
    calm = blocks[(deviations <= median) & (deviations > 0)]
    if not len(calm):
        return None
    rest = calm - calm.mean(axis=(1, 2), keepdims=True)
    second = float(np.mean(rest**2))
    if second < 1e-10:
        return None
    across = np.mean(rest[:, :, 1:] * rest[:, :, :-1])
    down = np.mean(rest[:, 1:] * rest[:, :-1])
    return Speckle(
        floor=float(floor),
        median=float(median),
        spread=float(ceiling / max(floor, 1e-6)),
        neighbours=float((across + down) / 2 / second),
        blocks=len(blocks),
    )


def convert_to_decibels(values: Floats, scale: ScaleGuess) -> Floats:
    """Turn values on that scale into 10 log₁₀ of power, NaN where there is none."""
    if scale.unit == "sar_db":
        return values * np.float32(scale.scale)
    power = convert_to_power(values * np.float32(scale.scale), scale.unit)
    with np.errstate(divide="ignore"):
        return np.asarray(10 * np.log10(power), np.float32)


def guess_radar_scale(values: Floats, unit: Unit) -> ScaleGuess | None:
    """Guess the scale of (…, h, w) values whose unit says SAR, or that have grain though it does not; None for others.

    It says how values are drawn, not what they are, and so asks less than `is_speckled`: of optical bands 0–7 % pass,
    open sea nearly all of them, of Sentinel-1 all, of simulated radar of 1–16 looks and more 94 %.
    """
    scale = suspect_scale(values, unit)
    if scale is None or unit in SAR_UNITS:
        return scale
    return scale if unit in ("dn", "none") and _is_grainy(measure_speckle(compute_power(values, scale))) else None


def _is_grainy(marks: Speckle | None) -> bool:
    if marks is None:
        return False
    return (marks.floor >= 0.16 and marks.neighbours <= 0.7) or (marks.floor >= 0.1 and marks.neighbours <= 0.6)


def suspect_scale(values: Floats, unit: Unit) -> ScaleGuess | None:
    """Guess the scale on which values would be SAR if they are; None where no SAR has such values."""
    if unit in SAR_UNITS and unit != "sar_dn":
        return ScaleGuess(unit, 1.0, f"unit {unit}")
    if found := recognise_sar_scale(values):
        return found
    if np.isfinite(values).any() and np.nanmin(values) < 0:
        return None
    likely: Unit = "sar_amplitude" if unit in ("picture", "sar_dn") else "sar_power"
    return ScaleGuess(likely, 1.0, f"unit {unit}" if unit in SAR_UNITS else "scale not decidable")


def compute_power(values: Floats, scale: ScaleGuess) -> Floats:
    """Turn values on that scale into linear power."""
    return convert_to_power(values * np.float32(scale.scale), scale.unit)


def is_speckled(marks: Speckle | None) -> float:
    """Tell how surely a band has speckle, 0–1; a guess on values whose scale was recognised and made linear power.

    Calm 8 × 8 blocks of Sentinel-1 have a spread of ln(power) of 0.37–0.47, never calmer, never five times as lively
    (measured on GRD at 20 m); optical bands have 0.01–0.13 in calm blocks and lively blocks 3–30 times as lively.
    """
    if marks is None:
        return 0.0
    loud = np.clip((marks.floor - 0.12) / 0.08, 0, 1)
    uniform = np.clip((3.5 - marks.spread) / 0.8, 0, 1)
    grainy = np.clip((0.75 - marks.neighbours) / 0.1, 0, 1)
    return float(loud * uniform * grainy)


def recognise_sar_scale(values: Floats) -> ScaleGuess | None:
    """Tell dB, dB × 100, amplitude and power apart in (…, h, w) SAR values; None where they do not decide.

    It says on which scale values are that are known or suspected to be SAR; it does not say that they are SAR.
    """
    seen = values[np.isfinite(values)]
    if seen.size < BLOCK * BLOCK or seen.min() == seen.max():
        return None
    low, middle, high = (float(value) for value in np.percentile(seen, (1, 50, 99)))
    if low < 0:
        return _decibels(low, middle, high)
    if middle > 8:  # calibrated amplitude and power lie below; digital numbers of detected products far above
        return _numbers(seen, middle)
    return _linear(values, middle)


def _decibels(low: float, middle: float, high: float) -> ScaleGuess | None:
    where = f"1 % to 99 % of the values lie in {low:.4g} … {high:.4g}, median {middle:.4g}"
    if low >= -60 and high <= 40 and -40 <= middle <= 5 and high - low >= 3:
        return ScaleGuess("sar_db", 1.0, f"{where}, as backscatter in dB does")
    if low >= -6000 and high <= 4000 and -4000 <= middle <= -300 and high - low >= 300:
        return ScaleGuess("sar_db", 0.01, f"{where}, as backscatter in dB × 100 does")
    return None


def _numbers(seen: Floats, middle: float) -> ScaleGuess | None:
    whole = bool(np.all(seen[:100_000] == np.round(seen[:100_000])))
    if whole and middle < 10_000 and float(seen.max()) <= 65_535:
        detail = f"whole numbers with median {middle:.4g}, as the uncalibrated detected amplitude of GRD products"
        return ScaleGuess("sar_dn", 1.0, detail)
    return None


def _linear(values: Floats, middle: float) -> ScaleGuess | None:
    """Tell power from amplitude by level and log-cumulants; textured ground may hide which, and then say neither."""
    where = f"positive values with median {middle:.3g}"
    if middle < _DARKEST_AMPLITUDE:
        return ScaleGuess("sar_power", 1.0, f"{where}: as amplitude that were below −32 dB, as power it is common")
    logs = _blocks(_logarithms(convert_to_power(values, "sar_power")))
    logs = logs[np.isfinite(logs).all(axis=(1, 2))]
    if len(logs) < _FEWEST_BLOCKS:
        return None
    ratio, error, uneven, second = _log_cumulants(logs)
    if second < _SMALLEST_SPECKLE**2 or error > _LARGEST_ERROR or uneven > _UNEVEN:
        return None
    limits: tuple[tuple[Unit, tuple[float, float]], ...] = (("sar_power", _POWER), ("sar_amplitude", _AMPLITUDE))
    for unit, (low, high) in limits:
        if low < ratio < high:
            return ScaleGuess(unit, 1.0, f"{where}; log-cumulants of the speckle k3/k2² = {ratio:.2f} ± {error:.2f}")
    return None


def _log_cumulants(blocks: Doubles) -> tuple[float, float, float, float]:
    """Measure k3/k2² of ln(power) in calm blocks (n, 8, 8), its error, how blocks differ by chance = 1, and k2.

    Blocks are chosen by half of their rows and measured on the other, else the choice itself would skew the measure.
    """
    halves = blocks[:, ::2].reshape(len(blocks), -1), blocks[:, 1::2].reshape(len(blocks), -1)
    spreads = [half.std(axis=1) for half in halves]
    calm = [half[spread <= np.median(spread)] for half, spread in zip(halves, reversed(spreads), strict=True)]
    seen = np.concatenate(calm)
    count = seen.shape[1]
    rest = seen - seen.mean(axis=1, keepdims=True)
    second = float(np.mean(rest**2)) * count / (count - 1)
    if second < 1e-10:
        return 0.0, np.inf, np.inf, 0.0
    third = float(np.mean(rest**3)) * count**2 / ((count - 1) * (count - 2))
    chance = np.sqrt(max(float(np.mean(rest**4)) / second**2 - 1 + 2 / (count - 1), 1e-6) / count)
    uneven = float(np.mean([np.std(part.var(axis=1)) / np.mean(part.var(axis=1)) for part in calm])) / chance
    return third / second**2, float(np.sqrt(6 / rest.size / second)), float(uneven), second


def _logarithms(power: Floats) -> Doubles:
    return np.log(power.astype(np.float64), out=np.full(power.shape, np.nan), where=power > 0)


def _blocks(logs: Doubles) -> Doubles:
    """Return (…, h, w) → (blocks, 8, 8), whole blocks only."""
    height, width = (size // BLOCK * BLOCK for size in logs.shape[-2:])
    whole = logs[..., :height, :width]
    if not whole.size:
        return np.empty((0, BLOCK, BLOCK))
    split = whole.reshape(-1, height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    return split.swapaxes(2, 3).reshape(-1, BLOCK, BLOCK)
