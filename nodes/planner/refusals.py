"""What is declined before anything else: instructions in the place of questions, treatments, and other worlds."""

import re
from collections.abc import Mapping

from models.schemas import Language
from nodes.planner.plans import Decline, Why

LONGEST = 2000
_PATTERNS: tuple[tuple[Why, str], ...] = (
    (
        "instruction",
        r"\b(?:ignore|disregard|override|bypass|forget)\b.{0,40}\b(?:rules?|instructions?|prompts?|above|guidelines|polic\w+"
        r"|everything|previous|files?|data|checks?|verif\w+)\b|\byou are now\b|\b(?:act|behave) as\b|\bpretend\b"
        r"|\bsystem prompt\b|\bdeveloper mode\b|\bjailbreak|\brepeat after me\b|\bfrom now on\b|\bno matter what\b"
        r"|\b(?:just |simply |only |always )?(?:say|write|claim|state|answer|reply|respond|print|output)\b (?:only |just |simply "
        r"|always |me )?(?:that |with |exactly |[\"“'«])|<\s*/?\s*(?:script|system|assistant)|\bdrop table\b|\brm -rf\b"
        r"|\b(?:change|set|replace|overwrite|delete|erase|edit|modify|falsify|invent|make up|fake)\b.{0,30}"
        r"\b(?:report|values?|numbers?|figures?|files?|folder|runs?|results?|claims?|yield)\b"
        r"|\b(?:ignore[rz]?|oublie[rz]?|neglige[rz]?)\b.{0,40}\b(?:regles?|consignes?|instructions?|tout|precede\w*)\b"
        r"|\btu es maintenant\b|\b(?:fais|faites) semblant\b|\b(?:dis|dites|reponds|repondez|ecris|ecrivez|affirme)\b "
        r"(?:simplement |seulement |toujours |juste |moi )?(?:que\b|par\b|[\"“'«])"
        r"|\b(?:modifie|efface|supprime|invente|change)[rz]?\b.{0,30}\b(?:rapport|valeurs?|chiffres?|fichiers?|resultats?)\b",
    ),
    (
        "treatment",
        r"\b(?:kg|kgs|kilos?|kilograms?|units?|unites?|litres?|liters?|tonnes?|tons?|bags?) (?:of |d'|d' |de )?(?:pure )?"
        r"(?:n|p|k|p2o5|k2o|npk|nitrogen|azote|urea|uree|phosph\w+|potas\w+|lime|chaux|seeds?|semences?|manure|fumier|lisier|engrais|fertili[sz]er)\b"
        r"|\b(?:nitrogen|n|azote) (?:dose|rate|requirement|needs?)\b"
        r"|\b(?:dos(?:e|es|age)|spray\w*|herbicid\w*|fungicid\w*|pesticid\w*|insecticid\w*|glyphosate|roundup|weed ?killer"
        r"|kg ?/ ?ha|kg (?:n )?per (?:ha|hectare)|l ?/ ?ha|lit(?:re|er)s? per (?:ha|hectare))\b"
        r"|\b(?:fertili[sz]\w+|urea|manure|slurry|top ?dress\w*)\b|\bwhich (?:product|chemical|treatment)s?\b"
        r"|\b(?:product|chemical)s? (?:against|for|should|do)\b|\btreat(?:ment|ments|ed|ing)?\b (?:against|for|should|do|it|them|the|with)"
        r"|\bhow much (?:water|nitrogen|n|lime|potash|phosph\w+|sulphur|sulfur|copper)\b.{0,25}\b(?:apply|give|put|spread|need|use|irrigate|add)\b"
        r"|\bshould i (?:irrigate|apply|treat|lime|water)\b|\b(?:apply|spread) (?:more )?(?:nitrogen|lime|water|sulphur)\b"
        r"|\bengrais\b|\bfongicid\w*|\bdesherb\w*|\bpulveris\w*|\bepand\w*|\btraite(?:r|ment|ments)\b(?! l'image)"
        r"|\bquels? produits?\b|\bproduits? (?:contre|pour|phyto)\w*|\birriguer\b|\bfumure\b|\buree\b|\blisier\b|\bfumier\b"
        r"|\b(?:combien|quelle quantite) (?:d'azote|d'eau|de potasse|de chaux)\b.{0,40}\b(?:apporter|mettre|donner|faut)\b",
    ),
    (
        "off_topic",
        r"\b(?:weather forecast|will it (?:rain|snow|freeze)|going to rain|(?:rain|weather|temperature|frost) (?:tomorrow|next|this weekend|today)"
        r"|weather (?:be|like)|tomorrow'?s weather)\b|\b(?:meteo|pleuvoir|pleuvra|va-t-il (?:pleuvoir|neiger|geler)|\btemps\b.{0,12}\bf(?:ait|era|asse)\b|previsions? meteo\w*)\b"
        r"|\b(?:prices?|market|stocks?|bitcoin|crypto\w*|subsid\w+|loan|insurance|rapporter|revenue|income|taxes?|invest\w*|profit\w*|euros?|dollars?|prix|bourse|subvention\w*|impots?|assurance)\b"
        r"|\b(?:jokes?|poems?|songs?|limerick|recipes?|riddle|story|blagues?|poemes?|chansons?|recettes?|histoire drole|devinette)\b"
        r"|\b(?:python|javascript|java|typescript|rust|sql|html|source code|regex|programming|codes? en|programmer)\b|\bwrite (?:a |me a |some )?(?:code|function|script|program|essay|letter|email)\b"
        r"|\b(?:president|elections?|politic\w*|politique|prime minister|parliament|government|war|guerre|vote|premier ministre)\b"
        r"|\bcapital(?:e)? (?:of|de|city)\b|\b(?:football|soccer|world cup|olympic\w*|coupe du monde|movies?|films?|netflix|music|musique)\b"
        r"|\b(?:doctor|medicine|headache|pills?|aspirin|medecin|medicament\w*|mal de tete|medical|symptoms?|fever|pregnan\w*|my (?:back|stomach|head) hurts?)\b"
        r"|\btranslate\b|\btradui[st]\w*|\bmeaning of life\b|\bsens de la vie\b|\b(?:do you love|marry me|your favou?rite|how old are you|t'aimes)\b"
        r"|\b(?:homework|devoirs de|square root|racine carree|\d+ ?[x*+] ?\d+ ?=?)\b|\bwho (?:won|invented|wrote|discovered|painted|killed)\b|\bqui a (?:gagne|invente|ecrit|decouvert)\b"
        r"|\bwho (?:really )?(?:owns?|owned|farms|rents|leases|bought|sold|works|holds)\b|\b(?:owners?|landlords?|proprietaires?)\b|\b(?:a qui|qui) (?:appart\w+|est-ce que appart\w+|possede|loue|exploite|cultive)\b|\bbelongs? to (?:who|whom)\b|\bwho(?:m)? do(?:es)? .{1,30} belong\b|\bwhose (?:field|parcel|plot|land)\b|\b(?:tractors?|tracteur\w*|hotel|flight ticket|restaurant|vacation|holiday)\b",
    ),
)  # fmt: skip
_NEEDS = re.compile(
    r"\bwhat (?:would|do|does|should|is|are)\b.{0,25}\bneed|\bneeded (?:for|to)\b|\bfaudrait\b|\bbesoin\b"
)
TEXTS: Mapping[Why, Mapping[Language, str]] = {
    "off_topic": {
        "en": "That is nothing that pictures of fields can tell. Ask about fields, indices, crop health, risk, clouds or "
        "what changed between two runs.",
        "fr": "Des images de parcelles ne disent rien de cela. Demandez ce qu'il en est des parcelles, des indices, de la "
        "santé des cultures, du risque, des nuages ou des changements entre deux analyses.",
    },
    "treatment": {
        "en": "No product, dose or treatment is advised here: a picture cannot tell one. It would take samples of soil or "
        "plants, the plan of the crop and an adviser. Ask which fields or places to go and look at, and why.",
        "fr": "Aucun produit, dose ou traitement n'est conseillé ici : une image n'en dit rien. Il faudrait des "
        "prélèvements de sol ou de plantes, le plan de la culture et un conseiller. Demandez quelles parcelles ou quels "
        "endroits aller voir, et pourquoi.",
    },
    "instruction": {
        "en": "That is an instruction and no question about the runs; nothing was changed. Answers come from the files of "
        "a run only.",
        "fr": "C'est une consigne et non une question sur les analyses ; rien n'a été changé. Les réponses viennent "
        "seulement des fichiers d'une analyse.",
    },
    "too_long": {
        "en": f"The question is longer than {LONGEST:,} characters; ask one thing in a few words.",
        "fr": "La question dépasse 2 000 caractères ; posez une seule question en quelques mots.",
    },
}


def decline(why: Why, language: Language) -> Decline:
    """Refuse, with one line on what can be asked."""
    return Decline(why=why, text=TEXTS[why][language], language=language)


_NEEDED: tuple[tuple[str, str], ...] = (
    ("harvest", r"\bwhen\b.{0,30}\b(?:harvest\w*|cut|mow\w*|graz\w+|ripe|chop\w*|combine it)\b|\b(?:ready|ripe|time|right moment|best (?:time|date|day|moment)) (?:to|for) (?:be )?(?:the )?(?:harvest\w*|cut\w*|mow\w*|graz\w+|chop\w*|silag\w+)|\bshould i (?:already |now )?(?:harvest|cut|mow|graze)\b|\b(?:harvest|cutting|mowing) date\b"),
    ("sowing", r"\b(?:when|what|which|how|where|should)\b.{0,40}\b(?:sow|sowing|replant|reseed|re-seed|overseed|sown next|plant next|plant(?:ing)? (?:date|density|rate)|to plant|i plant)\b|\bvariet(?:y|ies)\b|\bcultivars?\b|\bhybrids?\b|\bcrop rotation\b|\bcover crops?\b.{0,20}\b(?:should|which|best)\b|\bseed (?:rate|density)s?\b|\b(?:which|what) seeds?\b|\bnext crop\b"),
    ("irrigation", r"\b(?:should|when|how (?:much|often)|do (?:i|we)|must|is it|needs?|time|worth|can)\b.{0,40}\birrigat(?:e|ion|ing|ed)\b|\bhow much water (?:should|do|does|to)\b"),
    ("quality", r"\bproteins?\b|\b(?:sugar|starch|oil|water|fibre|fiber|moisture) content of (?:the )?(?:grain|crop|cropx|harvest)\b|\bstarch\b|\bdry matter\b|\b(?:feed|grain|forage) (?:value|quality)\b|\bgluten\b"),
    ("yield", r"\b(?:good|bad|poor|big|small|record|decent|normal) (?:harvest|crop this year|yields?)\b|\bhow (?:good|big|large) (?:will|is|would) (?:the |my )?(?:harvest|yield)\b"),
    ("price", r"\bsell\b|\bprices?\b|\bworth (?:in|on) the market\b|\b(?:sell|selling) (?:it|the|my|for)\b|\bmoney\b|\b(?:earn|income|revenue|profit\w*)\b|\bhow much (?:will|would|can|could) i (?:get|make|earn)\b"),
    ("forecast", r"\bweather\b(?!.{0,20}\b(?:readings?|data|given|told)\b)|\b(?:will|going to) (?:it )?(?:rain|snow|freeze)\b|\bfrost\b.{0,20}\b(?:tonight|tomorrow|week)\b"),
)  # fmt: skip
"""What no picture tells, by English words: it is declined with what it would take."""


def find_needed(words: str) -> str | None:
    """Say what of that a question asks; None where it asks none of it."""
    return next((subject for subject, pattern in _NEEDED if re.search(pattern, words)), None)


def find_refusal(plain: str) -> Why | None:
    """Say why a question in plain letters is declined; None where it may be asked."""
    for why, pattern in _PATTERNS:
        if why != "instruction" and _NEEDS.search(plain):
            continue
        if re.search(pattern, plain):
            return why
    return None
