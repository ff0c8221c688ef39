"""How many things a draft says there are, held against the things that it names, and “each” put beside each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nodes.proofread.sources import Told, as_word
from nodes.proofread.text.numbers import Number
from nodes.proofread.text.tokens import Item

_COUNTED = {
    "c:field": ("field", "parcelle", "champ"),
    "c:place": ("place", "lieu"),
    "c:zone": ("zone",),
    "c:crop": ("crop",),
}
_ONE = frozenset({"one", "single", "une", "un"})
_SMALL = frozenset({
    "and", "et", ",", "in", "dans", "of", "the", "field", "fields", "also", "for", "both", "have", "has", "(", ")",
    "ont", "a", "contain", "hold", "show", "with", "comptent",
})  # fmt: skip
_REACH = 3


def settle_counts(items: Sequence[Item], told: Told) -> list[Item]:
    """Items in which “each” is spelled out, and a count of things that are named is a word."""
    spread = list(items)
    for _ in range(sum("x:each" in item.concepts for item in items)):
        spread = _spread_each(spread, told)
    named = list(_kinds(spread, told))
    for place, item in enumerate(spread):
        if item.number is not None and item.number.in_words and _is_rest(spread, place, told):
            spread[place] = as_word(item)
            spread[place + 1] = replace(spread[place + 1], concepts=frozenset())
        elif _is_true_count(spread, place, named, told):
            spread[place] = replace(item, number=None, concepts=frozenset())
            if place and "x:only" in spread[place - 1].concepts:
                spread[place - 1] = replace(spread[place - 1], concepts=frozenset())
    return [_strip_sole(spread, place, told) for place in range(len(spread))]


def _strip_sole(items: Sequence[Item], place: int, told: Told) -> Item:
    """“The only place” without its “only”, where one place is told."""
    is_before = any("c:place" in item.concepts for item in items[place + 1 : place + 3])
    is_true = sum(_is_of(name, "c:place") for name in told.abouts) == 1
    return (
        replace(items[place], concepts=items[place].concepts - {"x:only", "x:sole"})
        if is_before and is_true
        else items[place]
    )


def _is_rest(items: Sequence[Item], place: int, told: Told) -> bool:
    """Whether a number counts what a sentence of the section counts without a name, as “three more”."""
    number = items[place].number
    later = [item.text.lower() for item in items[place + 1 : place + 2]]
    is_rest = bool(later) and later[0].split()[0] in ("more", "others", "other", "further", "autres", "additional")
    return is_rest and number is not None and any((one.value, one.unit) == (number.value, "") for one in told.literals)


def _kinds(items: Sequence[Item], told: Told) -> Iterator[tuple[str, str]]:
    """Each thing that is named, once, with the concept of its kind."""
    for name in dict.fromkeys(item.name for item in items if item.name):
        if name in told.crops:
            yield "c:crop", name
        elif name in told.abouts or name.split()[0].lower() in _COUNTED["c:field"]:
            kind = name.split()[0].lower()
            yield next((concept for concept, kinds in _COUNTED.items() if kind in kinds), "c:field"), name


def _is_true_count(items: Sequence[Item], place: int, named: Sequence[tuple[str, str]], told: Told) -> bool:
    """Whether a number counts things of a kind, and that many of them are named here, or in the section at all."""
    number = items[place].number
    if number is None or number.unit or number.digits or number.is_fraction:
        return False
    if _is_of_others(items, place, named, told):
        return True
    kind = _find_kind(items, place)
    if kind is None:
        return False
    count = sum(one == kind for one, _ in named)
    if kind == "c:place" and not count:
        count = sum(one == "c:field" for one, _ in named)
    more = sum(_count_rest(item) for item in items[place + 1 :])
    if count > 1:
        return number.value in (count + more, count + _count_unnamed(told))
    if kind == "c:place" and count == 1:
        count = 0
    known = told.crops & told.named if kind == "c:crop" else {name for name in told.abouts if _is_of(name, kind)}
    return kind in ("c:place", "c:crop") and not count and number.value == len(known)


def _count_unnamed(told: Told) -> int:
    """How many fields a sentence of the section counts beside those that it names."""
    counts = (
        sum(int(one[1:]) for one in source.concepts if one[:1] == "#" and one[1:].isdecimal())
        for source in told.sources
        if len(source.names - told.crops) > 1 and not source.claims
    )
    return max(counts, default=0)


def _is_of_others(items: Sequence[Item], place: int, named: Sequence[tuple[str, str]], told: Told) -> bool:
    """Whether a number counts the other fields of a crop, and that many are others to each field that is named."""
    number, fields = items[place].number, [name for kind, name in named if kind == "c:field"]
    if (
        number is None
        or len(fields) < 2
        or not any("c:others" in item.concepts for item in items[place + 1 : place + 4])
    ):
        return False
    counts = {fact.about: fact.claim.value for fact in told.section.facts if fact.topic == "peers"}
    return all(counts.get(name) == number.value for name in fields)


def _find_kind(items: Sequence[Item], place: int) -> str | None:
    """Of what kind the things are that a number counts, by the words right after it."""
    for item in items[place + 1 : place + 1 + _REACH]:
        if item.stop or item.is_value:
            return None
        if found := item.concepts & _COUNTED.keys():
            return min(found)
    return None


def _is_of(name: str, kind: str) -> bool:
    return name.split()[0].lower() in _COUNTED[kind]


def _count_rest(item: Item) -> int:
    """How many things a sentence of the section counts and does not name, as “and 3 more”."""
    return sum(int(one[1:]) for one in item.concepts if one[:1] == "#" and one[1:].isdecimal())


def read_ones(items: Sequence[Item]) -> list[Item]:
    """Items in which “one” before what is counted is a number."""
    found = list(items)
    for place, item in enumerate(items[:-1]):
        is_article = item.text.lower() in ("un", "une")
        nouns = [one.concepts for one in items[place + 1 : place + 2 + is_article]]
        is_one = item.text.lower() in _ONE and item.number is None and (not is_article or "x:only" in nouns[0])
        if "c:high" in nouns[-1] and place + 2 < len(items):
            nouns.append(items[place + 2].concepts)
        if is_one and nouns[-1] & {"c:weak", "c:zone", "c:place", "x:each"}:
            found[place] = replace(item, number=Number(1, 0, "", True), concepts=frozenset())
    return found


def _spread_each(items: list[Item], told: Told) -> list[Item]:
    """“Two each in Field 3 and Field 5” as “two in Field 3 and two in Field 5”, also with the names before it."""
    place = next((place for place, item in enumerate(items) if "x:each" in item.concepts), None)
    if place is None:
        return items
    each = items[place]
    before = [item for item in items[max(0, place - 2) : place] if item.is_value]
    later = _names_from(items, place + 1, told)
    if before and len(later) > 1:
        again = [replace(before[-1], start=items[at].start, end=items[at].start) for at in later[1:]]
        for at, value in sorted(zip(later[1:], again, strict=True), reverse=True):
            items.insert(at, value)
        del items[place]
        return items
    earlier = _names_before(items, place, told)
    end = next((at for at in range(place, len(items)) if items[at].stop), len(items))
    if len(earlier) > 1 and any(item.is_value for item in items[place:end]):
        tail = items[place + 1 : end]
        stop = replace(each, text=",", concepts=frozenset(), stop=True)
        spelled = [one for at in earlier for one in (items[at], *tail, stop)]
        return [*items[: earlier[0]], *spelled, *items[end + 1 :]]
    return items


def _names_from(items: Sequence[Item], start: int, told: Told) -> list[int]:
    """Where the names of a list stand that begins there."""
    found = []
    is_inside = False
    for at in range(start, len(items)):
        item = items[at]
        is_inside = (is_inside or item.text == "(") and item.text != ")"
        if item.name in told.abouts:
            found.append(at)
        elif not (is_inside or item.text == ")" or item.text.lower() in _SMALL) or (item.is_value and not is_inside):
            break
    return found


def _names_before(items: Sequence[Item], end: int, told: Told) -> list[int]:
    """Where the names of a list stand that ends there."""
    found: list[int] = []
    for at in range(end - 1, -1, -1):
        if items[at].name in told.abouts:
            found.insert(0, at)
        elif items[at].name not in told.crops and items[at].text.lower() not in _SMALL:
            break
    return found
