"""Pasted text: each letter knows its place, broken lines are joined, tags and marks of direction are gone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csatlas.document import lines, plain, sentences


def read(text: str) -> list[str]:
    return [line.span.text for line in lines(plain(text))]


def test_width_and_case_do_not_matter() -> None:
    assert plain("ＣＳ　ｶｽﾀﾏｰｻﾎﾟｰﾄ").text == "cs カスタマーサポート"


def test_each_letter_has_its_place() -> None:
    text = "前文 <b>ｶﾞｲﾄﾞ</b>&amp;\u200eFAQ"
    span = plain(text)
    start = span.text.index("faq")
    assert text[slice(*span.place(start, start + 3))] == "FAQ"
    start = span.text.index("ガイド")
    assert text[slice(*span.place(start, start + 3))].startswith("ｶﾞｲﾄ")


def test_tags_scripts_and_comments_are_not_text() -> None:
    html = "<h2>Duties</h2><script>alert('renewals')</script><ul><li>One<li>Two &lt;3</ul><!-- refunds --><p>End"
    assert read(html) == ["duties", "one", "two <3", "end"]
    assert read("a < b and <p>c</p><script>never ends") == ["a < b and", "c"]


def test_lines_broken_at_a_width_are_joined() -> None:
    text = (
        "You will look after a portfolio of about forty accounts\n"
        "and make sure that each of them gets what it bought the\n"
        "product for, from the first week until the renewal talk\n"
        "and beyond.\n\n- Reviews\n- Renewals\n"
    )
    assert read(text)[0].endswith("renewal talk and beyond.")
    assert read(text)[1:] == ["reviews", "renewals"]
    wide = (
        "お客様からのお問い合わせに電話とメールでお答えし、製品の使い\n"
        "方や設定の手順をわかりやすく説明して、ご不明な点がなくなるま\n"
        "で一緒に確かめる仕事です。製品の不具合と思われるものは原因を\n"
        "調べて開発に伝えます。\n"
    )
    assert read(wide) == [wide.replace("\n", "")]


def test_a_list_of_short_lines_stays_a_list() -> None:
    assert read("仕事内容\n・受注\n・返品\n") == ["仕事内容", "受注", "返品"]


def test_numbers_and_signs_of_lists_are_marks() -> None:
    marked = [(line.mark, line.span.text) for line in lines(plain("4. Duties\n4.1 Calls\n(a) Mail\n①返品\n二、休日\n"))]
    assert marked == [("4.", "duties"), ("4.1", "calls"), ("(a)", "mail"), ("(1)", "返品"), ("二、", "休日")]
    assert read("● Calls\n● Mail\n● Chat\n") == ["calls", "mail", "chat"]
    assert read("●仕事\n返品を受ける\n●休日\n土日\n") == ["●仕事", "返品を受ける", "●休日", "土日"]


def test_the_tags_of_a_page_make_its_lines() -> None:
    html = "<h2>Duties</h2>\n<ul>\n<li>Take\norders</li>\n<li>Mail</li>\n</ul>\n<tr><td>Pay</td><td>25</td></tr>"
    assert [(line.mark, line.gap, line.span.text) for line in lines(plain(html))] == [
        ("", True, "duties"), ("•", False, "take orders"), ("•", False, "mail"), ("", True, "pay\t25"),
    ]  # fmt: skip


def test_where_every_line_is_followed_by_an_empty_one_only_two_part_anything() -> None:
    text = "\n\n".join("abcdefg") + "\n\n\nh"
    assert [line.gap for line in lines(plain(text))] == [True] + [False] * 6 + [True]


@pytest.mark.parametrize("text", ["Duties\nCalls\n\n- Mail\n", "<p>Take\norders</p>\n<p>Mail</p>\n"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_ends_of_lines_are_the_same_however_they_are_written(text: str, end: str) -> None:
    def told(text: str) -> list[tuple[str, bool, str, str]]:
        places = ((line, line.span.place(0, len(line.span.text))) for line in lines(plain(text)))
        return [(line.mark, line.gap, line.span.text.replace("  ", " "), text[at:to][-1]) for line, (at, to) in places]

    assert told(text.replace("\n", end)) == told(text)


def test_sentences_end_where_they_end() -> None:
    ja = plain("電話を受けます。「返品したい」とのご連絡!メールも。")
    assert [s.text for s in sentences(ja)] == ["電話を受けます。", "「返品したい」とのご連絡!", "メールも。"]
    en = plain("Reply within 1.5 hours, e.g. by phone. Then close the case; write it down.")
    assert [s.text for s in sentences(en)] == [
        "reply within 1.5 hours, e.g. by phone.", "then close the case;", "write it down.",
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_letter_comes_from_its_place(text: str) -> None:
    span = plain(text)
    assert len(span.text) == len(span.at)
    assert list(span.at) == sorted(span.at)
    for line in lines(span):
        for sentence in sentences(line.span):
            start, end = sentence.place(0, len(sentence.text))
            assert 0 <= start < end <= len(text)
    for letter, at in zip(span.text, span.at, strict=True):
        if "a" <= letter <= "z" and "&" not in text:
            assert letter in unicodedata.normalize("NFKC", text[at]).casefold()
