"""Articles and disputes: their indexes and pages."""

from flask import abort, g, request

from csatlas.library import urls
from csatlas.web.edition import edition
from csatlas.web.forms import ArticleForm, audience_names
from csatlas.web.language import localised_blueprint
from csatlas.web.reading import minutes, questions
from csatlas.web.routes import queried
from csatlas.web.templating import show

blueprint = localised_blueprint("articles")


@blueprint.get("/articles/")
@queried
def index() -> str:
    """All articles by group, as titles or as the questions they answer, narrowed to an audience."""
    library = edition().library
    form = ArticleForm(request.args)
    form.offer()
    groups = [
        (group, [article for article in library.articles.values() if form.wants(article, group)])
        for group in library.groups
    ]
    return show("articles/index.html", urls.ARTICLES, form=form, groups=[each for each in groups if each[1]])


@blueprint.get("/articles/<slug>/")
def article(slug: str) -> str:
    """One article."""
    library = edition().library
    if slug not in library.articles:
        abort(404)
    path = urls.article_path(slug)
    text = library.pages[path].texts[g.lang]
    faq = questions(text.section("faq").html)
    found = library.articles[slug]
    group = next(group for group in library.groups if group.id == found.facts.group)
    return show(
        "articles/article.html",
        path,
        article=found,
        group=group,
        minutes=minutes(text.prose, g.lang),
        audiences=audience_names(),
        faq=faq,
    )


@blueprint.get("/disputes/")
def disputes() -> str:
    """All disputes with our reading of each."""
    return show("disputes/index.html", urls.DISPUTES)


@blueprint.get("/disputes/<name>/")
def dispute(name: str) -> str:
    """One dispute and the pages that depend on it."""
    library = edition().library
    if name not in library.disputes:
        abort(404)
    return show("disputes/dispute.html", urls.dispute_path(name), dispute=library.disputes[name])
