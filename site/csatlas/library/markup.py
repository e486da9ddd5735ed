"""Markdown to trusted HTML: headings, links, blocks and citations, and the faults of the source with their lines.

This module is the only one that makes `Markup` from content: what it returns may stand in a page as it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

from csatlas.library.autolink import TermFinder
from csatlas.library.problems import Problem, did_you_mean
from csatlas.library.reader import FileText
from csatlas.library.schema import Citable, Lang, Words

BLOCKS = ("scene", "note", "dispute")
_MARK = r"\[~([a-z0-9-]+)\]"  # a statement on which sources differ
_BLOCK = re.compile(r"\s*!!!\s*(\S*)(?:\s+([a-z0-9-]+))?")
JUDGED = "judged"  # [@judged] marks our own reading; it is no source

_CITATION = r"\[@([^\]]*)\]"
_TERM = r"\[\[([a-z0-9-]+)(?:\|([^\]|]+))?\]\]"
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*(?:\{#([^}\s]*)\})?\s*$")
_RAW_HTML = re.compile(r"<(?:[a-zA-Z/!?])")
# In a table, where | ends a cell, a term is linked like any other page.
_TERM_PAGE = re.compile(r"/glossary/([a-z0-9-]+)/")
# Where a term never links itself.
_UNLINKED = {"a", "code", "pre", "blockquote", "th", "h3", "h4", "h5", "h6"}
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\s*\[[^\]^][^\]]*\]:\s*<?([^\s>]+)|<([a-z]+:[^>\s]+)>")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s")
# A percentage, a year or an amount of money: what prose may not say without a source.
_FIGURE = re.compile(
    r"\d[\d,.]*\s*(?:%|パーセント|ポイント|per ?cent\b)"
    r"|(?<![\d.,])(?:19|20)\d\d年"
    r"|(?<![\d.,/-])(?:19|20)\d\d(?![\d,/年-])"
    r"|\d[\d,.]*\s*(?:万円|億円|円|(?:thousand|million|billion)? ?(?:yen|dollars))"
    r"|[¥$€]\s?\d"
)
# Between these two private-use characters a rendered text carries the ids of a citation until a page numbers them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"\\s*{_OPEN}([^{_CLOSE}]*){_CLOSE}(?=([0-9A-Za-z])?)")


@dataclass(frozen=True)
class Section:
    """What stands under one h2."""

    id: str
    title: Markup
    html: Markup


@dataclass(frozen=True)
class Prose:
    """A rendered Markdown text, and what the two languages must have in common."""

    intro: Markup
    sections: tuple[Section, ...]
    anchors: tuple[str, ...]
    tables: tuple[tuple[int, int], ...]  # rows and columns
    cited: frozenset[str]
    links: tuple[tuple[int, str], ...]  # line (from 0) and target of each internal link
    terms: frozenset[str]  # glossary terms that the text links
    disputes: frozenset[str]  # disputes that the text depends on

    def __reduce__(self) -> tuple[object, ...]:
        """Return what pickle writes: sets in an order, so that the same content is always the same bytes."""
        values = (getattr(self, each.name) for each in fields(self))
        return _restored, tuple(sorted(v) if isinstance(v, frozenset) else v for v in values)

    @classmethod
    def nothing(cls) -> "Prose":
        """Return the text of a page that is made from data alone."""
        return cls(Markup(""), (), (), (), frozenset(), (), frozenset(), frozenset())


def _restored(*values: Any) -> Prose:
    """Return a text that pickle wrote."""
    plain: list[Any] = [frozenset(value) if isinstance(value, list) else value for value in values]
    return Prose(*plain)


@dataclass
class Citations:
    """Numbers the sources of one page in the order in which the page cites them.

    `judged` is the tag of our own reading. What a screen reader says before a number stands in the language's CSS.
    """

    known: Mapping[str, Citable]
    judged: str
    cited: list[Citable] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, source_id: str) -> int:
        """Return the number of a source on this page, giving it the next one at its first use."""
        if source_id not in self.numbers:
            self.cited.append(self.known[source_id])
            self.numbers[source_id] = len(self.cited)
        return self.numbers[source_id]

    def refs(self, source_ids: tuple[str, ...], judged: bool = False) -> Markup:
        """Return the bracketed numbers of some sources, glued to the word before them."""
        numbers = sorted(self.number(source_id) for source_id in source_ids)
        # Plain strings, escaped here: a page has a hundred citations, and Markup.format takes ten times as long.
        links = "".join(f'<a class="cite" href="#s{n}">{n}</a>' for n in numbers)
        glued = f'&#8288;<span class="nb">{links}</span>' if links else ""
        tag = f'<span class="judged">{escape(self.judged)}</span>' if judged else ""
        return Markup(glued + tag)  # noqa: S704

    def number_all(self, html: str) -> Markup:
        """Return a rendered text with its citations numbered."""

        def numbered(match: re.Match[str]) -> str:
            ids = match[1].split()
            refs = self.refs(tuple(i for i in ids if i != JUDGED), JUDGED in ids)
            # Japanese sets no space after a citation; before a Latin letter a line could not break there.
            return refs + Markup("<wbr>") if match[2] else refs

        return Markup(_TOKEN.sub(numbered, html))  # noqa: S704 - rendered by this module


def render(
    source: FileText,
    lang: Lang,
    problems: list[Problem],
    known: Mapping[str, Citable],
    terms: Mapping[str, Words],
    finder: TermFinder | None = None,
    disputes: Mapping[str, Words] | None = None,
    differ: str = "",
    cards: bool = False,
) -> Prose:
    """Render a Markdown text; everything it may not hold is a fault at its line.

    `known` are the sources it may cite, `terms` the names of the terms it may link as [[id]] or [[id|words]]. With a
    `finder` each term also links itself where a section first names it. `disputes` are the questions of the disputes
    that a block or a mark [~id] may name; `differ` are the words of such a mark. With `cards`, cells of tables
    wider than two columns know their column, so that a narrow screen can show each row as a card.
    """
    disputes = disputes or {}
    lines = source.text.split("\n")
    cited: set[str] = set()
    _check_lines(source, lines, problems)
    for number, ids in _citations(lines):
        for source_id in ids:
            if source_id in known:
                cited.add(source_id)
            elif source_id != JUDGED:
                near = did_you_mean(source_id, known)
                problems.append(source.problem(number, f"unknown source {source_id!r}{near}"))
    linked: set[str] = set()
    for number, line in enumerate(lines):
        for match in re.finditer(_TERM, line):
            linked.add(match[1])
            if match[1] not in terms:
                near = did_you_mean(match[1], terms)
                problems.append(source.problem(number, f"unknown term {match[1]!r}{near}"))
    links = tuple(_check_links(source, lines, problems))
    linked |= {found[1] for _, target in links if (found := _TERM_PAGE.match(target))} & terms.keys()
    _check_figures(source, lines, problems)

    named = frozenset(_check_disputes(source, lines, disputes, problems))

    site = _SiteExtension(lang, terms, finder, differ, cards)
    markdown = Markdown(
        extensions=[
            TableExtension(),
            FootnoteExtension(),
            AttrListExtension(),
            DefListExtension(),
            AdmonitionExtension(),
            site,
        ],
        output_format="html",
    )
    # Raw HTML is off: whatever comes out of here was made by Python-Markdown or this module.
    html = markdown.convert(source.text)
    intro, *parts = re.split(r'<h2 id="([^"]*)">(.*?)</h2>\n?', html)
    sections = tuple(
        Section(parts[i], Markup(parts[i + 1]), Markup(parts[i + 2]))  # noqa: S704
        for i in range(0, len(parts), 3)
    )
    return Prose(
        intro=Markup(intro),  # noqa: S704
        sections=sections,
        anchors=tuple(site.walk.anchors),
        tables=tuple(site.walk.tables),
        cited=frozenset(cited),
        links=links,
        terms=frozenset(linked | site.links.found),
        disputes=named,
    )


def plain(html: str) -> str:
    """Return the words of a rendered text, without its tags and citations."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", _TOKEN.sub("", html))).split())


class _SiteExtension(Extension):
    """What this site adds to Markdown, and the raw HTML that it takes away."""

    def __init__(
        self, lang: Lang, terms: Mapping[str, Words], finder: TermFinder | None, differ: str, cards: bool
    ) -> None:
        super().__init__()
        self.differ = differ
        self.walk = _Walk(lang, cards)
        self.links = _TermLinks(finder or TermFinder({}))
        self.names = {term_id: names[lang] for term_id, names in terms.items()}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_CitationPattern(_CITATION, md), "citation", 175)
        md.inlinePatterns.register(_TermPattern(_TERM, md, self.names), "term", 175)
        md.inlinePatterns.register(_DisputePattern(_MARK, md, self.differ), "dispute", 175)
        self.walk.md = md
        md.treeprocessors.register(self.links, "terms", 5)
        md.treeprocessors.register(self.walk, "site", 0)


class _CitationPattern(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        return _OPEN + " ".join(_ids(m[1])) + _CLOSE, m.start(0), m.end(0)


class _TermPattern(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, names: Mapping[str, str]) -> None:
        super().__init__(pattern, md)
        self.names = names

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        return _term_link(m[1], m[2] or self.names.get(m[1], m[1])), m.start(0), m.end(0)


class _DisputePattern(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, words: str) -> None:
        super().__init__(pattern, md)
        self.words = words

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        link = Element("a", {"class": "moot", "href": f"/disputes/{m[1]}/"})
        link.text = self.words
        return link, m.start(0), m.end(0)


def _term_link(term_id: str, words: str) -> Element:
    link = Element("a", {"href": f"/glossary/{term_id}/"})
    link.text = words
    return link


class _TermLinks(Treeprocessor):
    """Links each term where a section first names it, unless the section links it by hand."""

    def __init__(self, finder: TermFinder) -> None:
        super().__init__()
        self.finder = finder
        self.found: set[str] = set()

    def run(self, root: Element) -> None:
        section: list[Element] = []
        for element in [*root, Element("h2")]:
            if element.tag != "h2":
                section.append(element)
                continue
            targets = (a.get("href", "") for part in section for a in part.iter("a"))
            linked = {found[1] for href in targets if (found := _TERM_PAGE.match(href))}
            for part in section:
                self._link(part, linked)
            section = []

    def _link(self, element: Element, linked: set[str]) -> None:
        """Link the terms that `element` names and that are not in `linked` yet, in the order of reading."""
        if element.tag in _UNLINKED or element.get("class") == "admonition-title":
            return
        children = list(element)
        element.text = self._insert(element, 0, element.text, linked)
        for child in children:
            self._link(child, linked)
            child.tail = self._insert(element, list(element).index(child) + 1, child.tail, linked)

    def _insert(self, parent: Element, at: int, text: str | None, linked: set[str]) -> str | None:
        """Put the links of `text` into `parent` before child `at`; return what stands before the first of them."""
        before, last = "", None
        for words, term_id in self._pieces(text or ""):
            if term_id and term_id not in linked:
                linked.add(term_id)
                self.found.add(term_id)
                last = _term_link(term_id, words)
                parent.insert(at, last)
                at += 1
            elif last is None:
                before += words
            else:
                last.tail = (last.tail or "") + words
        return before

    def _pieces(self, text: str) -> Iterator[tuple[str, str | None]]:
        """Yield the text in pieces with the term each names; the ids in a citation name nothing."""
        for part in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", text):
            if part.startswith(_OPEN):
                yield part, None
            else:
                yield from self.finder.split(part)


class _Walk(Treeprocessor):
    """Completes the tree: links get their language, tables a frame that scrolls, blocks their class."""

    def __init__(self, lang: Lang, cards: bool) -> None:
        super().__init__()
        self.lang = lang
        self.cards = cards
        self.anchors: list[str] = []
        self.tables: list[tuple[int, int]] = []

    def run(self, root: Element) -> None:
        for element in root.iter():
            if "id" in element.attrib:
                self.anchors.append(element.attrib["id"])
            href = element.get("href", "")
            if element.tag == "a" and href.startswith("/"):
                element.set("href", f"/{self.lang}{href}")
            elif element.tag == "a" and href.startswith(("http:", "https:")):
                element.set("class", "ext")
                element.set("rel", "external")
            elif element.tag == "table":
                rows = list(element.iter("tr"))
                self.tables.append((len(rows), len(rows[0])))
                element.set("class", "tab")
                heads = list(element.iter("th"))
                for cell in heads:
                    cell.set("scope", "col")
                if self.cards and len(heads) > 2:
                    element.set("class", "tab deck")
                    for row in rows[1:]:
                        _name_cells(row, heads)
            elif element.get("class") == "admonition-title":
                element.set("class", "tag")
            elif element.get("class", "").startswith("admonition "):
                _, kind, *dispute = element.get("class", "").split()
                element.set("class", kind)
                if dispute:
                    _link_title(element[0], f"/disputes/{dispute[0]}/")


def _name_cells(row: Element, heads: list[Element]) -> None:
    """Give the cells after the first the name of their column, for screens too narrow to set them side by side."""
    for cell, head in list(zip(row, heads, strict=True))[1:]:
        words = "".join(head.itertext())
        cell.set("data-of", _TOKEN.sub("", words))
        if any(JUDGED in token[1].split() for token in _TOKEN.finditer(words)):
            cell.set("class", "own")


def _link_title(title: Element, href: str) -> None:
    """Make the title of a block a link; the walk, which comes to it next, gives it its language."""
    link = Element("a", {"href": href})
    link.text, title.text = title.text, ""
    title.insert(0, link)


def _ids(inside: str) -> list[str]:
    return [part.strip().removeprefix("@") for part in inside.split(";")]


def _citations(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines):
        for match in re.finditer(_CITATION, line):
            yield number, _ids(match[1])


def _check_lines(source: FileText, lines: list[str], problems: list[Problem]) -> None:
    """Report raw HTML, pictures, unknown blocks, and headings without an anchor or with another's."""
    anchors: dict[str, int] = {}
    for number, line in enumerate(lines):
        text = re.sub(r"`[^`]*`", "", line)
        heading = _HEADING.match(text)
        if heading:
            level, anchor = len(heading[1]), heading[3]
            if level == 1:
                problems.append(source.problem(number, "h1 in the text: the title makes it, start at '##'"))
            if not heading[2]:
                problems.append(source.problem(number, "heading without words"))
            if level == 2 and not anchor:
                problems.append(source.problem(number, "h2 without an anchor: expected '## Title {#anchor}'"))
            if anchor in anchors:
                first = source.first_line + anchors[anchor]
                problems.append(source.problem(number, f"anchor {anchor!r} stands already in line {first}"))
            elif anchor:
                anchors[anchor] = number
                if not re.fullmatch(r"[a-z][a-z0-9-]*", anchor):
                    problems.append(source.problem(number, f"anchor {anchor!r}: expected a-z, 0-9 and -"))
        if _RAW_HTML.search(re.sub(r"<[a-z]+:[^>\s]+>", "", text)):
            problems.append(source.problem(number, "raw HTML: expected Markdown"))
        if "![" in text:
            problems.append(source.problem(number, "picture: figures are drawn from data by templates"))
        block = _BLOCK.match(text)
        if block and block[1] not in BLOCKS:
            near = did_you_mean(block[1], BLOCKS)
            problems.append(source.problem(number, f"unknown block {block[1]!r}: expected {BLOCKS}{near}"))


def _check_disputes(
    source: FileText, lines: list[str], disputes: Mapping[str, Words], problems: list[Problem]
) -> Iterator[str]:
    """Yield the disputes that blocks and marks name; one that does not exist is a fault."""
    for number, line in enumerate(lines):
        block = _BLOCK.match(line)
        for name in (*re.findall(_MARK, line), *([block[2]] if block and block[2] else [])):
            yield name
            if name not in disputes:
                problems.append(source.problem(number, f"unknown dispute {name!r}{did_you_mean(name, disputes)}"))


def _check_links(source: FileText, lines: list[str], problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """Yield internal links; report targets that are neither internal nor http(s)."""
    for number, line in enumerate(lines):
        for match in _LINK.finditer(re.sub(_CITATION, "", line)):
            target = match[1] or match[2] or match[3]
            if target.startswith("/"):
                yield number, target
            elif not target.startswith(("#", "http://", "https://", "mailto:")):
                text = f"link to {target!r}: expected /path/, #anchor, http(s): or mailto:"
                problems.append(source.problem(number, text))


def _check_figures(source: FileText, lines: list[str], problems: list[Problem]) -> None:
    """Report a figure in a paragraph, list item or table row that cites no source."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""]):
        starts = not line.strip() or _ITEM.match(line) or line.startswith(("|", "#", "!!!"))
        if starts and block:
            text = "\n".join(part for _, part in block)
            prose = re.sub(r"\]\([^)]*\)", "]", re.sub(_CITATION, "", text))
            figure = None if text.startswith(("#", "!!!")) else _FIGURE.search(prose)
            sources = {i for _, ids in _citations(text.split("\n")) for i in ids} - {JUDGED}
            if figure and not sources:
                at = next((n for n, part in block if figure[0] in part), block[0][0])
                problems.append(source.problem(at, f"figure {figure[0].strip()!r} without a citation in its paragraph"))
            block = []
        if line.strip():
            block.append((number, line))
