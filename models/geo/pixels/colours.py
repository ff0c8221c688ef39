"""Colours of maps, each defined once for pictures, for colour tables in files and for styles of GIS programs.

Classes that stand beside each other on a map differ by at least 20 (CIEDE2000) to normal eyes and to deuteranopes,
protanopes and tritanopes, and get darker from class to class, so that they can be told apart in grey too. Ramps get
darker from end to end. `tests/models/geo/pixels/test_colours.py` checks both.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shade:
    """A colour, `#rrggbb`, and the word that a report calls it by."""

    colour: str
    word: str


@dataclass(frozen=True)
class Pattern:
    """How a map paints ground of which it says nothing else: two colours and how they lie."""

    ground: str
    mark: str
    lie: str  # "plain"; "up" or "down", stripes that rise or fall to the right; "level" lines; "dots"


@dataclass(frozen=True)
class Ramp:
    """Colours from a low to a high value in even steps, and what they and their ends show, in words."""

    stops: tuple[str, ...]
    shows: str
    low: Shade
    high: Shade
    low_means: str
    high_means: str


NO_CROP = Shade("#b0b0b0", "grey with lines")
"""Ground without a crop to judge, in files; pictures add lines, so that it is no class on grey paper either."""
NO_CROP_LINES = Pattern(NO_CROP.colour, "#969696", "level")

NO_DATA = Pattern("#ffffff", "#ffffff", "plain")
CLOUD = Pattern("#f2f2f2", "#bdbdbd", "up")
SHADOW = Pattern("#969696", "#6e6e6e", "down")
OUTSIDE = Pattern("#e6e6e6", "#b0b0b0", "dots")
UNDEFINED = Pattern("#f4d5e0", "#f4d5e0", "plain")

GREEN = Ramp(
    ("#f4e3bb", "#dcd68c", "#b4c768", "#7fb152", "#479547", "#1f763f", "#085735", "#043822"),
    "how green", Shade("#f4e3bb", "pale brown"), Shade("#043822", "dark green"), "hardly green", "very green",
)  # fmt: skip
WATER = Ramp(
    ("#f6e7c4", "#cfdcae", "#9bcab0", "#66b2b8", "#3d93b5", "#2a70a3", "#214d86", "#1a2a5c"),
    "how wet", Shade("#f6e7c4", "pale brown"), Shade("#1a2a5c", "dark blue"), "dry", "wet",
)  # fmt: skip
BARE = Ramp(
    ("#e3efd2", "#e2d79f", "#ddb96c", "#cf9648", "#b77232", "#955025", "#6d341d", "#431f15"),
    "how bare or ripe", Shade("#e3efd2", "pale green"), Shade("#431f15", "dark brown"), "green", "bare or ripe",
)  # fmt: skip
NEUTRAL = Ramp(
    ("#fbe9d0", "#f4cda4", "#e8ab86", "#d68779", "#b96775", "#914d74", "#65376b", "#3a2354"),
    "how high", Shade("#fbe9d0", "pale orange"), Shade("#3a2354", "dark violet"), "low", "high",
)  # fmt: skip
CHANGE = Ramp(
    ("#543005", "#8c510a", "#bf812d", "#dfc27d", "#f5f5f5", "#80cdc1", "#35978f", "#01665e", "#003c30"),
    "what changed", Shade("#543005", "brown"), Shade("#003c30", "green"), "fell", "rose",
)  # fmt: skip
"""ColorBrewer's brown to blue-green, which colour-blind readers tell apart; white is no change."""
