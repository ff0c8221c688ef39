"""The tables of the model card, in Markdown."""

from collections.abc import Mapping
from typing import Any

_COLUMNS = {
    "kappa": "κ", "kappa_quadratic": "κ quadratic", "precision_medium": "medium precision",
    "recall_medium": "medium recall", "precision_high": "high precision", "recall_high": "high recall", "rho": "ρ",
    "rho_expected": "ρ of expected rank", "calibration_error": "calibration error",
}  # fmt: skip


def tables(metrics: Mapping[str, Any]) -> str:
    """All of them."""
    shares = metrics["judged"]["share"]
    lines = [
        f"{metrics['judged']['tiles']} scenes, {metrics['judged']['benchmark_tiles']} of them in the benchmark; low, "
        f"medium, high: {_share(shares['as they come'])} as they come, {_share(shares['benchmark'])} in the benchmark.",
    ]
    for split in ("benchmark", "as they come"):
        rows = {name: row[split] for name, row in metrics["combinations"].items()}
        rows |= {f"boosting, {name}": row[split] for name, row in metrics["boosting"].items()}
        rows |= {name: row[split] for name, row in metrics.get("also", {}).items()}
        lines += _table(f"told ({split})", rows)
    lines += _table("told (benchmark, thresholds of best medium precision chosen on it)", metrics["limits"])
    lines += _table("preset, everything told", metrics["presets"])
    lines += _table("camera, picture alone", metrics["cameras"])
    lines += _table("held out, everything told", metrics["held_out"])
    lines += _table("CRF, first 150 scenes", metrics["smoothing"])
    standing = metrics["standing"]
    lines += ["", f"Is a crop to be judged there: {standing['right']:.3f} right, ROC area {standing['auroc']:.3f}."]
    return "\n".join(lines)


def _table(title: str, rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    lines = ["", f"| {title} | {' | '.join(_COLUMNS.values())} |", "|---" * (len(_COLUMNS) + 1) + "|"]
    return lines + [f"| {name} | {' | '.join(f'{row[key]:.3f}' for key in _COLUMNS)} |" for name, row in rows.items()]


def _share(shares: list[float]) -> str:
    return " / ".join(f"{share:.3f}" for share in shares)
