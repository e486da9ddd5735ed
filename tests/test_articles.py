"""Articles and disputes as readers, editors and feed readers find them."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from csatlas.library.library import Library
from csatlas.library.loading import load
from csatlas.library.problems import ContentError
from csatlas.library.schema import LANGS, Lang
from csatlas.web.reading import minutes, questions
from tests.conftest import ADDRESSES
from tests.page import Page

Visit = Callable[[str], Page]
BASE = "https://csatlas.example"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


# --- articles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_an_article_has_all_that_was_promised(visit: Visit, library: Library, lang: Lang) -> None:
    for article in library.articles.values():
        page = visit(f"/{lang}/articles/{article.slug}/")
        text = library.pages[f"articles/{article.slug}/"].texts[lang]
        assert {"short-answer", "wrong", "next", "faq", "related", "about", "sources"} <= set(page.ids)
        assert article.facts.checked[lang] in page.text
        assert {"ja": f"約{minutes(text.prose, lang)}分", "en": f"About {minutes(text.prose, lang)} min"}[
            lang
        ] in page.text
        for other in article.related:
            assert other != article.slug
            assert f"/{lang}/articles/{other}/" in [link["href"] for link in page.links]
        for relation, other in (("prev", article.before), ("next", article.after)):
            assert [link["href"] for link in page.links if link.get("rel") == relation] == (
                [f"/{lang}/articles/{other}/"] if other else []
            )


@pytest.mark.parametrize("lang", LANGS)
def test_the_questions_of_an_article_are_said_to_machines_too(visit: Visit, library: Library, lang: Lang) -> None:
    for article in library.articles.values():
        page = visit(f"/{lang}/articles/{article.slug}/")
        (faq,) = [part for part in json.loads(page.structured)["@graph"] if part["@type"] == "FAQPage"]
        asked = [each["name"] for each in faq["mainEntity"]]
        assert 3 <= len(asked) <= 5
        assert asked == [words for level, words in page.headings if level == 3 and words in asked]
        for each in faq["mainEntity"]:
            assert len(each["acceptedAnswer"]["text"]) > 20
            assert "<" not in each["acceptedAnswer"]["text"]
            assert "\ue000" not in each["acceptedAnswer"]["text"]


def test_the_index_lists_every_article_once_by_group(visit: Visit, library: Library) -> None:
    page = visit("/ja/articles/")
    listed = [link["href"] for link in page.links if link.get("class") == "name"]
    assert listed[1:] == [f"/ja/articles/{slug}/" for slug in library.articles]
    groups = [
        group.name.ja for group in library.groups if any(a.facts.group == group.id for a in library.articles.values())
    ]
    assert [words for level, words in page.headings if level == 2] == groups


def test_the_index_shows_questions_and_narrows_to_readers(visit: Visit, library: Library) -> None:
    page = visit("/en/articles/?for=recruiters&by=question")
    for article in library.articles.values():
        shown = f"/en/articles/{article.slug}/" in [link["href"] for link in page.links]
        assert shown == ("recruiters" in article.facts.audience)
        assert (article.facts.question.en in page.text) == shown
    (readers,) = page.all("select", name="for")
    assert readers
    assert "There is no choice called nobody" in visit("/en/articles/?for=nobody").text


def test_questions_are_read_with_their_answers() -> None:
    html = Markup("<h3>One?</h3>\n<p>A &amp; <a href='/x/'>b</a>.\ue000guru\ue001</p>\n<h3>Two?</h3><p>C</p>")
    assert questions(html) == (("One?", "A & b ."), ("Two?", "C"))


FACTS = """group: words
order: 99
question: {ja: 何, en: What}
audience: [leaders]
checked: {ja: 照合, en: Checked}
"""
TEXT = """---
title: An example of a title in LANG
summary: A summary that is long enough in LANG.
published: DAY
updated: DAY
---

Intro.[@guru; @cus-suc; @9e-59]

## A {#short-answer}

!!! scene "S"
    Text.

## B {#wrong}

Text.

## C {#next}

- do

## D {#faq}

### Q?

A.
"""


def write(tree: Path, text: str, day: date | None = None, facts: str = FACTS) -> None:
    folder = tree / "content/articles/an-article"
    folder.mkdir(parents=True)
    (folder / "article.yaml").write_text(facts, encoding="utf-8")
    for lang in LANGS:
        words = text.replace("LANG", lang).replace("DAY", str(day or date.today()))
        (folder / f"{lang}.md").write_text(words, encoding="utf-8")


def test_an_article_of_a_future_day_is_shown_to_editors_only(tree: Path) -> None:
    write(tree, TEXT, date.today() + timedelta(days=1))
    assert "articles/an-article/" not in load(tree).pages
    assert "articles/an-article/" in load(tree, drafts=True).pages


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{#short-answer}", "{#answer}", "the first section: expected {#short-answer}"),
        ("## D {#faq}", "## D {#end}", "the last sections: expected wrong, next, faq"),
        ("@guru; ", "", "2 sources: expected at least 3"),
        ("!!! scene", "!!! note", "no scene: expected a block !!! scene"),
        ("- do", "do", "no table and no checklist: expected one"),
        ("Intro.", "Some 5% of text\n\n", "figure '5%' without a citation"),
    ],
)
def test_what_an_article_lacks_is_said(tree: Path, old: str, new: str, fault: str) -> None:
    assert old in TEXT
    write(tree, TEXT.replace(old, new))
    with pytest.raises(ContentError) as caught:
        load(tree)
    for lang in LANGS:
        assert [p for p in caught.value.problems if p.path.endswith(f"an-article/{lang}.md") and fault in p.text]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("group: words", "group: word", "unknown group 'word'; did you mean 'words'?"),
        ("audience: [leaders]", "audience: [leader]", "audience"),
        ("order: 99\n", "order: 99\nrelated: [nothing]\n", "unknown article 'nothing'"),
    ],
)
def test_a_fault_in_the_facts_of_an_article_is_said(tree: Path, old: str, new: str, fault: str) -> None:
    write(tree, TEXT, facts=FACTS.replace(old, new))
    with pytest.raises(ContentError) as caught:
        load(tree)
    assert [p for p in caught.value.problems if p.path.endswith("article.yaml") and fault in p.text]


# --- disputes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_each_dispute_answers_first_and_lists_the_pages_that_depend_on_it(
    visit: Visit, library: Library, lang: Lang
) -> None:
    assert len(library.disputes) >= 9
    index = visit(f"/{lang}/disputes/")
    for dispute in library.disputes.values():
        page = visit(f"/{lang}/disputes/{dispute.id}/")
        assert dispute.facts.reading[lang] in page.text
        assert dispute.facts.reading[lang] in index.text
        assert len(library.pages[f"disputes/{dispute.id}/"].texts[lang].prose.cited) >= 2
        for path in dispute.touches:
            assert f"/{lang}/{path}" in [link["href"] for link in page.links]
            assert f"/{lang}/disputes/{dispute.id}/" in [link["href"] for link in visit(f"/{lang}/{path}").links], path


def test_a_disputed_statement_leads_to_its_dispute(visit: Visit, library: Library) -> None:
    assert "compare/" in library.disputes["service-kpi"].touches
    assert "roles/success/" in library.disputes["csm-meaning"].touches
    marks = [link for link in visit("/en/compare/").links if link.get("class") == "split"]
    assert len(marks) == sum(
        bool(getattr(cell, "disputed", None)) for row in library.dimensions.values() for cell in row.cells.values()
    )


@pytest.mark.parametrize("text", ['!!! dispute nonsense "T"\n    Text.', "Text.[~nonsense]"])
def test_an_unknown_dispute_is_a_fault(tree: Path, text: str) -> None:
    for lang in LANGS:
        path = tree / f"content/pages/about/{lang}.md"
        path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="unknown dispute 'nonsense'"):
        load(tree)


# --- feeds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_feed_holds_every_article_whole(client: FlaskClient, library: Library, lang: Lang) -> None:
    """RFC 4287: what a feed and an entry must have, ids that are theirs alone, addresses that lead somewhere."""
    answer = client.get(f"/{lang}/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)  # noqa: S314 - our own
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{needed}") is not None, needed
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert sorted(ids) == sorted(f"{BASE}/{lang}/articles/{slug}/" for slug in library.articles)  # type: ignore[type-var]
    changed = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert changed == sorted(changed, reverse=True)
    for entry in entries:
        content = entry.findtext(f"{ATOM}content") or ""
        assert len(content) > 3000
        assert 'href="/' not in content
        assert 'href="#' not in content
        assert "\ue000" not in content


def test_the_sitemap_lists_every_page_with_its_twin(client: FlaskClient, library: Library) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 - our own
    found = {url.findtext(f"{SITEMAP}loc"): url for url in root}
    assert sorted(found) == sorted(BASE + address for address in ADDRESSES)  # type: ignore[type-var]
    about = found[f"{BASE}/en/privacy/"]
    assert about.findtext(f"{SITEMAP}lastmod") == library.pages["privacy/"].texts["en"].head.updated.isoformat()
    twins = {link.get("hreflang"): link.get("href") for link in about.findall("{http://www.w3.org/1999/xhtml}link")}
    assert twins == {lang: f"{BASE}/{lang}/privacy/" for lang in LANGS}
