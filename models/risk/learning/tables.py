"""The tables of the model card, in Markdown."""

from collections.abc import Mapping
from typing import Any

_COLUMNS = {
    "kappa": "κ", "kappa_quadratic": "κ quadratic", "precision_medium": "medium precision",
    "recall_medium": "medium recall", "precision_high": "high precision", "recall_high": "high recall", "rho": "ρ",
    "rho_expected": "ρ of expected rank", "calibration_error": "calibration error",
}  # fmt: skip


def write_tables(metrics: Mapping[str, Any]) -> str:
    """Write all tables."""
    judged = metrics["judged"]
    come, benchmark = (_format_shares(judged["share"][name]) for name in ("as they come", "benchmark"))
    lines = [
        f"{judged['tiles']} scenes, {judged['benchmark_tiles']} of them in the benchmark; low, medium, high: {come} as "
        f"they come, {benchmark} in the benchmark.",
    ]
    for split in ("benchmark", "as they come"):
        rows = {name: row[split] for name, row in metrics["combinations"].items()}
        rows |= {f"boosting, {name}": row[split] for name, row in metrics["boosting"].items()}
        rows |= {name: row[split] for name, row in metrics.get("also", {}).items()}
        lines += _write_table(f"known ({split})", rows)
    lines += _write_table("known (benchmark, thresholds of best medium precision chosen on it)", metrics["limits"])
    lines += _write_table("preset, everything known", metrics["presets"])
    lines += _write_table("camera, picture alone", metrics["cameras"])
    lines += _write_table("held out, everything known", metrics["held_out"])
    lines += _write_table("CRF, first 150 scenes", metrics["smoothing"])
    standing = metrics["standing"]
    lines += ["", f"Is a crop to be judged there: {standing['right']:.3f} right, ROC area {standing['auroc']:.3f}."]
    return "\n".join(lines)


def _write_table(title: str, rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    lines = ["", f"| {title} | {' | '.join(_COLUMNS.values())} |", "|---" * (len(_COLUMNS) + 1) + "|"]
    return lines + [f"| {name} | {' | '.join(f'{row[key]:.3f}' for key in _COLUMNS)} |" for name, row in rows.items()]


def _format_shares(shares: list[float]) -> str:
    return " / ".join(f"{share:.3f}" for share in shares)
