"""French clauses for each class of each aspect; each names one class of one aspect."""

from models.caption.learning.wording_phrases import Phrases, combine

_VEGETATION = {
    "sparse": (("clairsemé", "maigre", "peu dense", "peu fourni"), ("clairsemée", "maigre", "peu dense", "éparse")),
    "moderate": (
        ("moyennement dense", "moyennement fourni", "de densité moyenne"),
        ("moyennement dense", "moyennement fournie", "de densité moyenne"),
    ),
    "dense": (("dense", "épais", "fourni", "bien fourni"), ("dense", "épaisse", "fournie", "drue")),
    "very dense": (
        ("très dense", "très épais", "très fourni", "extrêmement dense"),
        ("très dense", "très épaisse", "très fournie", "extrêmement dense"),
    ),
}
"""Masculine and feminine."""
_SOIL = {
    "quarter": (("un quart", "environ un quart", "à peu près un quart", "près d'un quart"), ()),
    "half": (("la moitié", "environ la moitié", "à peu près la moitié", "près de la moitié"), ()),
    "most": (
        ("la plus grande partie", "la majeure partie", "la plus grande part"),
        ("les trois quarts", "environ les trois quarts"),
    ),
    "nearly all": (("la quasi-totalité", "la presque totalité"), ()),
}
"""Singular, which may be a subject, and plural."""
_FEEL = {
    "very dry": (("très secs", "extrêmement secs"), ("très sec", "extrêmement sec")),
    "dry": (("secs", "plutôt secs", "assez secs"), ("sec", "plutôt sec", "assez sec")),
    "moderate": (("moyennement humides", "ni secs ni humides"), ("moyennement humide", "ni sec ni humide")),
    "moist": (("humides", "plutôt humides", "assez humides"), ("humide", "plutôt humide", "assez humide")),
    "very moist": (("très humides", "extrêmement humides"), ("très humide", "extrêmement humide")),
}
"""Plural and singular."""
_LEVEL = {
    "very dry": ("très faible", "extrêmement faible"),
    "dry": ("faible", "plutôt faible"),
    "moderate": ("moyenne", "modérée"),
    "moist": ("élevée", "forte", "plutôt élevée"),
    "very moist": ("très élevée", "très forte"),
}
_MASS = {
    "low": ("faible", "réduite", "modeste"),
    "medium": ("moyenne", "modérée", "intermédiaire"),
    "high": ("élevée", "importante", "forte"),
    "very high": ("très élevée", "très importante", "considérable"),
}
_PARTS = {
    "north": ("le nord", "au nord", "la partie nord"),
    "north-east": ("le nord-est", "au nord-est", "la partie nord-est"),
    "east": ("l'est", "à l'est", "la partie est"),
    "south-east": ("le sud-est", "au sud-est", "la partie sud-est"),
    "south": ("le sud", "au sud", "la partie sud"),
    "south-west": ("le sud-ouest", "au sud-ouest", "la partie sud-ouest"),
    "west": ("l'ouest", "à l'ouest", "la partie ouest"),
    "north-west": ("le nord-ouest", "au nord-ouest", "la partie nord-ouest"),
    "centre": ("le centre", "au centre", "la partie centrale"),
}  # fmt: skip
_ON_ANY_GROUND = {
    "even": (
        "le terrain est partout semblable", "la répartition est régulière", "la zone paraît homogène",
        "la surface est uniforme", "le terrain semble homogène", "la zone est partout pareille",
    ),
    "gradient": (
        "la zone montre un changement progressif", "le terrain change peu à peu d'un bord à l'autre",
        "la surface forme un dégradé", "la zone suit un gradient", "le terrain évolue progressivement",
        "la surface varie par degrés",
    ),
    "patchy": (
        "la zone forme une mosaïque", "la répartition est inégale", "le terrain est hétérogène",
        "la surface est irrégulière", "le terrain varie d'un endroit à l'autre", "la zone a l'aspect d'une mosaïque",
    ),
    "split": (
        "la zone se partage en deux parties nettes", "la zone compte deux parties distinctes",
        "le terrain se divise en deux", "deux blocs distincts composent la zone",
        "on distingue deux ensembles", "le terrain se compose de deux zones",
    ),
}  # fmt: skip
_ON_PLANTS = {
    "even": (
        "le couvert est homogène", "la végétation est uniforme", "la verdure est partout la même",
        "la végétation est partout semblable", "le couvert végétal est bien régulier",
    ),
    "gradient": (
        "la verdure change peu à peu d'un bord à l'autre", "le couvert évolue progressivement",
        "la végétation varie par degrés", "le couvert forme un dégradé", "la verdure suit un gradient",
    ),
    "patchy": (
        "le couvert est irrégulier", "la végétation pousse par taches", "le couvert varie d'un endroit à l'autre",
        "le couvert est hétérogène", "la verdure apparaît par plaques",
    ),
    "split": (
        "le couvert se divise en deux", "la végétation forme deux blocs distincts",
        "le couvert se sépare en deux zones",
        "la végétation se partage en deux ensembles", "la verdure forme deux zones distinctes",
    ),
}  # fmt: skip
_EXTREMES = {
    "greenest": (
        (
            "{part} est la partie la plus verte", "la partie la plus verte se trouve {at}",
            "le terrain est le plus vert {at}",
            "c'est {at} que le terrain est le plus vert", "{side} est la plus verte",
        ),
        (
            "la végétation la plus dense se situe {at}", "le couvert le plus fourni est {at}",
            "{part} porte la végétation la plus dense", "c'est {at} que le couvert est le plus dense",
            "{side} porte le couvert le plus épais",
        ),
    ),
    "barest": (
        (
            "{part} est la partie la moins verte", "la partie la moins verte se trouve {at}",
            "le terrain est le moins vert {at}", "c'est {at} que le terrain est le plus nu", "{side} est la plus nue",
            "{part} est la partie la plus nue",
        ),
        (
            "la végétation la plus maigre se situe {at}", "le couvert le plus clairsemé est {at}",
            "{part} porte la végétation la moins dense", "c'est {at} que le couvert est le plus clairsemé",
            "{side} porte le couvert le plus maigre",
        ),
    ),
}  # fmt: skip


def _vary_vegetation(value: str) -> list[str]:
    masculine, feminine = _VEGETATION[value]
    return combine(
        (
            "la végétation est {f}", "une végétation {f} couvre le terrain", "la couverture végétale est {f}",
            "le terrain porte une végétation {f}", "le couvert végétal est {m}", "le couvert paraît {m}",
            "un couvert végétal {m} recouvre le sol", "le sol porte un couvert {m}",
        ),
        m=masculine, f=feminine,
    )  # fmt: skip


def _vary_soil(value: str) -> list[str]:
    one, many = _SOIL[value]
    found = combine(
        (
            "{one} du terrain est à nu", "{one} de la surface est à découvert", "{one} de la zone est du sol nu",
            "le sol nu occupe {any} du terrain", "le sol nu couvre {any} de la zone",
            "la terre nue occupe {any} de la surface",
        ),
        one=one, any=(*one, *many),
    )  # fmt: skip
    if value == "nearly all":
        found += [
            "presque tout le terrain est à nu", "presque toute la surface est du sol nu",
            "le sol est à nu presque partout", "la terre nue se montre presque partout",
        ]  # fmt: skip
    return found


def _vary_moisture(value: str) -> list[str]:
    many, one = _FEEL[value]
    found = combine(
        (
            "le sol et les feuilles sont {many}", "l'humidité est {level}", "le terrain est {one}",
            "la teneur en eau est {level}", "sol et feuilles paraissent {many}", "le terrain paraît {one}",
            "l'humidité du sol et des feuilles est {level}",
        ),
        many=many, one=one, level=_LEVEL[value],
    )  # fmt: skip
    for verb, denied in (
        ("sont", "ne sont"),
        ("est", "n'est"),
        ("paraît", "ne paraît"),
        ("paraissent", "ne paraissent"),
    ):
        found = [each.replace(f" {verb} ni ", f" {denied} ni ") for each in found]
    return found


def _fill(templates: tuple[str, ...], place: str) -> list[str]:
    part, at, side = _PARTS[place]
    return [each.replace("{part}", part).replace("{at}", at).replace("{side}", side) for each in templates]


FRENCH_PHRASES = Phrases(
    clauses={
        "vegetation": {
            "bare": [
                "le terrain ne porte presque pas de végétation", "il n'y a guère de végétation",
                "la végétation est quasi absente", "le terrain est presque nu", "on ne voit presque pas de plantes",
                "le sol ne porte pratiquement pas de végétation", "le couvert végétal est presque absent",
                "la surface est presque nue",
            ],
            **{value: _vary_vegetation(value) for value in _VEGETATION},
        },
        "soil": {
            "none": [
                "il n'y a presque pas de sol nu", "on ne voit guère de sol nu", "le sol nu est presque absent",
                "presque aucun sol nu n'apparaît", "on ne voit pratiquement pas de terre nue",
                "le sol à nu est quasi absent", "la terre nue est presque absente",
            ],
            "little": [
                "on voit peu de sol nu", "une petite part du terrain est à nu",
                "le sol nu occupe une petite partie de la zone", "un peu de terre nue apparaît",
                "une faible part de la surface est à nu", "il y a un peu de sol nu",
                "le sol nu couvre une faible partie du terrain",
            ],
            **{value: _vary_soil(value) for value in _SOIL},
        },
        "moisture": {value: _vary_moisture(value) for value in _FEEL},
        "biomass": {
            value: combine(
                (
                    "la biomasse est {much}", "la masse végétale est {much}", "la masse de feuilles est {much}",
                    "le terrain porte une biomasse {much}", "la biomasse verte est {much}",
                    "la masse foliaire est {much}",
                ),
                much=much,
            )
            for value, much in _MASS.items()
        },
        "pattern": {value: [*_ON_ANY_GROUND[value], *_ON_PLANTS[value]] for value in _ON_ANY_GROUND},
        **{
            aspect: {place: _fill((*general, *plants), place) for place in _PARTS}
            for aspect, (general, plants) in _EXTREMES.items()
        },
        "water": {
            "some": [
                "un peu d'eau libre est visible", "l'eau libre occupe une petite partie de la zone",
                "une petite part de la zone est en eau", "on voit un peu d'eau libre",
                "une partie de la surface est en eau", "il y a un peu d'eau libre",
            ],
            "much": [
                "l'eau libre couvre une grande partie de la zone", "une grande partie de la zone est en eau",
                "l'eau libre occupe une bonne partie de la surface", "on voit beaucoup d'eau libre",
                "une grande part du terrain est en eau", "il y a beaucoup d'eau libre",
            ],
        },
    },
    of_plants=frozenset(
        clause
        for clauses in (
            *_ON_PLANTS.values(), *(_fill(plants, place) for _, plants in _EXTREMES.values() for place in _PARTS),
        )
        for clause in clauses
    ),
    joins=(", et ", ", tandis que ", " ; ", ", et ", ", alors que "),
    before_last=(", ", " ; "),
    conjunction=", et ",
    elided={", tandis que ": ", tandis qu'", ", alors que ": ", alors qu'"},
)  # fmt: skip
