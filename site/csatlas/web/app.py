"""Makes the application. Everything it needs is built here and passed on; no module holds state."""

import os
from pathlib import Path

from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel
from jinja2 import StrictUndefined

from csatlas.library.library import Library
from csatlas.library.loading import load
from csatlas.library.schema import LANGS, Lang
from csatlas.paths import data_folder
from csatlas.web import caching, errors, language, security, templating
from csatlas.web.assets import Assets
from csatlas.web.edition import KEY, Edition
from csatlas.web.stylesheet import Stylesheets
from csatlas.web.views import api, articles, compare, embed, entrance, feeds, glossary, pages, posting, quiz, search

TRANSLATIONS = Path(__file__).parent.parent / "translations"
LARGEST_BODY = 400_000  # bytes; Werkzeug puts a file of more than 500 KB on the disk
# English texts are British, so are their dates.
LOCALES: dict[Lang, str] = {"ja": "ja", "en": "en_GB"}


def create_app(
    content_root: Path | None = None, drafts: bool = False, library: Library | None = None, index: Path | None = None
) -> Flask:
    """Return the application for `library`, or for the content below `content_root` (default: the site's own).

    With `drafts` articles of a future day are shown. `index` is the library's search index, where one was built.
    Raises ContentError with every fault when the content cannot be published. CSATLAS_BASE_URL overrides the address
    in site.yaml.
    """
    library = library or load(content_root or data_folder("content").parent, drafts)
    static = data_folder("static")
    app = Flask(__name__, static_folder=None, template_folder=str(data_folder("templates")))
    app.extensions[KEY] = Edition(
        library=library,
        stylesheets=Stylesheets(static / "css", library.roles),
        assets=Assets(static),
        index=index,
        base_url=os.environ.get("CSATLAS_BASE_URL", library.site.base_url).rstrip("/"),
    )
    # More than any text of the allowed length takes, and less than would ever be put aside in a file.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=lambda: LOCALES[g.lang])
    # Flask-Babel finds out the language at every word; here the request knows it. A page has a hundred of them.
    catalogues = {lang: Translations.load(TRANSLATIONS, [LOCALES[lang]]) for lang in LANGS}
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: catalogues[g.lang].ugettext(words),
        lambda one, many, count: catalogues[g.lang].ungettext(one, many, count),
        newstyle=True,
    )
    # JSON-LD repeats words of the page: written as they are, they compress to almost nothing.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    app.before_request(language.choose)
    app.after_request(security.secure)
    app.after_request(caching.keep)
    templating.register(app)
    errors.register(app)
    app.register_blueprint(feeds.localised)
    for views in (entrance, feeds, api, embed, articles, compare, glossary, posting, quiz, search, pages):
        app.register_blueprint(views.blueprint)
    return app
