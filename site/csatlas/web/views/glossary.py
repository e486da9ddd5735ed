"""The glossary: its index, its terms, names that mean several things."""

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from csatlas.library import names, urls
from csatlas.library.library import TermOf
from csatlas.library.schema import Former
from csatlas.web.calculator import calculate, unit_names
from csatlas.web.edition import edition
from csatlas.web.forms import GlossaryForm, category_names
from csatlas.web.language import localised_blueprint
from csatlas.web.routes import queried
from csatlas.web.templating import show
from csatlas.web.views.embed import discovery, frame

blueprint = localised_blueprint("glossary")


@blueprint.get("/glossary/")
@queried
def index() -> str:
    """All terms, narrowed to a category, a role and a part of the name that the address gives."""
    library = edition().library
    form = GlossaryForm(request.args)
    form.offer(library, g.lang)
    chosen = [term for term in library.terms.values() if form.wants(term)]
    groups: dict[str, list[TermOf]] = {}
    for term in sorted(chosen, key=lambda term: names.order(term.facts, g.lang)):
        groups.setdefault(names.heading(term.facts, g.lang), []).append(term)
    return show("glossary/index.html", urls.GLOSSARY, form=form, groups=groups, count=len(chosen))


@blueprint.get("/glossary/<name>/")
@queried
def term(name: str) -> str | Response:
    """One term; any other name of it leads here, and a name of several to a page that tells them apart."""
    library = edition().library
    if name in library.terms:
        found = library.terms[name]
        return show(
            "glossary/term.html",
            urls.term_path(name),
            term=found,
            categories=category_names(),
            units=unit_names(),
            frame=frame(found, g.lang),
            oembed=discovery(found, g.lang),
            calculations=tuple(calculate(found, number, request.args, g.lang) for number in range(len(found.formulas))),
        )
    key = names.spelling(name)
    if key in library.ambiguous:
        return show("glossary/ambiguous.html", urls.GLOSSARY, entry=library.ambiguous[key], path=urls.term_path(name))
    if key in library.names:
        return redirect(urls.localised(g.lang, urls.term_path(library.names[key][0])), code=301)
    abort(404)


@blueprint.get("/glossary/<name>/<day>/")
def version(name: str, day: str) -> str:
    """A definition as it stood from a day on, for those who cited it then."""
    found = edition().library.terms.get(name)
    if found is None:
        abort(404)
    for since, words in found.facts.versions:
        if since.isoformat() == day:
            return show(
                "glossary/version.html",
                urls.term_path(name),
                path=urls.version_path(name, since),
                term=found,
                since=since,
                words=words,
                replaced=words.replaced if isinstance(words, Former) else None,
            )
    abort(404)
