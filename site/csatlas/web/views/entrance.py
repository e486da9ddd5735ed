"""The bare address: to the visitor's language."""

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
