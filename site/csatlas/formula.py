"""Typed metric formulas: what a term's expression means, exactly and without running it as code.

An expression is made of variables, numbers, + - * / and brackets. Values are fractions, so that nothing is rounded
before it is shown.
"""

import ast
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
_SCALES = {"億": 10**8, "万": 10**4, "千": 10**3}
_LIMIT = 10**15


class FormulaError(ValueError):
    """An expression or a number that cannot be used. `why` says in one word what is wrong."""

    def __init__(self, why: Literal["number", "large", "zero", "syntax"], where: str = "") -> None:
        super().__init__(f"{why}: {where}" if where else why)
        self.why = why


@dataclass(frozen=True)
class Leaf:
    """A variable (by name) or a number (as written)."""

    text: str
    is_variable: bool


@dataclass(frozen=True)
class Operation:
    """Two parts and the sign between them; `fraction` where it is drawn with a bar, `brackets` where it needs them."""

    sign: str
    left: "Part"
    right: "Part"
    fraction: bool
    brackets: bool


Part = Leaf | Operation


def parse(expression: str) -> Part:
    """Return an expression as a tree. Raises FormulaError("syntax") for anything but + - * / over names and numbers."""
    try:
        body = ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise FormulaError("syntax", expression) from error
    return _part(body, expression, within=None)


def _part(node: ast.expr, expression: str, within: ast.operator | None) -> Part:
    if isinstance(node, ast.Name):
        return Leaf(node.id, is_variable=True)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Leaf(ast.unparse(node), is_variable=False)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        loose = isinstance(node.op, ast.Add | ast.Sub)
        # A bar of a fraction brackets what it divides; a product does not.
        brackets = loose and isinstance(within, ast.Mult)
        return Operation(
            sign=_SIGNS[type(node.op)],
            left=_part(node.left, expression, node.op),
            right=_part(node.right, expression, node.op),
            fraction=isinstance(node.op, ast.Div),
            brackets=brackets,
        )
    raise FormulaError("syntax", expression)


def variables(part: Part) -> tuple[str, ...]:
    """Return the names an expression uses, in the order in which they are read, each once."""
    if isinstance(part, Leaf):
        return (part.text,) if part.is_variable else ()
    return tuple(dict.fromkeys((*variables(part.left), *variables(part.right))))


def evaluate(part: Part, values: Mapping[str, Fraction]) -> Fraction:
    """Return the value of an expression. Raises FormulaError("zero") where something is divided by nothing."""
    if isinstance(part, Leaf):
        return values[part.text] if part.is_variable else Fraction(part.text)
    left, right = evaluate(part.left, values), evaluate(part.right, values)
    match part.sign:
        case "+":
            return left + right
        case "−":
            return left - right
        case "×":
            return left * right
        case _:
            if right == 0:
                raise FormulaError("zero")
            return left / right


def read_number(text: str) -> Fraction:
    """Return the number a visitor typed: 1,000 · １０００ · 1.5万 · 2% (as 0.02).

    Raises FormulaError("number") for anything else, FormulaError("large") beyond 10^15.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("、", "").replace(" ", "")
    plain = plain.replace("−", "-").removeprefix("¥").removesuffix("円")
    match = re.fullmatch(r"(-?[0-9]{1,20}(?:\.[0-9]{1,10})?)([億万千]?)(%?)", plain)
    if not match:
        raise FormulaError("number", text)
    value = Fraction(match[1]) * _SCALES.get(match[2], 1) / (100 if match[3] else 1)
    if abs(value) > _LIMIT:
        raise FormulaError("large", text)
    return value


def written(value: Fraction, percent: bool = False, digits: int = 2) -> str:
    """Return a number as people write it: grouped, at most `digits` decimals, without trailing zeros."""
    number = float(value * 100 if percent else value)
    text = f"{number:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text == "-0" else text).replace("-", "−") + ("%" if percent else "")


def spelt(part: Part, values: Mapping[str, Fraction]) -> str:
    """Return an expression with its numbers in place of the variables: (400 + 20) ÷ 500."""
    if isinstance(part, Leaf):
        return written(values[part.text], digits=4) if part.is_variable else part.text
    left, right = spelt(part.left, values), spelt(part.right, values)
    # On one line a division needs the brackets that its bar gave on paper.
    if part.fraction or part.sign == "×":
        left, right = _bracketed(part.left, left), _bracketed(part.right, right, divisor=part.fraction)
    elif part.sign == "−":
        right = _bracketed(part.right, right)
    return f"{left} {part.sign} {right}"


def _bracketed(part: Part, text: str, divisor: bool = False) -> str:
    loose = isinstance(part, Operation) and (divisor or part.sign in "+−")
    return f"({text})" if loose else text
