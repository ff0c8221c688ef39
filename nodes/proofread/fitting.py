"""Whether a number with its words may be that of a fact: each rule by itself, each fault in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.meaning import Meaning, is_class, mean
from nodes.proofread.order import ORDERED, check_rank, find_alike, leads_by_far
from nodes.proofread.reading import Context, Reading
from nodes.proofread.sources import Told
from nodes.proofread.text.numbers import is_exactly
from nodes.report.claims import FAKE_MARK
from nodes.sentences.fact import Fact

_NONE: Concepts = frozenset()
_NEARLY_ALL, _HALF, _MUCH, _LITTLE = 90.0, 50.0, 30.0, 15.0  # percent
_SAFE = frozenset({
    "c:other", "ready", "x:none", "r:followed", "x:or", "a:about", "a:over", "a:under", "q:ground", "r:than",
    "r:compared", "r:standsout", "m:hedge",
})  # fmt: skip
"""Said beside any number, for other rules judge it."""
_CLOUDS = frozenset({"x:not", "c:cloud", "c:shadow", "c:hidden"})
_COMPARED = frozenset({"r:less", "r:more"})
_STATISTICS = frozenset(["s:p10", "s:p90", "s:p5", "s:p95", "r:lowest", "r:highest"])
_BASES = {"judged": ("c:judged", "the judged ground"), "ailing": ("c:ailing", "the judged ground that is not healthy")}
_ALSO = {"c:judged": ("c:crop",)}
_LEARNED = ("health", "risk", "missing_cover", "cause")
"""Topics of which networks speak, that saw nothing."""
_OF_NETWORKS = ("certainty", "probability", "attention", "skill")
_GROUNDS = frozenset({"c:judged", "c:clear", "c:ailing", "c:data", "q:ground", "q:share"})
_STRETCH = frozenset({"stretch", "#90%"})
_PLACES = ("place", "lieu", "zone")


@dataclass(frozen=True)
class Fit:
    """A fact held against one number, its words, and what was said before."""

    fact: Fact
    reading: Reading
    context: Context
    told: Told
    may: Concepts  # what may be said beside the number
    is_shared: bool  # whether its words are those of another number too

    @property
    def meaning(self) -> Meaning:
        """What the fact means."""
        return mean(self.fact, self.told)

    @property
    def own(self) -> Concepts:
        """What the words of the number say."""
        return self.reading.own - {"base"}

    def find_faults(self) -> Iterator[str]:
        """Each reason why the number is not that of the fact."""
        yield from self._check_names()
        yield from self._check_rank()
        yield from self._check_kind()
        yield from self._check_words()
        yield from self._check_topic()
        yield from self._check_mood()
        yield from self._check_statistic()
        if self.fact.claim.fake and self.reading.item.claim is None:
            yield f"{self._number} is made up and must be marked “{FAKE_MARK}”; use its placeholder"

    @property
    def _number(self) -> str:
        return self.reading.item.text

    @property
    def _said(self) -> str:
        return f"{self._number} is {describe(self.fact)}"

    def _check_names(self) -> Iterator[str]:
        about, context = self.fact.about, self.context
        said = set(self.reading.names)
        if strange := sorted(said - self.meaning.names - {about}):
            yield f"{self._said}, not of {', '.join(strange)}"
        if about is None:
            return
        mine = {about, *name_otherwise(about, self.told)}
        is_crop = about in self.told.crops and about in context.crops and not context.names
        if mine & said or (is_crop and not said):
            return
        if said & self.told.abouts:
            yield f"{self._number} is of {about}"
        elif not mine & set(context.names):
            yield f"{self._number} is of {about}, which must be named"
        elif set(context.names) - mine:
            yield f"of which of {', '.join(dict.fromkeys(context.names))} the number {self._number} is must be said"

    def _check_rank(self) -> Iterator[str]:
        is_end = self.fact.statistic in ("lowest", "highest")
        if self.own & ORDERED and not is_end and self._is_ranked() is False:
            yield f"{self._number} is not the one that the order word says"

    def _check_kind(self) -> Iterator[str]:
        """Rules of single kinds of facts."""
        fact, own = self.fact, self.own
        if fact.quantity == "count" and self.is_shared and not self.reading.noun:
            yield f"{self._number} is a count, and what is counted must follow it"
        if fact.quantity in ("index", "difference") and self.reading.noun and not fact.claim.unit:
            yield f"{self._number} is no count"
        if fact.topic == "hidden" and ("c:cloud" in own) != ("c:shadow" in own):
            yield f"{self._number} is ground under cloud and under its shadow"
        if fact.topic == "clear" and fact.quantity == "share" and "c:clearground" in own:
            yield f"{self._number} is not of clear ground, it is the clear ground of all with data"
        if fact.quantity in _OF_NETWORKS and own & _GROUNDS - self.meaning.stated:
            yield f"{self._said}, not ground"
        is_half = fact.statistic == "median" and "#50%" in own
        if "a:above" in own and not is_half and (self.reading.side != "over" or self._is_exact()):
            yield f"{self._number} is {describe(fact)}, and not more"
        if own & _STRETCH and fact.statistic == "median":
            yield f"{self._number} is the median, which no nine tenths lie above or below"
        if "c:water" in own and "c:noveg" not in own | self.context.concepts:
            yield f"{self._said}, which is not water alone"

    def _check_words(self) -> Iterator[str]:
        strange = self.own - self.may - _SAFE - self._find_true()
        if strange := frozenset(concept for concept in strange if not concept.startswith("a:")):
            yield f"{self._said}; the clause says more of it than that ({', '.join(sorted(strange))})"

    def _find_true(self) -> Concepts:
        """Words that the value of the fact makes true."""
        fact, own = self.fact, self.own
        found = set(_true_quantifiers(fact, own) | _true_steps(fact))
        if own & ORDERED and self._is_ranked():
            found |= ORDERED | ({"r:much"} if leads_by_far(fact, self.told) else set())
        before = own | self.context.concepts
        if {fact.statistic, "s:p10"} <= {"p90", *before}:
            found.add("r:highest")
        if {fact.statistic, "s:p90"} <= {"p10", *before}:
            found.add("r:lowest")
        if fact.quantity in ("share", "area") or fact.statistic in ("p5", "p10", "p90", "p95"):
            found.add("s:range")
        is_alone = fact.quantity != "difference" and "c:others" not in own  # else its own words compare it
        if is_alone and own & _COMPARED and (other := find_alike(self.context.facts, fact)) is not None:
            found |= _COMPARED & own if _compare(fact, other) == own & _COMPARED else _NONE
        if self.reading.side not in (None, "about") and not self._is_exact():
            found |= {"r:more", "r:less"}
        if fact.topic in ("clear", "seen") and self._is_all_clear():
            found |= {"x:all", "c:clear"} | (_CLOUDS if "x:not" in own and own & {"c:cloud", "c:shadow"} else _NONE)
        if fact.about is not None or fact.topic.split(".")[0] in (*_LEARNED, "judged"):
            found.add("c:crop")
        if self.is_shared:
            found.add("s:range")
        if fact.mood != "measured":
            found.add("m:may")
        if fact.about in self.told.crops:  # “all of them lie between”
            found.add("x:all")
        if fact.quantity == "area" and fact.about is not None:
            found.add("x:only")
        if "r:leads" in own and (_true_steps(fact) or check_rank(fact, frozenset({"r:largest"}), self.told)):
            found.add("r:leads")
        if fact.quantity in ("index", "difference", "count"):
            found |= {"c:stress", "x:only"}  # “atteint 0,48”, “just 0.20”
        if fact.mood == "measured" and fact.topic.split(".")[0] not in _LEARNED:
            found.add("x:observed")
        return frozenset(found)

    def _is_all_clear(self) -> bool:
        """Whether no cloud hides any of the ground with data."""
        return any(
            one.topic == "clear" and one.claim.unit == "%" and one.claim.value == 100 for one in self.told.section.facts
        )

    def _is_ranked(self) -> bool | None:
        """Whether the fact stands where the order words put it, of all of its kind or of those of a crop."""
        own = self.told.qualifiers.get(self.fact.about or "", _NONE) if "c:others" in self.own else _NONE
        ranked = check_rank(self.fact, self.own, self.told, {*self.reading.names, *own})
        crops = self.told.qualifiers.get(self.fact.about or "", _NONE) & self.context.crops
        return ranked or (check_rank(self.fact, self.own, self.told, crops) if crops else ranked)

    def _is_other_end(self) -> bool:
        """Whether “highest” alone says of which tenth a number is, after the lowest tenth, or the other way round."""
        said = self.own | self.context.concepts
        end = {"p90": {"r:highest", "s:p10"}, "p10": {"r:lowest", "s:p90"}}.get(self.fact.statistic or "")
        return end is not None and end <= said and not {f"s:{self.fact.statistic}"} & self.own

    def _is_exact(self) -> bool:
        """Whether the number is written as that of the claim is."""
        number = self.reading.item.number
        return number is None or is_exactly(number, self.fact.claim)

    def _check_topic(self) -> Iterator[str]:
        for group in self.meaning.must:
            if not group & self.own and not self._may_inherit(group):
                yield f"{self._said}, which its clause does not say"
        base = _BASES.get(self.fact.of or "")
        said = self.own | self.context.concepts | self.context.whole
        if base is not None and self.fact.quantity == "share" and not said & {base[0], *_ALSO.get(base[0], ())}:
            yield f"{self._number} is a share of {base[1]}, which must be said"

    def _may_inherit(self, group: Concepts) -> bool:
        """Whether what a number is of was said before it in the sentence, and nothing else of its kind since."""
        before = self.context.concepts
        if not any(is_class(word) for word in group) and group & before:
            return True
        if any(is_class(word) for word in self.own - group):
            return False
        if group & before or (self.fact.quantity == "index" and group & self.context.last):
            return True
        if self.fact.about not in self.reading.names and any(is_class(word) for word in before - group):
            return False
        return any(not group & source.concepts for source in self.told.sources_of(self.fact.claim.id))

    def _check_mood(self) -> Iterator[str]:
        fact, said = self.fact, self.own | self.context.concepts
        if fact.mood == "guess" and not {"m:guess", "m:may", "c:unclear"} & (said | self.context.last):
            yield f"{self._number} is a guess and must sound like one"
        if fact.mood == "forecast" and not {"m:forecast", "m:may"} & said and not self.told.is_hedged(fact.claim.id):
            yield f"{self._number} is a forecast and must sound like one"

    def _check_statistic(self) -> Iterator[str]:
        fact, own = self.fact, self.own
        words = {f"s:{fact.statistic}", f"r:{fact.statistic}"}
        is_range = self.is_shared and "s:range" in own and not own & _STATISTICS
        if fact.statistic is None or is_range or words & (own | self.context.concepts):
            return
        if self._is_other_end():
            return
        if any(not words & source.concepts for source in self.told.sources_of(fact.claim.id)):
            return
        if fact.statistic != "median" or fact.quantity != "index":
            yield f"{self._number} is {describe(fact)}; the clause must say that it is the {fact.statistic}"


def _compare(fact: Fact, other: Fact) -> Concepts:
    """Which word of comparison is true of a fact after another of its kind."""
    more, less = fact.claim.value > other.claim.value, fact.claim.value < other.claim.value
    return frozenset({"r:more"} if more else {"r:less"} if less else ())


def _true_steps(fact: Fact) -> Concepts:
    """Words on when to go to a place that are true of it."""
    kind, _, number = (fact.about or "").partition(" ")
    if kind not in ("place", "lieu") or not number.isdecimal():
        return _NONE
    return frozenset({"go", "look", "r:first" if number == "1" else "r:next"})


def _true_quantifiers(fact: Fact, own: Concepts) -> Concepts:
    """Words on how much of a whole a share is that are true of it."""
    if fact.quantity != "share":
        return _NONE
    value, found = fact.claim.value, set()
    if value > _HALF:
        found.add("x:mostly")
    if value < _HALF:
        found.add("x:only")
    if value >= _MUCH:
        found.add("x:many")
    if value <= _LITTLE:
        found.add("x:little")
    if value == 100 or (value >= _NEARLY_ALL and "a:under" in own):
        found.add("x:all")
    if value == 0 and "x:none" in own:
        found |= {"x:not", "x:none", "x:all"}
    return frozenset(found)


def name_otherwise(about: str, told: Told) -> frozenset[str]:
    """Names that mean this thing because they stand beside no other of its kind, as the field of a place."""
    kind, mine = about.split()[0], told.qualifiers.get(about, frozenset())
    others = [names for thing, names in told.qualifiers.items() if thing != about and thing.split()[0] == kind]
    return (mine & told.named) - frozenset().union(*others) if kind in _PLACES else frozenset()


def describe(fact: Fact) -> str:
    """What a number is of, in the words of its claim."""
    kind = {"certainty": "how sure a network is: the ", "probability": "a probability: the "}
    return f"{kind.get(fact.quantity, 'the ')}{fact.claim.label}"
