"""A result of the quiz put the way the page shows it: what mattered, what would turn it, what to ask next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csatlas import figures
from csatlas.library.library import Library, PairOf, QuizOf
from csatlas.library.schema import Choice, Words
from csatlas.quiz import ANSWERS, Ranking, Result

REASONS = ASKED = 5


@dataclass(frozen=True)
class Reason:
    """An answer, the activity that was chosen, and how many points of the lead it gave to `role` (1 or more)."""

    choice: Choice
    chosen: Words
    strong: bool
    role: str
    points: int


@dataclass(frozen=True)
class Turn:
    """The answer as given and as it would need to be (-2 to 2) for `winner` to stand in front."""

    choice: Choice
    given: int
    to: int
    winner: str


@dataclass(frozen=True)
class Trait:
    """Where the answers lie between a trait's poles, 0 to 100, and the two rivals beside them."""

    id: str
    place: float
    rivals: Mapping[str, int]


@dataclass(frozen=True)
class Fit:
    """A result in the order of the page. `here` is its place on the map in per cent of the frame."""

    of: QuizOf
    result: Result
    digits: str
    here: tuple[float, float]
    pair: PairOf
    reasons: tuple[Reason, ...]
    turn: Turn | None
    traits: tuple[Trait, ...]
    asked: tuple[tuple[str, str, str], ...]  # trait, the role at its plus pole, the role at its minus pole

    @property
    def front(self) -> tuple[str, ...]:
        """The role or roles in front."""
        return self.result.ranking[0]

    @property
    def decided(self) -> bool:
        """Whether the answers say anything at all."""
        return self.result.verdict not in ("no_preference", "same_answer")

    @property
    def doubtful(self) -> bool:
        """Whether further questions may help and have not been asked."""
        return self.result.verdict in ("too_close", "tie") and len(self.digits) == len(self.of.quiz.first)

    @property
    def ranking(self) -> str:
        """The ranking as the address of a shared one holds it."""
        return write_ranking(self.result.ranking)


def quiz_version(library: Library, version: str) -> QuizOf | None:
    """Return a version of the quiz by the number in an address."""
    return library.quizzes.get(int(version)) if re.fullmatch("[1-9][0-9]{0,3}", version) else None


def read_answers(of: QuizOf, digits: str) -> list[int] | None:
    """Return the answers that an address holds as digits 0 to 4, or None where they are not of this quiz."""
    lengths = (len(of.quiz.first), len(of.facts.questions))
    if len(digits) not in lengths or not re.fullmatch("[0-4]+", digits):
        return None
    return [int(digit) + ANSWERS[0] for digit in digits]


def write_ranking(ranking: Ranking) -> str:
    """Return a ranking as an address holds it: a dot between places, a tilde between equals."""
    return ".".join("~".join(group) for group in ranking)


def read_ranking(text: str, library: Library) -> Ranking | None:
    """Return the ranking that an address holds, or None where it does not rank every role once."""
    ranking = tuple(tuple(group.split("~")) for group in text.split("."))
    named = sorted(role for group in ranking for role in group)
    return ranking if named == sorted(library.roles) else None


def fit(library: Library, of: QuizOf, digits: str, answers: list[int]) -> Fit:
    """Return what the page says of `answers`, which `digits` hold."""
    result = of.quiz.result(answers)
    choices = {choice.id: choice for choice in of.facts.questions}
    given = dict(zip(choices, answers, strict=False))
    first, second = result.rivals
    largest = sorted((r for r in result.reasons if r[1]), key=lambda reason: -abs(reason[1]))[:REASONS]
    weights = of.quiz.weights
    apart = sorted(of.facts.traits, key=lambda trait: -abs(weights[first][trait] - weights[second][trait]))
    places = {trait: _place(of, result, trait) for trait in of.facts.traits}
    return Fit(
        of=of,
        result=result,
        digits=digits,
        here=(
            figures.percent(places[library.map.x.trait]),
            figures.percent(places[library.map.y.trait], flip=True),
        ),
        pair=next(pair for pair in library.pairs.values() if {pair.left, pair.right} == {first, second}),
        reasons=tuple(
            Reason(
                choice=choices[name],
                chosen=choices[name].sides[given[name] > 0],
                strong=abs(given[name]) == max(ANSWERS),
                role=first if points > 0 else second,
                points=abs(points),
            )
            for name, points in largest
        ),
        turn=Turn(choices[result.change[0]], given[result.change[0]], result.change[1], result.change[2])
        if result.change
        else None,
        traits=tuple(
            Trait(trait, places[trait], {role: of.facts.roles[role][trait].value for role in result.rivals})
            for trait in of.facts.traits
        ),
        asked=tuple(
            (trait, *((first, second) if weights[first][trait] > weights[second][trait] else (second, first)))
            for trait in apart[:ASKED]
            if weights[first][trait] != weights[second][trait]
        ),
    )


def _place(of: QuizOf, result: Result, trait: str) -> float:
    """Return where the answers lie on a trait, 0 (all minus) to 100 (all plus)."""
    count = sum(choice.trait == trait for choice in of.facts.questions[: len(result.answers)])
    return 50 + 25 * result.traits[trait] / count
