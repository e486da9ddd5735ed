import pytest

from csatlas.library.markup import Citations, Prose, render
from csatlas.library.problems import Problem
from csatlas.library.reader import FileText
from csatlas.library.schema import Citable, Words

KNOWN = {
    name: Citable(id=name, title=name, publisher="p", url=None, language="en", date="2024", kind="media", seen="full")
    for name in ("alpha", "beta")
}


TERMS = {"nrr": Words(ja="NRR(売上継続率)", en="net revenue retention")}


def rendered(text: str, lang: str = "ja") -> tuple[Prose, list[str]]:
    problems: list[Problem] = []
    prose = render(FileText("a.md", text, 1), lang, problems, KNOWN, TERMS)  # type: ignore[arg-type]
    return prose, [str(problem) for problem in problems]


def citations() -> Citations:
    return Citations(KNOWN, "ours")


def test_sections_carry_their_anchor_and_words() -> None:
    prose, problems = rendered("Before\n\n## One {#one}\n\nText\n\n## Two {#two}\n\nMore\n")
    assert not problems
    assert [(s.id, str(s.title)) for s in prose.sections] == [("one", "One"), ("two", "Two")]
    assert "Before" in prose.intro
    assert "Text" in prose.sections[0].html


def test_citations_are_numbered_in_the_order_of_the_page() -> None:
    prose, _ = rendered("A.[@beta]\n\nB.[@alpha; @beta]\n")
    page = citations()
    html = page.number_all(prose.intro)
    assert html.count('href="#s1"') == 2
    assert html.count('href="#s2"') == 1
    assert [source.id for source in page.cited] == ["beta", "alpha"]
    assert prose.cited == {"alpha", "beta"}


def test_our_own_reading_is_tagged_and_is_no_source() -> None:
    prose, problems = rendered("A.[@judged]\n")
    page = citations()
    assert '<span class="judged">ours</span>' in page.number_all(prose.intro)
    assert not page.cited
    assert not prose.cited
    assert not problems


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\n\n<b>bold</b>", "a.md:3: raw HTML: expected Markdown"),
        ("<script>alert(1)</script>", "a.md:1: raw HTML: expected Markdown"),
        ("<!-- note -->", "a.md:1: raw HTML: expected Markdown"),
        ("[x](javascript:alert(1))", "a.md:1: link to 'javascript:alert(1'"),
        ("[x]: javascript:alert(1)", "a.md:1: link to 'javascript:alert(1)'"),
        ("<javascript:alert(1)>", "a.md:1: link to 'javascript:alert(1)'"),
        ("[x](data:text/html,hi)", "a.md:1: link to 'data:text/html,hi'"),
        ("![x](/a.png)", "a.md:1: picture"),
        ("# Big", "a.md:1: h1 in the text"),
        ("## No anchor", "a.md:1: h2 without an anchor"),
        ("## {#empty}", "a.md:1: heading without words"),
        ("## A {#x}\n\n## B {#x}", "a.md:3: anchor 'x' stands already in line 1"),
        ("## A {#Xy}", "a.md:1: anchor 'Xy': expected"),
        ("!!! sceen \"T\"\n    text", "a.md:1: unknown block 'sceen'"),
        ("A.[@alpa]", "a.md:1: unknown source 'alpa'; did you mean 'alpha'?"),
        ("See [[nr]].", "a.md:1: unknown term 'nr'; did you mean 'nrr'?"),
        ("It grew by 12%.", "a.md:1: figure '12%' without a citation"),
        ("2021年の調査。", "a.md:1: figure '2021年' without a citation"),
        ("平均は370万円。", "a.md:1: figure '370万円' without a citation"),
        ("It was 1,511 yen in the end.", "a.md:1: figure '1,511 yen' without a citation"),
        ("First.[@alpha]\n\nThen 30%.", "a.md:3: figure '30%' without a citation"),
        ("- one 5%[@alpha]\n- two 6%", "a.md:2: figure '6%' without a citation"),
        ("| a | b |\n|---|---|\n| x | 7% |", "a.md:3: figure '7%' without a citation"),
        ("Ours: 8%.[@judged]", "a.md:1: figure '8%' without a citation"),
    ],
)  # fmt: skip
def test_what_content_may_not_hold_is_said_with_its_line(text: str, fault: str) -> None:
    _, problems = rendered(text)
    assert any(problem.startswith(fault) for problem in problems), problems


@pytest.mark.parametrize(
    "text",
    [
        "40件の問い合わせ、9:30、3社、1文字。",
        "It grew by 12%.[@alpha]",
        "2021年の調査。\n次の行に出典。[@beta]",
        "`<b>` is code, and 3 < 5.",
        "Release 29.3 and the code 43-4051.00",
        "See <https://example.org/2021/a>.[@alpha]",
    ],
)
def test_what_content_may_hold_passes(text: str) -> None:
    assert rendered(text)[1] == []


def test_nothing_in_content_becomes_markup_of_its_own() -> None:
    prose, _ = rendered('a <img src=x onerror="alert(1)"> b & c\n\n<div>block</div>\n')
    assert "<img" not in prose.intro
    assert "<div" not in prose.intro
    assert "&lt;img" in prose.intro


def test_links_get_their_language_and_external_ones_are_marked() -> None:
    prose, _ = rendered("[in](/roles/support/#duties) [out](https://example.org/)", lang="en")
    assert 'href="/en/roles/support/#duties"' in prose.intro
    assert 'class="ext"' in prose.intro
    assert prose.links == ((0, "/roles/support/#duties"),)


def test_tables_count_rows_and_columns_and_name_their_columns() -> None:
    prose, _ = rendered("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n")
    assert prose.tables == ((3, 2),)
    assert prose.intro.count('scope="col"') == 2


def test_blocks_footnotes_and_definitions_are_rendered() -> None:
    prose, problems = rendered('!!! scene "Monday (example)"\n    Words.\n\nTerm\n:   Meaning\n\nA[^1]\n\n[^1]: Note\n')
    assert not problems
    assert '<div class="scene">' in prose.intro
    assert '<p class="tag">Monday (example)</p>' in prose.intro
    assert "<dt>Term</dt>" in prose.intro
    assert "footnote" in prose.intro


def test_terms_are_linked_by_their_name_or_by_given_words() -> None:
    prose, problems = rendered("[[nrr]] and [[nrr|it]]", lang="en")
    assert not problems
    assert prose.terms == {"nrr"}
    assert '<a href="/en/glossary/nrr/">net revenue retention</a>' in prose.intro
    assert '<a href="/en/glossary/nrr/">it</a>' in prose.intro


def test_a_wide_table_can_become_cards() -> None:
    text = "| 仕事 | すること[@judged] | 印[@alpha] |\n|---|---|---|\n| サポート | 聞く | 返る |\n"
    wide = FileText("a.md", "## 表 {#table}\n\n" + text, 1)
    cards = render(wide, "ja", [], KNOWN, TERMS, cards=True).sections[0].html
    assert '<td class="own" data-of="すること">聞く</td>' in cards
    assert '<td data-of="印">返る</td>' in cards
    assert "<td>サポート</td>" in cards
    narrow = FileText("a.md", "## 表 {#table}\n\n| 仕事 | すること |\n|---|---|\n| サポート | 聞く |\n", 1)
    for source, as_cards in ((wide, False), (narrow, True)):
        html = render(source, "ja", [], KNOWN, TERMS, cards=as_cards).sections[0].html
        assert "data-of" not in html
        assert 'class="tab"' in html
