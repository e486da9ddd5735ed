"""The posting reader in a browser: without script, by keyboard, on a phone, in the dark; no fault by axe."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import findings
from tests.browser.test_use import Open

pytestmark = pytest.mark.browser

TEXT = (
    "カスタマーサクセス\n\n仕事内容\n・不具合の原因の切り分け\n・操作方法の質問への回答\n"
    "※返品の受付は別の部署が担当します。"
)


def pasted(page: Page, text: str = TEXT) -> Page:
    page.get_by_label("求人票の全文").fill(text)
    page.get_by_role("button", name="読み取る").click()
    return page


@pytest.mark.parametrize("script", [True, False])
def test_a_posting_is_read_and_its_text_stays(open_page: Open, script: bool) -> None:
    page = pasted(open_page("/ja/posting/", width=360, script=script))
    expect(page.get_by_role("heading", level=1)).to_have_text("仕事の中身は、カスタマーサポートです")
    expect(page.get_by_label("求人票の全文")).to_have_value(TEXT)
    assert page.url.endswith("/ja/posting/")
    assert page.locator(".cue.support").count() >= 3
    expect(page.locator(".marked s")).to_have_text("返品")
    page.get_by_role("link", name="文章を消す").click()
    expect(page.get_by_label("求人票の全文")).to_have_value("")


def test_a_mark_shows_its_reason_on_focus_and_leads_to_it(open_page: Open) -> None:
    page = pasted(open_page("/ja/posting/"))
    mark = page.locator(".cue").first
    mark.focus()
    shown = mark.evaluate("e => getComputedStyle(e, '::after').content")
    assert shown.startswith('"サポート: ')
    reason = page.locator(f"#{mark.get_attribute('aria-describedby')}")
    assert reason.inner_text().split("\u2060")[0] in shown
    mark.press("Enter")
    page.wait_for_url(f"**#{reason.get_attribute('id')}")
    expect(reason).to_be_in_viewport()


def test_the_reader_is_used_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/en/posting/")
    page.get_by_label("The whole text of the posting").focus()
    page.keyboard.insert_text("Agent\n\nDuties\n- Refunds and returns\n- Take orders\n- Delivery dates")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Read the posting"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("By its duties, a job in customer service")


def test_what_was_typed_survives_a_refusal(open_page: Open) -> None:
    page = open_page("/ja/posting/")
    page.get_by_label("診断の結果のアドレス").fill("何か")
    pasted(page)
    expect(page.get_by_role("alert")).to_contain_text("診断の結果のアドレスではありません")
    expect(page.get_by_label("求人票の全文")).to_have_value(TEXT)
    expect(page.get_by_label("診断の結果のアドレス")).to_have_value("何か")


def test_the_appendix_is_copied_in_one_tap(open_page: Open) -> None:
    page = pasted(open_page("/ja/posting/"), TEXT + "\n・NRRの報告")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Markdown").click()
    assert "/ja/glossary/nrr/)" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, scheme: str, width: int) -> None:
    page = open_page("/ja/posting/?result=/ja/quiz/1/1441243404032411/", width=width, scheme=scheme)
    assert findings(page) == []
    pasted(page)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(page.url.replace("/posting/", "/posting/method/"))
    assert findings(page) == []


def test_paper_has_the_marks_and_not_the_form(open_page: Open) -> None:
    page = pasted(open_page("/ja/posting/"))
    page.emulate_media(media="print")
    expect(page.locator(".marked")).to_be_visible()
    expect(page.locator("form.paste")).to_be_hidden()
