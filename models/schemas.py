"""Results that travel between steps: small, frozen, JSON-able, without arrays or torch."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Modality = Literal["rgb", "multispectral", "infrared", "sar"]
Share = float  # 0–1


class Result(BaseModel):
    """Base of everything that travels: frozen, and refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Guess(Result):
    """One opinion on the modality, and what it rests on."""

    modality: Modality
    confidence: Share = Field(ge=0, le=1)
    evidence: tuple[str, ...]


class ModalityResult(Result):
    """The modality in force, with the opinion of the statistics and, where asked, of the network."""

    modality: Modality
    confidence: Share = Field(ge=0, le=1)
    statistics: Guess
    network: Guess | None = None
    network_probabilities: dict[str, float] | None = None
    fake: bool = False


class CloudResult(Result):
    """What each pixel of `valid.tif` is: 0 no data, 1 clear, 2 cloud, 3 cloud shadow."""

    method: str
    raster: str
    pixels: dict[str, int]  # no_data, clear, cloud, shadow; they add up to the scene
    area_ha: dict[str, float] | None  # None where the scene has no place on Earth
    reason_unmasked: str | None = None  # why clouds could not be looked for

    def share(self, name: str) -> Share:
        """Share of a class among pixels with data."""
        seen = sum(count for key, count in self.pixels.items() if key != "no_data")
        return self.pixels[name] / seen if seen else 0.0


class IndexStats(Result):
    """One spectral index over clear pixels; percentiles are exact over the stored values."""

    name: str
    long_name: str
    formula: str
    bands: dict[str, str]  # symbol of the formula → band of the scene
    pixels: int  # clear pixels where the index is defined
    undefined: int  # clear pixels where it is not (a denominator of 0, a band without data)
    mean: float
    std: float
    percentiles: dict[str, float]  # "0", "5", "25", "50", "75", "95", "100"


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
    refused: dict[str, str]  # index → why


class HealthResult(Result):
    """Share of clear ground in each ordered condition, and how sure the network is."""

    share: dict[str, Share]  # healthy, mild, moderate, severe
    mean_confidence: Share = Field(ge=0, le=1)
    attention: dict[str, float]
    raster: str
    fake: bool = False


class RiskResult(Result):
    """Share and area of each risk class, and the files that hold the maps."""

    share: dict[str, Share]  # low, medium, high
    area_ha: dict[str, float] | None
    mean_confidence: Share = Field(ge=0, le=1)
    raster: str
    probability_raster: str
    uncertainty_raster: str
    fake: bool = False


class Match(Result):
    """One item of the index that resembles the scene."""

    item: str
    caption: str
    similarity: float
    fake: bool = False


class CaptionResult(Result):
    """A sentence about the scene, from a network, with its confidence."""

    text: str
    confidence: Share = Field(ge=0, le=1)
    fake: bool = False


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


class Issue(Result):
    """Something that the report must say: a refusal, a missing model, a conversion, a doubt."""

    step: str
    kind: Literal["model_unavailable", "refused", "conversion", "warning"]
    reason: str
    needed: str | None = None
