"""Error pages: in the visitor's language, with the nearest pages that exist."""

from difflib import SequenceMatcher
from secrets import token_hex
from urllib.parse import unquote

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from csatlas.library import names, urls
from csatlas.library.library import Library, Page
from csatlas.library.schema import Lang
from csatlas.web import language
from csatlas.web.answers import answer_json
from csatlas.web.edition import edition
from csatlas.web.templating import new_citations


def register(app: Flask) -> None:
    """Answer every error of `app` with a page of the site."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)


def nearest_pages(library: Library, path: str, lang: Lang, count: int = 3) -> tuple[Page, ...]:
    """Return the pages whose address or title is most like `path`, best first; none that is not like it at all.

    Below the glossary these are the terms with the likest of all their names; below the quiz it is the quiz.
    """
    wanted = unquote(path).strip("/").casefold()[:200]
    if wanted.startswith(urls.QUIZ):
        return (library.pages[urls.QUIZ],)
    last = wanted.rsplit("/", 1)[-1].replace("-", " ")
    if wanted.startswith(urls.GLOSSARY):
        return tuple(library.pages[urls.term_path(term_id)] for term_id in names.nearest(last, library.names, count))

    def likeness(page: Page) -> float:
        known = (page.path.strip("/"), page.path.strip("/").rsplit("/", 1)[-1])
        titles = (page.label[lang].casefold(), page.texts[lang].head.title.casefold())
        pairs = [(wanted, known[0]), (last, known[1].replace("-", " ")), *((last, title) for title in titles)]
        return max(SequenceMatcher(None, one, other).ratio() for one, other in pairs)

    ranked = sorted(((likeness(page), page.path) for page in library.pages.values() if page.path), reverse=True)
    return tuple(library.pages[path] for score, path in ranked[:count] if score >= 0.45)


def _refused(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    return _page(error.code or 500, error)


def _failed(error: Exception) -> Response:
    # The path alone: a query is what a visitor typed.
    number = token_hex(4)
    current_app.logger.exception("request %s: %s %s", number, request.method, request.path)
    response = _page(500, None, number)
    response.headers["X-Request-Id"] = number
    return response


def _page(code: int, error: HTTPException | None, number: str = "") -> Response:
    if request.path.startswith("/api/"):
        said = {"error": (error.name if error else "internal server error").lower()}
        return answer_json(said | ({"request": number} if number else {}), status=code)
    if "lang" not in g:
        g.lang = language.preferred()
    headings = {
        404: gettext("This page does not exist"),
        405: gettext("This page cannot be asked in that way"),
        413: gettext("This is too much at once"),
        500: gettext("Something broke on our side"),
    }
    _, path = urls.split_language(request.path)
    body = render_template(
        "errors/error.html",
        code=code,
        number=number,
        heading=headings.get(code, gettext("This request could not be answered")),
        finished=request.path.endswith("/404.html"),
        nearest=nearest_pages(edition().library, path, g.lang) if code == 404 else (),
        citations=new_citations(),
    )
    response = make_response(body, code)
    if error is not None and code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ("GET", "HEAD")))
    if not urls.split_language(request.path)[0]:
        response.vary.add("Accept-Language")
    return response
