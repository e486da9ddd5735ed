"""Reads all content and checks it across files."""

import multiprocessing
from collections.abc import Callable, Collection, Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from markupsafe import Markup
from pydantic import BaseModel

from csatlas import formula, phrases
from csatlas.library import urls
from csatlas.library.autolink import TermFinder
from csatlas.library.fairness import number_faults, quiz_of, word_faults
from csatlas.library.library import ArticleOf, DisputeOf, Library, Page, PairOf, PostingRules, QuizOf, TermOf, Text
from csatlas.library.markup import Prose, render
from csatlas.library.names import index as name_index
from csatlas.library.names import linkable, spelling, within
from csatlas.library.problems import ContentError, Problem, did_you_mean
from csatlas.library.reader import Data, FileText, read_body, read_document, read_model
from csatlas.library.schema import (
    LANGS,
    OTHER,
    Accuracy,
    Ambiguities,
    Ambiguity,
    Article,
    ArticleGroup,
    ArticleGroups,
    Citable,
    Cues,
    Dimension,
    Dispute,
    ExamplePostings,
    Head,
    Journey,
    Lang,
    Map,
    Matrix,
    PageHead,
    Pair,
    PostingFact,
    PostingFacts,
    PostingWords,
    QuizVersion,
    Role,
    RulesVersions,
    SearchWords,
    Simulation,
    Site,
    Sources,
    Stated,
    Term,
    TermHead,
    Traits,
    Words,
)

M = TypeVar("M", bound=BaseModel)
H = TypeVar("H", Head, PageHead, TermHead)

# Templates set figures and tables between these sections, so every text of a kind has them, in this order.
PAGE_SECTIONS = {
    "home": ("map", "journey", "distances", "doors", "trust"),
    "quiz": ("not",),
    "method": ("pencil", "profiles", "limits", "simulation", "versions"),
    "posting": ("not",),
    "posting/method": ("reading", "adding", "accuracy", "wrong", "must-not", "versions"),
    "for-recruiters": ("link", "preview", "card", "draft", "data", "promise"),
}
PAGES = (
    "home", "roles", "compare", "glossary", "quiz", "method", "articles", "disputes", "for-recruiters", "sources",
    "about", "privacy", "search", "posting", "posting/method",
)  # fmt: skip
NO_ROLES = ("desk", "other", "article")  # what a cue of the posting reader may speak for besides the roles
ROLE_SECTIONS = (
    "short-answer", "day", "duties", "channels", "measures", "skills", "enjoys", "hard-sides",
    "team-names", "ways", "confused-with", "interview",
)  # fmt: skip
DISPUTE_SECTIONS = ("positions", "why", "reading", "job-seekers", "recruiters")
ARTICLE_START, ARTICLE_END = "short-answer", ("wrong", "next", "faq")
FEWEST_SOURCES = 3  # of an article
RELATED = 4  # articles to read next
PAIR_SECTIONS = ("decisive", "shared", "why-confused", "scenes", "posting", "choose", "faq")


def load(root: Path, drafts: bool = False, processes: int = 1) -> Library:
    """Read `root`/content; articles of a future day only with `drafts`. Raises ContentError with every fault.

    With more than one of `processes` texts are rendered in parallel, in forks of this one.
    """
    reading = _Reading(root, drafts, processes)
    library = reading.library()
    if reading.problems or library is None:
        raise ContentError(reading.problems)
    return library


_typeset_one: Callable[[Path, Lang, bool], tuple[str, Prose, list[Problem]] | None]


def _typeset(job: tuple[Path, Lang, bool]) -> tuple[str, Prose, list[Problem]] | None:
    try:
        return _typeset_one(*job)
    except Exception:
        # Some errors cannot travel to another process, which would wait for ever. They come again when it renders.
        return None


class _Reading:
    """One pass over all files; collects faults instead of stopping at the first."""

    def __init__(self, root: Path, drafts: bool, processes: int) -> None:
        self.root = root
        self.processes = processes
        self.ahead: dict[str, tuple[Prose, list[Problem]]] = {}  # path -> what another process rendered
        self.drafts = drafts
        self.content = root / "content"
        self.problems: list[Problem] = []
        self.texts: dict[str, dict[Lang, Text]] = {}
        self.links: list[tuple[FileText, int, str]] = []
        self.used: dict[str, set[str]] = {}  # source id -> paths that cite it
        self.sources: dict[str, Citable] = {}
        self.term_names: dict[str, Words] = {}
        self.linked: Mapping[Lang, Mapping[str, str]] = {}
        self.finders: dict[Lang, TermFinder] = {}
        self.dispute_questions: dict[str, Words] = {}
        self.differ: Words | None = None

    # --- files -----------------------------------------------------------------------------------------------

    def model(self, name: str, model: type[M]) -> tuple[M, Data] | tuple[None, None]:
        return read_model(self.content / name, self.root, model, self.problems) or (None, None)

    def folders(self, name: str) -> list[str]:
        folder = self.content / name
        return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []

    def text(
        self,
        folder: str,
        path: str,
        head: type[H],
        sections: tuple[str, ...] = (),
        autolink: bool = False,
        cards: bool = False,
    ) -> dict[Lang, tuple[H, Prose]]:
        """Read ja.md and en.md of a folder; report where the two differ in what readers of both must find.

        With `autolink` terms link themselves; with `cards` a wide table can become cards.
        """
        found: dict[Lang, tuple[H, Prose]] = {}
        proses: dict[Lang, Prose] = {}
        for lang in LANGS:
            read = read_document(self.content / folder / f"{lang}.md", self.root, head, self.problems)
            if not read:
                continue
            top, data, source = read
            if source.path in self.ahead:
                prose, found_there = self.ahead.pop(source.path)
                self.problems += found_there
            else:
                prose = self.typeset(source, lang, autolink, cards, self.problems)
            proses[lang] = prose
            self.links += [(source, line, target) for line, target in prose.links]
            self.use(path, prose.cited)
            ids = tuple(s.id for s in prose.sections)
            if sections and ids != sections:
                text = f"sections {', '.join(ids)}: expected {', '.join(sections)}"
                self.problems.append(source.problem(0, text))
            if top and data:
                found[lang] = top, prose
                self.check_summary(lang, top, data)
                if isinstance(top, Head):
                    self.texts.setdefault(path, {})[lang] = Text(top, prose)
        if len(proses) == len(LANGS):
            self.compare(f"content/{folder}/en.md", proses["ja"], proses["en"])
        return found

    def typeset(self, source: FileText, lang: Lang, autolink: bool, cards: bool, problems: list[Problem]) -> Prose:
        """Render the body of a text; faults go to `problems`."""
        finder = self.finders[lang] if autolink else None
        differ = self.differ[lang] if self.differ else ""
        known, terms, disputes = self.sources, self.term_names, self.dispute_questions
        return render(source, lang, problems, known, terms, finder, disputes, differ, cards)

    def typeset_ahead(self) -> None:
        """Render the texts of which there are many in processes of their own; `text` takes them from there."""
        jobs = [
            (self.content / kind / name / f"{lang}.md", lang, kind == "articles")
            for kind in ("articles", "glossary")
            for name in self.folders(kind)
            for lang in LANGS
        ]
        global _typeset_one
        _typeset_one = self.typeset_one
        with multiprocessing.get_context("fork").Pool(self.processes) as pool:
            for path, prose, problems in filter(None, pool.imap_unordered(_typeset, jobs, chunksize=4)):
                self.ahead[path] = prose, problems

    def typeset_one(self, path: Path, lang: Lang, article: bool) -> tuple[str, Prose, list[Problem]] | None:
        """Render one text; None where it cannot even be read, which `text` will report."""
        source, problems = read_body(path, self.root), list[Problem]()
        return (source.path, self.typeset(source, lang, article, article, problems), problems) if source else None

    def check_summary(self, lang: Lang, head: BaseModel, data: Data) -> None:
        """Search results show about 120 Japanese characters; the schema's 160 are for English."""
        if lang == "ja" and isinstance(head, Head) and len(head.summary) > 120:
            text = f"summary of {len(head.summary)} characters: expected at most 120"
            self.problems.append(data.problem(("summary",), text))

    def compare(self, path: str, ja: Prose, en: Prose) -> None:
        for what, one, other in (
            ("anchors", ja.anchors, en.anchors),
            ("tables (rows, columns)", ja.tables, en.tables),
            ("sources", sorted(ja.cited), sorted(en.cited)),
        ):
            if one != other:
                only = [f"only ja {x}" for x in one if x not in other] + [f"only en {x}" for x in other if x not in one]
                self.problems.append(Problem(path, 1, f"{what} differ from ja.md: {', '.join(only) or 'order'}"))

    def use(self, path: str, sources: frozenset[str] | tuple[str, ...]) -> None:
        for source_id in sources:
            self.used.setdefault(source_id, set()).add(path)

    def cite(self, data: Data, path: str) -> None:
        """Note and check every id under a key `sources` of a data file."""
        for loc, value in data.walk():
            if len(loc) > 1 and loc[-2] == "sources" and isinstance(value, str):
                self.use(path, (value,))
                self.known(data, loc, value, self.sources, "source")

    def known(self, data: Data, loc: tuple[str | int, ...], name: str, among: Collection[str], what: str) -> None:
        if name not in among:
            self.problems.append(data.problem(loc, f"unknown {what} {name!r}{did_you_mean(name, among)}"))

    def per_role(self, data: Data, roles: Mapping[str, Role], loc: tuple[str | int, ...], complete: bool) -> None:
        """Check that the keys at `loc` are roles, and every role where `complete`."""
        for found, value in data.walk():
            if found == loc and isinstance(value, dict):
                for name in value:
                    self.known(data, (*loc, name), name, roles, "role")
                for name in roles.keys() - value.keys() if complete else ():
                    self.problems.append(data.problem(loc, f"no entry for the role {name!r}"))

    # --- kinds -----------------------------------------------------------------------------------------------

    def library(self) -> Library | None:
        site, _ = self.model("site.yaml", Site)
        sources, sources_data = self.model("sources.yaml", Sources)
        for number, source in enumerate(sources.sources if sources else ()):
            if source.id in self.sources and sources_data:
                self.problems.append(
                    sources_data.problem(("sources", number, "id"), f"source {source.id!r} stands twice")
                )
            self.sources[source.id] = source

        self.differ = site.sources_differ if site else None
        terms = self.read_terms()
        disputes = self.read_disputes()
        names = name_index({name: term for name, (term, _) in terms.items()})
        ambiguous = self.read_ambiguous(terms, names)
        roles = self.read_roles()
        self.finders = self.term_finders(terms, ambiguous, roles)
        if self.processes > 1:
            self.typeset_ahead()
        for name in self.folders("roles"):
            self.text(f"roles/{name}", urls.role_path(name), Head, ROLE_SECTIONS, autolink=True)
        dimensions = self.read_matrix(roles)
        pairs = self.read_pairs(roles, dimensions)
        traits, traits_data = self.model("traits.yaml", Traits)
        atlas, map_data = self.model("map.yaml", Map)
        journey, journey_data = self.model("journey.yaml", Journey)
        for data, path in ((traits_data, urls.ROLES), (map_data, urls.HOME), (journey_data, urls.HOME)):
            if data:
                self.cite(data, path)
        if map_data:
            self.per_role(map_data, roles, ("roles",), complete=True)
        quizzes = self.read_quizzes(roles)
        simulation, _ = self.model("quiz/simulation.yaml", Simulation)
        latest = quizzes[max(quizzes)].facts.traits if quizzes else {}
        posting = self.read_posting(roles, quizzes[max(quizzes)] if quizzes else None)
        for axis in ("x", "y"):
            if atlas and map_data and latest:
                self.known(map_data, (axis, "trait"), getattr(atlas, axis).trait, latest, "trait of the quiz")
        for number in range(len(traits.traits) if traits else 0):
            if traits_data:
                self.per_role(traits_data, roles, ("traits", number, "roles"), complete=True)
        for number in range(len(journey.stations) if journey else 0):
            if journey_data:
                self.per_role(journey_data, roles, ("stations", number, "acts"), complete=False)

        words, words_data = self.model("search.yaml", SearchWords)
        labels = self.labels(site, roles, pairs)
        for page in PAGES:
            path = urls.page_path(page)
            found = self.text(f"pages/{page}", path, PageHead, PAGE_SECTIONS.get(page, ()), path == urls.COMPARE)
            if len(found) == len(LANGS):
                labels[path] = Words(ja=found["ja"][0].label, en=found["en"][0].label)
        labels |= self.read_term_texts(terms, roles)
        groups, articles = self.read_articles()
        labels |= {urls.article_path(slug): facts.question for slug, facts in articles.items()}
        labels |= self.read_dispute_texts(disputes)
        if site:
            labels |= self.add_source_pages(site)
        for path in words.also if words else ():
            if words_data:
                self.known(words_data, ("also", path), path, self.texts, "page")
        self.check_links()
        self.check_sources(sources_data)
        if sources is None:
            # Without the list every citation would be a fault: the one in the list says it all.
            self.problems = [p for p in self.problems if not p.text.startswith("unknown source")]
        if (
            not (site and traits and atlas and journey and quizzes and simulation and posting and words)
            or self.problems
        ):
            return None
        mentions = self.naming(lambda prose: prose.terms, urls.term_path)
        touched = self.touched(dimensions, pairs)
        return Library(
            site=site,
            sources=MappingProxyType(self.sources),
            roles=MappingProxyType(roles),
            pairs=MappingProxyType(pairs),
            dimensions=MappingProxyType(dimensions),
            traits=traits.traits,
            map=atlas,
            journey=journey,
            quizzes=MappingProxyType(quizzes),
            simulation=simulation,
            posting=posting,
            groups=groups,
            articles=MappingProxyType(self.connected(articles)),
            disputes=MappingProxyType(
                {name: DisputeOf(name, facts, tuple(sorted(touched.get(name, ())))) for name, facts in disputes.items()}
            ),
            synonyms=words.synonyms,
            also=MappingProxyType(words.also),
            terms=MappingProxyType(
                {
                    name: TermOf(
                        name,
                        term,
                        tuple(formula.parse(v.expression) for v in (term.formula.variants if term.formula else ())),
                        tuple(
                            other
                            for other, (facts, _) in terms.items()
                            if other in term.confused_with or name in facts.confused_with
                        ),
                        tuple(sorted(mentions.get(name, ()))),
                    )
                    for name, (term, _) in terms.items()
                }
            ),
            ambiguous=MappingProxyType(ambiguous),
            names=MappingProxyType(names),
            linked=MappingProxyType({lang: MappingProxyType(found) for lang, found in self.linked.items()}),
            pages=MappingProxyType(
                {path: Page(path, labels[path], MappingProxyType(self.texts[path])) for path in sorted(self.texts)}
            ),
            uses=MappingProxyType({key: tuple(sorted(paths)) for key, paths in sorted(self.used.items())}),
        )

    def read_roles(self) -> dict[str, Role]:
        roles: dict[str, Role] = {}
        for name in self.folders("roles"):
            role, data = self.model(f"roles/{name}/role.yaml", Role)
            if role and data:
                roles[name] = role
                self.cite(data, urls.role_path(name))
        return dict(sorted(roles.items(), key=lambda item: item[1].order))

    def term_finders(
        self, terms: Mapping[str, tuple[Term, Data]], ambiguous: Mapping[str, Ambiguity], roles: Mapping[str, Role]
    ) -> dict[Lang, TermFinder]:
        """Return what finds terms in running text: all their names but those that may mean something else."""
        names = (role.names[lang] for role in roles.values() for lang in LANGS)
        jobs = {spelling(name) for each in names for name in (each.full, each.short)}
        self.linked = linkable({name: term for name, (term, _) in terms.items()}, jobs | ambiguous.keys())
        return {lang: TermFinder(self.linked[lang], plurals=lang == "en") for lang in LANGS}

    def read_matrix(self, roles: Mapping[str, Role]) -> dict[str, Dimension]:
        matrix, data = self.model("compare/matrix.yaml", Matrix)
        if not matrix or not data:
            return {}
        self.cite(data, urls.COMPARE)
        rows: dict[str, Dimension] = {}
        for number, row in enumerate(matrix.dimensions):
            for role, cell in row.cells.items():
                if isinstance(cell, Stated) and cell.disputed:
                    loc = ("dimensions", number, "cells", role, "disputed")
                    self.known(data, loc, cell.disputed, self.dispute_questions, "dispute")
            self.per_role(data, roles, ("dimensions", number, "cells"), complete=True)
            if row.id in rows:
                self.problems.append(data.problem(("dimensions", number, "id"), f"row {row.id!r} stands twice"))
            rows[row.id] = row
        return rows

    def read_pairs(self, roles: Mapping[str, Role], dimensions: Mapping[str, Dimension]) -> dict[str, PairOf]:
        expected = {f"{a}-vs-{b}": (a, b) for a, b in combinations(roles, 2)}
        pairs: dict[str, PairOf] = {}
        for name in sorted({*expected, *self.folders("compare")}):
            if name not in expected:
                near = did_you_mean(name, expected)
                self.problems.append(Problem(f"content/compare/{name}", 1, f"no pair of roles {name!r}{near}"))
                continue
            facts, data = self.model(f"compare/{name}/pair.yaml", Pair)
            self.text(f"compare/{name}", urls.pair_path(name), Head, PAIR_SECTIONS, autolink=True)
            if facts and data:
                self.cite(data, urls.pair_path(name))
                for number, row in enumerate(facts.dimensions):
                    self.known(data, ("dimensions", number), row, dimensions, "row")
                left, right = expected[name]
                pairs[name] = PairOf(name, left, right, facts)
                for row in facts.dimensions:
                    for role in (left, right):
                        cell = dimensions[row].cells.get(role) if row in dimensions else None
                        self.use(urls.pair_path(name), getattr(cell, "sources", ()))
        return {name: pairs[name] for name in expected if name in pairs}

    def read_quizzes(self, roles: Mapping[str, Role]) -> dict[int, QuizOf]:
        """Read every version of the quiz; one that would favour a role, or that names one, is full of faults."""
        found: dict[int, QuizOf] = {}
        files = (self.content / "quiz").glob("*.yaml")
        for version in sorted(int(path.stem) for path in files if path.stem.isdecimal()):
            facts, data = self.model(f"quiz/{version}.yaml", QuizVersion)
            if not facts or not data:
                continue
            self.cite(data, urls.METHOD)
            before = len(self.problems)
            self.per_role(data, roles, ("roles",), complete=True)
            for role, leans in facts.roles.items():
                for trait in facts.traits.keys() ^ leans.keys():
                    self.problems.append(data.problem(("roles", role), f"no entry, or no trait, {trait!r}"))
            for number, choice in enumerate(facts.questions):
                self.known(data, ("questions", number, "trait"), choice.trait, facts.traits, "trait")
            self.problems += [data.problem(loc, text) for loc, text in word_faults(facts, roles)]
            if len(self.problems) == before:
                quiz = quiz_of(facts)
                self.problems += [data.problem(loc, text) for loc, text in number_faults(quiz)]
                found[version] = QuizOf(version, facts, quiz)
        if not found and not self.problems:
            self.problems.append(Problem("content/quiz", 1, "no version of the quiz: expected 1.yaml"))
        return found

    def read_posting(self, roles: Mapping[str, Role], quiz: QuizOf | None) -> PostingRules | None:
        """Read the rules of the posting reader; a cue must stand for a trait as the profile of its job in the quiz."""
        found, data = self.model("posting/cues.yaml", Cues)
        facts, facts_data = self.model("posting/facts.yaml", PostingFacts)
        examples, _ = self.model("posting/examples.yaml", ExamplePostings)
        versions, versions_data = self.model("posting/versions.yaml", RulesVersions)
        accuracy, _ = self.model("posting/accuracy.yaml", Accuracy)
        words: dict[Lang, PostingWords] = {}
        for lang in LANGS:
            read, words_data = self.model(f"posting/{lang}.yaml", PostingWords)
            if read and words_data and found and facts:
                words[lang] = read
                self.check_words(read, words_data, found, facts.root, roles)
        if not (found and data and facts and facts_data):
            return None
        if not (examples and versions and versions_data and accuracy):
            return None
        self.cite(data, urls.POSTING_METHOD)
        weights = quiz.quiz.weights if quiz else {}
        for name, cue in found.cues.items():
            self.known(data, ("cues", name, "role"), cue.role, (*roles, *NO_ROLES), "role")
            if cue.shows:
                trait, side = cue.shows[:-1], 1 if cue.shows[-1] == "+" else -1
                of = [role for role in cue.speaks_for if role in weights]
                if not of or any(weights[role].get(trait, 0) * side <= 0 for role in of):
                    text = f"{cue.shows!r} is not where the quiz sees {' and '.join(of) or cue.role}"
                    self.problems.append(data.problem(("cues", name, "shows"), text))
        for name in facts.root:
            self.per_role(facts_data, roles, (name, "why"), complete=False)
        digest = rules_digest(self.content / "posting")
        last = versions.root[-1]
        if last.rules != digest:
            text = f"the rules are not those of version {last.version}: expected a new version with rules: {digest}"
            self.problems.append(versions_data.problem((len(versions.root) - 1, "rules"), text))
        return PostingRules(
            cues=MappingProxyType(found.cues),
            model=found.model,
            words=MappingProxyType(words),
            facts=MappingProxyType(facts.root),
            examples=examples.root,
            versions=versions.root,
            accuracy=accuracy,
        )

    def check_words(
        self,
        words: PostingWords,
        data: Data,
        found: Cues,
        facts: Mapping[str, PostingFact],
        roles: Mapping[str, Role],
    ) -> None:
        """Report words under names that nothing else knows, names without words, and phrases that cannot be read."""
        for key, known, what in (
            ("phrases", found.cues.keys(), "cue"),
            ("sections", found.model.sections.keys(), "kind of section"),
            ("contexts", found.model.sections.keys(), "kind of section"),
            ("titles", {*roles, "ambiguous", "other"}, "role"),
            ("facts", facts.keys(), "fact"),
        ):
            for name in getattr(words, key):
                self.known(data, (key, name), name, known, what)
        for key, needed in (("phrases", found.cues), ("facts", facts)):
            for name in sorted(set(needed) - getattr(words, key).keys()):
                self.problems.append(data.problem((key,), f"no words for {name!r}"))
        for loc, value in data.walk():
            # Names of cues and kinds of sections by which a fact is stated are no phrases.
            if isinstance(value, str) and not (loc[0] == "facts" and loc[2] in ("cues", "sections")):
                try:
                    phrases.parse(value, words.sets if loc[0] != "sets" else {})
                except phrases.PhraseError as error:
                    self.problems.append(data.problem(loc, f"phrase {value!r}: {error}"))

    def read_terms(self) -> dict[str, tuple[Term, Data]]:
        terms: dict[str, tuple[Term, Data]] = {}
        for name in self.folders("glossary"):
            term, data = self.model(f"glossary/{name}/term.yaml", Term)
            if term and data:
                terms[name] = term, data
                self.term_names[name] = term.names
        return terms

    def read_term_texts(self, terms: Mapping[str, tuple[Term, Data]], roles: Mapping[str, Role]) -> dict[str, Words]:
        """Read what terms say, and check what they say of each other; return the labels of their pages."""
        labels: dict[str, Words] = {}
        for name, (term, data) in terms.items():
            path = urls.term_path(name)
            self.cite(data, path)
            for number, role in enumerate(term.roles):
                self.known(data, ("roles", number), role, roles, "role")
            for key in ("confused_with", "see_also"):
                for number, other in enumerate(getattr(term, key)):
                    self.known(data, (key, number), other, terms, "term")
            self.check_formula(term, data)
            labels[path] = term.names
            for lang, (head, prose) in self.text(f"glossary/{name}", path, TermHead).items():
                if name in prose.terms:
                    self.problems.append(Problem(f"content/glossary/{name}/{lang}.md", 1, "the term links itself"))
                self.texts.setdefault(path, {})[lang] = Text(_term_head(term, lang, head), prose)
        return labels

    def naming(self, named: Callable[[Prose], Collection[str]], path_of: Callable[[str], str]) -> dict[str, set[str]]:
        """Return for each thing that texts name, in either language, the paths of the pages that do, its own aside."""
        found: dict[str, set[str]] = {}
        for path, texts in self.texts.items():
            for name in {name for text in texts.values() for name in named(text.prose)}:
                if path != path_of(name):
                    found.setdefault(name, set()).add(path)
        return found

    def check_formula(self, term: Term, data: Data) -> None:
        """Recompute every worked example: it must use each variable and give the result that it states."""
        for number, variant in enumerate(term.formula.variants if term.formula else ()):
            loc = ("formula", "variants", number)
            try:
                part = formula.parse(variant.expression)
            except formula.FormulaError:
                self.problems.append(data.problem((*loc, "expression"), "expected variables, numbers and + - * / ( )"))
                continue
            used = set(formula.variables(part))
            declared = set(term.formula.variables) if term.formula else set()
            if used - declared or used != set(variant.example.inputs):
                text = f"the expression uses {sorted(used)}, the example {sorted(variant.example.inputs)}"
                self.problems.append(data.problem((*loc, "example"), text))
                continue
            values = {name: Fraction(str(value)) for name, value in variant.example.inputs.items()}
            try:
                result = float(formula.evaluate(part, values))
            except formula.FormulaError:
                self.problems.append(data.problem((*loc, "example"), "the example divides by zero"))
                continue
            if abs(result - variant.example.result) > 0.005 * max(1, abs(result)):
                text = f"the example gives {result:g}, not {variant.example.result:g}"
                self.problems.append(data.problem((*loc, "example"), text))

    def read_ambiguous(
        self, terms: Mapping[str, tuple[Term, Data]], names: Mapping[str, tuple[str, ...]]
    ) -> dict[str, Ambiguity]:
        """Read the names that mean several things; every name that two terms share must be among them."""
        found, data = self.model("ambiguous.yaml", Ambiguities)
        if not found or not data:
            return {}
        self.cite(data, urls.GLOSSARY)
        for number, entry in enumerate(found.names):
            for place, meaning in enumerate(entry.meanings):
                self.known(data, ("names", number, "meanings", place, "term"), meaning.term, terms, "term")
        ambiguous = {spelling(entry.name): entry for entry in found.names}
        for name, ids in names.items():
            if len(ids) > 1 and name not in ambiguous:
                text = f"the name {name!r} means {', '.join(ids)}: expected an entry that tells them apart"
                self.problems.append(data.problem(("names",), text))
        return ambiguous

    def add_source_pages(self, site: Site) -> dict[str, Words]:
        """Make one page for each kind of source: all together would not fit one round trip."""
        labels: dict[str, Words] = {}
        start = self.texts.get(urls.SOURCES, {})
        for kind, group in site.source_kinds.items():
            path = urls.sources_path(kind)
            labels[path] = group.name
            for lang, text in start.items():
                head = text.head.model_copy(update={"title": group.name[lang], "summary": group.says[lang]})
                self.texts.setdefault(path, {})[lang] = Text(head, Prose.nothing())
        return labels

    def read_articles(self) -> tuple[tuple[ArticleGroup, ...], dict[str, Article]]:
        """Read the articles that are out, in the order of the index, and check their shape."""
        found, _ = self.model("articles.yaml", ArticleGroups)
        groups = {group.id: number for number, group in enumerate(found.groups if found else ())}
        articles: dict[str, Article] = {}
        slugs = self.folders("articles")
        for slug in slugs:
            facts, data = self.model(f"articles/{slug}/article.yaml", Article)
            path = urls.article_path(slug)
            texts = self.text(f"articles/{slug}", path, Head, autolink=True, cards=True)
            for lang, (_, prose) in texts.items():
                self.check_article(f"content/articles/{slug}/{lang}.md", prose)
            if not self.drafts and any(head.published > date.today() for head, _ in texts.values()):
                self.texts.pop(path, None)
            elif facts and data:
                self.known(data, ("group",), facts.group, groups, "group")
                articles[slug] = facts
                for number, other in enumerate(facts.related):
                    self.known(data, ("related", number), other, slugs, "article")
        order = sorted(articles, key=lambda slug: (groups.get(articles[slug].group, 0), articles[slug].order))
        return found.groups if found else (), {slug: articles[slug] for slug in order}

    def check_article(self, path: str, prose: Prose) -> None:
        """Report where an article lacks what each must have."""
        ids = [section.id for section in prose.sections]
        html = prose.intro + Markup("").join(section.html for section in prose.sections)
        for missing, expected in (
            (ids[:1] != [ARTICLE_START], f"the first section: expected {{#{ARTICLE_START}}}"),
            (tuple(ids[-3:]) != ARTICLE_END, f"the last sections: expected {', '.join(ARTICLE_END)}"),
            (len(prose.cited) < FEWEST_SOURCES, f"{len(prose.cited)} sources: expected at least {FEWEST_SOURCES}"),
            ('class="scene"' not in html, 'no scene: expected a block !!! scene "…"'),
            (not prose.tables and "<li>" not in html, "no table and no checklist: expected one"),
        ):
            if missing:
                self.problems.append(Problem(path, 1, expected))

    def connected(self, articles: Mapping[str, Article]) -> dict[str, ArticleOf]:
        """Return the articles with their neighbours: within the group by order, else by the terms that they share."""
        terms = {
            slug: frozenset.union(*(t.prose.terms for t in self.texts[urls.article_path(slug)].values()))
            for slug in articles
        }
        found = {}
        for slug, facts in articles.items():
            group = [other for other in articles if articles[other].group == facts.group]
            place = group.index(slug)
            near = sorted(articles, key=lambda other: -len(terms[slug] & terms[other]))
            chosen = [other for other in facts.related if other in articles]
            related = dict.fromkeys([*chosen, *(other for other in near if other != slug)])
            found[slug] = ArticleOf(
                slug=slug,
                facts=facts,
                before=group[place - 1] if place else None,
                after=group[place + 1] if place + 1 < len(group) else None,
                related=tuple(related)[:RELATED],
            )
        return found

    def read_disputes(self) -> dict[str, Dispute]:
        found: dict[str, Dispute] = {}
        for name in self.folders("disputes"):
            facts, _ = self.model(f"disputes/{name}/dispute.yaml", Dispute)
            if facts:
                found[name] = facts
                self.dispute_questions[name] = facts.question
        return dict(sorted(found.items(), key=lambda item: item[1].order))

    def read_dispute_texts(self, disputes: Mapping[str, Dispute]) -> dict[str, Words]:
        """Read what is said in each dispute; return the labels of their pages."""
        for name in self.folders("disputes"):
            self.text(f"disputes/{name}", urls.dispute_path(name), Head, DISPUTE_SECTIONS, autolink=True)
        return {urls.dispute_path(name): facts.question for name, facts in disputes.items()}

    def touched(self, dimensions: Mapping[str, Dimension], pairs: Mapping[str, PairOf]) -> dict[str, set[str]]:
        """Return for each dispute the paths of the pages with a statement that depends on it."""
        found = self.naming(lambda prose: prose.disputes, urls.dispute_path)
        for row in dimensions.values():
            for role, cell in row.cells.items():
                if isinstance(cell, Stated) and cell.disputed:
                    shown = (p.id for p in pairs.values() if role in (p.left, p.right) and row.id in p.facts.dimensions)
                    found.setdefault(cell.disputed, set()).update({urls.COMPARE, *map(urls.pair_path, shown)})
        return found

    # --- across files ----------------------------------------------------------------------------------------

    def labels(self, site: Site | None, roles: Mapping[str, Role], pairs: Mapping[str, PairOf]) -> dict[str, Words]:
        labels = {
            urls.role_path(name): Words(ja=role.names.ja.full, en=role.names.en.full) for name, role in roles.items()
        }
        if site is None:
            return labels
        for pair in pairs.values():
            left, right = roles[pair.left].names, roles[pair.right].names
            labels[urls.pair_path(pair.id)] = Words(
                ja=site.pair_name.ja.format(left=left.ja.short, right=right.ja.short),
                en=site.pair_name.en.format(left=left.en.short, right=within(right.en.short)),
            )
        return labels

    def check_links(self) -> None:
        anchors: dict[str, set[str]] = {
            path: {a for text in texts.values() for a in text.prose.anchors} for path, texts in self.texts.items()
        }
        for source, line, target in self.links:
            path, _, fragment = target.removeprefix("/").partition("#")
            if path not in anchors:
                near = did_you_mean(path, anchors)
                self.problems.append(source.problem(line, f"no page {'/' + path!r}{near}"))
            elif fragment and fragment not in anchors[path]:
                near = did_you_mean(fragment, anchors[path])
                self.problems.append(source.problem(line, f"no anchor {fragment!r} on {'/' + path!r}{near}"))

    def check_sources(self, data: Data | None) -> None:
        for number, source_id in enumerate(self.sources if data else ()):
            if source_id not in self.used and data:
                self.problems.append(data.problem(("sources", number), f"source {source_id!r} is used nowhere"))


def rules_digest(folder: Path) -> str:
    """Return the digest of the files that decide what the posting reader answers."""
    files = sorted(path for name in ("cues", *LANGS) if (path := folder / f"{name}.yaml").is_file())
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def _term_head(term: Term, lang: Lang, head: TermHead) -> Head:
    """Return what search engines show of a term: its name and as much of its definition as they have room for."""
    room = {"ja": 118, "en": 156}[lang]
    definition = term.definition[lang]
    summary = definition if len(definition) <= room else definition[:room].rstrip() + "…"
    return Head(
        title=f"{term.names[lang]} ({term.names[OTHER[lang]]})",
        summary=summary,
        published=head.updated,
        updated=head.updated,
    )
