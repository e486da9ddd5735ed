"""The quiz as a visitor, a sceptic and another program use it. In a browser: tests/browser/test_quiz.py."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from csatlas.library.library import Library
from csatlas.library.schema import LANGS, Lang
from tests.page import Page

Visit = Callable[[str], Page]

CLEAR = "1441243404032411"
CLOSE = "2232442121224223"
TIE = "2131021432100412"
NEUTRAL = "2" * 16


def query(library: Library, digits: str) -> str:
    return "&".join(f"{c.id}={d}" for c, d in zip(library.quiz.facts.questions, digits, strict=False))


# --- the questions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_pair_of_the_first_stage_is_asked_with_five_steps(visit: Visit, library: Library, lang: Lang) -> None:
    page = visit(f"/{lang}/quiz/")
    first = [choice for choice in library.quiz.facts.questions if choice.stage == 1]
    assert len(page.all("fieldset")) == len(page.all("legend")) == len(first) == 16
    for choice in first:
        assert [each["value"] for each in page.all("input", name=choice.id)] == ["0", "1", "2", "3", "4"]
        assert page.text.index(choice.sides[0][lang]) < page.text.index(choice.sides[1][lang])
    assert not [each for each in page.all("input") if "checked" in each]


def test_a_complete_form_leads_to_its_address(client: FlaskClient, library: Library) -> None:
    answer = client.get(f"/ja/quiz/?version=1&{query(library, CLEAR)}&show=result")
    assert (answer.status_code, answer.location) == (303, f"/ja/quiz/1/{CLEAR}/")


def test_what_is_missing_is_listed_and_what_was_chosen_stays(client: FlaskClient, library: Library) -> None:
    answer = client.get(f"/en/quiz/?{query(library, CLEAR[:13])}&com2=9&show=result")
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    missing = [choice.id for choice in library.quiz.facts.questions[13:16]]
    assert re.findall(r'<li><a href="#([a-z0-9]+)">', html) == missing
    assert html.count(" checked") == 13
    assert "What you chose is still there" in html


def test_answers_in_the_address_are_shown_and_nothing_is_claimed_to_be_missing(client: FlaskClient) -> None:
    answer = client.get("/ja/quiz/?ini1=3&hor1=0")
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert html.count(" checked") == 2
    assert "まだ選んでいない" not in html


def test_eight_more_questions_follow_the_first_answers(client: FlaskClient, library: Library) -> None:
    start = client.get(f"/en/quiz/?first={CLOSE}").get_data(as_text=True)
    assert start.count("<fieldset") == 8
    assert "Question 17" in start
    further = "&".join(f"{c.id}=1" for c in library.quiz.facts.questions if c.stage == 2)
    answer = client.get(f"/en/quiz/?first={CLOSE}&{further}&show=result")
    assert answer.location == f"/en/quiz/1/{CLOSE}11111111/"


@pytest.mark.parametrize("asked", ["version=2", "version=x", "first=123", "first=" + "5" * 16, "first=" + "1" * 24])
def test_a_quiz_that_does_not_exist_is_not_found(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/ja/quiz/?{asked}").status_code == 404


# --- the result ----------------------------------------------------------------------------------------------------


def sections(page: Page) -> list[str]:
    ids = ("ranking", "doubt", "reasons", "against", "traits", "next", "ask", "jobs", "keep")
    return [i.split("-")[0] for i in page.ids if i.split("-")[0] in ids]


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        (CLEAR, ["ranking", "reasons", "against", "traits", "next", "ask", "jobs", "keep"]),
        (CLOSE, ["ranking", "doubt", "reasons", "against", "traits", "next", "ask", "jobs", "keep"]),
        (CLOSE + "12121212", ["ranking", "reasons", "against", "traits", "next", "ask", "jobs", "keep"]),
        (TIE, ["ranking", "doubt", "reasons", "against", "against", "traits", "next", "ask", "jobs", "keep"]),
        (NEUTRAL, ["ranking", "traits", "next", "jobs", "keep"]),
        ("0" * 16, ["ranking", "traits", "next", "jobs", "keep"]),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_result_shows_its_parts_in_order(visit: Visit, lang: Lang, digits: str, expected: list[str]) -> None:
    assert sections(visit(f"/{lang}/quiz/1/{digits}/")) == expected


def test_a_result_says_how_sure_it_is(visit: Visit, library: Library) -> None:
    for digits, heading, lead in (
        (CLEAR, "Nearest to you: customer", "That is clear."),
        (CLOSE, "Between ", "too little to tell the two apart"),
        (TIE, "Level: ", "does not tell them apart"),
        (NEUTRAL, "No lean towards any of the four", "half and half every time"),
        ("4" * 16, "The same side every time", "favours no job"),
    ):
        page = visit(f"/en/quiz/1/{digits}/")
        assert page.h1[0].startswith(heading)
        assert page.title.startswith(heading)
        assert lead in page.text


@pytest.mark.parametrize("digits", [CLEAR, CLOSE, TIE, CLOSE + "01234012"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_says_what_the_engine_says(visit: Visit, library: Library, lang: Lang, digits: str) -> None:
    page = visit(f"/{lang}/quiz/1/{digits}/")
    result = library.quiz.quiz.result([int(digit) - 2 for digit in digits])
    choices = {choice.id: choice for choice in library.quiz.facts.questions}
    given = dict(zip(choices, digits, strict=False))
    bars = [float(each["width"].rstrip("%")) for each in page.all("rect")]
    order = [role for group in result.ranking for role in group]
    assert bars == [round(float(result.fit[role]), 1) for role in order]
    largest = sorted(result.reasons, key=lambda reason: -abs(reason[1]))[:5]
    for question, points in largest:
        chosen = choices[question].sides[int(given[question]) > 2][lang]
        role = library.roles[result.rivals[points < 0]].names[lang].short
        assert f"{chosen}{role} +{abs(points)}" in page.text
    if result.change:
        assert choices[result.change[0]].sides[0][lang] in page.text
    assert len([each for each in page.all("svg") if each.get("class") == "here"]) == 1 + len(result.traits)
    hard = library.pages[f"roles/{order[0]}/"].texts[lang].section("hard-sides").html
    assert re.sub("<[^>]+>", "", re.split("[。.]", hard)[0]).strip() in page.text


def test_the_place_on_the_map_follows_two_traits(visit: Visit, library: Library) -> None:
    def here(digits: str) -> tuple[str, str]:
        (mark, *_) = [each for each in visit(f"/ja/quiz/1/{digits}/").all("svg") if each.get("class") == "here"]
        return mark["x"], mark["y"]

    def answering(trait: str, plus: bool) -> str:
        return "".join(
            "2" if choice.trait != trait else "4" if (choice.right == "+") == plus else "0"
            for choice in library.quiz.facts.questions[:16]
        )

    assert here(NEUTRAL) == ("50.0%", "50.0%")
    assert here(answering("initiative", True)) == ("89.0%", "50.0%")
    assert here(answering("scope", True)) == ("50.0%", "11.0%")
    assert here(answering("scope", False)) == ("50.0%", "89.0%")


def test_a_result_keeps_to_itself(client: FlaskClient) -> None:
    answer = client.get(f"/ja/quiz/1/{CLEAR}/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_what_is_shared_holds_the_ranking_and_no_answer(visit: Visit, library: Library) -> None:
    page = visit(f"/en/quiz/1/{TIE}/")
    (shared,) = re.findall(r"https://csatlas\.example(/en/quiz/1/[a-z.~]+/)", page.text)
    result = library.quiz.quiz.result([int(digit) - 2 for digit in TIE])
    assert shared == f"/en/quiz/1/{'.'.join('~'.join(group) for group in result.ranking)}/"
    seen = visit(shared)
    places = [seen.text.index(library.roles[group[0]].names.en.full) for group in result.ranking]
    assert places == sorted(places)
    assert not re.search("[0-4]{16}", seen.text + "".join(link["href"] for link in seen.links))


def test_answers_can_be_changed(visit: Visit, client: FlaskClient) -> None:
    (back,) = [link["href"] for link in visit(f"/ja/quiz/1/{CLEAR}/").links if "ini1=" in link["href"]]
    assert client.get(back).get_data(as_text=True).count(" checked") == 16


def test_the_other_language_shows_the_same_answers(visit: Visit) -> None:
    (switch,) = [link for link in visit(f"/ja/quiz/1/{CLOSE}/").links if link.get("hreflang")]
    assert switch["href"] == f"/en/quiz/1/{CLOSE}/"


@pytest.mark.parametrize(
    "rest",
    [
        "1/123/", "1/" + "5" * 16 + "/", "1/" + "0" * 17 + "/", "1/" + "0" * 400 + "/", "1/abc/", "2/" + "0" * 16 + "/",
        "0/" + "0" * 16 + "/", "x/" + "0" * 16 + "/", "1/" + "²" * 16 + "/", "1/" + "٠" * 16 + "/",
        "1/success.support.service/", "1/success.success.support.service.experience/", "1/success~~support/",
        "99999999999999999999/" + "0" * 16 + "/",
    ],
)  # fmt: skip
def test_what_is_no_result_is_not_found_and_leads_back(client: FlaskClient, rest: str) -> None:
    answer = client.get(f"/en/quiz/{rest}")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "This page does not exist" in html
    assert '<a href="/en/quiz/">Which of the four jobs' in html


# --- the interface -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [CLEAR, CLOSE, TIE, NEUTRAL, CLOSE + "01234012"])
def test_the_interface_gives_the_whole_result(client: FlaskClient, library: Library, digits: str) -> None:
    answer = client.get(f"/api/quiz/1/{digits}.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    data = answer.get_json()
    assert list(data) == [
        "version", "answers", "scores", "fit", "ranking", "verdict", "lead", "reasons", "change", "traits",
    ]  # fmt: skip
    assert (data["version"], data["answers"]) == (1, digits)
    assert sum(reason["points"] for reason in data["reasons"]) == data["lead"]
    assert len(data["reasons"]) == len(digits)
    reach = 32 if len(digits) == 16 else 48
    for role in library.roles:
        assert data["fit"][role] == pytest.approx(50 + 50 * data["scores"][role] / reach)
    if data["change"]:
        assert list(data["change"]) == ["question", "to", "winner"]
        place = [choice.id for choice in library.quiz.facts.questions].index(data["change"]["question"])
        turned = digits[:place] + str(data["change"]["to"] + 2) + digits[place + 1 :]
        assert client.get(f"/api/quiz/1/{turned}.json").get_json()["ranking"][0] == [data["change"]["winner"]]


def test_the_interface_gives_questions_traits_and_profiles(client: FlaskClient, library: Library) -> None:
    data = client.get("/api/quiz/1.json").get_json()
    assert data["version"] == 1
    assert [question["id"] for question in data["questions"]] == [c.id for c in library.quiz.facts.questions]
    assert data["traits"]["tempo"]["plus"]["en"] == "many short tasks in a day"
    assert data["roles"]["experience"]["tempo"]["value"] == 0


@pytest.mark.parametrize("rest", ["2.json", "x.json", "1/12.json", f"1/{'7' * 16}.json", f"2/{'1' * 16}.json", "1/x/y"])
def test_the_interface_refuses_in_json(client: FlaskClient, rest: str) -> None:
    answer = client.get(f"/api/quiz/{rest}")
    assert answer.status_code == 404
    assert answer.get_json()["error"]


# --- the method ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_method_shows_every_value_with_its_reason(visit: Visit, library: Library, lang: Lang) -> None:
    page = visit(f"/{lang}/method/")
    for role in library.roles:
        for lean in library.quiz.facts.roles[role].values():
            assert lean[lang] in page.text
    assert len(page.tables) == 3
    random = library.simulation.rows[0]
    assert f"{round(100 * random.got('leans'))}%" in page.text
    assert {"ja": "人ではありません", "en": "are not people"}[lang] in page.text
