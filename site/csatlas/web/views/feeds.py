"""What programs follow: an Atom feed of the articles in each language (RFC 4287), and the sitemap (sitemaps.org)."""

from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flask import Blueprint, Response, g

from csatlas.library import urls
from csatlas.library.library import Page, Text
from csatlas.library.schema import LANGS
from csatlas.web.edition import edition
from csatlas.web.language import localised_blueprint
from csatlas.web.templating import absolute, new_citations

blueprint = Blueprint("feeds", __name__)
localised = localised_blueprint("feed")

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@localised.get("/feed.atom")
def atom() -> Response:
    """Every article with its whole text, the latest change first."""
    library, lang = edition().library, g.lang
    pages = [library.pages[urls.article_path(slug)] for slug in library.articles]
    pages.sort(key=lambda page: (page.texts[lang].head.updated, page.path), reverse=True)
    home, self_ = absolute(urls.ARTICLES, lang), absolute("feed.atom", lang)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "title", f"{library.site.name[lang]}: {library.pages[urls.ARTICLES].label[lang]}")
    _add(feed, "id", self_)
    _add(feed, "link", rel="self", href=self_)
    _add(feed, "link", href=home)
    latest = max(page.texts[lang].head.updated for page in (library.pages[urls.ARTICLES], *pages))
    _add(feed, "updated", _moment(latest))
    _add(_add(feed, "author"), "name", library.site.publisher[lang])
    for page in pages:
        text = page.texts[lang]
        entry = _add(feed, "entry")
        _add(entry, "title", text.head.title)
        _add(entry, "id", absolute(page.path, lang))
        _add(entry, "link", href=absolute(page.path, lang))
        _add(entry, "published", _moment(text.head.published))
        _add(entry, "updated", _moment(text.head.updated))
        _add(entry, "summary", text.head.summary)
        _add(entry, "content", _whole(text, page), type="html")
    return _xml(feed, "application/atom+xml")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page in every language, with its twin and the day of its last change."""
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in edition().library.pages.values():
        for lang in LANGS:
            url = SubElement(root, "url")
            SubElement(url, "loc").text = absolute(page.path, lang)
            SubElement(url, "lastmod").text = page.texts[lang].head.updated.isoformat()
            for each in LANGS:
                attributes = {"rel": "alternate", "hreflang": each, "href": absolute(page.path, each)}
                SubElement(url, "xhtml:link", attributes)
    return _xml(root, "application/xml")


def _whole(text: Text, page: Page) -> str:
    """Return an article's HTML with whole addresses, since a reader shows it elsewhere."""
    citations = new_citations()
    parts: list[str] = [text.prose.intro]
    for section in text.prose.sections:
        parts += [f'<h2 id="{section.id}">{section.title}</h2>', section.html]
    html = citations.number_all("".join(parts))
    own = absolute(page.path, g.lang)
    return html.replace('href="/', f'href="{edition().base_url}/').replace('href="#', f'href="{own}#')


def _add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+09:00"


def _xml(root: Element, mimetype: str) -> Response:
    indent(root, space=" ")
    return Response(tostring(root, encoding="utf-8", xml_declaration=True), mimetype=mimetype)
