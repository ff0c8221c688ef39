"""Which words point to which intent, in English; the weight says how surely: 3 decides, 1 is a hint."""

import re

_FIELDS = r"(?:fields?|parcels?|plots?|paddocks?|crops?|cropx)"
_IMAGE = r"(?:image|scene|picture|photo|data|shot|raster|run|capture|it|this|that)"
_RULES: tuple[tuple[str, int, str], ...] = (
    ("summarize", 3, r"where (?:should|do|shall|must|ought|can|would) (?:i|we|one|you)(?: \w+)? (?:go|start|begin|look|head|drive)\b(?! at)|where should i go|where to (?:go|start|begin)|what (?:should|do|must) (?:i|we) (?:do|look at|tackle|check) (?:first|now|today|next)|most urgent(?! field)|needs? (?:my |the most )?attention"),
    ("summarize", 3, r"\bsummar\w+|\boverview\b|main (?:points?|findings?|results?|message)|what (?:did|have) you f(?:ound|ind)|in short\b|in a nutshell|key (?:points|findings|results|facts)|bottom line|what matters|what'?s important|tl;?dr|the gist|what is new|conclusions?"),
    ("summarize", 2, r"how (?:are|do|is|does) (?:things|everything|it all|all|the farm|the season)|how (?:are|do|is) (?:all )?(?:the |my |our )*(?:fields|crops?)(?: overall)?(?: (?:doing|looking|look|going|faring))?\s*[?.!]*$|anything (?:wrong|unusual|to worry|i should know)|what'?s (?:going on|happening|up|wrong)\s*[?.!]*$|should i (?:worry|be worried)|what does (?:the|this) (?:report|run|analysis) say|what (?:are|were) the results|give me the results"),
    ("describe.date", 3, r"\bwhen\b.{0,30}\b(?:taken|acquired|captured|shot|recorded|flown|made|from|image|picture|scene|photo)\b|(?:what|which) (?:date|day|time|year|month)\b|date of\b|acquisition (?:date|time)|how (?:old|recent) is|what is the date|time of (?:day|acquisition)"),
    ("describe.sensor", 3, r"\bsensors?\b(?! reading)|\bsatellites?\b|\bcamera\b|\binstrument\b|which (?:mission|platform|drone)|\bsentinel|\blandsat"),
    ("describe.place", 3, rf"where (?:is|was|are|does)(?: the| this| it)* ?{_IMAGE}?\b(?! the (?:worst|best|lowest|highest|largest))|\blocat(?:ed|ion)\b|which (?:country|region|part of the world|place|farm)|coordinate (?:system|reference)|\bprojection\b|\bcrs\b|\bepsg\b|\butm\b|coordinates of (?:the )?{_IMAGE}"),
    ("describe.bands", 3, r"\bbands?\b|\bchannels?\b|\bwavelengths?\b"),
    ("describe.level", 3, r"processing level|\blevel\b|\bl1c\b|\bl2a\b|atmospheric|top of (?:the )?atmosphere|surface reflectance|\bcalibrated\b|corrected"),
    ("describe.resolution", 3, r"\bresolution\b|pixel size|size of (?:a |one |the )?pixel|how (?:fine|detailed|sharp|coarse)|how big is (?:a|one|each) pixel|met(?:re|er)s? per pixel|one pixel"),
    ("describe.size", 3, rf"how (?:large|big|wide|tall) is (?:the |this )?{_IMAGE}\b|\bextent\b|dimensions?|how many pixel|(?:width|height|size|area|surface) of (?:the |this )?{_IMAGE}\b|how much (?:ground|land|area) does (?:the |this )?{_IMAGE} (?:cover|show)"),
    ("describe.clouds", 3, r"cloud mask|how (?:were|was|are|did you).{0,20}clouds? .{0,12}(?:found|detected|masked|told|recogni)|where (?:does|do) the cloud\w* .{0,15}come from"),
    ("describe.doubts", 3, r"\bdoubt\w*|\bwarnings?\b|\bcaveats?\b|\blimit(?:ation)?s?\b|\bassum\w+|be careful|problems? with (?:the )?(?:data|image|scene|run)|what (?:is|are) (?:you )?(?:not sure|uncertain)|\bissues?\b|went wrong|what could not|\bweakness|can i (?:trust|rely)|how (?:trustworthy|reliable|good) (?:is|are) (?:this|the|it|these|your)(?: data| results| report| answers?| analysis| image)?\s*[?.!]*$|uncertainties"),
    ("describe.told", 3, r"(?:did|have|had) (?:i|we) (?:told|tell|give|given|say|said|provide)|(?:were|was) (?:you|it) (?:told|given)|what (?:do|did) you know about (?:the |my )?(?:field|soil|irrigation|context)|what (?:i|we) (?:told|gave|said)|which (?:context|readings|information)|information given|given to you|sensor readings"),
    ("describe.files", 3, r"\bfiles?\b|\boutputs?\b|\bfolder\b|\bgeotiffs?\b|\bdownload|\bshapefile|\bsaved\b|\bexport|\bgpx\b|\bgeopackage|\bkml\b|\bcsv\b"),
    ("describe.networks", 3, r"\bnetworks?\b|\bmodels?\b|\bai\b|\balgorithms?\b|\bneural\b|machine learning|who (?:judged|decided|says|computed)|how (?:did you|was it|were they|do you) (?:comput|judg|work|calculat|know)"),
    ("describe.kind", 3, rf"(?:kind|type|sort) of (?:the |an |this )?{_IMAGE}|what (?:kind|type|sort) of|is (?:this|it|that) (?:an? )?(?:radar|optical|multispectral|photo|infrared|rgb|sar|satellite)|\bmodality\b|radar or"),
    ("describe.scene", 3, rf"\bdescribe\b|tell me (?:more )?about (?:the |this |my )?{_IMAGE}|what do you know about (?:the |this )?{_IMAGE}|\bmetadata\b|what (?:is|am i looking at) (?:in )?(?:the |this ){_IMAGE}\s*[?.!]*$|facts about|details (?:of|about) (?:the )?{_IMAGE}|what (?:is it|am i) (?:looking at|seeing)"),
    ("count", 3, rf"how many (?:\w+ ){{0,3}}{_FIELDS}\b|number of (?:\w+ ){{0,2}}{_FIELDS}\b|how (?:much|many) (?:ha|hectares|acres|area|ground|land) (?:of|are|is|under|with|do i have of|have i|planted)? ?(?:\w+ ){{0,2}}cropx|how much cropx|count (?:the |my |all )?{_FIELDS}"),
    ("count", 3, rf"(?:which|what|how many|list|name) (?:of )?(?:the |my |all )*(?:\w+ )?(?:{_FIELDS}|ones?) .{{0,40}}(?:not (?:\w+ ){{0,3}}(?:judged?|ranked|measured|assessed|analysed|analyzed|evaluated|seen)|you not (?:\w+ )?judge|unjudged|left out|missing|skipped|without (?:a |an |any )?(?:value|answer|judgement|result))|(?:unjudged|not judged|missing|skipped) {_FIELDS}"),
    ("count", 3, r"how many (?:of (?:them|these|those) )?(?:are|were|could|is|was) not (?:\w+ ){0,2}judged|not (?:\w+ ){0,2}judged how many"),
    ("count", 2, rf"(?:which|what) (?:other )?{_FIELDS} (?:(?:are|is|were|was|did|have|has|do|lag|fall|could|can)\b.{{0,20}})?(?:there\b|bare|not judged|behind|patch|weak|empty|lagging|no answer|left out)|list (?:of )?(?:the |all |my )*{_FIELDS}|names? of (?:the |all |my )*{_FIELDS}|which crops?\b|what crops?\b|what is grown|(?:which|what) {_FIELDS} (?:do you|did you) (?:know|have)"),
    ("rank.fields", 3, rf"\b(?:worst|best|weakest|poorest|strongest|greenest|least green|driest|wettest|healthiest|sickest|riskiest|barest|patchiest)\b(?! (?:places?|spots?|zones?|areas?|parts?))|\b(?:top|bottom) (?:\w+ )?{_FIELDS}|\b(?:top|bottom) (?:\d+|three|five|ten|two|four)|\brank\w*|\border (?:the|my|all)|\bsort\b"),
    ("rank.fields", 3, rf"(?:which|what) (?:\w+ )?{_FIELDS}.{{0,35}}\b(?:most|least|highest|lowest|largest|biggest|smallest|more|greener|drier|wetter)\b|{_FIELDS} (?:with|has|have|having) (?:the )?(?:most|least|highest|lowest|largest|smallest|worst|best)|(?:largest|biggest|smallest|lowest|highest) (?:\w+ )?{_FIELDS}|(?:highest|lowest) \w+ (?:of|among) (?:all |the )*{_FIELDS}|where is \w+ (?:the )?(?:highest|lowest)|order of urgency"),
    ("rank.fields", 3, rf"(?:which|what) (?:one )?(?:of )?(?:the |my )?{_FIELDS}.{{0,30}}\b(?:visit|go to|walk|inspect|look at)\b(?!.{{0,20}}\bplaces?\b)"),
    ("rank.fields", 3, r"^(?:and |so |then |but )*(?:which|who)(?: one| of (?:them|these|those))?(?: is| are| has| have|'s| was)? (?:the |got the )?(?:most|least|largest|biggest|smallest|highest|lowest|worst|best)\b"),
    ("rank.fields", 3, r"fieldx (?:not )?(?:is |was )?(?:the |my |our )(?:\w+ )?(?:largest|biggest|smallest|highest|lowest|most|least)\b"),
    ("rank.fields", 2, rf"(?:which|what) (?:one )?(?:of )?(?:the |my )?{_FIELDS}.{{0,30}}\b(?:attention|urgent|trouble|problems?|stressed|at risk|risk|sick|damaged|suffering|struggling|green|dry|wet|healthy)\b"),
    ("rank.places", 3, r"\b(?:places?|spots?|stops?|waypoints?|locations?)\b.{0,30}\b(?:visit|look|go|scout|check|walk|inspect|see|sample)|\b(?:visit|look|scout|walk|inspect|sample|check)\b.{0,20}\b(?:places?|spots?|stops?|locations?)\b|scouting|(?:worst|weakest|best|first|top) (?:\w+ )?(?:places?|spots?)|where (?:exactly )?(?:should|do|can) i (?:scout|walk|sample|inspect|visit)|\blist (?:the |all )?places\b|which places\b"),
    ("rank.zones", 3, r"\bzones?\b(?! \d)|areas? at high(?:est)? risk|high[- ]risk (?:areas?|zones?|spots?)"),
    ("explain", 3, r"^(?:and |so |then |but )*how(?:'s| is| are| does| do)? (?:the |my )?fieldx(?: (?:doing|looking|look|going|coming along|faring|getting on|today|now|overall))*\s*[?.!]*$|\btell me (?:more |all |something )?about (?:the )?fieldx\s*[?.!]*$|^(?:describe|what about|and) (?:the )?fieldx\s*[?.!]*$|\b(?:status|state|condition) of (?:the )?fieldx\s*[?.!]*$|^is (?:the )?fieldx (?:ok(?:ay)?|fine|good|all ?right|in order|doing (?:well|ok(?:ay)?|fine))\s*[?.!]*$"),
    ("explain", 3, r"fieldx.{0,40}\bwhat(?:'s| is| has| went)? (?:happened|wrong)\b|\bwhy\b|how come|what (?:makes|made|explains|caused)|\breasons?\b|\bexplain\b|because of what|what(?: is|'s| has| went)? (?:wrong|happened|happening|the (?:problem|matter|trouble)) (?:with|in|on|to)|on what (?:grounds|basis)|how do you (?:justify|explain)"),
    ("compare", 3, r"\bcompar\w+|what (?:has |have )?changed|\bchang(?:e|es|ed|ing)\b|\bdevelop(?:ed|ment)?\b|\bevol(?:ve|ved|ution)\b|(?:between|on|over|of|for) (?:the )?(?:two|both) (?:dates|images|pictures|runs|scenes|passes|days|times|months)|how did .{1,40}\b(?:go|do|move|fare)\b|\bdifferences?\b|\bversus\b|\bvs\b|\btrends?\b|(?:between|from) (?:\S+ )?runx (?:and|to|until) (?:\S+ )?runx|since (?:\S+ )?runx|since (?:the )?(?:end|start|beginning|middle|first|last)(?: days?| week)? of runx|(?:got|gotten|become|became|getting|turned|went) (?:better|worse|greener|drier|wetter|brown\w*|yellow\w*|more|less)|(?:better|worse|greener|drier|higher|lower) (?:in runx )?than (?:before|last|in|on|runx|the (?:first|last))"),
    ("compare", 3, r"\b(?:lost|gained|fell|dropped|rose|grew|greened|declined|improved|changed)\b(?: \w+){0,2} \bmost\b"),
    ("compare", 2, r"\b(?:fell|fallen|fall|drop(?:ped)?|declin\w+|decreas\w+|sank|lost|rose|risen|rise|increas\w+|gr(?:ew|own)|improv\w+|deteriorat\w+|worsen\w*|recover\w*|progress\w*)\b|\b(?:turn|go|gone|went)(?:s|es|ed|ing)? (?:brown|yellow|pale)\b|\bclos\w* (?:its |the )?canop|\bcanop\w+\b.{0,20}\bclos"),
    ("compare", 3, r"fieldx (?:and|or|vs|with|to|against|than) (?:\S+ )?fieldx.{0,30}\b(?:compare|better|worse|greener|bigger|larger|smaller|higher|lower|healthier|differ\w*)|\b(?:better|worse|greener|healthier|drier|wetter|higher|lower|more|less|bigger|larger|smaller|weaker|stronger|poorer)\b.{0,25}\bthan (?:\S+ )?fieldx|(?:better|worse|greener|healthier|drier|wetter)[,:]? (?:\S+ )?fieldx or (?:\S+ )?fieldx"),
    ("find_like", 3, r"\b(?:similar|comparable|alike)\b|\blike cases\b|cases? (?:like|that|of|in)|resembl\w*|seen (?:this|it|something|anything) (?:like|before)|looks? like (?:this|it)\b|(?:other|past|earlier|known) (?:cases|images|scenes|examples)|examples? (?:like|of)|find .{0,12}\b(?:cases?|images|pictures|scenes) "),
    ("tell_needed", 3, r"what (?:\w+ ){0,3}need|\bneed(?:ed|s)? (?:for|to)\b|(?:is|are|was) (?:it that )?needed|what (?:is|would be) (?:missing|required|lacking|necessary)|what would it take|how (?:can|could|do) (?:i|we|you) get|do you need|required for|\bis needed\b|what.{0,15}\bmissing (?:for|to)|why (?:is|are) (?:there )?(?:it )?(?:no|not any)\b|why (?:do|did|can|could|ca)(?: not)? you (?:have no|not|no|tell|judge|show)|why cannot you|why no\b|how could you (?:tell|know|judge)"),
    ("tell_needed", 3, r"(?<!losing )(?<!lose )(?<!losing some )(?<!loss of )(?<!losing the )\byields?\b(?! loss)|\btonnes?\b|\btons?\b|\bt/ha\b|bushels?|soil moisture|(?:moisture|water) (?:of|in) (?:the )?soil|\bph\b|\bnutrients?\b|\bsoil (?:type|nitrogen|carbon)|when (?:should|can|do|will) (?:i|we|it).{0,15}harvest|which (?:weeds?|species|pests?|insects?)|\bweeds?\b|\bpests?\b|name of the disease|which disease|what disease"),
    ("open_map", 3, r"\bshow\b.{0,40}\b(?:map|image|picture|preview|report|page)\b|\bopen\b|\bdisplay\b|\bplot\b|\bdraw\b|where can i see|\bpreview\b|let me see|look at the (?:image|picture|map)|see the (?:image|picture|map|report)"),
    ("open_map", 2, r"\bmaps?\b"),
    ("measure", 3, r"how (?:sure|certain|confident|reliable|trustworthy)\b.{0,12}(?: you| is| are).{0,20}(?:health|risk)|are you sure (?:of|about)"),
    ("open_map", 1, r"\bshow\b"),
    ("analyse", 3, r"pathx|\banaly[sz]e (?:a |another |the |this |my |new )*(?:new )?(?:scene|image|picture|file|raster)|\bnew run\b|start (?:a|an|the) (?:run|analysis)|\bprocess (?:a|the|this|another|my)\b"),
    ("verify", 3, r"\bverif\w+|double[- ]check|recount|count .{0,15}again|\baudit\b|recomput\w+|check (?:the |your |all |these |those |every )*(?:numbers?|figures?|results?|claims?|run)|are (?:the|these|those|your|all)(?: \w+)? (?:numbers?|figures?|results?|values?) (?:right|correct|true|ok|good|wrong)|(?:is|are) (?:that|this|it|they|those|these) (?:really )?(?:true|right|correct)|can you prove|prove (?:it|that)"),
    ("measure", 2, r"\bwhat(?:'s| is| are| was| were)\b|\bhow (?:much|green|dry|wet|healthy|cloudy|bare|big|large|high|low|dense|moist|stressed|bad|severe|risky|sure|certain|confident|good|hot|warm|patchy|many)\b|\b(?:is|are|was) (?:there|it|the|any|fieldx|my|cropx)\b|give me\b|\bvalues?\b|tell me\b|\bdo(?:es)? fieldx\b|\bhas fieldx\b|which (?:share|part|percentage|fraction|cause|area)|\bdo i have\b|\bmeasure\b|\b(?:average|median|mean|minimum|maximum|lowest|highest|spread|share)\b"),
)  # fmt: skip
_OVERRULES: tuple[tuple[str, str], ...] = (
    ("tell_needed", r"explain|measure|describe|summarize|open_map|compare|find_like|count|rank|analyse"),
    ("verify", r"measure|describe|summarize|analyse|rank|count"),
    ("analyse", r"measure|describe|summarize|open_map|compare"),
    ("find_like", r"measure|describe|open_map|compare|count|summarize|rank\.(?:fields|zones)"),
    ("explain", r"rank|count|summarize|measure|describe|open_map"),
    ("compare", r"measure|describe|summarize|count|rank\.zones"),
    ("rank.places", r"summarize|count|measure|open_map|describe|rank\.fields"),
    ("rank.zones", r"count|measure|describe|summarize|rank\.fields"),
    ("count", r"measure|describe|rank\.fields|summarize"),
    ("rank.fields", r"measure|describe|summarize|open_map"),
    ("open_map", r"describe\.(?:scene|date|kind|place|files)|measure|summarize"),
    ("summarize", r"describe|measure|rank\.places"),
)
"""Which intent wins where words point surely to both, the first row first."""
_COMPILED = tuple((intent, weight, re.compile(pattern)) for intent, weight, pattern in _RULES)
INTENTS = tuple(dict.fromkeys(intent for intent, _, _ in _RULES))


def weigh_rules(words: str) -> dict[str, int]:
    """Return the weight of each intent that a rule points to."""
    found: dict[str, int] = {}
    for intent, weight, pattern in _COMPILED:
        if weight > found.get(intent, 0) and pattern.search(words):
            found[intent] = weight
    for winner, losers in _OVERRULES:
        if found.get(winner) == 3:
            found = {
                intent: weight for intent, weight in found.items() if not re.match(losers, intent) or intent == winner
            }
    return found
