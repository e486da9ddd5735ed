"""Previews of term links, here and on a page of another origin whose policy allows next to nothing."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from csatlas.library.library import Library
from csatlas.web.views.embed import HEIGHT, WIDTH

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def foreign(site: str) -> Iterator[str]:
    """Serve a careers page that links two terms, on an origin of its own and under a strict policy."""
    html = f"""<!doctype html><html lang="ja"><title>Careers</title>
    <script src="{site}/static/js/cs-atlas-terms.js" defer></script>
    <p>We watch <a href="{site}/en/glossary/nrr/">NRR</a> and <a href="/own">our own word</a>.</p>
    <iframe src="{site}/embed/ja/glossary/nrr/" width="600" height="250" title="NRR"></iframe>"""

    class Careers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; script-src {site}; connect-src {site}; frame-src {site}; img-src 'self'",
            )
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Careers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_foreign_page_previews_and_frames_a_term(browser: Browser, foreign: str, library: Library) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(foreign)
    page.get_by_role("link", name="NRR").hover()
    definition = library.terms["nrr"].facts.definition
    expect(page.get_by_role("tooltip")).to_contain_text(definition.en)
    page.get_by_role("link", name="our own word").focus()
    expect(page.get_by_role("tooltip")).to_be_hidden()
    expect(page.frame_locator("iframe").get_by_text(definition.ja)).to_be_visible()
    assert errors == []
    page.close()


def test_a_preview_comes_by_keyboard_stays_under_the_pointer_and_goes_with_escape(open_page: Open) -> None:
    page = open_page("/en/glossary/b2b/")
    link = page.get_by_role("link", name="regular meeting")
    link.first.focus()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    expect(link.first).to_have_attribute("aria-describedby", "cs-atlas-term")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(link.first).to_be_focused()
    page.mouse.move(0, 0)
    link.first.hover()
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()


def test_the_first_tap_previews_and_the_second_follows(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800}, has_touch=True)
    page.goto(f"{site}/ja/glossary/voc/")
    link = page.locator(".main p a[href$='/glossary/nps/']").first
    link.tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.url.endswith("/voc/")
    link.tap()
    page.wait_for_url("**/nps/")
    page.close()


def test_every_card_fits_the_frame_that_oembed_offers(browser: Browser, site: str, library: Library) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    for lang in ("ja", "en"):
        longest = sorted(library.terms.values(), key=lambda term: -len(term.facts.definition[lang]))[:8]  # type: ignore[index]
        for term in longest:
            page.goto(f"{site}/embed/{lang}/glossary/{term.id}/")
            assert page.evaluate("document.documentElement.scrollHeight") <= HEIGHT, f"{lang} {term.id}"
    page.close()


def test_a_term_that_a_page_links_by_itself_previews_like_any_other(open_page: Open, library: Library) -> None:
    page = open_page("/ja/compare/success-vs-support/")
    page.locator(".main p a[href$='/glossary/renewal/']").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(library.terms["renewal"].facts.definition.ja)


def test_a_citation_previews_its_source_and_then_leads_to_it(open_page: Open) -> None:
    page = open_page("/ja/articles/pay/")
    cite = page.locator(".main a.cite").first
    source = page.locator(cite.get_attribute("href") or "")
    card = page.get_by_role("tooltip")
    cite.focus()
    expect(card).to_have_text(source.inner_text())
    expect(card).to_have_attribute("lang", "ja")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    cite.hover()
    expect(card).to_be_visible()
    cite.click()
    page.wait_for_url(f"**{cite.get_attribute('href')}")
