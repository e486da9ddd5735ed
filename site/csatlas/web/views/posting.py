"""The posting reader. What is pasted comes by POST and is answered at once: it is in no address, file or log."""

from flask import abort, g, request

from csatlas.library import urls
from csatlas.posting import LONGEST
from csatlas.web.edition import edition
from csatlas.web.forms import PostingForm
from csatlas.web.language import localised_blueprint
from csatlas.web.posting import appendix, read_result, report
from csatlas.web.routes import queried
from csatlas.web.templating import show

blueprint = localised_blueprint("posting")


@blueprint.get("/posting/")
@queried
def paste() -> str:
    """The form; with `result`, the address of a quiz result, the visitor's own fit will be shown."""
    return show("posting/form.html", urls.POSTING, form=PostingForm(request.args))


@blueprint.post("/posting/")
def read() -> tuple[str, int]:
    """What the posting says; 422 or 413 with the form, and all that was typed, where it cannot be read."""
    form = PostingForm(request.form)
    library = edition().library
    examples = {example.id: example for example in library.posting.examples}
    if form.example.data:
        if form.example.data not in examples:
            abort(404)
        form.text.data = examples[form.example.data].text[g.lang]
    g.referrer_policy = "no-referrer"
    answers = read_result(library, form.result.data or "") if form.validate() else None
    text = form.text.data or ""
    if form.errors:
        status = 413 if len(text) > LONGEST else 422
        return show("posting/form.html", urls.POSTING, form=form), status
    found = report(edition(), text, answers=answers)
    texts = appendix(edition(), found.terms, g.lang)
    page = show("posting/reading.html", urls.POSTING, form=form, report=found, answers=answers, appendix=texts)
    return page, 200


@blueprint.get("/posting/method/")
def method() -> str:
    """How postings are read, with every cue, and how often the reader is right."""
    return show("posting/method.html", urls.POSTING_METHOD)
