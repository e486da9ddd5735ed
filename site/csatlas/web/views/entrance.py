"""Addresses outside the languages: the entrance, static files, and what robots may read."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template

from csatlas.library import urls
from csatlas.library.schema import Lang
from csatlas.web import language
from csatlas.web.edition import edition
from csatlas.web.routes import live
from csatlas.web.templating import new_citations

blueprint = Blueprint("entrance", __name__)


@blueprint.get("/")
@live
def entrance() -> Response:
    """Send the visitor to the home page in the language the browser asks for."""
    response = make_response(redirect(urls.localised(language.preferred(), urls.HOME)))
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/index.html")
def choice() -> str:
    """Offer both languages, where a folder without a server cannot choose for the browser."""
    return render_template("pages/entrance.html", citations=new_citations())


@blueprint.get("/404.html")
@blueprint.get(f"{language.PREFIX}/404.html")
def missing(lang: Lang | None = None) -> Response:
    """Give the error page that a host without our server shows: a page that does not exist is answered by it."""
    abort(404)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read, and the sitemap lists it."""
    return Response(f"User-agent: *\nAllow: /\nSitemap: {edition().base_url}/sitemap.xml\n", mimetype="text/plain")


@blueprint.get("/static/<path:name>")
def static(name: str) -> Response:
    """Give a static file, by its plain address or by the one that carries its digest."""
    found = edition().assets.find(name)
    if found is None:
        abort(404)
    body, kind, caching = found
    return Response(body, mimetype=kind, headers={"Cache-Control": caching})
