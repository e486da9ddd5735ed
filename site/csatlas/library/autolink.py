"""Glossary terms found in running text, so that a reader can open what a word means where it is first used."""

import re
from collections.abc import Iterator, Mapping

# A name is found only where it is a word of its own: no character of the same script may touch it.
_SCRIPTS = ("0-9A-Za-z", "ァ-ヺー", "々一-鿿")


class TermFinder:
    """Finds the names of terms in plain text: the longest first, each only as a whole word.

    `names` maps each name to its term's id; `plurals` also finds an English name with an s. A name in lower case is
    found with a capital too, as at the start of a sentence; capitals are found only as they are ("IS", never "is").
    """

    def __init__(self, names: Mapping[str, str], plurals: bool = False) -> None:
        self._ids: dict[str, str] = {}
        for name, term_id in names.items():
            for form in (name, name[0].upper() + name[1:]):
                self._ids.setdefault(form, term_id)
                if plurals and form[-1].isalpha() and form[-1] != "s":
                    self._ids.setdefault(f"{form}s", term_id)
        tree: _Tree = {}
        for form in self._ids:
            at = tree
            for letter in form:
                at = at.setdefault(letter, {})
            at[""] = {}
        # Python tries the alternatives at a place one after the other: a tree of letters, parted by the script of the
        # first, tries few where a list of names would try hundreds.
        starts = (
            (edge, {letter: rest for letter, rest in tree.items() if _edge(letter, "(?<!{})") == edge})
            for edge in dict.fromkeys(_edge(letter, "(?<!{})") for letter in tree)
        )
        ways = (f"{edge}(?=[{re.escape(''.join(part))}]){_pattern(part, '')}" for edge, part in starts)
        self._pattern = re.compile("|".join(ways) or "(?!)")

    def split(self, text: str) -> Iterator[tuple[str, str | None]]:
        """Yield `text` in pieces: each with the id of the term it names, or None."""
        end = 0
        for match in self._pattern.finditer(text):
            yield text[end : match.start()], None
            yield match[0], self._ids[match[0]]
            end = match.end()
        yield text[end:], None


_Tree = dict[str, "_Tree"]


def _pattern(tree: _Tree, before: str) -> str:
    """Return the expression for what may follow the letter `before`; the longest way through comes first."""
    ways = [re.escape(letter) + _pattern(rest, letter) for letter, rest in tree.items() if letter]
    if "" in tree:
        ways.append(_edge(before, "(?!{})"))
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _edge(letter: str, look: str) -> str:
    """Return the condition that the text beside `letter` is not of its script."""
    script = next((script for script in _SCRIPTS if re.match(f"[{script}]", letter)), None)
    return look.format(f"[{script}]") if script else ""
