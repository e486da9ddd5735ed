from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from csatlas.library.library import Library
from csatlas.upkeep import stale, unused


def test_a_page_grows_old_with_its_sources_and_without_care(library: Library) -> None:
    page = library.pages["roles/success/"]
    updated = page.texts["ja"].head.updated
    only = replace(library, pages={page.path: page})
    assert list(stale(only, updated)) == []
    assert list(stale(only, date(updated.year + 1, 12, 31))) == [f"/roles/success/: last changed on {updated}"]
    later = list(stale(only, date(2040, 1, 1)))
    assert len(later) == 2
    assert later[0].startswith("/roles/success/: newest source of 20")


def test_what_no_page_uses_is_named(library: Library, tmp_path: Path) -> None:
    alone = {term.id for term in library.terms.values() if not term.mentioned_by}
    assert {line.split()[1].rstrip(":") for line in unused(library, None)} == alone
    claims = [{"id": "used", "sources": ["guru", "nobody"]}, {"id": "idle", "sources": ["nobody"]}]
    (tmp_path / "claims.yaml").write_text(yaml.safe_dump({"claims": claims}), encoding="utf-8")
    assert list(unused(library, tmp_path))[len(alone) :] == ["claim idle: no page cites nobody"]
