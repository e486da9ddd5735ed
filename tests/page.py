"""A page as a visitor's browser takes it apart: title, headings, ids, links, words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"wbr", "meta", "link", "br", "img", "input", "hr", "path", "line", "circle", "use", "rect"}


@dataclass
class Page:
    address: str
    lang: str = ""
    title: str = ""
    h1: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tables: list[list[int]] = field(default_factory=list)
    structured: str = ""
    style: str = ""
    policy: str = ""  # Content-Security-Policy of the answer
    text: str = ""

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Return the attributes of every element of that name that has the given attributes."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: list[str] = []
        self.buffer: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.page.tags.append((tag, found))
        if "id" in found:
            self.page.ids.append(found["id"])
        if tag == "html":
            self.page.lang = found.get("lang", "")
        if tag == "a":
            self.page.links.append(found)
        if tag == "table":
            self.page.tables.append([])
        if tag == "tr" and self.page.tables:
            self.page.tables[-1].append(0)
        if tag in ("td", "th") and self.page.tables:
            self.page.tables[-1][-1] += 1
        if tag in ("title", "h1", "h2", "h3", "script"):
            self.buffer = []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"{self.page.address}: </{tag}> closes nothing"
        assert self.open.pop() == tag, f"{self.page.address}: </{tag}> closes another element"
        words = " ".join("".join(self.buffer).split())
        if tag == "title" and "svg" not in self.open:
            self.page.title = words
        elif tag in ("h1", "h2", "h3"):
            self.page.headings.append((int(tag[1]), words))
            if tag == "h1":
                self.page.h1.append(words)
        elif tag == "script" and not self.page.structured:
            self.page.structured = words

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.buffer.append(data)
        if self.open and self.open[-1] == "style":
            self.page.style += data
        if not {"style", "script", "title"} & set(self.open):
            self.page.text += data


def read(address: str, html: str) -> Page:
    """Take a page apart; an element that is closed twice or never is an error."""
    page = Page(address)
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    assert not reader.open, f"{address}: never closed: {reader.open}"
    page.text = " ".join(page.text.split())
    return page
