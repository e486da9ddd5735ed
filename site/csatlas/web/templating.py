"""What templates can use: addresses, dates, words, and one way to show a page."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from flask import Flask, g, render_template, request
from flask_babel import format_date, gettext
from markupsafe import Markup

from csatlas import figures, formula
from csatlas.library import urls
from csatlas.library.library import Page
from csatlas.library.markup import Citations
from csatlas.library.names import within
from csatlas.library.schema import LANGS, OTHER, Lang
from csatlas.web.assets import PREFIX
from csatlas.web.edition import edition
from csatlas.web.structured import structured_data


def register(app: Flask) -> None:
    """Give the templates of `app` their globals and filters."""
    app.jinja_env.filters.update(day=_day, share=_share, signed=_signed, within=within)
    app.jinja_env.globals.update(
        url=_url,
        absolute=absolute,
        static=_static,
        picture=_picture,
        style=_style,
        kept=_kept,
        figures=figures,
        LANGS=LANGS,
    )
    app.context_processor(_common)


def absolute(path: str, lang: Lang) -> str:
    """Return the published address of a page."""
    return edition().address(path, lang)


def card_address(term_id: str, lang: Lang) -> str:
    """Return the published address of a term's card, which other sites may put in a frame."""
    return f"{edition().base_url}/embed{urls.localised(lang, urls.term_path(term_id))}"


def show(template: str, page_path: str, /, faq: Sequence[tuple[str, str]] = (), **things: object) -> str:
    """Render the page at `page_path` (without language) in the request's language.

    `things` are what the template needs besides. A `term` and the questions of a `faq` also go into the structured
    data; a view of a page that has an address of its own says so with `path`, and the other language is offered there.
    """
    page = edition().library.pages[page_path]
    text = page.texts[g.lang]
    return render_template(
        template,
        page=page,
        text=text,
        trail=trail(page),
        structured=structured_data(page, text, g.lang, edition(), trail(page), things.get("term"), faq),
        citations=new_citations(),
        **things,
    )


def new_citations() -> Citations:
    """Return an empty list of citations for one page."""
    return Citations(
        dict(edition().library.sources),
        judged=gettext("our reading"),
    )


def trail(page: Page) -> tuple[Page, ...]:
    """Return the pages above `page`, home first, and the page itself."""
    pages = edition().library.pages
    return (*(pages[path] for path in urls.ancestors(page.path)), page)


def _url(path: str, lang: Lang | None = None) -> str:
    """Return the path on the server of a page in the given or the present language."""
    return urls.localised(lang or g.lang, path)


def _static(name: str) -> str:
    """Return the path on the server of a static file as it is now."""
    return edition().assets.path(name)


def _picture(path: str) -> str:
    """Return the path on the server of the picture by which links to a page are shown elsewhere."""
    return edition().images.get((path, g.lang), f"{PREFIX}og.png")


def _style(*parts: str) -> Markup:
    """Return the CSS of this page and let its answer name it in the Content-Security-Policy."""
    style = edition().stylesheets.of(g.lang, *parts)
    g.style_source = style.csp_source
    return style.text


def _kept(*key: str, caller: Callable[[], Markup], citations: Citations | None = None) -> Markup:
    """Return the part of a page inside `call`, made once a language: it may depend on content and `key` alone.

    A part that cites names the page's citations: its numbers also depend on what the page has cited before.
    """
    before = tuple(citations.numbers) if citations else ()
    fragments = edition().fragments
    full = (g.lang, *key, *before)
    if full not in fragments:
        html = caller()
        fragments[full] = html, tuple(citations.numbers)[len(before) :] if citations else ()
    html, cited = fragments[full]
    for source_id in cited:
        citations.number(source_id)  # type: ignore[union-attr]
    return html


def _day(when: date) -> str:
    words: str = format_date(when, "long")
    return words


def _share(part: float, digits: int = 0) -> str:
    """Return a share of 1 in per cent."""
    return formula.written(Fraction(part), percent=True, digits=digits)


def _signed(number: int) -> str:
    """Return a whole number with its sign, a minus and no hyphen: +2, 0, −1."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def _common() -> dict[str, Any]:
    library = edition().library
    lang: Lang = g.lang
    _, path = urls.split_language(request.path)
    return {
        "library": library,
        "site": library.site,
        "lang": lang,
        "other_lang": OTHER[lang],
        "path": path if path in library.pages else urls.HOME,
        # The other language shows the same choice.
        "query": f"?{request.query_string.decode(errors='replace')}" if request.query_string else "",
        "base_url": edition().base_url,
        "urls": urls,
    }
