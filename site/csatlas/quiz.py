"""The role-fit quiz in integers, so that anyone can check a result with a pencil.

An answer a runs from -2 (left) to 2 (right); k is 1 where the plus pole of the question's trait is on the right, else
-1; w is a role's weight on that trait. A role's score is the sum of k·a·w over the answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal, NamedTuple

ANSWERS = range(-2, 3)
Verdict = Literal["clear", "leans", "too_close", "tie", "no_preference", "same_answer"]
Ranking = tuple[tuple[str, ...], ...]  # roles by score, highest first; equal scores stand in one group


class Question(NamedTuple):
    """One pair of activities."""

    id: str
    trait: str
    k: int


@dataclass(frozen=True)
class Result:
    """What the answers say. `rivals` are the two roles between which the lead lies; `reasons` add up to the lead."""

    answers: tuple[int, ...]
    scores: Mapping[str, int]
    fit: Mapping[str, Fraction]  # 50 + 50·score ÷ the largest score within reach: 0 to 100, 50 is no lean
    ranking: Ranking
    verdict: Verdict
    lead: int
    rivals: tuple[str, str]
    reasons: tuple[tuple[str, int], ...]  # question and points, most for the first rival first
    change: tuple[str, int, str] | None  # the question, the answer it would need, the role that would then win
    traits: Mapping[str, int]


@dataclass(frozen=True)
class Quiz:
    """Weights by role and trait, the questions that are always asked, and those that follow a doubtful result."""

    weights: Mapping[str, Mapping[str, int]]
    first: tuple[Question, ...]
    further: tuple[Question, ...]

    def result(self, answers: Sequence[int]) -> Result:
        """Return what `answers` say: one a question, in their order. ValueError for any other number or size."""
        questions = self.first + self.further
        if len(answers) not in (len(self.first), len(questions)) or set(answers) - set(ANSWERS):
            raise ValueError(f"expected {len(self.first)} or {len(questions)} answers from -2 to 2")
        asked = [(q, q.k * a) for q, a in zip(questions, answers, strict=False)]  # k·a: towards the plus pole
        scores = {role: sum(ka * w[q.trait] for q, ka in asked) for role, w in self.weights.items()}
        ranking = ranked(scores)
        first, *others = (role for group in ranking[:2] for role in group)

        def points(other: str) -> dict[str, int]:
            return {q.id: ka * (self.weights[first][q.trait] - self.weights[other][q.trait]) for q, ka in asked}

        # Of equal runners-up the one that leaves the most doubt: the order of roles decides nothing.
        second = max(ranking[0][1:] or others, key=lambda role: sum(p * p for p in points(role).values()))
        reasons = sorted(points(second).items(), key=lambda reason: -reason[1])
        lead, doubt = scores[first] - scores[second], sum(p * p for _, p in reasons)
        reach = {role: sum(2 * abs(w[q.trait]) for q, _ in asked) for role, w in self.weights.items()}
        fit = {role: 50 + Fraction(50 * score, reach[role]) for role, score in scores.items()}
        traits = {trait: sum(ka for q, ka in asked if q.trait == trait) for trait in self.weights[first]}
        change, sure = self._change(scores, asked), verdict(answers, lead, doubt)
        return Result(tuple(answers), scores, fit, ranking, sure, lead, (first, second), tuple(reasons), change, traits)

    def _change(self, scores: Mapping[str, int], asked: list[tuple[Question, int]]) -> tuple[str, int, str] | None:
        """Return the smallest change of an answer that puts another role alone in front; of equal ones the clearest."""
        found = []
        for (q, ka), to in product(asked, ANSWERS) if len(ranked(scores)[0]) == 1 else ():
            moved = {role: s + (q.k * to - ka) * self.weights[role][q.trait] for role, s in scores.items()}
            first = max(moved, key=moved.__getitem__)
            lead = moved[first] - max(score for role, score in moved.items() if role != first)
            if lead > 0 and scores[first] < max(scores.values()):
                found.append((abs(q.k * to - ka), -lead, (q.id, to, first)))
        return min(found, key=lambda each: each[:2])[2] if found else None


def ranked(scores: Mapping[str, int]) -> Ranking:
    """Return the roles by score. Ties keep no order of their own, so a result never depends on a role's name."""
    return tuple(tuple(r for r in scores if scores[r] == s) for s in sorted(set(scores.values()), reverse=True))


def verdict(answers: Sequence[int], lead: int, doubt: int) -> Verdict:
    """Return how sure the lead L is: too close where 4L² < D, leaning where 4L² < 9D, else clear.

    D, the sum of a²(w₁ - w₂)², is the variance of L if each answer kept its strength and fell to either side by chance.
    """
    if len(set(answers)) == 1:
        return "same_answer" if any(answers) else "no_preference"
    if lead == 0:
        return "tie"
    return "too_close" if 4 * lead**2 < doubt else "leans" if 4 * lead**2 < 9 * doubt else "clear"
