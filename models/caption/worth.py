"""What the words of the captioning network were worth where they could be judged, by the metrics beside its weights."""

import json
from importlib import resources
from pathlib import Path

from models.backend import ModelBackend
from models.checkpoints import CHECKPOINT_FILES

SHIPPED = Path(str(resources.files("models"))) / "caption" / "weights"
"""The weights that travel with the code."""
METRICS = "metrics.json"


def look_up_true_share(models: ModelBackend) -> float | None:
    """Look up which share, 0–1, of its statements was true on real ground that it had not learned from.

    None of a backend that makes captions up, of other weights than the shipped ones, and where no metrics are there.
    """
    try:
        if models.name == "fake" or models.config_of("caption") not in (
            None,
            (SHIPPED / CHECKPOINT_FILES[1]).read_text(),
        ):
            return None
        share = json.loads((SHIPPED / METRICS).read_text())["real"]["true_share"]
        return float(share) if 0 <= float(share) <= 1 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
