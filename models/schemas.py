"""Results that travel between steps: small, frozen, JSON-able, without arrays or torch."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from models import old_runs
from models.errors import Code

Modality = Literal["rgb", "multispectral", "infrared", "sar"]
Share = float  # 0–1
LayerUnit = Literal["1", "dB", "°C"]
PictureKind = Literal["photo", "scene"]
Language = Literal["en", "fr"]
AreaUnit = Literal["ha", "acres"]


class Result(BaseModel):
    """Base of everything that travels: frozen, and refuses unknown fields; JSON has no NaN, so it travels as a word."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


IssueKind = Literal["model_unavailable", "refused", "conversion", "warning"]


class Issue(Result):
    """Something that the report must say: a refusal, a missing model, a conversion, a doubt."""

    step: str
    kind: IssueKind
    reason: str
    needed: str | None = None
    code: Code
    subjects: tuple[str, ...] = ()  # what it is about: a room of models, bands, indices, parcels, crops
    shared_reason: str | None = None  # where several subjects have one reason: that alone, without their names

    @model_validator(mode="before")
    @classmethod
    def _take_old(cls, said: Any) -> Any:
        return {**said, **old_runs.fields_of_issue(said)} if isinstance(said, dict) and "code" not in said else said


class Reason(Result):
    """Why something is refused or doubtful, before a step makes an issue of it."""

    code: Code
    reason: str
    needed: str | None = None
    subjects: tuple[str, ...] = ()

    def issue(self, step: str, kind: IssueKind) -> Issue:
        """What the report says of it."""
        return Issue(
            step=step, kind=kind, reason=self.reason, needed=self.needed, code=self.code, subjects=self.subjects
        )


class Guess(Result):
    """One opinion on the modality, and what it rests on."""

    modality: Modality
    confidence: Share = Field(ge=0, le=1)
    evidence: tuple[str, ...]
    is_told: bool = False  # by the file or the user, in words: evidence of a higher rank than any picture
    excluded: tuple[Modality, ...] = ()  # what the pixels rule out, whatever a picture of them looks like


class ModalityResult(Result):
    """The modality in force, with the opinion of the statistics and, where asked, of the network."""

    modality: Modality
    confidence: Share = Field(ge=0, le=1)
    statistics: Guess
    network: Guess | None = None
    network_probabilities: dict[str, float] | None = None
    fake: bool = False


class PhotographResult(Result):
    """Whether a picture without a place is a photograph, and who says so."""

    kind: Literal["photograph", "scene", "doubtful"]
    source: Literal["flag", "camera", "statistics"]
    detail: str
    score: Share | None = None  # probability of a photograph, where statistics were asked

    @property
    def is_photograph(self) -> bool:
        """Whether the run takes it for one; what is doubtful goes on as a scene."""
        return self.kind == "photograph"


class CloudResult(Result):
    """What each pixel of `valid.tif` is: 0 no data, 1 clear, 2 cloud, 3 cloud shadow."""

    method: str
    raster: str
    pixels: dict[str, int]  # no_data, clear, cloud, shadow; they add up to the scene
    area_ha: dict[str, float] | None  # None where the scene has no place on Earth
    reason_unmasked: str | None = None  # why clouds could not be looked for
    doubtful_share: Share = 0.0  # of pixels with data, called cloud and perhaps bright roofs or quays
    white_share: Share = 0.0  # of pixels with data, called cloud only because they are white, without a shadow

    def share(self, name: str) -> Share:
        """Share of a class among pixels with data."""
        seen = sum(count for key, count in self.pixels.items() if key != "no_data")
        return self.pixels[name] / seen if seen else 0.0


class IndexStats(Result):
    """One index, polarisation or temperature over clear pixels; percentiles are exact over the stored values."""

    name: str
    long_name: str
    formula: str
    bands: dict[str, str]  # symbol of the formula → band of the scene
    pixels: int  # clear pixels where the index is defined
    undefined: int  # clear pixels where it is not (a denominator of 0, a band without data)
    mean: float
    std: float
    percentiles: dict[str, float]  # "0", "5", "10", "25", "50", "75", "90", "95", "100"
    unit: LayerUnit = "1"  # decibels are averaged as linear power
    is_relative: bool = False  # whether values mean something within this picture only
    parts: tuple[str, str] | None = None  # the two layers whose means its mean is the difference of


class CoverClass(Result):
    """An interval of NDVI and how much ground lies in it."""

    name: str
    lower: float
    upper: float
    pixels: int
    area_ha: float | None


class IndicesResult(Result):
    """All indices of a scene, in the band order of `indices.tif`."""

    raster: str
    stats: tuple[IndexStats, ...]
    cover: tuple[CoverClass, ...]  # empty without NDVI
    refused: dict[str, Reason]  # by index

    @field_validator("refused", mode="before")
    @classmethod
    def _take_old(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        return {name: old_runs.refusal_of(why) if isinstance(why, str) else why for name, why in said.items()}


class FieldNote(Result):
    """What was repaired in what the user says of the field."""

    about: Literal["elevation", "sensors"]
    text: str


class FieldFacts(Result):
    """What the user says of the field beside the picture, checked."""

    crop: str | None = None
    sown: date | None = None
    soil: str | None = None  # a class of texture
    elevation_m: float | None = None
    elevation_from: str | None = None
    sensors: tuple[tuple[float | None, ...], ...] | None = None  # seven days, oldest first
    sensors_last: date | None = None
    daily: tuple[tuple[float | None, ...], ...] = ()  # rain mm, evapotranspiration mm, °C; to that day, oldest first
    notes: tuple[FieldNote, ...] = ()

    @field_validator("notes", mode="before")
    @classmethod
    def _take_old(cls, said: Any) -> Any:
        if not isinstance(said, list | tuple):
            return said
        return tuple(old_runs.field_note_of(note) if isinstance(note, str) else note for note in said)


class ParcelHealth(Result):
    """One parcel of the user: what its clear ground shows."""

    name: str
    pixels: int  # of clear ground inside
    no_crop: int  # of these, without a crop to judge
    bare: int = 0  # of these again, without green plants
    crop: str | None = None  # of the parcel, or of the whole scene where it names none
    area_ha: float | None
    share: dict[str, Share]  # of the judged pixels, by condition
    missing_cover: Share | None  # mean; None where nothing was judged


class CropsResult(Result):
    """Which ground health and risk judge; both take the same."""

    raster: str
    basis: Literal["parcels", "health", "risk"] = "health"  # who says where a crop stands: the user, or which network
    pixels: dict[str, int] = {}  # of clear ground, by what it is; empty of old runs, whose raster is another
    fake: bool = False


class ToldPlace(Result):
    """A place of which a network was asked twice: with what the user said of the field, and without."""

    window: tuple[int, int, int, int]  # pixels of the scene: column, row, width, height
    blocks: tuple[tuple[int, ...], ...]  # blocks with a crop, by their class with it (rows) and without (columns)


class ToldEffect(Result):
    """What words of the user changed in the answers of a network, at a few places."""

    facts: tuple[str, ...]  # crop, sowing, soil, elevation
    classes: tuple[str, ...]
    places: tuple[ToldPlace, ...]

    def count(self) -> tuple[int, int]:
        """Count the blocks with a crop of which the network was asked twice, and those of another class without."""
        rows = [(number, row) for place in self.places for number, row in enumerate(place.blocks)]
        asked = sum(sum(row) for _, row in rows)
        return asked, asked - sum(row[number] for number, row in rows)


class HealthResult(Result):
    """Share of judged ground in each ordered condition, what causes it, and how sure the network is.

    Every number is taken from the values that stand in the rasters.
    """

    share: dict[str, Share]  # healthy, mild, moderate, severe
    area_ha: dict[str, float] | None
    judged: int  # clear pixels with a crop
    no_crop: int  # clear pixels without one that can be judged
    mean_confidence: Share = Field(ge=0, le=1)
    missing_cover: Share  # mean share of the cover of an unstressed crop
    one_class: Share  # of the judged ground where the 90 % set holds one class
    causes: dict[str, Share]  # of ground that is not healthy, by the likeliest cause; or "unclear"
    attention: dict[str, float]
    known: tuple[str, ...]  # what the network was given: image, sensors, place, crop, season
    lacking: tuple[str, ...]  # bands that it knows and the scene lacks
    skill: dict[str, float]  # macro-F1 on simulated fields with bands as these, and with all; empty where not known
    raster: str
    details: str
    parcels: tuple[ParcelHealth, ...] = ()
    told: ToldEffect | None = None  # None where the user said nothing that the network is given, and of old runs
    fake: bool = False


class RiskZone(Result):
    """Ground at high risk that hangs together."""

    pixels: int
    area_ha: float | None
    longitude: float | None  # of its centre of gravity, degrees
    latitude: float | None
    probability: Share = Field(ge=0, le=1)  # of high risk, mean


class RiskResult(Result):
    """Share and area of each risk class, how sure the network is, and the largest zones at high risk.

    Every number is taken from the values that stand in the rasters.
    """

    share: dict[str, Share]  # low, medium, high
    area_ha: dict[str, float] | None
    judged: int  # clear pixels with a crop
    no_crop: int  # clear pixels without one that can be judged
    mean_confidence: Share = Field(ge=0, le=1)
    uncertainty: Share  # mean entropy of the classes as a share of its maximum
    disagreement: Share  # mean over the networks of an ensemble; 0 for one
    zones: tuple[RiskZone, ...]  # the largest
    zone_count: int  # of all that are not tiny
    known: tuple[str, ...]  # what the network was given: image, sensors, place, crop, season
    lacking: tuple[str, ...]  # bands that it knows and the scene lacks
    preset: str  # of thresholds between the classes
    refinement: int  # iterations of the CRF
    views: int  # ways in which the network was shown each tile
    raster: str
    probability_raster: str
    uncertainty_raster: str
    zones_file: str | None  # None where the scene has no place on Earth
    told: ToldEffect | None = None  # None where the user said nothing that the network is given, and of old runs
    fake: bool = False


class Match(Result):
    """One item of a collection that resembles the picture, or what was measured of the scene."""

    item: str
    caption: str
    similarity: float  # cosine
    fake: bool = False
    kind: Literal["photograph", "scene", "note", "text"] = "scene"
    certainty: Share | None = Field(default=None, ge=0, le=1)  # that it shows the same; None of old runs
    finding: str | None = None  # what was measured, where it was found by those words; None: by the picture
    condition: str | None = None  # what it shows, as "corn/common_rust"
    licence: str | None = None
    source: str | None = None


class Condition(Result):
    """What a photograph shows, of what the model was taught."""

    subject: str  # as "corn/common_rust"; "…/healthy" where nothing is wrong
    certainty: Share = Field(ge=0, le=1)  # calibrated
    note: str | None  # id of our note on it


class RetrievalResult(Result):
    """What was searched, and what a photograph shows."""

    file: str  # all numbers that this rests on
    model: str
    items: int  # that were searched
    by_picture: bool
    findings: tuple[str, ...]  # in whose words notes were searched
    conditions: tuple[Condition, ...] = ()  # the likeliest first; none where nothing known is like it
    looks_like: PictureKind | None = None  # where the picture is taken for the other of photograph and scene
    fake: bool = False


class RawCaption(Result):
    """What a captioning network wrote of one patch, before the pixels have a say."""

    text: str
    confidence: float = Field(ge=0, le=1)  # the mean probability of the tokens that were chosen
    model: str
    base: str  # the language model, with the beginning of its hash


class Decision(Result):
    """What a person said about a result that was not sure enough."""

    step: str
    question: str
    answer: str


class ReportResult(Result):
    """The files of the report."""

    markdown: str
    html: str
    claims: str
    evidence: str | None = None  # none in old runs
    pdf: str | None = None
