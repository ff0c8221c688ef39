"""Answers in English."""

from nodes.answers.words.english_fields import FIELDS

AND = "and"
MONTHS: tuple[str, ...] = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ARTICLES: tuple[str, ...] = ("the ", "this ", "zone ", "place ")

SENTENCES = {
    # ground
    "ground.part": "the {part} of the scene",
    "ground.field_part": "the {part} of {name}",
    "ground.point": "this point",
    "ground.polygon": "this outline",
    "ground.zone": "zone {number}",
    "ground.place": "place {number}",
    "where.scene": "over the clear ground of the scene",
    "where.named": "over the clear ground of {name}",
    # indices
    "index.summary": (
        "{where}, {index} has a median of {median}; a tenth of it lies below {p10} and a tenth above {p90}."
    ),
    "index.spread": (
        "{where}, {index} runs from {p10} (lowest tenth) to {p90} (highest tenth); its standard deviation is {std}."
    ),
    "index.one": "{where}, the {statistic} of {index} is {value}.",
    "index.point": "{index} at this point is {value}.",
    "index.around": "The median of the three by three pixels round it is {value}.",
    "index.extremes": "{where}, {index} runs from {lowest} (lowest value) to {highest} (highest value).",
    "indices_there": "This run has {known}.",
    "no_such_index": "This run has no index that is called {name}.",
    "index_refused": "{name} could not be measured: {why}.",
    # classes of ground
    "share.cloud": "{value} of {name} is under cloud.",
    "share.shadow": "{value} of {name} is under cloud shadow.",
    "share.clear": "{value} of {name} is clear.",
    "share.bare": "{value} of the clear ground of {name} is bare.",
    "few.one": "Too few pixels for a share: {value} of {whole} ({what}).",
    "few": "There are too few clear pixels in {name} for shares.",
    "cover": "{where}, NDVI tells this cover: {shares}.",
    "area": "{name} covers {value} of the scene.",
    "area.scene": "The scene shows {value} of ground with data.",
    "patches": (
        "{name} has {count} weak [patch|patches:count] with {area} in all; NDVI in the largest lies {below} below "
        "that of the "
        "field."
    ),
    "crop.of_field": "{name} has the crop {crop}, as the file of outlines says.",
    "crop.unknown": "The file of outlines names no crop for {name}.",
    "patches.none": "No weak patch was found in {name}.",
    "patches.all": (
        "There [is|are:count] {count} weak [patch|patches:count] in {fields} [field|fields:fields], with {area} "
        "in all."
    ),
    "patches_need_fields": (
        "Weak patches are looked for within fields, and this run has none; give outlines of fields with --parcels."
    ),
    "patches_whole_fields": "Weak patches are told of whole fields, or of all of them.",
    # networks
    "health.shares": "Of the judged crop of {name}: {shares}.",
    "health.one": "Of the judged crop of {name}, {value} is {label}.",
    "risk.shares": "Risk of losing yield on the judged crop of {name}: {shares}.",
    "risk.one": "On the judged crop of {name}, the risk of losing yield is {label} on {value}.",
    "causes": "Likeliest causes where {name} is not healthy: {shares}.",
    "missing_cover": (
        "On the judged crop of {name}, {value} of the cover of a crop without stress is missing on average."
    ),
    "confidence.health": "The health network is {value} sure on average over {name}.",
    "confidence.risk": "The risk network is {value} sure on average over {name}.",
    "nothing_judged": "No crop that the networks could judge stands on clear ground in {name}.",
    "nothing_ailing": "Nothing in {name} is told to be unhealthy, so there is no cause to tell.",
    "crop_never_learned": "The networks never learned {crop}, so health and risk are not stated for {name}.",
    "no_such_class": "There is no {what} that is called {of}; there are {known}.",
    "point.class": "At this point, {what}: {label}.",
    # hedges
    "hedge.relative": "These values mean something within this picture only.",
    "hedge.health": (
        "The network learned this from simulated fields only; on real ones NDVI told more of the coming month."
    ),
    "hedge.risk": (
        "Risk is a forecast learned from simulated fields, not a measurement; on real ones NDVI told as much or more."
    ),
    "hedge.cause": "Take causes as guesses: even on simulated fields the network hardly tells any but drought.",
    "hedge.confidence": "How sure it is was measured on simulated fields.",
    "hedge.bare": "Bare is ground without green plants: not emerged, harvested or failed; a picture cannot tell which.",
    "hedge.simulated": "This is no real ground: the file says that it is simulated.",
    "hedge.made_up": "A demonstration backend made up what networks say here.",
    "old_version": "Version {version} of this program wrote the run.",
    # not possible
    "no_run": "No run of that name or date is open.",
    "runs_open": "Open are {known}.",
    "no_scene": "This run tells nothing of a scene.",
    "no_place": "The scene has no place on Earth, so this cannot be told of it.",
    "no_fields": "This run was made without outlines of fields, so it knows no field {name}; --parcels gives them.",
    "no_fields_at_all": "This run was made without outlines of fields; --parcels gives them.",
    "no_such_field": "There is no field that is called {name}.",
    "same_name": "Several fields are called {name}, so which one is meant is not known.",
    "no_such_crop": "No field of this run has the crop {crop}; there are {known}.",
    "no_crops": "No field of this run names a crop.",
    "no_zones": "This run has no zones at high risk.",
    "no_such_zone": "There is no zone of that number.",
    "no_such_place": "There is no place of that number.",
    "outside": "That lies outside the scene.",
    "bad_polygon": "This outline has no ground in it; it needs three corners or more that do not lie on one line.",
    "part_is_empty": "Nothing of it lies in that part.",
    "north_not_up": "North is not up in this scene, so it has no such part.",
    "no_data": "There are no data in {name}.",
    "no_clear": "No clear ground of {name} has a value of {index}.",
    "off_scene": "{name} does not lie on the scene.",
    "clouds_unmasked": "Clouds were not looked for in this run, so what lies under them is not known.",
    "rejected": "A person rejected this result, so nothing is answered from it: {what}.",
    "not_there": "This run has no such result: {what}.",
    "refused": "This run could not tell it ({what}): {why}.",
    "needed": "Needed: {needed}.",
    "file_changed": (
        "{file} of this run was changed since the run ended, so nothing is answered from it; make the run anew."
    ),
    "file_gone": "{file} of this run is gone, so nothing is answered from it; make the run anew.",
    "near": "Perhaps one of these is meant: {near}.",
    "field_not_judged": "{name} was not judged: {why}.",
    # summary and scene
    "summary.crop": "{crop}: {count} fields, NDVI {low} to {high}",
    "summary.one_of_crop": "{crop}: {count} field, NDVI {low}",
    "summary.photograph": "This is taken for a photograph, of which no ground is measured.",
    "summary.clouds": "{value} of the ground is under cloud or cloud shadow.",
    "summary.nothing": "Nothing of the ground was measured in this run.",
    "scene.sensor": "Sensor: {value} ({source}).",
    "scene.level": "Processing level: {value} ({source}).",
    "scene.date": "Acquired: {value} ({source}).",
    "scene.unit": "Values: {value} ({source}).",
    "scene.bands": "Bands: {value}.",
    "scene.kind": "It is {value}; the evidence is {evidence} sure of it.",
    "scene.resolution": "A pixel is {width} by {height}.",
    "scene.size": "The scene has {width} across and {height} down.",
    "scene.place": "Its centre is at latitude {latitude}, longitude {longitude}.",
    "scene.no_size": "The size of a pixel is not known.",
    "scene.file": "The scene is {value}.",
    "scene.clouds": "{hidden} of the ground is under cloud or cloud shadow; found by {method}.",
    "scene.no_clouds": "Clouds were not looked for: {why}.",
    "scene.doubts": "What is doubtful: {value}",
    "scene.no_doubts": "No doubt was noted in this run.",
    "scene.told": "The user said: {value}.",
    "scene.told_nothing": "The user said nothing beside the picture.",
    "scene.networks": "Networks that spoke: {value}.",
    "scene.no_networks": "No network spoke in this run.",
    "scene.files": "The run folder holds {value}.",
    "scene.unknown": "not known",
    # explanations
    "explain.values": "The bands there: {values}.",
    "explain.no_bands": "The scene itself is not at hand, so only the results of the run are told.",
    "explain.indices": "Indices there: {values}.",
    "explain.around": "Of the eight pixels round it, {same} say the same.",
    "explain.sure": "The network is {value} sure there.",
    "explain.told": "The network was told {value}.",
    "explain.cloud": "The mask says {label} there; it was found by {method}.",
    "explain.how": "Clouds were found by {method}.",
    "explain.judged": "{name} was judged.",
    "explain.which": "Name a field or a point to explain.",
    # like, needs, maps, checks
    "like.none": "No collection of cases is installed, so nothing like it can be looked for.",
    "like.found": "Most alike: {items}.",
    "like.item": "{name} ({value})",
    "needed.have": "This run has it ({what}); ask for it.",
    "needed.never": "A picture cannot tell it ({what}). {instead}",
    "needed.none": "What that would need is not known here: {what}.",
    "never.yield": (
        "Yield in tonnes needs harvests that were weighed on your fields, for a model of your own; risk only "
        "forecasts a share of the possible yield."
    ),
    "never.dose": "A dose needs soil samples, the plan of the crop and an adviser; the maps only say where to sample.",
    "never.disease": (
        "The name of a disease needs a look at the plants, or a laboratory; the places to go say where to look."
    ),
    "never.price": "Prices stand on a market, not in a picture.",
    "never.weather": "Weather to come needs a forecast of a weather service.",
    "never.harvest": (
        "When to harvest or cut needs the ripeness of the plants, seen in the field, and the weather to come; the "
        "places "
        "to go say where to look."
    ),
    "never.sowing": (
        "What and when to sow needs the soil, the rotation, the seed and the weather; an adviser knows "
        "these."
    ),
    "never.irrigation": (
        "Irrigation needs the water in the soil, the stage of the crop and the weather to come; NDMI only says "
        "how moist "
        "the plants were on the day of the picture."
    ),
    "never.future": "A picture tells of its own day; what comes later needs a later picture.",
    "never.quality": "Protein, starch or dry matter need samples of the plants and a laboratory.",
    "never.species": "Which weed or pest it is needs a look at the plants; the places to go say where to look.",
    "never.soil": "Nutrients and acidity of soil need samples; bare ground only shows differences of colour.",
    "needed.peers": (
        "Fields are held against others of their crop from {count} others on; outlines of more fields of the crop, "
        "with its name, would do."
    ),
    "needed.weather": (
        "Readings of the week before come with --sensors; they are checked and reported, and the networks do not "
        "weigh them for now."
    ),
    "needed.fields": "Outlines of fields, as a file for --parcels.",
    "needed.comparison": "A second run of the same place by the same sensor, of another date.",
    "map": "{file} shows it: {caption}.",
    "map.none": "There is no map of {of} in this run; there are {known}.",
    "map.file": "{file} of the run folder shows it.",
    "verify.good": "All {count} statements that were checked follow from the files.",
    "verify.bad": "{bad} of {count} statements that were checked do not follow from the files: {names}.",
    "verify.notes": "Not checked: {notes}.",
    "verify.not_yet": "The run goes on, so it cannot be checked yet.",
    "analyse.not_here": "No analysis can be begun from here; use the command run.",
    "analyse.done": "The scene was analysed; the run is called {name}.",
    **FIELDS,
}  # fmt: skip

NAMES = {
    "scene": "the scene",
    "around_point": "the pixels round this point",
    "part.north": "northern half", "part.south": "southern half", "part.east": "eastern half",
    "part.west": "western half", "part.north_east": "north-eastern quarter", "part.north_west": "north-western quarter",
    "part.south_east": "south-eastern quarter", "part.south_west": "south-western quarter",
    "part.centre": "middle ninth",
    "statistic.median": "median", "statistic.mean": "mean", "statistic.lowest": "lowest value",
    "statistic.highest": "highest value",
    "cloud": "cloud", "shadow": "cloud shadow", "clear": "clear ground", "no data": "no data", "bare": "bare ground",
    "health": "health of crops", "risk": "risk of losing yield", "cause": "cause", "missing_cover": "missing cover",
    "confidence": "confidence", "clouds": "clouds", "indices": "indices", "fields": "fields", "cover": "cover",
    "weak_patches": "weak patches", "severe_share": "share that is severe",
    "bad_share": "share that is moderate or severe", "ailing": "moderate or severe",
    "uneven": "spread of NDVI within the field (standard deviation)",
    "high_share": "share at high risk",
    "area": "area", "bare_share": "share of bare ground", "cloud_share": "share under cloud",
    "shadow_share": "share in cloud shadow", "clear_share": "share of clear ground",
    "peers_difference": "difference to peers",
    "patch_count": "number of weak patches", "risk.low": "share at low risk", "risk.medium": "share at medium risk",
    "health.healthy": "share that is healthy", "health.mild": "share that is mild",
    "health.moderate": "share that is moderate", "health.severe": "share that is severe",
    "matches": "like cases",
    "outside_parcels": "outside the fields",
    "green_without_crop": "green without a crop", "crop": "a crop to judge",
    "crop_never_learned": "a crop that the networks never learned", "yield": "yield in tonnes",
    "harvest": "date of harvest", "sowing": "what and when to sow",
    "quality": "quality of the harvest", "irrigation": "irrigation", "future": "days to come", "dose": "dose",
    "disease": "name of a disease", "price": "price", "weather": "weather to come", "species": "species",
    "soil": "nutrients of the soil", "temperature": "temperature", "peers": "peers", "comparison": "comparison",
    "healthy": "healthy", "mild": "mild", "moderate": "moderate", "severe": "severe",
    "low": "low", "medium": "medium", "high": "high",
    "cause.unclear": "unclear", "cause.drought": "drought", "cause.nitrogen": "nitrogen", "cause.disease": "disease",
    "cause.waterlogging": "waterlogging", "cause.emergence": "emergence", "cause.lodging or hail": "lodging or hail",
    "flag": "said by the user", "tag": "a tag of the file", "sidecar": "metadata beside the file",
    "name": "the file name", "statistics": "judged from the values", "convention": "fixed by the format",
    "none": "not known", "picture": "the picture", "told.crop": "crop", "told.sown": "sown", "told.soil": "soil",
    "told.elevation": "elevation", "told.readings": "readings of sensors", "told.parcels": "outlines of fields",
    "hidden": "too little of it is clear on both dates", "small": "it is too small",
    "outside": "it lies outside what both scenes show", "outline": "its outline is another one on the second date",
    "broken": "its outline could not be measured",
    "rgb": "a colour picture", "multispectral": "a multispectral scene", "infrared": "an infrared picture",
    "sar": "radar",
}  # fmt: skip
