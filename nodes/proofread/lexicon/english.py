"""Which English words say which concept; plain words stand in all their forms, phrases are read before their words."""

from collections.abc import Mapping

from nodes.proofread.lexicon.english_classes import CLASSES

NEUTRAL = """
middles lies-over lie-over only-held only-compared only-where only-when only-if is-due due-here behind-these
behind-those behind-the behind-them all-of-this all-this this-all identified noted located situated demonstrates
demonstrate comprises comprise consists consist constitutes constitute represents represent corresponding corresponds
correspond equivalent specifically likewise labelled labeled marked assigned deemed lists listed reports report
reported stated based-on mentions mention index indices together sum hectare conversely in-contrast by-contrast
notably particularly especially give takes takes-up take-up taken-up a an the this that these those it its they them
their there here which who what of in on at to for from by as into within across along around inside upon is are was
were be been being am has have had do does did having and plus also too moreover furthermore besides additionally
again then else such another same one ones some any both itself themselves where when we you your our us i can ha
looks appears affect affects affected concern concerns look-like show shows shown showing showed display displays
displaying displayed exhibit exhibits exhibiting indicate indicates cover covers covering covered occupy occupies
occupying make makes making up made account accounts accounting amount amounts amounting come comes stand stands
standing stood lie lies lying sit sits sitting fall falls falling reach reaches reaching total totals totalling equal
equals read reads reading register registers record records recorded find finds found sees count counts counted
contain contains containing include includes including belong belongs get gets gives given with namely overall
altogether in-total in-all combined value values figure figures number result results level levels category categories
class classes classed classified group groups condition conditions state status grade graded rate rates rated rating
calls call called says put puts remaining rest remainder further while whereas meanwhile though although however but
yet still thereby concerning regarding turning respect terms regards exact exactly precisely situation overview out
whose taking estimates estimate estimated if-you-want-to if-you-wish-to in-order-to planted-with sown-with grown-with
hold holds holding among amongst amid down summary note according please following s one-another
"""
"""Words that carry no statement of their own; a hyphen joins those of a phrase."""

CONCEPTS: Mapping[str, str] = {
    **CLASSES,
    # which kind of number
    "q:share": (
        "share, shares, part, parts, portion, portions, proportion, proportions, percentage, fraction, slice, chunk, "
        "percent, percentages, per cent, share of ground"
    ),
    "q:area": (
        "area, areas, size, extent, spread over, spans, span, spanning, sized, hectares, acres, large, cover an "
        "area, in area, in size, footprint"
    ),
    "q:ground": "ground, land, surface, terrain, soil",
    "q:certainty": (
        "sure, certain, confident, confidence, certainty, mean confidence, average confidence, trust, how sure, "
        "convinced, surety, sureness, assurance, level of confidence, confidence level"
    ),
    "q:uncertainty": "uncertainty, uncertain, unsure, mean uncertainty, not sure, doubtful",
    "q:disagreement": "disagreement, disagree, disagrees, differ between networks",
    "q:probability": (
        "probability, chance, chances, likelihood, odds, probable, mean probability, average probability, odds of, "
        "average chance, mean chance, probabilities, mean probabilities, average probabilities"
    ),
    "q:attention": "attention, weight, weighs, weighed",
    "q:skill": "score, F1, macro-F1, skill, accuracy, accurate",
    "q:pixels": "pixels",
    "q:difference": (
        "difference, gap, differs, differ, deficit, distance, shortfall, shortfalls, gaps, differences, lags, lag, "
        "margin, margins, differing, deviates, deviate, deviation, departure"
    ),
    # which statistic
    "s:median": (
        "median, medians, half of the ground above, typical, middle value, median value, middle of the range, at the "
        "median"
    ),
    "s:mean": (
        "mean, average, averages, on average, averaged, mean value, in the mean, mean level, on the average, average "
        "value"
    ),
    "s:p10": (
        "lowest tenth, bottom tenth, 10th percentile, low tenth, p10, lower tenth, 10 % lowest, lowest 10 %, bottom "
        "10 %, weakest tenth, lowest decile, lower decile, first decile"
    ),
    "s:p90": (
        "highest tenth, top tenth, 90th percentile, high tenth, p90, upper tenth, 10 % highest, top 10 %, highest 10 "
        "%, greenest tenth, highest decile, upper decile, best tenth"
    ),
    "s:p5": "5th percentile, p5",
    "s:p95": "95th percentile, p95",
    "s:p25": "25th percentile, lower quartile",
    "s:p75": "75th percentile, upper quartile",
    "s:std": "standard deviation",
    "s:range": (
        "range, ranges, ranging, run from, runs from, between, vary, varies, extend, extends, spread, spreads, goes "
        "from, go from, going from, stretch from, stretches from, span from, spans from, spanning, reach from, "
        "reaches from, lie between, extending, anywhere from, anywhere between"
    ),
    # rounding
    "a:above": "over",
    "a:about": (
        "about, roughly, around, approximately, circa, close to, or so, in the region of, rounded, more or less, in "
        "round numbers, give or take, something like, on the order of, rounding to, rounded to, or thereabouts"
    ),
    "a:under": (
        "nearly, almost, just under, not quite, a little under, slightly under, a little less than, slightly less "
        "than, just below, close on, up to, virtually, practically, approaching, shy of, a shade under, a touch "
        "under, a bit under, a bit less than, close on"
    ),
    "a:over": (
        "just over, a little over, slightly more than, slightly over, a little more than, just above, upwards of, at "
        "least, a bit over, a bit more than, a touch over, a shade over, a touch more than, somewhat over, somewhat "
        "more than, a little above, slightly above"
    ),
    # order and comparison
    "r:largest": (
        "dominates, dominant, dominate, prevails, prevailing, predominates, most common, most widespread, largest, "
        "biggest, greatest, most extensive, largest part, main, widest, leads, leading with, lead with, leads with, "
        "leads the way, leading class, commonest, most frequent, most numerous, more than any other, more of the "
        "clear ground than any other, larger than any other, bigger than any other, heads, the lead, in the lead, "
        "tops the list, at the top, most of all"
    ),
    "r:smallest": "smallest, least, fewest, least extensive",
    "r:highest": ("highest, maximum, top, most, peak, top of the range, at the top end"),
    "r:lowest": "lowest, minimum, bottom",
    "r:worst": "worst, poorest, weakest, least green, most behind, furthest behind, worst off",
    "r:best": "best, finest, strongest, greenest, healthiest, most green",
    "r:second": (
        "second, second largest, second-largest, runner-up, 2nd, second biggest, second most, comes second, in second "
        "place, second place, ranks second"
    ),
    "r:third": (
        "third largest, third-largest, 3rd, third biggest, comes third, in third place, third place, ranks third"
    ),
    "r:first": (
        "first, firstly, at first, first of all, to begin with, start with, begin with, begin at, before anything "
        "else, top priority, first stop, initially, start at, start in, start, comes first on the list, is first on "
        "the list, first to visit, first field to visit, first place to visit, first to see"
    ),
    "r:followed": (
        "comes next, next comes, next is, come next, follows, follow, followed, followed by, ahead of, before, then "
        "come, then comes, comes after, come after, in turn by, next in line, comes then, close behind, not far "
        "behind, next in size, far ahead of, well ahead of"
    ),
    "r:next": ("next, then go, afterwards, after that, secondly, after, only then, and then, once there"),
    "r:last": "last, finally, lastly, at last, in the end",
    "r:less": (
        "less, below, under, lower, behind, fewer, beneath, lag, lags, lagging, trails, trailing, trail, falls "
        "short, less than, lower than, inferior, short of, smaller, lower by, fall behind, falls behind, drop "
        "below, drops below, dips, dipping, fall short, shy of, smaller than, short by, down on"
    ),
    "r:more": (
        "greener, more, above, higher, greater, exceeds, exceed, exceeding, larger, bigger, tops, higher than, "
        "greater than, outperforms, over and above, outstrips, surpasses, taller"
    ),
    "r:much": "by far, much, far, well, clearly, considerably, markedly, substantially, distinctly, noticeably",
    "r:like": (
        "about as green, as green as, similar, similarly, alike, like, close to the, comparable, roughly as green, in "
        "line with, on a par with, much like, near the, as green, level with, the same as, close to, near, comparably "
        "green, much the same, no different from, matches, match"
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
        "outlook, anticipated, expectation, estimated to, likely to, would, foresees, foresee, predict, projection, "
        "in the forecast, by the forecast, ahead, at risk of, prospective, anticipates, forecasted, outlooks, "
        "prognosis"
    ),
    "m:guess": (
        "guessed, guessing, guesswork, conjecture, only a guess, guess, guesses, likeliest, most likely, likely, "
        "probably, perhaps, possible, possibly, may be, might be, could be, suspected, best guess, presumably, "
        "suspects, suspicion, suspect, seems likeliest, seems likely, likely cause, suppose, supposes, supposition, "
        "assumes, assumed, assumption, tentative, tentatively, conjectures, hypothesis, speculative, suspected "
        "cause, probable cause, its guess, points towards, guesses at"
    ),
    "m:should": "should, must, ought, need, needs, shall, have to, has to",
    "m:will": "will, is going to, are going to, going to, sure to",
    # truth, cause, time and quantifiers
    "x:none": "none, no trace of, nowhere, not any, none of it, zero, nothing, no, no part",
    "x:not": (
        "could not, not, no, none, never, nor, neither, cannot, can't, isn't, aren't, doesn't, don't, wasn't, "
        "weren't, nobody, nothing, without, lacked, hasn't, haven't, couldn't, didn't, unable, fail to, fails to, "
        "impossible, no one, no trace of, nowhere, not any, fails, lack of any, missing from, absent from, not part "
        "of"
    ),
    "x:hardly": "hardly, barely, scarcely, poorly, hardly ever, not well, with difficulty",
    "x:only": (
        "only, solely, merely, just, exclusively, purely, alone, nothing but, no more than, limited to, confined "
        "to, restricted to"
    ),
    "x:sole": "the only, the sole",
    "x:so_here": "is the case, are the case",
    "x:observed": "detected, observed, revealed, was seen, proved, confirmed, detects, observes, confirms, proves",
    "x:each": ("each, per, apiece, each of, each one, in each"),
    "x:or": "or",
    "x:how": "how",
    "x:whether": "whether, if",
    "x:all": (
        "all, every, entire, whole, always, everywhere, completely, entirely, fully, everything, full, the whole of, "
        "the entirety, entirety, in its entirety, throughout, each and every, practically all, virtually all, full "
        "extent, in full"
    ),
    "x:mostly": (
        "mostly, mainly, majority, generally, largely, usually, predominantly, most of, often, for the most part, "
        "bulk, the bulk, bulk of, lion's share, the lion's share, better part, greater part, larger part, most part, "
        "vast majority, great majority, most of it, chiefly, in the main, well over half, dominating"
    ),
    "x:little": (
        "little, a small part, a small share, a small portion, hardly any, tiny, small, sliver, trace, traces, "
        "handful, minor part, slim, small fraction, tiny fraction, small part, minor, minimal, negligible, next to "
        "nothing, almost nothing, hardly anything, very little, a fraction, minority, small minority, modest, slight "
        "share, almost absent, nearly absent, practically absent, virtually absent"
    ),
    "x:many": (
        "a lot of, lots of, much of, a great deal of, many, several, numerous, a large part, great part, large "
        "part, good part, big part, sizeable part, substantial, considerable, sizeable, a good deal of, a great "
        "part, a big part"
    ),
    "x:reason": "because, since, so",
    "x:cause": (
        "due, owing, caused, therefore, thus, hence, consequently, leads, lead, leading, means, mean that, implies, "
        "imply, result in, results in, resulting, as a result, thanks to, explains, explain, explained, why, so "
        "that, suggests, suggest, suggesting, signals, signal, points to, reflects, reflect, that is why, stems, "
        "attributed, attributable, triggered, brought about, responsible, contributes, contribute, driven, drives, "
        "prevents, cause of, hint, hints, arises, arising, evidence of, a sign of, sign, signs, symptom"
    ),
    "x:unless": "beyond, other than, unless, except, otherwise, excluding, excepting, apart",
    "x:asserted_loss": (
        "is losing, are losing, loses, lost, will lose, has lost, have lost, losing yield, lose yield, loss, "
        "losses, yield loss, lose, losing, loss of yield"
    ),
    "x:yield": "yield, yields, harvest yield",
    "x:past": (
        "ago, formerly, previously, earlier, before, used to, last week, last month, last year, yesterday, lately, "
        "recently"
    ),
    "x:now": "now, today, currently, presently, at present, at the moment, this week, these days",
    "x:future": "soon, tomorrow, later, future, next week, in the coming weeks, next season",
    "x:change": (
        "increase, increased, increases, increasing, decrease, decreased, decreases, decreasing, rise, rises, "
        "rising, rose, fell, decline, declines, declined, declining, grow, grows, growing, grew, worsen, worsens, "
        "worsened, improve, improves, improved, improving, drop, dropped, dropping, deteriorate, deteriorates, "
        "deteriorating, change, changes, changed, changing, shrink, shrinks, spreading, becoming, become, becomes, "
        "turned, recovering, recover, recovers, getting"
    ),
    # content that may be said where the sentences or notes say it
    "simulated": (
        "simulated, simulation, simulations, synthetic, virtual, modelled, artificial, made-up, simulator, computer- "
        "made, computer-generated, generated by simulation, imaginary"
    ),
    "real": "real, actual, true, real-world, real life, genuine, authentic, actual fields",
    "learned": (
        "learned, learnt, trained, learn, learns, taught, training, trained on, learning, schooled, training data, "
        "training fields, trained with, experience, rests on, rest on, based on training, built on, based on, draws "
        "on, drawing on, grounded in, knowledge, seen in training, saw in training, seen before, instruction, "
        "lessons, training set, seen in, knows, what it knows"
    ),
    "asmuch": "as much or more, at least as much, as much or even more, just as much or more, no less",
    "go": (
        "start with, begin with, start at, begin at, start in, go, visit, walk, head, travel, drive, trip, head "
        "for, head to, call at, inspect on site, stop at, stop by, walk to, going to, visiting, visited, a visit, "
        "tour, go to see, be visited, first stop, next stop, first port of call, make for, comes first on the list, "
        "is first on the list, first to visit, first field to visit, first place to visit, first to see"
    ),
    "look": (
        "look, see, check, inspect, examine, verify, look at, take a look, have a look, look into, observe, watch, "
        "scout, look for, looking at, checking, examining, inspecting, looking, make sure, a check, checked, to "
        "check, clarify"
    ),
    "ask": (
        "ask, inquire, enquire, find out, query, establish, ask for, ask about, asking, asks, inquire about, find out "
        "from, clear up"
    ),
    "sow": "sown, sow, sowing, planted, planting, seeded, drilled, sowing date, date of sowing, planting date",
    "cut": "cut, mown, mowed, cutting, mowing",
    "graze": "grazed, grazing",
    "emerge": (
        "came up, come up, emerged, emerge, emergence, up yet, germinated, sprouted, coming up, has come up, still "
        "to come up, yet to come up, not up yet, germinate, sprout, has emerged, have emerged, came through, not "
        "yet up"
    ),
    "harvest": ("harvested, harvest, harvesting, reaped, taken off, brought in, cut down"),
    "failed": ("failed, failure, fail, has failed, have failed, did not make it"),
    "seed": "seed, seeds, seedlings",
    "plants": "plant, plants",
    "colour": (
        "colour, color, colours, leaf colour, leaf color, colour of the leaves, leaf colours, colour of leaf, colour "
        "of leaves, colouring"
    ),
    "stand_density": (
        "how many stand, stand density, the stand, density, plant density, how dense, at stand, of stand, stand and, "
        "density of the stand, number of plants, plant numbers, plant count, plant counts, how many plants, how thick "
        "the stand, the plant stand, plant population, stand count"
    ),
    "leaf": "leaf, leaves",
    "wet": ("wet, moist, damp, wetness, moisture, waterlogged, soaked, moistness"),
    "crusted": ("crusted, crust, crusting, compacted, crusty, a crust, capped"),
    "ripe": "ripe, ripened, mature, ripening",
    "young": "young, newly sown, juvenile",
    "ill": "ill, unwell, diseased",
    "told": (
        "told, tell, tells, says, say, said, states, reveals, reveal, informs, inform, knew, more telling, telling, "
        "informative, more informative, speak, speaks, guide, guided, informed, indicator, indicators, predictor, "
        "instructive, revealing, information, insight, insights, specifies"
    ),
    "anymonth": "month",
    "month": "coming month, following month, next month, month ahead, month to come, the month that follows",
    "outlines": (
        "outline, outlines, boundary, boundaries, field boundaries, contour, contours, field outlines, borders, "
        "outlined, field outline, shape of the fields, shapes of the fields, field shapes"
    ),
    "pasture": "pasture, pastures, meadow, meadows, grassland",
    "woods": "wood, woods, forest, trees, woodland",
    "gardens": "garden, gardens",
    "shores": "shore, shores, bank, banks, shoreline",
    "sensors": "sensor, sensors, sensor readings, readings of sensors, readings",
    "could": "able, could not",
    "files": ("report.html, evidence.html, fields.csv, file, files, table, tables, document, report, gpx file, gpx"),
    "details": ("detail, details, specifics"),
    "reasons": ("the reasons, the reasons, reasons, the why"),
    "possible": "not possible, was not possible, could not be done, feasible",
    "light": "light, sunlight",
    "air": "air, atmosphere",
    "corrected": ("corrected, correction, adjusted, correct"),
    "measured": "measured, measure, measurement, measurements, measures",
    "kind": "kind, type, sort, kinds",
    "installed": "installed, available, present, set up, in place, on hand, at hand, provided, exists",
    "stands_first": "priority, urgency, urgent, order, ranking, ranked, ranks, rank, top of the list, list",
    "reachsure": (
        "on the scene, in the picture, in the image, inside the scene, within the scene, in the scene, lies on the "
        "scene, within the image, inside the image"
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
    "m:hedge": "seems, seem, seemingly, appears to be",
    "r:leads": "comes first, ranks first, in first place, comes out first",
    "m:may": "could, might, may, may well, might well",
}
