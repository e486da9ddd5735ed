import re

import pytest

from csatlas.library.autolink import TermFinder
from csatlas.library.library import Library
from csatlas.library.markup import render
from csatlas.library.reader import FileText
from csatlas.library.schema import LANGS, Words

JA = TermFinder(
    {"解約": "churn", "解約率": "churn-rate", "NRR": "nrr", "チャット": "chat", "チャットボット": "bot", "IS": "is"}
)
EN = TermFinder({"churn": "churn", "churn rate": "churn-rate", "KPI": "kpi", "IS": "inside-sales"}, plurals=True)


def found(finder: TermFinder, text: str) -> list[tuple[str, str]]:
    pieces = list(finder.split(text))
    assert "".join(words for words, _ in pieces) == text
    return [(words, term_id) for words, term_id in pieces if term_id]


@pytest.mark.parametrize(
    ("finder", "text", "expected"),
    [
        (JA, "解約率と解約", [("解約率", "churn-rate"), ("解約", "churn")]),
        (JA, "チャットボットとチャット", [("チャットボット", "bot"), ("チャット", "chat")]),
        (JA, "NRRを見る", [("NRR", "nrr")]),
        # Part of a longer word of the same script is another word.
        (JA, "解約理由、純解約、NRRs、チャットツール", []),
        (JA, "解約のチャット対応", [("解約", "churn"), ("チャット", "chat")]),
        (EN, "Churn rates fall.", [("Churn rates", "churn-rate")]),
        (EN, "This is it; IS sells. CSV, KPIx, churned", [("IS", "inside-sales")]),
        (EN, "Two KPIs.", [("KPIs", "kpi")]),
    ],
)
def test_the_longest_whole_name_is_found(finder: TermFinder, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(finder, text) == expected


def test_nothing_is_found_where_there_are_no_names() -> None:
    assert found(TermFinder({}), "NRR") == []


def links(text: str, finder: TermFinder = JA) -> list[str]:
    prose = render(FileText("a.md", text), "ja", [], {}, {"churn": Words(ja="解約", en="churn")}, finder)
    html = "".join([prose.intro, *(section.html for section in prose.sections)])
    assert set(re.findall(r"/glossary/([a-z-]+)/", html)) == prose.terms
    return re.findall(r'href="/ja/glossary/([a-z-]+)/">([^<]*)<', html)  # type: ignore[return-value]


def test_each_section_links_the_first_mention_only() -> None:
    text = "解約、解約。\n\n解約。\n\n## 見る {#a}\n\n- 解約\n- NRRと**解約**\n"
    assert links(text) == [("churn", "解約"), ("churn", "解約"), ("nrr", "NRR")]


def test_what_is_linked_by_hand_is_not_linked_again() -> None:
    assert links("解約とは。[やめること](/glossary/churn/)、NRR。") == [("churn", "やめること"), ("nrr", "NRR")]


@pytest.mark.parametrize(
    "text",
    [
        "## 解約 {#a}\n\n文",
        "### 解約\n\n文",
        "> 解約\n",
        "`NRR`",
        "[解約の話](/roles/success/)",
        "| 解約 |\n|---|\n| 文 |",
        '!!! note "解約"\n    文',
        "文。[@nrr-NRR]",
    ],
)
def test_headings_quotations_code_links_and_citations_stay_as_they_are(text: str) -> None:
    assert links(text) == []


def test_links_stand_in_the_order_of_reading() -> None:
    assert links("*NRR*を見て、**解約**とチャット。") == [("nrr", "NRR"), ("churn", "解約"), ("chat", "チャット")]


def test_pages_link_terms_and_terms_list_the_pages(library: Library) -> None:
    for path in ("roles/success/", "compare/success-vs-support/"):
        for lang in LANGS:
            for term_id in library.pages[path].texts[lang].prose.terms:
                assert path in library.terms[term_id].mentioned_by
    assert "renewal" in library.pages["compare/success-vs-support/"].texts["ja"].prose.terms


def test_a_job_never_links_itself_as_a_term(library: Library) -> None:
    jobs = {"customer-success", "customer-support", "customer-service", "customer-experience"}
    for path, page in library.pages.items():
        if path.startswith(("roles/", "compare/")):
            assert not jobs & {term for text in page.texts.values() for term in text.prose.terms}
