"""Phrases as an editor writes them, found in running text in one pass.

A phrase is literal text in lower case, with four signs: `(a|b|)` one of several, `…` a gap of a few characters within
the sentence, `#` a number, `*` the rest of a word. The edges of a phrase in Latin letters are the edges of words.
Each place of a text is looked up by its first letters, and only what may begin so is tried there. A phrase looks no
further than its own words and gaps, which are bounded, so time grows with the length of the text and with nothing else.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

# A gap as long as a Japanese or an English object with its particles or articles.
GAP, WIDE_GAP = 12, 32
_SIGNS = "(|)…#*"
_KEY = 4  # the first letters by which a place is looked up; a phrase that varies sooner has a shorter key
_LATIN = "a-z0-9"
# Within a Latin word or number no phrase begins or ends.
_EDGE = f"(?:(?<![{_LATIN}])|(?![{_LATIN}]))"
_PARTS = {"#": "[0-9.,~約-]{1,12}+", "*": f"[{_LATIN}]*+"}

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


class Finder(Generic[T]):
    """Finds phrases; each of `phrases` comes with what it stands for. Raises PhraseError."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._starts: dict[str, list[tuple[Callable[[str, int], re.Match[str] | None], T]]] = {}
        for phrase, meaning in phrases:
            parsed = parse(phrase)
            fits = re.compile(_pattern(parsed) + _EDGE).match
            for key in _keys(parsed):
                self._starts.setdefault(key, []).append((fits, meaning))
        sizes: dict[str, set[int]] = {}
        for key in self._starts:
            sizes.setdefault(key[0], set()).add(len(key))
        self._sizes = {first: tuple(sorted(found)) for first, found in sizes.items()}
        digits = "0123456789" if "#" in sizes else ""
        self._places = re.compile(f"{_EDGE}[{re.escape(''.join([*sizes, digits]))}]" if sizes else "(?!)")

    def find(self, text: str) -> Iterator[Match[T]]:
        """Yield every match in text without capitals by its place, overlapping ones too."""
        starts, sizes = self._starts, self._sizes
        for place in self._places.finditer(text):
            at = place.start()
            letter = text[at]
            keys = [text[at : at + size] for size in sizes.get(letter, ())]
            for key in (*keys, "#") if "0" <= letter <= "9" else keys:
                for fits, meaning in starts.get(key, ()):
                    if found := fits(text, at):
                        yield Match(at, found.end(), meaning)


def longest(matches: Iterable[Match[T]]) -> list[Match[T]]:
    """Return the matches that no longer one overlaps, by their place; of equally long ones the first."""
    kept: list[Match[T]] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        places = range(match.start, match.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def parse(phrase: str) -> _Phrase:
    """Return a phrase in its parts. Raises PhraseError."""
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
    """Return the letters with which a phrase may begin: up to four, fewer before a sign; '#' for a number."""
    going, done = {""}, set[str]()
    for part in phrase:
        if isinstance(part, _Choice):
            after = {first for way in part.ways for first in (_keys(way) if way else {""})}
        elif part in "…#*":
            return done | {key or part for key in going}
        else:
            after = {part}
        # After a number or a gap inside a choice a key cannot grow.
        done |= {key for key in after if key in ("#", "…", "*")} if "" in going else set()
        joined = {(key + first)[:_KEY] for key in going for first in after if first not in ("#", "…", "*")}
        done |= {key for key in joined if len(key) == _KEY} | (going if after & {"#", "…", "*"} else set()) - {""}
        going = joined - done
        if not going:
            return done
    return done | going


def _pattern(phrase: _Phrase) -> str:
    """Return the regular expression for a phrase."""
    written = ""
    for number, part in enumerate(phrase):
        if isinstance(part, _Choice):
            written += f"(?:{'|'.join(_pattern(way) for way in part.ways)})"
        elif part == "…":
            latin = any("a" <= key[:1] <= "z" for key in _keys(phrase[number + 1 :]))
            written += f"{_EDGE}[^\n]{{0,{WIDE_GAP if latin else GAP}}}?{_EDGE}"
        else:
            written += _PARTS.get(part) or re.escape(part)
    return written
