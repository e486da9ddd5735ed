"""Reads all content, checks it across files, and holds it ready for use. Nothing in a Library changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from csatlas.library import urls
from csatlas.library.markup import Prose, Section, render
from csatlas.library.problems import ContentError, Problem, did_you_mean
from csatlas.library.reader import Data, FileText, read_document, read_model
from csatlas.library.schema import (
    LANGS,
    ArticleHead,
    Citable,
    Dimension,
    Head,
    Journey,
    Lang,
    Map,
    Matrix,
    PageHead,
    Pair,
    Role,
    Site,
    Sources,
    Term,
    TermHead,
    Trait,
    Traits,
    Words,
)

M = TypeVar("M", bound=BaseModel)
H = TypeVar("H", Head, PageHead, ArticleHead, TermHead)

# Templates set figures and tables between these sections, so every text of a kind has them, in this order.
PAGE_SECTIONS = {"home": ("map", "journey", "distances", "doors", "trust")}
PAGES = ("home", "roles", "compare", "sources", "about", "privacy")
ROLE_SECTIONS = (
    "short-answer", "day", "duties", "channels", "measures", "skills", "enjoys", "hard-sides",
    "team-names", "ways", "confused-with", "interview",
)  # fmt: skip
PAIR_SECTIONS = ("decisive", "shared", "why-confused", "scenes", "posting", "choose", "faq")


@dataclass(frozen=True)
class Text:
    """One page in one language."""

    head: Head
    prose: Prose

    def section(self, section_id: str) -> Section:
        """Return the section of that id; KeyError where there is none."""
        return next(s for s in self.prose.sections if s.id == section_id)


@dataclass(frozen=True)
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
    pages: Mapping[str, Page]
    uses: Mapping[str, tuple[str, ...]]  # source id -> paths of the pages that cite it

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every public page, without language."""
        return tuple(self.pages)


def load(root: Path) -> Library:
    """Read `root`/content. Raises ContentError with every fault of every file."""
    reading = _Reading(root)
    library = reading.library()
    if reading.problems or library is None:
        raise ContentError(reading.problems)
    return library


class _Reading:
    """One pass over all files; collects faults instead of stopping at the first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.problems: list[Problem] = []
        self.texts: dict[str, dict[Lang, Text]] = {}
        self.links: list[tuple[FileText, int, str]] = []
        self.used: dict[str, set[str]] = {}  # source id -> paths that cite it
        self.sources: dict[str, Citable] = {}

    # --- files -----------------------------------------------------------------------------------------------

    def model(self, name: str, model: type[M]) -> tuple[M, Data] | tuple[None, None]:
        return read_model(self.content / name, self.root, model, self.problems) or (None, None)

    def folders(self, name: str) -> list[str]:
        folder = self.content / name
        return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []

    def text(self, folder: str, path: str, head: type[H], sections: tuple[str, ...] = ()) -> dict[Lang, H]:
        """Read ja.md and en.md of a folder; report where the two differ in what readers of both must find."""
        heads: dict[Lang, H] = {}
        proses: dict[Lang, Prose] = {}
        for lang in LANGS:
            read = read_document(self.content / folder / f"{lang}.md", self.root, head, self.problems)
            if not read:
                continue
            top, data, source = read
            prose = proses[lang] = render(source, lang, self.problems, self.sources)
            self.links += [(source, line, target) for line, target in prose.links]
            self.use(path, prose.cited)
            found = tuple(s.id for s in prose.sections)
            if sections and found != sections:
                text = f"sections {', '.join(found)}: expected {', '.join(sections)}"
                self.problems.append(source.problem(0, text))
            if top and data:
                heads[lang] = top
                self.check_summary(lang, top, data)
                if isinstance(top, Head):
                    self.texts.setdefault(path, {})[lang] = Text(top, prose)
        if len(proses) == len(LANGS):
            self.compare(f"content/{folder}/en.md", proses["ja"], proses["en"])
        return heads

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

    def known(self, data: Data, loc: tuple[str | int, ...], name: str, among: Mapping[str, object], what: str) -> None:
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

        roles = self.read_roles()
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
        for number in range(len(traits.traits) if traits else 0):
            if traits_data:
                self.per_role(traits_data, roles, ("traits", number, "roles"), complete=True)
        for number in range(len(journey.stations) if journey else 0):
            if journey_data:
                self.per_role(journey_data, roles, ("stations", number, "acts"), complete=False)

        labels = self.labels(site, roles, pairs)
        for page in PAGES:
            heads = self.text(f"pages/{page}", urls.page_path(page), PageHead, PAGE_SECTIONS.get(page, ()))
            if len(heads) == len(LANGS):
                labels[urls.page_path(page)] = Words(ja=heads["ja"].label, en=heads["en"].label)
        self.read_unpublished()
        self.check_links()
        self.check_sources(sources_data)
        if sources is None:
            # Without the list every citation would be a fault: the one in the list says it all.
            self.problems = [p for p in self.problems if not p.text.startswith("unknown source")]
        if not (site and traits and atlas and journey) or self.problems:
            return None
        return Library(
            site=site,
            sources=MappingProxyType(self.sources),
            roles=MappingProxyType(roles),
            pairs=MappingProxyType(pairs),
            dimensions=MappingProxyType(dimensions),
            traits=traits.traits,
            map=atlas,
            journey=journey,
            pages=MappingProxyType(
                {path: Page(path, labels[path], MappingProxyType(self.texts[path])) for path in sorted(self.texts)}
            ),
            uses=MappingProxyType({key: tuple(sorted(paths)) for key, paths in self.used.items()}),
        )

    def read_roles(self) -> dict[str, Role]:
        roles: dict[str, Role] = {}
        for name in self.folders("roles"):
            role, data = self.model(f"roles/{name}/role.yaml", Role)
            if role and data:
                roles[name] = role
                self.cite(data, urls.role_path(name))
            self.text(f"roles/{name}", urls.role_path(name), Head, ROLE_SECTIONS)
        return dict(sorted(roles.items(), key=lambda item: item[1].order))

    def read_matrix(self, roles: Mapping[str, Role]) -> dict[str, Dimension]:
        matrix, data = self.model("compare/matrix.yaml", Matrix)
        if not matrix or not data:
            return {}
        self.cite(data, urls.COMPARE)
        rows: dict[str, Dimension] = {}
        for number, row in enumerate(matrix.dimensions):
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
            self.text(f"compare/{name}", urls.pair_path(name), Head, PAIR_SECTIONS)
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

    def read_unpublished(self) -> None:
        """Check articles and terms, which have no pages yet."""
        for name in self.folders("articles"):
            self.text(f"articles/{name}", f"articles/{name}/", ArticleHead)
            self.texts.pop(f"articles/{name}/", None)
        for name in self.folders("glossary"):
            _, data = self.model(f"glossary/{name}/term.yaml", Term)
            if data:
                self.cite(data, f"glossary/{name}/")
            self.text(f"glossary/{name}", f"glossary/{name}/", TermHead)

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
                en=site.pair_name.en.format(left=left.en.short, right=_within(right.en.short)),
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


def _within(name: str) -> str:
    """Return an English name as it stands within a phrase: "Service" becomes "service", "CX" stays."""
    return name if name.isupper() else name.lower()


def public_addresses(library: Library) -> Iterator[str]:
    """Yield the path on the server of every page in every language."""
    for lang in LANGS:
        for path in library.paths:
            yield urls.localised(lang, path)
