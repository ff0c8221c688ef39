"""Answers in French."""

from nodes.answers.words.french_fields import FIELDS
from nodes.report.first_page.french_names import COVER, KINDS

AND = "et"
MONTHS: tuple[str, ...] = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
ARTICLES: tuple[str, ...] = ("la ", "le ", "l'image", "ce ", "les ", "l'endroit ")

SENTENCES = {
    # ground
    "ground.part": "la {part} de l'image",
    "ground.field_part": "la {part} de {name}",
    "ground.point": "ce point", "ground.polygon": "ce contour", "ground.zone": "la zone {number}",
    "ground.place": "l'endroit {number}",
    "where.scene": "sur le sol dégagé de l'image",
    "where.named": "sur le sol dégagé de {name}",
    # indices
    "index.summary": (
        "{where}, le {index} a une médiane de {median} ; un dixième est sous {p10} et un dixième au-dessus de {p90}."
    ),
    "index.spread": (
        "{where}, le {index} va de {p10} (dixième le plus bas) à {p90} (dixième le plus haut) ; son écart type est "
        "de {std}."
    ),
    "index.one": "{where}, pour le {index}, {statistic} : {value}.",
    "index.point": "Le {index} à ce point est de {value}.",
    "index.around": "La médiane des trois pixels sur trois autour de lui est de {value}.",
    "index.extremes": "{where}, le {index} va de {lowest} (valeur la plus basse) à {highest} (valeur la plus haute).",
    "indices_there": "Cette analyse a {known}.",
    "no_such_index": "Cette analyse n'a pas d'indice appelé {name}.",
    "index_refused": "{name} n'a pas pu être mesuré ; note en anglais : « {why} ».",
    # classes of ground
    "share.cloud": "{value} de {name} est sous les nuages.",
    "share.shadow": "{value} de {name} est dans l'ombre de nuages.",
    "share.clear": "{value} de {name} est dégagé.",
    "share.bare": "{value} du sol dégagé de {name} est nu.",
    "few.one": "Trop peu de pixels pour une part : {value} sur {whole} ({what}).",
    "few": "Il y a trop peu de pixels dégagés dans {name} pour des parts.",
    "cover": "{where}, le NDVI indique ce couvert : {shares}.",
    "area": "{name} couvre {value} de l'image.",
    "area.scene": "L'image montre {value} de sol avec des données.",
    "patches": (
        "{name} a {count} [zone faible|zones faibles:count], {area} en tout ; le NDVI de la plus grande est de "
        "{below} sous celui de la "
        "parcelle."
    ),
    "crop.of_field": "{name} porte cette culture : {crop}, selon le fichier des contours.",
    "crop.unknown": "Le fichier des contours ne nomme pas de culture pour {name}.",
    "patches.none": "Aucune zone faible n'a été trouvée dans {name}.",
    "patches.all": (
        "Il y a {count} [zone faible|zones faibles:count] dans {fields} [parcelle|parcelles:fields], {area} en "
        "tout."
    ),
    "patches_need_fields": (
        "Les zones faibles se cherchent dans des parcelles, et cette analyse n'en a pas ; donnez leurs contours par "
        "--parcels."
    ),
    "patches_whole_fields": "Les zones faibles se disent d'une parcelle entière, ou de toutes.",
    # networks
    "health.shares": "De la culture jugée de {name} : {shares}.",
    "health.one": "De la culture jugée de {name}, {value} est dans la classe « {label} ».",
    "risk.shares": "Risque de perdre du rendement sur la culture jugée de {name} : {shares}.",
    "risk.one": "Sur la culture jugée de {name}, le risque de perdre du rendement est {label} sur {value}.",
    "causes": "Causes les plus probables là où {name} n'est pas sain : {shares}.",
    "missing_cover": (
        "Sur la culture jugée de {name}, il manque en moyenne {value} du couvert d'une culture sans stress."
    ),
    "confidence.health": "Le réseau de santé est sûr à {value} en moyenne sur {name}.",
    "confidence.risk": "Le réseau de risque est sûr à {value} en moyenne sur {name}.",
    "nothing_judged": "Aucune culture que les réseaux pourraient juger n'est sur le sol dégagé de {name}.",
    "nothing_ailing": "Rien n'est dit malade dans {name}, donc il n'y a pas de cause à dire.",
    "crop_never_learned": (
        "Les réseaux n'ont jamais appris cette culture ({crop}) : santé et risque ne sont pas donnés pour {name}."
    ),
    "no_such_class": "Il n'y a pas de classe appelée {of} ({what}) ; il y a {known}.",
    "point.class": "À ce point, {what} : {label}.",
    # hedges
    "hedge.relative": "Ces valeurs n'ont de sens que dans cette image.",
    "hedge.health": (
        "Le réseau l'a appris sur des parcelles simulées seulement ; sur de vraies, le NDVI en disait plus du mois à "
        "venir."
    ),
    "hedge.risk": (
        "Le risque est une prévision apprise sur des parcelles simulées, pas une mesure ; sur de vraies, le NDVI en "
        "disait autant ou plus."
    ),
    "hedge.cause": (
        "Les causes sont des suppositions : même sur des parcelles simulées, le réseau ne reconnaît guère que la "
        "sécheresse."
    ),
    "hedge.confidence": "Cette certitude a été mesurée sur des parcelles simulées.",
    "hedge.bare": (
        "Un sol nu est un sol sans plantes vertes : pas levé, récolté ou raté ; une image ne peut pas dire lequel."
    ),
    "hedge.simulated": "Ce n'est pas un vrai terrain : le fichier dit qu'il est simulé.",
    "hedge.made_up": "Un système de démonstration a inventé ici ce que disent les réseaux.",
    "old_version": "La version {version} de ce programme a écrit cette analyse.",
    # not possible
    "no_run": "Aucune analyse de ce nom ou de cette date n'est ouverte.",
    "runs_open": "Sont ouvertes : {known}.",
    "no_scene": "Cette analyse ne dit rien d'une image.",
    "no_place": "L'image n'a pas de lieu sur Terre, donc cela ne peut pas être dit.",
    "no_fields": (
        "Cette analyse a été faite sans contours de parcelles, elle ne connaît donc pas {name} ; --parcels les donne."
    ),
    "no_fields_at_all": "Cette analyse a été faite sans contours de parcelles ; --parcels les donne.",
    "no_such_field": "Aucune parcelle ne s'appelle {name}.",
    "same_name": "Plusieurs parcelles s'appellent {name}, on ne sait donc pas laquelle est demandée.",
    "no_such_crop": "Aucune parcelle de cette analyse n'a cette culture ({crop}) ; il y a {known}.",
    "no_crops": "Aucune parcelle de cette analyse ne nomme une culture.",
    "no_zones": "Cette analyse n'a pas de zone à risque élevé.",
    "no_such_zone": "Il n'y a pas de zone de ce numéro.",
    "no_such_place": "Il n'y a pas d'endroit de ce numéro.",
    "outside": "C'est en dehors de l'image.",
    "bad_polygon": "Ce contour n'entoure aucun sol ; il faut au moins trois coins qui ne soient pas sur une ligne.",
    "part_is_empty": "Rien n'en est dans cette partie.",
    "north_not_up": "Le nord n'est pas en haut de cette image, elle n'a donc pas une telle partie.",
    "no_data": "Il n'y a pas de données dans {name}.",
    "no_clear": "Aucun sol dégagé de {name} n'a de valeur de {index}.",
    "off_scene": "{name} n'est pas sur l'image.",
    "clouds_unmasked": "Les nuages n'ont pas été cherchés dans cette analyse, on ne sait donc pas ce qui est dessous.",
    "rejected": "Une personne a rejeté ce résultat, rien n'en est donc tiré : {what}.",
    "not_there": "Cette analyse n'a pas ce résultat : {what}.",
    "refused": "Cette analyse n'a pas pu le dire ({what}) ; note en anglais : « {why} ».",
    "needed": "Il faudrait (note en anglais) : {needed}.",
    "file_changed": "{file} de cette analyse a été changé depuis sa fin, rien n'en est donc tiré ; refaites l'analyse.",
    "file_gone": "{file} de cette analyse a disparu, rien n'en est donc tiré ; refaites l'analyse.",
    "near": "Peut-être s'agit-il de : {near}.",
    "field_not_judged": "{name} n'a pas été jugée : {why}.",
    # summary and scene
    "summary.crop": "{crop} : {count} parcelles, NDVI de {low} à {high}",
    "summary.one_of_crop": "{crop} : {count} parcelle, NDVI {low}",
    "summary.photograph": "L'image est prise pour une photographie, dont aucun sol n'est mesuré.",
    "summary.clouds": "{value} du sol est sous les nuages ou dans leur ombre.",
    "summary.nothing": "Rien du sol n'a été mesuré dans cette analyse.",
    "scene.sensor": "Capteur : {value} ({source}).",
    "scene.level": "Niveau de traitement : {value} ({source}).",
    "scene.date": "Prise de vue : {value} ({source}).",
    "scene.unit": "Valeurs : {value} ({source}).",
    "scene.bands": "Bandes : {value}.",
    "scene.kind": "C'est {value} ; les indices en sont sûrs à {evidence}.",
    "scene.resolution": "Un pixel mesure {width} sur {height}.",
    "scene.size": "L'image a {width} en largeur et {height} en hauteur.",
    "scene.place": "Son centre : latitude {latitude}, longitude {longitude}.",
    "scene.no_size": "La taille d'un pixel n'est pas connue.",
    "scene.file": "L'image est {value}.",
    "scene.clouds": "{hidden} du sol est sous les nuages ou dans leur ombre ; trouvés par {method}.",
    "scene.no_clouds": "Les nuages n'ont pas été cherchés ; note en anglais : « {why} ».",
    "scene.doubts": "Ce qui est douteux (notes en anglais) : {value}",
    "scene.no_doubts": "Aucun doute n'a été noté dans cette analyse.",
    "scene.told": "L'utilisateur a dit : {value}.",
    "scene.told_nothing": "L'utilisateur n'a rien dit en dehors de l'image.",
    "scene.networks": "Réseaux qui ont parlé : {value}.",
    "scene.no_networks": "Aucun réseau n'a parlé dans cette analyse.",
    "scene.files": "Le dossier de l'analyse contient {value}.",
    "scene.unknown": "inconnu",
    # explanations
    "explain.values": "Les bandes à cet endroit : {values}.",
    "explain.no_bands": "L'image elle-même n'est pas à portée ; seuls les résultats de l'analyse sont dits.",
    "explain.indices": "Les indices à cet endroit : {values}.",
    "explain.around": "Des huit pixels autour, {same} disent la même chose.",
    "explain.sure": "Le réseau y est sûr à {value}.",
    "explain.told": "Le réseau a reçu {value}.",
    "explain.cloud": "Le masque y indique « {label} » ; il a été trouvé par {method}.",
    "explain.how": "Les nuages ont été trouvés par {method}.",
    "explain.judged": "{name} a été jugée.",
    "explain.which": "Nommez une parcelle ou un point à expliquer.",
    # like, needs, maps, checks
    "like.none": "Aucune collection de cas n'est installée, rien de semblable ne peut donc être cherché.",
    "like.found": "Les plus semblables : {items}.",
    "like.item": "{name} ({value})",
    "needed.have": "Cette analyse l'a ({what}) ; demandez-le.",
    "needed.never": "Une image ne peut pas le dire ({what}). {instead}",
    "needed.none": "Ce qu'il faudrait n'est pas connu ici : {what}.",
    "never.yield": (
        "Un rendement en tonnes demande des récoltes pesées sur vos parcelles, pour un modèle à vous ; le risque ne "
        "prévoit qu'une part du rendement possible."
    ),
    "never.dose": (
        "Une dose demande des analyses de sol, le plan de la culture et un conseiller ; les cartes disent seulement "
        "où prélever."
    ),
    "never.disease": (
        "Le nom d'une maladie demande de regarder les plantes, ou un laboratoire ; les endroits où aller disent où "
        "regarder."
    ),
    "never.price": "Les prix se lisent sur un marché, pas dans une image.",
    "never.weather": "Le temps à venir demande la prévision d'un service météo.",
    "never.harvest": (
        "La date de récolte ou de coupe demande la maturité des plantes, vue au champ, et le temps à venir ; les "
        "endroits "
        "où aller disent où regarder."
    ),
    "never.sowing": (
        "Quoi semer et quand demande le sol, la rotation, la semence et le temps ; un conseiller les "
        "connaît."
    ),
    "never.irrigation": (
        "L'irrigation demande l'eau dans le sol, le stade de la culture et le temps à venir ; le NDMI dit seulement "
        "combien les plantes étaient humides le jour de l'image."
    ),
    "never.future": "Une image dit son propre jour ; la suite demande une image plus tard.",
    "never.quality": "Protéines, amidon ou matière sèche demandent des échantillons des plantes et un laboratoire.",
    "never.species": (
        "Savoir quelle mauvaise herbe ou quel ravageur c'est demande de regarder les plantes ; les endroits où aller "
        "disent où."
    ),
    "never.soil": (
        "La nutrition et l'acidité du sol demandent des prélèvements ; un sol nu ne montre que des différences de "
        "couleur."
    ),
    "needed.peers": (
        "Une parcelle est comparée aux autres de sa culture à partir de {count} autres ; il faudrait les contours de "
        "plus de parcelles de la culture, avec son nom."
    ),
    "needed.weather": (
        "Les mesures de la semaine d'avant viennent par --sensors ; elles sont vérifiées et rapportées, et les "
        "réseaux ne les comptent pas pour l'instant."
    ),
    "needed.fields": "Les contours des parcelles, dans un fichier pour --parcels.",
    "needed.comparison": "Une deuxième analyse du même lieu par le même capteur, d'une autre date.",
    "map": "{file} le montre : {caption}.",
    "map.none": "Il n'y a pas de carte de {of} dans cette analyse ; il y a {known}.",
    "map.file": "{file} du dossier de l'analyse le montre.",
    "verify.good": "Les {count} énoncés vérifiés découlent tous des fichiers.",
    "verify.bad": "{bad} des {count} énoncés vérifiés ne découlent pas des fichiers : {names}.",
    "verify.notes": "Non vérifié : {notes}.",
    "verify.not_yet": "L'analyse est en cours, elle ne peut donc pas encore être vérifiée.",
    "analyse.not_here": "Aucune analyse ne peut être lancée d'ici ; utilisez la commande run.",
    "analyse.done": "L'image a été analysée ; l'analyse s'appelle {name}.",
    **FIELDS,
}  # fmt: skip

NAMES = {
    "scene": "l'image", "around_point": "les pixels autour de ce point",
    "part.north": "moitié nord", "part.south": "moitié sud", "part.east": "moitié est", "part.west": "moitié ouest",
    "part.north_east": "partie nord-est (un quart)", "part.north_west": "partie nord-ouest (un quart)",
    "part.south_east": "partie sud-est (un quart)", "part.south_west": "partie sud-ouest (un quart)",
    "part.centre": "partie centrale (un neuvième)",
    "statistic.median": "médiane", "statistic.mean": "moyenne", "statistic.lowest": "valeur la plus basse",
    "statistic.highest": "valeur la plus haute",
    "cloud": "nuage", "shadow": "ombre de nuage", "clear": "sol dégagé", "no data": "pas de données", "bare": "sol nu",
    "health": "santé des cultures", "risk": "risque de perdre du rendement", "cause": "cause",
    "missing_cover": "couvert manquant", "confidence": "certitude", "clouds": "nuages", "indices": "indices",
    "fields": "parcelles", "cover": "couvert", "weak_patches": "zones faibles",
    "severe_share": "part gravement atteinte",
    "bad_share": "part moyennement ou gravement atteinte", "ailing": "moyen ou grave",
    "uneven": "dispersion du NDVI dans la parcelle (écart-type)",
    "high_share": "part à risque élevé", "area": "surface",
    "bare_share": "part de sol nu", "cloud_share": "part sous les nuages",
    "shadow_share": "part dans l'ombre de nuages",
    "clear_share": "part dégagée", "peers_difference": "écart aux semblables", "patch_count": "nombre de zones faibles",
    "risk.low": "part à faible risque", "risk.medium": "part à risque moyen", "health.healthy": "part saine",
    "health.mild": "part légèrement atteinte", "health.moderate": "part moyennement atteinte",
    "health.severe": "part gravement atteinte",
    "matches": "cas semblables", "outside_parcels": "hors des parcelles", "green_without_crop": "vert sans culture",
    "crop": "une culture à juger", "crop_never_learned": "une culture que les réseaux n'ont jamais apprise",
    "harvest": "date de récolte", "sowing": "semis", "quality": "qualité de la récolte",
    "irrigation": "irrigation", "future": "jours à venir",
    "yield": "rendement en tonnes", "dose": "dose", "disease": "nom d'une maladie", "price": "prix",
    "weather": "temps à venir", "species": "espèce", "soil": "nutrition du sol", "temperature": "température",
    "peers": "semblables", "comparison": "comparaison",
    "healthy": "sain", "mild": "atteinte légère", "moderate": "atteinte moyenne", "severe": "atteinte grave",
    "low": "faible", "medium": "moyen", "high": "élevé",
    "cause.unclear": "pas claire", "cause.drought": "sécheresse", "cause.nitrogen": "azote", "cause.disease": "maladie",
    "cause.waterlogging": "excès d'eau", "cause.emergence": "levée", "cause.lodging or hail": "verse ou grêle",
    "flag": "dit par l'utilisateur", "tag": "balise du fichier", "sidecar": "métadonnées à côté du fichier",
    "name": "nom du fichier", "statistics": "jugé d'après les valeurs", "convention": "fixé par le format",
    "none": "inconnu", "picture": "l'image", "told.crop": "culture", "told.sown": "semis", "told.soil": "sol",
    "told.elevation": "altitude", "told.readings": "mesures de capteurs", "told.parcels": "contours de parcelles",
    "hidden": "trop peu en est dégagé aux deux dates", "small": "elle est trop petite",
    "outside": "elle est hors de ce que montrent les deux images",
    "outline": "son contour est un autre à la deuxième date",
    "broken": "son contour n'a pas pu être mesuré",
    "it does not lie on the scene": "elle n'est pas sur l'image",
    "it is smaller than 9 pixels of this scene": "elle est plus petite que 9 pixels de cette image",
    "too much of it is cloud": "elle est trop sous les nuages",
    "too much of it is cloud shadow": "elle est trop dans l'ombre de nuages",
    "too much of it is ground without data": "trop de son sol est sans données",
    "too much of it is ground where the index has no value": "l'indice n'a pas de valeur sur une trop grande part",
    "its outline could not be measured": "son contour n'a pas pu être mesuré",
    **COVER, **KINDS,
}  # fmt: skip
