"""What one running application shows: the content, its look and the address it is published under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flask import current_app
from markupsafe import Markup

from csatlas import figures
from csatlas.figures import Land
from csatlas.library import urls
from csatlas.library.autolink import TermFinder
from csatlas.library.library import Library
from csatlas.library.schema import Lang
from csatlas.posting import Reader
from csatlas.search import Search
from csatlas.web.assets import Assets
from csatlas.web.stylesheet import Stylesheets

KEY = "csatlas"


@dataclass(frozen=True)
class Edition:
    """What pages are made from. `base_url` has no trailing slash; `fragments` are parts of pages, kept once made."""

    library: Library
    stylesheets: Stylesheets
    assets: Assets
    base_url: str
    index: Path | None = None  # of the search; None for one in memory
    images: dict[tuple[str, Lang], str] = field(default_factory=dict)  # of a page, where it has one of its own
    fragments: dict[tuple[str, ...], tuple[Markup, tuple[str, ...]]] = field(default_factory=dict)

    def address(self, path: str, lang: Lang) -> str:
        """Return the full address of a page in a language, for machines and other sites."""
        return self.base_url + urls.localised(lang, path)

    @cached_property
    def search(self) -> Search:
        """The search index, opened or made when it is first asked."""
        return Search.open(self.index) if self.index else Search.of(self.library)

    @cached_property
    def reader(self) -> Reader:
        """The posting reader, made when it is first asked."""
        rules = self.library.posting
        return Reader(tuple(self.library.roles), rules.cues, rules.words, rules.model)

    @cached_property
    def term_finders(self) -> Mapping[Lang, TermFinder]:
        """What finds glossary terms in running text of each language."""
        return {lang: TermFinder(names, plurals=lang == "en") for lang, names in self.library.linked.items()}

    @cached_property
    def lands(self) -> tuple[Land, ...]:
        """The territories of the map, computed once: their contours take a tenth of a second."""
        return figures.lands(self.library.map, self.library.centres)

    @cached_property
    def locator(self) -> tuple[Land, ...]:
        """The territories as a small picture."""
        return figures.locator(self.library.map, self.library.centres)


def edition() -> Edition:
    """Return the edition of the application that answers the present request."""
    found: Edition = current_app.extensions[KEY]
    return found
