"""A term as a card in pages of other sites: the frame, and oEmbed 1.0 (oembed.com), by which editors find the frame."""

from html import escape
from math import ceil
from urllib.parse import unquote, urlencode, urlsplit

from flask import Blueprint, Response, abort, g, render_template, request

from csatlas.library import names, urls
from csatlas.library.library import Library, TermOf
from csatlas.library.schema import Lang
from csatlas.web.answers import answer_json
from csatlas.web.edition import edition
from csatlas.web.language import PREFIX
from csatlas.web.routes import live
from csatlas.web.security import SHARED
from csatlas.web.templating import absolute, card_address

blueprint = Blueprint("embed", __name__)

# Pixels. Every card fits this; a narrower one gets the same area and may scroll.
WIDTH, HEIGHT, NARROWEST = 600, 250, 200


@blueprint.get(f"/embed{PREFIX}/glossary/<name>/")
def card(lang: Lang, name: str) -> str:
    """Show the definition of a term; the only page that others may put in a frame."""
    library = edition().library
    if name not in library.terms:
        abort(404)
    g.frame_ancestors = "*"
    return render_template("glossary/card.html", term=library.terms[name])


@blueprint.get("/oembed")
@live
def oembed() -> Response:
    """Say how to embed the term at `url`: 404 for what is no term of ours, 501 for a format other than JSON."""
    if request.args.get("format", "json") != "json":
        return answer_json({"error": "only json is offered"}, status=501)
    try:
        widest = int(request.args.get("maxwidth", WIDTH))
        highest = int(request.args.get("maxheight", 10_000))
    except ValueError:
        return answer_json({"error": "maxwidth and maxheight must be whole numbers of pixels"}, status=400)
    library = edition().library
    found = _term_at(library, request.args.get("url", ""))
    if found is None:
        return answer_json({"error": "url is no glossary term of this site"}, status=404)
    term, lang = found
    width = max(min(WIDTH, widest), NARROWEST)
    height = max(min(ceil(HEIGHT * WIDTH / width), highest), 1)
    name = term.facts.names[lang]
    return answer_json(
        {
            "version": "1.0",
            "type": "rich",
            "title": name,
            "author_name": library.site.publisher[lang],
            "provider_name": library.site.name[lang],
            "provider_url": absolute(urls.HOME, lang),
            "cache_age": 86_400,
            "width": width,
            "height": height,
            "html": frame(term, lang, width, height),
        }
    )


def frame(term: TermOf, lang: Lang, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return the HTML by which another page shows the card of a term."""
    return (
        f'<iframe src="{card_address(term.id, lang)}" width="{width}" height="{height}" '
        f'title="{escape(term.facts.names[lang])}" loading="lazy"></iframe>'
    )


def script() -> str:
    """Return the HTML by which another page previews its links to terms."""
    return f'<script src="{edition().base_url}{SHARED}" defer></script>'


def discovery(term: TermOf, lang: Lang) -> str:
    """Return the address at which oEmbed describes a term's card."""
    return f"{edition().base_url}/oembed?{urlencode({'url': absolute(urls.term_path(term.id), lang)})}"


def _term_at(library: Library, address: str) -> tuple[TermOf, Lang] | None:
    """Return the term and the language of one of our published addresses; any name of the term will do."""
    base = edition().base_url
    if not address.startswith(f"{base}/"):
        return None
    lang, path = urls.split_language(urlsplit(address.removeprefix(base)).path)
    name = unquote(path.removeprefix(urls.GLOSSARY)).split("/")[0]
    ids = library.names.get(names.spelling(name), ())
    if lang is None or not path.startswith(urls.GLOSSARY) or len(ids) != 1:
        return None
    return library.terms[ids[0]], lang
