"""Which language a request is answered in: the path says so; where it does not, the browser."""

from typing import Any

from flask import Blueprint, g, request

from csatlas.library import urls
from csatlas.library.schema import LANGS, Lang

PREFIX = f"/<any({', '.join(LANGS)}):lang>"


def choose() -> None:
    """Set g.lang for this request."""
    lang, _ = urls.split_language(request.path.removeprefix("/embed"))
    g.lang = lang or preferred()


def preferred() -> Lang:
    """Return the better of our languages for this browser; Japanese where it has no wish."""
    best = request.accept_languages.best_match(LANGS, default="ja")
    return "en" if best == "en" else "ja"


def localised_blueprint(name: str) -> Blueprint:
    """Return a blueprint whose pages lie under /ja/ and /en/; its views read g.lang."""
    blueprint = Blueprint(name, __name__, url_prefix=PREFIX)

    @blueprint.url_value_preprocessor
    def _drop_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values:
            values.pop("lang")

    return blueprint
