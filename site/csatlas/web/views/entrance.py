"""Addresses outside the languages: the entrance, and what robots may read."""

from flask import Blueprint, Response, make_response, redirect

from csatlas.library import urls
from csatlas.web import language

blueprint = Blueprint("entrance", __name__)


@blueprint.get("/")
def entrance() -> Response:
    """Send the visitor to the home page in the language the browser asks for."""
    response = make_response(redirect(urls.localised(language.preferred(), urls.HOME)))
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read."""
    return Response("User-agent: *\nAllow: /\n", mimetype="text/plain")
