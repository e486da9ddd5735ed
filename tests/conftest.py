"""What tests share: the site's own application, a small content tree that can be broken, a visitor, a browser."""

import os
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from csatlas.library.library import Library, public_addresses
from csatlas.library.loading import load
from csatlas.paths import data_folder
from csatlas.publish.build import build
from csatlas.web.app import create_app
from csatlas.web.edition import KEY
from tests.page import Page, read

ROOT = Path(__file__).parent.parent

# A machine that is busy with a browser is slow now and then; in CI the same cases are tried every time.
settings.register_profile("site", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("site")


# Read once: the addresses are needed before there are fixtures.
_LIBRARY = load(data_folder("content").parent)
ADDRESSES = tuple(public_addresses(_LIBRARY))


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(library=_LIBRARY)


@pytest.fixture(scope="session")
def library(app: Flask) -> Library:
    found: Library = app.extensions[KEY].library
    return found


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def visit(client: FlaskClient) -> Callable[[str], Page]:
    """Open an address and return the page as a visitor finds it, empty where it is none; anything but 200 fails."""
    seen: dict[str, Page] = {}

    def open_page(address: str) -> Page:
        if address not in seen:
            answer = client.get(address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            seen[address] = read(address, answer.get_data(as_text=True) if answer.mimetype == "text/html" else "")
            seen[address].policy = answer.headers["Content-Security-Policy"]
        return seen[address]

    return open_page


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's content without the glossary, the articles, links to them and sources of its own: quick to read."""
    root = tmp_path_factory.mktemp("small")
    content = root / "content"
    shutil.copytree(data_folder("content"), content, ignore=shutil.ignore_patterns("glossary", "articles"))
    for page in ("glossary", "articles"):
        shutil.copytree(data_folder("content") / "pages" / page, content / "pages" / page)
    (content / "ambiguous.yaml").write_text("names: []\n", encoding="utf-8")
    (content / "search.yaml").write_text("synonyms: []\nalso: {}\n", encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in content.rglob("*.*") if path.name != "sources.yaml"]
    for text in content.rglob("*.md"):
        words = text.read_text(encoding="utf-8")
        text.write_text(re.sub(r"\[([^\]]+)\]\(/(?:glossary|articles)/[a-z-]+/\)", r"\1", words), encoding="utf-8")
    path = content / "sources.yaml"
    head, *entries = re.split(r"^(?=- id: )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    used = set(re.findall(r"[a-z0-9-]+", " ".join(texts)))
    path.write_text(head + "".join(e for e in entries if e.split()[2] in used), encoding="utf-8")
    return root


@pytest.fixture
def tree(small: Path, tmp_path: Path) -> Path:
    """A copy of the small content that a test may break; load(tree) reads it."""
    shutil.copytree(small / "content", tmp_path / "content")
    return tmp_path


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """The site built once for all test processes: one of them builds, the others wait and find it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    build(shared / "built", make=partial(create_app, library=library))
    return shared / "built"


@pytest.fixture
def mine(out: Path, tmp_path: Path) -> Path:
    """A build of one's own to spoil: the files of the shared one, not its folders."""
    copy = tmp_path / "mine"
    shutil.copytree(out, copy, symlinks=True, copy_function=os.link)
    for name in ("state.json", "lock"):
        (copy / name).unlink()
        shutil.copy2(out / name, copy / name)
    return copy


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the site's content that builds use until the test ends."""
    shutil.copytree(data_folder("content"), tmp_path / "content")
    monkeypatch.setenv("CSATLAS_ROOT", str(tmp_path))
    return tmp_path / "content"


@pytest.fixture(scope="session")
def in_ci() -> bool:
    return bool(os.environ.get("CI"))


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CSATLAS_BASE_URL", "CSATLAS_BUILD", "CSATLAS_ROOT"):
        monkeypatch.delenv(name, raising=False)
