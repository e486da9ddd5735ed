"""Open Graph pictures: what a link to a page looks like where it is shared. The title, and the marks of its jobs.

Lines break as JIS X 4051 asks: no closing mark at the start of a line, no opening one at its end, Latin words whole.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont, features
from svg.path import parse_path
from svg.path.path import Move

from csatlas.library import urls
from csatlas.library.library import Library
from csatlas.library.schema import Lang

SIZE = (1200, 630)
_EDGE = 80
_SIZES = range(84, 43, -4)  # pixels, the largest that fits
_LEADING = 1.35
_MIDDLE, _ROOM = 325, 320  # of the title, in pixels from the top
_PAPER, _INK = "#f7f5ee", "#191a1b"
_NEVER_FIRST = frozenset("、。,.・:;?!？！ー々」』)]〉》】ぁぃぅぇぉっゃゅょァィゥェォッャュョ…%")
_NEVER_LAST = frozenset("「『([〈《【")
_PIECE = re.compile(r"[A-Za-z0-9’'“”/&.,:;()-]+ ?|.")
_FINE = 4  # drawn this much larger and reduced, so that edges are smooth


class FontError(Exception):
    """There is no font with Japanese letters to draw with."""


@dataclass(frozen=True)
class Card:
    """What a picture shows. A mark is SVG path data in a box of 24 units, and its colour."""

    title: str
    site: str
    marks: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """Return a digest of everything that the picture depends on."""
        versions = [features.version(name) for name in ("pil", "freetype2", "raqm")]
        return sha256(repr((self, font(), versions, SIZE)).encode()).hexdigest()[:8]


@cache
def font() -> str:
    """Return the file of a Japanese mincho. Raises FontError, with a way out, where there is none."""
    if shutil.which("fc-match"):
        command = ["fc-match", "--format", "%{file}\t%{lang}", "BIZ UDPMincho:lang=ja"]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        file, _, languages = found.partition("\t")
        if "ja" in languages.split("|"):
            return file
    raise FontError(
        "no Japanese font for the pictures of a release; on Debian: "
        "apt-get install fontconfig fonts-morisawa-bizud-mincho"
    )


def card_of(library: Library, path: str, lang: Lang) -> Card:
    """Return what the picture of a page shows: the marks of the jobs that it is about, or of all."""
    name = path.rstrip("/").rsplit("/", 1)[-1]
    about: tuple[str, ...] = ()
    if path.startswith(urls.ROLES) and name in library.roles:
        about = (name,)
    elif path.startswith(urls.COMPARE) and name in library.pairs:
        about = (library.pairs[name].left, library.pairs[name].right)
    elif path.startswith(urls.GLOSSARY) and name in library.terms:
        about = library.terms[name].facts.roles
    marks = ((library.roles[role].mark, library.roles[role].ink.light) for role in about or library.roles)
    return Card(library.pages[path].texts[lang].head.title, library.site.name[lang], tuple(marks))


def draw(card: Card) -> bytes:
    """Return a picture as PNG."""
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_EDGE, 58), card.site, _INK, _loaded(40))
    _scale(pen, 132)
    for size in _SIZES:
        letters = _loaded(size)
        lines = broken(card.title, SIZE[0] - 2 * _EDGE, letters.getlength)
        # A last line of a character or two looks like a mistake.
        if len(lines) * size * _LEADING <= _ROOM and (len(lines) == 1 or len(lines[-1]) > 2):
            break
    top = _MIDDLE - len(lines) * size * _LEADING / 2
    for number, line in enumerate(lines):
        pen.text((_EDGE, top + number * size * _LEADING), line, _INK, letters)
    for number, (path, colour) in enumerate(card.marks):
        image.paste(_mark(path, colour, 64), (_EDGE + number * 96, SIZE[1] - 64 - 64))
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def broken(text: str, width: float, length: Callable[[str], float]) -> list[str]:
    """Return the lines of a text that are not wider than `width`, by the `length` of a string."""
    lines = [""]
    for piece in _PIECE.findall(text):
        line = lines[-1]
        if not line or length((line + piece).rstrip()) <= width:
            lines[-1] += piece
        elif piece[0] in _NEVER_FIRST:
            # The last character comes along to the next line.
            lines[-1] = line[:-1].rstrip()
            lines.append(line[-1] + piece)
        elif line[-1] in _NEVER_LAST:
            lines[-1] = line[:-1].rstrip()
            lines.append(line[-1] + piece)
        else:
            lines[-1] = line.rstrip()
            lines.append(piece.lstrip())
    return [line.rstrip() for line in lines]


def _loaded(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font(), size)


def _scale(pen: ImageDraw.ImageDraw, y: int) -> None:
    """Draw the scale bar of a map, as below the head of every page."""
    width = (SIZE[0] - 2 * _EDGE) / 16
    for part in range(16):
        left = _EDGE + part * width
        pen.rectangle((left, y, left + width, y + 9), _INK if part % 2 == 0 else _PAPER, _INK, 2)


def _mark(path: str, colour: str, side: int) -> Image.Image:
    """Return a survey mark: the lines of SVG path data, in a square."""
    unit = side * _FINE / 24
    image = Image.new("RGB", (side * _FINE, side * _FINE), _PAPER)
    pen = ImageDraw.Draw(image)
    for segment in parse_path(path):
        if not isinstance(segment, Move):
            points = [segment.point(step / 24) * unit for step in range(25)]
            pen.line([(p.real, p.imag) for p in points], colour, round(2 * unit), "curve")
    return image.resize((side, side), Image.Resampling.LANCZOS)
