"""What can be asked of runs: one small class a tool; a planner, a language model or an MCP client fills it in."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from models.schemas import Result

Part = Literal[
    "north", "south", "east", "west", "north_east", "north_west", "south_east", "south_west", "centre"
]  # fmt: skip
"""Halves and quarters; the centre is the middle ninth."""


class Where(Result):
    """Which ground is meant: all of it by default; `part` with `field` is a part of that field."""

    field: str | None = Field(default=None, description="name of a field, as the run has it")
    part: Part | None = None
    point: tuple[float, float] | None = Field(default=None, description="longitude and latitude in degrees")
    polygon: tuple[tuple[float, float], ...] | None = Field(default=None, description="corners: longitude and latitude")
    zone: int | None = Field(default=None, ge=1, description="a zone at high risk, by its number")
    place: int | None = Field(default=None, ge=1, description="a place to go and look, by its number")


class Supposed(Result):
    """What the question takes for granted and the answer must confirm or correct."""

    of: str | None = None  # the field, crop or class that it is supposed of; None: the scene, or all fields
    relation: Literal[
        "worst", "best", "more", "less", "rose", "fell", "equals", "exists", "is_crop", "count", "low", "high", "bare",
        "cloudy", "every",
    ]  # fmt: skip
    value: float | None = None  # in the unit of the answer: percent for shares
    than: str | None = None  # the other field or run, for more and less; the crop, for is_crop
    by: str | None = None  # NDVI or another index, area, risk …, where the question names it
    crop: str | None = None  # the fields among which it is the worst or best


class Asked(Result):
    """Base of all: of which run, and what is taken for granted."""

    run: str | None = Field(default=None, description="name of a run that is open; None: the one last spoken of")
    supposed: Supposed | None = None


class Summarize(Asked):
    """What matters most: where to go first and why, or what was found in all."""

    tool: Literal["summarize"] = "summarize"


class Describe(Asked):
    """What is known of the scene and of the run, and from where."""

    tool: Literal["describe"] = "describe"
    about: Literal[
        "scene", "sensor", "date", "place", "bands", "level", "resolution", "size", "clouds", "doubts", "told",
        "files", "networks", "kind",
    ] = "scene"  # fmt: skip


class Measure(Asked):
    """A number over some ground: index, health, risk, cover, clouds, bare ground, weak patches, area; or its crop."""

    tool: Literal["measure"] = "measure"
    what: str = Field(
        description="NDVI or another index, VV, temperature, health, risk, cause, missing_cover, cover, cloud, shadow, "
        "clear, bare, weak_patches, area, crop, confidence"
    )
    of: str | None = Field(default=None, description="a class of it, as severe, high, drought")
    figure: Literal[
        "summary", "median", "mean", "lowest", "highest", "extremes", "spread", "share", "area", "count"
    ] = "summary"  # fmt: skip
    where: Where = Where()


class Count(Asked):
    """How many fields there are, of a crop or of all, and how much ground they cover."""

    tool: Literal["count"] = "count"
    crop: str | None = None
    which: Literal["all", "judged", "not_judged", "bare", "behind", "patchy"] = "all"


class Rank(Asked):
    """The worst or best fields, or the places to go and look."""

    tool: Literal["rank"] = "rank"
    things: Literal["fields", "places", "zones"] = "fields"
    by: str = Field(
        default="urgency", description="urgency, NDVI or another index, bare, risk, health, area, weak_patches"
    )
    order: Literal["worst", "best"] = "worst"
    count: int = Field(default=3, ge=1, le=25)
    skip: int = Field(default=0, ge=0, le=24, description="how many of the first are left out, as 1 for the second")
    crop: str | None = None
    also: tuple[str, ...] = Field(default=(), description="what else is told of each field, as area or crop or NDMI")


class Sift(Asked):
    """The fields whose number lies above or below a bound, or between two bounds, and how many these are."""

    tool: Literal["sift"] = "sift"
    by: str = Field(
        default="NDVI", description="NDVI or another index (median), area (ha); in percent: bare, risk, health, cloud"
    )
    above: float | Literal["mean"] | None = Field(default=None, description="a number, or the mean of these fields")
    below: float | Literal["mean"] | None = None
    crop: str | None = None


class Combine(Asked):
    """One number over several fields: a mean, a sum, the lowest and highest; of a crop, of some fields or of all."""

    tool: Literal["combine"] = "combine"
    what: str = Field(
        default="NDVI", description="NDVI or another index, area, bare, cloud, health, risk, weak_patches"
    )
    of: str | None = Field(default=None, description="a class of health or risk, as severe or high")
    figure: Literal["mean", "median", "lowest", "highest", "range", "sum"] = "mean"
    crop: str | None = None
    fields: tuple[str, ...] = Field(default=(), description="names of fields; none: all")
    by_crop: bool = Field(default=False, description="whether each crop is told by itself, the highest first")


class Explain(Asked):
    """Why a field stands where it does, or why ground has its class: bands, neighbours, what was told, how sure."""

    tool: Literal["explain"] = "explain"
    what: Literal["rank", "health", "risk", "index", "cloud", "not_judged"] = "rank"
    where: Where = Where()


class Compare(Asked):
    """What changed between two runs, over all or in a field, or what one field has that another has not."""

    tool: Literal["compare"] = "compare"
    before: str | None = Field(default=None, description="name of a run; None: the earlier of those that are open")
    after: str | None = None
    field: str | None = None
    other_field: str | None = Field(default=None, description="a second field of the same run, instead of a second run")
    what: str = "NDVI"
    crop: str | None = Field(default=None, description="of which fields alone it is told")
    order: Literal["fell", "rose", "most", "least"] | None = Field(
        default=None, description="which field is wanted: what fell, rose, changed most or changed least"
    )


class FindLike(Asked):
    """Cases of the collection that resemble the scene, a field or some words."""

    tool: Literal["find_like"] = "find_like"
    words: str | None = None


class TellNeeded(Asked):
    """What would be needed for something that the run could not do, or does not hold."""

    tool: Literal["tell_needed"] = "tell_needed"
    subject: str = Field(description="health, risk, an index, temperature, yield, peers, weather, cause, dose …")


class OpenMap(Asked):
    """Which picture or file shows something; it is opened where that can be."""

    tool: Literal["open_map"] = "open_map"
    of: str = Field(
        default="fields", description="fields, NDVI or another index, health, risk, clouds, preview, report"
    )


class Analyse(Asked):
    """Analyse a scene: a new run."""

    tool: Literal["analyse"] = "analyse"
    scene: str = Field(description="path of a raster on this machine")
    parcels: str | None = None


class Verify(Asked):
    """Count every number of a run again from its files."""

    tool: Literal["verify"] = "verify"


Call = Annotated[
    Summarize | Describe | Measure | Count | Rank | Sift | Combine | Explain | Compare | FindLike | TellNeeded
    | OpenMap | Analyse | Verify,
    Field(discriminator="tool"),
]  # fmt: skip
CALL: TypeAdapter[Call] = TypeAdapter(Call)
