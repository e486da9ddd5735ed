"""All content as the site holds it. Nothing in a Library changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from csatlas import formula
from csatlas.library import urls
from csatlas.library.markup import Prose, Section
from csatlas.library.schema import (
    LANGS,
    Accuracy,
    Ambiguity,
    Article,
    ArticleGroup,
    Citable,
    Cue,
    Dimension,
    Dispute,
    ExamplePosting,
    Head,
    Journey,
    Lang,
    Map,
    Pair,
    PostingFact,
    PostingModel,
    PostingWords,
    QuizVersion,
    Role,
    RulesVersion,
    Simulated,
    Simulation,
    Site,
    Term,
    Trait,
    Words,
)
from csatlas.quiz import Quiz


@dataclass(frozen=True, slots=True)
class Text:
    """One page in one language."""

    head: Head
    prose: Prose

    def section(self, section_id: str) -> Section:
        """Return the section of that id; KeyError where there is none."""
        return next(s for s in self.prose.sections if s.id == section_id)


@dataclass(frozen=True, slots=True)
class Page:
    """One page in both languages. `label` is its short name, `path` its address without language."""

    path: str
    label: Words
    texts: Mapping[Lang, Text]


@dataclass(frozen=True)
class PairOf:
    """Two roles side by side."""

    id: str
    left: str
    right: str
    facts: Pair


@dataclass(frozen=True)
class TermOf:
    """A glossary term with what follows from the others: its formula as trees, and where it is mentioned."""

    id: str
    facts: Term
    formulas: tuple[formula.Part, ...]
    confused_with: tuple[str, ...]  # said by either of the two
    mentioned_by: tuple[str, ...]  # paths of the pages whose texts link it


@dataclass(frozen=True, slots=True)
class ArticleOf:
    """An article, those before and after it in its group, and what to read next: the editor's choice first."""

    slug: str
    facts: Article
    before: str | None
    after: str | None
    related: tuple[str, ...]


@dataclass(frozen=True)
class DisputeOf:
    """A dispute and the paths of the pages that depend on it."""

    id: str
    facts: Dispute
    touches: tuple[str, ...]


@dataclass(frozen=True)
class QuizOf:
    """A version of the quiz: its words and reasons, and the numbers that they come to."""

    version: int
    facts: QuizVersion
    quiz: Quiz


@dataclass(frozen=True)
class PostingRules:
    """What the posting reader goes by. `facts` are in the order of the page, the last of `versions` is in force."""

    cues: Mapping[str, Cue]
    model: PostingModel
    words: Mapping[Lang, PostingWords]
    facts: Mapping[str, PostingFact]
    examples: tuple[ExamplePosting, ...]
    versions: tuple[RulesVersion, ...]
    accuracy: Accuracy

    @property
    def version(self) -> int:
        """The version in force."""
        return self.versions[-1].version


@dataclass(frozen=True)
class Library:
    """All content. Mappings keep the order in which visitors see things."""

    site: Site
    sources: Mapping[str, Citable]
    roles: Mapping[str, Role]
    pairs: Mapping[str, PairOf]
    dimensions: Mapping[str, Dimension]
    traits: tuple[Trait, ...]
    map: Map
    journey: Journey
    quizzes: Mapping[int, QuizOf]  # by version; the last one is asked
    simulation: Simulation
    posting: PostingRules
    groups: tuple[ArticleGroup, ...]
    articles: Mapping[str, ArticleOf]  # by group and order
    disputes: Mapping[str, DisputeOf]
    synonyms: tuple[tuple[str, ...], ...]  # words that mean the same to one who searches
    also: Mapping[str, tuple[str, ...]]  # path -> other words by which one may look for a page
    terms: Mapping[str, TermOf]
    ambiguous: Mapping[str, Ambiguity]  # by spelling
    names: Mapping[str, tuple[str, ...]]  # spelling -> ids of the terms it may mean
    linked: Mapping[Lang, Mapping[str, str]]  # name -> id of the term that it leads to wherever it stands
    pages: Mapping[str, Page]
    uses: Mapping[str, tuple[str, ...]]  # source id -> paths of the pages that cite it

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every public page, without language."""
        return tuple(self.pages)

    @property
    def quiz(self) -> QuizOf:
        """The version of the quiz that is asked now."""
        return self.quizzes[max(self.quizzes)]

    def chance(self, version: int, questions: int) -> Simulated | None:
        """Return what answers at random get from so many questions of a version, where that was simulated."""
        rows = self.simulation.rows if self.simulation.version == version else ()
        return next((row for row in rows if row.kind == "random" and row.questions == questions), None)

    @cached_property
    def centres(self) -> Mapping[str, tuple[float, float]]:
        """Where each role's centre lies on the map: what the quiz says of it in the traits of the two axes."""
        leans = self.quiz.facts.roles
        x, y = self.map.x.trait, self.map.y.trait
        return {role: (leans[role][x].value, leans[role][y].value) for role in self.roles}


def public_addresses(library: Library) -> Iterator[str]:
    """Yield the path on the server of every page in every language."""
    for lang in LANGS:
        for path in library.paths:
            yield urls.localised(lang, path)
