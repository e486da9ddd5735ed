"""Search in a browser: from the header of any page, without script too; suggestions where it runs; no fault by axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_use import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_the_box_in_the_header_finds(open_page: Open, script: bool) -> None:
    page = open_page("/ja/articles/pay/", width=360, script=script)
    box = page.get_by_role("searchbox", name="検索")
    box.fill("解約率")
    box.press("Enter")
    page.wait_for_url(lambda url: "/ja/search/?q=" in url)
    first = page.locator(".found a").first
    expect(first).to_have_text("解約率(カスタマーチャーンレート)")
    first.click()
    assert page.url.endswith("/ja/glossary/customer-churn-rate/")


def test_pages_are_suggested_as_one_types(open_page: Open) -> None:
    page = open_page("/en/search/")
    page.get_by_label("Words").press_sequentially("net rev")
    expect(page.locator("#suggested option[value='net revenue retention']")).to_have_count(1)


def test_the_language_switch_keeps_the_query(open_page: Open) -> None:
    page = open_page("/ja/search/?q=NRR&kind=term")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/search/?q=NRR&kind=term")
    expect(page.locator(".found a").first).to_have_text("net revenue retention")
