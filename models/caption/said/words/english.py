"""The English words by which captions are read."""

import re

from models.caption.said.words.table import Table, split_words

_PLANTS = (
    "vegetation", "plant cover", "green cover", "vegetation cover", "plants", "greenery", "cover", "green", "growth",
)  # fmt: skip

ENGLISH = Table(
    joins=re.compile(r"(\s*;\s*|\s*:\s*|,\s+(?:and|while|whereas|but|with|where|although|though|yet)\s+|,\s+"
                     r"|\s+(?:while|whereas|although|though)\s+)", re.IGNORECASE),
    conjunction=", and ",
    dependent=frozenset({"with", "where"}),
    nouns={
        ("vegetation", "pattern", "greenest", "barest"): _PLANTS,
        ("soil",): (
            "bare soil", "bare ground", "open soil", "open ground", "exposed soil", "exposed ground", "uncovered ground",
            "uncovered soil", "bare", "bare land", "bare earth", "uncovered", "without plants",
        ),
        ("moisture",): ("moisture", "water content", "wetness", "dampness", "moisture level"),
        ("biomass",): (
            "biomass", "leaf mass", "green mass", "plant mass", "leaf biomass", "green biomass", "plant biomass",
            "amount of leaf",
        ),
        ("pattern",): ("pattern", "distribution"),
        ("water",): ("open water", "water", "water surface"),
    },
    values={
        "vegetation": {
            "bare": (
                "hardly any", "almost no", "next to no", "very little", "practically no", "scarcely any", "no",
                "all but absent", "almost absent", "nearly absent", "absent",
            ),
            "sparse": ("sparse", "thin", "scanty", "light", "loose", "meagre", "open", "sparsely", "thinly"),
            "moderate": (
                "moderate", "medium", "middling", "of medium density", "moderately dense", "moderately thick",
                "of middling density", "of moderate density", "intermediate", "moderately", "neither thin nor dense",
                "neither sparse nor dense", "fairly dense",
            ),
            "dense": ("dense", "thick", "full", "close", "densely", "thickly", "well closed"),
            "very dense": (
                "very dense", "very thick", "extremely dense", "very full", "exceptionally dense", "very close",
                "completely closed", "fully closed", "very densely", "very thickly",
            ),
        },
        "soil": {
            "none": (
                "no", "hardly any", "almost no", "practically no", "next to no", "scarcely any", "virtually no", "absent",
                "all but absent", "almost absent", "nothing", "almost nothing", "nowhere", "hardly anywhere",
            ),
            "little": (
                "little", "a little", "a small part", "a small share", "small", "only a small part", "only a little",
                "under a quarter", "a few spots", "a few spots of", "a minor part", "a small portion", "only a small share",
            ),
            "quarter": (
                "under half", "about a quarter", "roughly a quarter", "around a quarter", "some quarter", "a quarter", "one quarter",
                "about one quarter", "roughly one quarter", "around one quarter", "one part in four",
            ),
            "half": (
                "over a quarter", "about half", "roughly half", "around half", "half", "one half", "about one half", "more or less half",
                "one part in two",
            ),
            "most": (
                "most", "over half", "the greater part", "the larger part", "about three quarters", "roughly three quarters",
                "around three quarters", "three quarters", "the bulk", "mostly", "the best part", "the main part",
            ),
            "nearly all": (
                "nearly all", "almost all", "practically all", "virtually all", "nearly the whole", "almost the whole",
                "nearly everywhere", "almost everywhere", "practically everywhere", "all", "everywhere",
                "almost everything", "nearly everything",
            ),
        },
        "moisture": {
            "very dry": ("very low", "extremely low", "very slight", "very small"),
            "dry": ("low", "slight", "rather low", "modest"),
            "moderate": ("moderate", "medium", "average", "intermediate", "middling", "neither low nor high"),
            "moist": ("high", "good", "rather high", "ample"),
            "very moist": ("very high", "extremely high", "very good", "very ample"),
        },
        "biomass": {
            "low": ("low", "small", "slight", "little", "modest", "very little", "rather low", "hardly any"),
            "medium": ("medium", "moderate", "average", "intermediate", "middling", "neither low nor high"),
            "high": ("high", "large", "considerable", "plentiful", "substantial", "ample", "rather high"),
            "very high": (
                "very high", "very large", "exceptionally high", "abundant", "extremely high", "extremely large",
                "very plentiful",
            ),
        },
        "water": {
            "none": ("no", "hardly any", "almost no", "practically no", "next to no", "virtually no", "absent"),
            "some": ("some", "a little", "a part", "a small part", "little", "a smaller part"),
            "much": ("much", "a large part", "a good part", "most", "mostly", "a great deal", "a large share", "half"),
        },
    },
    alone={
        "vegetation": {"bare": ("bare", "nearly bare", "almost bare", "practically bare", "bare or nearly bare")},
        "moisture": {
            "very dry": ("very dry", "extremely dry", "parched", "exceptionally dry"),
            "dry": ("dry", "rather dry", "on the dry side", "fairly dry", "somewhat dry"),
            "moderate": (
                "moderately moist", "neither dry nor moist", "neither moist nor dry", "neither wet nor dry",
                "neither dry nor wet", "moderately damp", "between dry and moist",
            ),
            "moist": ("moist", "damp", "rather moist", "on the moist side", "fairly moist", "fairly damp", "rather damp"),
            "very moist": (
                "very moist", "very damp", "wet", "very wet", "extremely moist", "exceptionally moist", "extremely damp",
            ),
        },
        "pattern": {
            "even": (
                "even", "evenly", "uniform", "uniformly", "homogeneous", "much the same", "the same everywhere", "regular",
                "alike everywhere", "much the same everywhere", "equally green everywhere",
            ),
            "gradient": (
                "gradient", "gradual", "gradually", "steadily", "step by step", "little by little", "smooth transition",
                "by degrees", "gradual change", "steady change", "bit by bit",
            ),
            "patchy": (
                "patchy", "patches", "in patches", "patchwork", "mosaic", "mottled", "irregular", "uneven", "unevenly",
                "from place to place", "from spot to spot", "irregularly", "heterogeneous",
            ),
            "split": (
                "two distinct parts", "two parts", "two zones", "two halves", "in two", "two blocks", "two sections",
                "two distinct zones", "two distinct blocks", "two clear parts", "two separate parts", "two areas",
            ),
        },
    },
    superlatives={
        "greenest": (
            "greenest", "most green", "densest vegetation", "thickest vegetation", "densest growth", "strongest growth",
            "thickest cover", "densest cover", "thickest growth", "densest plants", "densest", "thickest",
            "most vegetation", "fullest cover", "strongest green", "densest plant cover", "thickest plant cover",
        ),
        "barest": (
            "barest", "least green", "thinnest vegetation", "sparsest vegetation", "thinnest growth", "weakest growth",
            "thinnest cover", "sparsest cover", "sparsest growth", "least vegetation", "thinnest", "sparsest", "weakest green",
            "least plant cover", "thinnest plant cover", "sparsest plant cover",
        ),
    },
    parts={
        "north": ("north", "northern"), "south": ("south", "southern"), "east": ("east", "eastern"),
        "west": ("west", "western"), "centre": ("centre", "center", "middle", "central"),
        "north-east": ("north-east", "northeast", "north-eastern", "northeastern"),
        "north-west": ("north-west", "northwest", "north-western", "northwestern"),
        "south-east": ("south-east", "southeast", "south-eastern", "southeastern"),
        "south-west": ("south-west", "southwest", "south-western", "southwestern"),
    },
    negators=("not", "no", "nor", "neither", "without", "never", "isn t", "aren t"),
    neutral=frozenset(split_words(
        "with a across amount amounts an and another appear appears are area as at be bear bears being between by "
        "carries carry change changes clearly come comes consist consists contain contains corner covered covers "
        "density distributed divided divides edge end everywhere fall falls follows form forms found from ground "
        "grow growing grows has have here hold holds in into is it its itself land leaves level lie lies "
        "look looks made make makes occupied occupies occupy of on one or out over part parts place places "
        "reach reaches remain remains run runs seen separate separates show shows side sit sits soil split spread "
        "spreads stand stands stretch stretches surface take taken takes that the them there this through "
        "throughout to together toward towards under up varies vary view visible where which whole"
    )),
)  # fmt: skip
