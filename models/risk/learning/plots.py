"""The pictures of an evaluation, and the page that shows them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from models.calibration import bin_reliability
from models.risk.config import CLASSES, COLOURS
from models.risk.learning.scores import Pixels

Metrics = dict[str, Any]


def draw_all(pixels: Pixels, metrics: Metrics, folder: Path) -> None:
    """Write every picture."""
    for name, draw in PICTURES.items():
        figure = Figure(figsize=(7, 4.6), dpi=110, layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure, pixels, metrics)
        figure.savefig(folder / f"{name}.png")


def write_page(metrics: Metrics, tables: str) -> str:
    """Write HTML with the tables and the pictures beside them."""
    output = "".join(
        f'<figure><img src="{name}.png" alt="{name.replace("_", " ")}"><figcaption>{draw.__doc__}</figcaption></figure>'
        for name, draw in PICTURES.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Risk network, judged</title>'
        "<style>body{font:15px/1.5 sans-serif;max-width:1500px;margin:2em auto;padding:0 1em}"
        "figure{display:inline-block;width:46%;margin:1%}img{width:100%}pre{overflow-x:auto}</style>"
        f"<h1>Risk network, judged on {metrics['judged']['tiles']:,} simulated scenes</h1><pre>{tables}</pre>{output}"
        "</html>\n"
    )


def _draw_confusion(figure: Figure, _pixels: Pixels, metrics: Metrics) -> None:
    """Shares of each true class by what the network said, everything known, scenes as they come."""
    counts = np.array(metrics["confusion"], float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        shade = "white" if share > 0.5 else "black"
        axes.text(column, row, f"{share:.2f}\n{counts[row, column]:.0f}", ha="center", va="center", color=shade)
    places = range(len(CLASSES))
    axes.set(xticks=places, xticklabels=CLASSES, yticks=places, yticklabels=CLASSES, xlabel="said", ylabel="true")


def _draw_precision(figure: Figure, pixels: Pixels, _metrics: Metrics) -> None:
    """Precision and recall, each class against the others, everything known."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    axes = figure.subplots()
    for number, (name, colour) in enumerate(zip(CLASSES, COLOURS, strict=False)):
        right = pixels.truth == number
        if not right.any():
            continue
        precision, recall, _ = precision_recall_curve(right, pixels.probability[:, number])
        mean = average_precision_score(right, pixels.probability[:, number])
        axes.plot(recall[::50], precision[::50], color=colour, label=f"{name}, mean {mean:.3f}")
    axes.set(xlabel="recall", ylabel="precision", ylim=(0, 1.02))
    axes.legend()


def _draw_reliability(figure: Figure, pixels: Pixels, _metrics: Metrics) -> None:
    """How often answers of a confidence are right, everything known."""
    sure, right, numbers = zip(*bin_reliability(pixels.probability, pixels.truth), strict=True)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot(sure, right, color="#1b5e8c")
    axes.scatter(sure, right, s=np.clip(200 * np.array(numbers) / max(numbers), 8, None), color="#1b5e8c")
    axes.set(xlabel="confidence", ylabel="share of right answers", xlim=(0.3, 1), ylim=(0.3, 1))


def _draw_expected(figure: Figure, pixels: Pixels, _metrics: Metrics) -> None:
    """Yield that is lost by the expected rank, everything known; middle and middle half."""
    expected = pixels.probability @ np.arange(len(CLASSES))
    bins = np.linspace(0, 2, 21)
    place = np.digitize(expected, bins) - 1
    axes = figure.subplots()
    there = [number for number in range(20) if (place == number).sum() > 20]
    if there:
        spread = np.array([np.quantile(pixels.loss[place == number], (0.25, 0.5, 0.75)) for number in there])
        middles = (bins[there] + bins[np.array(there) + 1]) / 2
        axes.fill_between(middles, spread[:, 0], spread[:, 2], color="#1b5e8c", alpha=0.25)
        axes.plot(middles, spread[:, 1], color="#1b5e8c")
    axes.set(xlabel="expected rank, 0 low to 2 high", ylabel="share of the yield that is lost", ylim=(0, 1))


def _draw_ablation(figure: Figure, _pixels: Pixels, metrics: Metrics) -> None:
    """Kappa by what is known, scenes as they come: the network, and gradient boosting of single pixels."""
    names = list(metrics["combinations"])
    axes = figure.subplots()
    for shift, (key, label, colour) in enumerate(
        (("combinations", "network", "#1b5e8c"), ("boosting", "boosting", "#d1603d"))
    ):
        values = [metrics[key].get(name, {}).get("as they come", {}).get("kappa", 0) for name in names]
        axes.barh(np.arange(len(names)) + 0.4 * shift - 0.2, values, 0.38, color=colour, label=label)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(xlabel="Cohen's kappa")
    axes.legend()


PICTURES: dict[str, Callable[[Figure, Pixels, Metrics], None]] = {
    "confusion": _draw_confusion,
    "precision_recall": _draw_precision,
    "reliability": _draw_reliability,
    "expected": _draw_expected,
    "ablation": _draw_ablation,
}
