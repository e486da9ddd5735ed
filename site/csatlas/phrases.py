"""Phrases as an editor writes them, found in running text in one pass.

A phrase is literal text in lower case, with signs: `(a|b|)` one of several, `<name>` one of a set that has a name, `…`
a gap of a few characters within the sentence, `#` a number, `*` the rest of a word in Latin letters or katakana. The
edges of a phrase in Latin letters are the edges of words.
Each place of a text is looked up by its first letters, and only what may begin so is tried there. A phrase looks no
further than its own words and gaps, which are bounded, so time grows with the length of the text and with nothing else.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

# A gap as long as a Japanese or an English object with its particles or articles.
GAP, WIDE_GAP = 12, 32
_SIGNS = "(|)…#*"
_SET = re.compile("<([a-z-]{1,30})>")
# The first letters by which a place is looked up, in two steps: few words pass the first one.
_STEP, _KEY = 3, 8
_MOST_KEYS = 16  # of one phrase, which may vary in more ways: its keys are then shorter
_LATIN = "a-z0-9"
# Within a Latin word or number no phrase begins or ends.
_EDGE = f"(?:(?<![{_LATIN}])|(?![{_LATIN}]))"
# Katakana words are strung together without a sign between, but their last two letters are none: カタログ is no ログ.
_NO_TAIL = "(?!(?<=[ァ-ヺー])[ァ-ヺー]{1,2}(?![ァ-ヺー]))"
_PARTS = {"#": "[0-9.,~約-]{1,12}+", "*": f"(?:[{_LATIN}]++|[ァ-ヺー]*+)"}

T = TypeVar("T")


class PhraseError(ValueError):
    """A phrase that cannot be read; the text says why."""


class Match(NamedTuple, Generic[T]):
    """Where a phrase was found: characters `start` to `end` of the text, and what it stands for."""

    start: int
    end: int
    meaning: T


@dataclass(frozen=True)
class _Choice:
    """One of several ways to go on."""

    ways: tuple["_Phrase", ...]


_Phrase = tuple[str | _Choice, ...]  # literal text, a sign of its own (…, #, *), or a choice


class _Way(NamedTuple, Generic[T]):
    """A phrase as an expression, and what it stands for."""

    fits: Callable[[str, int], re.Match[str] | None]
    meaning: T


class Finder(Generic[T]):
    """Finds phrases; each of `phrases` comes with what it stands for. Raises PhraseError."""

    def __init__(
        self, phrases: Iterable[tuple[str, T]], sets: Mapping[str, Iterable[str]] = MappingProxyType({})
    ) -> None:
        found: dict[str, list[_Way[T]]] = {}
        for phrase, meaning in phrases:
            parsed = parse(phrase, sets)
            way = _Way(re.compile(_pattern(parsed) + _EDGE).match, meaning)
            for key in _keys(parsed):
                found.setdefault(key, []).append(way)
        self._numbers = found.pop("#", [])
        # Each key knows the ways of all keys that it begins with, each once. Many know the same: one list serves them.
        known: dict[tuple[_Way[T], ...], tuple[_Way[T], ...]] = {}
        self._ways: dict[str, tuple[_Way[T], ...]] = {}
        for key in (*found, *{key[:_STEP] for key in found}):
            ways = tuple(dict.fromkeys(way for size in range(1, len(key) + 1) for way in found.get(key[:size], ())))
            self._ways[key] = known.setdefault(ways, ways)
        # How long the keys are that begin with the same first letters; how many of those, by the first one.
        self._sizes = _sizes((key[:_STEP], len(key)) for key in self._ways)
        self._steps = _sizes((start[0], len(start)) for start in self._sizes)
        digits = "0123456789" if self._numbers else ""
        letters = re.escape("".join([*sorted(self._steps), digits]))
        self._places = re.compile(f"{_EDGE}{_NO_TAIL}[{letters}]" if letters else "(?!)")

    def find(self, text: str) -> Iterator[Match[T]]:
        """Yield every match in text without capitals by its place, overlapping ones too; none goes over a line."""
        for place in self._places.finditer(text):
            at = place.start()
            letter = text[at]
            for step in self._steps.get(letter, ()):
                if sizes := self._sizes.get(text[at : at + step]):
                    for size in sizes:
                        if (ways := self._ways.get(text[at : at + size])) is not None:
                            for fits, meaning in ways:
                                if found := fits(text, at):
                                    yield Match(at, found.end(), meaning)
                            break
                    break
            if "0" <= letter <= "9":
                for fits, meaning in self._numbers:
                    if found := fits(text, at):
                        yield Match(at, found.end(), meaning)


def _sizes(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Return the sizes that come with the same text, the largest first."""
    several: dict[str, set[int]] = {}
    for text, size in pairs:
        several.setdefault(text, set()).add(size)
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    ordered = {text: tuple(sorted(sizes, reverse=True)) for text, sizes in several.items()}
    return {text: known.setdefault(sizes, sizes) for text, sizes in ordered.items()}


def longest(matches: Iterable[Match[T]]) -> list[Match[T]]:
    """Return the matches that no longer one overlaps, by their place; of equally long ones the first."""
    found = sorted(matches)
    if all(one.end <= after.start for one, after in pairwise(found)):
        return found  # as most are
    kept: list[Match[T]] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda m: m.start - m.end):
        places = range(match.start, match.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept)


def parse(phrase: str, sets: Mapping[str, Iterable[str]] = MappingProxyType({})) -> _Phrase:
    """Return a phrase in its parts, `sets` being those that it may name. Raises PhraseError."""
    if unknown := [name for name in _SET.findall(phrase) if name not in sets]:
        raise PhraseError(f"<{unknown[0]}>: expected one of {', '.join(sets) or 'no set at all'}")
    phrase = _SET.sub(lambda name: f"({'|'.join(sets[name[1]])})", phrase)
    if phrase != phrase.casefold().strip() or not phrase:
        raise PhraseError("expected lower case and no space at the ends")
    parsed, rest = _sequence(phrase)
    if rest:
        raise PhraseError(f"{rest!r}: expected '(' before it")
    if any(key in ("", "…", "*") for key in _keys(parsed)):
        raise PhraseError("expected a letter or '#' first")
    if parsed[-1] == "…":
        raise PhraseError("expected something after '…'")
    return parsed


def _sequence(text: str) -> tuple[_Phrase, str]:
    """Return the parts up to the end, '|' or ')', and what is left."""
    parts: list[str | _Choice] = []
    while text and text[0] not in "|)":
        if text[0] == "(":
            ways = []
            while text and text[0] != ")":
                way, text = _sequence(text[1:])
                ways.append(way)
            if not text:
                raise PhraseError("a '(' without its ')'")
            parts.append(_Choice(tuple(ways)))
            text = text[1:]
        else:
            size = 1 if text[0] in _SIGNS else next((n for n, sign in enumerate(text) if sign in _SIGNS), len(text))
            parts.append(text[:size])
            text = text[size:]
    return tuple(parts), text


def _keys(phrase: _Phrase) -> set[str]:
    """Return the letters with which a phrase may begin: up to eight, fewer before a sign; '#' for a number."""
    growing, ended = _starts(phrase)
    return growing | ended


def _starts(phrase: _Phrase) -> tuple[set[str], set[str]]:
    """Return the first letters of a phrase: those that what follows makes longer, and those that a sign ends."""
    growing, ended = {""}, set[str]()
    for part in phrase:
        if isinstance(part, _Choice):
            ways = [_starts(way) if way else ({""}, set[str]()) for way in part.ways]
            more, last = set[str]().union(*(way[0] for way in ways)), set[str]().union(*(way[1] for way in ways))
        elif part in "…#*":
            return set(), ended | {key or part for key in growing}
        else:
            more, last = {part}, set()
        ended |= {
            key if first in ("…", "#", "*") and key else (key + first)[:_KEY] for key in growing for first in last
        }
        longer = {key + first for key in growing for first in more}
        if len(longer) > _MOST_KEYS and "" not in growing:
            return set(), ended | growing
        ended |= {key[:_KEY] for key in longer if len(key) >= _KEY}
        growing = {key for key in longer if len(key) < _KEY}
        if not growing:
            break
    return growing, ended


def _pattern(phrase: _Phrase) -> str:
    """Return the regular expression for a phrase."""
    written = ""
    for number, part in enumerate(phrase):
        if isinstance(part, _Choice):
            written += f"(?:{'|'.join(_pattern(way) for way in part.ways)})"
        elif part == "…":
            firsts = {key[:1] for key in _keys(phrase[number + 1 :])}
            gap = WIDE_GAP if any("a" <= first <= "z" for first in firsts) else GAP
            # Said beforehand, the letter that must follow spares trying every choice at every place.
            ahead = "" if {"", "#"} & firsts else f"(?=[{re.escape(''.join(sorted(firsts)))}])"
            written += f"{_EDGE}[^\n]{{0,{gap}}}?{ahead}{_EDGE}"
        else:
            written += _PARTS.get(part) or re.escape(part)
    return written
