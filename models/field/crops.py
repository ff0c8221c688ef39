"""Names of crops in English, French, German and Spanish, and codes of crop registers, brought to one name each.

Names that networks know are theirs; others stay known by one English name, so that a report can say it. What stands
in no list stays as it was written.
"""

import re

from models.field.loggers.vocabulary import plain_words

_CALLED = {
    "maize": "corn; mais; maiz; indian corn; kukuruz; grain maize corn popcorn; green silo maize; silomais; "
    "kornermais; koernermais; zuckermais; futtermais; energiemais; sweetcorn; sweet corn; popcorn; maize silage; "
    "corn silage; silage maize; field corn; millo",
    "wheat": "weizen; ble; trigo; frument; froment; durum; hartweizen; weichweizen; hard wheat; ble tendre; "
    "ble dur; trigo blando; trigo duro; trigo candeal; durum hard wheat; common wheat; bread wheat; ww; cwad; hrw; "
    "hrs",
    "barley": "gerste; orge; cebada; escourgeon; braugerste; futtergerste; malting barley; cebada cervecera; "
    "orge brassicole",
    "rye": "roggen; seigle; centeno",
    "oats": "oat; hafer; avoine; avena",
    "triticale": "tritikale",
    "spelt": "dinkel; epeautre; espelta",
    "rice": "reis; riz; arroz; paddy; paddy rice",
    "sorghum": "sorghumhirse; sorgho; sorgo; milo; grain sorghum",
    "millet": "hirse; millet; mijo; mil; pearl millet",
    "buckwheat": "buchweizen; sarrasin; ble noir; alforfon; trigo sarraceno",
    "rapeseed": "raps; colza; canola; oilseed rape; oil seed rape; rape; osr; rapeseed rape; kornerraps; nabo",
    "sunflower": "sunflowers; sonnenblume; sonnenblumen; tournesol; girasol",
    "soybean": "soybeans; soya; soja; soy; soya bean; soya beans; sojabohne; sojabohnen; soy soybeans; soia",
    "sugar beet": "sugarbeet; sugar beets; zuckerrube; zuckerruben; zuckerruebe; zuckerrueben; betterave sucriere; "
    "betteraves sucrieres; betterave a sucre; remolacha azucarera; remolacha de azucar",
    "fodder beet": "futterrube; futterruben; betterave fourragere; remolacha forrajera; mangelwurzel fodder beet",
    "beetroot": "beetroot beets; rote bete; betterave rouge; remolacha de mesa",
    "potato": "potatoes; kartoffel; kartoffeln; pomme de terre; pommes de terre; patata; patatas; papa; papas; "
    "speisekartoffeln; starkekartoffeln; erdapfel; pomme de terre de consommation; pomme de terre feculiere",
    "sweet potato": "sweet potatoes; susskartoffel; patate douce; batata; boniato",
    "dry bean": "dry beans; common bean; kidney bean; haricot sec; haricots secs; trockenbohnen; frijol; "
    "judia seca; judias secas",
    "faba bean": "field bean; field beans; faba beans; ackerbohne; ackerbohnen; feverole; feve; haba; habas; "
    "broad bean",
    "beans": "bean; bohne; bohnen; haricot; haricots; judia; judias; green beans; haricot vert",
    "peas": "pea; erbse; erbsen; pois; guisante; guisantes; field peas; kornererbsen; pois proteagineux; petits pois",
    "lentils": "lentil; linse; linsen; lentille; lentilles; lenteja; lentejas",
    "chickpeas": "chickpea; kichererbse; kichererbsen; pois chiche; pois chiches; garbanzo; garbanzos",
    "lupins": "lupin; lupine; lupinen; altramuz; sweet lupins",
    "cotton": "baumwolle; coton; algodon",
    "alfalfa": "lucerne; luzerne; alfalfa lucerne; mielga",
    "clover": "klee; trefle; trebol; kleegras; clover grass",
    "grass": "grassland; pasture; meadow; meadows; permanent grassland; permanent grass; permanent pasture; "
    "temporary grass; temporary grassland; ryegrass; rye grass; ley; hay; gras; grunland; gruenland; dauergrunland; "
    "wiese; wiesen; weide; weiden; mahwiese; ackergras; weidelgras; prairie; prairies; prairie permanente; "
    "prairie temporaire; pre; paturage; pature; herbe; ray grass; pradera; pasto; pastizal; prado; hierba; "
    "pasture meadow grassland grass; poaceae grasses; lolium ryegrass; forage grass",
    "fallow": "brache; stilllegung; ackerbrache; jachere; barbecho; set aside; fallow land; fallow land not crop",
    "vineyard": "vineyards; vine; vines; grapes; wein; reben; rebland; weinberg; vigne; vignes; vinedo; vid; "
    "vineyards wine vine rebland grapes",
    "orchard": "orchards; obst; obstanlage; verger; vergers; frutal; frutales; orchards fruits; apples; apfel; "
    "pommes; pommiers",
    "olives": "olive; olive grove; oliven; oliveraie; olivar; olivo; olivos; olive plantations",
    "flax": "linseed; lein; ollein; lin; lino; flax linseed; flax linen",
    "hemp": "hanf; chanvre; canamo; hemp cannabis",
    "hops": "hop; hopfen; houblon; lupulo",
    "tobacco": "tabak; tabac; tabaco",
    "mustard": "senf; moutarde; mostaza",
    "sugarcane": "sugar cane; zuckerrohr; canne a sucre; cana de azucar; cana",
    "groundnut": "groundnuts; peanut; peanuts; erdnuss; arachide; cacahuete; mani",
    "cassava": "manioc; maniok; yuca; mandioca",
    "tomato": "tomatoes; tomate; tomaten; tomates",
    "onions": "onion; zwiebel; zwiebeln; oignon; oignons; cebolla; cebollas",
    "carrots": "carrot; karotte; karotten; mohre; mohren; carotte; carottes; zanahoria; zanahorias; carrots daucus",
    "cabbage": "kohl; chou; choux; col; repollo; brassica oleracea cabbage",
    "strawberries": "strawberry; erdbeeren; fraise; fraises; fresa",
    "vegetables": "gemuse; legumes; verduras; hortalizas; fresh vegetables",
    "forest": "wald; foret; bosque; wood; woodland",
}  # fmt: skip
_SEASONS = (
    "winter", "spring", "summer", "sommer", "autumn", "hiver", "printemps", "ete", "invierno", "primavera", "verano",
    "d", "de", "en", "unspecified", "season", "common", "soft", "grain", "silage", "ensilage", "forage", "fodder",
    "fourrage", "fourrager", "forrajero", "silo", "ensilado", "grano", "organic", "bio", "oko", "seed", "semence",
    "crop", "field", "production", "consommation", "fur", "zur", "nutzung",
)  # fmt: skip
"""Words beside a name that do not make it another crop."""
_BY_NAME = {
    plain_words(name): crop for crop, names in _CALLED.items() for name in (crop, *names.split(";")) if name.strip()
}
_HCAT = {
    "33010101": "wheat", "33010102": "wheat", "33010103": "rye", "33010104": "barley", "33010105": "oats",
    "33010106": "maize", "33010107": "rice", "33010108": "triticale", "33010110": "spelt", "33010201": "beans",
    "33010202": "chickpeas", "33010205": "lentils", "33010206": "peas", "33010207": "lupins", "330103": "potato",
    "330104": "sweet potato", "33010601": "tobacco", "33010602": "hops", "33010603": "cotton", "33010604": "rapeseed",
    "33010605": "sunflower", "33010607": "flax", "33010610": "hemp", "330107": "vegetables", "33010901": "grass",
    "33010902": "grass", "3301090301": "alfalfa", "3301090303": "clover", "33010904": "maize", "330111": "fallow",
    "33011502": "buckwheat", "330116": "soybean", "33012101": "mustard", "33012102": "cabbage", "33012204": "onions",
    "330128": "tomato", "33012902": "beetroot", "33012903": "carrots", "33012904": "fodder beet",
    "33012907": "sugar beet", "3302": "grass", "330301": "orchard", "330305": "olives", "330306": "vineyard",
    "3306": "forest",
}  # fmt: skip
"""Beginnings of codes of HCAT 3 (EuroCrops, Schneider et al. 2023)."""
_RPG = {
    "MIS": "maize", "MIE": "maize", "MID": "maize", "BTH": "wheat", "BTP": "wheat", "BDH": "wheat", "BDP": "wheat",
    "ORH": "barley", "ORP": "barley", "CZH": "rapeseed", "CZP": "rapeseed", "TRN": "sunflower", "SOJ": "soybean",
    "PTC": "potato", "PTF": "potato", "SOG": "sorghum", "TTH": "triticale", "TTP": "triticale", "SGH": "rye",
    "SGP": "rye", "AVH": "oats", "AVP": "oats", "EPE": "spelt", "RIZ": "rice", "PPH": "grass", "PTR": "grass",
    "PRL": "grass", "SPH": "grass", "RGA": "grass", "LUZ": "alfalfa", "LUD": "alfalfa", "TRE": "clover",
    "J5M": "fallow", "J6S": "fallow", "J6P": "fallow", "VRC": "vineyard", "VRG": "orchard", "OLI": "olives",
    "FVL": "faba bean", "PPR": "peas", "PHI": "peas", "LIF": "flax", "LIH": "flax", "LIP": "flax", "CHV": "hemp",
    "BVF": "fodder beet", "SRS": "buckwheat", "LEC": "lentils", "PCH": "chickpeas", "HAR": "beans",
}  # fmt: skip
"""Codes of the French register of parcels (RPG)."""


def crop_named(said: str) -> str | None:
    """Our name of a crop, from a name in any of the languages or a code of HCAT; None for others."""
    if re.fullmatch(r"33\d{8}(\.0)?", said.strip()):
        return _by_hcat(said.strip())
    words = plain_words(said)
    tokens = words.split()
    kept = [re.sub(r"^(winter|sommer)(?=\w{3})", "", token) for token in tokens if token not in _SEASONS]
    for candidate in (words, " ".join(kept), " ".join(token.removesuffix("s") for token in kept)):
        if candidate in _BY_NAME:
            return _BY_NAME[candidate]
    return None


def crop_coded(said: str) -> str | None:
    """Our name of a crop, from a code of the French register."""
    return _RPG.get(said.strip().upper())


def _by_hcat(code: str) -> str | None:
    return next((_HCAT[code[:length]] for length in (10, 8, 6, 4) if code[:length] in _HCAT), None)
