"""The recounts of the chapters, one a chapter under its name, by other code than that which made the numbers.

Read in this order: `nodes/verify/recount.py`, then `risk` as the plainest, then any other.
May import models, `nodes.state` and the tools beside this folder (recount, areas, findings), but no step.
"""

from nodes.verify.chapters.answer import ANSWER
from nodes.verify.chapters.caption import CAPTION
from nodes.verify.chapters.clouds import CLOUDS
from nodes.verify.chapters.fields import FIELDS
from nodes.verify.chapters.health import HEALTH
from nodes.verify.chapters.indices import INDICES
from nodes.verify.chapters.modality import MODALITY
from nodes.verify.chapters.parcels import PARCELS
from nodes.verify.chapters.photograph import PHOTOGRAPH
from nodes.verify.chapters.retrieval import RETRIEVAL
from nodes.verify.chapters.risk import RISK
from nodes.verify.chapters.scene import SCENE
from nodes.verify.chapters.zones import ZONES
from nodes.verify.recount import Recount

RECOUNTS: tuple[Recount, ...] = (
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
"""In the order of `nodes.report.chapters.CHAPTERS`."""
