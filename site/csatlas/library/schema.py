"""The closed, frozen types of all content. A key that stands here is a key that content may use, and no other."""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag, model_validator

from csatlas.quiz import Verdict

Lang = Literal["ja", "en"]
LANGS: tuple[Lang, ...] = ("ja", "en")
OTHER: dict[Lang, Lang] = {"ja": "en", "en": "ja"}

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
# Positions on the map may lie a little outside the axes: a territory does not end at the frame.
Coordinate = Annotated[int, Field(ge=-20, le=120)]
Line = Annotated[str, Field(min_length=1)]
Name_ = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
T = TypeVar("T")


class Thing(BaseModel):
    """Base of all content types: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, cache_strings="none")

    def __reduce__(self) -> tuple[object, ...]:
        """Return what pickle writes: the same bytes for the same content, which the set of the given keys is not."""
        return _restored, (type(self), self.__dict__)


def _restored(kind: type[Thing], values: dict[str, Any]) -> Thing:
    """Return a thing that pickle wrote; all of a kind share the set of their keys."""
    return kind.model_construct(_keys(kind), **values)


@cache
def _keys(kind: type[Thing]) -> set[str]:
    return set(kind.model_fields)


class Both(Thing, Generic[T]):
    """The same thing in both languages; `thing[lang]` picks one."""

    ja: T
    en: T

    def __getitem__(self, lang: Lang) -> T:
        return {"ja": self.ja, "en": self.en}[lang]


class Words(Both[Line]):
    """The same words in both languages."""


class Sourced(Words):
    """A statement in both languages with the sources that carry it; `judged` marks our own reading."""

    sources: tuple[Slug, ...] = ()
    judged: bool = False

    @model_validator(mode="after")
    def _carried(self) -> Self:
        if not self.sources and not self.judged:
            raise ValueError("needs sources, or 'judged: true' where it is our reading")
        return self


# --- the site -------------------------------------------------------------------------------------------------


SourceKind = Literal["official", "primary", "reference", "media", "article", "aggregator", "vendor", "vendor-en"]


class KindOfSource(Thing):
    """What a group of sources is called, and how far its position should be kept in mind."""

    name: Words
    says: Words


class Site(Thing):
    """content/site.yaml."""

    name: Words
    base_url: Annotated[str, Field(pattern=r"^https://[^/]+$")]
    languages: Words
    publisher: Words
    navigation: tuple[Slug, ...]
    footer: tuple[Slug, ...]
    pair_name: Words  # holds {left} and {right}
    sources_differ: Words  # the words of a mark beside a disputed statement
    source_kinds: dict[SourceKind, KindOfSource]  # in the order in which the list of sources shows them
    license_url: str


class Citable(Thing):
    """A source, once in content/sources.yaml; pages cite it by id."""

    id: Slug
    title: Line
    publisher: Line
    url: Annotated[str, Field(pattern=r"^https?://")] | None
    language: Literal["ja", "en", "it", "ko"]
    date: Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")] | None
    date_note: Words | None = None
    kind: SourceKind
    seen: Literal["full", "excerpt", "data"]


class Sources(Thing):
    """content/sources.yaml."""

    sources: tuple[Citable, ...]


# --- front matter of Markdown files ---------------------------------------------------------------------------


class Head(Thing):
    """Front matter of every Markdown file. `summary` is the page's description: 120 characters in Japanese."""

    title: Line
    summary: Annotated[str, Field(min_length=10, max_length=160)]
    published: date
    updated: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.updated < self.published:
            raise ValueError("'updated' lies before 'published'")
        return self


class PageHead(Head):
    """A page that exists once (home, about…): `label` is its name in navigation and breadcrumbs."""

    label: Line


# --- articles and disputes ------------------------------------------------------------------------------------

Audience = Literal["job-seekers", "recruiters", "leaders"]


class Article(Thing):
    """content/articles/<slug>/article.yaml: what an article's two languages have in common."""

    group: Slug
    order: int  # within its group
    question: Words
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    related: tuple[Slug, ...] = ()
    checked: Words  # what was held against what


class ArticleGroup(Thing):
    """A part of the subject, in the order in which the index shows it."""

    id: Slug
    name: Words


class ArticleGroups(Thing):
    """content/articles.yaml."""

    groups: tuple[ArticleGroup, ...]


class SearchWords(Thing):
    """content/search.yaml: words that mean the same, and pages by the words one may look for them with."""

    synonyms: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...]
    also: dict[str, tuple[Line, ...]]


class Dispute(Thing):
    """content/disputes/<id>/dispute.yaml: a question on which sources contradict each other."""

    order: int
    question: Words
    reading: Words  # our own, in one sentence


# --- roles ----------------------------------------------------------------------------------------------------


class Name(Thing):
    """A role's name: `full` for headings, `short` where four stand side by side."""

    full: Line
    short: Line


class Ink(Thing):
    """A role's colour on paper and on dark ground; contrast and distance are tested."""

    light: Colour
    dark: Colour


class Moves(Words):
    """Who moves first, in a few words; `disputed` where sources contradict each other."""

    disputed: bool = False


class Names(Both[Name]):
    """A role's names in both languages."""


class Aliases(Both[tuple[Line, ...]]):
    """Other names of a role in both languages."""


class Role(Thing):
    """content/roles/<role>/role.yaml."""

    order: Annotated[int, Field(ge=1)]
    names: Names
    aliases: Aliases  # other names under which a posting may offer the role
    ink: Ink
    mark: Annotated[str, Field(pattern=r"^[MmLlHhVvCcSsQqTtAaZz0-9 .,-]+$")]  # path data in a 24 × 24 box
    answer: Words
    moves: Moves
    definition: Sourced


# --- comparisons ----------------------------------------------------------------------------------------------


class Stated(Sourced):
    """A cell that sources carry; `disputed` names the dispute where they contradict each other."""

    disputed: Slug | None = None


class Unknown(Thing):
    """A cell nobody can source: why, and what to ask instead."""

    unknown: Words


def _cell_kind(value: object) -> str:
    known = isinstance(value, Stated) or (isinstance(value, dict) and "unknown" not in value)
    return "stated" if known else "unknown"


Cell = Annotated[Annotated[Stated, Tag("stated")] | Annotated[Unknown, Tag("unknown")], Discriminator(_cell_kind)]


class Dimension(Thing):
    """One row of the matrix; `key` rows decide and come first."""

    id: Slug
    key: bool = False
    name: Words
    question: Words
    cells: dict[Slug, Cell]


class Matrix(Thing):
    """content/compare/matrix.yaml."""

    dimensions: tuple[Dimension, ...]


class Pair(Thing):
    """content/compare/<a>-vs-<b>/pair.yaml: the decisive difference, and the matrix rows that differ."""

    difference: Sourced
    dimensions: Annotated[tuple[Slug, ...], Field(min_length=3)]


# --- traits, map, journey ---------------------------------------------------------------------------------------


class TraitValue(Thing):
    """How far a role demands a trait, 0 to 100. O*NET's own figure stands beside a judged one."""

    value: Percent
    onet: Percent
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    reason: Words | None = None  # present exactly where the value is judged

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if (self.reason is None) != (self.value == self.onet):
            raise ValueError("a value that departs from 'onet' needs a 'reason', any other none")
        return self


class Trait(Thing):
    """One demand of the work."""

    id: Slug
    name: Words
    definition: Words
    roles: dict[Slug, TraitValue]


class Traits(Thing):
    """content/traits.yaml."""

    traits: tuple[Trait, ...]


class Axis(Thing):
    """One axis of the map, from 0 (low) to 100 (high): a trait of the quiz, whose values are the roles' positions."""

    trait: Slug
    question: Words
    low: Words
    high: Words


class Place(Thing):
    """A duty at its place on the map. `shown` ones are lettered; `disputed` ones only some sources grant the role."""

    name: Words
    x: Coordinate
    y: Coordinate
    shown: bool = False
    disputed: bool = False


class Territory(Thing):
    """A role on the map: its duties, and the role that lies wholly inside it, if any. The quiz gives its centre."""

    places: Annotated[tuple[Place, ...], Field(min_length=3)]
    contains: Slug | None = None


class Map(Thing):
    """content/map.yaml. Positions are our reading; `sources` carry the reading."""

    x: Axis
    y: Axis
    roles: dict[Slug, Territory]
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Station(Thing):
    """A station of the customer's journey, and what each role that acts there does."""

    name: Words
    acts: dict[Slug, Words]


class Journey(Thing):
    """content/journey.yaml."""

    stations: Annotated[tuple[Station, ...], Field(min_length=4)]
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]


# --- quiz -------------------------------------------------------------------------------------------------------


class Contrast(Thing):
    """A trait of the quiz: its two poles, and what to ask in an interview to see on which side a job lies."""

    plus: Words
    minus: Words
    ask: Words


class Lean(Sourced):
    """Where a role lies between minus (0) and plus (100), and why on that side."""

    value: Literal[0, 25, 50, 75, 100]


class Choice(Thing):
    """A question: two activities, one for each pole of a trait. `right` is the pole on the right."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    trait: Slug
    stage: Literal[1, 2]
    right: Literal["+", "-"]
    plus: Words
    minus: Words

    @property
    def sides(self) -> tuple[Words, Words]:
        """The activity on the left and the one on the right."""
        return (self.minus, self.plus) if self.right == "+" else (self.plus, self.minus)


class QuizVersion(Thing):
    """content/quiz/<version>.yaml, which never changes once published; `changed` says what differs from the last."""

    published: date
    changed: Words
    traits: dict[Slug, Contrast]
    roles: dict[Slug, dict[Slug, Lean]]
    questions: Annotated[tuple[Choice, ...], Field(min_length=2)]


class Simulated(Thing):
    """What simulated respondents of one kind got, in shares of 1; `right`: led to the job they were made for."""

    kind: Literal["random", "archetype", "mixed", "careless", "extreme"]
    share: float  # of the answers, replaced by random ones
    questions: int
    respondents: int
    right: float | None = None
    first: dict[Slug, float]
    verdicts: dict[Verdict, float]

    def got(self, *verdicts: Verdict) -> float:
        """Return the share that got one of some verdicts."""
        return sum(self.verdicts.get(verdict, 0) for verdict in verdicts)


class Simulation(Thing):
    """content/quiz/simulation.yaml, written by `./run simulate`."""

    version: int
    seed: int
    rows: tuple[Simulated, ...]


# --- the posting reader -----------------------------------------------------------------------------------------


DESK = ("support", "service")  # the roles between which a cue of a desk is decided


class Cue(Sourced):
    """What words in a posting speak for, and why. `shows` is the side of a trait of the quiz: `initiative+`.

    The role is one of the four, `other` for another job, `article` for a text that is no posting, or `desk`: support
    or service, as the other evidence goes. A weight of 0 only tips that scale; 1 is weak, 3 decides. Other cues in a
    sentence with one that is `about` something are what that work deals with, and count less.
    """

    name: Words
    role: Slug
    weight: Annotated[int, Field(ge=0, le=3)]
    shows: Annotated[str, Field(pattern=r"^[a-z]+[+-]$")] | None = None
    about: bool = False

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """What it may count for."""
        return DESK if self.role == "desk" else (self.role,)


class PostingModel(Thing):
    """How cues add up to a verdict. Written by `python -m bench.posting --fit`, except for what is plainly a choice."""

    sections: dict[Slug, Annotated[float, Field(ge=0, le=1)]]  # how much a cue counts in each kind of section
    repeat: Annotated[tuple[float, ...], Field(min_length=1)]  # how much a cue counts the first time, the second, …
    most: float  # by how much more a sentence counts that says it is most of the work
    few: float  # and by how much less one that says it is rare
    lean: float  # how far what the product is tips the scale for enquiries, each time
    lean_most: int  # and how many times a kind of word is counted
    object: (
        float  # how much the other cues count in a sentence about a journey or survey, of which they are the objects
    )
    least: float  # weight below which a posting says too little
    other: float  # share of another job, of the first role, from which it is the verdict
    other_trade: float  # the same where the title names another trade
    mixed: float  # share of the second of two roles from which they are mixed
    mixed_even: float  # the same where the text says that both are of one weight
    mixed_split: float  # the same where two blocks stand for one each, each of at least the weight `split_least`
    split_least: float
    portions_least: float  # shares of time that add up to about 1 are taken at their word
    portions_most: float
    article: float  # weight of an article's words, for each mark of a posting
    article_own: float
    article_title: float  # by how much more they count in the title
    questions: int  # sentences that ask: as many are a list of questions and answers
    confidence: tuple[float, float]  # steepness and middle of the logistic curve


class Cues(Thing):
    """content/posting/cues.yaml."""

    cues: dict[Slug, Cue]
    model: PostingModel


class FactWords(Thing):
    """Words that state or deny a fact; `cues` and `sections` state it by being there."""

    stated: tuple[Line, ...]
    denied: tuple[Line, ...] = ()
    cues: tuple[Slug, ...] = ()
    sections: tuple[Slug, ...] = ()


class PostingWords(Thing):
    """content/posting/<lang>.yaml: the phrases of one language (their signs are those of csatlas.phrases)."""

    sets: dict[Slug, tuple[Line, ...]]  # that phrases name: <clients>
    phrases: dict[Slug, tuple[Line, ...]]
    sections: dict[Slug, tuple[Line, ...]]
    contexts: dict[Slug, tuple[Line, ...]]
    titles: dict[Slug, tuple[Line, ...]]
    negation: dict[Literal["after", "before", "unless", "ends"], tuple[Line, ...]]
    shares: dict[Literal["even", "most", "few"], tuple[Line, ...]]
    facts: dict[Name_, FactWords]


class PostingFact(Thing):
    """What a posting may say: its name, what to ask where it does not, and why that matters in a job."""

    name: Words
    ask: Words
    why: Annotated[dict[Slug, Words], Field(min_length=1)]


class PostingFacts(RootModel[dict[Name_, PostingFact]]):
    """content/posting/facts.yaml, in the order of the page."""

    model_config = ConfigDict(frozen=True)


class ExamplePosting(Thing):
    """A posting of our own to try the reader with."""

    id: Slug
    name: Words
    text: Words


class ExamplePostings(RootModel[tuple[ExamplePosting, ...]]):
    """content/posting/examples.yaml."""

    model_config = ConfigDict(frozen=True)


class RulesVersion(Thing):
    """A version of the reader's rules; `rules` is the digest of the files they stand in."""

    version: int
    published: date
    changed: Words
    rules: str


class RulesVersions(RootModel[Annotated[tuple[RulesVersion, ...], Field(min_length=1)]]):
    """content/posting/versions.yaml, oldest first."""

    model_config = ConfigDict(frozen=True)


Count = Annotated[int, Field(ge=0)]


class LabelAccuracy(Thing):
    """How many postings had a label, how many were said to have it, and how many of those did."""

    postings: Count
    said: Count
    right: Count


class SetAccuracy(Thing):
    """What the reader made of one set of postings in one language; shares of 1, macro-F1 over the six labels."""

    kind: Literal["dev", "held-out"]
    lang: Lang
    postings: Count
    right: float
    f1: float
    abstained: float
    title_f1: float
    majority_f1: float
    labels: dict[Slug, LabelAccuracy]
    bases: dict[Slug, Count]


class Folds(Thing):
    """Macro-F1 over folds of dev: the mean of the divisions, the lowest and the highest fold."""

    f1: float
    least: float
    most: float


class Accuracy(Thing):
    """content/posting/accuracy.yaml, written by `python -m bench.posting --write`."""

    version: int
    folds: Folds
    sets: tuple[SetAccuracy, ...]


# --- glossary ---------------------------------------------------------------------------------------------------

Category = Literal[
    "metric", "operations", "organisation", "method", "channel",
    "job-title", "lifecycle", "engagement-model", "tool", "business-model",
]  # fmt: skip
# How a result is shown: a rate is dimensionless and shown in per cent, the others carry their unit.
ResultUnit = Literal[
    "percent", "times", "points", "yen", "months", "days", "hours", "minutes", "seconds", "tickets", "replies",
    "contacts",
]  # fmt: skip
InputUnit = Literal[
    "yen", "customers", "users", "accounts", "contracts", "tickets", "calls", "contacts", "cases", "issues", "replies",
    "responses", "points", "times", "years", "days", "hours", "minutes", "seconds", "ratio", "score",
]  # fmt: skip


class Variable(Words):
    """A quantity that a formula takes, and what it is counted in. A ratio lies between 0 and 1, a score 0 to 100."""

    unit: InputUnit


class Example(Thing):
    """Numbers put into a formula, and what must come out (a rate as a fraction of 1)."""

    inputs: dict[Name_, float]
    result: float


class Variant(Thing):
    """One way of computing a metric. `name` tells it from the others where there are several."""

    name: Words | None = None
    expression: Line
    unit: ResultUnit
    example: Example


class Formula(Thing):
    """A metric's variables and the ways of putting them together; whom or what it counts, and over which time."""

    population: Words
    period: Words
    variables: Annotated[dict[Name_, Variable], Field(min_length=1)]
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]


class Former(Words):
    """A definition that stood from `version` until the next one, and why it was replaced."""

    version: date
    replaced: Words


class Term(Thing):
    """content/glossary/<id>/term.yaml. `reading` is the Japanese name in hiragana, by which the index sorts.

    `version` is the day from which the definition stands; a new wording gets a new day, and the old one goes into
    `history`, oldest first.
    """

    names: Words
    reading: Annotated[str, Field(pattern=r"^[ぁ-ゖー・a-z0-9 .&/-]+$")]
    abbreviations: tuple[Line, ...] = ()
    aliases: tuple[Line, ...] = ()
    everyday: tuple[Line, ...] = ()  # names that mostly mean something else in running text: never linked by themselves
    category: Category
    roles: Annotated[tuple[Slug, ...], Field(min_length=1)]
    owner: Slug
    version: date
    definition: Sourced
    history: tuple[Former, ...] = ()
    formula: Formula | None = None
    confused_with: tuple[Slug, ...] = ()
    see_also: tuple[Slug, ...] = ()

    @property
    def versions(self) -> tuple[tuple[date, Words], ...]:
        """Every definition and the day from which it stood, oldest first; all but the last are of `history`."""
        return (*((former.version, former) for former in self.history), (self.version, self.definition))

    @model_validator(mode="after")
    def _owned(self) -> Self:
        if self.owner not in self.roles:
            raise ValueError(f"owner {self.owner!r} is not among its roles")
        days = [day for day, _ in self.versions]
        if days != sorted(set(days)):
            raise ValueError("the days of 'history' and 'version' are not in order, oldest first")
        name = unicodedata.normalize("NFKC", self.names.ja).casefold()
        if spelt := [part for part in re.findall("[a-z0-9]+", self.reading) if part not in name]:
            raise ValueError(f"reading {' '.join(spelt)!r} is not in the name: expected kana for kanji")
        return self


class Meaning(Sourced):
    """What an ambiguous name may mean, in one line, and the term that says more."""

    term: Slug


class Ambiguity(Thing):
    """A name that means several things, and how to tell which."""

    name: Line
    tell: Words
    meanings: Annotated[tuple[Meaning, ...], Field(min_length=2)]


class Ambiguities(Thing):
    """content/ambiguous.yaml."""

    names: tuple[Ambiguity, ...]


class TermHead(Thing):
    """Front matter of a term's text: everything else about the term stands in term.yaml."""

    updated: date
