"""JSON-LD: the same page for machines. Types and properties are schema.org's."""

from typing import Any

from csatlas.library import urls
from csatlas.library.library import Page, Text
from csatlas.library.schema import Lang
from csatlas.web.edition import Edition


def structured_data(page: Page, text: Text, lang: Lang, edition: Edition, trail: tuple[Page, ...]) -> dict[str, Any]:
    """Return the page's graph: the site on the home page, else the article and its breadcrumbs."""
    site = edition.library.site

    def address(path: str) -> str:
        return edition.base_url + urls.localised(lang, path)

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
        graph = [
            {
                "@type": "Article",
                "headline": text.head.title,
                "description": text.head.summary,
                "url": address(page.path),
                "inLanguage": lang,
                "datePublished": text.head.published.isoformat(),
                "dateModified": text.head.updated.isoformat(),
                "author": publisher,
                "license": site.license_url,
                "isAccessibleForFree": True,
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": n, "name": step.label[lang], "item": address(step.path)}
                    for n, step in enumerate(trail, start=1)
                ],
            },
        ]
    return {"@context": "https://schema.org", "@graph": graph}
