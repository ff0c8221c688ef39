"""French words for what a number is of: classes, topics, ground, things of the run."""

from collections.abc import Mapping

CLASSES: Mapping[str, str] = {
    "c:healthy": "sain, saine, sains, saines, en bonne santé, bonne santé, sans stress, bien portant, bien portante",
    "c:mild": (
        "atteinte légère, légère, léger, légèrement, légèrement atteint, légèrement atteinte, légèrement touchée, "
        "stress léger, légèrement stressé, légèrement stressée, atteintes légères, légèrement touché, légers, "
        "légères, faiblement atteint, faiblement atteinte"
    ),
    "c:moderate": (
        "moyenne, état moyen, moyennement, atteinte moyenne, moyennement atteint, moyennement atteinte, modéré, "
        "modérée, modérément, stress moyen, modérément atteint, modérément atteinte, moyennement touché, "
        "moyennement touchée, atteintes moyennes, moyennement stressé, stress modéré, atteinte modérée, modérément "
        "stressée, modérément stressé, modérément touchée"
    ),
    "c:severe": (
        "grave, graves, gravement, sévère, sévères, sévèrement, atteinte grave, gravement atteint, gravement "
        "atteinte, stress sévère, fortement atteint, fortement atteinte, gravement touchée, gravement touché, "
        "atteintes graves, sévèrement atteint, sévèrement atteinte, fortement touché, fortement touchée, gravement "
        "stressé, stress grave, sévèrement touchée"
    ),
    "c:low": "risque faible, faible risque, à faible risque, à risque faible, bas risque, faible, faibles",
    "c:medium": "risque moyen, à risque moyen, risque modéré, risque intermédiaire, moyen, moyens, intermédiaire",
    "c:high": (
        "risque élevé, à risque élevé, haut risque, à haut risque, fort risque, risque fort, élevé, élevés, risque "
        "important"
    ),
    "c:health": "santé, santé des cultures, santé de la culture, état de santé, état sanitaire",
    "c:risk": (
        "risque, risques, risque de perte de rendement, risque de perdre du rendement, risque pour le rendement"
    ),
    "c:stress": (
        "stress, stressé, stressée, stressés, stressées, atteint, atteinte, atteints, atteintes, touché, touchée, "
        "touchés, touchées"
    ),
    "c:ailing": (
        "pas sain, pas saine, n'est pas sain, n est pas sain, n est pas saine, sol malade, pas en bonne santé, non "
        "sain, non saine"
    ),
    "c:clearground": "sol visible, sol dégagé, terrain visible, terrain dégagé, sol clair, sol sans nuage",
    "c:clear": "clair, claire, dégagé, dégagée, visible, visibles, sans nuage, sans nuages, sol visible, sol dégagé",
    "c:cloud": (
        "nuage, nuages, nuageux, nuageuse, sous les nuages, sous un nuage, couvert de nuages, couverture nuageuse, "
        "nébulosité"
    ),
    "c:shadow": (
        "ombre d un nuage, ombre du nuage, ombre de nuages, ombre d une nuage, ombre des nuages, sous l ombre d un "
        "nuage, ombre, ombres, ombre de nuage, leur ombre, son ombre, ombres de nuages, leurs ombres"
    ),
    "c:hidden": (
        "cache, cachent, caché, cachée, cachés, masque, masquent, masqué, masquée, masqués, dissimule, dissimulent"
    ),
    "c:data": "données, avec des données, contient des données",
    "c:seen": "vu, vue, vus, vues, observé, observée, observés",
    "c:judged": (
        "jugé, jugée, jugés, jugées, évalué, évaluée, évalués, évaluées, cultivé, cultivée, "
        "cultivés, sol cultivé, terres cultivées, surface cultivée, examiné, examinée, analysé, analysée, de "
        "culture, en culture, sous culture"
    ),
    "c:crop": "culture, cultures",
    "c:scene": "image, scène, toute l image, cliché",
    "c:bare": (
        "nu, nue, nus, sol nu, sans plantes, sans plante, sans plantes vertes, aucune plante verte, ne montre "
        "aucune plante verte, dénudé, dénudée, sol à nu, aucune plante"
    ),
    "c:weak": (
        "zone faible, zones faibles, tache faible, taches faibles, endroit faible, endroits faibles, partie faible, "
        "parties faibles, secteur faible, secteurs faibles"
    ),
    "c:patch": "tache, taches",
    "c:zone": "zone, zones",
    "c:place": "lieu, lieux, endroit, endroits, point, points, emplacement, emplacements, site, sites, étape, étapes",
    "c:field": "parcelle, parcelles, champ, champs",
    "c:NDVI": "NDVI, valeur de NDVI, valeurs de NDVI",
    "c:green": "vert, verte, verts, vertes, verdeur, verdure, vigueur",
    "c:missing": "manque, manquent, manquant, manquante, absent, absente, fait défaut",
    "c:plantcover": (
        "la couverture, de la couverture, de couverture, couvert, couvert végétal, couverture végétale, feuillage"
    ),
    "c:dense": "végétation dense, dense, denses, couvert dense",
    "c:sparse": "végétation clairsemée, clairsemé, clairsemée, végétation éparse, éparse",
    "c:moderateveg": "végétation moyenne, végétation modérée",
    "c:nearlybare": "nu ou presque nu, presque nu, quasi nu, quasiment nu, sol nu ou presque nu",
    "c:noveg": "sans végétation, eau ou neige",
    "c:water": "eau, neige",
    "c:covertype": "couverture, type de couverture, classe de couverture, occupation du sol, couvertures, végétation",
    "c:drought": "sécheresse, manque d eau, stress hydrique, déficit hydrique, pénurie d eau",
    "c:nitrogen": "azote, manque d azote, carence en azote",
    "c:disease": "maladie, maladies",
    "c:weeds": "adventices, mauvaises herbes",
    "c:pests": "ravageurs, insectes",
    "c:waterlogging": "excès d eau, engorgement",
    "c:heat": "chaleur, stress thermique",
    "c:causeword": "cause, causes, raison, raisons",
    "c:unclear": (
        "aucune cause probable, aucune cause n est probable, sans cause probable, aucune n est probable, cause "
        "incertaine, pas de cause probable"
    ),
    "c:network": "réseau, réseaux, modèle, réseau de neurones",
    "c:latitude": "latitude",
    "c:longitude": "longitude",
    "c:others": (
        "autres parcelles de la même culture, autres de sa culture, autres parcelles de sa culture, les autres, "
        "autres parcelles, ses pairs, parcelles de la même culture, ses semblables, autres, autres de la même "
        "culture, parcelles de sa culture, autres champs de la même culture, parcelles comparables, autres champs "
        "de sa culture, autres champs"
    ),
    "c:restoffield": (
        "reste de la parcelle, le reste de la parcelle, reste du champ, reste de sa parcelle, reste de cette parcelle"
    ),
    "c:few": "peu nombreuses, peu nombreux, rares, peu, quelques",
    "c:yieldloss": "de perte de rendement, de perdre du rendement, de pertes de rendement",
    "c:modsev": (
        "état moyen ou grave, moyen ou grave, moyenne ou grave, atteinte moyenne ou grave, moyennement ou gravement "
        "atteint, moyennement ou gravement"
    ),
}
