"""Phrases: what an editor writes finds what a recruiter writes, and nothing that is typed makes it slow."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csatlas.phrases import GAP, Finder, PhraseError, longest, parse


def found(phrase: str, text: str) -> list[str]:
    return [text[m.start : m.end] for m in longest(Finder([(phrase, "x")]).find(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("解約(の|を|)(防|抑)", "解約を防ぎ、解約防止、解約の申し出", ["解約を防", "解約防"]),
        ("担当…#社", "担当は約30社、担当する企業", ["担当は約30社"]),
        ("#社を担当", "約30社を担当、1,200社を担当", ["30社を担当", "1,200社を担当"]),
        ("renew*", "renewals, prerenew, to renew", ["renewals", "renew"]),
        ("cs", "cs, csv, the cs team", ["cs", "cs"]),
        ("エスカレ*", "エスカレーション、エスカレする", ["エスカレーション", "エスカレ"]),
        ("ログ(を|)", "カタログを見て、エラーログやログを調べる", ["ログを"]),
        ("センター", "コールセンター", ["センター"]),
        ("return*…refund*", "a return or a refund", ["return or a refund"]),
        ("(a|b (c|d)|) e", "b c e and a e", ["b c e", "a e"]),
        ("qbr", "四半期のqbrを", ["qbr"]),
        (
            "(run*|giv*) (the |)shop",
            "runs the shop, giving shop, run shop",
            ["runs the shop", "giving shop", "run shop"],
        ),
    ],
)
def test_a_phrase_finds_its_ways_of_writing(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


def test_a_phrase_may_name_a_set() -> None:
    sets = {"firms": ("shop(s|)", "school*")}
    finder = Finder([("your <firms>", "x"), ("<firms> and <firms>", "y")], sets)
    assert [match.meaning for match in longest(finder.find("your schools, shop and shops"))] == ["x", "y"]
    with pytest.raises(PhraseError, match="<firm>: expected one of firms"):
        parse("your <firm>", sets)


def test_a_gap_is_bounded() -> None:
    assert found("利用…確認", "利用" + "あ" * GAP + "確認")
    assert not found("利用…確認", "利用" + "あ" * (GAP + 1) + "確認")


def test_the_longest_of_overlapping_phrases_counts() -> None:
    finder = Finder([("解約", "service"), ("解約防止", "success")])
    assert [match.meaning for match in longest(finder.find("解約防止と解約"))] == ["success", "service"]


@pytest.mark.parametrize("phrase", ["", " a", "Support", "(a", "a)", "a|b", "…a", "*a", "a…", "(a|)…"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError):
        parse(phrase)


words = st.text(alphabet="abc 解約-", min_size=1, max_size=6).map(str.strip).filter(bool)


@given(words, st.text(alphabet="abc 解約-。", max_size=60))
def test_a_plain_phrase_is_found_wherever_it_is_a_word(phrase: str, text: str) -> None:
    edge = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"
    expected = {m.start() for m in re.finditer(f"(?={edge}{re.escape(phrase)}{edge})", text)}
    assert {m.start for m in Finder([(phrase, "x")]).find(text)} == expected


@given(st.text(alphabet="ab#()|…*", max_size=12))
def test_any_phrase_is_read_or_refused(phrase: str) -> None:
    try:
        parse(phrase)
    except PhraseError:
        return
    list(Finder([(phrase, "x")]).find("abab 12 ba" * 5))


def test_time_grows_with_the_length_alone() -> None:
    finder = Finder([("(a|ab|abc)…(b|bc)…c*…#", "x"), ("担当(の|する|)…(企業|社)…#社", "y")])

    def seconds(text: str) -> float:
        start = time.perf_counter()
        list(finder.find(text))
        return time.perf_counter() - start

    for unit in ("a b ", "担当の企業", "abc", "1"):
        short, long = min(seconds(unit * 500) for _ in range(3)), min(seconds(unit * 5_000) for _ in range(3))
        assert long < 40 * max(short, 0.0005), unit
