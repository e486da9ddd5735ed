"""Every page in both languages, as a visitor, a search engine and a screen reader find it."""

import json
from collections import Counter
from collections.abc import Callable
from urllib.parse import urldefrag, urljoin

import pytest
from flask.testing import FlaskClient

from csatlas.library import urls
from csatlas.library.library import Library
from csatlas.library.schema import LANGS
from tests.conftest import ADDRESSES, ROOT
from tests.page import Page

Visit = Callable[[str], Page]
BASE = "https://csatlas.example"


def test_every_page_is_whole(visit: Visit, subtests: pytest.Subtests) -> None:
    for address in ADDRESSES:
        with subtests.test(address):
            is_whole(visit(address))


def is_whole(page: Page) -> None:
    address = page.address
    lang, path = urls.split_language(address)
    assert page.lang == lang
    assert page.title
    assert len(page.h1) == 1
    assert [i for i, n in Counter(page.ids).items() if n > 1] == []
    assert page.headings[0][0] == 1
    for (above, _), (level, words) in zip(page.headings, page.headings[1:], strict=False):
        assert level <= above + 1, f"{words}: h{level} after h{above}"
        assert words
    assert not page.all("img")
    assert not [attributes for _, attributes in page.tags if "style" in attributes]
    for svg in page.all("svg"):
        assert svg.get("aria-hidden") == "true" or svg.get("role") or "viewBox" in svg or "x" in svg or "width" in svg
    assert page.all("link", rel="canonical") == [{"rel": "canonical", "href": BASE + address}]
    alternates = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate") if "hreflang" in link}
    assert alternates == {
        **{each: f"{BASE}/{each}/{path}" for each in LANGS},
        "x-default": f"{BASE}/ja/{path}",
    }
    (description,) = page.all("meta", name="description")
    assert 20 <= len(description["content"]) <= 160


def test_structured_data_say_what_the_page_says(visit: Visit, library: Library, subtests: pytest.Subtests) -> None:
    for address in ADDRESSES:
        with subtests.test(address):
            says_the_same(visit(address), library)


def says_the_same(page: Page, library: Library) -> None:
    lang, path = urls.split_language(page.address)
    assert lang
    data = json.loads(page.structured)
    assert data["@context"] == "https://schema.org"
    kinds = [part["@type"] for part in data["@graph"]]
    head = library.pages[path].texts[lang].head
    if path:
        term = library.terms.get(path.removeprefix("glossary/").rstrip("/"))
        faq = ["FAQPage"] if path.startswith("articles/") and path != "articles/" else []
        assert kinds == ["DefinedTerm" if term else "Article", "BreadcrumbList", *faq]
        thing = data["@graph"][0]
        if term:
            assert thing["name"] in page.h1[0]
            assert thing["description"] in page.text
        else:
            assert (thing["headline"], thing["dateModified"]) == (head.title, head.updated.isoformat())
        trail = data["@graph"][1]["itemListElement"]
        assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
        assert trail[-1]["item"] == BASE + page.address
    else:
        assert kinds == ["WebSite"]


def test_titles_and_descriptions_are_unique_in_each_language(visit: Visit) -> None:
    for lang in LANGS:
        pages = [visit(address) for address in ADDRESSES if address.startswith(f"/{lang}/")]
        for values in (
            [page.title for page in pages],
            [page.all("meta", name="description")[0]["content"] for page in pages],
        ):
            assert [value for value, n in Counter(values).items() if n > 1] == []


def test_every_internal_link_and_fragment_leads_somewhere(visit: Visit, client: FlaskClient) -> None:
    checked = set()
    for address in ADDRESSES:
        for link in visit(address).links:
            target, fragment = urldefrag(urljoin(address, link["href"]))
            if target.startswith(("http:", "https:")) or (target, fragment) in checked:
                continue
            checked.add((target, fragment))
            page = visit(target)
            if fragment:
                assert fragment in page.ids, f"{address}: {link['href']}"
    assert len(checked) > 500


def test_files_that_pages_name_exist(visit: Visit, client: FlaskClient) -> None:
    named = set()
    for address in ADDRESSES:
        page = visit(address)
        named |= {link["href"] for link in page.all("link", rel="icon")}
        named |= {script["src"] for script in page.all("script") if "src" in script}
        named |= {meta["content"].removeprefix(BASE) for meta in page.all("meta", property="og:image")}
    assert len(named) == 9
    for file in named:
        with client.get(file) as answer:
            assert answer.status_code == 200, file


def test_the_language_switch_keeps_the_place(visit: Visit) -> None:
    for address in ADDRESSES:
        lang, path = urls.split_language(address)
        other = {"ja": "en", "en": "ja"}[lang or ""]
        (switch,) = [link for link in visit(address).links if link.get("hreflang") == other and link.get("lang")]
        assert switch["href"] == f"/{other}/{path}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_home_page_answers_first(visit: Visit, library: Library, lang: str) -> None:
    page = visit(f"/{lang}/")
    before = -1
    for role in library.roles.values():
        place = page.text.index(role.answer[lang])  # type: ignore[index]
        assert place > before
        before = place
    assert before < page.text.index(library.pages[""].texts[lang].prose.sections[0].title)  # type: ignore[index]


@pytest.mark.parametrize("lang", LANGS)
def test_a_role_page_has_all_that_was_promised(visit: Visit, library: Library, lang: str) -> None:
    for role in library.roles:
        page = visit(f"/{lang}/roles/{role}/")
        assert {
            "short-answer", "day", "journey", "duties", "channels", "measures", "skills", "enjoys", "hard-sides",
            "team-names", "ways", "confused-with", "interview", "demands", "sources",
        } <= set(page.ids)  # fmt: skip
        assert len([link for link in page.links if "-vs-" in link["href"]]) >= 3
        assert page.text.count(library.traits[0].name[lang]) == 1  # type: ignore[index]


def test_both_languages_show_the_same_tables(visit: Visit, library: Library) -> None:
    for path in library.paths:
        assert visit(f"/ja/{path}").tables == visit(f"/en/{path}").tables


def test_every_source_is_listed_with_the_pages_that_use_it(visit: Visit, library: Library) -> None:
    for source in library.sources.values():
        page = visit(f"/ja/sources/{source.kind}/")
        assert source.id in page.ids
        assert source.title in page.text
        assert library.uses[source.id]
        assert not source.url or any(link["href"] == source.url for link in page.links)


def test_no_page_asks_another_site_for_anything(visit: Visit) -> None:
    for address in ADDRESSES:
        page = visit(address)
        for tag in ("script", "img", "iframe", "source", "video", "audio"):
            assert not [each for each in page.all(tag) if each.get("src", "/").startswith(("http", "//"))]
        for link in page.all("link"):
            assert link["rel"] in {"canonical", "alternate", "icon", "search"}


def test_addresses_once_published_stay(client: FlaskClient, library: Library) -> None:
    """tests/urls.txt lists every address ever published; a line leaves it only with a redirect in its place."""
    listed = (ROOT / "tests" / "urls.txt").read_text(encoding="utf-8").split()
    for address in listed:
        assert client.get(address, follow_redirects=True).status_code == 200, address
    dated = {
        urls.localised(lang, urls.version_path(term.id, day))
        for lang in LANGS
        for term in library.terms.values()
        for day, _ in term.facts.versions
    }
    assert {*ADDRESSES, *dated} <= set(listed), "a new page: add its addresses to tests/urls.txt"
