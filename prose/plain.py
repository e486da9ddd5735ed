"""The site's words without its markup, each on its own line, so that a prose linter names the line an editor will open.

Front matter, YAML and catalogues keep only what readers see; citations, anchors and marks go; the text of a block moves
to the margin, where Markdown would not take it for code.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from csatlas.library.reader import FileText, read_yaml

_BLOCK = re.compile(r'^ *!!! \S+(?: [a-z0-9-]+)?(?: "(.*)")?$', re.M)
_MARKUP = (
    (re.compile(r" *\[[@~][^\]]*\]| *\{#[^}]*\}"), ""),
    (re.compile(r"\[\[[a-z0-9-]+\|([^\]]+)\]\]"), r"\1"),
    (re.compile(r"^(?: {4})+", re.M), ""),
)


def plain(path: Path, lang: str) -> str:
    """Return the words of one language in a file of content or in a catalogue, as Markdown with the file's lines."""
    text = path.read_text(encoding="utf-8")
    body = ""
    if path.suffix == ".po":
        with path.open("rb") as file:
            said = [(message.lineno or 1, str(message.string)) for message in read_po(file) if message.id]
        said = [(line - 1, words) for line, words in said]
    elif path.suffix == ".md":
        _, head, body = text.split("---\n", 2)
        said = [(line + 1, words) for line, loc, words in _strings(head, path) if loc[-1] in ("title", "summary")]
    else:
        said = [(line, words) for line, loc, words in _strings(text, path) if lang in loc]
    lines = [""] * text.count("\n")
    for line, words in said:
        # Items of a list: a label is no sentence, and need not end like one.
        lines[line] = (lines[line] + " / " if lines[line] else "- ") + words.replace("\n", " ")
    if body:
        lines[-body.count("\n") :] = _BLOCK.sub(r"\1", body).splitlines()
    words = "\n".join(lines) + "\n"
    for pattern, left in _MARKUP:
        words = pattern.sub(left, words)
    return words


def _strings(text: str, path: Path) -> Iterator[tuple[int, tuple[str | int, ...], str]]:
    """Yield the strings of a YAML document with their line (from 0) and their place in it."""
    data = read_yaml(FileText(str(path), text), [])
    for loc, value in data.walk() if data else ():
        if isinstance(value, str) and loc:
            yield data.lines[loc], loc, value
