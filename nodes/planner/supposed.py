"""What a question takes for granted: that a field is the worst, that something fell, that a share is so many percent."""

import re

from nodes.answers.calls import Supposed
from nodes.planner.hearing.heard import Heard

_GRANTED = r"(?:\bwhy\b|\bhow come\b|\bis(?:n't| not)\b|\bisn t\b|\bright\b\s*\?|\bgiven that\b|^since\b|\bsince (?:the|it|my|fieldx)\b.* is\b|^as\b|\bbecause\b|\bcorrect\b\s*\?|\breason\b|\bexplain\b|what makes|\bis (?:it|this|that) true\b|\bi (?:heard|read|think|believe|was told)\b)"
_RELATIONS = (
    ("worst", r"\b(?:worst|weakest|poorest|lowest|sickest|least green|driest|riskiest)\b"),
    ("best", r"\b(?:best|strongest|greenest|highest|healthiest)\b"),
)
_FELL = re.compile(r"\b(?:fell|fallen|fall|drop(?:ped)?|declin\w+|decreas\w+|sank|lost|deteriorat\w+|worsen\w*|(?:got|gotten|become|became) (?:worse|drier))\b")  # fmt: skip
_ROSE = re.compile(r"\b(?:rose|risen|rise|increas\w+|gr(?:ew|own)|improv\w+|recover\w*|(?:got|gotten|become|became) (?:better|greener))\b")  # fmt: skip
_LESS = re.compile(r"\b(?:worse|less|lower|weaker|poorer|drier|sicker|behind|smaller|fewer)\b")
_MORE = re.compile(r"\b(?:better|more|higher|stronger|greener|healthier|wetter|ahead|larger|bigger)\b")
_NUMBER = r"(-?\d+(?:[.,]\d+)?)"
_HALF = {"half": 50.0, "a quarter": 25.0, "a third": 100 / 3}
_ABOVE = re.compile(rf"\b(?:above|over|more than|greater than|at least|exceed\w*|higher than)\s+{_NUMBER}\s*(?:%|percent|ha\b|hectares)?")  # fmt: skip
_BELOW = re.compile(rf"\b(?:below|under|less than|lower than|at most|smaller than|not even)\s+{_NUMBER}\s*(?:%|percent|ha\b|hectares)?")  # fmt: skip
_EQUALS = re.compile(rf"(?:\bis\b|\bare\b|\bat\b|\bof\b|\bwas\b|=)\s*(?:only |about |around |already |just |really )?{_NUMBER}\s*(%|percent)?(?![\d-])")  # fmt: skip


def find_supposed(heard: Heard) -> Supposed | None:
    """Find what is taken for granted; a question that only asks whether takes nothing but a number for granted."""
    words, field = heard.words, heard.fields[0].name if heard.fields else None
    of = field or heard.crop
    is_granted = bool(re.search(_GRANTED, words)) or heard.is_statement
    numbered = _find_number(words, of, is_granted)
    if numbered is not None:
        return numbered
    if is_granted and len(heard.fields) > 1:
        relation = "less" if _LESS.search(words) else "more" if _MORE.search(words) else None
        if relation:
            return Supposed(of=field, relation=relation, than=heard.fields[1].name)  # type: ignore[arg-type]
    if is_granted and of is not None:
        for relation, pattern in (("fell", _FELL), ("rose", _ROSE)):
            if pattern.search(words):
                return Supposed(of=of, relation=relation)  # type: ignore[arg-type]
    if is_granted and field is not None:
        for relation, worded in _RELATIONS:
            if re.search(worded, words) and not re.search(r"\b(?:first|last|lowest|highest) (?:run|value)", words):
                return Supposed(of=field, relation=relation)  # type: ignore[arg-type]
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
