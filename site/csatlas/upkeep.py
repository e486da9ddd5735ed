"""What editors should look at again: pages grown old, and knowledge that no page uses."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import yaml

from csatlas.library.library import Library

SOURCES_LAST = timedelta(days=2 * 365)
REVIEW_LASTS = timedelta(days=365)


def stale(library: Library, today: date) -> Iterator[str]:
    """Yield the pages whose newest dated source is older than two years, or that were not changed for one."""
    for path, page in library.pages.items():
        cited = {source for text in page.texts.values() for source in text.prose.cited}
        # A year alone stands for its last day.
        days = [date.fromisoformat(f"{day}-12-31"[:10]) for source in cited if (day := library.sources[source].date)]
        if days and today - max(days) > SOURCES_LAST:
            yield f"/{path}: newest source of {max(days).year}"
        updated = max(text.head.updated for text in page.texts.values())
        if today - updated > REVIEW_LASTS:
            yield f"/{path}: last changed on {updated}"


def unused(library: Library, facts: Path | None) -> Iterator[str]:
    """Yield the terms that no text links and, of a folder of researched facts, the claims that no page cites."""
    for term in library.terms.values():
        if not term.mentioned_by:
            yield f"term {term.id}: no text links it"
    claims = yaml.safe_load((facts / "claims.yaml").read_text(encoding="utf-8"))["claims"] if facts else ()
    for claim in claims:
        if not set(claim["sources"]) & library.uses.keys():
            yield f"claim {claim['id']}: no page cites {', '.join(claim['sources'])}"
