"""Pages that are nothing but content: home, roles, sources, about, privacy."""

from flask import abort, g

from csatlas import figures
from csatlas.library import urls
from csatlas.web.edition import edition
from csatlas.web.language import localised_blueprint
from csatlas.web.templating import show
from csatlas.web.views.embed import discovery, frame, script

blueprint = localised_blueprint("pages")

# A term that recruiters meet in postings and that has a formula.
EXAMPLE = "nrr"


@blueprint.get("/")
def home() -> str:
    """The four jobs on one screen."""
    library = edition().library
    return show(
        "pages/home.html",
        urls.HOME,
        lands=edition().lands,
        routes=figures.routes(library.journey, tuple(library.roles)),
        pairs=figures.distances(library.traits, tuple(library.roles)),
    )


@blueprint.get("/roles/")
def roles() -> str:
    """The four definitions and the names under which postings offer them."""
    library = edition().library
    return show("pages/roles.html", urls.ROLES, pairs=figures.distances(library.traits, tuple(library.roles)))


@blueprint.get("/roles/<role>/")
def role(role: str) -> str:
    """One job."""
    library = edition().library
    if role not in library.roles:
        abort(404)
    return show(
        "pages/role.html",
        urls.role_path(role),
        role_id=role,
        role=library.roles[role],
        pairs=tuple(pair for pair in library.pairs.values() if role in (pair.left, pair.right)),
        lands=edition().locator,
        routes=figures.routes(library.journey, (role,)),
    )


@blueprint.get("/sources/")
def sources() -> str:
    """How sources were read, and the kinds of them."""
    return show("pages/sources.html", urls.SOURCES)


@blueprint.get("/sources/<kind>/")
def sources_of(kind: str) -> str:
    """Every source of one kind and the pages that use it."""
    path = urls.sources_path(kind)
    if path not in edition().library.pages:
        abort(404)
    return show("pages/sources_of.html", path, kind=kind)


@blueprint.get("/for-recruiters/")
def recruiters() -> str:
    """How a company's own pages can use the glossary, with one term as the living example."""
    term = edition().library.terms[EXAMPLE]
    g.frame_policy = "frame-src 'self'; "
    return show(
        "pages/recruiters.html",
        urls.RECRUITERS,
        example=term,
        frame=frame(term, g.lang),
        script=script(),
        api=f"{edition().base_url}/api/",
        oembed=discovery(term, g.lang),
    )


@blueprint.get("/method/")
def method() -> str:
    """How the quiz computes, with its values, their reasons and what simulated respondents got."""
    library = edition().library
    return show("pages/method.html", urls.METHOD, of=library.quiz, simulation=library.simulation)


@blueprint.get("/<page>/")
def plain(page: str) -> str:
    """A page of text."""
    path = urls.page_path(page)
    if not path or path not in edition().library.pages:
        abort(404)
    return show("pages/plain.html", path)
