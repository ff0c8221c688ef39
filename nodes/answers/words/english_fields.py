"""Answers in English about several fields, comparisons, and premises that are corrected."""

FIELDS = {
    # fields
    "reason.bare": "{bare} of its clear ground is bare though most of its crop is green",
    "reason.behind_peers": "its NDVI lies {difference} below the {count} other [field|fields:count] of its crop",
    "reason.behind_few": "its NDVI lies {difference} below the {count} [other|others:count] of its crop",
    "reason.weak_patch": "its largest weak patch, {area}, has an NDVI {below} below that of the field",
    "reason.weak_patch_no_area": "its largest weak patch has an NDVI {below} below that of the field",
    "reason.none": "nothing stands out; its NDVI has a median of {median}",
    "reason.no_index": "nothing stands out",
    "rank.item": "{name}: {reason}",
    "rank.item_crop": "{name} ({crop}): {reason}",
    "rank.urgency.worst": "The most urgent come first. {items}.",
    "rank.urgency.best": "The least urgent come first. {items}.",
    "rank.lowest": "Lowest first by {by}: {items}.",
    "rank.highest": "Highest first by {by}: {items}.",
    "rank.entry": "{name} {value}",
    "rank.none_judged": "No field could be judged, so none is ranked.",
    "rank.no_value": "No field of this run has a value of {by}.",
    "rank.same_crop": "Fields of different crops differ by nature; ask for one crop to compare like with like.",
    "rank.same_crop_by_nature": "Crops differ by nature.",
    "rank.before": "Before it: {names}.",
    "rank.no_more": "There are no more fields in this order.",
    "left_out": "Left out, since not judged or without such a number: {names}.",
    "rank.position": "By urgency {name} stands at place {rank} of {count} judged fields.",
    "why": "{name}: {reason}.",
    "places": "Go to {items}.",
    "place.bare": "place {number} in {field}, bare ground at latitude {latitude}, longitude {longitude}",
    "place.behind_peers": "place {number} in {field}, behind its peers, at latitude {latitude}, longitude {longitude}",
    "place.behind_few": (
        "place {number} in {field}, far below the few others of its crop, at latitude {latitude}, longitude "
        "{longitude}"
    ),
    "place.weak_patch": "place {number} in {field}, a weak patch at latitude {latitude}, longitude {longitude}",
    "no_places": "This run names no place to go to.",
    "zones": "The largest zones at high risk: {items}.",
    "zone": "zone {number} with {area} at latitude {latitude}, longitude {longitude}",
    "zone_pixels": "zone {number} with {area}",
    "only_worst": "Places and zones are listed by urgency and by size only, the worst first.",
    # counts
    "count.all": "There [is|are:count] {count} [field|fields:count].",
    "count.all.crop": "There [is|are:count] {count} [field|fields:count] of {crop}.",
    "count.judged": "{count} of {whole} [field|fields:whole] [was|were:count] judged.",
    "count.judged.crop": "{count} of {whole} [field|fields:whole] of {crop} [was|were:count] judged.",
    "count.not_judged": "{count} of {whole} [field|fields:whole] [was|were:count] not judged.",
    "count.not_judged.crop": "{count} of {whole} [field|fields:whole] of {crop} [was|were:count] not judged.",
    "count.bare": (
        "{count} of {whole} [field|fields:whole] [is|are:count] mostly bare though their crop is mostly "
        "green."
    ),
    "count.bare.crop": (
        "{count} of {whole} [field|fields:whole] of {crop} [is|are:count] mostly bare though the crop is mostly "
        "green."
    ),
    "count.behind": "{count} of {whole} [field|fields:whole] [lies|lie:count] clearly behind the others of their crop.",
    "count.behind.crop": (
        "{count} of {whole} [field|fields:whole] of {crop} [lies|lie:count] clearly behind the "
        "others."
    ),
    "count.patchy": "{count} of {whole} [field|fields:whole] [has|have:count] weak patches.",
    "count.patchy.crop": "{count} of {whole} [field|fields:whole] of {crop} [has|have:count] weak patches.",
    "count.area": "Together they cover {area} of the scene.",
    "count.crops": "By crop: {crops}.",
    "count.crop": "{crop} {count}",
    "count.named": "[It is|They are:count] {names}.",
    "count.reasons": "By reason: {items}.",
    # several fields
    "sift.no_bound": "Give a bound, as above 0.8, below 0.4 or more than 3 ha.",
    "sift.count": "{count} of {whole} [field|fields:whole] [lies|lie:count] {bound} ({by}).",
    "sift.above": "above {value}",
    "sift.below": "below {value}",
    "sift.above_mean": "above their mean of {value}",
    "sift.below_mean": "below their mean of {value}",
    "combine.all": "all {count} [field|fields:count]",
    "combine.crop": "the {count} [field|fields:count] of {crop}",
    "combine.index": (
        "Over the clear ground of {of}, {index} has a mean of {mean}. Their own medians run from {low} ({low_name}) to "
        "{high} ({high_name}) and average {middle}."
    ),
    "combine.index_median": (
        "Over the clear ground of {of}, {index} has a mean of {mean}. Their own medians run from {low} ({low_name}) to "
        "{high} ({high_name}), and the middle one is {middle}."
    ),
    "combine.one": "{name} is the only such field: {index} has a mean of {mean} and a median of {median}.",
    "combine.ends": "Of {of}, {low_name} has the lowest {by} with {low}, and {high_name} the highest with {high}.",
    "combine.gap": "They lie {difference} apart.",
    "combine.area": (
        "Together {of} cover {sum}, on average {mean} each; the smallest is {low_name} with {low}, the largest "
        "{high_name} with {high}."
    ),
    "combine.part": "That is {share} of the ground of all fields.",
    "combine.patches": (
        "Weak patches of {of} cover {sum} in all; {high_name} has most, {high}, and {low_name} least, "
        "{low}."
    ),
    "combine.share": (
        "Over {of}, {by}: {value} in all; the highest is {high_name} with {high}, the lowest {low_name} with {low}."
    ),
    "combine.share_one": "{name} is the only such field; {by}: {value}.",
    "combine.no_value": "No judged field of {crop} has a number of {by}.",
    "combine.mean_of": "mean {by}",
    "combine.crops": "By crop, highest first ({by}): {items}.",
    "combine.crop_item": "{crop} {value} ({count} [field|fields:count])",
    # comparison
    "compare.need_two": "Only one run is open; open a second one of another date.",
    "compare.field": "From {before} to {after}, {index} of {name} went from {one} to {other}, a change of {change}.",
    "compare.fell": "That is a clear fall.",
    "compare.rose": "That is a clear rise.",
    "compare.steady": "That is less than air, light and sensor alone can change.",
    "compare.all": (
        "From {before} to {after}, {index} fell clearly on {fallen} of the ground compared and rose clearly on "
        "{risen}."
    ),
    "compare.list_fell": "Fields that fell: {names}.",
    "compare.list_rose": "Fields that rose: {names}.",
    "compare.list_steady": "No clear change: {names}.",
    "compare.none": "No field was compared.",
    "compare.not_compared": "{name} was not compared: {why}.",
    "compare.only_one": "{name} is a field of one of the two runs only.",
    "compare.no_index": "The comparison has no {index}; it has {known}.",
    "compare.failed": "These two runs cannot be compared: {why}.",
    "compare.why": "Two dates tell what changed, not why.",
    "compare.two_fields": (
        "{by} has a median of {one} in {name} and of {other} in {other_name}: {higher} lies {difference} higher."
    ),
    "compare.two_numbers": "{by}: {one} in {name}, {other} in {other_name}; {higher} has {difference} more.",
    "compare.on_day": "{day}: {told}",
    "compare.change": "That is a change of {change}.",
    "compare.more_ground": "That is {change} of this ground more.",
    "compare.less_ground": "That is {change} of this ground less.",
    "compare.first_fell": "{name} fell most ({index} {change}).",
    "compare.first_rose": "{name} rose most ({index} {change}).",
    "compare.first_most": "{name} changed most ({index} {change}).",
    "compare.first_least": "{name} changed least ({index} {change}).",
    "compare.no_fell": "No field fell.",
    "compare.no_rose": "No field rose.",
    "compare.beyond": "That is more than noise.",
    "compare.within": "That is within the noise of fields of one date.",
    "compare.crops": "They have different crops ({crop}, {other_crop}), which differ by nature.",
    "compare.not_judged": "{name} was not judged ({why}), so it is not held against another.",
    # premises
    "corrects.not_worst": "{of} is not the most urgent: {first} is.",
    "corrects.not_best": "{of} is not the least urgent: {first} is.",
    "corrects.not_lowest": "{of} does not have the lowest {by}: {first} has, with {value}.",
    "corrects.not_highest": "{of} does not have the highest {by}: {first} has, with {value}.",
    "corrects.not_lowest_with": (
        "{of} does not have the lowest {by}: it has {own}, and {first} has the lowest, {value}."
    ),
    "corrects.not_highest_with": (
        "{of} does not have the highest {by}: it has {own}, and {first} has the highest, {value}."
    ),
    "corrects.not_cloudy_field": "That is not so: {value} of {of} is under cloud.",
    "corrects.not_ranked": "{of} was not judged ({why}), so it is neither the worst nor the best.",
    "corrects.not_more": "{of} does not have more {by} than {than}: it has {one}, the other {other}.",
    "corrects.not_less": "{of} does not have less {by} than {than}: it has {one}, the other {other}.",
    "corrects.not_above": "It is not above that: it is {value}.",
    "corrects.not_below": "It is not below that: it is {value}.",
    "corrects.not_equal": "It is not so much: it is {value}.",
    "corrects.more_than": "That is not so: it is {value}.",
    "corrects.not_known": "Nothing is known of how {of} stands.",
    "peers.of_field": (
        "{name} is held against {count} other [field|fields:count] of its crop ({crop}). "
        "Its NDVI less their median is {difference}."
    ),
    "peers.none": "Too few other judged fields of its crop are there to hold {name} against them.",
    "corrects.not_all": "That is not so of all.",
    "corrects.crop": "{of} is not {than}: its crop is {crop}.",
    "corrects.no_crop": "The file of outlines names no crop for {of}, so it is not known to be {than}.",
    "corrects.count": "That number is not right: there [is|are:count] {count} [field|fields:count].",
    "corrects.count_crop": "That number is not right: there [is|are:count] {count} [field|fields:count] of {crop}.",
    "corrects.not_low": "{of} does not stand low: {by} {value} puts it at place {rank} of {count}, the highest first.",
    "corrects.not_high": (
        "{of} does not stand high: {by} {value} puts it at place {rank} of {count}, the highest "
        "first."
    ),
    "corrects.not_bare": "That is not so: {value} of the clear ground of {of} is bare.",
    "corrects.not_bare_all": "That is not so: no field is mostly bare.",
    "corrects.not_cloudy": "That is not so: {value} of {of} is under cloud or cloud shadow.",
    "corrects.not_rose": "{of} did not rise clearly: the change is {change}.",
    "corrects.rose_instead": "{of} did not fall, it rose: the change is {change}.",
    "corrects.fell_instead": "{of} did not rise, it fell: the change is {change}.",
    "corrects.not_fell": "{of} did not fall clearly: the change is {change}.",
}  # fmt: skip
