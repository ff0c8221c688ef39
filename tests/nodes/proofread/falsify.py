# ruff: noqa: E501 (drafts stand on one line)
"""True drafts made false: one seeded change that an agronomist would call wrong, by kind."""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from nodes.report.claims import Style, render
from nodes.sentences.fact import Fact, Section
from tests.nodes.proofread.say import Draft, say_section

Change = Callable[[Draft, Random], str | None]
"""A draft and chance to a false draft; None: this draft cannot be made false so."""

_CLASSES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("healthy", "mild", "moderate", "severe"), ("low", "medium", "high"),
        ("dense vegetation", "sparse vegetation", "moderate vegetation", "bare or nearly bare"),
    ),
    "fr": (
        ("sain", "atteinte légère", "moyenne", "grave"), ("faible", "moyen", "élevé"),
        ("végétation dense", "végétation clairsemée", "végétation moyenne", "nu ou presque nu"),
    ),
}  # fmt: skip
_OPPOSED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("below", "above"), ("less green", "greener"), ("lowest", "highest"), ("largest", "smallest"), ("first", "last"),
        ("fewer", "more"), ("more of the coming month", "less of the coming month"), ("about as green", "much less green"),
        ("highest tenth", "lowest tenth"),
    ),
    "fr": (
        ("sous", "au-dessus de"), ("moins verte", "plus verte"), ("plus bas", "plus haut"), ("d'abord", "en dernier"),
        ("plus grande", "plus petite"), ("dixième bas", "dixième haut"), ("aussi verte", "bien moins verte"),
    ),
}  # fmt: skip
_GROUNDS: Mapping[str, tuple[str, ...]] = {
    "en": ("clear ground", "judged ground", "ground with data", "scene", "ground that is not healthy", "yield"),
    "fr": ("sol visible", "sol jugé", "sol avec des données", "rendement"),
}
_ADDED: Mapping[str, tuple[str, ...]] = {
    "en": (
        ", because the crop lacks water", ", so irrigation is needed", ", which means that the yield will fall",
        ", due to late sowing", " since last week", ", caused by fungi", " and should be sprayed", ", thanks to the rain",
        ", which leads to losses", " after the hail", ", so apply 40 kg of nitrogen", " and it is getting worse",
        " and will lose yield", ", as is usual in July", ", a sign of disease", " in the north", " and needs water",
    ),
    "fr": (
        ", car la culture manque d'eau", ", donc il faut irriguer", ", ce qui signifie que le rendement va baisser",
        ", à cause d'un semis tardif", " depuis la semaine dernière", ", dû à un champignon", " et doit être traité",
        ", grâce à la pluie", " et cela s'aggrave", " et perdra du rendement", ", signe de maladie", " dans le nord",
    ),
}  # fmt: skip
_HEDGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("simulated fields", "real fields"), ("As a guess, the likeliest", "The"), ("is forecast to be", "is"),
        ("The network guesses", "The network knows"), ("guess", "finding"), ("A forecast of", "A measurement of"),
        ("a picture cannot tell", "a picture can tell"), ("See whether seed", "Seed"), ("never learned", "learned"),
        ("hardly", "easily"), ("Of the judged ground it calls", "It measured"), ("only", ""), ("not judged", "judged"),
        ("the likeliest cause is", "the cause is"), ("are forecast to be", "are"), ("no cause is likely", "no cause is found"),
        ("forecasts", "measures"), ("Take this as a guess", "This is certain"), ("learned from", "proven on"),
    ),
    "fr": (
        ("champs simulés", "vrais champs"), ("supposition", "certitude"), ("prévision", "mesure"), ("prévoit", "mesure"),
        ("ne peut pas le dire", "le dit"), ("jamais", "bien"), ("à peine", "bien"), ("ne distingue guère", "distingue bien"),
        ("la plus probable", "la seule"), ("suppose", "sait"), ("Voyez si la", "La"), ("guère", "bien"),
    ),
}  # fmt: skip
_SURE: Mapping[str, tuple[str, ...]] = {
    "en": ("The result is {} sure.", "The probability of that is {}.", "Half of that, {}, is new.", "Confidence: {}."),
    "fr": ("Le résultat est sûr à {}.", "La probabilité en est de {}.", "La confiance est de {}."),
}


def _change_digit(draft: Draft, chance: Random) -> str | None:
    spots = [
        match
        for match in re.finditer(r"(?<![\w.,])\d[\d.,\u202f ]*\d|\b\d\b", draft.numbers)
        if not draft.in_name(match)
    ]
    if not spots:
        return None
    spot = chance.choice(spots)
    places = [place for place in range(spot.start(), spot.end()) if draft.numbers[place].isdigit()]
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != draft.numbers[place]])
    changed = draft.numbers[:place] + digit + draft.numbers[place + 1 :]
    new = changed[spot.start() : spot.end()]
    return None if any(_same(new, one) for one in draft.written) else changed


def _same(new: str, written: str) -> bool:
    return re.match(r"[-\d.,\u202f]+", written.strip("-")) is not None and written.strip("-").split(" ")[0] == new


def _change_unit(draft: Draft, chance: Random) -> str | None:
    units = ["%", "ha", "m", "acres", "pixels", "°C"]
    spots = list(re.finditer(r"(?<=\d )(%|ha|acres|pixels)(?!\w)", draft.numbers))
    if not spots:
        return None
    spot = chance.choice(spots)
    unit = chance.choice([unit for unit in units if unit != spot[0] and {unit, spot[0]} != {"ha", "acres"}])
    return draft.numbers[: spot.start()] + unit + draft.numbers[spot.end() :]


def _swap_claims(draft: Draft, chance: Random) -> str | None:
    facts = [draft.facts[name] for name in re.findall(r"\{claim:([^}]+)\}", draft.text)]
    pairs = [(a, b) for a in facts for b in facts if a.claim.id < b.claim.id and _differ(a, b)]
    if not pairs:
        return None
    one, other = (f"{{claim:{fact.claim.id}}}" for fact in chance.choice(pairs))
    text = draft.text.replace(one, "\0").replace(other, one).replace("\0", other)
    return text if chance.random() < 0.5 else draft.fill(text)


def _differ(one: Fact, other: Fact) -> bool:
    return one.claim.unit == other.claim.unit and render(one.claim) != render(other.claim)


def _replace_claim(draft: Draft, chance: Random) -> str | None:
    names = re.findall(r"\{claim:([^}]+)\}", draft.text)
    pairs = [
        (name, fact) for name in names for fact in draft.facts.values() if _differ(draft.facts[name], fact)
    ]  # fmt: skip
    if not pairs:
        return None
    name, fact = chance.choice(pairs)
    text = draft.text.replace(f"{{claim:{name}}}", f"{{claim:{fact.claim.id}}}", 1)
    return text if chance.random() < 0.5 else draft.fill(text)


def _swap_class(draft: Draft, chance: Random) -> str | None:
    found = [
        (match, word) for words in _CLASSES[draft.language] for old in words
        for match in re.finditer(rf"(?<!\w){old}(?!\w)", draft.numbers) for word in words if word != old
    ]  # fmt: skip
    found = [(match, word) for match, word in found if re.search(r"\d", draft.clause_at(match.start()))]
    if not found:
        return None
    match, word = chance.choice(found)
    return draft.numbers[: match.start()] + word + draft.numbers[match.end() :]


def _swap_place(draft: Draft, chance: Random) -> str | None:
    names = [name for name in draft.section.names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", draft.numbers)]
    kinds = [(a, b) for a in names for b in draft.section.names if a != b and a.split()[0] == b.split()[0] and " " in a]
    if not kinds:
        return None
    old, new = chance.choice(kinds)
    match = chance.choice(list(re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", draft.numbers)))
    if new in draft.sentence_at(match.start()):
        return None
    return draft.numbers[: match.start()] + new + draft.numbers[match.end() :]


def _swap_ground(draft: Draft, chance: Random) -> str | None:
    grounds = _GROUNDS[draft.language]
    found = [(old, new) for old in grounds for new in grounds if old != new and old in draft.numbers]
    found = [pair for pair in found if pair[1] not in draft.numbers or pair[1] in ("yield", "rendement")]
    if not found:
        return None
    old, new = chance.choice(found)
    at = draft.numbers.index(old)
    return (
        None
        if not re.search(r"\d", draft.sentence_at(at)) or "100" in draft.sentence_at(at)
        else draft.numbers.replace(old, new, 1)
    )


def _reverse_order(draft: Draft, chance: Random) -> str | None:
    pairs = [pair for both in _OPPOSED[draft.language] for pair in (both, both[::-1])]
    found = [(old, new) for old, new in pairs if re.search(rf"(?<!\w){old}(?!\w)", draft.numbers)]
    if not found:
        return None
    old, new = chance.choice(found)
    match = chance.choice(list(re.finditer(rf"(?<!\w){old}(?!\w)", draft.numbers)))
    return draft.numbers[: match.start()] + new + draft.numbers[match.end() :]


def _drop_hedge(draft: Draft, chance: Random) -> str | None:
    found = [(old, new) for old, new in _HEDGES[draft.language] if old in draft.numbers]
    if not found:
        return None
    old, new = chance.choice(found)
    return draft.numbers.replace(old, new)


def _leave_out(draft: Draft, chance: Random) -> str | None:
    if not draft.section.required:
        return None
    return say_section(draft.section, chance, without=chance.choice(draft.section.required)).numbers or None


def _negate(draft: Draft, chance: Random) -> str | None:
    words = (
        r"(?<!\w)(is|are|has|covers|was|can)(?!\w)" if draft.language == "en" else r"(?<!\w)(est|sont|a|couvre)(?!\w)"
    )
    spots = list(re.finditer(words, draft.numbers))
    if not spots:
        return None
    spot = chance.choice(spots)
    word = spot[0]
    if draft.language == "en":
        new = {"has": "does not have", "covers": "does not cover"}.get(word, f"{word} not")
    else:
        new = f"{'n’' if word[0] in 'ae' else 'ne '}{word} pas"
    return draft.numbers[: spot.start()] + new + draft.numbers[spot.end() :]


def _add(draft: Draft, chance: Random) -> str | None:
    stops = [match.start() for match in re.finditer(r"\.(?= |$)", draft.numbers)]
    if not stops:
        return None
    place = chance.choice(stops)
    return draft.numbers[:place] + chance.choice(_ADDED[draft.language]) + draft.numbers[place:]


def _mistake_kind(draft: Draft, chance: Random) -> str | None:
    shares = [fact for fact in draft.facts.values() if fact.claim.unit == "%" and fact.quantity == "share"]
    if not shares:
        return None
    number = render(chance.choice(shares).claim, Style(language=draft.section.language))
    return f"{draft.numbers} {chance.choice(_SURE[draft.language]).format(number)}"


def _change_language(draft: Draft, chance: Random) -> str | None:
    other = {
        "en": "57,1 % de la culture est saine. C'est appris sur des champs simulés.", "fr": "The network learned from simulated fields.",
    }  # fmt: skip
    return f"{draft.numbers} {other[draft.language]}"


def _say_twice(draft: Draft, chance: Random) -> str | None:
    sentences = re.findall(r"[^.]+\.(?= |$)", draft.numbers)
    return f"{draft.numbers} {chance.choice(sentences).strip()}" if sentences else None


CHANGES: Mapping[str, Change] = {
    "digit": _change_digit, "unit": _change_unit, "swapped claims": _swap_claims, "another claim": _replace_claim,
    "class": _swap_class, "place": _swap_place, "denominator": _swap_ground, "order": _reverse_order,
    "hedge": _drop_hedge, "left out": _leave_out, "negation": _negate, "cause or time added": _add,
    "kind of number": _mistake_kind, "language": _change_language, "twice": _say_twice,
}  # fmt: skip


def falsify(sections: list[Section], count: int, seed: int = 0) -> Iterator[tuple[str, str, Section]]:
    """So many false drafts: the kind of change, the draft and its section."""
    chance = Random(seed)
    kinds = list(CHANGES)
    made = 0
    while made < count:
        section, kind = chance.choice(sections), kinds[made % len(kinds)]
        draft = say_section(section, chance)
        if not draft.text:
            continue
        text = CHANGES[kind](draft, chance)
        if text is not None and text != draft.numbers and text != draft.text:
            made += 1
            yield kind, text, section
