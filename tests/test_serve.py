"""The layer in front of Flask: finished files as a file server gives them, everything else by Flask."""

import gzip
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest
from bench.peers import free_port
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from csatlas.publish.release import Release, current
from csatlas.publish.serve import Server, live, preferred
from tests.test_cli import SCRIPT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGE = "/ja/roles/support/"
RESULT = "/ja/quiz/1/1441243404032411/"


@pytest.fixture(scope="module")
def server(out: Path) -> Client:
    return Client(Server(out, live))


def test_the_server_says_what_flask_says(server: Client, client: FlaskClient, out: Path) -> None:
    """Every file of the build, whether it comes from the folder, and with the headers of the page."""
    for address, entry in current(out).entries.items():
        made, given = client.get(address), server.get(address)
        assert (given.status_code, given.data) == (made.status_code, made.data), address
        for name in ("Content-Type", "Content-Security-Policy", "Cache-Control", "Referrer-Policy"):
            assert given.headers.get(name) == made.headers.get(name), address
        assert given.headers["ETag"].startswith(f'"{entry.digest}')
        made.close()


@pytest.mark.parametrize(
    "address",
    [
        RESULT,
        "/en/quiz/1/2232442121224223/",
        "/ja/quiz/1/success.support~service.experience/",
        "/api/quiz/1/2232442121224223.json",
        "/ja/compare/?role=success&row=purpose",
        "/en/articles/?for=recruiter",
        "/en/glossary/?q=nrr",
        "/en/glossary/nrr/?formula=0&starting_mrr=100",
        "/ja/quiz/?q1=2",
        "/en/glossary/売上継続率/",
        "/oembed?url=https://csatlas.example/en/glossary/nrr/",
        "/",
        "/ja/nothing/",
        "/ja/roles/support",
    ],
)
def test_what_is_made_when_asked_for_needs_no_text_that_the_build_left_out(
    server: Client, client: FlaskClient, address: str
) -> None:
    made, given = client.get(address), server.get(address)
    assert (given.status_code, given.data) == (made.status_code, made.data)
    assert given.headers.get("Location") == made.headers.get("Location")
    assert made.status_code < 500


@pytest.mark.parametrize("address", [PAGE, RESULT, "/api/glossary.csv", "/ja/feed.atom"])
def test_each_encoding_has_its_tag_and_the_same_content(server: Client, address: str) -> None:
    plain = server.get(address)
    assert "Content-Encoding" not in plain.headers
    tags = {plain.headers["ETag"]}
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = server.get(address, headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert unpack(answer.data) == plain.data
        tags.add(answer.headers["ETag"])
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize("address", [PAGE, RESULT])
def test_a_visitor_who_has_the_page_gets_it_only_when_it_changed(server: Client, address: str) -> None:
    first = server.get(address, headers={"Accept-Encoding": "br"})
    tag = first.headers["ETag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = server.get(address, headers={"Accept-Encoding": "br", "If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
            assert again.headers[name] == first.headers[name]
        assert "Content-Length" not in again.headers
    for other in ('"other"', tag.replace("-br", "-gzip")):
        assert server.get(address, headers={"Accept-Encoding": "br", "If-None-Match": other}).status_code == 200


@pytest.mark.parametrize("address", [PAGE, RESULT, "/healthz", "/ja/nothing/"])
def test_head_has_the_headers_of_get(server: Client, address: str) -> None:
    get, head = server.get(address), server.head(address)
    assert head.data == b""
    assert head.status_code == get.status_code
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("deflate", ""),
        ("br;q=x, ;;;", ""),
        ("", ""),
    ],
)
def test_the_best_encoding_that_a_browser_takes(accepted: str, encoding: str) -> None:
    assert preferred(accepted) == encoding


def test_files_by_their_digest_are_kept_for_ever_and_pages_for_minutes(server: Client, app: Flask) -> None:
    assets = app.extensions["csatlas"].assets
    assert "immutable" in server.get(assets.path("icon.svg")).headers["Cache-Control"]
    assert server.get("/static/icon.svg").headers["Cache-Control"] == "max-age=86400"
    assert server.get("/static/00000000/icon.svg").status_code == 404
    assert server.get(PAGE).headers["Cache-Control"] == "max-age=300"
    assert server.get("/ja/nothing/").headers["Cache-Control"] == "no-store"


def test_a_query_that_a_page_does_not_read_changes_nothing(server: Client) -> None:
    assert server.get(f"{PAGE}?utm_source=x").headers["ETag"] == server.get(PAGE).headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["/../manifest.json", "/ja/../../library.pickle", "/ja/%2e%2e/%2e%2e/manifest.json", "/ja/\x00/", "//etc/passwd",
     "/ja/roles/support/index.html", "/ja/roles/support/index.html.br", "/library.pickle", "/ja/\udc80/",
     "/" + "a" * 9000],
)  # fmt: skip
def test_no_path_leads_outside_the_pages(server: Client, path: str) -> None:
    environ = {"PATH_INFO": path.encode("utf-8", "surrogateescape").decode("latin-1")}
    answer = server.get("/", environ_overrides=environ)
    assert answer.status_code in (308, 404)
    assert b"Traceback" not in answer.data
    assert b"program" not in answer.data[:40]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_methods_are_refused(server: Client, method: str) -> None:
    answer = server.open(PAGE, method=method, data=b"x" * 10)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_page_whose_file_is_gone_is_made(mine: Path) -> None:
    (current(mine).public / "en/about/index.html").unlink()
    assert "CS Atlas" in Client(Server(mine, live)).get("/en/about/").get_data(as_text=True)


def test_where_flask_cannot_start_the_files_are_still_served(out: Path) -> None:
    def fails(release: Release) -> Flask:
        raise RuntimeError("no content")

    half = Client(Server(out, fails))
    assert half.get(PAGE).status_code == 200
    refused = half.get(RESULT)
    assert refused.status_code == 503
    assert "Retry-After" in refused.headers
    assert b"no content" not in refused.data


def test_only_compressed_answers_are_kept_in_memory(mine: Path) -> None:
    asked = []

    def made(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "max-age=300")])
        return [b"<p>" * 1000]

    visitor = Client(Server(mine, lambda release: made))
    for encoding, times in (("br", 1), ("", 3)):
        for _ in range(2):
            visitor.get(RESULT, headers={"Accept-Encoding": encoding})
        assert asked == [RESULT] * times
        visitor.get(PAGE, headers={"Accept-Encoding": encoding})
    shutil.rmtree(current(mine).public)
    assert visitor.get(PAGE, headers={"Accept-Encoding": "br"}).status_code == 200
    assert asked == [RESULT] * 3
    visitor.get(PAGE)
    assert asked[3:] == [PAGE]


def test_a_worker_takes_up_a_new_build_and_refuses_a_damaged_one(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    link = tmp_path / "current"
    link.symlink_to(current(out).folder)
    server = Server(tmp_path, live)
    server._look_again = 0.0
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    assert Client(server).get(PAGE).status_code == 200
    assert "still serving the build before" in caplog.text
    link.unlink()
    link.symlink_to(Path(f"{current(out).folder}/."))
    server._look_again = 0.0
    site = server._site
    assert Client(server).get(PAGE).status_code == 200
    assert server._site is not site


class Running:
    """`csatlas serve` in processes of its own."""

    def __init__(self, out: Path, *options: str, home: Path | None = None) -> None:
        self.port = free_port()
        self.log = (home or out.parent) / f"serve-{self.port}.log"
        environment = {**os.environ, "PORT": str(self.port), "HOST": "127.0.0.1", "CSATLAS_BUILD": str(out)}
        if home:
            environment["TMPDIR"] = str(home)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [SCRIPT, "serve", *options], env=environment, cwd=home, stdout=log, stderr=subprocess.STDOUT
            )
        for _ in range(300):
            try:
                self.get("/healthz")
                return
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        pytest.fail(f"the server never answered: {self.log.read_text()}")

    def get(self, address: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}", timeout=10) as answer:
            body: bytes = answer.read()
            return body

    def post(self, address: str, body: str, kind: str) -> tuple[int, Message, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", address, body=body.encode(), headers={"Content-Type": kind})
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read().decode()
        connection.close()
        return found

    def workers(self) -> list[int]:
        listing = ["ps", "--ppid", str(self.process.pid), "-o", "pid=,stat=,args="]
        found = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
        processes = [line.split(maxsplit=2) for line in found.splitlines()]
        return [int(pid) for pid, state, command in processes if state[0] != "Z" and "resource_tracker" not in command]


@pytest.fixture
def running(mine: Path) -> Iterator[Running]:
    started = Running(mine, "--access-log")
    yield started
    started.process.terminate()
    started.process.wait(timeout=15)


@pytest.fixture(scope="module")
def standing(out: Path) -> Iterator[Running]:
    """One server for tests that do it no harm."""
    started = Running(out)
    yield started
    started.process.terminate()
    started.process.wait(timeout=15)


def test_a_hangup_takes_up_an_edit_without_dropping_a_request(root: Path, mine: Path, running: Running) -> None:
    page = root / "pages/about/ja.md"
    answers: list[int | str] = []
    ended = threading.Event()

    def visit() -> None:
        connection = HTTPConnection("127.0.0.1", running.port, timeout=10)
        while not ended.is_set():
            try:
                connection.request("GET", PAGE)
                answer = connection.getresponse()
                answer.read()
                answers.append(answer.status)
            except OSError as error:
                answers.append(str(error))
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    page.write_text(page.read_text(encoding="utf-8") + "\n書き足した一文です。\n", encoding="utf-8")
    running.process.send_signal(signal.SIGHUP)
    for _ in range(200):
        if "書き足した一文です。" in running.get("/ja/about/").decode():
            break
        time.sleep(0.1)
    else:
        pytest.fail(running.log.read_text())
    ended.set()
    for visitor in visitors:
        visitor.join()
    assert set(answers) == {200}
    assert len(answers) > 100


def test_a_worker_that_dies_is_replaced(running: Running) -> None:
    before = running.workers()
    os.kill(before[0], signal.SIGKILL)
    for _ in range(100):
        now = running.workers()
        if len(now) == len(before) and before[0] not in now:
            break
        time.sleep(0.1)
    else:
        pytest.fail("nobody came in its place")
    assert "カスタマーサポート".encode() in running.get(PAGE)


def test_the_log_has_no_address_and_a_term_ends_the_server(running: Running) -> None:
    running.get(RESULT)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=15) == 0
    lines = [line for line in running.log.read_text(encoding="utf-8").splitlines() if "GET" in line]
    assert any(f'"GET {RESULT} HTTP/1.1" 200 -' in line for line in lines)
    assert "127.0.0.1 " not in "".join(lines)


def test_with_broken_content_the_last_good_build_is_served(root: Path, mine: Path) -> None:
    (root / "pages/about/en.md").unlink()
    started = Running(mine)
    try:
        assert "カスタマーサポート".encode() in started.get(PAGE)
        log = started.log.read_text(encoding="utf-8")
        assert "content/pages/about/en.md:1: missing file" in log
        assert "last good build" in log
    finally:
        started.process.terminate()
        started.process.wait(timeout=15)


def test_a_worker_starts_without_flask() -> None:
    heavy = "{'flask', 'pydantic', 'jinja2', 'werkzeug'}"
    code = f"import sys, csatlas.publish.serve; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("request_line", "headers", "codes"),
    [
        (b"GET /ja/%zz/ HTTP/1.1", b"", (404,)),
        (b"GET /ja/../../etc/passwd HTTP/1.1", b"", (404,)),
        (b"GET /ja/%00/ HTTP/1.1", b"", (404,)),
        (b"GET /ja/search/?q=" + b"%E8%A7%A3" * 6_000 + b" HTTP/1.1", b"", (200,)),
        (b"GET /ja/search/?q=" + b"a" * 70_000 + b" HTTP/1.1", b"", (400, 414)),
        (b"GET /ja/search/?q=%22%22%22*%ED%A0%80 HTTP/1.1", b"", (200,)),
        (b"GET /" + b"a" * 30_000 + b" HTTP/1.1", b"", (404,)),
        (b"BREW /ja/ HTTP/1.1", b"", (405,)),
        (b"GET /ja/ HTTP/1.1", b"X: " + b"a" * 500_000 + b"\r\n", (400, 431)),
        (b"GET /ja/ HTTP/1.1", b"If-None-Match: " + b'"a",' * 2_000 + b"\r\n", (200,)),
        (b"GET /ja/ HTTP/1.1", b"Accept-Encoding: " + b"br;q=x," * 500 + b"\r\n", (200,)),
        (b"nonsense", b"", (400,)),
    ],
)
def test_what_nobody_should_send_gets_a_plain_status(
    standing: Running, request_line: bytes, headers: bytes, codes: tuple[int, ...]
) -> None:
    with socket.create_connection(("127.0.0.1", standing.port), timeout=10) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request_line + b"\r\nHost: x\r\n" + headers + b"Connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert int(answer.split(b" ", 2)[1]) in codes
    assert b"Traceback" not in answer
    assert "カスタマーサポート".encode() in standing.get(PAGE)
