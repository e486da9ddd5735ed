from fractions import Fraction

import pytest

from csatlas import formula
from csatlas.formula import FormulaError, parse, read_number, spelt, variables, written
from csatlas.library.library import Library


def value(expression: str, **values: float) -> float:
    return float(formula.evaluate(parse(expression), {k: Fraction(str(v)) for k, v in values.items()}))


@pytest.mark.parametrize(
    ("expression", "result"),
    [("a + b * c", 7), ("(a + b) * c", 9), ("a / b / c", 1 / 6), ("a - b - c", -4), ("a * 12", 12)],
)
def test_signs_bind_as_in_arithmetic(expression: str, result: float) -> None:
    assert value(expression, a=1, b=2, c=3) == pytest.approx(result)


@pytest.mark.parametrize(
    "expression",
    ["a ** b", "f(a)", "a if b else c", "__import__('os')", "a.b", "a[0]", "'x' + a", "a +", "-a", "lambda: 1"],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(expression)
    assert caught.value.why == "syntax"


def test_dividing_by_nothing_has_no_result() -> None:
    with pytest.raises(FormulaError) as caught:
        value("a / (b - b)", a=1, b=2)
    assert caught.value.why == "zero"


def test_variables_are_named_once_in_the_order_of_reading() -> None:
    assert variables(parse("p / n * 100 - d / n * 100")) == ("p", "n", "d")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", 1200), ("1,200", 1200), ("１２００", 1200), (" 12 ", 12), ("1.5万", 15000), ("３億", 300_000_000),
        ("2%", Fraction(1, 50)), ("70％", Fraction(7, 10)), ("-5", -5), ("−5", -5), ("¥500", 500),
        ("500円", 500), ("0", 0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text: str, number: Fraction) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "1e5", "1.2.3", "--1", "1 or 2", "万", "%", "∞", "NaN", "1" * 30, "٣"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_number(text)
    assert caught.value.why == "number"


def test_a_number_beyond_use_is_refused() -> None:
    with pytest.raises(FormulaError) as caught:
        read_number("99999999999999999999")
    assert caught.value.why == "large"


@pytest.mark.parametrize(
    ("number", "percent", "text"),
    [
        (Fraction(3, 100), True, "3%"),
        (Fraction(1, 3), True, "33.33%"),
        (1750000, False, "1,750,000"),
        (-5, False, "−5"),
        (0, False, "0"),
    ],
)
def test_results_are_written_as_people_read_them(number: Fraction, percent: bool, text: str) -> None:
    assert written(Fraction(number), percent) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("a / b", "12 ÷ 400"),
        ("(a + b) / (a + c)", "(12 + 400) ÷ (12 + 3)"),
        ("a - (b - c)", "12 − (400 − 3)"),
        ("a / (b * c)", "12 ÷ (400 × 3)"),
        ("a * 100 / b", "12 × 100 ÷ 400"),
    ],
)
def test_the_sum_is_written_out_with_the_brackets_it_needs(expression: str, text: str) -> None:
    values = {"a": Fraction(12), "b": Fraction(400), "c": Fraction(3)}
    assert spelt(parse(expression), values) == text


def test_every_worked_example_of_the_glossary_is_recomputed(library: Library) -> None:
    computed = 0
    for term in library.terms.values():
        for variant, part in zip(term.facts.formula.variants if term.facts.formula else (), term.formulas, strict=True):
            values = {name: Fraction(str(number)) for name, number in variant.example.inputs.items()}
            assert float(formula.evaluate(part, values)) == pytest.approx(variant.example.result, rel=0.006), term.id
            computed += 1
    assert computed >= 51
