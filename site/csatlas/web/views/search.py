"""Search: a page that lists what is found, and its description for browsers (OpenSearch 1.1)."""

from flask import Response, g, render_template, request

from csatlas.library import urls
from csatlas.search import nearest
from csatlas.web.edition import edition
from csatlas.web.forms import SearchForm, kind_names
from csatlas.web.language import localised_blueprint
from csatlas.web.routes import queried
from csatlas.web.templating import show

blueprint = localised_blueprint("search")


@blueprint.get("/search/")
@queried
def results() -> str:
    """What is found for the query in the address; where nothing is, the terms with the likest names."""
    library = edition().library
    form = SearchForm(request.args)
    form.offer()
    query = form.q.data
    hits = edition().search.find(query, g.lang, form.kind.data) if query else []
    return show(
        "search/results.html",
        urls.SEARCH,
        form=form,
        hits=hits,
        kinds=kind_names(),
        nearest=[library.terms[term] for term in nearest(query, library)] if query and not hits else (),
    )


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """How a browser asks this site (OpenSearch 1.1), so that it can be one of its search engines."""
    xml = render_template("search/opensearch.xml", base_url=edition().base_url)
    return Response(xml, mimetype="application/opensearchdescription+xml")
