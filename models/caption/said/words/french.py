"""The French words by which captions are read."""

import re
from collections.abc import Iterator

from models.caption.said.words.table import Table, split_words

_IRREGULAR = {
    "épais": ("épais", "épaisse"), "gros": ("gros", "grosse"), "bas": ("bas", "basse"),
    "moyen": ("moyen", "moyenne"), "progressif": ("progressif", "progressive"), "régulier": ("régulier", "régulière"),
    "irrégulier": ("irrégulier", "irrégulière"), "égal": ("égal", "égale", "égaux"),
    "inégal": ("inégal", "inégale", "inégaux"), "graduel": ("graduel", "graduelle"), "bon": ("bon", "bonne"),
    "pareil": ("pareil", "pareille"), "sec": ("sec", "sèche"), "frais": ("frais", "fraîche"),
}  # fmt: skip


def _inflect(*adjectives: str) -> tuple[str, ...]:
    """List masculine, feminine and plural forms; words before the adjective stay as they are."""
    return tuple(dict.fromkeys(form for adjective in adjectives for form in _list_forms(adjective)))


def _list_forms(adjective: str) -> Iterator[str]:
    *before, last = adjective.split(" ")
    stems = _IRREGULAR.get(last, (last, last if last.endswith("e") else last + "e"))
    for stem in stems:
        for form in (stem, stem if stem[-1] in "sx" else stem + "s"):
            yield " ".join([*before, form])


_PLANTS = (
    "végétation", "couvert végétal", "couvert", "plantes", "verdure", "couverture végétale", "tapis végétal", "couverture",
    "vert", "couvert vert",
)  # fmt: skip
_NO = (
    "presque pas de", "pratiquement pas de", "quasiment pas de", "guère de", "pas de", "presque pas", "guère",
    "pratiquement pas", "quasiment pas", "aucun", "aucune", "presque aucun", "presque aucune", "à peine de", "sans",
    "quasiment aucun", "quasiment aucune", "pratiquement aucun", "pratiquement aucune", *_inflect("absent"),
    *_inflect("presque absent", "quasi absent", "quasiment absent", "pratiquement absent"),
)  # fmt: skip

FRENCH = Table(
    joins=re.compile(
        r"(\s*;\s*|\s*:\s*|,\s+(?:et|mais|avec|où|(?:alors|tandis)\s+que)\s+|,?\s+(?:alors|tandis)\s+qu(?:e\s+|['’])"
        r"|,\s+|\s+mais\s+)",
        re.IGNORECASE,
    ),
    conjunction=", et ",
    dependent=frozenset({"avec", "où"}),
    nouns={
        ("vegetation", "pattern", "greenest", "barest"): _PLANTS,
        ("soil",): (
            "sol nu", "terre nue", "sol découvert", "terre découverte", "terrain nu", "sols nus", "sol à nu", "nu", "nue",
            "à nu", "à découvert", "terre à nu", "sol sans plantes", "terres nues",
        ),
        ("moisture",): ("humidité", "teneur en eau"),
        ("biomass",): ("biomasse", "masse végétale", "masse verte", "masse de feuilles", "masse foliaire",
                       "biomasse verte", "biomasse foliaire"),
        ("pattern",): ("répartition", "motif"),
        ("water",): ("eau libre", "eau", "surface d eau", "plan d eau", "surfaces d eau"),
    },
    values={
        "vegetation": {
            "bare": (*_NO, "très peu de", "si peu de"),
            "sparse": _inflect("clairsemé", "épars", "maigre", "clair", "lâche", "peu dense", "peu fourni", "peu serré"),
            "moderate": (
                *_inflect("moyen", "modéré", "moyennement dense", "moyennement fourni", "intermédiaire",
                          "moyennement épais", "moyennement serré", "assez dense"),
                "de densité moyenne", "de densité modérée", "de densité intermédiaire",
                "ni clairsemée ni dense", "ni clairsemé ni dense", "ni clairsemées ni denses",
            ),
            "dense": _inflect("dense", "épais", "fourni", "dru", "serré", "bien fourni", "touffu"),
            "very dense": _inflect("très dense", "très épais", "très fourni", "très dru", "très serré",
                                   "extrêmement dense", "très touffu", "tout à fait fermé"),
        },
        "soil": {
            "none": (*_NO, "nulle part", "presque nulle part"),
            "little": (
                "peu de", "un peu de", "une petite part", "une faible part", "une petite partie", "une faible partie",
                "quelques taches de", "une petite portion", "seulement un peu de", "une part réduite", "peu",
            ),
            "quarter": (
                "un quart", "environ un quart", "près d un quart", "à peu près un quart", "autour d un quart",
                "le quart", "environ le quart", "à peu près le quart", "quelque chose comme un quart",
            ),
            "half": (
                "la moitié", "environ la moitié", "à peu près la moitié", "près de la moitié", "une moitié",
                "environ une moitié", "grosso modo la moitié", "plus ou moins la moitié",
            ),
            "most": (
                "la plus grande partie", "l essentiel", "la majeure partie", "les trois quarts", "la plus grande part",
                "environ les trois quarts", "à peu près les trois quarts", "la plupart", "le plus gros",
            ),
            "nearly all": (
                "presque tout", "presque toute", "la quasi-totalité", "quasiment tout", "quasiment toute",
                "presque partout", "la presque totalité", "pratiquement tout", "pratiquement toute", "quasiment partout",
                "pratiquement partout", "partout", "tout", "toute", "la totalité",
            ),
        },
        "moisture": {
            "very dry": _inflect("très faible", "très bas", "extrêmement faible", "très réduit"),
            "dry": _inflect("faible", "bas", "réduit", "plutôt faible", "plutôt bas", "modeste"),
            "moderate": (*_inflect("moyen", "modéré", "intermédiaire"), "ni faible ni forte", "ni faible ni élevée"),
            "moist": _inflect("élevé", "fort", "bon", "plutôt élevé", "plutôt fort"),
            "very moist": _inflect("très élevé", "très fort", "extrêmement élevé", "très bon", "extrêmement fort"),
        },
        "biomass": {
            "low": (*_inflect("faible", "réduit", "modeste", "bas", "maigre", "peu abondant", "peu important"), "peu de",
                    "très peu de"),
            "medium": (*_inflect("moyen", "modéré", "intermédiaire"), "ni faible ni forte", "ni faible ni élevée"),
            "high": _inflect("élevé", "fort", "important", "grand", "abondant", "gros"),
            "very high": _inflect("très élevé", "très fort", "très important", "considérable", "très abondant",
                                  "très grand", "extrêmement élevé"),
        },
        "water": {
            "none": _NO,
            "some": ("un peu de", "un peu d", "une partie", "une petite partie", "une part", "une petite part", "peu de",
                     "peu d"),
            "much": ("beaucoup de", "beaucoup d", "une grande partie", "une bonne partie", "une grande part",
                     "la plus grande partie", "une large part", "la moitié"),
        },
    },
    alone={
        "vegetation": {"bare": _inflect("nu", "presque nu", "quasi nu", "quasiment nu", "pratiquement nu")},
        "moisture": {
            "very dry": _inflect("très sec", "extrêmement sec", "desséché"),
            "dry": _inflect("sec", "plutôt sec", "assez sec"),
            "moderate": (
                *_inflect("moyennement humide", "modérément humide"), "ni secs ni humides", "ni sec ni humide",
                "ni sèches ni humides", "ni sèche ni humide", "entre le sec et l humide",
            ),
            "moist": _inflect("humide", "plutôt humide", "assez humide", "frais", "bien humide"),
            "very moist": _inflect("très humide", "extrêmement humide", "mouillé", "très mouillé"),
        },
        "pattern": {
            "even": (
                *_inflect("homogène", "uniforme", "régulier", "bien régulier", "partout semblable", "partout pareil"),
                "partout le même", "partout la même", "égal partout", "uniformément", "régulièrement", "de façon égale",
            ),
            "gradient": (
                *_inflect("progressif", "graduel"), "gradient", "dégradé", "peu à peu", "par degrés", "progressivement",
                "graduellement", "petit à petit", "pas à pas",
            ),
            "patchy": (
                *_inflect("hétérogène", "irrégulier", "inégal", "tacheté"), "en mosaïque", "mosaïque", "par taches",
                "d un endroit à l autre", "par plaques", "d une parcelle à l autre", "irrégulièrement", "inégalement",
            ),
            "split": (
                "deux parties", "en deux", "deux zones", "deux ensembles", "deux moitiés", "deux blocs", "deux parties nettes",
                "deux parties distinctes", "deux zones distinctes", "deux ensembles distincts", "deux blocs distincts",
            ),
        },
    },
    superlatives={
        "greenest": (
            "la plus verte", "le plus vert", "le plus verte", "les plus verts", "les plus vertes",
            "végétation la plus dense", "végétation la plus fournie", "végétation la plus épaisse", "couvert le plus dense",
            "couvert le plus fourni", "couvert le plus épais", "la plus dense", "le plus dense", "le plus fourni",
            "la plus fournie", "le plus de végétation", "la plus végétalisée", "le plus épais", "la plus épaisse",
            "couvert végétal le plus dense", "couvert végétal le plus fourni", "les plus denses", "plus verte",
        ),
        "barest": (
            "la moins verte", "le moins vert", "les moins verts", "les moins vertes", "la plus nue", "le plus nu",
            "végétation la plus maigre", "végétation la plus clairsemée", "végétation la moins dense",
            "couvert le plus clairsemé", "couvert le plus maigre", "couvert le moins dense", "la plus clairsemée",
            "le plus clairsemé", "la plus maigre", "le plus maigre", "le moins de végétation", "la moins dense",
            "le moins dense", "couvert végétal le plus clairsemé", "couvert végétal le moins dense", "les plus clairsemées",
        ),
    },
    parts={
        "north": ("nord",), "south": ("sud",), "west": ("ouest", "l ouest"),
        "east": ("l est", "partie est", "côté est", "bord est", "est de la zone", "bordure est"),
        "centre": ("centre", "milieu", "partie centrale"),
        "north-east": ("nord-est",), "north-west": ("nord-ouest",), "south-east": ("sud-est",),
        "south-west": ("sud-ouest",),
    },
    negators=("pas", "non", "ni", "sans", "aucun", "aucune", "pas de", "jamais", "nullement"),
    neutral=frozenset(split_words(
        "avec aspect zones blocs ensembles moitiés " "a abrite apparaissent apparaît atteignent atteint au autre aux bien bord bordure c ce ces cet cette "
        "change changement changent clairement coin compose composent compte contient couvert couverte couvre "
        "couvrent côté d dans de demeure demeurent densité depuis des distinctes distincts distingue divise "
        "divisent dont du découpe découpée elle elles en ensemble entre est et fait feuilles forme forment ici il "
        "ils l la laisse le les lieu montre montrent même n ne nets nettement nettes niveau occupe occupent "
        "occupée occupées on ont ou où par paraissent paraît parcelle partage partagent partagé partagée partie "
        "parties passage place porte portent pousse poussent présente présentent quantité que qui recouvert "
        "recouverte recouvre recouvrent reste restent réparti répartie réparties répartis s se semble semblent "
        "situe soi-même sol sont sous suit sur surface sépare séparent terrain terre terres tient tout trouve "
        "trouvent un une varie varient vers visible visibles voit y zone à étend évolue évoluent"
    )),
)  # fmt: skip
