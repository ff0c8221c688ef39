"""French words that state nothing of a field, and those that must never be held for such."""

PLAIN = """
agit s-agit s-agissant en-bref bref en-somme en-résumé par-ailleurs d-ailleurs ailleurs en-outre de-même
en-particulier en-général en-détail à-savoir au-sujet à-propos en-ce-qui-concerne quant-à porte portent porté portée
portant porteur tient tiennent tenu garde gardent gardé laisse laissent laissé laissant offre offrent offert fournit
fournissent fourni fournir fournie apporte apportent apporté semble semblent semblait paraît paraissent apparaît
apparaissent demeure demeurent décrit décrite décrits décrites décrire décrivent mentionne mentionnent mentionné
évoque évoquent signale signalent signalé signalée souligne soulignent relève relèvent note-que notez attention mérite
méritent déclare déclarent déclaré annonce annoncent affirme affirment précise précisent précisé ajoute ajoutent
ajouté résume résument répartit répartissent répartis réparti répartie répartition partage partagent partagé partagée
divise divisé distribue compose composent composé composée établit établissent établi établie s-établit tombe tombent
tombant place-en placent placé placée range rangent rangé rangée met mettent mis mise mises attribue attribuent
attribué attribuée figure figurent faite faites fais faisait faisant rien-d-autre chose choses aspect aspects exemple
exemples point-de-vue côté-de élément éléments information informations verdict jugement jugements avis opinion
évaluation évaluations appréciation bilan regard yeux sens mot mots terme termes tournée tour circuit route parcours
chemin également-de pareillement aussi-bien voire-même simplement tout-simplement notamment-de milieu centre centrale
central autour-de située situées situés situant proximité votre vos notre nos mon ma mes leur-propre propre propres
différent différents différente différentes divers certains-de respectifs respective respectives peut peuvent pouvoir
permet permettent permis sert servent servi servir utile utiles intéressant agissant examinés examinées étendues étant
auquel auxquels laquelle lequel lesquels lesquelles duquel desquels quel quelle quels quelles une-fois lors
tout-d-abord-il ouvrir ouvrez ouvert charger chargez chargé télécharger téléchargez appareil appareils application
savoir sachez sait-on trouver trouvez trouvé trouvée trouvés retrouve retrouvent rencontre rencontrent obtenir obtenu
obtenue obtenus calcul calculé calculée calculés tiré tirée issu issue issus provient proviennent revient reviennent
s-élevant élevant portant-sur relatif relative relatifs relatives lié liée question rubrique section sections chapitre
sujet sujets lecteur lecteurs agriculteur agriculteurs agronome visiteur essentiel-de gêne gênent gêné tranche
trancher faute-de juger jugeant rappelons rappelle rappeler rappel permettre permette pu pouvant parler parle parlant
écrire écrit écrite écrits chiffrer chiffre-à total-de compter-sur reposer-sur inférer inféré déduit déduire
tenir-compte compte-tenu faudra à-noter notons retenir ranger classer classement-de estimer estimation estimations
calculer constat constats constate constatons considérant regarder-comme aperçu survol panorama décompte bilan-de
tableau-de fiche synthèse en-synthèse pour-résumer mise-au-point mot-d-ordre en-clair en-chiffres en-tout en-tout-cas
au-total dans-l-ensemble dans-le-détail sur-place sur-le-terrain-même à-l-arrivée dessus dedans lequel-est ce-qui
ce-que ce-dont ceci celui-ci celle-ci ceux-ci celles-ci effectuer effectué effectuée procéder procède réaliser réalisé
réalisée opérer mener-à mettre-en tirer tire tirent apparaître ressembler aller-de va-de vont-de se-répartit
se-répartissent répartir connaître connaît connaissent connu connue connus reconnaît reconnaître lisant lecture
lectures interprétation chose-à-savoir point-à-noter autrement-dit soit-en-tout à-elle-seule à-lui-seul à-elles-seules
à-eux-seuls nommer cité citée citer cités indiquer indication-de mentionner détaille détailler détaillé expose-que
présente-en restant-de complément complète-le le-complément solde le-solde venir vient venant arrive arrivent arrivant
passe passent passant soit-dit compter comptant compté comptés forme formant formé-de englobe englobent regroupe
regroupent regroupé rassemble rassemblent appelle appellent appelé appelée appelés désigne désignent désigné nomme
nomment qualifie qualifient qualifié qualifiée considère considèrent range-parmi lit lisent lu lue
"""
"""Verbs, nouns, adverbs and connectives; a hyphen joins the words of a phrase."""

NEVER_PLAIN = """
car donc puisque cause causé dû due entraîne provoque explique signifie conséquence résulte irriguer irrigation
arroser traiter traitement engrais fongicide herbicide pesticide dose azote eau pluie sécheresse grêle gel orage vent
chaleur chaud froid sec humide météo température certain certaine certainement sûrement assurément prouvé confirmé
évident clairement moitié tiers quart double fois beaucoup plusieurs nombreux peu plus moins grand petit grande petite
hier demain bientôt récemment semaine mois saison année printemps été automne hiver maintenant pas jamais aucun rien
sans ni guère seulement seul tout tous toujours partout chaque premier deuxième dernier meilleur pire mieux augmente
diminue baisse améliore empire perd perte rendement sain malade grave bon mauvais nord sud est ouest champignon
maladie ravageur
"""
"""Causes, consequences, treatments, weather, certainty, quantities, times, negation, order: they state something."""
