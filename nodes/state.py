"""The sheet of papers that a scene carries through the rooms."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from models.caption.results import CaptionResult
from models.field.measured.results import FieldsResult
from models.geo.contract.scene import Scene, SceneFlags
from models.schemas import (
    AreaUnit,
    CloudResult,
    CropsResult,
    Decision,
    FieldFacts,
    HealthResult,
    IndicesResult,
    Issue,
    Language,
    Match,
    ModalityResult,
    PhotographResult,
    PictureKind,
    ReportResult,
    Result,
    RetrievalResult,
    RiskResult,
)
from nodes.answers.answer import Answer
from nodes.drafting.results import WordsResult

__all__ = ["AreaUnit", "Language", "Request", "SceneState", "Update"]

Update = dict[str, Any]
"""The fields of `SceneState` that a step fills in."""


def join(before: Iterable[Issue], new: Iterable[Issue]) -> tuple[Issue, ...]:
    """Issues of all steps in order; a checkpoint gives a tuple back as a list, so `add` would not do."""
    return (*before, *new)


class Request(Result):
    """What the user asked for."""

    scene_path: str  # absolute
    flags: SceneFlags = SceneFlags()
    question: str | None = None
    review: bool = False
    indices: tuple[str, ...] | None = None  # None: the standard set
    clouds: bool = True
    sensors: str | None = None  # absolute path of readings
    context: str | None = None  # what is known of the field, or the absolute path of a JSON file
    parcels: str | None = None  # absolute path of polygons
    kind: PictureKind | None = None  # of a picture, where the user says it
    language: Language = "en"  # of the first page
    units: AreaUnit = "ha"  # of areas in the report
    pdf: bool = False  # whether the first page is wanted as PDF too
    fields: Literal["auto"] | None = None  # whether a scene without parcels is parted into areas that look alike
    whole_scene: bool = False  # whether all of it is read, however little of it the parcels cover


class SceneState(Result):
    """One field per step, plus `issues`; files are named relative to the run folder."""

    request: Request
    scene: Scene | None = None
    field: FieldFacts | None = None
    photograph: PhotographResult | None = None  # None: not in question
    modality: ModalityResult | None = None
    clouds: CloudResult | None = None
    indices: IndicesResult | None = None
    crops: CropsResult | None = None
    health: HealthResult | None = None
    risk: RiskResult | None = None
    fields: FieldsResult | None = None
    matches: tuple[Match, ...] | None = None
    retrieval: RetrievalResult | None = None
    caption: CaptionResult | None = None
    decisions: tuple[Decision, ...] = ()
    words: WordsResult | None = None  # None: no language model was asked
    answer: Answer | None = None  # None: no question was asked
    report: ReportResult | None = None
    issues: Annotated[tuple[Issue, ...], join] = ()

    @property
    def has_outlines(self) -> bool:
        """Whether the run folder holds outlines: of the user's parcels, or of areas that look alike."""
        return self.request.parcels is not None or (self.fields is not None and self.fields.alike is not None)

    @property
    def is_photograph(self) -> bool:
        """Whether the picture is taken for a photograph, of which no ground is measured."""
        return self.photograph is not None and self.photograph.is_photograph
