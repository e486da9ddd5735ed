"""A real Chromium in front of the real application on the loopback address."""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def is_fault(message: ConsoleMessage) -> bool:
    """Return whether the console says that something is wrong. A page that refuses answers with 422 on purpose."""
    return message.type == "error" and "status of 422" not in message.text


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    """The address of the running site, without a slash at its end."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, in_ci: bool) -> Iterator[Browser]:
    path = os.environ.get("CSATLAS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = "no Chromium: install it (Debian: apt-get install chromium) or name it in CSATLAS_CHROMIUM"
        if in_ci:
            pytest.fail(message)
        pytest.skip(message)
    browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open an address: width in pixels, scheme light or dark, script on or off. Errors of the page fail the test."""
    contexts = []
    errors: list[str] = []

    def open_(address: str, width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site + address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def outside(browser: Browser, site: str) -> Callable[[str], list[str]]:
    """Return the requests that a page makes to anything but the site itself."""

    def requests(address: str) -> list[str]:
        page = browser.new_page()
        found: list[str] = []
        page.on("request", lambda request: found.append(request.url))
        page.goto(site + address)
        page.close()
        assert found
        return [url for url in found if not url.startswith(site)]

    return requests
