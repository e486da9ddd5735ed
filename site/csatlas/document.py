"""A pasted text as lines and sentences, each character with its place in what was pasted.

What people paste comes from web pages, PDF files and mail: with tags, with lines broken at a fixed width, in full or
half width. All of it is read in one pass, without an expression that could turn back.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

BULLETS = "・•‣◦▪▫*-–—※✓✔→⇒>"
SIGNS = "≪◆■●◎▼▽□★☆◇▲△○▶▷♦◉♪▍"  # of headings, and of lists where line after line begins with the same
_HTML = re.compile(r"<(?:p|br|li|ul|ol|div|h[1-6]|table|tr|td|span|b|strong|script|html|body|a)[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])[^<>]{0,2000}+>")
_INLINE = {"a", "b", "i", "u", "em", "strong", "span", "font", "small", "mark", "code", "abbr", "wbr", "sup", "sub"}
_BLOCK = re.compile(r"<(?:p|br|li|div|h[1-6]|tr)[\s/>]", re.IGNORECASE)
_PARAGRAPHS = {"p", "ul", "ol", "dl", "table", "div", "section", "article"}  # an empty line follows them
_HIDDEN = ("script", "style", "template")  # elements whose content nobody sees
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_BREAKS = dict.fromkeys("\n\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")
_ENDS = "。.!?:"
_MARK = re.compile(
    rf"[{re.escape(BULLETS)}]\s*|[×✕✖]\s*|[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,2}}\.?\s+|\(?(?:[0-9]{{1,2}}|[a-z])[.)]\s*"
    r"|[0-9]{1,2}[ |](?=[ぁ-ヿ一-鿿])|\(?第?[一二三四五六七八九十]{1,2}[、.)]\s*"
)
_HEADED = frozenset(SIGNS + "【#<[")  # how a line begins that is a heading and was not broken
_VOICED = {"\u3099", "\u309a"}  # the marks of a voiced kana
_STOP = re.compile("[。!?.;]")
_CLOSING = frozenset("」』)）】\"'”’")
_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "vs.", "inc.", "ltd.", "co.", "no.", "approx.", "mr.", "ms.", "dr.", "u.s.")
# Lines that were broken at a width: at least so many, of nearly the greatest length, which is none that people choose.
_FEWEST_BROKEN, _NEARLY, _NARROWEST, _NARROWEST_WIDE, _WIDEST = 3, 0.8, 40, 20, 110
_FEWEST_SPACED = 6
_WIDE = re.compile(r"[ぁ-ヿ一-鿿]")


@dataclass(frozen=True)
class Span:
    """A piece of the text in plain letters. `at[i]` is where letter i stands in what was pasted."""

    text: str
    at: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where letters `start` to `end` (at least one) stand in what was pasted."""
        return self.at[start], self.at[end - 1] + 1

    def part(self, start: int, end: int) -> "Span":
        """Return letters `start` to `end`, without blanks around them."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return Span(text, self.at[start : start + len(text)])


@dataclass(frozen=True)
class Line:
    """A line without its bullet. `gap`: an empty line stands before it. `mark` is the sign that it begins with."""

    span: Span
    mark: str
    gap: bool


def plain(text: str) -> Span:
    """Return a text in NFKC and lower case, without tags, marks of direction or control characters."""
    text = text.replace("\r\n", " \n").replace("\r", "\n")  # each letter keeps its place
    letters, at = _without_tags(text) if _HTML.search(text) else (text, range(len(text)))
    table = {letter: _plain_letter(letter) for letter in set(letters)}
    if all(len(new) == 1 for new in table.values()) and not _VOICED & set(table.values()):
        return Span("".join(map(table.__getitem__, letters)), tuple(at))
    found: list[str] = []
    places: list[int] = []
    for letter, place in zip(letters, at, strict=True):
        for new in table[letter]:
            # A half-width voiced kana is two characters: か and its mark.
            joined = unicodedata.normalize("NFC", found[-1] + new) if found and new in _VOICED else ""
            if len(joined) == 1:
                found[-1] = joined
            else:
                found.append(new)
                places.append(place)
    return Span("".join(found), tuple(places))


def _plain_letter(letter: str) -> str:
    if letter in _BREAKS:
        return "\n"
    if letter == "\t":
        return letter
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    new = unicodedata.normalize("NFKC", letter).casefold()
    if "①" <= letter <= "⑳":
        return f"({new})"
    return {"’": "'", "‘": "'", "“": '"', "”": '"', "\xad": "", "‐": "-", "‑": "-", "−": "-", "〜": "~"}.get(new, new)


def _without_tags(text: str) -> tuple[str, list[int]]:
    """Return the text between tags, and the place of each of its letters. A block's tag counts as a new line."""
    letters: list[str] = []
    at: list[int] = []
    if _BLOCK.search(text):
        text = text.replace("\n", " ")  # where tags break the lines, the source's own lines mean nothing

    def take(start: int, end: int) -> None:
        last = start
        for entity in _ENTITY.finditer(text, start, end):
            letters.extend(text[last : entity.start()])
            at.extend(range(last, entity.start()))
            for letter in unescape(entity[0]):
                letters.append(letter)
                at.append(entity.start())
            last = entity.end()
        letters.extend(text[last:end])
        at.extend(range(last, end))

    position = 0
    while (opening := text.find("<", position)) >= 0:
        take(position, opening)
        if text.startswith("<!--", opening):
            position = text.find("-->", opening) + 3
            if position < opening:
                break
            continue
        tag = _TAG.match(text, opening)
        if not tag:
            take(opening, opening + 1)
            position = opening + 1
            continue
        name = tag[2].lower()
        position = tag.end()
        if name in _HIDDEN and not tag[1]:
            ending = re.compile(f"</{name}", re.IGNORECASE).search(text, position)
            if not ending:
                break
            position = ending.start()
        if name not in _INLINE:
            while letters[-1:] == [" "]:
                letters.pop()
                at.pop()
            opened = letters[-1:] not in ([], ["\n"])
            breaks = _break(name, bool(tag[1]), opened)
            letters.extend(breaks)
            at.extend([opening] * len(breaks))
    else:
        take(position, len(text))
    return "".join(letters), at


def _break(name: str, closing: bool, opened: bool) -> str:
    """Return what a block's tag stands for; `opened`: the line has begun."""
    if name in ("td", "th"):
        return "\t" if opened and not closing else ""
    if name == "br":
        return "\n"
    line = "\n" * opened
    if closing:
        return line + "\n" * (name in _PARAGRAPHS)
    return line + {"li": "•"}.get(name, "\n" * (name[0] == "h"))


def lines(span: Span) -> list[Line]:
    """Return the lines that hold something; those that were broken at a width are joined again."""
    found: list[Line] = []
    start = 0
    pieces = span.text.split("\n")
    width = _broken_at(pieces)
    # Where an empty line follows every line, only two of them part anything.
    parting = 1 + _spaced(pieces)
    empty = parting
    above = ""
    for text in pieces:
        piece = span.part(start, start + len(text))
        before = found[-1] if found else None
        start += len(text) + 1
        if not piece.text:
            empty += 1
            continue
        gap, empty = empty >= parting, 0
        mark = _mark(piece.text)
        line = Line(piece.part(len(mark), len(piece.text)), mark.strip(), gap)
        if not line.span.text:
            continue
        if before and width and not gap and not mark and _runs_on(above, width):
            found[-1] = Line(_join(before.span, piece), before.mark, before.gap)
        else:
            found.append(line)
        above = piece.text
    return _lists(found)


def _spaced(pieces: list[str]) -> bool:
    """Return whether an empty line follows nearly every line."""
    full = [bool(piece.strip()) for piece in pieces]
    together = sum(one and after for one, after in pairwise(full))
    return sum(full) > _FEWEST_SPACED and together * 10 <= sum(full)


def _lists(found: list[Line]) -> list[Line]:
    """Take the sign off each line of a list: of lines with the same sign, the first and those without text between."""
    signs = ["" if line.mark or line.span.text[0] not in SIGNS else line.span.text[0] for line in found]
    kept = []
    for number, (line, sign) in enumerate(zip(found, signs, strict=True)):
        beside = number - 1 if number + 1 == len(found) else number + 1
        if sign and beside >= 0 and signs[beside] == sign and len(line.span.text) > 1:
            kept.append(Line(line.span.part(1, len(line.span.text)), sign, line.gap))
        else:
            kept.append(line)
    return kept


def _mark(text: str) -> str:
    """Return the bullet or number that a line begins with, with the blanks after it."""
    match = _MARK.match(text)
    return match[0] if match else ""


def _broken_at(pieces: list[str]) -> int:
    """Return the width at which a text was broken, or 0: most lines that another follows are then nearly as wide."""
    stripped = [piece.strip() for piece in pieces]
    followed = [
        one for one, after in pairwise(stripped) if one and after and one[0] not in _HEADED and not _mark(after)
    ]
    followed.sort(key=len)
    # A few may be longer: what was pasted below comes from elsewhere.
    for longer in (0, 1 + len(followed) // 10):
        kept = followed[: max(0, len(followed) - longer)]
        widest = len(kept[-1]) if kept else 0
        if (_NARROWEST_WIDE if kept and _WIDE.search(kept[-1]) else _NARROWEST) <= widest <= _WIDEST:
            full = sum(len(line) >= widest * _NEARLY and line[-1] not in _ENDS for line in kept)
            if full >= _FEWEST_BROKEN and 2 * full > len(kept):
                return widest
    return 0


def _runs_on(line: str, width: int) -> bool:
    """Return whether a line was broken where it ends."""
    return width * (_NEARLY - 0.1) <= len(line) <= width and line[-1] not in _ENDS


def _join(one: Span, other: Span) -> Span:
    blank = "" if _WIDE.match(one.text[-1]) or _WIDE.match(other.text[0]) else " "
    return Span(f"{one.text}{blank}{other.text}", (*one.at, *(one.at[-1:] if blank else ()), *other.at))


def sentences(span: Span) -> Iterator[Span]:
    """Yield the sentences of a line."""
    text = span.text
    start = 0
    for end in _STOP.finditer(text):
        at = end.end()
        if at > start and (end[0] not in ".;" or _ends(text, at, end[0])):
            while at < len(text) and text[at] in _CLOSING:
                at += 1
            if (piece := span.part(start, at)).text:
                yield piece
            start = at
    if (rest := span.part(start, len(text))).text:
        yield rest


def _ends(text: str, at: int, letter: str) -> bool:
    """Return whether a point ends a sentence at `at`: not within a number, a name or an abbreviation."""
    if at < len(text) and text[at] not in " \t":
        return False
    return letter == ";" or not text[max(0, at - 7) : at].endswith(_ABBREVIATIONS)
