"""English words for what a number is of: classes, topics, ground, things of the run."""

from collections.abc import Mapping

CLASSES: Mapping[str, str] = {
    "c:healthy": (
        "healthy, good health, without stress, no stress, unstressed, stress-free, in health, free of stress, in good "
        "health, health is good, free from stress, no sign of stress, without any stress, not stressed"
    ),
    "c:mild": (
        "mild, mildly, slight, slightly stressed, light stress, mildly stressed, slight stress, lightly stressed, "
        "slight stress, low stress, mild class, a little stressed, under mild stress"
    ),
    "c:moderate": (
        "moderate, moderately, medium stress, moderately stressed, moderate stress, moderate class, under moderate "
        "stress"
    ),
    "c:severe": (
        "severe, severely, serious stress, heavy stress, severely stressed, heavily stressed, severe class, under "
        "severe stress, heavily affected"
    ),
    "c:low": "low risk, at low risk, low, little risk, low-risk",
    "c:medium": (
        "medium risk, moderate risk, medium, intermediate risk, middle risk, medium-risk, moderate-risk, intermediate"
    ),
    "c:high": "high risk, at high risk, high, elevated risk, high-risk, elevated",
    "c:health": "health, crop health, plant health, health map, health network",
    "c:risk": (
        "risk, at risk, yield risk, risk map, risk class, risk level, risk network, risk of losing yield, risk of "
        "yield loss, risk of a yield loss, risk of lost yield, risk of loss of yield, risk of losing some yield, "
        "risk of losing a part of the yield"
    ),
    "c:stress": "stress, stressed",
    "c:ailing": (
        "not healthy, isn't healthy, is not healthy, are not healthy, unhealthy, ailing, stressed ground, stressed crop"
    ),
    "c:clearground": (
        "clear ground, clear land, cloud-free ground, visible ground, unclouded ground, over the clear ground, over "
        "clear ground, over the cloud-free ground, over visible ground, over the visible ground"
    ),
    "c:clear": (
        "clear, cloud-free, cloudless, visible, free of cloud, free of clouds, unclouded, clear ground, clear land, "
        "over the clear ground, over clear ground, over the cloud-free ground, over visible ground, over the "
        "visible ground, in plain view, unobstructed, seen clearly, can be seen, fully visible, in view, visible "
        "from above, without cloud, without clouds"
    ),
    "c:cloud": (
        "cloud, clouds, cloudy, clouded, cloud cover, under cloud, under a cloud, under clouds, beneath cloud, "
        "beneath clouds, covered by cloud, covered by clouds, cloud-covered, clouded over"
    ),
    "c:shadow": (
        "under cloud shadow, under a cloud shadow, under cloud shadows, under the shadow of clouds, under the "
        "shadow of a cloud, in the shadow of clouds, in the shadow of cloud, under their shadow, under its shadow, "
        "shadow, shadows, shade, shaded, cloud shadow, cloud shadows, shadow of clouds, shadow of a cloud, its "
        "shadow, their shadow, their shadows"
    ),
    "c:hidden": (
        "hide, hides, hidden, conceal, conceals, concealed, obscured, obscure, obscures, mask, masks, masked, "
        "blocked, block, blocks, lost to, lost under, covered over, unseen, cannot be seen, could not be seen, not "
        "visible, invisible, shrouded, shroud, shrouds, out of sight, conceal, concealing, hiding, masking, obscuring"
    ),
    "c:data": "data, with data, have data, has data, holds data",
    "c:seen": ("seen, was seen, visible part, could be seen, that was seen"),
    "c:judged": (
        "analysed, analyzed, surveyed, looked at, looked over, judged, assessed, evaluated, cropland, cropped, "
        "farmland, under crop, with a crop, crop ground, cropped ground, crop land, examined, judge, judges, "
        "assess, evaluate, judgment, judgement, judging, under judgement, sized up, checked by the network"
    ),
    "c:crop": "crop, crops, the crop",
    "c:scene": "scene, image, picture, whole scene, entire scene, image area, frame",
    "c:bare": (
        "bare, bare ground, bare soil, without green plants, no green plants, without plants, naked soil, "
        "unvegetated, bare land, shows no green plants, has no green plants, no green plant, no plants, lacks green "
        "plants, without any green plants, carries no green plants, no green vegetation, without green vegetation, "
        "devoid of green plants, bare earth, bare surface, free of green plants, green plants are missing, green "
        "plants are absent, no plants that are green, empty of green plants, green plants missing, has no plants"
    ),
    "c:weak": (
        "weak patch, weak patches, weak spot, weak spots, weak area, weak areas, weaker patch, weaker patches, weak, "
        "weaker, weak zone, weak zones, weaker spots, weaker spot, weak part, weak parts, weak stretch, weak "
        "stretches"
    ),
    "c:patch": "patch, patches, spot, spots",
    "c:zone": "zone, zones",
    "c:place": (
        "place, places, point, points, location, locations, stop, stops, site, sites, spot to visit, waypoint, "
        "waypoints"
    ),
    "c:field": "field, fields, parcel, parcels, plot, plots",
    "c:NDVI": "NDVI, NDVIs, NDVI values, NDVI value",
    "c:green": "green, greener, greenest, greenness, greenery, vigour, vigor",
    "c:missing": (
        "missing, lack, lacks, lacking, missing cover, cover is missing, absent, lost cover, is missing, lacks "
        "cover, short of cover, cover lacking"
    ),
    "c:plantcover": (
        "the cover, of cover, their cover, its cover, plant cover, canopy, canopy cover, leaf cover, crop cover, "
        "ground cover"
    ),
    "c:dense": (
        "dense vegetation, dense, densely vegetated, thick vegetation, dense plant cover, dense plants, dense crop, "
        "dense growth, dense plants, densely covered, dense green cover, dense cover, thick cover"
    ),
    "c:sparse": (
        "sparse vegetation, sparse, sparsely vegetated, thin vegetation, scattered vegetation, thin cover, sparse "
        "cover, sparsely covered, sparse growth, sparse plants"
    ),
    "c:moderateveg": (
        "moderate vegetation, medium vegetation, moderately vegetated, moderate cover, moderate growth, moderately "
        "covered, moderately dense vegetation"
    ),
    "c:nearlybare": (
        "bare or nearly bare, nearly bare, almost bare, bare or almost bare, bare or close to it, bare or almost so, "
        "bare or nearly so, bare or virtually bare"
    ),
    "c:noveg": (
        "no vegetation, water or snow, without vegetation, no plant cover, free of vegetation, no vegetation at all, "
        "unvegetated ground"
    ),
    "c:water": "water, snow",
    "c:covertype": "cover class, class of cover, land cover, cover type, type of cover, kind of cover, vegetation",
    "c:drought": "drought, dryness, lack of water, water shortage, short of water, water stress, drought stress",
    "c:nitrogen": "nitrogen, lack of nitrogen, nitrogen shortage, nitrogen deficiency",
    "c:disease": "disease, diseases, sick, sickness",
    "c:weeds": "weed, weeds",
    "c:pests": "pest, pests, insects",
    "c:waterlogging": "waterlogging, waterlogged",
    "c:heat": "heat, heat stress",
    "c:causeword": "cause, causes, reason, reasons, explanation, explanations, culprit, origin",
    "c:unclear": (
        "no likely cause, unclear, none is likely, no cause is likely, without a likely cause, cause unclear, no "
        "clear cause, no plausible cause, no cause seems likely, no cause stands out, without likely cause, no cause "
        "was likely, unknown cause, cause is unknown"
    ),
    "c:network": "network, networks, model, neural network, neural net, classifier, the model behind it",
    "c:latitude": "latitude, north-south position",
    "c:longitude": "longitude",
    "c:width": "width, wide",
    "c:height": "height, tall",
    "c:pixelsize": "pixel, pixel size, resolution, a pixel",
    "c:others": (
        "others of its crop, others of the crop, other fields of its crop, others, other fields, its peers, peers, "
        "the rest of its crop, fellow fields, neighbours of its crop, other fields of the same crop, others of the "
        "same crop, other fields of that crop, others of that crop, comparable fields, fields of the same crop, "
        "fields with the same crop, other fields with the same crop, others with the same crop, crop mates, fellow "
        "fields, other fields of the crop, others of that crop, same-crop fields, the others, same crop, of its crop, "
        "of the same crop, of the crop, of their crop, other sunflower fields, other sorghum fields, other maize "
        "fields, other grass fields, fields of its crop, remaining fields"
    ),
    "c:restoffield": (
        "rest of the field, the rest of the field, rest of its field, remainder of the field, rest of that field, "
        "surrounding field, field around it, the remaining field, rest of this field, other parts of the field, "
        "remainder of its field, field as a whole, remainder of that field, parts around it, remaining part of the "
        "field, rest of it, what surrounds it, remainder of this field"
    ),
    "c:few": (
        "few, only a few, are few, not many, a small number, few others, only few, handful of others, small group"
    ),
    "c:other": "other",
    "c:yieldloss": (
        "of losing yield, of yield loss, of losing some yield, of loss of yield, of a yield loss, of losing part of "
        "the yield, to yield, for the yield, of losing crop yield"
    ),
    "c:modsev": (
        "moderate or severe, moderately or severely stressed, moderate to severe, moderate or severe stress, "
        "moderately or severely, moderately to severely stressed, moderate or worse, moderate- or-severe, severe or "
        "moderate, moderately or severely affected"
    ),
}
