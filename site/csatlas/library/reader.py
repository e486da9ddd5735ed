"""YAML and front matter, read with the line of every value, so that a fault can be shown where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from csatlas.library.problems import Problem, did_you_mean

Loc = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

# The one written in C where PyYAML has it: half the time of a start.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXPECTED = {
    "missing": "missing key {key!r}",
    "extra_forbidden": "unknown key {key!r}{near}",
}


@dataclass(frozen=True)
class FileText:
    """A text with its place: `path` as shown in faults, `first_line` of the text within its file."""

    path: str
    text: str
    first_line: int = 1

    def problem(self, line: int, text: str) -> Problem:
        """Return a fault at the given line of this text (counted from 0)."""
        return Problem(self.path, self.first_line + line, text)


@dataclass(frozen=True)
class Data:
    """A YAML document: plain values, and the line (from 0) on which each of them starts."""

    source: FileText
    value: Any
    lines: dict[Loc, int]

    def problem(self, loc: Loc, text: str) -> Problem:
        """Return a fault at `loc`, or at the nearest of its parents that the file has."""
        # A pydantic location also names union members, which are in no file: those parts are passed over.
        known: Loc = ()
        for part in loc:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.source.problem(self.lines.get(known, 0), text)

    def walk(self, value: Any = None, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
        """Yield every value of the document with its location, parents first."""
        value = self.value if not loc else value
        yield loc, value
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in pairs:
            yield from self.walk(child, (*loc, key))


def read_text(path: Path, root: Path, problems: list[Problem]) -> FileText | None:
    """Read a UTF-8 file; a missing or undecodable one is a fault. `root` is the folder that holds content/."""
    shown = path.relative_to(root).as_posix()
    try:
        return FileText(shown, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(shown, 1, "missing file"))
    except UnicodeDecodeError as error:
        problems.append(Problem(shown, path.read_bytes()[: error.start].count(b"\n") + 1, "not UTF-8"))
    return None


def read_yaml(source: FileText, problems: list[Problem]) -> Data | None:
    """Parse YAML; a syntax fault or a repeated key is a fault with its line."""
    lines: dict[Loc, int] = {}

    def note(node: yaml.Node, loc: Loc) -> None:
        lines.setdefault(loc, node.start_mark.line)
        if isinstance(node, yaml.MappingNode):
            seen = set()
            for key, child in node.value:
                if key.value in seen:
                    problems.append(source.problem(key.start_mark.line, f"key {key.value!r} stands twice"))
                seen.add(key.value)
                lines[(*loc, key.value)] = key.start_mark.line
                note(child, (*loc, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for number, child in enumerate(node.value):
                note(child, (*loc, number))

    loader = _LOADER(source.text)
    try:
        node = loader.get_single_node()
        if node is None:
            problems.append(source.problem(0, "empty, expected YAML"))
            return None
        note(node, ())
        return Data(source, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if "quoted scalar" in (error.context or "") else error.problem_mark
        text = " ".join(filter(None, (error.context, error.problem)))
        problems.append(source.problem(mark.line if mark else 0, f"broken YAML: {text}"))
    finally:
        loader.dispose()
    return None


def parse(data: Data, model: type[M], problems: list[Problem]) -> M | None:
    """Turn plain values into `model`; every value that does not fit is a fault at its line."""
    try:
        return model.model_validate(data.value)
    except ValidationError as error:
        for fault in error.errors():
            key = fault["loc"][-1] if fault["loc"] else ""
            near = did_you_mean(str(key), _keys(model))
            shown = ".".join(str(part) for part in fault["loc"] if (part,) != ("function-wrap",))
            pattern = _EXPECTED.get(fault["type"], "{where}: {message}")
            text = pattern.format(key=key, near=near, where=shown, message=fault["msg"])
            problems.append(data.problem(fault["loc"], text))
    return None


def read_model(path: Path, root: Path, model: type[M], problems: list[Problem]) -> tuple[M, Data] | None:
    """Read one YAML file as `model`, with its plain data for checks that need lines."""
    source = read_text(path, root, problems)
    data = read_yaml(source, problems) if source else None
    thing = parse(data, model, problems) if data else None
    return (thing, data) if thing and data else None


def read_body(path: Path, root: Path) -> FileText | None:
    """Return the text below a file's front matter; None where `read_document` would have faults to report."""
    source = read_text(path, root, [])
    parts = source.text.split("---\n", 2) if source else []
    return FileText(source.path, parts[2], parts[1].count("\n") + 3) if source and len(parts) == 3 else None


def read_document(
    path: Path, root: Path, model: type[M], problems: list[Problem]
) -> tuple[M | None, Data | None, FileText] | None:
    """Read a Markdown file: its front matter as `model` and as plain data, and its body with its first line.

    The body is returned even where the front matter has faults, so that its own are found in the same run.
    """
    source = read_text(path, root, problems)
    if source is None:
        return None
    parts = source.text.split("---\n", 2)
    if len(parts) < 3 or parts[0]:
        problems.append(source.problem(0, "no front matter: expected a block between two lines '---'"))
        return None
    data = read_yaml(FileText(source.path, parts[1], 2), problems)
    head = parse(data, model, problems) if data else None
    body = FileText(source.path, parts[2], parts[1].count("\n") + 3)
    return head, data, body


def _keys(model: type[BaseModel]) -> set[str]:
    """Return the keys that `model` and every type below it know, for suggestions."""
    found: set[str] = set()
    stack: list[Any] = [model]
    while stack:
        kind = stack.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if not kind.model_fields.keys() <= found:
                found |= kind.model_fields.keys()
                stack.extend(field.annotation for field in kind.model_fields.values())
        else:
            stack.extend(getattr(kind, "__args__", ()))
    return found
