"""The pictures of an evaluation, and the page that shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from models.calibration import bin_reliability, find_median_class
from models.field.conditioning import CALENDAR_AND_PLACE
from models.field.sensors import DAYS, QUANTITIES
from models.health.config import BANDS, CLASSES, COLOURS, SOURCES


@dataclass(frozen=True)
class Evaluated:
    """What is drawn."""

    cells: Any  # `models.health.learning.evaluate.Cells`
    metrics: dict[str, Any]


def draw_all(judged: Evaluated, folder: Path) -> None:
    """Write every picture."""
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(7, 4.6), dpi=110, layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure, judged)
        figure.savefig(folder / f"{name}.png")


def write_page(metrics: dict[str, Any], tables: str) -> str:
    """Write HTML with the tables and the pictures beside them."""
    output = "".join(
        f'<figure><img src="{name}.png" alt="{name.replace("_", " ")}"><figcaption>{draw.__doc__}</figcaption></figure>'
        for name, draw in PICTURES.items()
    )
    total = sum(metrics["conditions"])
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Health network, judged</title>'
        "<style>body{font:15px/1.5 sans-serif;max-width:1500px;margin:2em auto;padding:0 1em}"
        "figure{display:inline-block;width:46%;margin:1%}img{width:100%}pre{overflow-x:auto}</style>"
        f"<h1>Health network, judged on {total:,} simulated cells of 40 m</h1><pre>{tables}</pre>{output}</html>\n"
    )


def _draw_confusion(figure: Figure, of: Evaluated) -> None:
    """Shares of each true condition by what the network said, everything known."""
    counts = np.array(of.metrics["report"]["confusion"], float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        shade = "white" if share > 0.5 else "black"
        axes.text(column, row, f"{share:.2f}\n{counts[row, column]:.0f}", ha="center", va="center", color=shade)
    axes.set(xticks=range(4), xticklabels=CLASSES, yticks=range(4), yticklabels=CLASSES, xlabel="said", ylabel="true")


def _list_present(of: Evaluated) -> list[tuple[int, str, str]]:
    """List number, name and colour of the classes that are there."""
    named = enumerate(zip(CLASSES, COLOURS, strict=False))
    return [(number, name, colour) for number, (name, colour) in named if (of.cells.truth == number).any()]


def _draw_roc(figure: Figure, of: Evaluated) -> None:
    """ROC curves, each condition against the others."""
    from sklearn.metrics import auc, roc_curve

    axes = figure.subplots()
    for number, name, colour in _list_present(of):
        false, true, _ = roc_curve(of.cells.truth == number, of.cells.likely[:, number])
        axes.plot(false, true, color=colour, label=f"{name}, area {auc(false, true):.3f}")
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.set(xlabel="false positives", ylabel="true positives")
    axes.legend()


def _draw_precision(figure: Figure, of: Evaluated) -> None:
    """Precision and recall, each condition against the others."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    axes = figure.subplots()
    for number, name, colour in _list_present(of):
        precision, recall, _ = precision_recall_curve(of.cells.truth == number, of.cells.likely[:, number])
        mean = average_precision_score(of.cells.truth == number, of.cells.likely[:, number])
        axes.plot(recall, precision, color=colour, label=f"{name}, mean {mean:.3f}")
    axes.set(xlabel="recall", ylabel="precision", ylim=(0, 1.02))
    axes.legend()


def _draw_reliability(figure: Figure, of: Evaluated) -> None:
    """How often answers of a confidence are right."""
    sure, right, numbers = zip(*bin_reliability(of.cells.likely, of.cells.truth), strict=True)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot(sure, right, color="#1b5e8c")
    axes.scatter(sure, right, s=np.clip(200 * np.array(numbers) / max(numbers), 8, None), color="#1b5e8c")
    axes.set(xlabel="confidence", ylabel="share of right answers", xlim=(0.2, 1), ylim=(0.2, 1))


def _draw_uncertainty(figure: Figure, of: Evaluated) -> None:
    """Confidence of right and of wrong answers."""
    output = find_median_class(of.cells.likely)
    right = output == of.cells.truth
    bins = np.linspace(0.25, 1, 31).tolist()
    axes = figure.subplots()
    sure = of.cells.likely[np.arange(len(output)), output]
    axes.hist(sure[right], bins, alpha=0.6, color=COLOURS[0], density=True, label="right")
    axes.hist(sure[~right], bins, alpha=0.6, color=COLOURS[3], density=True, label="wrong")
    axes.set(xlabel="confidence", ylabel="density")
    axes.legend()


def _draw_attention(figure: Figure, of: Evaluated) -> None:
    """Attention to the three sources, by condition; middle, middle half and range of nine tenths."""
    axes = figure.subplots()
    for number, colour in enumerate(COLOURS[: len(CLASSES)]):
        chosen = of.cells.attention[of.cells.truth == number]
        if not len(chosen):
            continue
        places = np.arange(len(SOURCES)) + 0.18 * (number - 1.5)
        low, first, middle, third, high = np.quantile(chosen, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
        axes.vlines(places, low, high, color=colour)
        axes.vlines(places, first, third, color=colour, linewidth=8, label=CLASSES[number])
        axes.scatter(places, middle, color="black", s=9, zorder=3)
    axes.set(xticks=range(len(SOURCES)), xticklabels=SOURCES, ylabel="weight", ylim=(0, 1))
    axes.legend()


def _draw_importance(figure: Figure, of: Evaluated) -> None:
    """What the severity hangs on: integrated gradients by band, by day, by sensor and by what is known of the place."""
    found = of.metrics["importance"]
    days = [f"{day - DAYS} d" for day in range(DAYS)]
    panels = (("bands", BANDS), ("days", days), ("quantities", tuple(QUANTITIES)), ("places", CALENDAR_AND_PLACE))
    for axes, (name, labels) in zip(figure.subplots(2, 2).flat, panels, strict=True):
        axes.bar(range(len(labels)), found[name], color="#1b5e8c")
        axes.set_title(name, fontsize=9)
        axes.set_xticks(range(len(labels)), labels, rotation=60, fontsize=6, ha="right")
        axes.tick_params(axis="y", labelsize=6)


def _draw_ablation(figure: Figure, of: Evaluated) -> None:
    """Macro-F1 by what is known: the network, gradient boosting and logistic regression with the same inputs."""
    rows = {name: row for name, row in of.metrics["combinations"].items() if "macro_f1" in row}
    axes = figure.subplots()
    for shift, (key, label, colour) in enumerate(
        (("macro_f1", "network", "#1b5e8c"), ("boosting_macro_f1", "boosting", "#d1603d"),
         ("logistic_macro_f1", "logistic", "#9a9a9a"))
    ):  # fmt: skip
        places = np.arange(len(rows)) + 0.27 * (shift - 1)
        axes.barh(places, [row[key] for row in rows.values()], 0.25, color=colour, label=label)
    axes.set_yticks(range(len(rows)), rows)
    axes.invert_yaxis()
    axes.set(xlabel="macro-F1", xlim=(0, 1))
    axes.legend()


PICTURES: dict[str, Callable[[Figure, Evaluated], None]] = {
    "confusion": _draw_confusion,
    "roc": _draw_roc,
    "precision_recall": _draw_precision,
    "reliability": _draw_reliability,
    "uncertainty": _draw_uncertainty,
    "attention": _draw_attention,
    "importance": _draw_importance,
    "ablation": _draw_ablation,
}
