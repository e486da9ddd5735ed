"""Dependencies point one way, and the pure parts know no web framework."""

import ast
from pathlib import Path

import csatlas

PACKAGE = Path(csatlas.__file__).parent
# Each layer may import those before it and itself; parts of one layer know nothing of each other.
LAYERS = (
    ("paths",),
    ("formula", "quiz", "phrases", "document"),
    ("library",),
    ("figures", "posting", "scaffold", "search", "upkeep"),
    ("words",),
    ("web",),
    ("publish",),
    ("cli",),
)
WITHIN_LIBRARY = (
    ("problems", "autolink"),
    ("schema", "reader"),
    ("markup", "urls", "names", "fairness"),
    ("library",),
    ("loading",),
)
PURE = {
    "paths",
    "formula",
    "quiz",
    "phrases",
    "document",
    "library",
    "figures",
    "posting",
    "scaffold",
    "search",
    "upkeep",
}


def layer(name: str, layers: tuple[tuple[str, ...], ...]) -> int:
    return next(i for i, parts in enumerate(layers) if name in parts)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def modules() -> list[tuple[Path, str]]:
    return [(path, path.relative_to(PACKAGE).parts[0].removesuffix(".py")) for path in PACKAGE.rglob("*.py")]


def test_every_module_belongs_to_a_layer() -> None:
    known = {part for parts in LAYERS for part in parts}
    assert {top for _, top in modules()} - {"__init__"} == known


def test_imports_point_one_way() -> None:
    for path, top in modules():
        for name in imports(path) if top != "__init__" else ():
            parts = name.split(".")
            if parts[0] == "csatlas" and parts[1] != top and parts[1] != "__init__":
                assert layer(parts[1], LAYERS) < layer(top, LAYERS), f"{path.name} imports {name}"


def test_imports_point_one_way_within_the_library() -> None:
    for path in (PACKAGE / "library").glob("[a-z]*.py"):
        for name in imports(path):
            if name.startswith("csatlas.library."):
                below = name.split(".")[2]
                assert layer(below, WITHIN_LIBRARY) < layer(path.stem, WITHIN_LIBRARY), f"{path.name} imports {name}"


def test_the_pure_parts_know_no_web_framework() -> None:
    for path, top in modules():
        if top in PURE:
            assert not {name for name in imports(path) if name.split(".")[0] in {"flask", "werkzeug", "wtforms"}}
