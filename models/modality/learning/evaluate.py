"""Judge the modality network on sites that it never saw.

Run it as `python -m models.modality.learning.evaluate --data ../shared/data`.

Prints the tables of the model card, a random forest on hand-made measures beside the network. Without the data it
prints the tables as they were recorded when the weights were made.
"""

import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.calibration import bin_reliability, measure_calibration_error
from models.files import write_whole
from models.learning.training import check_extra, config_from_flags
from models.modality.confirm import NETWORK_CLASSES, SURE, combine_views

if TYPE_CHECKING:
    from models.modality.learning.judge_set import JudgedScene
    from models.modality.predict import Predictor

SHIPPED = Path(str(resources.files("models"))) / "modality" / "weights"
MARKS = "<!-- results -->\n", "<!-- end of results -->\n"
_FOREST_PICTURES = 6000


class EvaluateConfig(BaseModel):
    """Judge the modality network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(default=Path("../shared/data"), description="the folder with the real pictures")
    weights: Path = Field(default=SHIPPED, description="the folder of the weights to judge")
    bank: Path | None = Field(default=None, description="where drawn pictures are kept for the next time")
    record: bool = Field(
        default=False, description="write metrics.json, the plot and the card's tables beside the weights"
    )


@dataclass(frozen=True)
class Answers:
    """Of n scenes: labels, −1 out of distribution, and the (n, 3) probabilities of the network and of the forest."""

    sources: list[str]
    labels: NDArray[np.int64]
    network: NDArray[np.float64]
    forest: NDArray[np.float64]


def main() -> None:
    """Run it from the command line."""
    config = config_from_flags(EvaluateConfig)
    if not config.data.is_dir():
        path = config.weights / "metrics.json"
        if not path.is_file():
            sys.stderr.write(f"no data at {config.data}, and no figures recorded in {path.name}; give --data FOLDER\n")
            raise SystemExit(2)
        recorded = json.loads(path.read_text())
        print(f"no data at {config.data}: these are the tables recorded with the weights\n", file=sys.stderr)
        print(write_tables(recorded))
        return
    check_extra("netCDF4", "skimage", "sklearn")
    metrics = evaluate(config)
    if config.record:
        write_whole(config.weights / "metrics.json", json.dumps(metrics, indent=1) + "\n")
        record_card(config.weights, metrics)
    print(write_tables(metrics))


def evaluate(config: EvaluateConfig) -> dict[str, Any]:
    """Compute all figures of the model card."""
    from models.modality.learning.judge_set import (
        draw_grey_pictures,
        draw_imagery,
        draw_out_of_distribution_scenes,
        draw_radar_files,
    )
    from models.modality.predict import Predictor

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps what is still mapped
        kept = config.bank or Path(folder)
        judges = Predictor.load(config.weights, cache=kept), _train_forest(config.data, kept)
        known = _ask_judges(judges, [*draw_imagery(config.data), *draw_radar_files(config.data)])
        odd = _ask_judges(judges, [*draw_out_of_distribution_scenes(config.data)])
        grey = _ask_judges(judges, [*draw_grey_pictures(config.data)])
    return {
        "sources": {source: _score(known, source) for source in dict.fromkeys(known.sources)},
        "overall": _score(known, None),
        "confusion": _count_confusion(known),
        "calibration_error": round(measure_calibration_error(known.network, known.labels), 4),
        "reliability": [[round(value, 4) for value in one] for one in bin_reliability(known.network, known.labels)],
        "strangers": {source: _score_doubt(odd, source) for source in dict.fromkeys(odd.sources)},
        "strangers_not_drawn_as_in_training": _score_doubt(odd, None, leave_out="drawn as in training"),
        "grey_pictures": _score_doubt(grey, None),
        "trained": _read_training_facts(config.weights),
    }


def write_tables(metrics: dict[str, Any]) -> str:
    """Write the tables of the model card, in Markdown."""
    parts = [_write_imagery_table(metrics), _write_confusion_table(metrics), _write_out_of_distribution_table(metrics)]
    return "\n\n".join(parts)


def record_card(folder: Path, metrics: dict[str, Any]) -> None:
    """Put the tables between the marks of MODEL_CARD.md, and the calibration plot beside it."""
    card = (folder / "MODEL_CARD.md").read_text()
    before, rest = card.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    write_whole(folder / "MODEL_CARD.md", f"{before}{MARKS[0]}\n{write_tables(metrics)}\n\n{MARKS[1]}{after}")
    _draw_plot(metrics, folder / "calibration.png")


def _ask_judges(judges: tuple["Predictor", Any], judged: list["JudgedScene"]) -> Answers:
    """Collect what the network and the forest say of scenes."""
    from models.modality.learning.baseline import ask_forest

    predictor, forest = judges
    return Answers(
        [one.source for one in judged],
        np.array([NETWORK_CLASSES.index(one.label) if one.label else -1 for one in judged]),
        np.stack([combine_views(predictor(one.views), one.views) for one in judged]).astype(np.float64),
        np.stack([ask_forest(forest, one.views) for one in judged]),
    )


def _train_forest(data: Path, kept: Path) -> Any:
    """Train on pictures drawn as the network's were, without those out of distribution."""
    from models.modality.learning.baseline import train_forest
    from models.modality.learning.data import OUT_OF_DISTRIBUTION, make_bank

    bank = make_bank(data, "train", _FOREST_PICTURES, 11, kept)
    chosen = np.flatnonzero(bank.labels != OUT_OF_DISTRIBUTION)
    return train_forest([bank.pictures[one] for one in chosen], bank.labels[chosen])


def _score(answers: Answers, source: str | None) -> dict[str, Any]:
    """Count, of one source or all, how many are right, uncertain, and wrong with confidence."""
    chosen = np.array([source is None or one == source for one in answers.sources])
    labels, network, forest = answers.labels[chosen], answers.network[chosen], answers.forest[chosen]
    right, sure = network.argmax(axis=1) == labels, network.max(axis=1) >= SURE
    return {
        "label": NETWORK_CLASSES[labels[0]] if source else "",
        "scenes": len(labels),
        "right": round(float(right.mean()), 4),
        "uncertain": round(float(1 - sure.mean()), 4),
        "surely_wrong": round(float((sure & ~right).mean()), 4),
        "forest_right": round(float((forest.argmax(axis=1) == labels).mean()), 4),
    }


def _score_doubt(answers: Answers, source: str | None, leave_out: str = "") -> dict[str, Any]:
    chosen = np.array([one != leave_out and source in (None, one) for one in answers.sources])
    return {
        "pictures": int(chosen.sum()),
        "sure": round(float((answers.network[chosen].max(axis=1) >= SURE).mean()), 4),
        "forest_sure": round(float((answers.forest[chosen].max(axis=1) >= SURE).mean()), 4),
    }


def _count_confusion(answers: Answers) -> list[list[int]]:
    said = answers.network.argmax(axis=1)
    return [[int(((answers.labels == one) & (said == other)).sum()) for other in range(3)] for one in range(3)]


def _read_training_facts(folder: Path) -> dict[str, Any]:
    path = folder / "metrics.json"
    facts = json.loads(path.read_text()).get("trained", {}) if path.is_file() else {}
    return dict(facts)


def _write_imagery_table(metrics: dict[str, Any]) -> str:
    head = ("source", "modality", "scenes", "right", "uncertain", "wrong and sure", "forest right")
    rows = {**metrics["sources"], "**all**": metrics["overall"]}
    lines = [_join_cells(head), _join_cells(("---", "---", *["---:"] * 5))]
    for source, row in rows.items():
        shares = (f"{row[key]:.3f}" for key in ("right", "uncertain", "surely_wrong", "forest_right"))
        lines.append(_join_cells((source, row["label"], row["scenes"], *shares)))
    error = metrics["calibration_error"]
    return "\n".join([*lines, "", f"Expected calibration error over all of these: {error:.3f} (15 bins)."])


def _write_confusion_table(metrics: dict[str, Any]) -> str:
    lines = [_join_cells(("is ↓ · said →", *NETWORK_CLASSES)), _join_cells(("---", *["---:"] * 3))]
    rows = zip(NETWORK_CLASSES, metrics["confusion"], strict=True)
    return "\n".join([*lines, *(_join_cells((name, *row)) for name, row in rows)])


def _write_out_of_distribution_table(metrics: dict[str, Any]) -> str:
    lines = [
        _join_cells(("pictures of no modality", "pictures", "network sure", "forest sure")),
        _join_cells(("---", *["---:"] * 3)),
    ]
    rows = {
        **metrics["strangers"],
        "**all but those drawn as in training**": metrics["strangers_not_drawn_as_in_training"],
        "red bands as grey pictures (cannot be told from near infrared)": metrics["grey_pictures"],
    }
    for source, row in rows.items():
        lines.append(_join_cells((source, row["pictures"], f"{row['sure']:.3f}", f"{row['forest_sure']:.3f}")))
    return "\n".join(lines)


def _join_cells(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _draw_plot(metrics: dict[str, Any], path: Path) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    sure, right, number = np.array(metrics["reliability"]).T
    axes.plot([0, 1], [0, 1], color="0.7")
    axes.scatter(sure, right, s=8 + 200 * number / number.sum())
    for place in zip(sure, right, number, strict=True):
        axes.annotate(f"{place[2]:.0f}", place[:2], xytext=(6, -10), textcoords="offset points", fontsize=8)
    axes.set(xlabel="confidence", ylabel="share of right answers", xlim=(0.3, 1.02), ylim=(0, 1.04))
    axes.set_title("Sites that the network never saw", fontsize=10)
    figure.savefig(path, metadata={"Software": None})


if __name__ == "__main__":
    main()
