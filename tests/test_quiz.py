"""The quiz's arithmetic: what must hold whatever is answered, and what the loader refuses."""

import json
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csatlas.library.fairness import quiz_of
from csatlas.library.library import Library
from csatlas.library.loading import load
from csatlas.library.problems import ContentError
from csatlas.library.reader import read_model
from csatlas.library.schema import QuizVersion
from csatlas.paths import data_folder
from csatlas.quiz import ANSWERS, Quiz, Result, verdict
from tests.conftest import ROOT

_facts = read_model(data_folder("content") / "quiz" / "1.yaml", data_folder("content").parent, QuizVersion, [])
assert _facts
QUIZ = quiz_of(_facts[0])
ROLES = tuple(QUIZ.weights)
FEW, MANY = len(QUIZ.first), len(QUIZ.first + QUIZ.further)
answers = st.sampled_from((FEW, MANY)).flatmap(lambda n: st.lists(st.sampled_from(ANSWERS), min_size=n, max_size=n))


def weight(quiz: Quiz, role: str, number: int) -> int:
    """Return how strongly the right side of a question speaks for a role."""
    question = (quiz.first + quiz.further)[number]
    return question.k * quiz.weights[role][question.trait]


@given(answers, st.data())
def test_moving_an_answer_towards_a_side_never_lowers_a_job_it_speaks_for(
    given: list[int], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(given) - 1))
    to = data.draw(st.integers(given[number], max(ANSWERS)))
    before, after = QUIZ.result(given), QUIZ.result([*given[:number], to, *given[number + 1 :]])
    for role in ROLES:
        if weight(QUIZ, role, number) >= 0:
            assert after.scores[role] >= before.scores[role]
        for other in ROLES:
            if weight(QUIZ, role, number) >= weight(QUIZ, other, number):
                gained = after.scores[role] - before.scores[role]
                assert gained >= after.scores[other] - before.scores[other]


@given(answers)
def test_a_result_adds_up(given: list[int]) -> None:
    result = QUIZ.result(given)
    assert sum(points for _, points in result.reasons) == result.lead
    assert len(result.reasons) == len(given)
    assert [points for _, points in result.reasons] == sorted((p for _, p in result.reasons), reverse=True)
    assert result.lead == result.scores[result.rivals[0]] - result.scores[result.rivals[1]] >= 0
    assert sum(result.fit.values()) == 50 * len(ROLES)
    assert all(0 <= fit <= 100 for fit in result.fit.values())
    assert sorted(role for group in result.ranking for role in group) == sorted(ROLES)
    assert len({result.scores[role] for group in result.ranking for role in group[:1]}) == len(result.ranking)
    for role in ROLES:
        assert result.scores[role] == sum(QUIZ.weights[role][trait] * sum_ for trait, sum_ in result.traits.items())


@given(answers)
def test_the_verdict_follows_its_definition(given: list[int]) -> None:
    result = QUIZ.result(given)
    first, second = result.rivals
    doubt = sum(
        a * a * (weight(QUIZ, first, number) - weight(QUIZ, second, number)) ** 2 for number, a in enumerate(given)
    )
    if len(set(given)) == 1:
        assert result.verdict == ("same_answer" if given[0] else "no_preference")
    elif len(result.ranking[0]) > 1:
        assert result.verdict == "tie"
        assert result.lead == 0
    elif 4 * result.lead**2 < doubt:
        assert result.verdict == "too_close"
    elif 4 * result.lead**2 < 9 * doubt:
        assert result.verdict == "leans"
    else:
        assert result.verdict == "clear"


@pytest.mark.parametrize(
    ("lead", "doubt", "expected"),
    [(4, 65, "too_close"), (4, 64, "leans"), (12, 65, "leans"), (12, 64, "clear"), (0, 64, "tie")],
)
def test_the_edges_of_a_verdict(lead: int, doubt: int, expected: str) -> None:
    assert verdict([1, 2], lead, doubt) == expected


@given(answers)
def test_reversing_every_answer_reverses_the_ranking(given: list[int]) -> None:
    result, other = QUIZ.result(given), QUIZ.result([-a for a in given])
    assert other.ranking == tuple(reversed(result.ranking))


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_questions_and_roles_decides_nothing(given: list[int], chance: random.Random) -> None:
    result = QUIZ.result(given)
    roles = list(ROLES)
    chance.shuffle(roles)
    first, further = list(range(FEW)), list(range(FEW, len(given)))
    chance.shuffle(first)
    chance.shuffle(further)
    asked = QUIZ.first + QUIZ.further
    rest = [q for q in QUIZ.further if q not in [asked[n] for n in further]]
    shuffled = Quiz(
        {role: QUIZ.weights[role] for role in roles},
        tuple(asked[n] for n in first),
        (*(asked[n] for n in further), *rest),
    )
    other = shuffled.result([given[n] for n in first + further])
    assert (other.scores, other.fit, other.traits) == (result.scores, result.fit, result.traits)
    assert [set(group) for group in other.ranking] == [set(group) for group in result.ranking]
    assert (other.verdict, other.lead) == (result.verdict, result.lead)
    assert (other.change is None) == (result.change is None)


@given(answers)
def test_doubling_all_strengths_changes_nothing(given: list[int]) -> None:
    doubled = Quiz({r: {t: 2 * w for t, w in ws.items()} for r, ws in QUIZ.weights.items()}, QUIZ.first, QUIZ.further)
    result, other = QUIZ.result(given), doubled.result(given)
    assert (other.fit, other.ranking, other.verdict, other.change) == (
        result.fit,
        result.ranking,
        result.verdict,
        result.change,
    )


@given(answers)
@settings(max_examples=60)
def test_the_change_is_the_smallest_that_turns_the_result(given: list[int]) -> None:
    result = QUIZ.result(given)

    def winner(number: int, to: int) -> str | None:
        front = QUIZ.result([*given[:number], to, *given[number + 1 :]]).ranking[0]
        return front[0] if len(front) == 1 and front != result.ranking[0] else None

    turning = {
        (number, to): abs(to - a) for number, a in enumerate(given) for to in ANSWERS if winner(number, to) is not None
    }
    if len(result.ranking[0]) > 1 or not turning:
        assert result.change is None
        return
    assert result.change
    question, to, role = result.change
    number = next(n for n, q in enumerate(QUIZ.first + QUIZ.further) if q.id == question)
    assert winner(number, to) == role
    assert abs(to - given[number]) == min(turning.values())


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize("answer", list(ANSWERS))
def test_the_same_answer_everywhere_favours_no_job(count: int, answer: int) -> None:
    result = QUIZ.result([answer] * count)
    assert set(result.scores.values()) == {0}
    assert set(result.fit.values()) == {Fraction(50)}
    assert result.verdict == ("same_answer" if answer else "no_preference")


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize("role", ROLES)
def test_each_archetype_stands_alone_in_front(count: int, role: str) -> None:
    result = QUIZ.result([weight(QUIZ, role, number) for number in range(count)])
    assert result.ranking[0] == (role,)
    assert result.verdict == "clear"


@pytest.mark.parametrize("wrong", [[], [0] * 15, [0] * 17, [0] * 23, [0] * 25, [3] + [0] * 15, [-3] + [0] * 23])
def test_other_answers_are_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="expected 16 or 24 answers from -2 to 2"):
        QUIZ.result(wrong)


def test_random_answers_favour_no_job() -> None:
    """Each job comes first in 25 % ± 0.5 of 200,000, ties split. Only the ranking is needed, so only it is computed."""
    chance = random.Random(4)  # noqa: S311
    rows = [[weight(QUIZ, role, number) for number in range(FEW)] for role in ROLES]
    first = [0.0] * len(ROLES)
    count = 200_000
    for _ in range(count):
        given = chance.choices(ANSWERS, k=FEW)
        scores = [sum(map(int.__mul__, row, given)) for row in rows]
        best = max(scores)
        front = [number for number, score in enumerate(scores) if score == best]
        for number in front:
            first[number] += 1 / len(front)
    assert all(0.245 <= share / count <= 0.255 for share in first), first


@pytest.mark.parametrize(("count", "least"), [(FEW, 0.90), (MANY, 0.95)])
def test_two_in_five_random_answers_still_find_the_job(count: int, least: float) -> None:
    chance = random.Random(5)  # noqa: S311
    right, tried = 0.0, 1500
    for number in range(tried):
        role = ROLES[number % len(ROLES)]
        own = [weight(QUIZ, role, n) for n in range(count)]
        given = [chance.choice(ANSWERS) if chance.random() < 0.4 else answer for answer in own]
        front = QUIZ.result(given).ranking[0]
        right += (role in front) / len(front)
    assert right / tried >= least


# --- what was published stays ------------------------------------------------------------------------------------


def as_line(version: int, digits: str, result: Result) -> str:
    """Return a result as a line of tests/quiz_results.txt."""
    said = {
        "scores": dict(result.scores),
        "ranking": result.ranking,
        "verdict": result.verdict,
        "lead": result.lead,
        "reasons": result.reasons,
        "change": result.change,
    }
    return f"{version} {digits} {json.dumps(said, separators=(',', ':'))}"


def test_results_once_published_stay(library: Library) -> None:
    """tests/quiz_results.txt holds 200 addresses of each version and what they gave when it was published."""
    lines = (ROOT / "tests" / "quiz_results.txt").read_text(encoding="utf-8").splitlines()
    kept: dict[int, int] = {}
    for line in lines:
        number, digits, _ = line.split(" ", 2)
        version = library.quizzes[int(number)]
        assert as_line(int(number), digits, version.quiz.result([int(digit) - 2 for digit in digits])) == line
        kept[int(number)] = kept.get(int(number), 0) + 1
    assert kept == dict.fromkeys(library.quizzes, 200), "a new version: add 200 of its results"


def test_the_figures_on_the_method_page_are_those_of_the_version_that_is_asked(library: Library) -> None:
    assert library.simulation.version == library.quiz.version, "run ./run simulate"
    for row in library.simulation.rows:
        assert sum(row.verdicts.values()) == pytest.approx(1, abs=0.001)
        assert sum(row.first.values()) == pytest.approx(1, abs=0.001)
    mixed = {row.questions: row.right for row in library.simulation.rows if row.kind == "mixed" and row.share == 0.4}
    assert mixed[FEW]
    assert mixed[FEW] >= 0.90
    assert mixed[MANY]
    assert mixed[MANY] >= 0.95


# --- what the loader refuses ---------------------------------------------------------------------------------------


FAULTS = {
    "'initiative' do not average 50": [("initiative: {value: 75", "initiative: {value: 50")],
    "Input should be 0, 25, 50, 75 or 100": [("value: 75, ja: 使われ方", "value: 70, ja: 使われ方")],
    "roles differ in strength": [
        ("warmth: {value: 50, ja: 資料", "warmth: {value: 100, ja: 資料"),
        ("warmth: {value: 100, ja: 応対", "warmth: {value: 50, ja: 応対"),
    ],
    "pairs of roles differ in spacing": [
        ("tempo: {value: 50, ja: 日々", "tempo: {value: 75, ja: 日々"),
        ("tempo: {value: 75, ja: 種類", "tempo: {value: 50, ja: 種類"),
    ],
    "traits have unequal numbers of questions": [("- id: ini1\n  trait: initiative", "- id: ini1\n  trait: horizon")],
    "roles differ in the score within reach": [("- id: ini1\n  trait: initiative", "- id: ini1\n  trait: tempo")],
    "always answering left or right favours a role": [('stage: 1\n  right: "+"', 'stage: 1\n  right: "-"')],
    "the question names a role: 'サポート'": [("5人に30分ずつ話を聞く", "サポートの人に話を聞く")],
    "the question names a role: 'CX'": [("Tally 1,000 survey answers", "Tally CX survey answers")],
    "the two sides differ by 14 characters": [("相手に合う上位プランを提案する", "売る")],
    "question 'ini1' stands twice": [("- id: hor1", "- id: ini1")],
    "a question of stage 1 after one of stage 2": [("stage: 1", "stage: 2")],
    "unknown trait 'temp'; did you mean 'tempo'?": [("trait: tempo", "trait: temp")],
    "unknown role 'sucess'; did you mean 'success'?": [("  success:\n    initiative", "  sucess:\n    initiative")],
    "no entry, or no trait, 'warmth'": [("    warmth: {value: 0,", "    warmt: {value: 0,")],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_unfair_quiz_is_refused(tree: Path, fault: str) -> None:
    file = tree / "content/quiz/1.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in FAULTS[fault]:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(tree)
    found = [str(problem) for problem in caught.value.problems]
    assert [each for each in found if fault in each and each.startswith("content/quiz/1.yaml:")], found


def test_the_map_follows_the_quiz(library: Library) -> None:
    assert library.centres["success"] == (75, 25)
    assert library.centres["experience"] == (75, 100)
    leans = {role: dict(traits) for role, traits in library.quiz.facts.roles.items()}
    leans["success"]["scope"] = replace_value(leans["success"]["scope"])
    quizzes = {1: replace(library.quiz, facts=library.quiz.facts.model_copy(update={"roles": leans}))}
    assert replace(library, quizzes=quizzes).centres["success"] == (75, 100)


def replace_value(lean: object) -> object:
    return lean.model_copy(update={"value": 100})  # type: ignore[attr-defined]
