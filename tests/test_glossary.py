"""The glossary as a visitor, a recruiter and another site's program use it."""

import csv
import io
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from translate.storage.tbx import tbxfile

from csatlas.library import names
from csatlas.library.library import Library
from csatlas.library.loading import load
from csatlas.library.problems import ContentError
from csatlas.library.schema import LANGS, Words
from csatlas.web.app import create_app
from tests.conftest import ROOT
from tests.page import Page

Visit = Callable[[str], Page]


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def listed(page: Page) -> set[str]:
    """Return the ids of the terms that an index links."""
    return {
        link["href"].split("/")[3]
        for link in page.links
        if link["href"].startswith(f"/{page.lang}/glossary/")
        and link["href"].count("/") == 4
        and "%" not in link["href"]
    }


@pytest.mark.parametrize("lang", LANGS)
def test_the_index_lists_every_term_once_in_order(visit: Visit, library: Library, lang: str) -> None:
    page = visit(f"/{lang}/glossary/")
    assert listed(page) >= set(library.terms)
    letters = [words for level, words in page.headings if level == 2]
    kana = [letter for letter in letters if not letter.isascii()]
    assert kana == sorted(kana)
    latin = [letter for letter in letters if letter.isascii() and len(letter) == 1]
    assert latin == sorted(latin)
    assert kana[:2] == ["あ", "か"] if lang == "ja" else latin[:2] == ["A", "B"]


def test_the_index_narrows_to_kind_and_role(visit: Visit, library: Library) -> None:
    page = visit("/en/glossary/?category=metric&role=support")
    wanted = {t.id for t in library.terms.values() if t.facts.category == "metric" and "support" in t.facts.roles}
    assert 5 < len(wanted) < len(library.terms)
    assert wanted <= listed(page)
    assert f"Terms: {len(wanted)}" in page.text
    others = {t.id for t in library.terms.values() if t.facts.category == "tool"}
    assert not others & listed(page)


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("解約", "churn"),
        ("かいやくりつ", "customer-churn-rate"),
        ("カイヤクリ", "customer-churn-rate"),
        ("ｎｒ", "nrr"),
        ("Net Rev", "nrr"),
        ("売上維持", "nrr"),
    ],
)
def test_a_part_of_any_name_or_reading_finds_a_term(visit: Visit, typed: str, term: str, library: Library) -> None:
    found = listed(visit(f"/ja/glossary/?q={quote(typed)}"))
    assert term in found
    assert len(found) < len(library.terms) / 2


def test_a_word_that_no_term_has_leads_back_to_all(visit: Visit) -> None:
    page = visit("/en/glossary/?q=%3Cscript%3E")
    assert "No term is like this" in page.text
    assert page.all("input", name="q", id="q")[0]["value"] == "<script>"


def test_an_unknown_choice_is_said_and_all_terms_stay(visit: Visit, library: Library) -> None:
    page = visit("/ja/glossary/?category=nonsense")
    assert "nonsense" in page.text
    assert set(library.terms) <= listed(page)


def test_every_name_of_a_term_leads_to_it_or_to_a_page_that_tells_its_meanings(
    client: FlaskClient, library: Library
) -> None:
    for term_id, term in library.terms.items():
        for name in names.names_of(term_id, term.facts):
            if "/" in name:
                continue
            answer = client.get(f"/ja/glossary/{quote(name)}/")
            if names.spelling(name) in library.ambiguous and name != term_id:
                assert answer.status_code == 200, name
                assert library.ambiguous[names.spelling(name)].tell.ja in answer.get_data(as_text=True)
            elif name == term_id:
                assert answer.status_code == 200
            else:
                assert (answer.status_code, answer.location) == (301, f"/ja/glossary/{term_id}/"), name


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("nrr", "nrr"), ("NRR", "nrr"), ("ＮＲＲ", "nrr"), ("Net Revenue Retention", "nrr"),
        ("コンタクトセンタ", "contact-center"), ("オンボーディング", "onboarding"),
        ("ｵﾝﾎﾞｰﾃﾞｨﾝｸﾞ", "onboarding"), ("customer_success", "customer-success"),
    ],
)  # fmt: skip
def test_a_term_is_found_however_it_is_typed(client: FlaskClient, typed: str, term: str) -> None:
    answer = client.get(f"/en/glossary/{quote(typed)}/", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/en/glossary/{term}/"


@pytest.mark.parametrize("name", ["CS", "ｃｓ", "CSM"])
def test_a_name_of_several_lists_what_it_may_mean(visit: Visit, library: Library, name: str) -> None:
    page = visit(f"/ja/glossary/{quote(name)}/")
    entry = library.ambiguous[names.spelling(name)]
    assert entry.tell.ja in page.text
    for meaning in entry.meanings:
        assert meaning.ja in page.text
        assert meaning.term in listed(page)
    assert {"name": "robots", "content": "noindex"} in page.all("meta")


def test_an_unknown_term_offers_the_nearest(client: FlaskClient) -> None:
    answer = client.get("/en/glossary/net-revenue-retentoin/")
    assert answer.status_code == 404
    assert "/en/glossary/nrr/" in answer.get_data(as_text=True)


@pytest.mark.parametrize("lang", LANGS)
def test_a_term_says_who_owns_it_what_else_it_is_called_and_how_to_cite_it(
    visit: Visit, library: Library, lang: str
) -> None:
    for term in library.terms.values():
        page = visit(f"/{lang}/glossary/{term.id}/")
        facts = term.facts
        assert facts.definition[lang] in page.text  # type: ignore[index]
        assert library.roles[facts.owner].names[lang].full in page.text  # type: ignore[index]
        assert all(alias in page.text for alias in facts.aliases)
        assert f"https://csatlas.example/{lang}/glossary/{term.id}/" in page.text
        assert {"cite", "sources"} <= set(page.ids)
        assert set(term.confused_with) <= listed(page)


def test_a_term_lists_every_text_that_links_it(visit: Visit, library: Library) -> None:
    linked = 0
    for path, content in library.pages.items():
        for term_id in {term_id for text in content.texts.values() for term_id in text.prose.terms}:
            if path != f"glossary/{term_id}/":
                linked += 1
                assert f"/en/{path}" in {link["href"] for link in visit(f"/en/glossary/{term_id}/").links}
    assert linked > len(library.terms)


def test_confusion_goes_both_ways(library: Library) -> None:
    for term_id, term in library.terms.items():
        for other in term.confused_with:
            assert term_id in library.terms[other].confused_with, f"{term_id}, {other}"


NRR = "/en/glossary/nrr/?starting_mrr={}&expansion_mrr={}&contraction_mrr={}&churned_mrr={}"


def test_the_calculator_opens_with_the_sourced_example(client: FlaskClient) -> None:
    html = text(client, "/ja/glossary/nrr/")
    assert 'value="10000000"' in html.replace(",", "")
    assert "102%" in html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (("10000000", "500000", "0", "0"), "105%"),
        (("１，０００万", "50万", "0", "0"), "105%"),
        (("¥1,000", "0", "100", "100"), "80%"),
    ],
)
def test_the_calculator_computes_what_people_type(client: FlaskClient, typed: tuple[str, ...], shown: str) -> None:
    html = text(client, NRR.format(*map(quote, typed)))
    assert shown in html
    for value in typed:
        assert f'value="{value}"' in html


def test_what_is_no_number_is_said_beside_its_box_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    html = text(client, NRR.format("100", "lots", "<b>", "3"))
    assert "MRR gained from existing customers: please enter a number" in html
    assert 'value="lots"' in html
    assert 'value="&lt;b&gt;"' in html
    assert 'value="100"' in html
    assert html.count('aria-invalid="true"') == 2


def test_division_by_zero_is_explained(client: FlaskClient) -> None:
    html = text(client, NRR.format("0", "1", "1", "1"))
    assert "divides by zero" in html
    assert 'value="0"' in html


def test_each_way_of_computing_keeps_its_own_numbers(client: FlaskClient, library: Library) -> None:
    several = [term for term in library.terms.values() if len(term.formulas) > 1]
    assert several
    for term in several:
        assert term.facts.formula
        last = len(term.formulas) - 1
        name = next(iter(term.facts.formula.variants[last].example.inputs))
        html = text(client, f"/en/glossary/{term.id}/?variant={last}&{name}=oops")
        assert html.count('value="oops"') == 1
        assert html.count("With these example numbers") == last


def test_the_interface_says_what_the_pages_say(client: FlaskClient, library: Library) -> None:
    answer = client.get("/api/glossary.json")
    assert answer.mimetype == "application/json"
    terms = {each["id"]: each for each in answer.get_json()["terms"]}
    assert terms.keys() == library.terms.keys()
    nrr = client.get("/api/glossary/nrr.json").get_json()
    assert nrr == terms["nrr"]
    assert nrr["definition"]["ja"] == library.terms["nrr"].facts.definition.ja
    assert nrr["url"]["en"] == "https://csatlas.example/en/glossary/nrr/"


def test_the_interface_knows_other_names_and_says_what_it_does_not_know(client: FlaskClient) -> None:
    moved = client.get("/api/glossary/NDR.json")
    assert (moved.status_code, moved.location) == (301, "/api/glossary/nrr.json")
    several = client.get("/api/glossary/CS.json")
    assert several.status_code == 300
    assert "customer-support" in several.get_json()["terms"]
    unknown = client.get("/api/glossary/zzz.json")
    assert (unknown.status_code, unknown.get_json()) == (404, {"error": "unknown term", "name": "zzz"})


@pytest.mark.parametrize(
    "address",
    [
        f"/api/{name}"
        for name in ("glossary.json", "glossary/nrr.json", "glossary.csv", "glossary.tbx", "glossary/zzz.json")
    ],
)
def test_pages_of_other_sites_may_read_the_interface(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_table_opens_in_a_spreadsheet(client: FlaskClient, library: Library) -> None:
    answer = client.get("/api/glossary.csv")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == list(library.terms)
    assert rows[0]["definition_ja"] == next(iter(library.terms.values())).facts.definition.ja


def test_a_translation_tool_opens_the_termbase(client: FlaskClient, library: Library) -> None:
    """Translate Toolkit reads TBX for Weblate and others; it opens ours and finds each term in both languages."""
    answer = client.get("/api/glossary.tbx")
    assert answer.mimetype == "application/x-tbx"
    store = tbxfile.parsestring(answer.data)
    store.setsourcelanguage("ja")
    store.settargetlanguage("en")
    assert [unit.xmlelement.get("id") for unit in store.units] == list(library.terms)
    units = dict(zip(library.terms, store.units, strict=True))
    nrr = units["nrr"]
    assert [term.text for term in nrr.get_source_terms()][:3] == ["NRR", "売上継続率", "NDR"]
    assert [term.text for term in nrr.get_target_terms()] == [
        "net revenue retention", "NRR", "NDR", "net dollar retention",
    ]  # fmt: skip
    for term_id, unit in units.items():
        facts = library.terms[term_id].facts
        assert facts.definition.en in [note.text for note in unit.get_common_notes()]
        assert facts.definition.ja in [note.text for note in unit.get_common_notes(source=True)]
        for terms in (unit.get_source_terms(), unit.get_target_terms()):
            assert terms[0].administrative_status == "preferredTerm-admn-sts"
            assert all(term.text.strip() == term.text != "" for term in terms)


def mark(words: Words) -> str:
    return sha256(f"{words.ja}\n{words.en}".encode()).hexdigest()[:12]


def test_a_definition_once_published_never_changes_under_its_date(library: Library) -> None:
    """tests/definitions.txt lists every definition ever published. A new wording gets a new `version` and a new line;
    the old one goes into the term's `history`. A line never leaves."""
    lines = (ROOT / "tests" / "definitions.txt").read_text(encoding="utf-8").splitlines()
    listed = {(term_id, day): words for term_id, day, words in (line.split() for line in lines)}
    now = {
        (term_id, day.isoformat()): mark(words)
        for term_id, term in library.terms.items()
        for day, words in term.facts.versions
    }
    assert listed == now


@pytest.mark.parametrize("lang", LANGS)
def test_each_version_has_an_address(visit: Visit, library: Library, lang: str) -> None:
    for term in library.terms.values():
        for day, words in term.facts.versions:
            page = visit(f"/{lang}/glossary/{term.id}/{day}/")
            assert words[lang] in page.text  # type: ignore[index]
            (switch,) = [link for link in page.links if link.get("hreflang")]
            assert switch["href"].endswith(f"/glossary/{term.id}/{day}/")


@pytest.mark.parametrize("address", ["nrr/2001-01-01/", "nrr/x/", "NRR/2026-11-22/", "no-such/2026-11-22/"])
def test_a_version_that_never_was_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(f"/ja/glossary/{address}").status_code == 404


def test_a_replaced_definition_stays_readable_and_says_why(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    file = tmp_path / "content/glossary/nrr/term.yaml"
    text = file.read_text(encoding="utf-8")
    former = (
        "history:\n- {version: 2026-11-22, ja: 旧い定義, en: The old words, replaced: {ja: 狭すぎた, en: Too narrow}}\n"
    )
    file.write_text(text.replace("version: 2026-11-22\n", "version: 2027-01-05\n" + former), encoding="utf-8")
    visitor = create_app(tmp_path).test_client()
    old = visitor.get("/en/glossary/nrr/2026-11-22/").get_data(as_text=True)
    assert "The old words" in old
    assert "Too narrow" in old
    assert "stands today" in visitor.get("/en/glossary/nrr/2027-01-05/").get_data(as_text=True)
    present = visitor.get("/en/glossary/nrr/").get_data(as_text=True)
    assert "The old words" not in present
    assert "/en/glossary/nrr/2026-11-22/" in present
    assert visitor.get("/api/glossary/nrr.json").get_json()["versions"] == ["2026-11-22", "2027-01-05"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"starting_mrr": 10000000', '"starting_mrr": 0', "the example divides by zero"),
        ("result: 1.02", "result: 1.2", "the example gives 1.02, not 1.2"),
        ("/ starting_mrr", "/ starting_mr", "the expression uses"),
        ("/ starting_mrr", "** starting_mrr", "expected variables, numbers and + - * / ( )"),
        ('reading: "うりあげ', 'reading: "uriage', "reading 'uriage' is not in the name: expected kana for kanji"),
        ("  period:", "  perod:", "unknown key 'perod'; did you mean 'period'?"),
    ],
)
def test_a_fault_in_a_term_is_shown_with_its_place(tree: Path, old: str, new: str, fault: str) -> None:
    shutil.copytree(ROOT / "content/glossary/nrr", tree / "content/glossary/nrr")
    file = tree / "content/glossary/nrr/term.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(tree)
    problems = [str(problem) for problem in caught.value.problems if problem.path.endswith("nrr/term.yaml")]
    assert [problem for problem in problems if fault in problem], problems


def test_a_term_never_links_itself(tree: Path) -> None:
    shutil.copytree(ROOT / "content/glossary/nrr", tree / "content/glossary/nrr")
    file = tree / "content/glossary/nrr/en.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nSee [[nrr]].\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"nrr/en\.md:1: the term links itself"):
        load(tree)


def test_a_formula_says_whom_it_counts_and_over_which_time(visit: Visit, library: Library) -> None:
    for term in library.terms.values():
        for lang in LANGS if term.facts.formula else ():
            page = visit(f"/{lang}/glossary/{term.id}/")
            assert term.facts.formula
            assert term.facts.formula.population[lang] in page.text
            assert term.facts.formula.period[lang] in page.text


def test_the_other_language_of_a_shared_name_is_the_same_name(visit: Visit) -> None:
    (switch,) = [link for link in visit("/ja/glossary/CS/").links if link.get("hreflang")]
    assert switch["href"] == "/en/glossary/CS/"
