import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from csatlas.library.library import Library
from tests.page import Page

Visit = Callable[[str], Page]


def shown(page: Page) -> tuple[int, list[str]]:
    """Return the number of columns and the ids of the rows of the matrix on a page."""
    return page.tables[0][0] - 1, [i.removeprefix("row-") for i in page.ids if i.startswith("row-")]


def test_the_bare_address_shows_everything(visit: Visit, library: Library) -> None:
    assert shown(visit("/ja/compare/")) == (4, list(library.dimensions))
    assert len(visit("/ja/compare/").all("input", checked="")) == 4 + len(library.dimensions)


def test_a_choice_has_an_address_and_shows_only_what_was_chosen(visit: Visit) -> None:
    page = visit("/en/compare/?role=support&role=success&row=kpis&row=stance")
    assert shown(page) == (2, ["stance", "kpis"])
    assert {box["value"] for box in page.all("input", checked="")} == {"success", "support", "stance", "kpis"}


def test_the_order_of_a_choice_does_not_matter(client: FlaskClient) -> None:
    one = client.get("/ja/compare/?role=service&role=success").get_data(as_text=True)
    other = client.get("/ja/compare/?role=success&role=service").get_data(as_text=True)
    assert one.replace("role=service&amp;role=success", "") == other.replace("role=success&amp;role=service", "")


@pytest.mark.parametrize(
    ("lang", "message"),
    [("ja", "「sucess、boss」という仕事はないため"), ("en", "There is no job called sucess, boss;")],
)
def test_unknown_values_are_named_and_ignored(visit: Visit, lang: str, message: str) -> None:
    page = visit(f"/{lang}/compare/?role=sucess&role=support&role=boss")
    assert message in page.text
    assert shown(page)[0] == 1
    assert page.all("p", role="status")


def test_only_unknown_values_show_everything(visit: Visit, library: Library) -> None:
    page = visit("/ja/compare/?row=nothing&row=nothing")
    assert shown(page) == (4, list(library.dimensions))
    assert page.text.count("nothing") == 1


def test_what_is_unknown_is_escaped_and_cut(client: FlaskClient) -> None:
    html = client.get("/en/compare/?role=%3Cscript%3Ealert(1)%3C/script%3E&row=" + "x" * 5000).get_data(as_text=True)
    assert "<script>alert" not in html
    assert len(re.findall("x{41,}", html)) == 1, "only the language switch carries the address as it was"


def test_the_language_switch_carries_the_choice(visit: Visit) -> None:
    page = visit("/ja/compare/?role=support&row=stance")
    (switch,) = [link for link in page.links if link.get("lang") == "en"]
    assert switch["href"] == "/en/compare/?role=support&row=stance"


def test_a_choice_points_search_engines_to_the_whole_table(visit: Visit) -> None:
    page = visit("/ja/compare/?role=support")
    assert page.all("link", rel="canonical")[0]["href"] == "https://csatlas.example/ja/compare/"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_cell_has_a_source_or_says_why_not(visit: Visit, library: Library, lang: str) -> None:
    page = visit(f"/{lang}/compare/")
    for row in library.dimensions.values():
        for cell in row.cells.values():
            unknown = getattr(cell, "unknown", None)
            if unknown:
                assert unknown[lang] in page.text
            else:
                assert cell.sources  # type: ignore[union-attr]
                assert cell[lang] in page.text  # type: ignore[index]


def test_a_pair_shows_its_rows_most_decisive_first(visit: Visit, library: Library) -> None:
    for pair in library.pairs.values():
        columns, rows = shown(visit(f"/ja/compare/{pair.id}/"))
        assert (columns, rows) == (2, list(pair.facts.dimensions))


def test_who_knows_nothing_can_tell_the_four_apart(library: Library) -> None:
    """The rows that decide must say who answers, who calls first, who redesigns and who looks after everyone."""
    keys = [row for row in library.dimensions.values() if row.key]
    assert [row.id for row in keys] == list(library.dimensions)[: len(keys)]

    def words(role: str, lang: str) -> str:
        return " ".join(row.cells[role][lang] for row in keys)  # type: ignore[index]

    assert "問い合わせに答え" in words("support", "ja")
    assert "こちらから連絡する" in words("success", "ja")
    assert "道のりを他部署と直す" in words("experience", "ja")
    assert "窓口に来る人全員" in words("service", "ja")
    assert "gets in touch first" in words("success", "en")
    assert "redesigns their whole journey" in words("experience", "en")
