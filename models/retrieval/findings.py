"""What was measured of a scene, in words by which notes are searched; what is not clear enough is not searched for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from models.field.measured.results import FieldsResult
from models.schemas import HealthResult, IndexStats, IndicesResult

_AILING = 0.1
"""Share of the judged ground that is not healthy, from which on causes are searched for."""
_CAUSE = 0.25
"""Share of that ground to which a cause is the likeliest."""
_BARE = 0.3
"""Share of a field without green plants."""
_OPEN_WATER_DB = -18.0
"""Backscatter in VV under which ground is smooth as water (Twele et al. 2016 found −15 to −20 dB)."""
_WARMER_K = 4.0
"""Kelvin between the median and the warmest twentieth of a thermal scene."""

PHRASES = {
    "drought": "Crop short of water: dry patches, wilting or rolled leaves, thin dull plants on shallow soil.",
    "nitrogen": "Nitrogen deficiency: the crop is pale yellowish green, oldest leaves yellow first.",
    "disease": "Leaf disease: spots and lesions, dead leaf tissue, patches in the crop that grow.",
    "waterlogging": "Waterlogging: standing water, saturated soil, yellow stunted plants in hollows and wheel tracks.",
    "emergence": "Poor emergence: gaps in the rows, few seedlings came up, thin stand.",
    "lodging": "Lodging: the crop lies flat, stems bent or broken after wind and rain.",
    "hail": "Hail damage: shredded leaves and broken stems in a streak.",
    "bare": "Poor emergence: bare ground and gaps where seedlings did not come up.",
    "weak_patch": "Soil compaction: weak patches within a field, headlands and wheel tracks with short plants.",
    "open_water": "Waterlogging: smooth standing water on the field, saturated soil.",
    "warmer": "Crop short of water: leaves warmer than elsewhere, wilting, dry patches.",
}
"""By finding, the words in which notes are searched."""
_OF_CAUSES = {
    "drought": ("drought",), "nitrogen": ("nitrogen",), "disease": ("disease",), "waterlogging": ("waterlogging",),
    "emergence": ("emergence",), "lodging or hail": ("lodging", "hail"),
}  # fmt: skip
"""By cause that the health network names."""


class Finding(NamedTuple):
    """What was found, and the words for it."""

    name: str
    words: str


def list_findings(
    indices: IndicesResult | None, health: HealthResult | None, fields: FieldsResult | None, seen: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Name what stands out, each once; `seen` are names of findings that the pictures of fields show.

    What the health network guesses counts where the user said where fields are: elsewhere it may have judged woods.
    """
    of_crops = _of_health(health) if fields is not None and not fields.of_scene else ()
    names = (*_of_fields(fields), *of_crops, *_of_layers(indices), *seen)
    return tuple(Finding(name, PHRASES[name]) for name in dict.fromkeys(names))


def _of_health(health: HealthResult | None) -> Iterator[str]:
    if health is None or 1 - health.share.get("healthy", 0.0) < _AILING:
        return
    for cause, share in sorted(health.causes.items(), key=lambda pair: -pair[1]):
        if share >= _CAUSE:
            yield from _OF_CAUSES.get(cause, ())


def _of_fields(fields: FieldsResult | None) -> Iterator[str]:
    if fields is None or fields.of_scene:
        return
    judged = [field for field in fields.fields if field.not_judged is None]
    if any((field.bare or 0.0) >= _BARE for field in judged):
        yield "bare"
    if any(field.patch_count for field in judged):
        yield "weak_patch"


def _of_layers(indices: IndicesResult | None) -> Iterator[str]:
    for layer in indices.stats if indices else ():
        if layer.is_relative:
            continue
        if layer.name == "VV_dB" and layer.percentiles["5"] <= _OPEN_WATER_DB:
            yield "open_water"
        if layer.unit == "°C" and _spread(layer) >= _WARMER_K:
            yield "warmer"


def _spread(layer: IndexStats) -> float:
    return layer.percentiles["95"] - layer.percentiles["50"]
