"""How often the posting reader is right, against two baselines, by language, with the confusion matrix.

dev.yaml     60 postings to tune on, given with their labels; its README tells where they come from
tuned.yaml   postings of our own, written by language models after real ones where such could be found; words and weights
             were chosen with them in view
held-out.yaml  the same by other hands; nobody who chose words had seen one of them
For dev.yaml the numbers of the model and the typical words are fitted anew without each fold in turn (5 folds, three
times); the words of ja.yaml and en.yaml are not, and whoever wrote them had read dev.yaml. That figure is too good; the
one of held-out.yaml is not.
`--fit` writes the numbers of the model and typical.yaml, `--write` the figures for the method page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from csatlas.posting import Reader

FOLDER = Path(__file__).parent / "postings"
LABELS = ("success", "support", "service", "experience", "mixed", "none")
LANGS = ("ja", "en")
FOLDS, TIMES, SEED = 5, 3, 20261128


@dataclass(frozen=True)
class Posting:
    """A posting and the label that a person or a model gave it by the guide."""

    id: str
    lang: str
    title: str
    text: str
    label: str
    claimed: str
    basis: str


def read_set(name: str) -> tuple[Posting, ...]:
    """Return a set of postings."""
    entries = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    keys = Posting.__annotations__
    return tuple(Posting(**{key: entry[key] for key in keys}) for entry in entries)


SETS: Mapping[str, tuple[Posting, ...]] = {name: read_set(name) for name in ("dev", "tuned", "held-out")}


def verdicts(reader: Reader, postings: Iterable[Posting]) -> list[tuple[str, str]]:
    """Return the label of each posting and what the reader says."""
    said = ((posting.label, reader.read(posting.text).judged.verdict) for posting in postings)
    return [(label, "none" if verdict == "unclear" else verdict) for label, verdict in said]


def f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean over the labels of the harmonic mean of precision and recall (macro-F1)."""
    scores = []
    for label in LABELS:
        both = sum(one == other == label for one, other in pairs)
        either = sum((one == label) + (other == label) for one, other in pairs)
        if either:
            scores.append(2 * both / either)
    return sum(scores) / len(scores)
