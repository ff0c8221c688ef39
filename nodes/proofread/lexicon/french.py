"""Which French words say which concept; plain words stand in all their forms, phrases are read before their words."""

from collections.abc import Mapping

from nodes.proofread.lexicon.french_classes import CLASSES

NEUTRAL = """
certains certaines
identifié identifiée noté notée correspond correspondent équivaut notamment particulièrement possède possèdent
dispose disposent existe existent hectare indice indices le la les l un une des de du d à au aux en dans sur pour
par avec et ce cet cette ces c ça cela celui celle ceux celles ci là il elle ils elles on nous vous leur leurs son
sa ses lui y qui que qu dont où quand lorsque comme est sont était étaient être soit été a ont avait ayant avoir
fait font se s aussi également encore puis autre même mêmes montre montrent montré montrant présente présentent
présenté présentant affiche affichent indique indiquent indiqué couvre couvrent couvert couverte couverts couvertes
occupe occupent occupé représente représentent représentant compte comptent constitue constituent totalise atteint
atteignent s'élève élève élèvent trouve trouvent situe situent situé située vaut valent reste restent restant
contient contiennent comprend comprennent comporte comportent appartient appartiennent voit voient estime estiment
juge classe évalue semé-de semée-de semé-en semée-en compris comprise comprises valeur valeurs chiffre chiffres
nombre nombres résultat résultats niveau niveaux classes classé classée classés classées catégorie catégories groupe
groupes état états cas total totale ensemble globalement alors tandis mais cependant toutefois bien pourtant quant
concerne concernant côté selon d'après exactement précisément là-bas relevé relevée enregistre enregistré donne
donnent obtient parmi chez vers ici telle tel ne n voici voilà résumé note veuillez situation respectif
"""
"""Words that carry no statement of their own; a hyphen joins those of a phrase."""

CONCEPTS: Mapping[str, str] = {
    **CLASSES,
    # which kind of number
    "q:share": "part, parts, proportion, proportions, portion, portions, pourcentage, fraction, partie, parties",
    "q:area": (
        "surface, surfaces, superficie, superficies, aire, étendue, étend, étendent, taille, hectares, acres, s étend"
    ),
    "q:ground": "sol, sols, terrain, terrains, terre, terres",
    "q:certainty": (
        "sûr, sûre, sûrs, certain, certaine, certitude, confiance, confiance moyenne, confiant, assurance, "
        "certitude moyenne"
    ),
    "q:uncertainty": "incertitude, incertain, incertaine, pas sûr, incertitude moyenne",
    "q:disagreement": "désaccord, désaccords",
    "q:probability": "probabilité, probabilités, une probabilité moyenne, chance, chances, probabilité moyenne",
    "q:attention": "attention, poids",
    "q:skill": "score, F1, précision",
    "q:pixels": "pixels, pixel",
    "q:difference": (
        "écart, différence, écarts, différences, déficit, retard, recul, écarte, s écarte, différer, diffère, "
        "diffèrent, marge"
    ),
    # which statistic
    "s:median": "médiane, médian, valeur médiane, NDVI médian, médianes, pour médiane",
    "s:mean": "en moyenne, la moyenne, une moyenne, valeur moyenne, NDVI moyen, moyenne générale",
    "s:p10": (
        "dixième bas, dixième inférieur, dixième le plus bas, plus bas dixième, 10e centile, dixième le plus "
        "faible, dixième le moins vert, dixième du bas, premier décile, bas du dixième"
    ),
    "s:p90": (
        "dixième haut, dixième supérieur, dixième le plus haut, plus haut dixième, 90e centile, dixième le plus "
        "vert, dixième du haut, dernier décile, neuvième décile"
    ),
    "s:p5": "5e centile, 5e percentile",
    "s:p95": "95e centile, 95e percentile",
    "s:range": (
        "entre, va, vont, allant, varie, varient, s étale, intervalle, étale, étalent, s échelonne, s échelonnent, "
        "se situe entre, se situent entre, allant de, oscille, oscillent, s étend, comprises entre, compris entre"
    ),
    # rounding
    "a:about": (
        "environ, à peu près, autour, approximativement, près, quelque, aux alentours, grosso modo, à peu de chose "
        "près, de l ordre de, avoisine, avoisinant, autour de, proche de, près de, voisin de, plus ou moins, "
        "arrondi à"
    ),
    "a:under": (
        "presque, un peu moins, à peine moins, pas tout à fait, juste sous, quasiment, un peu moins de, à peine "
        "moins de, frôle, près de, pratiquement, un rien sous, légèrement moins"
    ),
    "a:over": (
        "un peu plus, à peine plus, légèrement plus, au moins, juste au dessus, un peu plus de, à peine plus de, "
        "légèrement plus de, un rien plus, juste au dessus de"
    ),
    # order and comparison
    "r:largest": (
        "domine, dominent, dominant, dominante, prédomine, plus grande, plus grand, la plus grande, plus vaste, "
        "plus étendue, plus étendu, principale, principal, plus importante, plus important, plus grande part, plus "
        "grande partie, plus grosse, en tête, arrive en tête, arrivent en tête, la plus répandue, le plus répandu, "
        "plus répandue, plus répandu, vient en tête, vient d abord, le plus de, la plus grosse part, plus "
        "nombreuse, plus nombreuses, plus nombreux, la plus courante, plus fréquente, que toute autre, qu aucune "
        "autre, premier rang, l emporte de loin, l emporte"
    ),
    "r:smallest": "plus petite, plus petit, moindre, plus réduite",
    "r:highest": ("plus haut, plus haute, plus élevé, plus élevée, maximum, maximal, maximale, plus forte, plus fort"),
    "r:lowest": "plus bas, plus basse, minimum, minimal, minimale, plus faible",
    "r:worst": (
        "pire, la moins verte, plus mauvaise, plus en retard, plus mal, les moins vertes, le moins vert, moins "
        "verte de toutes, plus grand retard"
    ),
    "r:best": ("meilleure, meilleur, plus verte, la plus verte, plus vertes, la plus verte de toutes, plus verdoyante"),
    "r:second": "deuxième, second, seconde, 2e, deuxième place, vient en deuxième, au deuxième rang",
    "r:third": "troisième, 3e, troisième place, vient en troisième, au troisième rang",
    "r:first": (
        "d abord, premier, première, en premier, en premier lieu, en priorité, commencez, commencez par, commencer "
        "par, avant tout, pour commencer, premièrement, tout d abord, en tête de liste, premier lieu, débutez, "
        "débutez par, débuter par, d entrée, prioritaire"
    ),
    "r:followed": (
        "vient ensuite, viennent ensuite, suit, suivent, suivi de, suivie de, suivi, suivie, suivis, suivies, "
        "devant, vient après, viennent après, puis viennent, puis vient, vient alors, suivi par, suivie par, loin "
        "devant"
    ),
    "r:next": ("puis, ensuite, après, après cela, deuxièmement, seulement ensuite, par la suite, une fois sur place"),
    "r:last": "enfin, finalement, dernier, dernière, en dernier, pour finir",
    "r:less": (
        "moins, sous, dessous, en dessous, au dessous, inférieur, inférieure, inférieurs, en retard, derrière, de "
        "moins, moins vert, en retrait, plus basse que, plus bas que, reste sous, inférieures, en deçà, plus bas, "
        "plus basses, plus basse, se situe sous, au dessous de, de retard, traîne, en arrière"
    ),
    "r:more": (
        "plus, dessus, au dessus, supérieur, supérieure, dépasse, dépassent, davantage, de plus, plus que, "
        "supérieures, au delà, surpasse, excède, devance"
    ),
    "r:much": "de loin, bien, nettement, beaucoup, loin, largement, clairement, très",
    "r:like": (
        "à peu près aussi verte, aussi verte, semblable, semblables, comparable, comparables, similaire, "
        "similaires, pareil, pareille, aussi vert, aussi vertes, proche, proches, à peu près aussi vertes, à "
        "égalité, au même niveau, sensiblement aussi verte, sensiblement aussi vertes, au niveau de, presque la "
        "même, la même, égale, équivalente, presque aussi verte"
    ),
    "r:compared": (
        "comparé, comparée, comparées, comparés, par rapport, contre, face, comparer, comparaison, en comparaison"
    ),
    "r:twice": "double, deux fois",
    "r:thrice": "triple, trois fois",
    "r:respectively": "respectivement, dans cet ordre",
    "r:standsout": (
        "sort du lot, sortent du lot, se distingue, se distinguent, de particulier, ressort, ressortent, "
        "remarquable, rien de particulier"
    ),
    # mood
    "m:forecast": (
        "prévision, prévisions, prévu, prévue, prévoit, attendu, attendue, peut être perdu, projeté, prévoient, "
        "anticipe, prédit, prédisent, prévus, prévues, à prévoir, escompte, s attend à, pronostic, pronostique, "
        "projection"
    ),
    "m:guess": (
        "supposition, suppositions, hypothèse, hypothèses, probable, probables, probablement, peut être, possible, "
        "possibles, sans doute, supposé, supposée, vraisemblable, vraisemblablement, plus probable, plus probables, "
        "suppose, présumée, suppose que, semble être, vraisemblables, présume, penche pour, éventuelle, "
        "éventuelles, soupçonne, à titre d hypothèse, hypothétique, hypothétiques"
    ),
    "m:should": "faut, doit, doivent, devrait, devraient, devez",
    "m:will": "sera, seront, va être, vont être, aura, auront",
    # truth, cause, time and quantifiers
    "x:none": "aucun, aucune, rien, nul, nulle",
    "x:not": (
        "pas, aucun, aucune, jamais, ni, rien, personne, sans, non, impossible, nul, nulle, dépourvu, dépourvue, "
        "dépourvus, dépourvues, absent, absente, absents, faute de, exempt, manque de modèle, point, jamais vu, "
        "existe pas, absent de, absente de, absents de"
    ),
    "x:hardly": "guère, à peine, mal, difficilement, peine à",
    "x:only": (
        "seulement, uniquement, seul, seule, seuls, seules, exclusivement, ne que, se limite à, se limitent à, "
        "limité à, limitée à, limités à, se borne à, se réduit à, pas plus de, juste"
    ),
    "x:sole": "la seule, le seul, les seules, les seuls",
    "x:so_here": "est le cas, sont le cas",
    "x:observed": "détecté, détectée, détectés, constaté, constatée, confirmé, confirmée, prouvé",
    "x:each": "chaque, chacun, chacune, chaque fois, l une et l autre",
    "x:or": "ou",
    "x:whether": "si",
    "x:all": (
        "tout, toute, tous, toutes, entièrement, totalité, toujours, partout, entier, entière, complètement, "
        "totalement, intégralement, l ensemble de, l intégralité, intégralité, en entier, au complet"
    ),
    "x:mostly": (
        "surtout, plupart, majorité, généralement, souvent, majoritairement, principalement, en majorité, "
        "essentiellement, la quasi totalité, quasi totalité, majeure partie, la majeure partie, la plus grande "
        "partie, l essentiel, essentiel, gros, le gros, la plus grande part, plus de la moitié"
    ),
    "x:little": (
        "une petite part, une petite partie, une faible part, peu de, très peu, infime, minime, petite part, petite "
        "partie, faible part, fraction infime, minorité, presque rien, presque pas, pratiquement rien, une poignée"
    ),
    "x:many": (
        "plusieurs, nombreux, nombreuses, une grande part, grande partie, grande part, bonne partie, une bonne "
        "part, une bonne partie, bonne part, une partie importante"
    ),
    "x:reason": "parce que, parce qu, car, puisque, puisqu, donc, étant donné, vu que",
    "x:cause": (
        "parce, ainsi, dû, due, dus, dues, entraîne, entraînent, provoque, provoquent, provoqué, provoquée, "
        "signifie, signifient, implique, conséquent, par conséquent, en raison, à cause, grâce, explique, "
        "expliquent, s explique, résulte, causé, causée, suggère, suggèrent, signe, signes, mène, c est pourquoi, "
        "pourquoi, afin, reflète, traduit, responsable, conduit, vient de, viennent de, indice"
    ),
    "x:unless": "au delà de, hors, à part, sauf, excepté, hormis, sinon",
    "x:asserted_loss": (
        "perd, perdent, perdra, perdront, perdu, perdue, perdre, perte, pertes, perte de rendement, perdre du rendement"
    ),
    "x:yield": "rendement, rendements, récolte attendue",
    "x:past": (
        "hier, auparavant, avant, autrefois, récemment, semaine dernière, mois dernier, an dernier, année dernière, "
        "dernièrement"
    ),
    "x:now": "maintenant, aujourd hui, actuellement, en ce moment, cette semaine",
    "x:future": "bientôt, demain, prochain, prochaine, plus tard, futur",
    "x:change": (
        "augmente, augmenté, augmentent, diminue, diminué, diminuent, baisse, baissé, baissent, hausse, monte, "
        "monté, chute, chuté, s aggrave, aggrave, aggravé, empire, améliore, amélioré, améliorent, recule, reculé, "
        "devient, deviennent, change, changé, s améliore, progresse, progressé, décline, décliné"
    ),
    # content that may be said where the sentences or notes say it
    "simulated": (
        "simulé, simulée, simulés, simulées, simulation, simulations, virtuel, virtuels, artificiels, synthétiques, "
        "simulateur, fictif, fictive, fictifs, généré par simulation, sorti d une simulation"
    ),
    "real": (
        "vrai, vrais, vraie, vraies, réel, réels, réelle, réelles, véritable, véritables, authentique, "
        "authentiques, existe vraiment, vrai champ, existe pas"
    ),
    "learned": (
        "appris, apprise, apprises, entraîné, entraînée, entraînés, apprennent, apprentissage, apprend, formé, "
        "formés, instruit, instruits, école, expérience, données d apprentissage, repose sur, reposent sur, base "
        "sur, basé sur, basée sur, fondé sur, fondée sur, connaît que, formation, leçons, rencontré, rencontrée, "
        "été vu, vu à l apprentissage"
    ),
    "asmuch": "autant ou plus, au moins autant, autant voire plus, autant ou davantage",
    "go": (
        "commencez par, commencez, commencer par, allez, aller, visitez, visiter, rendez, rendre, visite, visites, "
        "passez, passer, dirigez, marchez, allez voir, aller voir, se rendre, rendez vous, première visite, se "
        "rendre à, passer par, arrêt, premier arrêt, parcourir, visitée, visitées, à visiter, arrêtez, voir en "
        "premier"
    ),
    "look": (
        "voyez, voir, regardez, regarder, vérifiez, vérifier, examinez, examiner, observez, observer, contrôlez, "
        "inspectez, inspecter, à voir, assurez, s assurer, examen, à vérifier, savoir si, à regarder, jeter un œil, "
        "scrutez, relevez, notez"
    ),
    "ask": (
        "demandez, demander, renseignez, informez, interrogez, s informer, se renseigner, renseignez vous, à "
        "demander, s enquérir"
    ),
    "sow": "semis, semé, semée, date de semis, semés, semer, ensemencé, date du semis, ensemencée, semées",
    "cut": "coupe, coupé, coupée, fauche, fauché, fauchée, coupées, fauchées",
    "graze": "pâture, pâturé, pâturée, pâturage, pacage",
    "emerge": (
        "levé, levée, lever, a levé, germé, pas encore levé, n a pas encore levé, sorti, sortie, sorti de terre, "
        "germée, levées"
    ),
    "harvest": ("récolté, récoltée, récolte, moisson, moissonné, récoltées, moissonnée, déjà récoltée, récoltes"),
    "failed": ("manqué, manquée, échoué, échec, raté, a échoué, échouée, échoue, ratée, pas réussi, n a pas réussi"),
    "seed": "semence, semences, graines, graine",
    "plants": "plante, plantes, plants, végétaux",
    "colour": "couleur, couleur des feuilles, couleurs, teinte",
    "stand_density": (
        "densité, densité des plantes, densité du peuplement, densité de plantes, peuplement, nombre de plantes, "
        "combien de plantes"
    ),
    "leaf": "feuille, feuilles",
    "wet": "humide, humides, mouillé, humidité",
    "crusted": "battu, battue, croûté, croûte, tassé, battance",
    "ripe": "mûr, mûre, mûrs, mûres, à maturité, maturité",
    "young": "jeune, jeunes",
    "ill": "malade, malades",
    "told": (
        "dit, disait, disent, disaient, dire, révèle, révélait, renseigne, renseignait, informe, informait, "
        "annonçait, prédit, en disait, apprenait, indiquait, guide, indicateur, instructif, instructive, "
        "information, informations, renseignement, renseignements, précisait"
    ),
    "anymonth": "mois",
    "month": (
        "mois suivant, mois à venir, mois prochain, le mois qui suit, mois d après, prochain mois, mois qui "
        "suivait, mois d ensuite, mois qui vient, le mois qui suivait"
    ),
    "outlines": "contour, contours, limite, limites, contours des parcelles",
    "pasture": "prés, pré, prairie, prairies, herbage",
    "woods": "bois, forêt, forêts",
    "gardens": "jardin, jardins",
    "shores": "rive, rives, berge, berges",
    "sensors": "capteur, capteurs, mesures des capteurs",
    "files": "fichier, fichiers, tableau, tableaux, rapport, document",
    "details": "détail, détails",
    "light": "lumière",
    "air": "air, atmosphère",
    "corrected": "corrigé, corrigée, correction",
    "measured": "mesuré, mesurée, mesure, mesures, mesurés, mesurer",
    "kind": "type, genre, sorte",
    "installed": "installé, installée, disponible, en place, présent, prévu pour",
    "stands_first": "priorité, urgence, urgent, rang, ordre, classement, liste, tête de liste",
    "ready": (
        "prudence, prenez, prendre, considérez, considérer, traitez, utilisez, gardez, retenez, pris, prises, "
        "prudemment, interpréter, interprétez, précaution, précautions, à prendre, à considérer, avec précaution, "
        "réserve, avec réserve, sous réserve, rappelons, à noter, gardons, retenons, avertissement, mise en garde, "
        "lire"
    ),
    "name": "nom, noms, nommé",
    "day": "jour, date, ce jour là",
    "m:hedge": "semble, semblent, paraît, il semble",
    "m:may": "pourrait, pourraient",
}
