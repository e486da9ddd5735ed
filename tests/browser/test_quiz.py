"""The quiz in a real browser: by thumb, by keyboard, without script, interrupted, and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from csatlas.library.library import Library
from tests.browser.test_axe import findings
from tests.test_quiz_pages import CLEAR, CLOSE, NEUTRAL, TIE

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def choose(page: Page, library: Library, digits: str) -> None:
    """Answer the open questions one after the other, each by a tap on its step."""
    for choice, digit in zip(library.quiz.facts.questions, digits, strict=False):
        page.locator(f"#{choice.id} label").nth(int(digit)).click()
        if choice is not library.quiz.facts.questions[len(digits) - 1]:
            expect(page.locator(f"#{choice.id}")).to_be_hidden()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_script_all_questions_stand_on_one_page(open_page: Open, library: Library, lang: str) -> None:
    page = open_page(f"/{lang}/quiz/", width=320, script=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("fieldset:visible")).to_have_count(16)
    for step in page.locator("#ini1 [type=radio]").all():
        box = step.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    for choice, digit in zip(library.quiz.facts.questions, CLEAR[:15], strict=False):
        page.locator(f"#{choice.id} [type=radio]").nth(int(digit)).check()
    page.locator("[name=show]").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#tem2")).to_be_in_viewport()
    page.locator("#tem2 [type=radio]").nth(int(CLEAR[15])).check()
    page.locator("[name=show]").click()
    assert page.url.endswith(f"/{lang}/quiz/1/{CLEAR}/")
    expect(page.locator("h1")).to_be_visible()


def test_with_script_one_question_stands_at_a_time(open_page: Open, library: Library) -> None:
    page = open_page("/ja/quiz/", width=320)
    expect(page.locator("fieldset:visible")).to_have_count(1)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    choose(page, library, CLEAR)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="結果を見る").click()
    assert page.url.endswith(f"/ja/quiz/1/{CLEAR}/")


def test_the_quiz_is_answered_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/en/quiz/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("4")  # a digit chooses and leads on
    expect(page.locator("#hor1 input").first).to_be_focused()
    page.keyboard.press("ArrowRight")  # an arrow chooses and stays
    expect(page.locator("#hor1 input").nth(1)).to_be_checked()
    expect(page.locator("#hor1")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#sco1")).to_be_visible()
    for name in (
        "tec1",
        "dat1",
        "com1",
        "war1",
        "tem1",
        "ini2",
        "hor2",
        "sco2",
        "tec2",
        "dat2",
        "com2",
        "war2",
        "tem2",
    ):
        page.keyboard.press("2")
        expect(page.locator(f"#{name}")).to_be_visible()
        expect(page.locator(f"#{name} input").first).to_be_focused()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/quiz/1/3111111111111112/")


def test_reload_back_and_the_other_language_lose_nothing(open_page: Open, library: Library) -> None:
    page = open_page("/ja/quiz/")
    choose(page, library, CLEAR[:4] + "0")
    expect(page.locator("#com1")).to_be_visible()
    page.reload()
    expect(page.locator("#com1")).to_be_visible()
    expect(page.locator("fieldset:visible .num")).to_have_text("問6 / 16")
    page.go_back()
    expect(page.locator("#dat1 input").first).to_be_checked()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#dat1")).to_be_visible()
    for choice, digit in zip(library.quiz.facts.questions, CLEAR[:4] + "0", strict=False):
        expect(page.locator(f"#{choice.id} input").nth(int(digit))).to_be_checked()
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#tec1")).to_be_visible()
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#dat1")).to_be_visible()


def test_a_doubtful_result_offers_eight_more_questions(open_page: Open, library: Library) -> None:
    page = open_page(f"/en/quiz/1/{CLOSE}/", width=360)
    page.get_by_role("link", name="Answer eight more questions").click()
    expect(page.locator("fieldset:visible")).to_have_count(1)  # until the script has run, all eight are
    expect(page.locator("fieldset:visible .num")).to_have_text("Question 17 of 24")
    for choice in library.quiz.facts.questions[16:]:
        page.locator(f"#{choice.id} label").nth(1).click()
    page.get_by_role("button", name="Show the result").click()
    page.wait_for_url(f"**/en/quiz/1/{CLOSE}11111111/")
    expect(page.get_by_role("link", name="Answer eight more questions")).to_have_count(0)


def test_the_other_language_shows_the_same_result(open_page: Open) -> None:
    page = open_page(f"/ja/quiz/1/{CLOSE}/")
    points = page.locator(".res").evaluate("e => [...e.querySelectorAll('.num')].map(n => n.textContent)")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith(f"/en/quiz/1/{CLOSE}/")
    assert page.locator(".res").evaluate("e => [...e.querySelectorAll('.num')].map(n => n.textContent)") == points


def test_the_verdict_stands_in_the_first_screen_of_a_phone(open_page: Open) -> None:
    page = open_page(f"/ja/quiz/1/{CLEAR}/", width=360)
    for part in ("h1", ".lead", "svg.here >> nth=0"):
        expect(page.locator(part).first).to_be_in_viewport()


@pytest.mark.parametrize("lang", ["ja", "en"])
# The last one is level between the two jobs with the longest texts.
@pytest.mark.parametrize("digits", [CLEAR, CLOSE, TIE, NEUTRAL, "3000210223334000"])
def test_a_result_prints_on_one_sheet(browser: Browser, site: str, lang: str, digits: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/{lang}/quiz/1/{digits}/")
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    ["/ja/quiz/", "/en/quiz/?show=result&ini1=1", f"/ja/quiz/1/{CLOSE}/", f"/en/quiz/1/{CLEAR}/", "/en/method/"],
)
def test_axe_finds_nothing_in_the_quiz(open_page: Open, address: str, scheme: str) -> None:
    page = open_page(address, width=360, scheme=scheme)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_axe_finds_nothing_without_script(open_page: Open) -> None:
    page = open_page("/en/quiz/?show=result&ini1=1")
    assert findings(page) == []


@pytest.mark.parametrize(
    "address", [f"/ja/quiz/1/{CLOSE}/", f"/en/quiz/1/{TIE}/", "/en/quiz/1/success.support~service.experience/"]
)
def test_a_result_fits_a_narrow_phone(open_page: Open, address: str) -> None:
    page = open_page(address, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
