"""What is measured of each parcel: small, frozen, JSON-able."""

from typing import Literal, Self

from models.schemas import Result, Share

_BROKEN = "its outline could not be measured"


class FieldIndex(Result):
    """One index over the clear ground of a parcel; each pixel counts with the share that the outline covers."""

    name: str
    median: float
    mean: float  # of decibels: that of the linear power, in decibels
    p10: float
    p90: float
    std: float


class FieldPeers(Result):
    """How an index of a parcel stands to the other judged parcels of its crop."""

    name: str  # of the index
    peers: int
    difference: float  # its median less the median of theirs
    lower: Share  # of them, whose median is lower


class WeakPatch(Result):
    """Ground within a parcel that hangs together and stands clearly below the rest of it."""

    pixels: float
    area_ha: float | None  # None where the scene has no place on Earth
    longitude: float | None  # of a point inside, degrees
    latitude: float | None
    median: float  # of NDVI, or of the index that stands in for it
    below: float  # median of the whole parcel less its own


class FieldClasses(Result):
    """What an analysis says of a parcel."""

    judged: Share  # of the parcel
    share: dict[str, Share]  # of the judged ground, by class; empty where nothing is judged
    area_ha: dict[str, float] | None


class FieldMeasured(Result):
    """One parcel of the user; shares are of its ground on the scene."""

    name: str
    crop: str | None
    pixels: float
    on_scene: Share  # of the parcel
    area_ha: float | None  # of what lies on the scene
    clear: Share
    cloud: Share
    shadow: Share
    no_data: Share
    judged: Share  # clear, with a value of the first index
    indices: tuple[FieldIndex, ...]
    health: FieldClasses | None = None
    risk: FieldClasses | None = None
    peers: tuple[FieldPeers, ...] = ()
    bare: Share | None = None  # of the clear ground, without green plants; None where no index can tell
    patches: tuple[WeakPatch, ...] = ()  # the largest few, the largest first
    patch_count: int = 0  # of all
    patch_area_ha: float | None = None  # of all; None where the scene has no place on Earth
    longitude: float | None = None  # degrees, of clear ground in its middle that is as its median or weaker
    latitude: float | None = None
    not_judged: str | None = None  # why

    @classmethod
    def broken(cls, name: str, crop: str | None) -> Self:
        """A parcel whose outline could not be measured."""
        return cls(
            name=name, crop=crop, pixels=0.0, on_scene=0.0, area_ha=None, clear=0.0, cloud=0.0, shadow=0.0,
            no_data=0.0, judged=0.0, indices=(), not_judged=_BROKEN,
        )  # fmt: skip

    @property
    def is_broken(self) -> bool:
        """Whether it could not be measured."""
        return self.not_judged == _BROKEN


PlaceKind = Literal["weak_patch", "bare", "behind_peers", "behind_few"]


class Place(Result):
    """Where to go and look, and what for."""

    field: str
    kind: PlaceKind
    longitude: float
    latitude: float
    area_ha: float | None  # of the ground that is meant
    value: float  # NDVI there, median
    below: float | None  # what it is held against (its parcel, or its peers) less its own


class AlikeAreas(Result):
    """What areas rest on that this program found in the picture, for the user has told no outlines."""

    indices: tuple[str, ...]
    pixel_m: float | None  # of the picture that was parted
    left_out: int  # areas that are large enough, beyond those that are listed


class FieldsResult(Result):
    """All parcels of the user in the order of their file, or without any the scene, and the files that hold them."""

    fields: tuple[FieldMeasured, ...]
    of_scene: bool = False  # whether its one field is the scene, for the user has given none
    alike: AlikeAreas | None = None  # whether they are areas that look alike, not outlines of the user
    table: str
    outlines: str | None  # None where the scene has no place on Earth
    geopackage: str | None
    parquet: str | None = None
    weak_patches: str | None = None  # outlines of all
    places: tuple[Place, ...] = ()  # at most five, the most urgent first
    scouting: str | None = None  # GPX of the places; KML of the same name beside it
    health_fake: bool = False
    risk_fake: bool = False
