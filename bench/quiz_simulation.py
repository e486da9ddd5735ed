"""What the quiz tells simulated respondents: how often chance alone points to a job, and how often it finds its own.

No person took part. The kinds of respondents are assumptions, printed above their figures:
random      every answer is drawn from the five with equal chance
archetype   one for each job, answering k·w: as strongly as the job leans
mixed       an archetype of whose answers a share is replaced by random ones
careless    an archetype that repeats its answer before with a chance of a half
extreme     an archetype that knows only the two ends, and chooses one by chance where its job has no lean
`--write` puts the figures into content/quiz/simulation.yaml, from which the method page shows them.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from csatlas.library.loading import load
from csatlas.paths import data_folder
from csatlas.quiz import ANSWERS, Question, Quiz

SEED = 20261128
RESPONDENTS = {"random": 200_000, "archetype": 4, "mixed": 40_000, "careless": 40_000, "extreme": 40_000}
SHARES = (0.2, 0.4, 0.6)

Maker = Callable[[Sequence[Question], Mapping[str, int], random.Random], list[int]]


class Counting(Quiz):
    """The quiz without the search for a change, which takes most of its time and counts nothing here."""

    def _change(self, scores: Mapping[str, int], asked: list[tuple[Question, int]]) -> None:
        return None


def drawn(asked: Sequence[Question], weights: Mapping[str, int], chance: random.Random) -> list[int]:
    return [chance.choice(ANSWERS) for _ in asked]


def archetype(asked: Sequence[Question], weights: Mapping[str, int], chance: random.Random) -> list[int]:
    return [q.k * weights[q.trait] for q in asked]


def mixed(share: float) -> Maker:
    def make(asked: Sequence[Question], weights: Mapping[str, int], chance: random.Random) -> list[int]:
        own = archetype(asked, weights, chance)
        return [chance.choice(ANSWERS) if chance.random() < share else answer for answer in own]

    return make


def careless(asked: Sequence[Question], weights: Mapping[str, int], chance: random.Random) -> list[int]:
    answers: list[int] = []
    for own in archetype(asked, weights, chance):
        answers.append(answers[-1] if answers and chance.random() < 0.5 else own)
    return answers


def extreme(asked: Sequence[Question], weights: Mapping[str, int], chance: random.Random) -> list[int]:
    return [2 if own > 0 or (own == 0 and chance.random() < 0.5) else -2 for own in archetype(asked, weights, chance)]


def simulate(quiz: Quiz, kind: str, make: Maker, count: int, further: bool, share: float = 0) -> dict[str, Any]:
    """Return the shares of `count` respondents by first job (ties split) and by verdict."""
    counting = Counting(quiz.weights, quiz.first, quiz.further)
    asked = quiz.first + quiz.further if further else quiz.first
    chance = random.Random(SEED)  # noqa: S311 - a repeatable sample is wanted
    first: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    right = 0.0
    roles = tuple(quiz.weights)
    for number in range(count):
        role = roles[number % len(roles)]
        result = counting.result(make(asked, quiz.weights[role], chance))
        verdicts[result.verdict] += 1
        for front in result.ranking[0]:
            first[front] += 1 / len(result.ranking[0])  # type: ignore[assignment]
        right += (role in result.ranking[0]) / len(result.ranking[0])
    found = {
        "kind": kind,
        "share": share,
        "questions": len(asked),
        "respondents": count,
        "first": {name: round(first[name] / count, 4) for name in roles},
        "verdicts": {name: round(n / count, 4) for name, n in sorted(verdicts.items())},
    }
    return found if kind == "random" else {**found, "right": round(right / count, 4)}


def main() -> None:
    """Print the figures, and write them where asked."""
    path = data_folder("content") / "quiz" / "simulation.yaml"
    latest = load(path.parent.parent.parent).quiz
    kinds: list[tuple[str, float, Maker]] = [("random", 0.0, drawn), ("archetype", 0.0, archetype)]
    kinds += [("mixed", share, mixed(share)) for share in SHARES]
    kinds += [("careless", 0.0, careless), ("extreme", 0.0, extreme)]
    print(__doc__)
    rows = []
    for kind, share, make in kinds:
        for further in (False, True):
            row = simulate(latest.quiz, kind, make, RESPONDENTS[kind], further, share)
            rows.append(row)
            print(*(f"{key}={value}" for key, value in row.items() if key != "verdicts"), row["verdicts"])
    left, neutral = (latest.quiz.result([answer] * len(latest.quiz.first)).verdict for answer in (-2, 0))
    print(f"version {latest.version}, seed {SEED}; all left: {left}, all neutral: {neutral}")
    if "--write" in sys.argv:
        data = {"version": latest.version, "seed": SEED, "rows": rows}
        text = yaml.safe_dump(data, sort_keys=False, default_flow_style=None, width=120)
        path.write_text("# Written by ./run simulate; do not edit.\n" + text, encoding="utf-8")


if __name__ == "__main__":
    main()
