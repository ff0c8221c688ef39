"""French words that state something, by what they state; they are read only where a sentence of the section has them.

A word that stands here, in any of its forms, is never held for an everyday word (`look_up.Lexicon.is_everyday`).
"""

from collections.abc import Mapping

CLAIMS: Mapping[str, str] = {
    "causes": """
    ainsi aboutir amener attribuable attribuer car causer cause causé conséquence conséquent contribuer coupable
    conduire découler dommage donc donner-lieu dû due effet engendrer entraîner expliquer explication exposer exposé
    facteur faute forcer générer grâce impliquer impact imputable imputer induire influence influencer motif mener
    occasionner origine parce pourquoi provenir provoquer puisque raison refléter responsable résulter résultat signe
    souffrir source subir suite symptôme traduire trahir victime vulnérable
    """,
    "événements et conséquences": """
    abandonner accident attaquer attaque brûler brûlé casser catastrophe crise danger dangereux dégât dégrader déchet
    désastre détruire destruction disparaître échapper échec échouer éclater effondrer effondrement épidémie étouffer
    événement famine feu foudre incendie incident infecter infection infester infestation inonder inondation invasion
    inquiéter inquiétant inquiétude menacer menace mort mourir mourant nuire nuisible perdre périr perte piétiner
    poison pourrir pourriture problème ravage ravager récupérer récupération rouille ruiner sauver sinistre sinistré
    survivre survie tuer urgence urgent vaincre verser verse voler vol flétrir flétri faner dépérir dépérissement
    """,
    "traitements et conseils": """
    pesticide
    acheter agir agronome amender amendement appliquer application apport apporter arrêter arroser arrosage assurance
    assurer attendre biner biocide bore chaux chimique choisir combattre commander compost conseil conseiller
    consulter contacter couper creuser cuivre cultiver curer dose doser drainer drainage désherber désherbage
    désherbant devoir éviter engrais ensemencer épandre épandage fertiliser fertilisation fertilisant fongicide fumier
    fumure fer gérer gestion glyphosate herser herbicide insecticide intervenir intervention irriguer irrigation
    labourer labour lutte lutter magnésium manganèse mesure-contre moutarde nécessaire nécessiter nourrir nutriment
    obliger obligatoire phosphore phosphate planter plantation potasse potassium préférable prévenir prévention
    produit protéger protection pulvériser pulvérisation recommander recommandation récolter remède remédier réparer
    replanter ressemer requérir rouler rotation sarcler semer semis soigner soin solution soufre stopper subvention
    suffire supprimer tailler traiter traitement urée vendre vente zinc azote lisier paillage couvert-végétal nitrate
    calcium
    """,
    "temps qu'il fait et eau": """
    aride air atmosphère averse brise brouillard bruine brume canicule chaleur chaud climat climatique cyclone dégel
    eau ensoleillé ensoleillement éclair évaporer évaporation foudre fraîcheur frais froid gel gelée geler givre glace
    grêle grêlon humide humidité hydrique inondé mouillé mousson neige nuage nuageux orage orageux ouragan pluie
    pluvieux pluviométrie précipitation rosée ruisseler ruissellement saturé sec sèche sécher sécheresse soif assoiffé
    soleil température tempéré tempête thermique tonnerre tornade trempé vent venteux voile météo météorologique nappe
    """,
    "vivants": """
    abeille adventice agneau agrume ail algue altise amandier animal arbre arbuste avocat avoine bactérie bétail
    betterave blé bœuf bois bourgeon brebis brome café campagnol canard canne carotte céréale cerf champignon
    charançon charbon chardon châtaigne chenille cheval chèvre chèvrefeuille chou cicadelle citron citronnier
    clairière colza colon coton corbeau courge criquet culture cultures doryphore élevage épi épeautre épinard
    escargot fève feuille feuillage figue fleur floraison flore foin forêt fourmi fourrage fourrager fraise fraisier
    frelon fruit fruitier gazon germe gibier graine graminée haie haricot herbe herbicide houblon insecte ivraie
    jachère lapin larve légume légumineuse lentille lièvre limace lin lisière lotier loup lupin luzerne maïs maladie
    manioc mauvaise-herbe mil millet mildiou moisissure mouche moucheron moustique mouton mulot mûrier navet noyer
    nématode noix oidium oïdium oie oignon oiseau olive olivier orge organisme palmier papaye parasite pâturage patate
    pathogène pavot pêcher peuplier pigeon pin pissenlit plant plante poire pois poisson poivron pomme pommier potager
    poule prairie prune puceron rat ravageur ray-grass récolte renard riz rongeur ronce roseau sanglier sapin sarrasin
    sauterelle seigle semence septoriose soja sorgho souche souris tabac taupe taupin tige thé tomate tournesol trèfle
    triticale tubercule vache ver verger vesce vigne vignoble virus volaille canopée biomasse chlorophylle pigment
    photosynthèse racine rameau
    """,
    "sol": """
    acide acidité alcalin argile argileux basique boue boueux caillou calcaire carbone compacté compaction contaminer
    contamination croûte éroder érosion fossé gravier humus limon limoneux minéral minéraux mineur organique pente
    pierre pierreux polluer pollution roche rocheux sable sableux salé salin salinité sel sédiment terrasse terreau
    tourbe toxique toxine vase battance battu tassé tassement
    """,
    "lieux": """
    afrique allemagne allemand alpes amérique américain amont anglais angleterre aquitaine asie aval baie barrage
    bassin beauce belge belgique berge bord bordure bourg bourgogne brésil bretagne campagne canada canton capitale
    chemin chine cime colline commune continent contrée côte côtier coteau danemark danois delta département désert
    digue domaine est étang état-unis europe européen ferme fleuve flandre france français frontière golfe hameau
    hangar hauteur hollande île inde italie japon jardin lac lagune lande loire lorraine maison marais marge mer
    mexique midi monde montagne montagneux moulin nation national nord nordest nordouest normandie océan occident
    orient ouest parc pays péninsule périphérie picardie plage plaine planète plateau pologne pont port pré province
    quartier région régional rivage rive rivière route rural russie serre serres sommet sud suisse territoire tropical
    tropiques turquie ukraine usine vallée vallon versant village ville voisin voisinage gauche droite
    """,
    "dates et durées": """
    an ancien anciennement année annuel août après aube aujourd'hui auparavant aussitôt autrefois automne avant avril
    bientôt calendrier date décembre déjà demain depuis dernier dernière désormais deuxième-fois durable durée
    dorénavant encore époque été février fête futur hebdomadaire heure hier historique histoire hiver immédiat
    immédiatement instant janvier jadis jamais jour journée journalier juillet juin jeune lent lentement long
    longtemps lundi mai maintenant mardi mars matin mensuel mercredi midi millénaire minuit minute mois moment naguère
    noël novembre nuit octobre ordinaire pâques parfois passé période précédemment précédent précoce prématuré premier
    prochain prochainement prolongé quotidien quinzaine rapide rapidement récemment récent retard tardif tard
    tardivement saison saisonnier samedi semaine septembre siècle soir soirée soudain souvent subit suivant tôt
    toujours trimestre vendredi veille vieux vieille dimanche jeudi printemps nouveau nouvelle nouvellement neuf
    """,
    "changements": """
    abaisser accélérer accroître accroissement affaiblir affaiblissement aggraver aggravation agrandir altérer
    améliorer amélioration amplifier augmenter augmentation avancer baisse baisser boom bouleverser bourgeonner brunir
    changement changer chute chuter convertir croissance croître décliner déclin décroître dégradation dégrader
    dépérir détériorer détérioration développer développement devenir diminuer diminution doubler élargir empirer
    enrichir épaissir épuiser étendre évoluer évolution fléchir fleurir gagner germer grandir grossir guérir guérison
    hausse hausser intensifier jaunir jaunissement mûrir maturité modifier modification monter mourir multiplier
    naître progresser progression pousser ralentir rattraper rebondir reculer recul réduire réduction régresser
    remonter renforcer repousser reprendre rétablir rétrécir stabiliser stagner tendance tendre tomber tourner
    transformer transformation tripler varier virer vieillir bouger dériver perdre repartir
    """,
    "qualités": """
    abîmer abîmé abîmée affreux agréable alarmant anormal anormale bas beau belle bénéfique bien bon bonne brillant
    catastrophique chétif convenable correct critique dangereux décent décevant défaut défavorable défectueux
    déficient délicat déplorable désastreux douteux dur encourageant endommagé épanoui épuisé exceptionnel excellent
    excessif extrême extrêmement faible faiblement fatal favorable faux fertile fertilité fort fortement fragile grave
    gravement heureux heureusement hélas homogène hétérogène idéal impressionnant inadapté inégal inférieur inquiet
    insuffisant intact luxuriant magnifique maigre mal malade maladif malheureux malheureusement mauvais médiocre
    meilleur mieux misérable moche moindre négatif normal normalement optimal parfait parfaitement pauvre pénible pire
    piètre plaisant positif précaire productif productivité prometteur propice prospère qualité ravi remarquable
    rassurant résistant résilient riche robuste sain satisfaisant sévère sévèrement solide souffrant souffreteux
    splendide stérile stressé suffisant superbe supérieur terrible triste typique typiquement uniforme utile-pour
    vigoureux vigueur vital vivace vulnérable vert robustesse vaillant
    """,
    "certitude": """
    constatation découverte fait mesure absolu absolument apparemment assurément authentique avérer avéré bien-sûr
    certain certainement certes certifier certitude chance clair clairement conclure conclusion confirmer confirmation
    convaincre convaincant croire croyance définitif définitivement démontrer démonstration doute douter douteux
    effectivement erreur erroné établir évident évidemment évidence exact exactitude exclure fait-avéré fiable
    fiabilité flagrant formel formellement garanti garantir garantie hypothèse immanquablement impossible incertain
    incertitude incontestable incontestablement indéniable indéniablement indiscutable indubitable indubitablement
    inévitable inévitablement infaillible juste justesse manifestement manifeste officiel officiellement penser
    peut-être possible possiblement précision présumer preuve prévoir prévision probable probablement probabilité
    prouver réel réellement risque sûr sûrement sûreté soupçon soupçonner supposer supposition sérieux vérifier
    vérification véridique véritable véritablement vérité vrai vraiment vraisemblable vraisemblablement espérer espoir
    tromper tort
    """,
    "quantités et comparaisons": """
    abondance abondant absent absence aucun autant autre beaucoup bref carence cent centaine centième chacun chaque
    cinq cinquième complet complètement considérable considérablement court davantage demi dépasser dernier deux
    deuxième dix dixième dizaine double douze égal également-que égaler égalité énorme énormément ensemble entier
    entièrement épais équilibré essentiel étroit exceptionnellement excès fois fraction général généralement géant
    grand grande gros guère haut huit huitième immense inégalement infime infini intégral intégralement intense
    intensité large largement léger légèrement limité maigre maint majeur majeure majorité massif massivement maximal
    maximum menu mi mille millier million mince mineur minime minimal minimum minoritaire minorité modéré modeste
    moins moitié moyen moyenne multiple négligeable neuf nombreux nul onze partiel partiellement partout pénurie petit
    petite peu plein pleinement pluralité plupart plus plusieurs poignée presque prépondérant principal principalement
    profond proportionnellement quantité quart quatre quelques quelque quasi quasiment quatrième rare rarement seul
    seulement sept simplement sixième somme-de sommet suffisamment supplémentaire surplus surtout tant tiers total
    totalement totalité tous tout toute toutes treize trente triple trois troisième trop très unanimement unique
    uniquement vaste vingt zéro partie infiniment superlatif rang
    """,
    "négation": """
    aucun aucunement dépourvu exempt faux guère impossible jamais manquer manque manquant ne néant ni nier non nul
    nullement pas personne refuser réfuter rien sans sauf hormis excepté empêcher
    """,
    "gens et argent": """
    acheteur acheter administration agence agriculteurs-disent aide argent autorité avocat banque bénéfice bon-marché
    budget cher chercheur client collègue commerce commerçant compagnie conseiller conséquent coopérative coût coûter
    crédit dépense dépenser dette dollar économie économique économiser employé enfant entreprise équipe étudiant euro
    expert famille fermier femme financier fils fille fonds fournisseur frais frère gagner gens gouvernement homme
    impôt indemnité ingénieur inspecteur investir investissement locataire loi loyer maire marché marchand mère
    ministère ministre ouvrier payer paiement père personnel police politique prêt prix professeur profit profitable
    propriétaire rentable rentabilité revenu salaire scientifique société spécialiste syndicat technicien
    valeur-marchande vendeur vétérinaire voisin
    """,
    "rendement": """
    moisson moissonner production produire quintal quintaux récolte récolter rendement tonne tonnes boisseau
    """,
    "capteurs et machines": """
    aérien aéronef antenne appareil-photo avion caméra camion capteur carburant drone engin équipement essence
    hélicoptère infrarouge laser machine matériel micro-ondes moteur outil planeur pneu pompe radar radiomètre robot
    satellite sonde tracteur véhicule landsat modis
    """,
    "couleurs": """
    blanc blanche bleu bleue brun brune clair doré gris grise jaune jaunâtre marron noir noire orange or pâle pourpre
    rose rouge rougeâtre sombre vert verte violet
    """,
    "consignes à un lecteur ou un programme": """
    admin assistant bonjour chatbot cliquer commande effacer exécuter ignorer ignorez installer instruction
    instructions jeton journal merci mot-de-passe obéir oublier oubliez programme robot script secret supprimer
    système télécharger url humain désolé exécutez écrire envoyer
    """,
    "stades et travaux": """
    boutons couper coupé dormance écimer émergence éclosion épiaison faucher fauche fauché floraison germination levée
    lever lignification maturation maturité montaison moissonné pâturer pâture pâturé repousse semé sénescence stade
    tallage végétatif végétative
    """,
}
