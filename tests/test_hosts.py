"""nginx over the same folder passes the crawl that our own server passes; the files in deploy/ are what is tried."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bench.peers import free_port

from csatlas.publish.hosts import plain
from csatlas.publish.release import PICTURES, current
from csatlas.web.assets import FOR_EVER
from tests.conftest import ROOT
from tests.test_serve import RESULT, Running

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


class Nginx:
    """nginx with deploy/nginx.conf on a port of the loopback address, over a build and in front of a live server."""

    def __init__(self, out: Path, folder: Path, live_port: int) -> None:
        self.port = free_port()
        site = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        for there, here in (
            ("/srv/csatlas/build", str(out)),
            ("listen 80;", f"listen 127.0.0.1:{self.port};"),
            ("127.0.0.1:8000", f"127.0.0.1:{live_port}"),
        ):
            assert there in site
            site = site.replace(there, here)
        if not BROTLI.exists():
            site = site.replace("brotli_static on;", "")
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            (f"load_module {BROTLI};" if BROTLI.exists() else "")
            # Its workers must read the tests' folders.
            + ("user root;" if os.geteuid() == 0 else "")
            + f"daemon off; pid {folder}/pid; error_log {folder}/error.log warn; events {{}}\n"
            + f"http {{ access_log off; {temporary}\n{site}"
            + "}\n",
            encoding="utf-8",
        )
        self.log = folder / "error.log"
        self.process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"])
        for _ in range(100):
            try:
                self.get("/robots.txt")
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        pytest.fail(self.log.read_text())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def get(self, address: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", address, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


@pytest.fixture(scope="module")
def served(out: Path, tmp_path_factory: pytest.TempPathFactory, in_ci: bool) -> Iterator[tuple[Nginx, Running]]:
    if not shutil.which("nginx"):
        if in_ci:
            pytest.fail("nginx is missing")
        pytest.skip("nginx is not installed")
    live = Running(out)
    try:
        nginx = Nginx(out, tmp_path_factory.mktemp("nginx"), live.port)
        yield nginx, live
        nginx.stop()
    finally:
        live.process.terminate()
        live.process.wait(timeout=15)


def test_nginx_gives_every_file_as_our_server_does(served: tuple[Nginx, Running], out: Path) -> None:
    nginx, _ = served
    for address, entry in current(out).entries.items():
        answer, body = nginx.get(address if address.isascii() else "/".join(map(_escaped, address.split("/"))))
        assert answer.status == 200 or entry.status == 404, address
        assert "Via" not in answer.headers, f"{address} was passed on"
        assert body == (current(out).public / entry.file).read_bytes(), address
        for name, value in entry.headers:
            assert answer.headers.get(name) == value, address


def _escaped(part: str) -> str:
    return "".join(f"%{byte:02x}" if byte > 127 else chr(byte) for byte in part.encode())


def test_nginx_passes_on_what_is_made_when_asked_for(served: tuple[Nginx, Running]) -> None:
    nginx, live = served
    for address in (
        RESULT,
        "/ja/search/?q=nrr",
        "/ja/compare/?role=success",
        "/en/glossary/nrr/?formula=0",
        "/healthz",
    ):
        answer, body = nginx.get(address)
        assert answer.status == 200
        assert body == live.get(address), address
        assert len(answer.headers.get_all("Cache-Control") or ()) == 1
    entrance, _ = nginx.get("/", Accept_Language="en")
    assert (entrance.status, entrance.headers["Location"]) == (302, "/en/")
    redirected, _ = nginx.get("/ja/roles/support")
    assert redirected.status == 308
    assert redirected.headers["Location"].endswith("/ja/roles/support/")


def test_nginx_has_the_same_pages_that_do_not_exist(served: tuple[Nginx, Running]) -> None:
    nginx, _ = served
    for address in (
        "/ja/nothing/",
        "/ja/roles/support/index.html",
        "/ja/roles/support/index.html.br",
        "/ja/../manifest.json",
    ):
        answer, body = nginx.get(address)
        assert answer.status == 404, address
        assert "このページはありません".encode() in body


def test_nginx_compresses_and_says_what_has_not_changed(served: tuple[Nginx, Running]) -> None:
    nginx, _ = served
    plain, _ = nginx.get("/ja/roles/support/")
    for encoding in ("gzip", *(["br"] if BROTLI.exists() else [])):
        answer, body = nginx.get("/ja/roles/support/", Accept_Encoding=encoding)
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert len(body) < 15_000
    again, body = nginx.get("/ja/roles/support/", If_None_Match=plain.headers["ETag"])
    assert (again.status, body) == (304, b"")


def test_without_the_live_server_the_files_stay_and_the_rest_says_so(
    out: Path, tmp_path: Path, served: tuple[Nginx, Running]
) -> None:
    alone = Nginx(out, tmp_path, free_port())
    try:
        assert alone.get("/en/roles/support/")[0].status == 200
        answer, body = alone.get("/en/quiz/1/1441243404032411/")
        assert answer.status == 502
        assert b"A copy of this site without its server" in body
    finally:
        alone.stop()


def test_hosts_without_nginx_get_the_headers_as_a_file(out: Path) -> None:
    text = (current(out).folder / "headers/_headers").read_text(encoding="utf-8")
    kept = current(out).entries["/static/og.png"]
    kept = replace(kept, headers=tuple((k, v if k != "Cache-Control" else FOR_EVER) for k, v in kept.headers))
    released = current(out).entries | {f"{PICTURES}{number}.png": kept for number in range(500)}
    assert plain(released).count("\n/") == text.count("\n/") + 1
    rules = dict(re.findall(r"^(/\S*)\n((?:  .*\n)*)", text, re.MULTILINE))
    assert len(rules) < 100, "such hosts read no more"
    assert "frame-ancestors 'none'" in rules["/*"]
    assert "sha256" not in text
    assert "frame-ancestors *" in rules["/embed/*"]
    assert all("immutable" in rule for path, rule in rules.items() if path.startswith("/static/"))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = (ROOT / "deploy/csatlas.service").read_text(encoding="utf-8")
    unit = unit.replace("/srv/csatlas/.venv/bin/csatlas", "/bin/true")
    (tmp_path / "csatlas.service").write_text(unit, encoding="utf-8")
    run = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "csatlas.service"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_nginx_passes_on_a_posting_and_keeps_it_in_memory(served: tuple[Nginx, Running]) -> None:
    """A posting as long as may be goes through; no part of it or of its answer goes into a temporary file."""
    nginx, _ = served
    before = nginx.log.read_text()
    text = "返品の受付と返金の手続き。\n" * 1_400
    connection = HTTPConnection("127.0.0.1", nginx.port, timeout=10)
    connection.request(
        "POST",
        "/ja/posting/",
        body=urlencode({"text": f"募集\n\n仕事内容\n{text}"[:20_000]}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    assert answer.status == 200
    assert "カスタマーサービスです" in answer.read().decode()
    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    connection.request("POST", "/api/posting", body="{}", headers={"Content-Type": "application/json"})
    refused = connection.getresponse()
    assert refused.status == 422
    refused.read()
    connection.close()
    assert "temporary file" not in nginx.log.read_text().removeprefix(before)
