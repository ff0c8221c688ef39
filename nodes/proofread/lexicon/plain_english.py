"""English words that state nothing of a field, and those that must never be held for such."""

PLAIN = (
    """
according-to thus-far so-far in-short in-brief in-other-words in-particular in-general in-fact of-note as-for as-to
with-regard-to with-respect-to in-terms-of by-contrast in-addition on-top-of-that at-that in-turn in-detail carry
carries carried carrying bear bears bearing host hosts hosting bring brings bringing keep keeps keeping kept goes
going-by gave gives offer offers offered offering provide provides provided providing seem seems seemed seeming appear
appeared appearing looking looked look-at remain remained stay stays stayed staying leave left leaving describe
describes described describing mention mentioned mentioning discuss discussed refer refers referred referring name-as
term terms-it termed label tag tags tagged flag-as mark marks marking note-that noting highlight highlights
highlighted highlighting emphasize underline underlines underlined single-out present-as presents presenting presented
deserve deserves deserved merit merits merited warrants warrant declare declares declared declaring announce announces
announced assert asserts asserted maintain maintains comment comments commented outline-of outlined summarize
summarizes summarized summarise summarises summarised summing-up sum-up break-down breaks-down broken-down breakdown
split splits splitting divide divides divided dividing separate separates separated separating distribute distributed
distribution compose composed composes made-of constituted comes-to come-to works-out amounts-to adds-up add-up adding
place-in places-in placing put-in puts-in putting assign assigns assigning attribute-to allocate allocated fit fits
fitted range-of belonging feature features featured featuring possess possesses possessed own owns share-of anything
something everything-else thing things matter matters aspect aspects point-of-view case cases instance instances
example examples side sides part-of piece pieces item items entry entries detail-of information info verdict verdicts
judgement judgement-of judgment judgments opinion opinions assessment assessments evaluation evaluations appraisal
reckoning reckons reckon reckoned view-of eyes words wording sense terms-of measure-of reading-of readings-of
account-of picture-of round rounds tour visit-to trip-to route way ways equally similarly-to accordingly
correspondingly as-well as-well-as alongside besides-that apart-from-that very quite rather pretty simply basically
essentially literally namely-that indeed of-course naturally-enough throughout near middle centre center central
within-it inside-it therein thereof thereon herein here-too somewhere whichever whoever whatever whichever-one either
two-of-them its-own their-own different various certain-of respective given-that such-as so-called known-as once
for-now as-it-stands as-things-stand at-hand in-question in-view in-sight in-hand deal deals dealt treat-as treated-as
regarded-as seen-as taken-as considered-as counts-as ranks-among allow allows allowed allowing permit permits
let-us-know enable enables help-to helps-to serve-to serves-to tell-us tells-us told-us show-us shows-us let us-see
helpful useful interesting worth worth-noting worth-a-visit noteworthy-is important-to-note keep-in-view attention-to
be-aware aware warning mind relate relates related relating pertain pertains apply-to applies-to applied-to hold-for
holds-for place-to-go spot-to-go stretch-of piece-of plot-of body-of turn turns turned-out turns-out turn-out happen
happens happened serve serves served serving act acts acted acting work works worked working function functions obtain
obtains obtained obtaining derive derives derived deriving compute computes computed calculate calculates calculated
calculation calculations compile compiled draw draws drawn-up produce produces-a enter enters entered open opens
opened opening load loads loaded loading download import imported save saved stored store put-on send sent device
devices app navigation handset
"""
    + """
behind-it behind-this underlying question questions section sections paragraph topic topics subject subjects chapter
respectively-at meanwhile-at comprised comprising embrace embraces encompass encompasses encompassing
run-to runs-to measuring measures-up weighing-in sized-at put-at stands-at sits-at found-at found-in found-on
listing list-of listed-as catalogued recorded-as
reader readers user users farmer farmers grower growers agronomist visitor visitors
word words words-of a-word-of rundown overview snapshot tally glance survey-of estimate-of account result-of
numbers score-of statement statements remark remarks point-is point-out points-out one-by-one side-by-side in-the-lot
on-site on-the-spot on-arrival at-the-site in-place-of rest-of-it leftover leftovers balance the-balance
consider considers considering reckoned think thinks rank-as pin pins pinned land lands landing drop-into drops-into
sort sorts sorted sorting map maps mapped mapping plot-out list-out pick picks picked picking
spot-out notice notices noticed
read-as reads-as express expresses expressed translate translates translated put-into puts-into sum-to sums-to
write writes writing written describe-as quote quotes quoted cite cites cited report-on detail details-of
stated-in told-in according rely relies relied relying rest-with hinge hinges infer infers inferred judge-by
look-into-it search searches searched searching fetch fetches fetched handle handled handles manage-to managed-to
for-which in-which at-which on-which to-which from-which with-which of-which whereby wherein
test-of tests-of trial-of practice in-practice in-principle in-effect effectively in-essence as-such
set sets setting seat-of seats occupy-some span-of spans-of lot-of-it lots
need-to needed-to have-to-go ought-to-go time-to
still-to yet-to about-it about-them of-them on-them by-them to-them with-them for-them in-them
respectively-is as-follows as-shown as-seen as-told as-said as-far-as as-much-as-is
lastly-comes meanwhile-is the-former the-latter former latter
ever please-note kindly feel-free simply-put put-simply put-differently to-sum-up to-summarize to-summarise to-conclude
in-conclusion in-summary first-and-foremost by-the-way incidentally accordingly-to
"""
)
"""Verbs, nouns, adverbs and connectives; a hyphen joins the words of a phrase."""

NEVER_PLAIN = """
because since so due hence therefore thus cause caused reason leads result resulting explains means implies irrigate
irrigation water spray sprayed apply fertilise fertilize fertilizer fungicide herbicide pesticide dose treat treatment
rain rainy drought hail frost storm wind heat hot cold dry wet weather temperature certain certainly definitely surely
proven proved confirmed fact clearly undoubtedly doubtless guaranteed half third quarter double twice much many most
more less few several little large small big huge tiny yesterday today tomorrow soon recently previously week month
season year spring summer autumn winter now later not no never none nothing without neither nor hardly barely only all
every each always everywhere first second last next largest smallest highest lowest best worst better greener increase
decrease rise fall improve worsen lose loss yield profit healthy sick severe bad good poor north south east west fungi
disease pest
"""
"""Causes, consequences, treatments, weather, certainty, quantities, times, negation, order: they state something."""
