# ruff: noqa: E501 (patterns stand on one line)
"""Turns of phrase that say the same, made alike before words are looked up: patterns, and what stands for them."""

import re
from collections.abc import Mapping, Sequence

from nodes.state import Language

_WRITTEN: Mapping[Language, Sequence[tuple[str, str]]] = {
    "en": (
        # words in front, or alone, that state nothing
        (r"(?<![\w,] )\b(?:overall|notably|in short|in brief|in summary|in sum|in total|all in all|in other words|note"
         r"(?: too| also)? that|in the end of it|for now|to sum up|please note that|of note),? (?=\w)", ""),
        (r"(?<![\w,] )\bfor now: ", ""),
        (r"\baccording to the file(?: itself)?, ", "the file says that "),
        (r"\bby (?:its own|the) file(?: itself)?,? ", "the file says that "),
        (r"\b(?:the|this) scene is simulated(?: and not a real place)?\b", "it is simulated: this is no real ground"),
        (r", so none of this is real ground\b", ": this is no real ground"),
        (r", so go there first\b", "; go there first"),
        (r"\b(\w+ \w+) (?:should be|is|deserves) (?:your|the) first (?:stop|visit)\b", r"go to \1 first"),
        (r"\bthe file itself\b", "the file"),
        (r"\b(?:keep in mind|bear in mind|remember|note|mind) that\b", ""),
        (r"\btreat this with (?:care|caution):", ""),
        (r"\baccording to the forecast, ", "it is forecast that "),
        (r"\bby the network's (?:own )?(?:judgement|judgment|reckoning)\b", "according to the network"),
        # doubts in other words
        (r"\b(?:on|in|for|with|over) (?:the )?real (?:fields|ones|land)(?=, )", "on real ones"),
        (r"\bwhere fields (?:were|are) real\b", "on real ones"),
        (r"\bthe (?:network )?behind (?:it|this)\b", "the network"),
        (r"\bthe forecasting network\b", "the network"),
        (r"\bwhat the network knows it learned\b", "the network learned"),
        (r"\bthe month that followed\b", "the following month"),
        (r"\b(?:can|could) (?:barely|hardly|scarcely) (?:separate|part|distinguish|tell apart) causes\b",
         "hardly tells causes apart"),
        (r"\bsays? (?:a|the) network\b", "according to a network"),
        (r"\bso says a network that\b", "the network"),
        (r"\b(?:all (?:of )?)?this comes from training on\b", "the network learned from"),
        # what is not there
        (r"\b(?:the )?(?:retriev\w+|find\w*|search\w*(?: for)?|look\w* for|fetch\w*)(?: of| for)? (?:similar|like|comparable)"
         r" (?:cases|scenes|images|ones)\b", "retrieve similar"),
        (r"\b(?:similar|like|comparable) (?:cases|scenes|images) (?:could not|cannot|were not|was not) (?:be )?"
         r"(?:retrieved|found|searched(?: for)?|looked for)\b", "no retrieve similar"),
        (r"\b(?:writ|produc|mak|generat|giv|add)\w+ (?:a |the )?(?=caption)", ""),
        (r"\bcaption(?:ing|s)?(?: (?:of|for))?(?: (?:the |a |this )?(?:scenes?|one|image))?\b(?! scene)(?= (?:was|were) (?:written|made|given|possible))"
         r"(?: was| were) (?:written|made|given|possible)", "caption scene"),
        (r"\bcaption(?:ing|s)?(?: (?:of|for))?(?: (?:the |a |this )?(?:scenes?|one|image))?\b", "caption scene"),
        (r"\bthe retrieve similar\b", "retrieve similar"),
        (r"\bretrieve similar (?:or|and|nor) (?:to |for )?(?:a )?caption scene\b", "retrieve similar, caption scene"),
        (r"\ba caption scene\b", "caption scene"),
        (r"\b(?:is|are|was|were) unknown to\b", "was never learned by"),
        (r"\b(?:is|was|were|are) (?:never|not) taught to\b", "was never learned by"),
        (r"\bthe bands needed for\b", "bands for"),
        (r"\b(?:scene|image) (?:lacks|is missing|does not have) (?:the )?bands\b", "scene has no bands"),
        (r"\bneed bands that the scene does not have\b", "have no bands in the scene"),
        (r"\b(?=[^.;,]*\b(?:only|alone|nothing but|solely|just)\b)(?:rest|were|are|could|had to|have to|come|was|is)(?: only| solely| just)?"
         r"(?: be)?(?: only)?(?: judged| inferred| derived| told| read| known| based| taken)?(?: only| solely| just)? (?:on|from|by|out of)"
         r"(?: only| nothing but)? (?:its|the|the scene's) values(?: only| alone)?\b", "were judged from its values only"),
        (r"\b(?:certain|some) scene facts\b", "some facts of the scene"),
        (r"\b(?:certain|some) facts (?:of|about) the scene\b", "some facts of the scene"),
        (r"\bsome of what is stated about the scene\b", "some facts of the scene"),
        (r"\bthe evidence (?:names|gives) the flag that (?:would settle|settles) (?:it|each|them)\b",
         "the evidence says which flag settles them"),
        (r"\bsee the evidence for the flag that settles (?:it|each|them)\b", "the evidence says which flag settles them"),
        (r"\bwhich flag settles them is said in the evidence\b", "the evidence says which flag settles them"),
        (r"\b(?:were left|left|remained|went) unjudged\b|\bcould not be judged\b|\bwere not judged\b", "not judged"),
        (r"\breport\.html gives the reasons\b", "the reasons stand in report.html"),
        (r"\bfor reasons (?:that report\.html gives|given in report\.html)\b", "the reasons stand in report.html"),
        # grounds and areas
        (r"\b(?:image|scene|picture) (?:has|holds|contains) data\b", "ground has data"),
        (r"\bover (?:all )?(?:the )?(?=\{claim:(?:health|risk)\.area|[\d,.]+ ha\b)", "on "),
        (r"\baround (?=latitude|longitude)", "at "),
        (r"\bthat the network could judge\b", "that the network judged"),
        (r"\bclouds and (?:cloud shadows?|their shadows?)\b", "cloud or its shadow"),
        (r"\bwhich leaves\b", "and"),
        (r"\bcan be seen clearly\b", "is clear"),
        (r"\bunder shadow\b", "under cloud shadow"),
        (r"\bhas no vegetation, being water or snow by its class\b", "is no vegetation (water, snow)"),
        (r"\bwithout vegetation, such as water or snow,", "without vegetation (water, snow),"),
        (r"\bcommonest\b", "largest"),
        (r"\bthe network (?:places|puts)\b", "the network calls"),
        (r"\bthe forecast for yield loss\b", "the forecast of the risk of losing yield"),
        (r"\b30 m off\b", "30 m away"),
        (r"\bplant numbers\b", "how many plants stand"),
        (r"\bthe larger part of\b", "most of"),
        (r"\bsome (?=\d)", "about "),
        (r"\bninety per ?cent of\b", "nine tenths of"),
        (r"\bhardly anything, (?=\{claim|\d)", "a small part, "),
        (r"\bbare or nearly so\b", "bare or nearly bare"),
    ),
    "fr": (
        (r"(?<![\w,] )\b(?:en bref|en résumé|en somme|notons que|à noter que|globalement|attention(?: toutefois)? :) "
         r"?,? ?(?=\w)", ""),
        (r"\bd'après le fichier, il s'agit d'une simulation\b", "le fichier dit qu'il est simulé"),
        (r"\ble fichier se (?:déclare|dit) simulé\b", "le fichier dit qu'il est simulé"),
        (r"\bce n'est donc pas\b", "ce n'est pas"),
        (r"\b(?:dans|pour|sur) (?:de|des|les) (?:vrais champs|champs réels)\b", "sur de vrais champs"),
        (r"\bvient d'un réseau formé\b", "est d'un réseau formé"),
        (r"\bil les distingue (?:mal|à peine)\b", "il ne les distingue guère"),
        (r"\bn'ont (?:jamais|pas) vu d'herbe dans leur apprentissage\b", "n'ont jamais appris l'herbe"),
        (r"\bil manque à l'image les bandes\b", "l'image n'a pas les bandes"),
        (r"\bl'image ne contient pas les bandes(?: qu'il faut)?\b", "l'image n'a pas les bandes"),
        (r"\best inconnue? (?:des|aux) réseaux\b", "n'a jamais été appris par les réseaux"),
        (r"\b(?:certains|des) faits de l'image\b", "des faits de l'image"),
        (r"\bl'option qui les fixe (?:est nommée|figure) dans les preuves\b", "les preuves nomment l'option qui les fixe"),
        (r"\bles preuves (?:disent quelle|indiquent l')( ?)option (?:les|qui les) fixe\b",
         "les preuves nomment l'option qui les fixe"),
        (r"\b(?:pour )?(?:re)?(?:chercher|trouver)(?: des| les)? cas (?:semblables|similaires|comparables)\b", "la recherche de cas semblables"),
        (r"\b(?:pour )?(?:décrire|légender) (?:l'image|la scène)\b|\bla légende de l'image\b", "la description de l'image"),
        (r"\b(?=[^.;,]*\b(?:que|seules|uniquement|seulement)\b)(?:ne )?(?:reposent|sont|ont été|s'appuient|se fondent|viennent|n'ont été)"
         r"(?: jugés| tirés| déduits| connus| fondés)?(?: que| uniquement| seulement)? (?:sur|de|d'après|par|à partir de) ses (?:seules )?valeurs(?: seules)?\b",
         "sont jugés d'après ses seules valeurs"),
        (r"\bla recherche de cas semblables (?:ou|ni|et) (?:pour |de )?la description de l'image\b",
         "la recherche de cas semblables, la description de l'image"),
        (r"\bla description de l'image (?:ou|ni|et) (?:pour |de )?la recherche de cas semblables\b",
         "la recherche de cas semblables, la description de l'image"),
        (r"\bni (la recherche de cas semblables, la description de l'image) n'ont de modèle installé\b",
         r"aucun modèle n'est installé pour \1"),
        (r"\bil n'y a pas de modèle installé\b", "aucun modèle n'est installé"),
        (r"\bil faut (?:donner|fournir)\b", "donnez"),
        (r"\b(\w+ \w+) est la première parcelle à visiter\b", r"allez d'abord voir \1"),
        (r"\bla première visite est pour (\w+ \w+)", r"allez d'abord voir \1"),
        (r"\breport\.html en donne les raisons\b", "les raisons sont dans report.html"),
        (r"\ble terrain n'est pas réel\b", "ce n'est pas un vrai terrain"),
        (r"\bl'emporte sur toute autre couverture\b", "est la plus grande couverture"),
        (r"\boccupe plus de place que toute autre couverture\b", "est la plus grande couverture"),
        (r"\bnuages (?:ou|et) leurs? ombres?\b", "nuage ou son ombre"),
        (r"\bexaminés\b", "jugés"),
        (r"\bvotre tournée\b", ""),
        (r"\bpour savoir (?:laquelle|où aller)\b", "pour savoir quelle parcelle visiter"),
    ),
}  # fmt: skip
TURNS: Mapping[Language, Sequence[tuple[re.Pattern[str], str]]] = {
    language: [(re.compile(old, re.IGNORECASE), new) for old, new in turns] for language, turns in _WRITTEN.items()
}
