"""Everything that is not a page: the entrance, refusals, headers."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient

from csatlas.library.library import Library
from csatlas.web.app import create_app
from csatlas.web.errors import nearest_pages
from tests.conftest import ADDRESSES
from tests.page import Page, read

Visit = Callable[[str], Page]


@pytest.mark.parametrize(
    ("wish", "home"),
    [("en-GB,en;q=0.9", "/en/"), ("ja", "/ja/"), ("fr", "/ja/"), ("", "/ja/"), ("fr,en;q=0.5,ja;q=0.4", "/en/")],
)
def test_the_entrance_leads_to_the_language_of_the_browser(client: FlaskClient, wish: str, home: str) -> None:
    answer = client.get("/", headers={"Accept-Language": wish})
    assert (answer.status_code, answer.location) == (302, home)
    assert "Accept-Language" in answer.headers["Vary"]


def test_robots_may_read_everything(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True) == "User-agent: *\nAllow: /\nSitemap: https://csatlas.example/sitemap.xml\n"


@pytest.mark.parametrize("address", ["/ja", "/en/roles", "/ja/roles/success", "/en/compare/success-vs-support"])
def test_a_missing_slash_is_added(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 308
    assert answer.location.endswith(f"{address}/")


@pytest.mark.parametrize(
    ("address", "wish", "words"),
    [
        ("/ja/roles/sucess/", "en", "このページはありません"),
        ("/en/roles/sucess/", "ja", "This page does not exist"),
        ("/nothing", "en", "This page does not exist"),
        ("/fr/", "ja", "このページはありません"),
        ("/ja/home/", "en", "このページはありません"),
        ("/ja/compare/support-vs-success/", "en", "このページはありません"),
        ("/en/glossary/no-such-word/", "ja", "This page does not exist"),
    ],
)
def test_a_missing_page_is_said_in_the_language_of_its_address(
    client: FlaskClient, address: str, wish: str, words: str
) -> None:
    answer = client.get(address, headers={"Accept-Language": wish})
    assert answer.status_code == 404
    text = answer.get_data(as_text=True)
    assert f"<h1>{words}</h1>" in text
    assert 'content="noindex"' in text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("roles/sucess/", "roles/success/"),
        ("role/support", "roles/support/"),
        ("compare/success-support/", "compare/success-vs-support/"),
        ("customer-experience", "roles/experience/"),
        ("プライバシー", "privacy/"),
        ("glossary/net-revenue-retentoin/", "glossary/nrr/"),
        ("glossary/オンボーデング/", "glossary/onboarding/"),
        ("glossary/NRRR/", "glossary/nrr/"),
        ("%E3%82%AB%E3%82%B9%E3%82%BF%E3%83%9E%E3%83%BC%E3%82%B5%E3%83%9D%E3%83%BC%E3%83%88", "roles/support/"),
    ],
)
def test_a_missing_page_offers_the_nearest(library: Library, wrong: str, right: str) -> None:
    lang = "en" if wrong.isascii() and "%" not in wrong else "ja"
    assert nearest_pages(library, wrong, lang)[0].path == right  # type: ignore[arg-type]


def test_what_is_like_nothing_gets_no_guess(library: Library) -> None:
    assert nearest_pages(library, "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "en") == ()


def test_a_page_only_reads(client: FlaskClient) -> None:
    answer = client.post("/ja/compare/", data={"role": "success"})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "この方法では受け付けられません" in answer.get_data(as_text=True)


def test_a_fault_of_ours_shows_no_insides(caplog: pytest.LogCaptureFixture, library: Library) -> None:
    app = create_app(library=library)

    def broken() -> str:
        raise RuntimeError("secret detail")

    app.add_url_rule("/en/broken/", view_func=broken)
    answer = app.test_client().get("/en/broken/")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Something broke on our side" in text
    assert "secret" not in text
    assert "secret detail" in caplog.text
    number = answer.headers["X-Request-Id"]
    assert number in text
    assert f"request {number}: GET /en/broken/" in caplog.text


@pytest.mark.parametrize("address", ["/ja/%00/", "/ja/..%2f..%2fetc/passwd", "/ja/" + "a" * 4000 + "/", "/%ff%fe/"])
def test_odd_addresses_are_refused_plainly(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Traceback" not in answer.get_data(as_text=True)


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    answer = client.head("/ja/")
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize("address", [*ADDRESSES[:12], "/ja/no/", "/static/icon.svg", "/"])
def test_every_answer_is_locked_down_and_sets_no_cookie(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_the_policy_allows_the_style_of_this_very_page(visit: Visit, client: FlaskClient) -> None:
    missing = client.get("/ja/no/")
    pages = [(page.policy, page.style) for page in map(visit, ADDRESSES)]
    pages.append((missing.headers["Content-Security-Policy"], read("/ja/no/", missing.get_data(as_text=True)).style))
    for policy, style in pages:
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy


def test_the_published_address_can_be_set_for_one_host(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    monkeypatch.setenv("CSATLAS_BASE_URL", "https://atlas.test/")
    html = create_app(library=library).test_client().get("/ja/about/").get_data(as_text=True)
    assert '<link rel="canonical" href="https://atlas.test/ja/about/">' in html
    assert "csatlas.example" not in html


def test_a_page_depends_on_content_and_address_alone(app: Flask) -> None:
    one, other = app.test_client(), app.test_client()
    for address in ADDRESSES[:6]:
        first = one.get(address, headers={"User-Agent": "a", "Accept-Language": "en", "Cookie": "x=1"})
        second = other.get(address, headers={"User-Agent": "b", "Accept-Language": "ja"})
        assert first.data == second.data
        assert "Vary" not in first.headers
