"""The quiz: its questions, a result that lies in its address alone, and a ranking to share."""

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from csatlas.library import urls
from csatlas.web.edition import edition
from csatlas.web.fit import fit, quiz_version, read_answers, read_ranking
from csatlas.web.forms import quiz_form
from csatlas.web.language import localised_blueprint
from csatlas.web.routes import live, queried
from csatlas.web.templating import show

blueprint = localised_blueprint("quiz")

ROWS = 4  # of the comparison, where two jobs are too close to call


@blueprint.get("/quiz/")
@queried
def questions() -> tuple[str, int] | Response:
    """The questions with what the address already answers: those of stage 1 or, after the answers `first`, the rest."""
    library = edition().library
    of = quiz_version(library, request.args.get("version", str(library.quiz.version)))
    first = request.args.get("first", "")
    if of is None or (first and (read_answers(of, first) is None or len(first) != len(of.quiz.first))):
        abort(404)
    choices = [choice for choice in of.facts.questions if choice.stage == (2 if first else 1)]
    form = quiz_form(choices)(request.args)
    wanted = "show" in request.args
    if wanted and form.validate():
        digits = first + "".join(str(field.data) for field in form)
        return redirect(urls.localised(g.lang, urls.quiz_path(of.version, digits)), code=303)
    missing = [name for name in form.errors if wanted]
    page = show("quiz/questions.html", urls.QUIZ, of=of, first=first, choices=choices, form=form, missing=missing)
    return page, 422 if missing else 200


@blueprint.get("/quiz/<version>/<answers>/")
@live
def result(version: str, answers: str) -> str:
    """What the answers in the address say, or the ranking that somebody shared."""
    library = edition().library
    of = quiz_version(library, version)
    if of is None:
        abort(404)
    path = urls.quiz_path(of.version, answers)
    given = read_answers(of, answers)
    if given is not None:
        g.referrer_policy = "no-referrer"
        found = fit(library, of, answers, given)
        chance = library.chance(of.version, len(given))
        rows = [library.dimensions[row] for row in found.pair.facts.dimensions[:ROWS]]
        return show(
            "quiz/result.html", urls.QUIZ, path=path, fit=found, lands=edition().lands, rows=rows, chance=chance
        )
    ranking = read_ranking(answers, library)
    if ranking is None:
        abort(404)
    return show("quiz/shared.html", urls.QUIZ, path=path, ranking=ranking)
