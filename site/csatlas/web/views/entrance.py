"""Addresses outside the languages: the entrance, and what robots may read."""

from flask import Blueprint, Response, make_response, redirect

from csatlas.library import urls
from csatlas.web import language
from csatlas.web.edition import edition

blueprint = Blueprint("entrance", __name__)


@blueprint.get("/")
def entrance() -> Response:
    """Send the visitor to the home page in the language the browser asks for."""
    response = make_response(redirect(urls.localised(language.preferred(), urls.HOME)))
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read, and the sitemap lists it."""
    return Response(f"User-agent: *\nAllow: /\nSitemap: {edition().base_url}/sitemap.xml\n", mimetype="text/plain")
