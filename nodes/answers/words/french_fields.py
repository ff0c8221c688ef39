"""Answers in French about several fields, comparisons, and premises that are corrected."""

FIELDS = {
    # fields
    "reason.bare": "{bare} de son sol dégagé est nu alors que sa culture est en majorité verte",
    "reason.behind_peers": "son NDVI est de {difference} sous les {count} autres parcelles de sa culture",
    "reason.behind_few": "son NDVI est de {difference} sous les {count} autres de sa culture",
    "reason.weak_patch": "sa plus grande zone faible, {area}, a un NDVI de {below} sous celui de la parcelle",
    "reason.weak_patch_no_area": "sa plus grande zone faible a un NDVI de {below} sous celui de la parcelle",
    "reason.none": "rien ne sort du lot ; son NDVI a une médiane de {median}",
    "reason.no_index": "rien ne sort du lot",
    "rank.item": "{name} : {reason}",
    "rank.item_crop": "{name} ({crop}) : {reason}",
    "rank.urgency.worst": "Les plus urgentes d'abord. {items}.",
    "rank.urgency.best": "Les moins urgentes d'abord. {items}.",
    "rank.lowest": "Les parcelles, la plus basse d'abord ({by}) : {items}.",
    "rank.highest": "Les parcelles, la plus haute d'abord ({by}) : {items}.",
    "rank.entry": "{name} ({value})",
    "rank.none_judged": "Aucune parcelle n'a pu être jugée, donc aucune n'est classée.",
    "rank.no_value": "Aucune parcelle de cette analyse n'a de valeur ({by}).",
    "rank.same_crop": (
        "Des parcelles de cultures différentes diffèrent par nature ; demandez une seule culture pour comparer ce "
        "qui se ressemble."
    ),
    "rank.same_crop_by_nature": "Les cultures diffèrent par nature.",
    "rank.before": "Avant elle : {names}.",
    "rank.no_more": "Il n'y a plus de parcelle dans cet ordre.",
    "left_out": "Laissées de côté, car non jugées ou sans une telle valeur : {names}.",
    "rank.position": "Par urgence, {name} est à la place {rank} sur {count} parcelles jugées.",
    "why": "{name} : {reason}.",
    "places": "Allez à {items}.",
    "place.bare": "l'endroit {number} dans {field}, sol nu, latitude {latitude}, longitude {longitude}",
    "place.behind_peers": (
        "l'endroit {number} dans {field}, sous ses semblables, latitude {latitude}, longitude {longitude}"
    ),
    "place.behind_few": (
        "l'endroit {number} dans {field}, loin sous les quelques autres de sa culture, latitude {latitude}, "
        "longitude {longitude}"
    ),
    "place.weak_patch": "l'endroit {number} dans {field}, une zone faible, latitude {latitude}, longitude {longitude}",
    "no_places": "Cette analyse ne nomme aucun endroit où aller.",
    "zones": "Les plus grandes zones à risque élevé : {items}.",
    "zone": "la zone {number}, {area}, latitude {latitude}, longitude {longitude}",
    "zone_pixels": "la zone {number}, {area}",
    "only_worst": "Endroits et zones ne sont classés que par urgence et par taille, les pires d'abord.",
    # counts
    "count.all": "Il y a {count} [parcelle|parcelles:count].",
    "count.all.crop": "Il y a {count} [parcelle|parcelles:count] de cette culture ({crop}).",
    "count.judged": "{count} [parcelle|parcelles:count] sur {whole} [a été jugée|ont été jugées:count].",
    "count.judged.crop": (
        "{count} [parcelle|parcelles:count] sur {whole} de cette culture ({crop}) [a été jugée|ont été "
        "jugées:count]."
    ),
    "count.not_judged": (
        "{count} [parcelle|parcelles:count] sur {whole} [n'a pas été jugée|n'ont pas été "
        "jugées:count]."
    ),
    "count.not_judged.crop": (
        "{count} [parcelle|parcelles:count] sur {whole} de cette culture ({crop}) [n'a pas été jugée|n'ont pas été "
        "jugées:count]."
    ),
    "count.bare": (
        "{count} [parcelle|parcelles:count] sur {whole} [est en majorité nue|sont en majorité nues:count] alors que "
        "la culture est en majorité verte."
    ),
    "count.bare.crop": (
        "{count} [parcelle|parcelles:count] sur {whole} de cette culture ({crop}) [est en majorité nue|sont en "
        "majorité "
        "nues:count] alors que la culture est en majorité verte."
    ),
    "count.behind": (
        "{count} [parcelle|parcelles:count] sur {whole} [est nettement|sont nettement:count] sous les autres de sa "
        "culture."
    ),
    "count.behind.crop": (
        "{count} [parcelle|parcelles:count] sur {whole} de cette culture ({crop}) [est nettement|sont nettement:count] "
        "sous les autres."
    ),
    "count.patchy": "{count} [parcelle|parcelles:count] sur {whole} [a|ont:count] des zones faibles.",
    "count.patchy.crop": (
        "{count} [parcelle|parcelles:count] sur {whole} de cette culture ({crop}) [a|ont:count] des zones faibles."
    ),
    "count.area": "Ensemble, elles couvrent {area} de l'image.",
    "count.crops": "Par culture : {crops}.",
    "count.crop": "{crop} {count}",
    "count.named": "[C'est|Ce sont:count] {names}.",
    "count.reasons": "Selon la raison : {items}.",
    # several fields
    "sift.no_bound": "Donnez une borne, comme au-dessus de 0,8, sous 0,4 ou plus de 3 ha.",
    "sift.count": "{count} [parcelle|parcelles:count] sur {whole} [est|sont:count] {bound} ({by}).",
    "sift.above": "au-dessus de {value}",
    "sift.below": "sous {value}",
    "sift.above_mean": "au-dessus de leur moyenne de {value}",
    "sift.below_mean": "sous leur moyenne de {value}",
    "combine.all": "[la seule parcelle|toutes les parcelles:count] ({count})",
    "combine.crop": "[la parcelle|les parcelles:count] de cette culture ({crop}, {count})",
    "combine.index": (
        "Sur le sol dégagé de {of}, le {index} a une moyenne de {mean}. Leurs médianes vont de {low} ({low_name}) à "
        "{high} ({high_name}), et leur moyenne est de {middle}."
    ),
    "combine.index_median": (
        "Sur le sol dégagé de {of}, le {index} a une moyenne de {mean}. Leurs médianes vont de {low} ({low_name}) à "
        "{high} ({high_name}), et celle du milieu est de {middle}."
    ),
    "combine.one": "{name} est la seule : le {index} y a une moyenne de {mean} et une médiane de {median}.",
    "combine.ends": (
        "Parmi {of}, {low_name} a la valeur la plus basse ({by}), {low}, et {high_name} la plus haute, {high}."
    ),
    "combine.gap": "L'écart entre elles est de {difference}.",
    "combine.area": (
        "Ensemble, {of} : {sum}, en moyenne {mean} ; la plus petite est {low_name} avec {low}, la plus grande "
        "{high_name} avec {high}."
    ),
    "combine.part": "C'est {share} du sol de toutes les parcelles.",
    "combine.patches": (
        "Les zones faibles de {of} couvrent {sum} en tout ; {high_name} en a le plus, {high}, et {low_name} le moins, "
        "{low}."
    ),
    "combine.share": (
        "Sur {of} ({by}) : {value} en tout ; la plus haute est {high_name} avec {high}, la plus basse {low_name} avec "
        "{low}."
    ),
    "combine.share_one": "{name} est la seule ({by}) : {value}.",
    "combine.no_value": "Aucune parcelle jugée de cette culture ({crop}) n'a de valeur ({by}).",
    "combine.mean_of": "moyenne du {by}",
    "combine.crops": "Par culture, la plus haute d'abord ({by}) : {items}.",
    "combine.crop_item": "{crop} {value} ({count} [parcelle|parcelles:count])",
    # comparison
    "compare.need_two": "Une seule analyse est ouverte ; ouvrez-en une deuxième, d'une autre date.",
    "compare.field": (
        "Du {before} au {after}, le {index} de {name} est passé de {one} à {other}, soit un changement de {change}."
    ),
    "compare.fell": "C'est une baisse nette.",
    "compare.rose": "C'est une hausse nette.",
    "compare.steady": "C'est moins que ce que l'air, la lumière et le capteur seuls peuvent changer.",
    "compare.all": (
        "Du {before} au {after}, le {index} a nettement baissé sur {fallen} du sol comparé et nettement monté sur "
        "{risen}."
    ),
    "compare.list_fell": "Parcelles qui ont baissé : {names}.",
    "compare.list_rose": "Parcelles qui ont monté : {names}.",
    "compare.list_steady": "Pas de changement net : {names}.",
    "compare.none": "Aucune parcelle n'a été comparée.",
    "compare.not_compared": "{name} n'a pas été comparée : {why}.",
    "compare.only_one": "{name} n'est une parcelle que d'une des deux analyses.",
    "compare.no_index": "La comparaison n'a pas de {index} ; elle a {known}.",
    "compare.failed": "Ces deux analyses ne peuvent pas être comparées ; note en anglais : « {why} ».",
    "compare.why": "Deux dates disent ce qui a changé, pas pourquoi.",
    "compare.two_fields": (
        "Le {by} a une médiane de {one} dans {name} et de {other} dans {other_name} : {higher} est {difference} plus "
        "haut."
    ),
    "compare.two_numbers": "{one} dans {name}, {other} dans {other_name} ({by}) ; {higher} en a {difference} de plus.",
    "compare.on_day": "{day} : {told}",
    "compare.change": "C'est un changement de {change}.",
    "compare.more_ground": "C'est {change} de ce sol en plus.",
    "compare.less_ground": "C'est {change} de ce sol en moins.",
    "compare.first_fell": "{name} a le plus baissé ({index} {change}).",
    "compare.first_rose": "{name} a le plus monté ({index} {change}).",
    "compare.first_most": "{name} a le plus changé ({index} {change}).",
    "compare.first_least": "{name} a le moins changé ({index} {change}).",
    "compare.no_fell": "Aucune parcelle n'a baissé.",
    "compare.no_rose": "Aucune parcelle n'a monté.",
    "compare.beyond": "C'est plus que le bruit.",
    "compare.within": "C'est dans le bruit des parcelles d'une même date.",
    "compare.crops": "Leurs cultures sont différentes ({crop}, {other_crop}), et diffèrent par nature.",
    "compare.not_judged": "{name} n'a pas été jugée ({why}), elle n'est donc pas comparée à une autre.",
    # premises
    "corrects.not_worst": "{of} n'est pas la plus urgente : c'est {first}.",
    "corrects.not_best": "{of} n'est pas la moins urgente : c'est {first}.",
    "corrects.not_lowest": "{of} n'a pas la valeur la plus basse ({by}) : c'est {first}, avec {value}.",
    "corrects.not_highest": "{of} n'a pas la valeur la plus haute ({by}) : c'est {first}, avec {value}.",
    "corrects.not_lowest_with": (
        "{of} n'a pas la valeur la plus basse ({by}) : elle a {own}, et {first} a la plus basse, {value}."
    ),
    "corrects.not_highest_with": (
        "{of} n'a pas la valeur la plus haute ({by}) : elle a {own}, et {first} a la plus haute, {value}."
    ),
    "corrects.not_cloudy_field": "Ce n'est pas le cas : {value} de {of} est sous les nuages.",
    "corrects.not_ranked": "{of} n'a pas été jugée ({why}), elle n'est donc ni la pire ni la meilleure.",
    "corrects.not_more": "{of} n'a pas plus que {than} ({by}) : elle a {one}, l'autre {other}.",
    "corrects.not_less": "{of} n'a pas moins que {than} ({by}) : elle a {one}, l'autre {other}.",
    "corrects.not_above": "Ce n'est pas au-dessus : c'est {value}.",
    "corrects.not_below": "Ce n'est pas au-dessous : c'est {value}.",
    "corrects.not_equal": "Ce n'est pas cette valeur : c'est {value}.",
    "corrects.more_than": "Ce n'est pas le cas : c'est {value}.",
    "corrects.not_known": "On ne sait rien de l'état de {of}.",
    "peers.of_field": (
        "{name} est comparée à {count} [autre parcelle|autres parcelles:count] de sa culture ({crop}). "
        "Son NDVI moins leur médiane vaut {difference}."
    ),
    "peers.none": "Trop peu d'autres parcelles jugées portent sa culture pour y comparer {name}.",
    "corrects.not_all": "Ce n'est pas le cas de toutes.",
    "corrects.crop": "{of} ne porte pas cette culture ({than}) : c'est {crop}.",
    "corrects.no_crop": (
        "Le fichier des contours ne nomme pas de culture pour {of}, on ne sait donc pas ce qu'il en est "
        "({than})."
    ),
    "corrects.count": "Ce nombre n'est pas juste : il y a {count} [parcelle|parcelles:count].",
    "corrects.count_crop": (
        "Ce nombre n'est pas juste : il y a {count} [parcelle|parcelles:count] de cette culture "
        "({crop})."
    ),
    "corrects.not_low": (
        "{of} n'est pas basse : {by} {value}, place {rank} sur {count} en commençant par la plus haute."
    ),
    "corrects.not_high": (
        "{of} n'est pas haute : {by} {value}, place {rank} sur {count} en commençant par la plus haute."
    ),
    "corrects.not_bare": "Ce n'est pas le cas : {value} du sol dégagé de {of} est nu.",
    "corrects.not_bare_all": "Ce n'est pas le cas : aucune parcelle n'est en majorité nue.",
    "corrects.not_cloudy": "Ce n'est pas le cas : {value} de {of} est sous les nuages ou dans leur ombre.",
    "corrects.not_rose": "{of} n'a pas nettement monté : le changement est de {change}.",
    "corrects.rose_instead": "{of} n'a pas baissé, elle a monté : le changement est de {change}.",
    "corrects.fell_instead": "{of} n'a pas monté, elle a baissé : le changement est de {change}.",
    "corrects.not_fell": "{of} n'a pas nettement baissé : le changement est de {change}.",
}  # fmt: skip
