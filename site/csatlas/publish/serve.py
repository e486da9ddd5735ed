"""The server's own layer in front of Flask (PEP 3333): finished files by their address, Flask for all else.

A worker starts by reading the manifest alone. Flask and the content come with the first answer that needs them.
"""

import gzip
import logging
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread, Timer
from typing import TYPE_CHECKING

import brotli

from csatlas.publish.release import COMPRESSIBLE, ENCODINGS, SMALLEST, DamagedError, Release, current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOG = logging.getLogger("csatlas")
HEALTH = "/healthz"
_LOOK = 1.0  # seconds between two looks for a new build
# Answers kept in memory, about 10 KB each: those asked for most, from the folder or from Flask.
_KEPT = 512
_LONGEST_KEPT = 300  # characters of an address
_CODING = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?$")
# Common Log Format. Where a visitor's address would stand there is none: answers to the quiz are in some paths.
_ACCESS = '- - - [%(time)s] "%(method)s %(path)s %(protocol)s" %(status)d -'
_VARY = ("Vary", "Accept-Encoding")
_QUALITY = 5  # of brotli, for what is made while a visitor waits: less than a millisecond a page
_WARM_AFTER = 2.0  # seconds
_LARGEST_HEAD = 65_536  # bytes of a request line with its headers; more is refused
_STATUS = {200: "200 OK", 404: "404 Not Found"}

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """A whole answer in one encoding, and what is left of its headers where the visitor has it already."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    short: Headers

    @classmethod
    def of(cls, status: str, headers: Iterable[tuple[str, str]], body: bytes, digest: str, encoding: str) -> "Answer":
        """Return an answer whose ETag names its content and its encoding, as RFC 9110 (8.8.3.3) asks."""
        etag = f'"{digest}{"-" + encoding if encoding else ""}"'
        common = [*headers, ("ETag", etag)]
        of_body = [("Content-Encoding", encoding)] if encoding else []
        short = [(name, value) for name, value in common if name != "Content-Type"]
        return cls(status, [*common, *of_body, ("Content-Length", str(len(body)))], body, etag, short)

    def to(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send the answer, or only that nothing has changed (RFC 9110, 13.1.2)."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self.status == "200 OK" and _names(known, self.etag):
            start_response("304 Not Modified", self.short)
            return ()
        start_response(self.status, self.headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (self.body,)


class Server:
    """The WSGI application over the build in `out`. A build that takes its place is taken up within a second.

    `make_live` makes, from a release, the application that answers what the release does not hold.
    """

    def __init__(self, out: Path, make_live: Callable[[Release], "WSGIApplication"]) -> None:
        self._link = out / "current"
        self._make_live = make_live
        self._seen = os.readlink(self._link)
        self._look_again = time.monotonic() + _LOOK
        self._site = Site(current(out), make_live)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if (now := time.monotonic()) > self._look_again:
            self._look_again = now + _LOOK
            self._look()
        return self._site(environ, start_response)

    def _look(self) -> None:
        """Take up a new build; where it cannot be served the last good one stays."""
        try:
            seen = os.readlink(self._link)
            if seen == self._seen:
                return
            self._seen = seen
            self._site = Site(current(self._link.parent), self._make_live)
        except (OSError, DamagedError) as error:
            _LOG.error("still serving the build before: %s", error)


class Site:
    """What one release answers."""

    def __init__(self, release: Release, make_live: Callable[[Release], "WSGIApplication"]) -> None:
        self._release = release
        # WSGI gives a path's bytes as Latin-1.
        self._entries = {path.encode().decode("latin-1"): entry for path, entry in release.entries.items()}
        self._finished = lru_cache(_KEPT)(self._read)
        self._kept = _Kept()
        self._make_live = make_live
        self._live: WSGIApplication | None = None
        self._lock = Lock()
        # After the first pages went out: a cold start is not the time to import Flask.
        timer = Timer(_WARM_AFTER, self._warm_early)
        timer.daemon = True
        timer.start()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            entry = self._entries.get(path)
            if entry and not (entry.queried and environ.get("QUERY_STRING")):
                wish = preferred(environ.get("HTTP_ACCEPT_ENCODING", "")) if entry.encoded else ""
                # What nearly every visitor asks for is kept, but nothing whole that could be smaller.
                find = self._finished if wish or not entry.encoded else self._read
                try:
                    answer = find(path, wish)
                except OSError:
                    # Somebody removed a file: the page can still be made.
                    _LOG.exception("%s is gone from the build", path)
                else:
                    return answer.to(environ, start_response)
            elif path == HEALTH:
                body = f"ok {self._release.folder.name}\n".encode()
                headers = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
                return Answer.of("200 OK", headers, body, "", "").to(environ, start_response)
        return self._ask(environ, start_response)

    def _warm(self) -> "WSGIApplication":
        """Return the live application; made at the first call."""
        with self._lock:
            if self._live is None:
                self._live = self._make_live(self._release)
            return self._live

    def _warm_early(self) -> None:
        """Make the live application before a visitor needs it; where it fails, the visitor's request will say so."""
        with suppress(Exception):
            self._warm()

    def _read(self, path: str, encoding: str) -> Answer:
        """Return the finished answer at a path. OSError where its file is gone."""
        entry = self._entries[path]
        body = Path(f"{self._release.public / entry.file}{ENCODINGS.get(encoding, '')}").read_bytes()
        headers = [*entry.headers, _VARY] if entry.encoded else entry.headers
        return Answer.of(_STATUS[entry.status], headers, body, entry.digest, encoding)

    def _ask(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer with what Flask makes, compressed; what may be kept is made once."""
        wish = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""), wish)
        reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        answer = self._kept.get(key) if reads else None
        if answer is None:
            try:
                live = self._warm()
            except Exception:
                _LOG.exception("the part that answers visitors cannot start: %s", self._release.folder)
                start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "30")])
                return (b"This part of the site cannot start. Please try again in a moment.\n",)
            answer, shared = _made(live, environ, wish)
            if reads and shared and wish and len(key[0]) + len(key[1]) <= _LONGEST_KEPT:
                self._kept.put(key, answer)
        return answer.to(environ, start_response)


class _Kept:
    """The answers asked for last."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> Answer | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: tuple[str, ...], answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)


@lru_cache(256)
def preferred(accepted: str) -> str:
    """Return the best encoding of ours that an Accept-Encoding header allows, "" for none (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        if match := _CODING.match(part):
            weights[match[1]] = float(match[2] or 1)
    return next((name for name in ENCODINGS if weights.get(name, weights.get("*", 0)) > 0), "")


def application() -> Server:
    """Return the server over the build in the folder that CSATLAS_BUILD names; what granian's workers run."""
    return Server(Path(os.environ["CSATLAS_BUILD"]), live)


def live(release: Release) -> "WSGIApplication":
    """Return the application for what a release does not hold, over the content and the index beside it."""
    from csatlas.publish import content
    from csatlas.web.app import create_app
    from csatlas.web.edition import KEY

    app = create_app(library=content.read(release.folder / "library.pickle"), index=release.folder / "search.db")
    edition = app.extensions[KEY]
    edition.lands  # noqa: B018 - the map of every result, computed before the first
    # The posting reader takes two seconds to make ready: meanwhile all else is answered.
    Thread(target=lambda: edition.reader, daemon=True).start()
    return app


def run(out: Path, host: str, port: int, access_log: bool, rebuild: Sequence[str]) -> None:
    """Serve the build in `out` until a signal ends it; SIGHUP runs the command `rebuild`."""
    import signal
    import subprocess

    from granian.constants import HTTPModes, Interfaces, RuntimeModes
    from granian.http import HTTP1Settings
    from granian.server import Server as Granian

    os.environ["CSATLAS_BUILD"] = str(out.resolve())
    # A worker's few threads hardly meet: one heap for all of them (mallopt(3)) holds less memory that is free.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    granian = Granian(
        f"{__name__}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        workers=os.cpu_count() or 1,
        # One thread for Python in each: more would only take turns, at a cost (bench/serve.py).
        blocking_threads=1,
        runtime_mode=RuntimeModes.st,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_LARGEST_HEAD),
        respawn_failed_workers=True,
        workers_kill_timeout=3,
        log_access=access_log,
        log_access_format=_ACCESS,
    )

    def reload(*_: object) -> None:
        # In a process of its own: this one only watches the workers, which take up what was built.
        subprocess.Popen(rebuild)  # noqa: S603

    # granian's own answer to SIGHUP replaces its workers, and so closes the connections that they hold.
    granian.on_startup(lambda: signal.signal(signal.SIGHUP, reload) and None)
    granian.serve()


def _made(app: "WSGIApplication", environ: "WSGIEnvironment", encoding: str) -> tuple[Answer, bool]:
    """Return what an application answers, and whether anybody who asks for the same address gets the same."""
    # Not at the top: a worker that has only finished files to give does without.
    from werkzeug.test import run_wsgi_app

    # A GET for a HEAD, so that both have the same headers.
    method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
    parts, status, headers = run_wsgi_app(app, {**environ, "REQUEST_METHOD": method}, buffered=True)
    body = b"".join(parts)
    named = dict(headers)
    if not COMPRESSIBLE.match(named.get("Content-Type", "")) or len(body) < SMALLEST:
        encoding = ""
    digest = sha256(body).hexdigest()[:10]
    if encoding == "br":
        body = brotli.compress(body, quality=_QUALITY)
    elif encoding == "gzip":
        body = gzip.compress(body, 6, mtime=0)
    shared = status == "200 OK" and named.get("Cache-Control", "").startswith("max-age") and "Vary" not in named
    kept = [(name, value) for name, value in headers if name not in ("Content-Length", "Date")]
    if "Vary" not in named:
        kept.append(_VARY)
    else:
        kept = [(k, f"{v}, {_VARY[1]}" if k == "Vary" else v) for k, v in kept]
    return Answer.of(status, kept, body, digest, encoding), shared


def _names(header: str, etag: str) -> bool:
    """Return whether an If-None-Match header names an ETag; weakly, as RFC 9110 (13.1.2) asks."""
    return header == etag or header.strip() == "*" or etag in {t.strip().removeprefix("W/") for t in header.split(",")}
