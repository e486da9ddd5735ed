"""The content beside a build, for what is made at request time: read in a tenth of the time that the files take."""

import copyreg
import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from csatlas.library import urls
from csatlas.library.library import Library, Text
from csatlas.library.markup import Prose


def write(path: Path, library: Library) -> None:
    """Write a library without the texts of articles: most of its size, and only their own finished pages show them."""
    articles = {urls.article_path(slug) for slug in library.articles}
    nothing = Prose.nothing()  # once: what is the same is read as the same
    pages = {
        name: replace(page, texts={lang: Text(text.head, nothing) for lang, text in page.texts.items()})
        if name in articles
        else page
        for name, page in library.pages.items()
    }
    with path.open("wb") as file:
        pickle.dump(replace(library, pages=MappingProxyType(pages)), file, protocol=5)


def read(path: Path) -> Library:
    """Return what `write` wrote, by the same version of this program."""
    with path.open("rb") as file:
        library: Library = pickle.load(file)  # noqa: S301 - our own file, beside the pages that we serve
    return library


def _read_only(values: Mapping[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(dict(values))


copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))
