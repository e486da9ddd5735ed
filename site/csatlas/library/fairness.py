"""What a quiz must not do: favour a role by its numbers, or give an answer away by its words."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from csatlas.library.reader import Loc
from csatlas.library.schema import LANGS, QuizVersion, Role
from csatlas.quiz import Question, Quiz

LONGEST_DIFFERENCE = 12  # characters between the two sides of a Japanese question


def quiz_of(facts: QuizVersion) -> Quiz:
    """Return the numbers of a version: a weight is (value - 50) / 25, k is 1 where the plus pole is on the right."""
    asked = [(c.stage, Question(c.id, c.trait, 1 if c.right == "+" else -1)) for c in facts.questions]
    return Quiz(
        weights={
            role: {trait: (lean.value - 50) // 25 for trait, lean in leans.items()}
            for role, leans in facts.roles.items()
        },
        first=tuple(question for stage, question in asked if stage == 1),
        further=tuple(question for stage, question in asked if stage == 2),
    )


def number_faults(quiz: Quiz) -> Iterator[tuple[Loc, str]]:
    """Yield what would lead to one role rather than another whatever is answered, and where in the file it stands."""
    roles, traits = tuple(quiz.weights), tuple(dict.fromkeys(t for w in quiz.weights.values() for t in w))
    for trait in traits:
        if sum(quiz.weights[role][trait] for role in roles):
            yield ("traits", trait), f"the values of {trait!r} do not average 50"
    if _differ(sum(w * w for w in quiz.weights[role].values()) for role in roles):
        yield ("roles",), "roles differ in strength (the sum of w²)"
    pairs = combinations(quiz.weights.values(), 2)
    if _differ(sum(one[trait] * other[trait] for trait in traits) for one, other in pairs):
        yield ("roles",), "pairs of roles differ in spacing (the sum of w·w)"
    for stage, questions in ((1, quiz.first), (2, quiz.further)):
        if _differ(sum(q.trait == trait for q in questions) for trait in traits):
            yield ("questions",), f"stage {stage}: traits have unequal numbers of questions"
        if _differ(sum(q.k * quiz.weights[role][q.trait] for q in questions) for role in roles):
            yield ("questions",), f"stage {stage}: always answering left or right favours a role"
        if _differ(sum(abs(quiz.weights[role][q.trait]) for q in questions) for role in roles):
            yield ("questions",), f"stage {stage}: roles differ in the score within reach"


def word_faults(facts: QuizVersion, roles: Mapping[str, Role]) -> Iterator[tuple[Loc, str]]:
    """Yield where a question names a role, its sides differ much in length, or the order is not by stage."""
    names = {name for role in roles.values() for lang in LANGS for name in role.names[lang].model_dump().values()}
    names |= {name for role in roles.values() for lang in LANGS for name in role.aliases[lang]}
    # A Latin name counts as a word of its own only; a Japanese one wherever it stands.
    found = re.compile("|".join(rf"\b{re.escape(n)}\b" if n.isascii() else re.escape(n) for n in names), re.IGNORECASE)
    for number, choice in enumerate(facts.questions):
        loc = ("questions", number)
        if number and choice.stage < facts.questions[number - 1].stage:
            yield (*loc, "stage"), "a question of stage 1 after one of stage 2"
        if choice.id in {other.id for other in facts.questions[:number]}:
            yield (*loc, "id"), f"question {choice.id!r} stands twice"
        for side in ("plus", "minus"):
            words = getattr(choice, side)
            for lang in LANGS:
                if match := found.search(words[lang]):
                    yield (*loc, side, lang), f"the question names a role: {match[0]!r}"
        if (difference := abs(len(choice.plus.ja) - len(choice.minus.ja))) > LONGEST_DIFFERENCE:
            yield loc, f"the two sides differ by {difference} characters: expected at most {LONGEST_DIFFERENCE}"


def _differ(values: Iterator[int]) -> bool:
    return len(set(values)) > 1
