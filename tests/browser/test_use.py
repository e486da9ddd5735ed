"""The site in use: by keyboard, on a phone, in the dark, on paper, with and without script."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from csatlas.library.library import Library
from tests.conftest import ADDRESSES

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_no_page_scrolls_sideways(browser: Browser, client: FlaskClient, library: Library) -> None:
    """Every page at 320 px; those with more than text at wider sizes too. Set, not visited: half the time."""
    plain = {f"glossary/{term.id}/" for term in library.terms.values() if not term.formulas}
    tables = {f"articles/{slug}/" for slug in library.articles} | {f"disputes/{name}/" for name in library.disputes}
    page = browser.new_page(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    for address in ADDRESSES:
        page.set_content(client.get(address).get_data(as_text=True), wait_until="domcontentloaded")
        path = address.split("/", 2)[2]
        widths = (320,) if path in plain else (320, 768) if path in tables else (320, 360, 768, 1440)
        for width in widths:
            if page.viewport_size != {"width": width, "height": 800}:
                page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
    page.close()


def test_the_four_answers_stand_in_the_first_screen_of_a_phone(open_page: Open) -> None:
    for address in ("/ja/", "/en/"):
        page = open_page(address, width=360)
        last = page.locator(".ans li").last.bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= 800


def test_the_skip_link_comes_first_and_leads_to_the_text(open_page: Open) -> None:
    page = open_page("/ja/compare/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("本文へ")
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 20
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_every_control_can_be_reached_and_seen_by_keyboard(open_page: Open) -> None:
    page = open_page("/en/compare/")
    seen = []
    for _ in range(22):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        seen.append(focus.evaluate("e => e.value || e.textContent.trim()"))
        assert focus.evaluate("e => getComputedStyle(e).outlineStyle") != "none", seen[-1]
    for control in ("Jobs", "Compare", "日本語", "success", "experience", "Choose rows", "Show these", "Show all"):
        assert control in seen


@pytest.mark.parametrize("script", [True, False])
def test_the_language_switch_keeps_place_and_choice(open_page: Open, script: bool) -> None:
    page = open_page("/ja/compare/?role=support&role=service", script=script)
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/compare/?role=support&role=service")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".cmp thead th")).to_have_count(3)


def test_the_matrix_narrows_without_script(open_page: Open, library: Library) -> None:
    page = open_page("/ja/compare/", script=False)
    page.get_by_label("サクセス").uncheck()
    page.get_by_label("CX", exact=True).uncheck()
    page.get_by_role("button", name="選んだものを表示").click()
    assert "role=support&role=service" in page.url
    assert "role=success" not in page.url
    expect(page.locator(".cmp thead th")).to_have_count(3)
    expect(page.locator(".cmp tbody tr")).to_have_count(len(library.dimensions))
    expect(page.get_by_label("サクセス")).not_to_be_checked()
    page.get_by_role("link", name="全部を表示").click()
    expect(page.locator(".cmp thead th")).to_have_count(5)


def test_the_matrix_narrows_at_once_with_script(open_page: Open) -> None:
    page = open_page("/ja/compare/")
    page.get_by_label("サクセス").uncheck()
    expect(page.locator(".cmp thead th:visible")).to_have_count(4)
    assert page.url.endswith("?role=support&role=service&role=experience")
    page.get_by_text("行を選ぶ").click()
    page.get_by_label("目的").uncheck()
    expect(page.locator("#row-purpose")).to_be_hidden()
    assert "row=purpose" not in page.url
    page.reload()
    expect(page.locator(".cmp thead th:visible")).to_have_count(4)
    expect(page.locator("#row-purpose")).to_have_count(0)
    page.get_by_label("目的").check()
    expect(page.locator("#row-purpose")).to_be_visible()
    page.get_by_label("サクセス").check()
    expect(page.locator(".cmp thead th:visible")).to_have_count(5)


def test_a_narrowed_matrix_follows_the_keyboard(open_page: Open) -> None:
    page = open_page("/en/compare/")
    page.get_by_label("Support").focus()
    page.keyboard.press("Space")
    expect(page.locator(".cmp thead th:visible")).to_have_count(4)
    expect(page.get_by_label("Support")).to_be_focused()


def test_on_a_phone_each_row_is_a_card_with_one_line_per_job(open_page: Open) -> None:
    page = open_page("/ja/compare/", width=360)
    row = page.locator("#row-stance")
    expect(row.locator(".who:visible")).to_have_count(4)
    tops = [cell.bounding_box()["y"] for cell in row.locator("td").all()]  # type: ignore[index]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4
    page.get_by_role("navigation", name="表の行").get_by_role("link", name="給与").click()
    expect(page.locator("#row-pay")).to_be_in_viewport()


def test_the_dark_scheme_changes_ground_and_inks(open_page: Open) -> None:
    light, dark = open_page("/ja/"), open_page("/ja/", scheme="dark")
    for what in (
        "getComputedStyle(document.documentElement).backgroundColor",
        "getComputedStyle(document.querySelector('.ans .g.success')).stroke",
    ):
        assert light.evaluate(what) != dark.evaluate(what)


def test_paper_shows_the_text_and_the_addresses_of_sources(open_page: Open) -> None:
    page = open_page("/ja/roles/success/")
    page.emulate_media(media="print")
    for gone in ("header nav", ".toc", ".crumbs"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    shown = page.evaluate("getComputedStyle(document.querySelector('.src a'), '::after').content")
    assert "http" in shown


def test_a_citation_leads_to_its_source(open_page: Open) -> None:
    page = open_page("/ja/roles/support/")
    cite = page.get_by_role("link", name="出典1", exact=True).first
    cite.click()
    expect(page.locator("#s1")).to_be_in_viewport()


def test_targets_are_large_enough_for_a_thumb(open_page: Open) -> None:
    page = open_page("/ja/compare/", width=360)
    for control in page.locator("nav a:visible, .layers label:visible, button, summary").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 24, control.inner_text()
    for control in page.locator(".layers label:visible, button").all():
        assert control.bounding_box()["height"] >= 44, control.inner_text()  # type: ignore[index]


@pytest.mark.parametrize("script", [True, False])
def test_a_metric_is_computed_with_the_visitors_own_numbers(open_page: Open, script: bool) -> None:
    page = open_page("/ja/glossary/nrr/", width=360, script=script)
    page.get_by_label("既存顧客の増額MRR").fill("50万")
    page.get_by_label("縮小で減ったMRR").fill("0")
    page.get_by_label("解約で失ったMRR").fill("x")
    page.get_by_role("button", name="計算する").click()
    expect(page.get_by_label("解約で失ったMRR")).to_have_value("x")
    expect(page.get_by_label("解約で失ったMRR")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("button", name="計算する")).to_be_in_viewport()
    page.get_by_label("解約で失ったMRR").fill("0")
    page.get_by_label("解約で失ったMRR").press("Enter")
    expect(page.locator(".calc .out")).to_contain_text("105%")


def test_the_glossary_narrows_as_one_types(open_page: Open) -> None:
    page = open_page("/ja/glossary/")
    page.get_by_label("言葉").press_sequentially("オンボ")
    expect(page.locator(".letter li")).to_have_count(3)
    expect(page.get_by_label("言葉")).to_be_focused()
    assert "q=" in page.url
    page.reload()
    expect(page.get_by_label("言葉")).to_have_value("オンボ")


def test_the_address_of_a_term_is_copied_in_one_tap(open_page: Open) -> None:
    page = open_page("/en/glossary/nrr/", width=360)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy: Markdown").click()
    expect(page.get_by_text("Copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "[net revenue retention](https://csatlas.example/en/glossary/nrr/)"
    )


def test_the_contents_of_an_article_follow_the_reader(open_page: Open) -> None:
    page = open_page("/ja/articles/touch-models/")
    current = page.locator(".toc [aria-current]")
    expect(current).to_have_attribute("href", "#short-answer")
    page.locator("h2#wrong").evaluate("head => head.scrollIntoView()")
    expect(current).to_have_attribute("href", "#wrong")
    page.locator("h2#days").evaluate("head => head.scrollIntoView()")
    expect(current).to_have_attribute("href", "#days")


def test_where_copying_is_refused_the_text_is_selected(open_page: Open) -> None:
    page = open_page("/en/glossary/nrr/")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.get_by_role("button", name="Copy: Address").click()
    expect(page.get_by_text("Please copy the selected text").first).to_be_visible()
    assert page.evaluate("String(getSelection())") == "https://csatlas.example/en/glossary/nrr/"


def test_the_glossary_narrows_and_leads_to_a_term(open_page: Open, library: Library) -> None:
    page = open_page("/en/glossary/", script=False)
    page.get_by_label("Kind").select_option("channel")
    page.get_by_role("button", name="Show these").click()
    assert "category=channel" in page.url
    expect(page.get_by_label("Kind")).to_have_value("channel")
    page.locator(".letter a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.split("/")[-2] in library.terms


@pytest.mark.parametrize("address", ["/ja/", "/en/roles/success/", "/ja/compare/", "/en/compare/support-vs-service/"])
def test_a_page_talks_to_this_site_only(outside: Callable[[str], list[str]], address: str) -> None:
    assert outside(address) == []


@pytest.mark.parametrize("address", ["/ja/", "/en/roles/service/"])
def test_nothing_is_stored_in_the_browser(open_page: Open, address: str) -> None:
    page = open_page(address)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
