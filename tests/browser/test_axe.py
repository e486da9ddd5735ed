"""WCAG 2.2 AA by axe, on every kind of page, in both schemes, wide and narrow."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

KINDS = (
    "/ja/",
    "/en/",
    "/ja/roles/",
    "/ja/roles/success/",
    "/en/roles/service/",
    "/ja/compare/",
    "/en/compare/?role=success&role=support&role=nobody",
    "/ja/compare/support-vs-service/",
    "/en/compare/success-vs-experience/",
    "/ja/sources/",
    "/en/sources/article/",
    "/ja/glossary/",
    "/en/glossary/?category=metric&role=nobody",
    "/ja/glossary/nrr/",
    "/ja/search/?q=nrr",
    "/en/glossary/nrr/?churned_mrr=lots",
    "/ja/glossary/CS/",
    "/ja/glossary/nrr/2026-11-22/",
    "/embed/en/glossary/nrr/",
    "/en/about/",
    "/ja/privacy/",
    "/ja/for-recruiters/",
    "/ja/articles/",
    "/en/articles/?group=measures",
    "/ja/articles/subscription-and-churn/",
    "/en/articles/kpi-mistakes/",
    "/ja/disputes/",
    "/en/disputes/service-vs-support/",
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def findings(page: Page) -> list[tuple[str, str]]:
    violations = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], node["html"][:200]) for each in violations for node in each["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", KINDS)
def test_axe_finds_nothing(open_page: Callable[..., Page], address: str, scheme: str) -> None:
    assert findings(open_page(address, scheme=scheme)) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [
        "/ja/",
        "/en/roles/success/",
        "/ja/compare/",
        "/en/compare/success-vs-support/",
        "/ja/glossary/ltv/",
        "/ja/articles/kpis-by-role/",
    ],
)
def test_axe_finds_nothing_on_a_phone(open_page: Callable[..., Page], address: str) -> None:
    assert findings(open_page(address, width=360)) == []


@pytest.mark.browser
def test_axe_finds_nothing_on_an_error_page(browser, site: str) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(f"{site}/ja/roles/sucess/")
    assert findings(page) == []
    page.close()
