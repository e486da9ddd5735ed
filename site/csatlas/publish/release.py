"""A finished build on disk. Only the standard library is used here: a server that starts reads it before all else.

<out>/current        a link to the release that is served; switched in one step
<out>/<digest>/      a release, named by the digest of its manifest
    public/          the folder to publish: pages as index.html, .br and .gz twins, files
    manifest.json    every address with its file, digest and headers
    library.pickle   the content, for what is made at request time
    search.db        the search index
    headers/         the same headers for nginx and for hosts that read _headers
<out>/nginx.conf     where nginx finds the release and its headers
<out>/state.json     what `current` was built from
"""

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from csatlas.paths import data_folder

Headers = tuple[tuple[str, str], ...]

_PACKAGES = ("babel", "brotli", "flask", "jinja2", "markdown", "pydantic", "rcssmin", "wtforms")
# What gains from compression, and from which size on.
COMPRESSIBLE = re.compile(r"text/|application/(?:json|xml|atom\+xml|x-tbx|javascript|opensearch)|image/svg")
SMALLEST = 200
PICTURES = "/static/og/"  # of links, in a release
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # in the order in which a server prefers them


class DamagedError(Exception):
    """A build that cannot be served; the text says why."""


@dataclass(frozen=True)
class Entry:
    """One address. `digest` is of the uncompressed body; `queried` says that a query makes another page of it."""

    file: str
    digest: str
    headers: Headers
    status: int
    queried: bool
    encoded: bool  # has compressed twins


@dataclass(frozen=True)
class Release:
    """A build: where it lies, what it answers at which path, and which program made it."""

    folder: Path
    entries: dict[str, Entry]
    program: str

    @property
    def public(self) -> Path:
        """Return the folder of finished files."""
        return self.folder / "public"


def current(out: Path) -> Release:
    """Return the release that is served from `out`. Raises DamagedError where there is none that we can serve."""
    found = read(out / "current")
    if found.program != program():
        raise DamagedError(f"{found.folder}: built by another version of this program")
    return found


def read(folder: Path) -> Release:
    """Return the release in a folder, whoever built it. Raises DamagedError where it is missing or not whole."""
    try:
        folder = folder.resolve(strict=True)
        text = (folder / "manifest.json").read_bytes()
        if not sha256(text).hexdigest().startswith(folder.name.split("-")[0]):
            raise DamagedError(f"{folder}: the manifest is not the one that was built")
        data = json.loads(text)
        tables = [tuple((name, value) for name, value in table) for table in data["headers"]]
        entries = {
            path: Entry(file, digest, tables[table], status, queried, encoded)
            for path, (file, digest, table, status, queried, encoded) in data["entries"].items()
        }
        return Release(folder, entries, data["program"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"{folder}: no readable build ({error})") from error


def manifest(entries: dict[str, Entry]) -> bytes:
    """Return the text of manifest.json: the same for the same entries."""
    tables: dict[Headers, int] = {}
    rows = {}
    for path, entry in sorted(entries.items()):
        table = tables.setdefault(entry.headers, len(tables))
        row = asdict(entry) | {"headers": table}
        rows[path] = list(row.values())
    lines = ",\n".join(f"{json.dumps(path)}:{json.dumps(row)}" for path, row in rows.items())
    return f'{{"program":"{program()}","headers":{json.dumps(list(tables))},"entries":{{\n{lines}\n}}}}\n'.encode()


@cache
def program() -> str:
    """Return a digest of this program as it was when first asked: a build by another one is not ours to serve."""
    package = Path(__file__).parent.parent
    files = [*package.rglob("*.py"), *package.rglob("*.mo"), *data_folder("templates").rglob("*.html")]
    return sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


def signature(release: bool) -> str:
    """Return what a build depends on, as a digest: every file's path, size and time, the packages, the kind of build.

    Times instead of contents, so that a server finds out in a few milliseconds whether it must build.
    """
    # Not at the top: a worker reads a release, but never asks for this.
    from importlib.metadata import version
    from platform import python_version

    package = Path(__file__).parent.parent
    folders = {package, *(data_folder(name) for name in ("content", "templates", "static"))}
    files = sorted(
        (str(path), stat.st_size, stat.st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file() and (stat := path.stat())
    )
    packages = [(name, version(name)) for name in _PACKAGES]
    parts = (python_version(), packages, os.environ.get("CSATLAS_BASE_URL"), release, files)
    return sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class State:
    """What the current release was built from: `due` is the day on which an article will be added."""

    signature: str
    release: bool
    name: str
    due: str | None

    def fresh(self, out: Path) -> bool:
        """Return whether a build now would give the same."""
        due = self.due is not None and date.today().isoformat() >= self.due
        return not due and self.signature == signature(self.release) and (out / "current").resolve().name == self.name


def state(out: Path) -> State | None:
    """Return what is known of the build in `out`; None where there is none."""
    try:
        return State(**json.loads((out / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def up_to_date(out: Path, release: bool) -> Release | None:
    """Return the release in `out` where a build of that kind would give the same; else None."""
    known = state(out)
    if known and known.release == release and known.fresh(out):
        with suppress(DamagedError):
            return current(out)
    return None
