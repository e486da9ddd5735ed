"""A term in other people's pages: the card, oEmbed, the preview script. The rules of oEmbed are oembed.com's, 1.0."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from csatlas.library.library import Library
from tests.conftest import ROOT
from tests.page import read

TERM = "https://csatlas.example/en/glossary/nrr/"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_card_defines_a_term_and_leads_to_it(client: FlaskClient, library: Library, lang: str) -> None:
    for term in library.terms.values():
        address = f"/embed/{lang}/glossary/{term.id}/"
        page = read(address, client.get(address).get_data(as_text=True))
        assert page.lang == lang
        assert term.facts.definition[lang] in page.text  # type: ignore[index]
        assert [link["href"] for link in page.links] == [f"https://csatlas.example/{lang}/glossary/{term.id}/"]


def test_the_card_is_the_only_page_that_may_be_framed(client: FlaskClient) -> None:
    card = client.get("/embed/ja/glossary/nrr/").headers
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert card["Cross-Origin-Resource-Policy"] == "cross-origin"
    for address in ("/ja/glossary/nrr/", "/ja/", "/embed/ja/glossary/no/"):
        headers = client.get(address).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_recruiters_find_a_living_example_of_each_way(client: FlaskClient, lang: str) -> None:
    answer = client.get(f"/{lang}/for-recruiters/")
    page = read("", answer.get_data(as_text=True))
    (frame,) = page.all("iframe")
    assert client.get(frame["src"]).status_code == 200
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-src" not in client.get(f"/{lang}/").headers["Content-Security-Policy"]
    for shown in (
        f"https://csatlas.example/{lang}/glossary/nrr/",
        "https://csatlas.example/static/js/cs-atlas-terms.js",
        "https://csatlas.example/oembed?url=",
        "https://csatlas.example/api/glossary.csv",
    ):
        assert shown in page.text
    term = read("", client.get(f"/{lang}/glossary/nrr/").get_data(as_text=True))
    assert f"/{lang}/for-recruiters/" in {link["href"] for link in term.links}


def test_an_unknown_card_is_missed_in_its_language(client: FlaskClient) -> None:
    answer = client.get("/embed/ja/glossary/no/", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "このページはありません" in answer.get_data(as_text=True)


def test_a_term_page_says_where_oembed_describes_it(client: FlaskClient) -> None:
    page = read("", client.get("/en/glossary/nrr/").get_data(as_text=True))
    (link,) = page.all("link", type="application/json+oembed")
    asked = urlsplit(link["href"])
    assert asked.path == "/oembed"
    assert parse_qs(asked.query) == {"url": [TERM]}
    answer = client.get(f"{asked.path}?{asked.query}")
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_oembed_gives_what_the_rich_type_requires(client: FlaskClient) -> None:
    data = client.get(f"/oembed?url={TERM}&format=json").get_json()
    assert (data["version"], data["type"]) == ("1.0", "rich")
    assert isinstance(data["width"], int)
    assert isinstance(data["height"], int)
    assert f'width="{data["width"]}" height="{data["height"]}"' in data["html"]
    page = read("", data["html"])
    (frame,) = page.all("iframe")
    assert client.get(urlsplit(frame["src"]).path).status_code == 200
    assert frame["title"] == "net revenue retention"


@pytest.mark.parametrize("path", ["ja/glossary/NDR/", "ja/glossary/nrr/2026-11-22/", "en/glossary/nrr/#cite"])
def test_oembed_knows_other_names_and_dated_addresses(client: FlaskClient, path: str) -> None:
    data = client.get(f"/oembed?url={quote(f'https://csatlas.example/{path}')}").get_json()
    assert f"/embed/{path[:2]}/glossary/nrr/" in data["html"]


@pytest.mark.parametrize(("asked", "width"), [("300", 300), ("5000", 600), ("1", 200)])
def test_oembed_keeps_within_the_size_asked_for(client: FlaskClient, asked: str, width: int) -> None:
    data = client.get(f"/oembed?url={TERM}&maxwidth={asked}&maxheight=150").get_json()
    assert (data["width"], data["height"]) == (width, 150)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("url=https://elsewhere.example/en/glossary/nrr/", 404),
        ("url=https://csatlas.example.evil.example/en/glossary/nrr/", 404),
        ("url=https://csatlas.example/en/roles/", 404),
        ("url=https://csatlas.example/en/glossary/", 404),
        ("url=https://csatlas.example/ja/glossary/CS/", 404),
        ("", 404),
        (f"url={TERM}&format=xml", 501),
        (f"url={TERM}&maxwidth=wide", 400),
    ],
)
def test_oembed_refuses_as_its_specification_says(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/oembed?{query}")
    assert answer.status_code == status
    assert answer.get_json()["error"]


def test_the_script_for_other_sites_is_small_and_may_be_loaded(client: FlaskClient) -> None:
    assert len((ROOT / "static/js/cs-atlas-terms.js").read_bytes()) < 3072
    with client.get("/static/js/cs-atlas-terms.js") as answer:
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    with client.get("/static/js/compare.js") as answer:
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
