"""What a question takes for granted: that a field is the worst, that something fell, that a share is so many percent."""

import re

from nodes.answers.calls import Supposed
from nodes.planner.hearing.heard import Heard

_GRANTED = r"(?:\bwhy\b|\bhow come\b|\bis(?:n't| not)\b|\bisn t\b|\bright\b\s*\?|\bgiven that\b|^since\b|\bsince (?:the|it|my|fieldx)\b.* is\b|^as\b|\bbecause\b|\bcorrect\b\s*\?|\breason\b|\bexplain\b|what(?: is|\'s) wrong (?:with|in) (?:it|that|there)\b|what makes|what made|what (?:has )?happened|what went wrong|\bis (?:it|this|that) true\b|\bi (?:heard|read|think|thought|believe|was told|know|see|noticed)\b|^(?:if|now that|seeing that)\b|\bdespite\b|\beven though\b)"
_ASKS_WHETHER = re.compile(
    r"^(?:so |and |but )*(?:is|are|was|were|does|do|did|has|have)\b|\bor (?:is|are) (?:it|they)\b"
    r"|^(?:the )?fieldx (?:is|has|are|was)\b.*\?\s*$"
)
_RELATIONS = (
    ("worst", r"\b(?:worst|weakest|poorest|lowest|sickest|least green|driest|smallest|least)\b"),
    ("best", r"\b(?:best|strongest|greenest|highest|healthiest|wettest|largest|biggest|most)\b"),
    ("worst", r"\b(?:riskiest|barest|patchiest)\b"),
)
_MORE_IS_BAD = ("bare", "risk", "health", "weak_patches", "cloud")
FELL = re.compile(r"\b(?:fell|fallen|fall|falls|drop(?:s|ped)?|declin\w+|decreas\w+|sank|lost|lose|losing|deteriorat\w+|worsen\w*|brown(?:ed|er|ing)|(?:turn|go)(?:s|es|ed|ing)? (?:brown|yellow|pale)|(?:gone|went) (?:brown|yellow|pale)|(?:got|gotten|become|became|getting) (?:worse|drier|less green))\b")  # fmt: skip
ROSE = re.compile(r"\b(?:rose|risen|rise|rises|increas\w+|gr(?:ew|own)|gain(?:ed)?|improv\w+|recover\w*|green(?:ed|ing)? up|clos(?:e|es|ed|ing) (?:(?:its|the|their|his|a) )?canop\w+|canop\w+ (?:(?:of|in|on) fieldx )?(?:has |have |did )?clos\w+|filled in|(?:got|gotten|become|became|getting) (?:better|greener))\b")  # fmt: skip
_LESS = re.compile(r"\b(?:worse|less|lower|weaker|poorer|drier|sicker|behind|smaller|fewer)\b")
_MORE = re.compile(r"\b(?:better|more|higher|stronger|greener|healthier|wetter|ahead|larger|bigger)\b")
_LOW = re.compile(r"\b(?:so|this|that|very|too|such an?|really|quite) (?:low|poor|bad|weak|pale|dry|yellow|brown|thin|sparse|ill|sick|behind|small)(?:ly)?\b|\b(?:is|are|doing|looks?|does|perform\w*|has|have|it|going) (?:so |very |really )?(?:poor|bad|badly|poorly|weak|low|behind|struggling|failing|sick|ill|wrong|terrible|awful|horrible|worrying|dreadful|dead)\b|\bstruggl\w+|\bfailing\b|\blow\b|\bpoor\b|\bsuffer\w*\b")  # fmt: skip
_HIGH = re.compile(r"\b(?:so|this|that|very|such an?|really|quite) (?:high|good|green|strong|lush|healthy|well|wet|vigorous|big|large)\b|\b(?:doing|looks?|does) (?:so |very |really )?(?:good|well|great|strong|green|healthy)\b|\bhigh\b")  # fmt: skip
_BARE = re.compile(r"\b(?:bare|naked|empty)\b|\bno(?:t any| more)? (?:vegetation|plants?|crop|green|cover)\b|\bnothing gr(?:ows|owing)\b|\bwithout (?:vegetation|plants)\b|\bnot? emerged?\b|\b(?:been|was|is|are|were|already) (?:harvested|ploughed|plowed|mown|cut)\b")  # fmt: skip
_CLOUDY = re.compile(
    r"\b(?:cloudy|overcast|clouded|hazy)\b|\b(?:under|full of|covered (?:by|in|with)|behind|hidden by|so many|so much) (?:the )?clouds?\b"
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "eleven": 11, "twelve": 12}  # fmt: skip
_RANKED = r"(?:worst|best|first|last|other|top|bottom|main|next|lowest|highest|largest|smallest|biggest|greenest|driest|wettest|most|least|weakest|poorest|remaining|unjudged|bare|judged)"
_COUNT = re.compile(rf"\b(?:there (?:is|are)|i have|we have|i farm|we farm|i own|my|our|these|all|the) (?:only |just |all )?(\d{{1,4}}|{'|'.join(_COUNTS)}) (?!{_RANKED})(?:\w+ )?(?:fields|parcels|plots|cropx)\b(?! (?:of|with) the)")  # fmt: skip
_NUMBER = r"(-?\d+(?:[.,]\d+)?)"
_HALF = {"half": 50.0, "a quarter": 25.0, "a third": 100 / 3}
_ABOVE = re.compile(rf"\b(?:above|over|more than|greater than|at least|exceed\w*|beats?|surpass\w*|reach\w*|higher than|bigger than|larger than)\s+{_NUMBER}\s*(?:%|percent|ha\b|hectares)?")  # fmt: skip
_BELOW = re.compile(rf"\b(?:below|under|less than|lower than|at most|smaller than|not even)\s+{_NUMBER}\s*(?:%|percent|ha\b|hectares)?")  # fmt: skip
_EQUALS = re.compile(rf"(?:\bis\b|\bare\b|\bat\b|\bof\b|\bwas\b|\bhas\b|=)\s*(?:only |about |around |already |just |really |an? )?(?:\w+ of )?{_NUMBER}\s*(%|percent)?(?![\d-])")  # fmt: skip


def find_supposed(heard: Heard) -> Supposed | None:
    """Find what is taken for granted; a question that only asks whether takes nothing but a number for granted."""
    words, field = heard.words, heard.fields[0].name if heard.fields else None
    of = field or heard.crop
    is_granted = bool(re.search(_GRANTED, words)) or heard.is_statement
    counted = _COUNT.search(words)
    if counted and field is None and (is_granted or counted[0].startswith(("my", "our", "i have", "we have", "these"))):
        return Supposed(
            relation="count",
            value=float(_COUNTS.get(counted[1], counted[1])),
            crop=heard.crop if "cropx" in counted[0] else None,
        )
    numbered = _find_number(words, of, is_granted) if heard.bounds is None or field else None
    if numbered is not None:
        return numbered
    if len(heard.fields) > 1:
        relation = "less" if _LESS.search(words) else "more" if _MORE.search(words) else None
        if relation is None or not is_granted:
            return None
        return Supposed(of=field, relation=relation, than=heard.fields[1].name, by=_by(heard))  # type: ignore[arg-type]
    change = _find_change(words, of) if is_granted else None
    if change is not None:
        return change
    superlative = (
        _find_superlative(heard, field) if field is not None and (is_granted or _ASKS_WHETHER.search(words)) else None
    )
    if superlative is not None:
        return superlative
    if field is not None and heard.crop is not None and not heard.other_crop:
        return Supposed(of=field, relation="is_crop", than=heard.crop)
    return _find_state(heard, field) if is_granted else None


def _find_change(words: str, of: str | None) -> Supposed | None:
    if of is None:
        return None
    for relation, pattern in (("fell", FELL), ("rose", ROSE)):
        if pattern.search(words):
            return Supposed(of=of, relation=relation)  # type: ignore[arg-type]
    return None


def _by(heard: Heard) -> str | None:
    """The number that a comparison is about, where the question names one."""
    topics = [one for one in heard.topics if one.what not in ("confidence", "cause")]
    topic = next((one for one in topics if one.is_named), topics[0] if topics else None)
    return None if topic is None else {"cover": "NDVI"}.get(topic.what, topic.what)


def _find_superlative(heard: Heard, field: str) -> Supposed | None:
    words = heard.words
    for relation, worded in _RELATIONS:
        if not re.search(worded, words) or re.search(
            r"\b(?:first|last|lowest|highest) (?:run|value)|\bat (?:least|most)\b", words
        ):
            continue
        by = _by(heard)
        if by in _MORE_IS_BAD and re.search(r"\b(?:highest|most|largest|biggest)\b", words):
            relation = "worst"
        elif by in _MORE_IS_BAD and re.search(r"\b(?:lowest|least|smallest)\b", words):
            relation = "best"
        if by is None and re.search(r"\b(?:largest|biggest|smallest)\b", words):
            by = "area"
        return Supposed(of=field, relation=relation, by=by, crop=heard.crop)  # type: ignore[arg-type]
    return None


def _find_state(heard: Heard, field: str | None) -> Supposed | None:
    """Find that ground is supposed to be cloudy or bare, or that a field is supposed to stand low or high."""
    words = heard.words
    if _CLOUDY.search(words) and not heard.part and not heard.point:
        return Supposed(of=field, relation="cloudy")
    is_of_all = bool(re.search(r"\b(?:all|every\w*|whole|most)\b", words))
    if _BARE.search(words) and (field is not None or is_of_all):
        return Supposed(of=field, relation="bare")
    if field is None:
        return None
    by = _by(heard)
    for relation, pattern in (("low", _LOW), ("high", _HIGH)):
        if pattern.search(words):
            if by in _MORE_IS_BAD and not re.search(r"\b(?:low|high)\b", words):
                by = None
            if re.search(r"\bhigh risk\b", words):
                by = "risk"
            return Supposed(of=field, relation=relation, by=by)  # type: ignore[arg-type]
    return None


def _find_number(words: str, of: str | None, is_granted: bool) -> Supposed | None:
    for relation, pattern in (("more", _ABOVE), ("less", _BELOW)):
        match = pattern.search(words)
        if match:
            return Supposed(of=of, relation=relation, value=_read(match[1]))  # type: ignore[arg-type]
    for part, value in _HALF.items():
        if re.search(rf"\bmore than {part}\b", words):
            return Supposed(of=of, relation="more", value=value)
        if re.search(rf"\bless than {part}\b", words):
            return Supposed(of=of, relation="less", value=value)
    percent = re.search(rf"{_NUMBER}\s*(?:%|percent)", words) if is_granted else None
    if percent:
        return Supposed(of=of, relation="equals", value=_read(percent[1]))
    match = _EQUALS.search(words) if is_granted or words.startswith(("is ", "are ")) else None
    return Supposed(of=of, relation="equals", value=_read(match[1])) if match else None


def _read(said: str) -> float:
    return float(said.replace(",", "."))
