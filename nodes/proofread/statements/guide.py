# ruff: noqa: E501 (a form of speech stands on one line)
"""Whether NDVI or a network told more, in whatever words: the direction and the strength of a comparison decide.

A section says that on real fields NDVI told more than the network, or as much or more. A draft may say so from either
side: “NDVI was the better guide”, “the network did worse than NDVI”, “it was matched or beaten by NDVI”. The words of the
comparison are put into those of the section where they say the same, and left as they are where they do not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.text.tokens import Item
from nodes.state import Language

Relation = Literal["more", "as much or more", "less", "no more"]
"""How NDVI stands to the network."""


@dataclass(frozen=True)
class Forms:
    """How a language compares."""

    more: str
    less: str
    equal_or_more: str
    beat: str  # verbs of which the winner is the subject
    match: str
    lose: str  # verbs of which the loser is the subject
    negation: str
    than: str
    by: str
    guide: str  # what one may be more or less of, and how it is said


_FORMS: Mapping[Language, Forms] = {
    "en": Forms(
        more=r"more|better|further|clearer|richer|stronger|superior|greater|sharper|fuller|best|most",
        less=r"less|worse|weaker|poorer|inferior|vaguer",
        equal_or_more=(
            r"at least (?:as|equally|the same|on a par)(?: \w+)?|(?:just |every bit )?as \w+(?: (?!NDVI)\w+){0,4}?(?: ,)? (?:or|if not|and even|and often) (?:even )?(?:more|better)(?: so)?"
            r"|(?:just )?as \w+ or even (?:more|better)|equal\w*(?: \w+){0,2}?(?: ,)? (?:or|if not) (?:more|better|superior)|the same or more|no less(?: \w+)?|no worse"
        ),
        beat=r"outperform\w*|beats?|beat|beaten|surpass\w*|exceed\w*|outdid|outdone|outdoes|bettered|outclassed",
        match=r"match\w*|equal\w*",
        lose=r"lost(?: out)? to|loses(?: out)? to|fell short of|falls short of|fell behind|falls behind|trailed|trails|lagged behind|lags behind|came second to",
        negation=r"no|not|never|nor|neither|hardly|cannot|couldn t|didn t|wasn t",
        than=r"than",
        by=r"by",
        guide=(
            r"(?:was|is|were|proved|proves|turned out|has been|had been|gave|gives|offered|provided|held|carried|had|has|did|does|told|tells|tell|said|says|say|revealed|reveals|informed|spoke|showed|performed|worked|served|knew|conveyed|predicted|foretold|to be|could|can|be|to tell|to say|to give|to offer|learned|learnt|known|seen|gained|gathered)"
            r"|(?:the|a|an|it|this|that|which|also|even|in fact|itself|alone|as)|(?:guide|guides|indicator|indicators|predictor|witness|informative|telling|instructive|revealing|information|insight|insights|clue|clues|picture|idea|view|hint|hints|useful|helpful|source|sign|signal|pointer|measure|job|well|good|so|thing|things|basis|help|value|of|on|about|to|for|into|as|from)"
        ),
    ),
    "fr": Forms(
        more=r"plus|davantage|mieux|meilleure?s?|supérieure?",
        less=r"moins|pire|inférieure?",
        equal_or_more=(
            r"au moins (?:autant|aussi \w+)|(?:tout )?(?:autant|aussi \w+)(?: (?!NDVI)\w+){0,4}?(?: ,)? (?:ou|voire|sinon|et même|si ce n est)(?: même)? (?:plus|davantage|mieux)|pas moins(?: \w+)?"
        ),
        beat=r"surpass\w*|dépass\w*|battait|bat|battu\w*|devanç\w*|devanc\w*|emportait sur|emporte sur",
        match=r"égal\w*",
        lose=r"restait derrière|était derrière|cédait",
        negation=r"ne|n|pas|jamais|guère|ni",
        than=r"que|qu",
        by=r"par",
        guide=(
            r"(?:était|est|a été|fut|en|disait|dit|disaient|dire|renseignait|renseigne|renseigner|informait|informe|donnait|donne|donner|apportait|apporte|révélait|révèle|fournissait|offrait|offre|apprenait|apprend|annonçait|montrait|indiquait|valait|faisait|fait|faire|servait|éclairait|contenait|tirait|lisait|voyait|savait)"
            r"|(?:le|la|l|un|une|c|s|se|ce|qui|y|on|même|lui|d|de|du|des|sur|à|au|pour|quant)|(?:guide|indicateur|indice|informatif|instructif|parlant|révélateur|éclairant|utile|information|informations|renseignement|renseignements|indication|indications|source|témoin|repère|idée|image|bien|bon|bonne)"
        ),
    ),
}
_AFTER: Mapping[Language, frozenset[str]] = {
    "en": frozenset({"and", "but", "while", "whereas", "although", "though", "yet", "however", "where", "when"}),
    "fr": frozenset({"et", "mais", "tandis", "alors", "cependant", "toutefois", "où", "or", "quand", "lorsque"}),
}
_STRONG = frozenset({".", ";", ":", "(", ")", "!", "?", "–", "—", "…"})


def settle_guide(items: Sequence[Item], language: Language, said: Relation | None) -> list[Item]:
    """Items of a sentence in which a comparison of NDVI with the network stands in the words of the section."""
    if said is None or not any("c:NDVI" in item.concepts for item in items):
        return list(items)
    start, end = _find_run(items, language)
    run = items[start:end]
    if any(item.is_value for item in run):
        return list(items)
    spans, text = _join(run)
    found = _compare(text, _FORMS[language])
    if found is None or found[0] != said:
        return list(items)
    _, span = found
    forms = _FORMS[language]
    kept = [
        item for item, (begin, stop) in zip(run, spans, strict=True)
        if "c:NDVI" not in item.concepts and not (begin < span[1] and stop > span[0]) and not _is_of_comparison(item, forms)
    ]  # fmt: skip
    mark = next(item for item in run if "c:NDVI" in item.concepts)
    words = [mark, *(replace(mark, text=said, concepts=one) for one in _SAID[said])]
    parted = [replace(mark, text=",", concepts=frozenset(), stop=True)] if start and not items[start - 1].stop else []
    return [*items[:start], *parted, *words, *kept, *items[end:]]


_SAID: Mapping[Relation, Sequence[Concepts]] = {
    "more": (frozenset({"told"}), frozenset({"r:more"})),
    "as much or more": (frozenset({"told"}), frozenset({"asmuch"})),
    "less": (),
    "no more": (),
}


def _is_of_comparison(item: Item, forms: Forms) -> bool:
    """Whether a word only carries the comparison, as “guide” or “told”."""
    text = item.text.lower()
    whole = rf"(?:{forms.guide}|{forms.more}|{forms.than}|{forms.by}|{forms.negation}|{forms.match})"
    parts = text.split()
    return "c:network" in item.concepts or all(re.fullmatch(whole, part) for part in parts)


def _find_run(items: Sequence[Item], language: Language) -> tuple[int, int]:
    """From where to where the part of a sentence goes that speaks of NDVI."""
    place = next(place for place, item in enumerate(items) if "c:NDVI" in item.concepts)
    start = end = place
    while start and not _parts(items, start - 1, language):
        start -= 1
    while end < len(items) and not (_parts(items, end, language) and end > place):
        end += 1
    taught = [at for at in range(start, place) if items[at].concepts & {"learned", "simulated"}]
    commas = [at for at in range(start, place) if items[at].text == "," and taught and at > taught[-1]]
    return (commas[0] + 1 if commas else start), end


def _parts(items: Sequence[Item], place: int, language: Language) -> bool:
    """Whether an item parts what is said before it from what is said after it."""
    text = items[place].text.lower()
    if items[place].stop:
        return text in _STRONG
    before = items[place - 1].text if place and not items[place - 1].concepts & {"simulated", "real"} else ""
    later = items[place + 1].text.lower() if place + 1 < len(items) else ""
    return text in _AFTER[language] and before != "" and later not in ("even", "often", "même")


def _join(run: Sequence[Item]) -> tuple[list[tuple[int, int]], str]:
    """The words of a run as one text, and from where to where each stands in it."""
    spans: list[tuple[int, int]] = []
    parts: list[str] = []
    place = 0
    for item in run:
        text = "NDVI" if "c:NDVI" in item.concepts else "NETWORK" if "c:network" in item.concepts else item.text.lower()
        text = text.replace("'", " ").replace("-", " ")
        spans.append((place, place + len(text)))
        parts.append(text)
        place += len(text) + 1
    return spans, " ".join(parts)


def _compare(text: str, forms: Forms) -> tuple[Relation, tuple[int, int]] | None:
    """How NDVI stands to the network by these words, and where that is said; None: it is not said, or not clearly."""
    not_ = rf"\b(?:{forms.negation})\b"
    passive = re.search(rf"\b(?:{forms.beat})\b(?:(?!NDVI).)*?\b(?:{forms.by})\b(?: (?:the|le|l))? NDVI", text)
    if passive and not re.search(not_, text):
        begins = re.search(
            rf"\b(?:{forms.match})\b(?: ,)? (?:or|ou|if not|voire) (?:even |même )?(?:{forms.beat})\b", text
        )
        return "as much or more" if begins else "more", (begins or passive).span()
    if re.search(rf"\b(?:{forms.than})\b(?: (?:the|le|l|from|with|du|de))* NDVI", text):
        return _compare_network(text, forms, not_)
    if (lost := re.search(rf"\b(?:{forms.lose})\b(?: (?:the|le|au|l))? NDVI", text)) is not None:
        return None if re.search(not_, text) else ("more", lost.span())
    return _compare_ndvi(text, forms, not_)


def _compare_network(text: str, forms: Forms, not_: str) -> tuple[Relation, tuple[int, int]] | None:
    """“The network told less than NDVI”."""
    for pattern, plain, negated in ((forms.more, "less", "as much or more"), (forms.less, "more", "no more")):
        if (found := re.search(rf"\b(?:{pattern})\b", text)) is not None:
            is_negated = re.search(not_, text[: found.start()].rsplit(" , ", 1)[-1]) is not None
            relation: Relation = negated if is_negated else plain  # type: ignore[assignment]
            return relation, found.span()
    return None


def _compare_ndvi(text: str, forms: Forms, not_: str) -> tuple[Relation, tuple[int, int]] | None:
    """“NDVI told more”, “more was learned from NDVI”, “NDVI matched or beat the network”."""
    either = re.search(rf"\b(?:{forms.match})\b(?: ,)? (?:or|ou|if not|voire) (?:even |même )?(?:{forms.beat})\b", text)
    equal = either or re.search(rf"\b(?:{forms.equal_or_more})\b", text)
    place = text.index("NDVI")
    if equal is not None:
        if equal.start() < place and (either or not _is_source(text, forms)):
            return None
        rest = text[: equal.start()] + text[equal.end() :]
        return None if re.search(not_, rest) else ("as much or more", equal.span())
    if re.search(not_, text):
        return None
    subject = re.search(r"NETWORK|\bit\b(?! (?:is|was) (?:the )?NDVI)|\bil\b", text[:place])
    for pattern, relation in ((rf"{forms.more}|{forms.beat}", "more"), (rf"{forms.less}|{forms.lose}", "less")):
        if (found := re.search(rf"\b(?:{pattern})\b", text)) is None:
            continue
        is_before = found.start() < place
        if (is_before and (subject or not _is_source(text, forms))) or re.match(
            rf"(?: \w+)? (?:{forms.by})\b", text[found.end() :]
        ):
            return None
        return relation, found.span()  # type: ignore[return-value]
    return None


def _is_source(text: str, forms: Forms) -> bool:
    """Whether a text speaks of what one knows from NDVI."""
    return re.search(rf"\b(?:from|in|through|with|of|du|avec|au|{forms.by})(?: (?:the|le))? NDVI", text) is not None
