"""English clauses for each class of each aspect; each names one class of one aspect."""

from models.caption.learning.wording_phrases import Phrases, combine

_VEGETATION = {
    "sparse": ("sparse", "thin", "scanty"),
    "moderate": ("moderate", "of medium density", "moderately dense", "of middling density"),
    "dense": ("dense", "thick", "well closed"),
    "very dense": ("very dense", "very thick", "extremely dense", "exceptionally dense"),
}
_BEFORE = {
    "sparse": ("sparse", "thin", "scanty"), "moderate": ("moderate", "moderately dense", "medium"),
    "dense": ("dense", "thick"),
}  # fmt: skip
"""Where the word stands before its noun."""
_SOIL = {
    "quarter": ("about a quarter", "roughly a quarter", "around a quarter", "about one quarter"),
    "half": ("about half", "roughly half", "around half", "more or less half"),
    "most": ("most", "the greater part", "the larger part", "about three quarters"),
    "nearly all": ("nearly all", "almost all", "practically all", "virtually all"),
}
_FEEL = {
    "very dry": ("very dry", "extremely dry", "exceptionally dry"),
    "dry": ("dry", "rather dry", "fairly dry", "on the dry side"),
    "moderate": ("moderately moist", "neither dry nor moist", "neither wet nor dry", "moderately damp"),
    "moist": ("moist", "damp", "rather moist", "fairly moist"),
    "very moist": ("very moist", "very damp", "extremely moist", "exceptionally moist"),
}
_LEVEL = {
    "very dry": ("very low", "extremely low"),
    "dry": ("low", "rather low"),
    "moderate": ("moderate", "medium", "average"),
    "moist": ("high", "rather high"),
    "very moist": ("very high", "extremely high"),
}
_MASS = {
    "low": ("low", "small", "slight", "modest"),
    "medium": ("medium", "moderate", "average", "intermediate"),
    "high": ("high", "large", "considerable", "substantial"),
    "very high": ("very high", "very large", "exceptionally high", "extremely large"),
}
_PARTS = {
    "north": "northern", "north-east": "north-eastern", "east": "eastern", "south-east": "south-eastern",
    "south": "southern", "south-west": "south-western", "west": "western", "north-west": "north-western",
    "centre": "central",
}  # fmt: skip
_ON_ANY_GROUND = {
    "even": (
        "the surface is much the same everywhere", "the land looks uniform", "the area is even throughout",
        "the pattern is regular", "the whole area looks homogeneous", "the land is alike everywhere",
    ),
    "gradient": (
        "there is a gradual change across the land", "the land shows a steady change",
        "the area changes step by step", "the pattern follows a gradient", "the surface changes little by little",
        "the land forms a smooth transition",
    ),
    "patchy": (
        "the land shows a mosaic", "the area is a patchwork", "the pattern is irregular", "the area looks mottled",
        "the land varies from place to place", "the surface is uneven",
    ),
    "split": (
        "the area falls into two distinct parts", "the land is divided into two clear parts",
        "the area consists of two blocks", "two separate parts make up the area", "the land is made up of two zones",
        "the area is split in two",
    ),
}  # fmt: skip
_ON_PLANTS = {
    "even": (
        "the cover is even", "growth is uniform throughout", "the greenery is much the same everywhere",
        "the plants grow evenly", "the cover looks homogeneous", "the greenery spreads evenly over the land",
    ),
    "gradient": (
        "the greenery changes step by step across the area", "the cover shows a steady change",
        "the greenery varies gradually from one side to another", "the cover follows a gradient",
        "growth changes little by little", "the cover forms a smooth transition",
    ),
    "patchy": (
        "the cover is patchy", "the greenery lies in patches", "growth varies from place to place",
        "the cover forms a patchwork", "the greenery is uneven", "the plants grow in patches",
    ),
    "split": (
        "the cover is split in two", "the greenery divides the area in two", "the cover falls into two zones",
        "the vegetation forms two distinct blocks", "the plants grow in two separate parts",
    ),
}  # fmt: skip
_GREENEST_OF_PLANTS = (
    "the densest growth stands in the {place}", "the {place} carries the thickest cover",
    "the strongest growth is found in the {place}", "the {place} holds the densest vegetation",
    "the cover is densest in the {place}",
)  # fmt: skip
_BAREST_OF_PLANTS = (
    "the thinnest cover is found in the {place}", "the {place} has the thinnest vegetation",
    "the weakest growth is found in the {place}", "the cover is thinnest in the {place}",
    "the {place} carries the sparsest vegetation",
)  # fmt: skip


def _vary_vegetation(value: str) -> list[str]:
    after = ("the vegetation is {after}", "the plant cover is {after}", "the green cover looks {after}")
    before = (
        "{before} vegetation covers the ground", "the ground carries {a before} plant cover",
        "{before} greenery covers the land", "the land lies under {a before} green cover",
        "the plants form {a before} cover",
    )  # fmt: skip
    words = _VEGETATION[value]
    return combine((*after, *before), after=words, before=_BEFORE.get(value, words))


def _vary_moisture(value: str) -> list[str]:
    return combine(
        (
            "soil and leaves look {feel}", "the land is {feel}", "the soil and the leaves appear {feel}",
            "moisture is {level}", "the moisture level is {level}", "the water content is {level}",
            "leaves and soil show {a level} moisture level", "leaves and soil are {feel}",
        ),
        feel=_FEEL[value], level=_LEVEL[value],
    )  # fmt: skip


def _vary_place(fitting: str, extreme: str, plants: tuple[str, ...]) -> dict[str, list[str]]:
    general = (
        f"the {{place}} is {extreme}", f"the {extreme} part lies in the {{place}}",
        f"the {{side}} part is the {extreme}", f"the {fitting} place is in the {{place}}",
        f"the {{side}} part looks {extreme}",
    )  # fmt: skip
    return {
        place: [
            each.replace("{place}", place).replace("{side}", side)
            for each in (*general, *plants)
        ]
        for place, side in _PARTS.items()
    }  # fmt: skip


ENGLISH_PHRASES = Phrases(
    clauses={
        "vegetation": {
            "bare": [
                "there is hardly any vegetation", "almost no plants grow here", "the land is nearly bare",
                "the ground carries next to no vegetation", "vegetation is all but absent",
                "practically no greenery covers the land", "the surface is bare or nearly bare",
                "plants are almost absent",
            ],
            **{value: _vary_vegetation(value) for value in _VEGETATION},
        },
        "soil": {
            "none": [
                "there is hardly any bare soil", "almost no open ground shows", "practically no bare ground is visible",
                "bare soil is all but absent", "next to no exposed soil is seen", "bare ground shows hardly anywhere",
                "virtually no soil lies bare",
            ],
            "little": [
                "little bare soil shows", "bare soil takes up a small part of the land",
                "only a little open ground is visible", "a small share of the ground is bare",
                "bare ground covers a small part of the area", "a few spots of exposed soil show",
                "exposed soil takes up a minor part of the land",
            ],
            **{
                value: combine(
                    (
                        "{much} of the land is bare", "bare soil covers {much} of the area",
                        "{much} of the ground lies uncovered", "open ground takes up {much} of the land",
                        "{much} of the surface is exposed soil", "exposed soil makes up {much} of the land",
                        "bare ground shows on {much} of the area",
                    ),
                    much=much,
                )
                for value, much in _SOIL.items()
            },
        },
        "moisture": {value: _vary_moisture(value) for value in _FEEL},
        "biomass": {
            value: combine(
                (
                    "the biomass is {much}", "the leaf mass is {much}", "the green mass is {much}",
                    "the land bears {a much} leaf mass", "the amount of leaf is {much}", "leaf biomass is {much}",
                    "the plant mass is {much}",
                ),
                much=much,
            )
            for value, much in _MASS.items()
        },
        "pattern": {value: [*_ON_ANY_GROUND[value], *_ON_PLANTS[value]] for value in _ON_ANY_GROUND},
        "greenest": _vary_place("greenest", "greenest", _GREENEST_OF_PLANTS),
        "barest": {
            place: [*barest, *least]
            for (place, barest), least in zip(
                _vary_place("barest", "barest", _BAREST_OF_PLANTS).items(),
                _vary_place("least green", "least green", ()).values(),
                strict=True,
            )
        },
        "water": {
            "some": [
                "some open water is visible", "a small part of the area is open water",
                "open water covers a part of the area", "there is some open water", "a little open water shows",
                "open water takes up a smaller part of the area",
            ],
            "much": [
                "open water covers a large part of the area", "a large part of the area is open water",
                "much of the area is open water", "open water takes up a good part of the area",
                "a large share of the area is water", "there is a great deal of open water",
            ],
        },
    },
    of_plants=frozenset(
        clause
        for clauses in (
            *_ON_PLANTS.values(), *_vary_place("", "", _GREENEST_OF_PLANTS).values(),
            *_vary_place("", "", _BAREST_OF_PLANTS).values(),
        )
        for clause in clauses
    ),
    joins=(", and ", ", while ", "; ", ", and "),
    before_last=(", ", "; "),
    conjunction=", and ",
    elided={},
)  # fmt: skip
