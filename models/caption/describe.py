"""From patches to captions of which only what holds is left: each statement is judged by the very patch."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.arrays import Floats
from models.backend import ModelBackend
from models.caption.aspects import measure_aspects
from models.caption.classes import ASPECTS, Aspects
from models.caption.config import SHIPPED
from models.caption.results import Caption, CaptionResult, FieldCaption
from models.caption.said.statements import check
from models.checkpoints import CHECKPOINT_FILES
from models.schemas import Language, RawCaption

METRICS, JUDGED = "metrics.json", "real, held-out sites"
"""What judging the network leaves beside its weights, and the part of it on real ground that it never learned from."""
_OF_COMPASS: dict[str, Any] = {"greenest": None, "barest": None, "parts": {}}
"""What is not told of a patch whose north is not known."""

Field = tuple[int, str, Floats]
"""Number and name of a field, and its patch."""


def describe(
    overview: Floats, fields: Sequence[Field], models: ModelBackend, language: Language, *, north: bool
) -> CaptionResult:
    """Ask for captions of the whole and of fields, and cut what the patches do not bear out.

    Patches are (12, 64, 64) reflectance, NaN where nothing is clear; `north` says whether their first row is that of
    the north. Raises `ModelUnavailable`.
    """
    patches = np.stack([overview, *(patch for _, _, patch in fields)])
    raw = models.caption_scene(patches, [language] * len(patches))
    first, *rest = (_check(one, measure(patch, north=north), language) for one, patch in zip(raw, patches, strict=True))
    return CaptionResult(
        overview=first,
        fields=tuple(
            FieldCaption(number=number, name=name, **found.model_dump())
            for (number, name, _), found in zip(fields, rest, strict=True)
        ),
        model=raw[0].model,
        base=raw[0].base,
        language=language,
        true_share=look_up_true_share(models),
        fake=models.name == "fake",
    )


def measure(patch: Floats, *, north: bool) -> Aspects:
    """Measure what captions speak of; points of the compass only where the patch has a north."""
    found = measure_aspects(patch)
    return found if north else found.model_copy(update=_OF_COMPASS)


def is_told(patch: Floats) -> bool:
    """Whether enough of (12, h, w) is seen for a caption, be it land or water."""
    found = measure_aspects(patch)
    return any(found.get_class(aspect) is not None for aspect in ASPECTS)


def _check(raw: RawCaption, aspects: Aspects, language: Language) -> Caption:
    return Caption(raw=raw.text, confidence=raw.confidence, checked=check(raw.text, aspects, language), aspects=aspects)


def look_up_true_share(models: ModelBackend) -> float | None:
    """Look up which share, 0–1, of its statements was true on real ground that it had not learned from.

    None of a backend that makes captions up, of other weights than the shipped ones, where nobody says which they are,
    and where no metrics are there.
    """
    try:
        shipped = (SHIPPED / CHECKPOINT_FILES[1]).read_text()
        if models.name == "fake" or models.config_of("caption") != shipped:
            return None
        share = json.loads((SHIPPED / METRICS).read_text())["judged"][JUDGED]["faithful"]
        return float(share) if 0 <= float(share) <= 1 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
