"""What tests share: the site's own application, a small content tree that can be broken, a visitor, a browser."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from csatlas.library.library import Library, load, public_addresses
from csatlas.paths import data_folder
from csatlas.web.app import create_app
from csatlas.web.edition import KEY
from tests.page import Page, read

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app()


@pytest.fixture(scope="session")
def library(app: Flask) -> Library:
    found: Library = app.extensions[KEY].library
    return found


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def visit(client: FlaskClient) -> Callable[[str], Page]:
    """Open an address and return the page as a visitor finds it; anything but 200 fails."""
    seen: dict[str, Page] = {}

    def open_page(address: str) -> Page:
        if address not in seen:
            answer = client.get(address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            seen[address] = read(address, answer.get_data(as_text=True))
        return seen[address]

    return open_page


ADDRESSES = tuple(public_addresses(load(data_folder("content").parent)))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the site's content that a test may break; load(tree) reads it."""
    shutil.copytree(data_folder("content"), tmp_path / "content")
    return tmp_path


@pytest.fixture(scope="session")
def in_ci() -> bool:
    return bool(os.environ.get("CI"))


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSATLAS_BASE_URL", raising=False)
