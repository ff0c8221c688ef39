"""The tables of the model card, in Markdown."""

from typing import Any

_COLUMNS = ("macro_f1", "kappa", "calibration_error", "coverage", "error_auroc")


def write_tables(metrics: dict[str, Any]) -> str:
    """Write the tables of the model card, in Markdown."""
    lines = [
        "| known | macro-F1 | κ | error | coverage | finds errors | boosting F1 / κ | logistic F1 / κ |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, row in metrics["combinations"].items():
        cells = [f"{row[score]:.3f}" if score in row else "–" for score in _COLUMNS]
        for kind in ("boosting", "logistic"):
            has = f"{kind}_macro_f1" in row
            cells.append(f"{row[f'{kind}_macro_f1']:.3f} / {row[f'{kind}_kappa']:.3f}" if has else "–")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    for title, key in (("camera, picture alone", "cameras"), ("held out, everything known", "held_out")):
        lines += ["", f"| {title} | macro-F1 | κ | error | coverage |", "|---|---|---|---|---|"]
        for name, row in metrics[key].items():
            lines.append(f"| {name} | {' | '.join(f'{row[score]:.3f}' for score in _COLUMNS[:-1])} |")
    lines += ["", "| what limits it, everything known | |", "|---|---|"]
    lines += [f"| {name.replace('_', ' ')} | {value:.3f} |" for name, value in metrics["limits"].items()]
    lines += ["", "| is a crop to be judged there | right | ROC area |", "|---|---|---|"]
    lines += [f"| {name} | {row['right']:.3f} | {row['auroc']:.3f} |" for name, row in metrics["standing"].items()]
    lines += ["", "| cause, where cover lacks, everything known | share | average precision |", "|---|---|---|"]
    for name, row in metrics["report"]["causes"].items():
        lines.append(f"| {name} | {row['share']:.3f} | {row['average_precision']:.3f} |")
    return "\n".join(lines)
