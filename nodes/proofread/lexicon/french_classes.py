"""French words for what a number is of: classes, topics, ground, things of the run."""

from collections.abc import Mapping

CLASSES: Mapping[str, str] = {
    "c:healthy": (
        "sain, saine, sains, saines, en bonne santé, bonne santé, sans stress, bien portant, bien portante, de "
        "bonne santé, ne souffre pas, sans atteinte"
    ),
    "c:mild": (
        "atteinte légère, légère, léger, légèrement, légèrement atteint, légèrement atteinte, légèrement touchée, "
        "stress léger, légèrement stressé, légèrement stressée, atteintes légères, légèrement touché, légers, "
        "légères, faiblement atteint, faiblement atteinte, faible atteinte, légèrement touchés, légèrement "
        "atteints, légèrement atteintes, à atteinte légère, atteinte faible"
    ),
    "c:moderate": (
        "moyenne, état moyen, moyennement, atteinte moyenne, moyennement atteint, moyennement atteinte, modéré, "
        "modérée, modérément, stress moyen, modérément atteint, modérément atteinte, moyennement touché, "
        "moyennement touchée, atteintes moyennes, moyennement stressé, stress modéré, atteinte modérée, modérément "
        "stressée, modérément stressé, modérément touchée, moyennement atteints, moyennement atteintes, modérément "
        "atteints, moyennement touchés"
    ),
    "c:severe": (
        "grave, graves, gravement, sévère, sévères, sévèrement, atteinte grave, gravement atteint, gravement "
        "atteinte, stress sévère, fortement atteint, fortement atteinte, gravement touchée, gravement touché, "
        "atteintes graves, sévèrement atteint, sévèrement atteinte, fortement touché, fortement touchée, gravement "
        "stressé, stress grave, sévèrement touchée, gravement atteints, gravement atteintes, gravement touchés, "
        "lourdement atteint, fortement atteints, sévèrement atteints, état grave"
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
    "c:clear": (
        "clair, claire, dégagé, dégagée, visible, visibles, sans nuage, sans nuages, sol visible, sol dégagé, bien "
        "visible, bien visibles, découvert, libre de nuages, libre de nuage, sans aucun nuage, libre, se voit, se "
        "voient, pleinement visible"
    ),
    "c:cloud": (
        "nuage, nuages, nuageux, nuageuse, sous les nuages, sous un nuage, couvert de nuages, couverture nuageuse, "
        "nébulosité, couvert nuageux, nuages seuls"
    ),
    "c:shadow": (
        "ombre d un nuage, ombre du nuage, ombre de nuages, ombre d une nuage, ombre des nuages, sous l ombre d un "
        "nuage, ombre, ombres, ombre de nuage, leur ombre, son ombre, ombres de nuages, leurs ombres"
    ),
    "c:hidden": (
        "cache, cachent, caché, cachée, cachés, masque, masquent, masqué, masquée, masqués, dissimule, dissimulent, "
        "couvert par un nuage, perdu sous, perdus sous, invisible, invisibles, voilé, voilée, pas visible, se perd "
        "sous, recouvert, recouvre, recouvrent"
    ),
    "c:data": "données, avec des données, contient des données",
    "c:seen": "vu, vue, vus, vues, observé, observée, observés",
    "c:judged": (
        "jugé, jugée, jugés, jugées, évalué, évaluée, évalués, évaluées, cultivé, cultivée, cultivés, sol cultivé, "
        "terres cultivées, surface cultivée, examiné, examinée, analysé, analysée, de culture, en culture, sous "
        "culture, évaluation, jugement, classement, examinées, analysées, passé au crible, jugeait"
    ),
    "c:crop": "culture, cultures",
    "c:scene": "image, scène, toute l image, cliché",
    "c:bare": (
        "nu, nue, nus, sol nu, sans plantes, sans plante, sans plantes vertes, aucune plante verte, ne montre "
        "aucune plante verte, dénudé, dénudée, sol à nu, aucune plante, dépourvu de plantes vertes, dépourvue de "
        "plantes vertes, pas de plantes vertes, sans aucune plante verte, sans végétation verte, ne porte aucune "
        "plante verte, ne porte pas de plantes vertes, plantes vertes manquent, manquent les plantes vertes"
    ),
    "c:weak": (
        "zone faible, zones faibles, tache faible, taches faibles, endroit faible, endroits faibles, partie faible, "
        "parties faibles, secteur faible, secteurs faibles, une zone plus faible, plage faible, plages faibles, "
        "zone affaiblie, zone moins verte, zones moins vertes, taches moins vertes"
    ),
    "c:patch": "tache, taches",
    "c:zone": "zone, zones",
    "c:place": "lieu, lieux, endroit, endroits, point, points, emplacement, emplacements, site, sites, étape, étapes",
    "c:field": "parcelle, parcelles, champ, champs",
    "c:NDVI": "NDVI, valeur de NDVI, valeurs de NDVI",
    "c:green": "vert, verte, verts, vertes, verdeur, verdure, vigueur",
    "c:missing": ("manque, manquent, manquant, manquante, absent, absente, fait défaut, manquait, manquants, absents"),
    "c:plantcover": (
        "la couverture, de la couverture, de couverture, couvert, couvert végétal, couverture végétale, feuillage"
    ),
    "c:dense": (
        "végétation dense, dense, denses, couvert dense, couverture dense, couvert végétal dense, dense végétation"
    ),
    "c:sparse": (
        "végétation clairsemée, clairsemé, clairsemée, végétation éparse, éparse, couvert clairsemé, végétation "
        "maigre, clairsemés"
    ),
    "c:moderateveg": "végétation moyenne, végétation modérée, végétation modérément dense, couvert moyen",
    "c:nearlybare": (
        "nu ou presque nu, presque nu, quasi nu, quasiment nu, sol nu ou presque nu, nu ou quasi nu, nu ou presque, "
        "nu ou quasiment nu"
    ),
    "c:noveg": ("sans végétation, eau ou neige, sans végétation du tout, sans couvert végétal, dépourvu de végétation"),
    "c:water": "eau, neige",
    "c:covertype": "couverture, type de couverture, classe de couverture, occupation du sol, couvertures, végétation",
    "c:drought": "sécheresse, manque d eau, stress hydrique, déficit hydrique, pénurie d eau",
    "c:nitrogen": "azote, manque d azote, carence en azote",
    "c:disease": "maladie, maladies",
    "c:weeds": "adventices, mauvaises herbes",
    "c:pests": "ravageurs, insectes",
    "c:waterlogging": "excès d eau, engorgement",
    "c:heat": "chaleur, stress thermique",
    "c:causeword": "cause, causes, raison, raisons, explication, explications, à l origine, responsable",
    "c:unclear": (
        "aucune cause probable, aucune cause n est probable, sans cause probable, aucune n est probable, cause "
        "incertaine, pas de cause probable, aucune cause ne paraît probable, aucune cause vraisemblable, pas de "
        "cause vraisemblable, aucune cause ne se dégage, aucune cause ne ressort, cause inconnue, cause "
        "indéterminée"
    ),
    "c:network": "réseau, réseaux, modèle, réseau de neurones, réseau neuronal",
    "c:latitude": "latitude",
    "c:longitude": "longitude",
    "c:others": (
        "autres parcelles de la même culture, autres de sa culture, autres parcelles de sa culture, les autres, "
        "autres parcelles, ses pairs, parcelles de la même culture, ses semblables, autres, autres de la même "
        "culture, parcelles de sa culture, autres champs de la même culture, parcelles comparables, autres champs "
        "de sa culture, autres champs, autres parcelles de cette culture, ses voisines de culture, les autres de sa "
        "culture, les autres de la culture, de sa culture, de la même culture, de leur culture, de cette culture, "
        "autres de leur culture, parcelles de leur culture, les siennes"
    ),
    "c:restoffield": (
        "reste de la parcelle, le reste de la parcelle, reste du champ, reste de sa parcelle, reste de cette "
        "parcelle, reste du terrain, ce qui l entoure, le restant de la parcelle, restant de la parcelle"
    ),
    "c:few": (
        "peu nombreuses, peu nombreux, rares, peu, quelques, peu d autres, rares autres, trop peu, en petit nombre"
    ),
    "c:yieldloss": (
        "de perte de rendement, de perdre du rendement, de pertes de rendement, de perdre de la récolte, de perte "
        "de récolte, pour le rendement, de baisse de rendement"
    ),
    "c:modsev": (
        "état moyen ou grave, moyen ou grave, moyenne ou grave, atteinte moyenne ou grave, moyennement ou gravement "
        "atteint, moyennement ou gravement, moyenne à grave, moyen à grave, moyenne ou plus grave, moyenne à sévère"
    ),
}
