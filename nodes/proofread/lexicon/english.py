"""Which English words say which concept.

A key is a concept; its prefix tells what it does (see `nodes.proofread.lexicon`). Plain words stand in all their forms;
a phrase of several words is read before its words.
"""

from collections.abc import Mapping

NEUTRAL = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "they",
    "them",
    "their",
    "there",
    "here",
    "which",
    "who",
    "what",
    "of",
    "in",
    "on",
    "at",
    "to",
    "for",
    "from",
    "by",
    "as",
    "into",
    "within",
    "across",
    "along",
    "around",
    "inside",
    "upon",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "am",
    "has",
    "have",
    "had",
    "do",
    "does",
    "did",
    "having",
    "and",
    "plus",
    "also",
    "too",
    "moreover",
    "furthermore",
    "besides",
    "additionally",
    "again",
    "then",
    "else",
    "such",
    "another",
    "same",
    "one",
    "ones",
    "some",
    "any",
    "both",
    "itself",
    "themselves",
    "where",
    "when",
    "we",
    "you",
    "your",
    "our",
    "us",
    "i",
    "can",
    "ha",
    "looks",
    "appears",
    "affect",
    "affects",
    "affected",
    "concern",
    "concerns",
    "look-like",
    "show",
    "shows",
    "shown",
    "showing",
    "showed",
    "display",
    "displays",
    "displaying",
    "displayed",
    "exhibit",
    "exhibits",
    "exhibiting",
    "indicate",
    "indicates",
    "cover",
    "covers",
    "covering",
    "covered",
    "occupy",
    "occupies",
    "occupying",
    "make",
    "makes",
    "making",
    "up",
    "made",
    "account",
    "accounts",
    "accounting",
    "amount",
    "amounts",
    "amounting",
    "come",
    "comes",
    "stand",
    "stands",
    "standing",
    "stood",
    "lie",
    "lies",
    "lying",
    "sit",
    "sits",
    "sitting",
    "fall",
    "falls",
    "falling",
    "reach",
    "reaches",
    "reaching",
    "total",
    "totals",
    "totalling",
    "equal",
    "equals",
    "read",
    "reads",
    "reading",
    "register",
    "registers",
    "record",
    "records",
    "recorded",
    "find",
    "finds",
    "found",
    "sees",
    "count",
    "counts",
    "counted",
    "contain",
    "contains",
    "containing",
    "include",
    "includes",
    "including",
    "belong",
    "belongs",
    "get",
    "gets",
    "give",
    "gives",
    "given",
    "with",
    "namely",
    "overall",
    "altogether",
    "in-total",
    "in-all",
    "combined",
    "value",
    "values",
    "figure",
    "figures",
    "number",
    "result",
    "results",
    "level",
    "levels",
    "category",
    "categories",
    "class",
    "classes",
    "classed",
    "classified",
    "group",
    "groups",
    "condition",
    "conditions",
    "state",
    "status",
    "grade",
    "graded",
    "rate",
    "rates",
    "rated",
    "rating",
    "calls",
    "call",
    "called",
    "says",
    "put",
    "puts",
    "takes",
    "remaining",
    "rest",
    "remainder",
    "further",
    "while",
    "whereas",
    "meanwhile",
    "though",
    "although",
    "however",
    "but",
    "yet",
    "still",
    "thereby",
    "concerning",
    "regarding",
    "turning",
    "respect",
    "terms",
    "regards",
    "exact",
    "exactly",
    "precisely",
    "situation",
    "overview",
    "out",
    "whose",
    "taking",
    "estimates",
    "estimate",
    "estimated",
    "if-you-want-to",
    "if-you-wish-to",
    "in-order-to",
    "planted-with",
    "sown-with",
    "grown-with",
    "hold",
    "holds",
    "holding",
    "among",
    "amongst",
    "amid",
    "down",
    "summary",
    "note",
    "according",
    "please",
    "following",
    "s",
    "one-another",
]
"""Words that carry no statement of their own."""

CONCEPTS: Mapping[str, str] = {
    # classes and topics: what a number is of
    "c:healthy": (
        "healthy, good health, without stress, no stress, unstressed, stress-free, in health, free of stress"
    ),
    "c:mild": (
        "mild, mildly, slight, slightly stressed, light stress, mildly stressed, slight stress, lightly stressed"
    ),
    "c:moderate": (
        "moderate, moderately, medium stress, moderately stressed, moderate stress, moderate or severe, "
        "moderately or severely stressed, moderate to severe"
    ),
    "c:severe": "severe, severely, serious stress, heavy stress, severely stressed, heavily stressed",
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
        "clear ground, clear land, cloud-free ground, visible ground, unclouded ground, over the clear ground, "
        "over clear ground, over the cloud-free ground, over visible ground, over the visible ground"
    ),
    "c:clear": (
        "clear, cloud-free, cloudless, visible, free of cloud, free of clouds, unclouded, clear ground, clear "
        "land, over the clear ground, over clear ground, over the cloud-free ground, over visible ground, over "
        "the visible ground"
    ),
    "c:cloud": (
        "cloud, clouds, cloudy, clouded, cloud cover, under cloud, under a cloud, under clouds, beneath cloud, "
        "beneath clouds, covered by cloud, covered by clouds"
    ),
    "c:shadow": (
        "under cloud shadow, under a cloud shadow, under cloud shadows, under the shadow of clouds, under the "
        "shadow of a cloud, in the shadow of clouds, in the shadow of cloud, under their shadow, under its "
        "shadow, shadow, shadows, shade, shaded, cloud shadow, cloud shadows, shadow of clouds, shadow of a "
        "cloud, its shadow, their shadow, their shadows"
    ),
    "c:hidden": (
        "hide, hides, hidden, conceal, conceals, concealed, obscured, obscure, obscures, mask, masks, masked, "
        "blocked, block, blocks"
    ),
    "c:data": "data, with data, have data, has data, holds data",
    "c:seen": "seen, was seen, visible part, could be seen",
    "c:judged": (
        "looked at, looked over, judged, assessed, evaluated, crop, crops, cropland, cropped, farmland, under "
        "crop, with a crop, crop ground, cropped ground, crop land, examined, judge, judges, assess, evaluate"
    ),
    "c:scene": "scene, image, picture, whole scene, entire scene, image area, frame",
    "c:bare": (
        "bare, bare ground, bare soil, without green plants, no green plants, without plants, without vegetation, "
        "naked soil, unvegetated, bare land, shows no green plants, has no green plants, no green plant, no "
        "plants"
    ),
    "c:weak": (
        "weak patch, weak patches, weak spot, weak spots, weak area, weak areas, weaker patch, weaker patches, "
        "weak, weaker, weak zone, weak zones"
    ),
    "c:patch": "patch, patches, spot, spots",
    "c:zone": "zone, zones",
    "c:place": "place, places, point, points, location, locations, stop, stops, site, sites",
    "c:field": "field, fields, parcel, parcels, plot, plots",
    "c:NDVI": "NDVI, NDVIs, NDVI values, NDVI value",
    "c:green": "green, greener, greenest, greenness, greenery, vigour, vigor",
    "c:missing": (
        "missing, lack, lacks, lacking, missing cover, cover is missing, absent, lost cover, is missing, lacks cover"
    ),
    "c:plantcover": (
        "the cover, of cover, their cover, its cover, plant cover, canopy, canopy cover, leaf cover, crop cover, "
        "ground cover"
    ),
    "c:dense": (
        "dense vegetation, dense, densely vegetated, thick vegetation, dense plant cover, dense plants, dense crop"
    ),
    "c:sparse": "sparse vegetation, sparse, sparsely vegetated, thin vegetation, scattered vegetation",
    "c:moderateveg": "moderate vegetation, medium vegetation, moderately vegetated",
    "c:nearlybare": "bare or nearly bare, nearly bare, almost bare, bare or almost bare",
    "c:noveg": "no vegetation, water or snow, without vegetation",
    "c:water": "water, snow",
    "c:covertype": "cover class, class of cover, land cover, cover type, type of cover, kind of cover, vegetation",
    "c:drought": "drought, dryness, lack of water, water shortage, short of water, water stress, drought stress",
    "c:nitrogen": "nitrogen, lack of nitrogen, nitrogen shortage, nitrogen deficiency",
    "c:disease": "disease, diseases, sick, sickness",
    "c:weeds": "weed, weeds",
    "c:pests": "pest, pests, insects",
    "c:waterlogging": "waterlogging, waterlogged",
    "c:heat": "heat, heat stress",
    "c:causeword": "cause, causes, reason, reasons",
    "c:unclear": (
        "no likely cause, unclear, none is likely, no cause is likely, without a likely cause, cause unclear"
    ),
    "c:network": "network, networks, model, neural network",
    "c:latitude": "latitude, north-south position",
    "c:longitude": "longitude",
    "c:width": "width, wide",
    "c:height": "height, tall",
    "c:pixelsize": "pixel, pixel size, resolution, a pixel",
    "c:others": (
        "others of its crop, others of the crop, other fields of its crop, others, other fields, its peers, "
        "peers, the rest of its crop, fellow fields, neighbours of its crop, other fields of the same crop, "
        "others of the same crop, other fields of that crop, others of that crop, comparable fields, fields of "
        "the same crop, fields with the same crop, other fields with the same crop, others with the same crop, "
        "crop mates"
    ),
    "c:restoffield": (
        "rest of the field, the rest of the field, rest of its field, remainder of the field, rest of that field, "
        "surrounding field, field around it, the remaining field, rest of this field, other parts of the field"
    ),
    "c:few": "few, only a few, are few, not many, a small number",
    # what kind of number
    "q:share": "share, shares, part, parts, portion, portions, proportion, proportions, percentage, fraction",
    "q:area": "area, areas, size, extent, spread over, spans, span, spanning, sized, hectares, acres, large",
    "q:ground": "ground, land, surface, terrain, soil",
    "q:certainty": (
        "sure, certain, confident, confidence, certainty, mean confidence, average confidence, trust, how sure, "
        "convinced, surety"
    ),
    "q:uncertainty": "uncertainty, uncertain, unsure, mean uncertainty, not sure, doubtful",
    "q:disagreement": "disagreement, disagree, disagrees, differ between networks",
    "q:probability": (
        "probability, chance, chances, likelihood, odds, probable, mean probability, average probability"
    ),
    "q:attention": "attention, weight, weighs, weighed",
    "q:skill": "score, F1, macro-F1, skill, accuracy, accurate",
    "q:pixels": "pixels",
    "q:difference": "difference, gap, differs, differ, deficit, distance",
    # which statistic
    "s:median": "median, medians, half of the ground above, typical, middle value, median value",
    "s:mean": "mean, average, averages, on average, averaged",
    "s:p10": "lowest tenth, bottom tenth, 10th percentile, low tenth, p10",
    "s:p90": "highest tenth, top tenth, 90th percentile, high tenth, p90",
    "s:p5": "5th percentile, p5",
    "s:p95": "95th percentile, p95",
    "s:p25": "25th percentile, lower quartile",
    "s:p75": "75th percentile, upper quartile",
    "s:std": "standard deviation",
    "s:range": "range, ranges, ranging, run from, runs from, between, vary, varies, extend, extends, spread, spreads",
    # rounding
    "a:about": "about, roughly, around, approximately, circa, close to, or so, in the region of, rounded",
    "a:under": (
        "nearly, almost, just under, not quite, a little under, slightly under, a little less than, slightly less "
        "than, just below, close on, up to"
    ),
    "a:over": (
        "just over, a little over, slightly more than, slightly over, a little more than, just above, upwards of, "
        "at least"
    ),
    # order and comparison
    "r:largest": (
        "dominates, dominant, dominate, prevails, prevailing, predominates, most common, most widespread, "
        "largest, biggest, greatest, most extensive, largest part, main, widest"
    ),
    "r:smallest": "smallest, least, fewest, least extensive",
    "r:highest": "highest, maximum, top, most, peak",
    "r:lowest": "lowest, minimum, bottom",
    "r:worst": "worst, poorest, weakest, least green, most behind, furthest behind, worst off",
    "r:best": "best, finest, strongest, greenest, healthiest, most green",
    "r:second": "second, second largest, second-largest, runner-up, 2nd, second biggest, second most",
    "r:third": "third largest, third-largest, 3rd, third biggest",
    "r:first": (
        "first, firstly, at first, first of all, to begin with, start with, begin with, begin at, before anything "
        "else, top priority, first stop, initially, start at, start in, start"
    ),
    "r:followed": "follows, follow, followed, followed by, ahead of, before",
    "r:next": "next, then go, afterwards, after that, secondly, after",
    "r:last": "last, finally, lastly, at last, in the end",
    "r:less": (
        "less, below, under, lower, behind, fewer, beneath, lag, lags, lagging, trails, trailing, trail, falls "
        "short, less than, lower than, inferior, short of, smaller, lower by, fall behind, falls behind, drop "
        "below, drops below"
    ),
    "r:more": (
        "greener, more, above, higher, greater, exceeds, exceed, exceeding, ahead, ahead of, larger, bigger, "
        "tops, higher than, greater than, outperforms"
    ),
    "r:much": "by far, much, far, well, clearly, considerably, markedly, substantially, distinctly, noticeably",
    "r:like": (
        "about as green, as green as, similar, similarly, alike, like, close to the, comparable, roughly as "
        "green, in line with, on a par with, much like, near the, as green"
    ),
    "r:than": "than",
    "r:compared": (
        "compared, against, relative, held against, compare, versus, measured against, in comparison, comparison"
    ),
    "r:twice": "twice, double, two times",
    "r:thrice": "three times, triple, thrice",
    "r:halfof": "half as much, half as many, half as large",
    "r:respectively": "respectively, in that order",
    "r:standsout": (
        "stands out, stand out, sticks out, remarkable, striking, special, unusual, conspicuous, noteworthy"
    ),
    # mood
    "m:forecast": (
        "forecast, forecasts, expected, expects, expect, predicted, prediction, predicts, projected, foreseen, "
        "outlook, anticipated, expectation, estimated to, likely to, could, might, may, would"
    ),
    "m:guess": (
        "guessed, guessing, guesswork, conjecture, only a guess, guess, guesses, likeliest, most likely, likely, "
        "probably, perhaps, possible, possibly, may be, might be, could be, suspected, best guess, presumably, "
        "suspects, suspicion, suspect"
    ),
    "simulated": "simulated, simulation, simulations, synthetic, virtual, modelled, artificial",
    "real": "real, actual, true, real-world, real life",
    "learned": "learned, learnt, trained, learn, learns, taught, training, trained on, learning",
    "m:should": "should, must, ought, need, needs, shall",
    "m:will": "will, is going to, are going to, going to, sure to",
    # truth and logic
    "x:none": "none, no part",
    "x:not": (
        "not, no, none, never, nor, neither, cannot, can't, isn't, aren't, doesn't, don't, wasn't, weren't, "
        "nobody, nothing, without, lacked, hasn't, haven't, couldn't, didn't, unable, fail to, fails to, "
        "impossible, no one"
    ),
    "x:only": "only, solely, merely, just, exclusively, purely, alone, nothing but",
    "x:each": "each, per, apiece, each of",
    "c:other": "other",
    "x:or": "or",
    "x:how": "how",
    "c:yieldloss": (
        "of losing yield, of yield loss, of losing some yield, of loss of yield, of a yield loss, of losing part "
        "of the yield"
    ),
    "asmuch": "as much or more, at least as much, as much or even more, just as much or more, no less",
    "x:whether": "whether, if",
    "x:all": "all, every, entire, whole, always, everywhere, completely, entirely, fully, everything, full",
    "x:mostly": (
        "mostly, mainly, majority, generally, largely, usually, predominantly, most of, often, for the most part"
    ),
    "x:many": (
        "a lot of, lots of, much of, a great deal of, many, several, numerous, a large part, great part, large "
        "part, good part, big part, sizeable part"
    ),
    "x:reason": "because, since, so",
    "x:cause": (
        "due, owing, caused, therefore, thus, hence, consequently, leads, lead, leading, means, mean that, "
        "implies, imply, result in, results in, resulting, as a result, thanks to, explains, explain, explained, "
        "why, so that, suggests, suggest, suggesting, signals, signal, points to, reflects, reflect, that is why, "
        "stems, attributed, attributable, triggered, brought about, responsible, contributes, contribute, driven, "
        "drives, prevents, cause of, hint, hints, arises, arising, evidence of, a sign of, sign, signs, symptom"
    ),
    "x:unless": "beyond, other than, unless, except, otherwise, excluding, excepting, apart",
    "x:asserted_loss": (
        "is losing, are losing, loses, lost, will lose, has lost, have lost, losing yield, lose yield, loss, "
        "losses, yield loss, lose, losing, loss of yield"
    ),
    "x:yield": "yield, yields, harvest yield",
    "x:past": (
        "ago, formerly, previously, earlier, before, used to, last week, last month, last year, yesterday, "
        "lately, recently"
    ),
    "x:now": "now, today, currently, presently, at present, at the moment, this week, these days",
    "x:future": "soon, tomorrow, later, future, next week, in the coming weeks, next season",
    "x:change": (
        "increase, increased, increases, increasing, decrease, decreased, decreases, decreasing, rise, rises, "
        "rising, rose, fell, decline, declines, declined, declining, grow, grows, growing, grew, worsen, worsens, "
        "worsened, improve, improves, improved, improving, drop, dropped, dropping, deteriorate, deteriorates, "
        "deteriorating, change, changes, changed, changing, shrink, shrinks, spreading, becoming, become, "
        "becomes, turned, recovering, recover, recovers, getting"
    ),
    # plain concepts: may be said where the sentences or notes say them
    "go": (
        "start with, begin with, start at, begin at, start in, go, visit, walk, head, travel, drive, trip, head "
        "for, head to, call at, inspect on site"
    ),
    "look": (
        "look, see, check, inspect, examine, verify, look at, take a look, have a look, look into, observe, "
        "watch, scout, look for"
    ),
    "ask": "ask, inquire, enquire, find out, query, establish",
    "sow": "sown, sow, sowing, planted, planting, seeded, drilled, sowing date, date of sowing, planting date",
    "cut": "cut, mown, mowed, cutting, mowing",
    "graze": "grazed, grazing",
    "emerge": "came up, come up, emerged, emerge, emergence, up yet, germinated, sprouted, coming up, has come up",
    "harvest": "harvested, harvest, harvesting, reaped",
    "failed": "failed, failure, fail",
    "seed": "seed, seeds, seedlings",
    "plants": "plant, plants",
    "colour": "colour, color, colours, leaf colour, leaf color, colour of the leaves",
    "stand_density": "how many stand, stand density, the stand, density, plant density, how dense",
    "leaf": "leaf, leaves",
    "wet": "wet, moist, damp, wetness, moisture",
    "crusted": "crusted, crust, crusting, compacted",
    "ripe": "ripe, ripened, mature, ripening",
    "young": "young, newly sown, juvenile",
    "ill": "ill, unwell, diseased",
    "told": (
        "told, tell, tells, says, say, said, states, reveals, reveal, informs, inform, knew, more telling, "
        "telling, informative, more informative, speak, speaks"
    ),
    "month": "month, coming month, following month, next month, month ahead, month to come, the month that follows",
    "outlines": (
        "outline, outlines, boundary, boundaries, field boundaries, contour, contours, field outlines, borders"
    ),
    "pasture": "pasture, pastures, meadow, meadows, grassland",
    "woods": "wood, woods, forest, trees, woodland",
    "gardens": "garden, gardens",
    "shores": "shore, shores, bank, banks, shoreline",
    "sensors": "sensor, sensors, sensor readings, readings of sensors, readings",
    "could": "able, could not",
    "files": "report.html, evidence.html, fields.csv, file, files, table, tables, document, report",
    "details": "detail, details",
    "reasons": "the reasons",
    "possible": "not possible, was not possible, could not be done, feasible",
    "light": "light, sunlight",
    "air": "air, atmosphere",
    "corrected": "corrected, correction, adjusted",
    "measured": "measured, measure, measurement, measurements, measures",
    "kind": "kind, type, sort, kinds",
    "installed": "installed, available, present, set up",
    "stands_first": "priority, urgency, urgent, order, ranking, ranked, ranks, rank, top of the list, list",
    "reachsure": (
        "on the scene, in the picture, in the image, inside the scene, within the scene, in the scene, lies on "
        "the scene, within the image, inside the image"
    ),
    "compareplants": "30 m away, 30 metres away, 30 meters away",
    "note_more": "more notes, further notes, one more note, another note",
    "ready": (
        "care, caution, careful, cautiously, with caution, with care, carefully, treat, take, taken, handle, "
        "interpret, treated, regarded, regard, understood, viewed, view, consider, considered, use, used, bear in "
        "mind, remember, keep in mind"
    ),
    "name": "name, named, names",
    "day": "day, date, on this day, on that day",
    "stretch": "nine tenths",
}
