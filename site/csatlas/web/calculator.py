"""A metric computed with a visitor's numbers, or what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext

from csatlas import formula
from csatlas.library.library import TermOf
from csatlas.library.schema import Lang, Variant

LONGEST_INPUT = 40


@dataclass(frozen=True)
class Calculation:
    """One variant with the numbers in its boxes: the result, or the faults by variable."""

    number: int
    variant: Variant
    part: formula.Part
    typed: Mapping[str, str]
    asked: bool  # the visitor sent numbers; else these are the example's
    faults: Mapping[str, str]
    result: Fraction | None
    sum: str  # the expression with the numbers in it
    shown: str  # the result with its unit
    warning: str


def calculate(term: TermOf, number: int, sent: Mapping[str, str], lang: Lang) -> Calculation:
    """Return variant `number` of a term's formula with the numbers in the address, else with its example."""
    facts = term.facts.formula
    if facts is None:
        raise ValueError(f"{term.id} has no formula")
    variant, part = facts.variants[number], term.formulas[number]
    wanted = formula.variables(part)
    asked = sent.get("variant", "0") == str(number) and any(name in sent for name in wanted)
    typed = {
        name: sent.get(name, "")[:LONGEST_INPUT]
        if asked
        else formula.written(Fraction(str(variant.example.inputs[name])), digits=4)
        for name in wanted
    }
    values, faults = {}, {}
    for name in wanted:
        try:
            values[name] = formula.read_number(typed[name])
        except formula.FormulaError as error:
            faults[name] = _fault(error, facts.variables[name][lang])
    result, total, shown, warning = None, "", "", ""
    if not faults:
        try:
            result = formula.evaluate(part, values)
            total = formula.spelt(part, values)
            shown = _shown(result, variant)
            warning = _warning(result, variant, values)
        except formula.FormulaError:
            warning = gettext("This divides by zero. There is no result until the number below the line is above 0.")
    return Calculation(number, variant, part, typed, asked, faults, result, total, shown, warning)


def _shown(result: Fraction, variant: Variant) -> str:
    if variant.unit == "percent":
        return formula.written(result, percent=True)
    return str(gettext("%(number)s %(unit)s", number=formula.written(result), unit=unit_names()[variant.unit]))


def unit_names() -> dict[str, str]:
    """Return the units of inputs and results in the request's language."""
    return {
        "percent": "%",
        "times": gettext("times"),
        "points": gettext("points"),
        "score": gettext("points, 0 to 100"),
        "ratio": gettext("0 to 1, or %"),
        "yen": gettext("yen"),
        "years": gettext("years"),
        "months": gettext("months"),
        "days": gettext("days"),
        "hours": gettext("hours"),
        "minutes": gettext("minutes"),
        "seconds": gettext("seconds"),
        "customers": gettext("customers"),
        "users": gettext("users"),
        "accounts": gettext("accounts"),
        "contracts": gettext("contracts"),
        "tickets": gettext("tickets"),
        "calls": gettext("calls"),
        "contacts": gettext("contacts"),
        "cases": gettext("cases"),
        "issues": gettext("issues"),
        "replies": gettext("replies"),
        "responses": gettext("answers"),
    }


def _fault(error: formula.FormulaError, name: str) -> str:
    if error.why == "large":
        return str(gettext("%(name)s: this number is too large.", name=name))
    return str(gettext("%(name)s: please enter a number, for example 1,200 or 1.5万.", name=name))


def _warning(result: Fraction, variant: Variant, values: Mapping[str, Fraction]) -> str:
    if any(value < 0 for value in values.values()):
        return str(gettext("One of the numbers is negative. Please check it."))
    if variant.unit == "percent" and result > 1 >= variant.example.result:
        return str(
            gettext("More than 100%. That is possible for some rates; check that the numbers stand in the right boxes.")
        )
    if result < 0 <= variant.example.result:
        return str(gettext("The result is negative. That is possible for some measures; please check the numbers."))
    return ""
