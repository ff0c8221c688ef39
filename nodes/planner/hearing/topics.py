"""What a question is about: indices, classes of the networks, clouds, ground; by their names and by plain words."""

import re
from dataclasses import dataclass

from models.geo.indices.catalogue import STANDARD
from models.geo.indices.own import OWN
from nodes.planner.talk import Talk

OTHERS = ("OSAVI", "MSAVI2", "VARI", "LAI", "FAPAR", "NDSI", "ARVI", "GCI", "MCARI", "TCARI", "RVI", "DVI", "VV", "VH",
          "HH", "HV")  # fmt: skip
"""Names of indices and polarisations that people ask for, whether a run has them or not."""
_TYPOS = {"nvdi": "NDVI", "ndiv": "NDVI", "dnvi": "NDVI", "nmdi": "NDMI", "ndre1": "NDRE"}

WORDS: tuple[tuple[str, str | None, str], ...] = (
    # what, class, words
    ("soil_moisture", None, r"soil (?:moisture|water)|moisture of (?:the )?soil|water in the soil"),
    ("missing_cover", None, r"missing (?:cover|plants|canopy)|cover (?:is |that is )?missing|lacking cover|gaps?\b(?! (?:in|between|from|of|to)\b)"),
    ("weak_patches", None, r"weak (?:patch(?:es)?|spots?|areas?|parts?|ground|zones?)|patch(?:es|y)?\b|poor (?:patch|spot)s?"),
    ("confidence", None, r"\b(?:sure|certain|confident|confidence|certainty|trust(?:worthy)?|reliable)\b"),
    ("cause", "drought", r"drought|thirst\w*|(?:lack|short(?:age)?) of water|water stress|(?:too|so) dry"),
    ("cause", "nitrogen", r"(?:lack|short(?:age)?|deficien\w*|hunger)\s*(?:of |in )?nitrogen|nitrogen (?:deficien\w*|stress|lack\w*|short\w*|hunger)|nitrogen\b(?! (?:status|content|level|index))"),
    ("cause", "disease", r"diseases?\b|fung(?:us|al|i)\b|blight|\brust\b|mildew|infect\w*"),
    ("cause", "waterlogging", r"waterlog\w*|flood\w*|standing water|too much water|too wet"),
    ("cause", "emergence", r"emergence|germinat\w*|emerged"),
    ("cause", "lodging or hail", r"lodg\w*|\bhail\b|storm damage|flattened"),
    ("cause", None, r"\bcauses?\b(?! d)|\bcaused\b|stress factor"),
    ("health", None, r"how (?:un)?healthy"),
    ("health", "healthy", r"\bhealthy\b|in good (?:health|condition|shape)"),
    ("health", "severe", r"(?<!how )\bsever(?:e|ely)\b|seriously (?:ill|sick|stressed|damaged)"),
    ("health", "moderate", r"\bmoderate(?:ly)?\b"),
    ("health", "mild", r"\bmild(?:ly)?\b|slight(?:ly)? stress\w*"),
    ("risk", "high", r"high(?:est)?[- ]risk|risk (?:is |class )?high\b|at (?:serious|great) risk"),
    ("risk", "medium", r"(?:medium|middle)[- ]risk|risk (?:is |class )?medium"),
    ("risk", "low", r"low(?:est)?[- ]risk|risk (?:is |class )?low\b"),
    ("risk", None, r"\brisks?\b|\brisky\b|yield loss(?:es)?|\bloss(?:es)?\b|endangered|in danger|threatened"),
    ("health", None, r"\bhealth\b|\bhealth(?:iest|ier)\b|\bsick(?:est|er)\b|stress\w*|\bsick\b|\bill\b|suffer\w*|damaged?\b|ailing|unhealthy|\bcondition\b"),
    ("shadow", None, r"shad(?:ow|ows|ed)\b"),
    ("clear", None, r"\bclear\b|cloud[- ]?(?:free|less)|\busable\b"),
    ("cloud", None, r"\bclouds?\b|\bcloudy\b|overcast|\bhaz[ey]\b"),
    ("BSI", None, r"bare soil index"),
    ("bare", None, r"\bbare\b|\bnaked\b|without (?:vegetation|plants|crop)|nothing gr(?:ows|owing)|\bempty\b|ploughed"),
    ("temperature", None, r"temperature|\bhot(?:ter|test)?\b|\bwarm(?:er|est)?\b|\bcold(?:er|est)?\b|heat\b"),
    ("NDRE", None, r"chlorophyll|red[- ]?edge|nitrogen (?:status|content|level|index)"),
    ("PSRI", None, r"senescen\w*|ripen\w*|\bripe(?:ness|r|st)?\b|yellow\w*"),
    ("NDWI", None, r"open water|water (?:bod(?:y|ies)|surfaces?)|\blakes?\b|\bponds?\b|puddles?"),
    ("NBR", None, r"\bburn(?:t|ed|ing)\b|\bfires?\b"),
    ("NDMI", None, r"\bmoist(?:ure|er|est)?\b|\bwet(?:ter|test|ness)?\b|\bdr(?:y|ier|iest|yness|yest)\b|leaf water|water content|humid\w*|well watered"),
    ("NDVI", None, r"\bgreen(?:ness|er|est|ery)?\b|vigou?r(?:ous)?|\blush\w*|\bstand\b(?! (?:at|on|in|to|out|for))|\bgrowth\b|biomass|vegetation index|how dense"),
    ("cover", None, r"\bcover(?:ed|age)?\b|\bvegetation\b|\bcanopy\b"),
    ("area", None, r"\barea\b|hectares?\b|\bacres?\b|\bhow (?:big|large)\b|\bsize\b|how much (?:land|ground)"),
)  # fmt: skip
"""Plain words in the order in which they are looked for; a word that is taken is not looked at again."""
DRY_WORDS = re.compile(r"\bdr(?:y|ier|iest|yness|yest)\b|\bcold(?:er|est)?\b|least green|\bpal(?:e|est)\b")
FIGURES: tuple[tuple[str, str], ...] = (
    ("extremes", r"\bmin(?:imum)?(?:s)?(?: and | et | to | & |[-/ ])(?:the )?max|(?:lowest|smallest) and (?:the )?(?:highest|largest)|(?:highest|largest) and (?:the )?(?:lowest|smallest)|from what to what"),
    ("median", r"\bmedian\b|\btypical\b"),
    ("mean", r"\baverage\b|(?<!does )\bmean\b(?! by|\?$)|on average"),
    ("lowest", r"\b(?:lowest|minimum|smallest|min)\b(?: value)?|how low"),
    ("highest", r"\b(?:highest|maximum|max|peak|largest)\b(?: value)?|how high"),
    ("spread", r"\bspread\b|\brange\b|vari(?:es|ation|ability|able|ance|y)\b|\beven(?:ly|ness)?\b|uniform\w*|homogen\w*|(?:standard )?deviation"),
    ("area", r"how many (?:hectares|acres|ha)\b|how much (?:land|ground|area)|\bhectares\b|\bacres\b|\bin ha\b|\(ha\)|\bin (?:hectares|acres)\b|, ?ha\s*\?*$|what area|which area|the area"),
    ("share", r"\bshare\b|percent\w*|%|\bfraction\b|\bproportion\b|how much of|what part of|portion of"),
    ("sum", r"\bsum\b|\btotal\b|\baltogether\b|\bin all\b|\ball together\b"),
    ("count", r"how many (?!hectares|acres|ha\b)|number of"),
)  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """One thing that is asked about, and the class of it that is meant."""

    what: str
    of: str | None = None
    at: int = 0  # where it stands
    is_named: bool = False  # by the name of an index


def find_topics(words: str, talk: Talk) -> list[Topic]:
    """Find what an English question is about, in the order in which it says so."""
    found: list[Topic] = []
    left = words
    for name in sorted(known_indices(talk), key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w]){re.escape(name.lower())}(?!\w)", left):
            found.append(Topic(_as_run(name, talk), None, match.start(), True))
        left = re.sub(rf"(?<![\w]){re.escape(name.lower())}(?!\w)", lambda match: " " * len(match[0]), left)
    for typed, name in _TYPOS.items():
        found += [Topic(name, None, match.start(), True) for match in re.finditer(rf"\b{typed}\b", left)]
    for what, of, pattern in WORDS:
        for match in re.finditer(pattern, left):
            found.append(Topic(what, of, match.start()))
        left = re.sub(pattern, lambda match: " " * len(match[0]), left)
    unique: dict[str, Topic] = {}
    for topic in sorted(found, key=lambda one: one.at):
        if topic.what not in unique or (unique[topic.what].of is None and topic.of is not None):
            unique[topic.what] = topic
    return [*unique.values()]


def known_indices(talk: Talk) -> tuple[str, ...]:
    """Return names of indices that a question may use, those of the talk first."""
    bare = tuple(name.removesuffix("_dB").removesuffix("_relative") for name in talk.indices)
    return tuple(dict.fromkeys((*talk.indices, *bare, *STANDARD, *OWN, *OTHERS)))


def _as_run(name: str, talk: Talk) -> str:
    """Write the name as the run has it."""
    alike = [one for one in talk.indices if one.lower() in (name.lower(), f"{name.lower()}_db")]
    return alike[0] if alike else name


def find_figure(words: str) -> str | None:
    """Find which statistic is asked for."""
    return next((figure for figure, pattern in FIGURES if re.search(pattern, words)), None)


_CROP = re.compile(
    r"\b(?:what|which|whose) (?:\w+ )?(?:crop|plant|culture)s? (?:is|are|does|do|has|was|grows?|in|on|of)\b(?! (?:the )?(?:best|worst|most|least|green|dr))|\bwhat(?:'s| is| are| was)? (?:is |was |being )?(?:grow(?:s|n|ing)|planted|sown|cultivated|there)\b|\bwhat (?:do|did|have) (?:i|we) (?:grow|plant|sow|have)\b"
    r"|\b(?:its|their|the) crops?\b\s*[?.!]*$|\bcrop (?:of|in|on) (?:the )?(?:fieldx|it|this|that)\b|\b(?:fieldx|it)(?:'s)? crop\b"
)


def asks_crop(words: str) -> bool:
    """Whether it is asked which crop stands on a field."""
    return bool(_CROP.search(words))
