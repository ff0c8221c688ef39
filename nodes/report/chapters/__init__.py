"""The chapters of a report, one an analysis; a new analysis is one module here and one line in `CHAPTERS`.

Read in this order: `nodes/report/chapter.py`, then `clouds` as the plainest, then any other.
May import models and the rest of `nodes/report`, but not what loops over the chapters (contents, decisions, document).
"""

from nodes.report.chapter import Chapter
from nodes.report.chapters.answer import ANSWER
from nodes.report.chapters.caption import CAPTION
from nodes.report.chapters.clouds import CLOUDS
from nodes.report.chapters.fields import FIELDS
from nodes.report.chapters.health import HEALTH
from nodes.report.chapters.indices import INDICES
from nodes.report.chapters.modality import MODALITY
from nodes.report.chapters.parcels import PARCELS
from nodes.report.chapters.photograph import PHOTOGRAPH
from nodes.report.chapters.retrieval import RETRIEVAL
from nodes.report.chapters.risk import RISK
from nodes.report.chapters.scene import SCENE
from nodes.report.chapters.zones import ZONES

CHAPTERS: tuple[Chapter, ...] = (
    SCENE,
    PHOTOGRAPH,
    MODALITY,
    CLOUDS,
    INDICES,
    HEALTH,
    PARCELS,
    RISK,
    ZONES,
    FIELDS,
    RETRIEVAL,
    CAPTION,
    ANSWER,
)
"""In the order of the report."""
