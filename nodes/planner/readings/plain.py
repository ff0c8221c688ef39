"""Questions whose words leave one reading, found before rules are weighed: premises of clouds, sums of classes, peers."""

import re
from collections.abc import Callable

from nodes.answers.calls import Call, Combine, Compare, Count, Explain, Measure, Rank, Summarize, Supposed, Where
from nodes.planner.building import ground_before
from nodes.planner.hearing.heard import Heard
from nodes.planner.many import asks_span
from nodes.planner.talk import Talk

Read = tuple[Call, ...]
_PARTS = {
    "half": 50.0,
    "a half": 50.0,
    "a third": 100 / 3,
    "a quarter": 25.0,
    "two thirds": 200 / 3,
    "three quarters": 75.0,
}
_PART = rf"(?P<part>{'|'.join(_PARTS)}|most|\d+(?:[.,]\d+)? ?(?:%|percent))"
_SCENE = r"(?:the |my |this |our )*(?:picture|scene|image|photo|fieldx|field|farm|ground|area|parcel|it)"
_VEILED = r"(?:cloudy|clouded|overcast|(?:covered|hidden|masked) (?:by|in|with) (?:the )?clouds?|(?:under|behind) (?:the )?clouds?)"
_THE = r"(?:(?:the|that|all|because|since|if|as|when|given) )*"
_CLOUD_PREMISES = (
    re.compile(
        rf"^{_THE}clouds? (?:cover|hide|mask|veil|couvr|cach|masqu|are over|is over|lie over|sit over)(?:s|e|ent)? (?:the )?{_PART}\b"
    ),
    re.compile(rf"^{_THE}{_PART} (?:of )?{_SCENE} (?:is|are|was|lies) (?:{_VEILED}|clouds?\b)"),
    re.compile(rf"\b(?:since|because|given that|as|with|if) (?:the )?clouds? (?:cover|hide|mask)s? {_PART}\b"),
)
_CLOUD_STATED = re.compile(
    rf"^{_THE}{_SCENE} (?:is|was|lies) (?:so |very |all |completely |partly )?{_VEILED}\s*[,;.:]"
)
_NOT_JUDGED = re.compile(r"\bnot (?:\w+ ){0,3}judged?\b|\bunjudged\b|\bleft out\b")
_SEVERAL = re.compile(r"\b(?:fields|parcels|plots)\b")
_WATER = re.compile(
    r"\b(?:is|are|was|be|by|under|with)(?: the| a| open| of| in| only| just| either)* (?:water|eau|lakes?|ponds?)\b"
    r"|\bof (?:open )?(?:water|eau)\b(?! (?:is|are|was|has|have|does))"
)
_NO_WATER = re.compile(
    r"\b(?:lack|short\w*|stress|too much|soil|leaf|content|need\w*|moisture|irrigat\w+|status|want|shadow)\b"
)
_SHARE = re.compile(r"\b(?:share|percent\w*|fraction|proportion|part|how (?:much|many)|hectares?|ha)\b|%")
_AND = r"[^?.]{0,20}?(?:\b(?:plus|and|or|et|ou)\b|\+|&|/)[^?.]{0,20}?"
AILING = "moderate or severe"
"""As `measure` hears the two worst classes of health."""


def _join(one: str, other: str) -> str:
    return rf"\b{one}\b{_AND}\b{other}\b|\b{other}\b{_AND}\b{one}\b"


_JOINED = {
    "bad": _join("moderate(?:ly)?", "(?:severe(?:ly)?|worse)"),
    "health": _join("healthy", "mild(?:ly)?") + "|" + _join("mild(?:ly)?", "moderate(?:ly)?"),
    "risk": r"\brisk\b.*(?:"
    + _join("medium", "high")
    + "|"
    + _join("low", "medium")
    + r")|(?:"
    + _join("medium", "high")
    + "|"
    + _join("low", "medium")
    + r").*\brisk\b",
}
"""Two classes asked for together, by the layer that has them."""
_HELD = re.compile(
    r"\b(?:how many|which|what|number of)\b.*(?:\b(?:held|compared?|set|weighed|stacked|measured|judged)(?: up)? (?:against|with|to)\b|\bpeers\b)"
    r"|\b(?:a|to|with|against) (?:how many|which|what)\b.*\b(?:compared?|held|hold)\b"
)
_ILL = re.compile(r"\b(?:ill|sick|diseased?|infected|unwell|mildew|fungus)\b")
_THIRSTY = re.compile(
    r"\b(?:thirst\w*|lack(?:s|ing)? (?:of )?water|short of water|needs? water|drought|dry|parched|water stress)\b"
)
_START = re.compile(
    r"\b(?:which|what) (?:field|parcel|plot|one)\b(?: first)?(?: do| should| shall| must| can| dois| devrais| est ce que| faut)*"
    r" (?:i|we|je|on|il|you)(?: me| better)? (?:commenc\w+|start\w*|begin\w*|debut\w+|demarr\w+|set out|attaqu\w+|go to first|visit first|drive to first|(?:see|show|look at|check|walk) (?:\w+ )?first)"
)
_UNEVEN = re.compile(r"\b(?:uneven|heterogen\w+|variable|irregular|spread|varied|varies|mixed)\b")
_EVEN = re.compile(r"\b(?:even|uniform|homogen\w+|regular)\b")
_MOST = re.compile(r"\b(?:most|more|widest|largest|highest|biggest|least|less|smallest|lowest|narrowest)\b")
_LEAST = ("least", "less", "smallest", "lowest", "narrowest")
_RANKS = re.compile(r"\b(?:rank|sort|order|list|class\w*|tri\w*)\b")
_VARIES = re.compile(r"\b(?:which|what)\b.*\b(?:varies|uneven|even)\b")
_FIELD = re.compile(r"\b(?:fields?|parcels?|plots?|cropx|which one)\b")
_TWO = re.compile(
    r"\b(?:which|who)(?: one)? of (?:(?:these|those|them|the) )?(?:two|both)\b(?: fields?\b| parcels?\b)?(?=\s*[?.!]*$| (?:is|are|looks?|has|does|do)\b)"
    r"|\b(?:these|those) two\b(?: fields?\b| parcels?\b)?(?=\s*[?.!]*$| (?:compare|differ)\b)|\bcompare (?:the|them) two\s*[?.!]*$"
    r"|\bof the two\s*[?.!]*$"
)
_DATES = re.compile(r"\b(?:dates|images|pictures|runs|scenes|months|days)\b|runx")


def read_plain(heard: Heard, talk: Talk) -> Read | None:
    """Return the calls of such a question: none at all where it lacks its fields, and None where it is no such one."""
    for read in _READERS:
        calls = read(heard, talk)
        if calls is not None:
            run = heard.runs[0].name if heard.runs else getattr(talk.last, "run", None) if not heard.fields else None
            return tuple(call.model_copy(update={"run": call.run or run}) for call in calls)
    return None


def _where(heard: Heard, talk: Talk) -> Where:
    return heard.where(ground_before(heard, talk))


def _read_clouds(heard: Heard, talk: Talk) -> Read | None:
    """Hold a share of cloud that is told against what is there, and tell what is clear."""
    found = next((match for one in _CLOUD_PREMISES if (match := one.search(heard.words))), None)
    where = _where(heard, talk)
    if found is None and not _CLOUD_STATED.search(heard.words):
        return None
    if found is None:
        supposed = Supposed(of=where.field, relation="cloudy")
    elif found["part"] == "most":
        supposed = Supposed(of=where.field, relation="more", value=50.0)
    else:
        said = _PARTS.get(found["part"]) or float(re.sub(r"[^\d.]", "", found["part"].replace(",", ".")))
        supposed = Supposed(of=where.field, relation="equals", value=said)
    return Measure(what="cloud", where=where, supposed=supposed), Measure(what="clear", where=where)


def _read_not_judged(heard: Heard, _talk: Talk) -> Read | None:
    asks_why = re.search(r"\bwhy\b|\breasons?\b|\bhow come\b", heard.words)
    if heard.fields or not asks_why or not (_NOT_JUDGED.search(heard.words) and _SEVERAL.search(heard.words)):
        return None
    return (Count(which="not_judged", crop=heard.crop),)


def _read_water(heard: Heard, talk: Talk) -> Read | None:
    """Ground under water is that of the lowest class of cover; which fields are under it is asked back."""
    is_other = _NO_WATER.search(heard.words) or heard.bounds or heard.crop or any(one.is_named for one in heard.topics)
    if is_other or not (_WATER.search(heard.words) and _SHARE.search(heard.words)):
        return None
    if re.search(r"\bhow many (?:\w+ )?(?:fields|parcels|plots)\b", heard.words):
        return ()
    return (Measure(what="cover", where=_where(heard, talk)),)


def _read_bad(heard: Heard, talk: Talk) -> Read | None:
    """Two classes together are never told as one of them: their sum, or all classes side by side."""
    layer = next((name for name, pattern in _JOINED.items() if re.search(pattern, heard.words)), None)
    if layer is None or heard.bounds:
        return None
    if re.search(r"\bmean\b|\bdifference\b", heard.words):
        return None
    if re.search(r"\b(?:which|what|list|each|every|per) (?:\w+ )?(?:fields?|parcels?|plots?)\b", heard.words):
        return (Rank(by="health", count=25, crop=heard.crop),) if layer == "bad" else None
    if heard.crop and not heard.fields:
        return (Combine(what="health", crop=heard.crop),) if layer == "bad" else None
    figure = "area" if heard.figure == "area" else "share"
    is_choice = re.match(r"(?:and |so |then )*(?:is|are|was|were)\b", heard.words)  # which of the two, and no sum
    what, of = (
        ("health", AILING) if layer == "bad" and not is_choice else ("risk" if layer == "risk" else "health", None)
    )
    grounds = [Where(field=one.name, part=heard.part) for one in heard.fields[:3]] or [_where(heard, talk)]
    return tuple(Measure(what=what, of=of, figure=figure, where=one) for one in grounds)  # type: ignore[arg-type]


def _read_peers(heard: Heard, talk: Talk) -> Read | None:
    where = _where(heard, talk)
    is_other = heard.topics or heard.runs or len(heard.fields) > 1
    if not _HELD.search(heard.words) or is_other or re.search(r"\bneed\w*\b|\bbehind\b", heard.words):
        return None
    if where == Where() and re.search(r"\b(?:it|that|this|elle)\b", heard.words):
        where = Where(field=getattr(getattr(talk.last, "where", None), "field", None))
    return (Measure(what="peers", where=where),) if where.field and not where.part else None


def _read_ill(heard: Heard, talk: Talk) -> Read | None:
    """What ails a field is told by the network with its doubts, never picked here."""
    where = _where(heard, talk)
    is_choice = _ILL.search(heard.words) and _THIRSTY.search(heard.words) and re.search(r"\bor\b", heard.words)
    if not is_choice or where == Where() or len(heard.fields) > 1:
        return None
    water: Read = (Measure(what="NDMI", where=where),) if "NDMI" in talk.indices else ()
    return Explain(what="health", where=where), Measure(what="cause", where=where), *water


def _read_start(heard: Heard, _talk: Talk) -> Read | None:
    is_plain = not (heard.topics or heard.crop or heard.fields)
    return (Summarize(),) if is_plain and _START.search(heard.words) else None


def _read_uneven(heard: Heard, _talk: Talk) -> Read | None:
    """Which field varies most within: by the spread of its NDVI."""
    words = heard.words
    is_other = (
        heard.fields or heard.part or asks_span(words) or any(one.what not in ("NDVI", "area") for one in heard.topics)
    )
    is_uneven = bool(_UNEVEN.search(words))
    first, is_rank = _MOST.search(words), bool(_RANKS.search(words))
    is_asked = (first or is_rank or _VARIES.search(words)) and _FIELD.search(words)
    if is_other or not (is_uneven or _EVEN.search(words)) or not is_asked:
        return None
    order = "worst" if is_uneven != bool(first and first[0] in _LEAST) else "best"
    count = heard.count or (25 if is_rank else 3)
    return (Rank(by="uneven", order=order, count=count, crop=heard.crop),)  # type: ignore[arg-type]


def _read_two(heard: Heard, talk: Talk) -> Read | None:
    """Two fields of the last turns are held against each other."""
    if heard.fields or heard.crop or _DATES.search(heard.words) or not _TWO.search(heard.words):
        return None
    pair = talk.named if len(talk.named) == 2 else talk.recent
    if len(pair) != 2:
        return ()
    topic = next((one.what for one in heard.topics if one.what != "confidence"), None)
    if topic is None and re.search(r"\b(?:bigger|larger|smaller|biggest|largest|smallest)\b", heard.words):
        topic = "area"
    what = topic or str(getattr(talk.last, "what", "NDVI"))
    return (Compare(field=pair[0], other_field=pair[1], what={"cover": "NDVI", "rank": "NDVI"}.get(what, what)),)


_READERS: tuple[Callable[[Heard, Talk], Read | None], ...] = (
    _read_clouds, _read_not_judged, _read_water, _read_bad, _read_peers, _read_ill, _read_start, _read_uneven, _read_two,
)  # fmt: skip
_AND_NUMBER = re.compile(
    r"^(?P<lead>(?:(?:and|or|et|what about|how about|also|ok) )+(?:(?:of|for|in|on|the|de|du|pour|la|le) )*)(?P<number>\d{1,4})(?P<end>\s*[?.!]*)$",
    re.IGNORECASE,
)


def name_number(text: str, talk: Talk) -> str:
    """Write "and of 24?" with the name of the one field that ends so, where the last turn was about a field."""
    match, last = _AND_NUMBER.match(text), talk.last
    is_of_field = bool(getattr(getattr(last, "where", None), "field", None) or getattr(last, "field", None))
    if match is None or not is_of_field:
        return text
    ending = re.compile(rf"(?:.*\D)?0*{int(match['number'])}", re.IGNORECASE)
    names = [one.name for one in talk.fields if ending.fullmatch(one.name)]
    return f"{match['lead']}{names[0]}{match['end']}" if len(names) == 1 else text
