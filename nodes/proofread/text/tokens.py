"""A draft as items: numbers, names, words with what they say, and stops."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from nodes.proofread.lexicon.everyday import is_everyday
from nodes.proofread.lexicon.look_up import Concepts, lexicon_of, stem
from nodes.proofread.text.numbers import Number, number_pattern, parse_number, read_number_words
from nodes.state import Language

_NONE: Concepts = frozenset()
_PLACEHOLDER = r"\{claim:[^{}]*\}"
_FILE = r"[\w-]+\.(?:html|csv|geojson|gpkg|parquet|json|tif|md|gpx|kml|pdf)\b"
_WORD = r"[^\W_]+"
_STOP = r"\.\.\.|[.!?…;:,()\[\]–—/]"
_ENDS = (".", "!", "?", "…", "...")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "-": "-", "‑": "-", "*": " "})


@dataclass(frozen=True)
class Item:
    """A piece of a draft, from `start` to `end`."""

    text: str
    start: int
    end: int
    concepts: Concepts = _NONE
    number: Number | None = None
    claim: str | None = None
    name: str | None = None
    stop: bool = False
    known: bool = True
    everyday: bool = False  # of daily speech, in no table of ours

    @property
    def is_value(self) -> bool:
        """Whether it states a number."""
        return self.number is not None or self.claim is not None


@dataclass(frozen=True)
class Reader:
    """How a section is read: its language, its names, and words that its sentences use."""

    language: Language
    names: tuple[str, ...]
    extra: frozenset[str] = field(default=_NONE)  # stems of words that sentences and notes use
    indices: frozenset[str] = field(default=_NONE)  # such as NDVI
    aliases: Mapping[str, str] = field(default_factory=dict, hash=False)  # other forms of names
    learns: bool = False  # whether each word in no table is one of the sentences

    def read(self, text: str) -> list[Item]:
        """All items of a text, in order."""
        return list(self._items(text))

    def _items(self, text: str) -> Iterator[Item]:
        text = text.translate(_QUOTES)
        words: list[re.Match[str]] = []
        for match in _pattern(self.language, self.names).finditer(text):
            if match.lastgroup == "word":
                words.append(match)
                continue
            yield from self._read_words(words)
            words = []
            yield self._read_other(match)
        yield from self._read_words(words)

    def _read_other(self, match: re.Match[str]) -> Item:
        text, start, end = match[0], match.start(), match.end()
        kind = match.lastgroup
        if kind == "claim":
            return Item(text, start, end, claim=text[7:-1])
        if kind == "name":
            return Item(text, start, end, _NONE, name=self.aliases.get(text, text))
        if kind == "number":
            return Item(text, start, end, number=parse_number(text, self.language))
        if kind == "file":
            return Item(text, start, end, frozenset({"w:" + text.lower()}), known="w:" + text.lower() in self.extra)
        return Item(text, start, end, stop=kind == "stop", known=kind == "stop")

    def _read_words(self, matches: Sequence[re.Match[str]]) -> Iterator[Item]:
        lexicon, words = lexicon_of(self.language), [match[0].lower() for match in matches]
        place = 0
        while place < len(words):
            count, concepts, number, known, everyday = 1, _NONE, None, True, False
            if (counted := read_number_words(words, place, self.language)) is not None:
                count, number = counted
            elif words[place].upper() in self.indices:
                concepts = frozenset({f"c:{words[place].upper()}"})
            elif (found := lexicon.match(words, place)) is not None:
                count, concepts = found
            else:
                concepts, known, everyday = self._read_unlisted(matches[place])
            first, last = matches[place], matches[place + count - 1]
            text = " ".join(match[0] for match in matches[place : place + count])
            yield Item(text, first.start(), last.end(), concepts, number, known=known, everyday=everyday)
            place += count

    def _read_unlisted(self, match: re.Match[str]) -> tuple[Concepts, bool, bool]:
        """What a word in no table says, whether it is known, and whether it is an everyday one."""
        word = match[0].lower()
        concepts = frozenset({"w:" + stem(word, self.language)})
        if self.learns or concepts & self.extra:
            return concepts, True, False
        if lexicon_of(self.language).is_plain(word):
            return _NONE, True, False
        begins = match.string[: match.start()].rstrip(" '\"")[-1:] in ("", ".", "!", "?", ":")
        if (begins or match[0].islower()) and is_everyday(word, self.language):
            return _NONE, True, True
        return concepts, False, False


@cache
def _pattern(language: Language, names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    parts = [f"(?P<claim>{_PLACEHOLDER})"]
    if named:
        parts.append(rf"(?P<name>(?<![\w-])(?:{named})(?![\w-]))")
    parts += [
        f"(?P<file>{_FILE})", f"(?P<number>{number_pattern(language)})", f"(?P<word>{_WORD})",
        f"(?P<stop>{_STOP})", r"(?P<other>[^\s'\"-])",
    ]  # fmt: skip
    return re.compile("|".join(parts))


def split_sentences(items: Sequence[Item]) -> list[list[Item]]:
    """Items of each sentence; the stop that ends one stays with it."""
    sentences: list[list[Item]] = [[]]
    for item in items:
        sentences[-1].append(item)
        if item.stop and item.text in _ENDS:
            sentences.append([])
    return [sentence for sentence in sentences if any(not item.stop for item in sentence)]


_WRITTEN_BEFORE_NOUNS = (
    "a an the of to for in its this these that any and or nor near at by with from on under after their your our "
    ", ( le la les l un une des de du d en pour à au aux son sa ses leur et ou ni par avec chez sur sous ce cette "
    "ces"
)
_BEFORE_NOUNS = frozenset(_WRITTEN_BEFORE_NOUNS.split())


def names_something(items: Sequence[Item]) -> bool:
    """Whether an everyday word stands where a noun does, so that it would name a thing of which nothing is known."""
    return any(
        item.everyday and (not place or items[place - 1].text.lower() in _BEFORE_NOUNS)
        for place, item in enumerate(items)
    )
