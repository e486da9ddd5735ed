import re
import shutil
from pathlib import Path

import pytest

from csatlas.library.loading import load
from csatlas.library.problems import ContentError
from csatlas.scaffold import scaffold


@pytest.mark.parametrize(
    ("kind", "name", "folder", "files"),
    [
        ("role", "enablement", "roles/enablement", {"role.yaml", "ja.md", "en.md"}),
        ("pair", "success-vs-support", "compare/success-vs-support", {"pair.yaml", "ja.md", "en.md"}),
        ("article", "what-cs-means", "articles/what-cs-means", {"article.yaml", "ja.md", "en.md"}),
        ("dispute", "a-dispute", "disputes/a-dispute", {"dispute.yaml", "ja.md", "en.md"}),
        ("term", "nrr", "glossary/nrr", {"term.yaml", "ja.md", "en.md"}),
    ],
)
def test_a_new_piece_lies_in_its_place_and_check_says_what_is_missing(
    tree: Path, kind: str, name: str, folder: str, files: set[str]
) -> None:
    shutil.rmtree(tree / "content" / folder, ignore_errors=True)
    made = scaffold(tree / "content", kind, name)
    assert {path.name for path in made} == files
    assert {path.parent for path in made} == {tree / "content" / folder}
    with pytest.raises(ContentError) as caught:
        load(tree)
    said = [str(problem) for problem in caught.value.problems]
    for path in made:
        asked = kind != "term" or path.suffix == ".yaml"  # the text of a term may be empty
        assert any(text.startswith(f"content/{folder}/{path.name}:") for text in said) == asked
    unknown = [text for text in said if re.search("unknown key|broken YAML|missing key", text)]
    assert not unknown, "a new file has every key its type knows, and no other"


@pytest.mark.parametrize(("kind", "name"), [("term", "NRR"), ("term", "a/b"), ("term", ""), ("pair", "success")])
def test_a_name_that_is_no_id_is_refused(tree: Path, kind: str, name: str) -> None:
    before = sorted(tree.rglob("*"))
    with pytest.raises(ValueError, match="expected"):
        scaffold(tree / "content", kind, name)
    assert sorted(tree.rglob("*")) == before


def test_what_exists_is_never_overwritten(tree: Path) -> None:
    with pytest.raises(ValueError, match="exists already"):
        scaffold(tree / "content", "role", "success")
