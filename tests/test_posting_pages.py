"""The posting reader's page and API: what a visitor sees, what is refused, and that nothing of it is kept."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from openapi_spec_validator import validate
from werkzeug.test import Client, TestResponse

from csatlas.library.library import Library
from csatlas.posting import LONGEST
from csatlas.publish.serve import Server, live
from csatlas.web.posting import read_result
from tests.page import Page, read
from tests.test_serve import Running

SUPPORT = (
    "カスタマーサクセス\n\n仕事内容\n・不具合の原因の切り分け\n・操作方法の質問への回答\n・開発へのエスカレーション\n"
)
RESULT = "https://csatlas.example/ja/quiz/1/1441243404032411/"


def send(client: FlaskClient | Client, lang: str = "ja", **fields: str) -> TestResponse:
    return client.post(f"/{lang}/posting/", data=fields)


def page_of(answer: TestResponse) -> Page:
    assert answer.status_code == 200, answer.status_code
    return read("/ja/posting/", answer.get_data(as_text=True))


def test_the_title_is_held_against_the_duties(client: FlaskClient) -> None:
    page = page_of(send(client, text=SUPPORT))
    assert page.h1 == ["仕事の中身は、カスタマーサポートです"]
    assert "題名はサクセス、中身は10割がサポートです。" in page.text
    assert "yet all of the duties are support." in page_of(send(client, lang="en", text=SUPPORT)).text
    assert "カスタマーサクセスのつもりで来た人" in page.text
    assert page.all("meta", name="robots", content="noindex")


def test_what_the_title_is_held_against_is_no_more_than_the_share_beside_it(client: FlaskClient) -> None:
    page = page_of(send(client, example="title"))
    assert "中身は9割がサポートです。" in page.text
    assert "仕事についての言葉の97%が" in page.text


def test_the_text_stays_in_the_box_and_every_mark_leads_to_its_reason(client: FlaskClient) -> None:
    answer = send(client, text=SUPPORT.replace("\n", "\r\n")).get_data(as_text=True)
    assert str(escape(SUPPORT)) in answer.replace("\r\n", "\n")
    page = read("/ja/posting/", answer)
    marks = page.all("a", class_="cue support")
    assert len(marks) > 3
    for mark in marks:
        assert mark["href"].removeprefix("#") in page.ids
        assert mark["aria-describedby"] in page.ids
        assert mark["data-why"].startswith("サポート: ")


def test_what_is_pasted_is_shown_and_never_run(client: FlaskClient) -> None:
    text = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\n" + SUPPORT
    answer = send(client, text=text).get_data(as_text=True)
    assert "alert(1)" in answer
    assert "<script>alert" not in answer
    assert "<img" not in answer


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("", 422, "求人票の文章を貼り付けてください。"),
        (" \r\n\t", 422, "求人票の文章を貼り付けてください。"),
        ("あ" * (LONGEST + 1), 413, "20,001字あります。"),
        ("\x00\x01\x02PDF" * 100, 422, "ファイルの中身のようです。"),
    ],
)
def test_what_cannot_be_read_is_refused_and_stays(client: FlaskClient, text: str, status: int, words: str) -> None:
    answer = send(client, text=text, result=RESULT)
    body = answer.get_data(as_text=True)
    assert (answer.status_code, words in body) == (status, True)
    assert str(escape(text.replace("\r\n", "\n"))) in body
    assert RESULT in body
    assert 'aria-invalid="true"' in body


def test_twenty_thousand_characters_are_read(client: FlaskClient) -> None:
    assert send(client, text=(SUPPORT * 400)[:LONGEST]).status_code == 200
    assert send(client, text="𠮷" * LONGEST).status_code == 200, "as many bytes as characters can have"


def test_far_too_much_gets_an_error_page(client: FlaskClient) -> None:
    answer = send(client, "en", text="a" * 500_000)
    assert answer.status_code == 413
    assert "what you typed is still in the form" in answer.get_data(as_text=True)


def test_answers_meet_the_duties_line_by_line(client: FlaskClient, library: Library) -> None:
    page = page_of(send(client, text=SUPPORT, result=RESULT))
    chosen = [words.strip() for words in re.findall("あなたの選択:「(.*?)」", page.text)]
    said = [words.strip() for words in re.findall("求人票:「(.*?)」", page.text)]
    sides = {side.ja for choice in library.quiz.facts.questions for side in choice.sides}
    assert chosen
    assert set(chosen) <= sides
    assert len(said) == len(chosen)
    assert all(words in " ".join(SUPPORT.split()) for words in said)
    assert "合うところ" in page.text or "違うところ" in page.text


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (RESULT, True),
        ("/en/quiz/1/1441243404032411/", True),
        (" quiz/1/1441243404032411 ", True),
        (f"{RESULT}?a=1#ranking", True),
        ("https://csatlas.example/ja/quiz/1/success.support.service.experience/", False),
        ("https://csatlas.example/ja/quiz/2/1441243404032411/", False),
        ("1441243404032411", False),
        ("/quiz/1/14412434040324/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_the_address_of_a_result_is_one(library: Library, client: FlaskClient, address: str, known: bool) -> None:
    assert (read_result(library, address) is not None) == known
    assert send(client, text=SUPPORT, result=address).status_code == (200 if known else 422)


def test_from_a_result_one_arrives_with_it(client: FlaskClient) -> None:
    result = client.get("/ja/quiz/1/1441243404032411/").get_data(as_text=True)
    link = re.search(r'href="(/ja/posting/\?result=[^"]+)"', result)
    assert link
    page = client.get(link[1]).get_data(as_text=True)
    assert 'value="/ja/quiz/1/1441243404032411/"' in page


def test_our_own_examples_show_what_they_promise(client: FlaskClient, library: Library) -> None:
    verdicts = {}
    for lang in ("ja", "en"):
        for example in library.posting.examples:
            page = read("/posting/", send(client, lang, example=example.id).get_data(as_text=True))
            verdicts[lang, example.id] = page.h1[0]
    assert verdicts["ja", "title"] == "仕事の中身は、カスタマーサポートです"
    assert verdicts["en", "title"] == "By its duties, a job in customer support"
    assert verdicts["ja", "short"] == "仕事の中身は、カスタマーサービスです"
    assert verdicts["en", "short"] == "By its duties, a job in customer service"
    assert verdicts["ja", "two"].startswith("二つの仕事です")
    assert verdicts["en", "two"].startswith("Two jobs in one")
    assert send(client, example="nothing").status_code == 404


def test_the_appendix_holds_the_terms_that_occur_and_no_other(client: FlaskClient, library: Library) -> None:
    page = page_of(send(client, text=SUPPORT + "・NRRの報告\n"))
    for term_id, term in library.terms.items():
        address = f"https://csatlas.example/ja/glossary/{term_id}/"
        assert (f"[{term.facts.names.ja}]({address})" in page.text) == (term_id in ("nrr", "escalation")), term_id
    assert '<dt><a href="https://csatlas.example/ja/glossary/nrr/">' in page.text


# --- the API -----------------------------------------------------------------------------------------------------


def ask(client: FlaskClient | Client, body: Any) -> TestResponse:
    return client.post("/api/posting", data=json.dumps(body), content_type="application/json")


def test_the_api_says_what_the_page_says(client: FlaskClient) -> None:
    answer = ask(client, {"text": SUPPORT})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    said = json.loads(answer.data)
    assert (said["verdict"], said["roles"], said["claimed"], said["lang"]) == ("support", ["support"], "success", "ja")
    assert all(SUPPORT[e["start"] : e["end"]] == e["text"] for e in said["evidence"])
    assert set(said["stated"].values()) <= {"stated", "denied", "not_said"}
    assert {question["fact"] for question in said["questions"]} <= set(said["stated"])
    assert "escalation" in said["terms"]
    assert ask(client, {"text": SUPPORT, "lang": "en"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "\x00" * 50}, 422),
        ({"text": "a" * (LONGEST + 1)}, 413),
        ({"text": 5}, 422),
        ({"text": "a", "lang": "fr"}, 422),
        ({"text": "a", "more": 1}, 422),
        ([], 422),
        ("text", 422),
        (None, 422),
    ],
)
def test_the_api_refuses_what_is_of_no_use(client: FlaskClient, body: Any, status: int) -> None:
    answer = ask(client, body)
    assert answer.status_code == status
    assert list(json.loads(answer.data)) == ["error"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": "\\ud800"}'])
def test_the_api_refuses_what_is_no_json(client: FlaskClient, body: bytes) -> None:
    assert client.post("/api/posting", data=body, content_type="application/json").status_code == 422


def test_the_api_wants_json_and_lets_other_sites_ask(client: FlaskClient) -> None:
    assert client.post("/api/posting", data={"text": SUPPORT}).status_code == 415
    assert client.get("/api/posting").status_code == 405
    asked = client.options("/api/posting")
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert asked.headers["Access-Control-Allow-Origin"] == "*"


def test_the_description_is_valid_and_names_every_address(client: FlaskClient, app: Any) -> None:
    described = json.loads(client.get("/api/openapi.json").data)
    validate(described)
    named = {re.sub(r"\{.*?\}", "x", path) for path in described["paths"]}
    routes = {re.sub("<.*?>", "x", rule.rule) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert named == routes
    rules = json.loads(client.get("/api/posting/rules.json").data)
    assert rules["cues"]["renewal"]["phrases"]["ja"]


# --- nothing is kept ---------------------------------------------------------------------------------------------

MARKER = "zqxmarker7"
FORM = "application/x-www-form-urlencoded"


def test_nothing_of_a_posting_is_kept(out: Path, tmp_path: Path) -> None:
    """A word that occurs nowhere else is posted in every way; no file, log line or header has it afterwards."""
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    server = Running(out, "--access-log", home=tmp_path)
    try:
        for address, body, kind, status, shown in (
            ("/ja/posting/", f"text={MARKER}+renewals&result=", FORM, 200, True),
            ("/en/posting/", f"text={MARKER}&result={MARKER}", FORM, 422, True),
            ("/ja/posting/", f"text={MARKER * 3_000}", FORM, 413, True),
            ("/ja/posting/", f"text={MARKER * 60_000}", FORM, 413, False),
            ("/ja/posting/", f"example={MARKER}", FORM, 404, False),
            ("/api/posting", json.dumps({"text": f"{MARKER}\n{SUPPORT}"}), "application/json", 200, False),
            ("/api/posting", json.dumps({"text": MARKER, "lang": MARKER}), "application/json", 422, False),
            ("/api/posting", "{" + MARKER, "application/json", 422, False),
        ):
            answered, headers, answer = server.post(address, body, kind)
            assert (answered, MARKER in answer) == (status, shown), body[:80]
            assert MARKER not in str(headers)
            assert headers["Cache-Control"] == "no-store"
    finally:
        server.process.terminate()
        server.process.wait(timeout=15)
    assert server.log.read_text().count("POST") == 8, "each request left its line"
    after = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert after == before
    for path in (*out.rglob("*"), *tmp_path.rglob("*")):
        assert not path.is_file() or MARKER.encode() not in path.read_bytes(), path


def test_an_answer_is_never_taken_from_memory(out: Path) -> None:
    server = Client(Server(out, live))
    first = server.post("/ja/posting/", data={"text": SUPPORT})
    other = server.post("/ja/posting/", data={"text": "CS\n\n仕事内容\n・返品の受付\n・ご注文の変更\n"})
    assert "カスタマーサポートです" in first.get_data(as_text=True)
    assert "カスタマーサービスです" in other.get_data(as_text=True)
    form = server.get("/ja/posting/").get_data(as_text=True)
    assert "切り分け" not in form
