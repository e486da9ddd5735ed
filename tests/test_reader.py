from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from csatlas.library.problems import Problem
from csatlas.library.reader import FileText, read_document, read_model, read_yaml


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    books: list[int]


@pytest.fixture
def problems() -> list[Problem]:
    return []


def write(root: Path, text: str | bytes) -> Path:
    path = root / "content" / "shelf.yaml"
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def said(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(problem.line, problem.text) for problem in problems]


def test_a_good_file_becomes_its_model(tmp_path: Path, problems: list[Problem]) -> None:
    path = write(tmp_path, "name: top\nbooks: [1, 2]\n")
    found = read_model(path, tmp_path, Shelf, problems)
    assert found is not None
    assert found[0] == Shelf(name="top", books=[1, 2])
    assert not problems


def test_every_misfit_is_said_with_its_own_line(tmp_path: Path, problems: list[Problem]) -> None:
    path = write(tmp_path, "nmae: top\nbooks:\n- 1\n- two\n")
    assert read_model(path, tmp_path, Shelf, problems) is None
    lines = dict(said(problems))
    assert lines[1] in {"missing key 'name'", "unknown key 'nmae'; did you mean 'name'?"}
    assert {text for _, text in said(problems)} >= {"missing key 'name'", "unknown key 'nmae'; did you mean 'name'?"}
    assert "books.1" in lines[4]
    assert problems[0].path == "content/shelf.yaml"


def test_an_unclosed_string_is_said_where_it_begins(problems: list[Problem]) -> None:
    read_yaml(FileText("a.yaml", 'name: top\ntitle: "never closed\nbooks: [1]\n'), problems)
    assert [problem.line for problem in problems] == [2]
    assert "broken YAML" in problems[0].text


def test_a_repeated_key_is_a_fault(problems: list[Problem]) -> None:
    read_yaml(FileText("a.yaml", "name: a\nbooks: []\nname: b\n"), problems)
    assert said(problems) == [(3, "key 'name' stands twice")]


def test_an_empty_file_is_a_fault(problems: list[Problem]) -> None:
    assert read_yaml(FileText("a.yaml", "# nothing\n"), problems) is None
    assert said(problems) == [(1, "empty, expected YAML")]


@pytest.mark.parametrize(("text", "line", "fault"), [(b"name: a\n\xff\n", 2, "not UTF-8"), (None, 1, "missing file")])
def test_a_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, problems: list[Problem], text: bytes | None, line: int, fault: str
) -> None:
    path = write(tmp_path, text) if text else tmp_path / "content" / "shelf.yaml"
    assert read_model(path, tmp_path, Shelf, problems) is None
    assert said(problems) == [(line, fault)]


def test_a_document_gives_its_body_with_its_first_line(tmp_path: Path, problems: list[Problem]) -> None:
    path = write(tmp_path, "---\nname: top\nbooks: []\n---\nBody\n")
    found = read_document(path, tmp_path, Shelf, problems)
    assert found is not None
    assert (found[2].text, found[2].first_line) == ("Body\n", 5)


def test_a_fault_in_front_matter_has_the_line_of_the_file(tmp_path: Path, problems: list[Problem]) -> None:
    read_document(write(tmp_path, "---\nname: top\nboks: []\n---\n"), tmp_path, Shelf, problems)
    assert (3, "unknown key 'boks'; did you mean 'books'?") in said(problems)


def test_a_document_without_front_matter_is_a_fault(tmp_path: Path, problems: list[Problem]) -> None:
    assert read_document(write(tmp_path, "Body only\n"), tmp_path, Shelf, problems) is None
    assert "front matter" in problems[0].text
