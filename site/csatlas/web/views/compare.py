"""The four roles in one table, and two of them side by side."""

from flask import abort, g, request

from csatlas.library import urls
from csatlas.web.edition import edition
from csatlas.web.forms import CompareForm
from csatlas.web.language import localised_blueprint
from csatlas.web.routes import queried
from csatlas.web.templating import show

blueprint = localised_blueprint("compare")


@blueprint.get("/compare/")
@queried
def matrix() -> str:
    """The matrix, narrowed to the roles and rows that the address names."""
    library = edition().library
    form = CompareForm(request.args)
    form.role.choices = [(role_id, role.names[g.lang].short) for role_id, role in library.roles.items()]
    form.row.choices = [(row_id, row.name[g.lang]) for row_id, row in library.dimensions.items()]
    form.validate()
    rows = [library.dimensions[row_id] for row_id in form.row.data or ()]
    return show("compare/matrix.html", urls.COMPARE, form=form, rows=rows)


@blueprint.get("/compare/<pair>/")
def pair(pair: str) -> str:
    """Two roles and what divides them."""
    library = edition().library
    if pair not in library.pairs:
        abort(404)
    found = library.pairs[pair]
    return show(
        "compare/pair.html",
        urls.pair_path(pair),
        pair=found,
        sides=(found.left, found.right),
        rows=[library.dimensions[row_id] for row_id in found.facts.dimensions],
    )
