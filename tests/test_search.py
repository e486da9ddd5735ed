"""Search: every spelling finds its page, nothing typed breaks it, and what is shown is marked and escaped."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.search import QUERIES, WANTED, misses
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from csatlas.library.library import Library
from csatlas.search import KINDS, PER_PAGE, Search, nearest, snippet, write
from tests.page import Page

Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def search(library: Library) -> Search:
    return Search.of(library)


def first(search: Search, query: str, lang: str = "ja") -> str:
    hits = search.find(query, lang)  # type: ignore[arg-type]
    return hits[0].address if hits else ""


def test_what_job_seekers_type_finds_its_page(search: Search) -> None:
    assert len(QUERIES) == 60
    missed = misses(search)
    assert len(missed) <= len(QUERIES) - WANTED, missed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("カスタマーサポート", "カスタマサポート"),
        ("カスタマーサポート", "ｶｽﾀﾏｰｻﾎﾟｰﾄ"),
        ("NRR", "ｎｒｒ"),
        ("解約率", "チャーンレート"),
        ("問い合わせ数", "問合せ数"),
        ("オンボーディング", "おんぼーでぃんぐ"),
        ("給与", "年収"),
    ],
)
def test_other_spellings_and_words_find_the_same(search: Search, one: str, other: str) -> None:
    assert first(search, one) == first(search, other) != ""


def test_the_page_that_is_called_so_comes_first(search: Search, library: Library) -> None:
    for role_id, role in library.roles.items():
        assert first(search, role.names.ja.full) == f"/ja/roles/{role_id}/"
        assert first(search, role.names.en.full, "en") == f"/en/roles/{role_id}/"


def test_a_word_in_latin_letters_is_never_part_of_another(search: Search) -> None:
    assert not any("csv" in hit.snippet.lower() and "<mark>" not in hit.snippet for hit in search.find("CS", "en"))
    assert search.find("zzcs", "ja") == []


def test_a_page_is_shown_twice_at_most_and_a_kind_narrows(search: Search) -> None:
    pages = [hit.address.split("#")[0] for hit in search.find("サポート", "ja")]
    assert len(pages) == 20
    assert max(map(pages.count, pages)) <= PER_PAGE
    for kind in KINDS:
        assert {hit.kind for hit in search.find("サポート", "ja", kind)} == {kind}


def test_every_hit_leads_to_a_place_that_exists(search: Search, visit: Visit) -> None:
    for query in QUERIES:
        for hit in search.find(query["q"], query["lang"]):
            page, _, fragment = hit.address.partition("#")
            assert not fragment or fragment in visit(page).ids, hit.address


def test_a_snippet_shows_the_word_marked_and_the_text_escaped() -> None:
    text = "前置き。" * 60 + "<b>カスタマーサポート</b>の<i>センター</i>です。" + "あとがき。" * 60
    shown = snippet(text, ["カスタマサポト", "センタ"], "ja")
    assert "&lt;b&gt;<mark>カスタマーサポート</mark>&lt;/b&gt;" in shown
    assert "<mark>センター</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "<mark>cancelled</mark>" in snippet("They cancelled it", ["cancel"], "en")
    assert snippet("nothing", ["missing"], "en") == "nothing"


def test_no_hit_leads_to_the_nearest_terms(search: Search, library: Library, visit: Visit) -> None:
    assert search.find("オンボーデング率", "ja", "dispute") == []
    assert "onboarding" in nearest("オンボーデング", library)
    page = visit("/en/search/?q=onbordign")
    assert "onboarding" in page.text
    assert "The terms with the likest names" in page.text


@pytest.mark.parametrize(
    "typed",
    ["", " ", '"', '"""', "*", "****", "a" * 10_000, "解約" * 5_000, "😀😀", "\ud800", "NEAR(a b)", "a AND", "title:x",
     "-x", "' OR 1=1 --", "\x00", "ー", "ーーー", "(", "۱۲۳", "العربية", "解", "ん", "<script>alert(1)</script>"],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_that_one_types_breaks_it(search: Search, library: Library, typed: str, lang: str) -> None:
    start = time.perf_counter()
    for hit in search.find(typed, lang):  # type: ignore[arg-type]
        assert "<script" not in hit.snippet
    nearest(typed, library)
    assert time.perf_counter() - start < 1, "fifty milliseconds on an idle machine; bench/search.py measures"


@given(st.text(max_size=40))
def test_any_text_is_an_answer(search: Search, typed: str) -> None:
    search.find(typed, "ja")
    search.find(typed, "en")


def test_the_index_of_a_build_finds_what_the_one_in_memory_does(
    search: Search, library: Library, tmp_path: Path
) -> None:
    write(tmp_path / "one.db", library)
    write(tmp_path / "other.db", library)
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "other.db").read_bytes()
    opened = Search.open(tmp_path / "one.db")
    for query in QUERIES[:10]:
        assert opened.find(query["q"], query["lang"]) == search.find(query["q"], query["lang"])


def test_the_page_keeps_what_was_typed_and_says_how_much_was_found(visit: Visit) -> None:
    page = visit("/ja/search/?q=%E8%A7%A3%E7%B4%84%E7%8E%87&kind=term")
    assert page.all("input", name="q", id="q")[0]["value"] == "解約率"
    assert "見つかった箇所: " in page.text
    assert page.all("meta", name="robots", content="noindex")
    assert page.all("mark")
    assert page.title.startswith("解約率: ")
    assert "nonsense" in visit("/en/search/?q=nrr&kind=nonsense").text


def test_every_page_has_a_search_box(visit: Visit, client: FlaskClient) -> None:
    for address in ("/ja/", "/en/articles/pay/", "/en/glossary/nrr/"):
        assert [form for form in visit(address).all("form", role="search") if form["action"].endswith("/search/")]
    assert 'action="/ja/search/"' in client.get("/ja/nothing/").get_data(as_text=True)


def test_programs_ask_too(client: FlaskClient) -> None:
    answer = client.get("/api/search.json?lang=en&q=net+dollar+retention&most=3")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.get_json()
    assert len(found["hits"]) == 3
    assert found["hits"][0]["url"] == "https://csatlas.example/en/glossary/nrr/"
    assert client.get("/api/search.json?lang=ja&q=zzzz").get_json()["hits"] == []
    for wrong in ("q=x", "lang=fr&q=x", "lang=ja&q=x&kind=cat", "lang=ja&q=x&most=0", "lang=ja&q=x&most=many"):
        refused = client.get(f"/api/search.json?{wrong}")
        assert refused.status_code == 400
        assert "must be" in refused.get_json()["error"]


def test_browsers_learn_how_to_ask(client: FlaskClient, visit: Visit) -> None:
    assert visit("/en/").all("link", rel="search") == visit("/en/search/").all("link", rel="search")
    (link,) = visit("/en/search/").all("link", rel="search")
    answer = client.get(link["href"])
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert 'template="https://csatlas.example/en/search/?q={searchTerms}"' in answer.get_data(as_text=True)
