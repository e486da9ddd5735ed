"""JSON-LD: the same page for machines. Types and properties are schema.org's."""

from collections.abc import Callable, Sequence
from typing import Any

from csatlas.library import urls
from csatlas.library.library import Page, TermOf, Text
from csatlas.library.schema import OTHER, Lang
from csatlas.web.edition import Edition


def structured_data(
    page: Page,
    text: Text,
    lang: Lang,
    edition: Edition,
    trail: tuple[Page, ...],
    term: object = None,
    faq: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return the page's graph: the site on the home page, else the article or the term, its breadcrumbs and its FAQ."""
    site = edition.library.site

    def address(path: str) -> str:
        return edition.address(path, lang)

    publisher = {
        "@type": "Organization",
        "name": site.publisher[lang],
        "url": address(urls.page_path("about")),
    }
    if page.path == urls.HOME:
        graph: list[dict[str, Any]] = [
            {
                "@type": "WebSite",
                "name": site.name[lang],
                "url": address(urls.HOME),
                "description": text.head.summary,
                "inLanguage": lang,
                "publisher": publisher,
                "license": site.license_url,
            }
        ]
    else:
        crumbs = {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": step.label[lang], "item": address(step.path)}
                for n, step in enumerate(trail, start=1)
            ],
        }
        graph = (
            [_defined(term, lang, address), crumbs]
            if isinstance(term, TermOf)
            else [
                {
                    "@type": "Article",
                    "headline": text.head.title,
                    "url": address(page.path),
                    "inLanguage": lang,
                    "datePublished": text.head.published.isoformat(),
                    "dateModified": text.head.updated.isoformat(),
                    "author": publisher,
                },
                crumbs,
            ]
        )
    if faq:
        graph.append(
            {
                "@type": "FAQPage",
                "mainEntity": [
                    {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
                    for question, answer in faq
                ],
            }
        )
    return {"@context": "https://schema.org", "@graph": graph}


def _defined(term: TermOf, lang: Lang, address: Callable[[str], str]) -> dict[str, Any]:
    facts = term.facts
    return {
        "@type": "DefinedTerm",
        "name": facts.names[lang],
        "alternateName": [facts.names[OTHER[lang]], *facts.abbreviations, *facts.aliases],
        "termCode": term.id,
        "description": facts.definition[lang],
        "url": address(urls.term_path(term.id)),
        "inLanguage": lang,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "url": address(urls.GLOSSARY)},
    }
