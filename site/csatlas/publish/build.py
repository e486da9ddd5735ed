"""Makes the folder of finished files: every address once, in parallel, compressed, switched to in one step."""

import fcntl
import gc
import gzip
import json
import multiprocessing
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path

import brotli
from flask import Flask
from werkzeug.exceptions import HTTPException

from csatlas import search
from csatlas.library import urls
from csatlas.library.library import Library, public_addresses
from csatlas.library.loading import load
from csatlas.library.schema import LANGS
from csatlas.paths import data_folder
from csatlas.publish import content, hosts
from csatlas.publish.release import (
    COMPRESSIBLE,
    ENCODINGS,
    PICTURES,
    SMALLEST,
    DamagedError,
    Entry,
    Release,
    State,
    manifest,
    program,
    read,
    signature,
    up_to_date,
)
from csatlas.web.app import create_app
from csatlas.web.assets import FOR_EVER, PREFIX
from csatlas.web.edition import KEY, Edition
from csatlas.web.routes import is_live, is_queried

# What a host without our server answers where it has nothing; the nearest one above the address counts.
MISSING = ("/404.html", *(f"/{lang}/404.html" for lang in LANGS))
# Quality of brotli: 5 takes a fiftieth of the time of 11 and 8 % more bytes.
QUICK, SMALL = 5, 11
# Of each host's answer, not of the page.
_OF_THE_SERVER = {"Content-Length", "Vary"}
_TEMPORARY = "new-"


class BuildError(Exception):
    """The site cannot be built; the text names every address at fault."""


@dataclass(frozen=True)
class Report:
    """What a build did. `made` counts files written anew; a build with nothing to do has no `made` and `pages`."""

    release: Release
    pages: int = 0
    made: int = 0


def build(
    out: Path,
    release: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
    make: Callable[[], Flask] | None = None,
) -> Report:
    """Bring `out` up to date with what `make` makes, or with the site's own content, and return what was done.

    With `release` files are as small as they can be. `progress` is told how many addresses of how many are ready.
    Raises ContentError or BuildError; `out` then serves what it served before. A second build waits for the first.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        if done := up_to_date(out, release):
            return Report(done)
        wanted = signature(release)
        for left in out.glob(_TEMPORARY + "*"):
            shutil.rmtree(left)
        try:
            before: Release | None = read(out / "current")
        except DamagedError:
            before = None
        folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=out))
        folder.chmod(0o755)  # another user's web server may read it
        try:
            app = (make or _app)()
            pictures = _pictures(app, out / "pictures") if release else {}
            report = _make(app, folder, before, SMALL if release else QUICK, pictures, progress)
            made = _switch(out, report.release, before, report.made)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        now = State(wanted, release, made.folder.name, _due(date.today()))
        _replace(out / "state.json", json.dumps(asdict(now)).encode())
        return replace(report, release=made)


def _app() -> Flask:
    """Return the application for the site's own content, read on all cores."""
    return create_app(library=load(data_folder("content").parent, processes=os.cpu_count() or 1))


def addresses(app: Flask) -> tuple[str, ...]:
    """Return every path on the server that has a file. Raises BuildError for a route that is in no list."""
    edition: Edition = app.extensions[KEY]
    library = edition.library
    found = [*public_addresses(library), *_for_programs(library), *edition.assets.addresses(), "/index.html", *MISSING]
    met = {_endpoint(app, address) for address in found}
    forgotten = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in met and not is_live(app, rule.endpoint)
    ]
    if forgotten:
        raise BuildError(f"neither built nor made when asked for: {', '.join(forgotten)}")
    return tuple(found)


def _endpoint(app: Flask, address: str) -> str | None:
    """Return the endpoint that answers an address; None where none does, or only with an error or a redirect."""
    try:
        endpoint: str = app.url_map.bind("localhost").match(address)[0]
    except HTTPException:
        return None
    return endpoint


def _for_programs(library: Library) -> Iterator[str]:
    """Yield the addresses that are in no sitemap: data, cards, dated definitions, names of several terms."""
    yield from ("/robots.txt", "/sitemap.xml", "/api/glossary.json", "/api/glossary.csv", "/api/glossary.tbx")
    yield from ("/api/openapi.json", "/api/posting/rules.json")
    yield from (f"/api/glossary/{term}.json" for term in library.terms)
    yield from (f"/api/quiz/{version}.json" for version in library.quizzes)
    for lang in LANGS:
        yield urls.localised(lang, "feed.atom")
        yield urls.localised(lang, "opensearch.xml")
        for term in library.terms.values():
            yield f"/embed{urls.localised(lang, urls.term_path(term.id))}"
            yield from (urls.localised(lang, urls.version_path(term.id, day)) for day, _ in term.facts.versions)
        yield from (urls.localised(lang, urls.term_path(name)) for name in library.ambiguous)


def _pictures(app: Flask, kept: Path) -> dict[str, Path]:
    """Draw the picture of every page, where `kept` does not hold it yet; return the files by their address.

    Raises BuildError where there is nothing to draw them with.
    """
    try:
        from csatlas.publish import images
    except ModuleNotFoundError as error:
        raise BuildError(f"a release draws pictures and needs {error.name}: pip install csatlas[release]") from error
    edition: Edition = app.extensions[KEY]
    kept.mkdir(exist_ok=True)
    found: dict[str, Path] = {}
    cards = []
    try:
        for path, lang in product(edition.library.pages, LANGS):
            card = images.card_of(edition.library, path, lang)
            file = kept / f"{card.digest}.png"
            found[f"{PICTURES}{file.name}"] = file
            edition.images[path, lang] = f"{PICTURES}{file.name}"
            if not file.exists():
                cards.append((card, file))
    except images.FontError as error:
        raise BuildError(str(error)) from error
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for (_, file), picture in zip(cards, pool.imap(images.draw, [card for card, _ in cards], 4), strict=True):
            _replace(file, picture)
    for old in kept.iterdir():
        if old not in found.values():
            old.unlink()
    return found


def _make(
    app: Flask,
    folder: Path,
    before: Release | None,
    quality: int,
    pictures: Mapping[str, Path],
    progress: Callable[[int, int], None],
) -> Report:
    """Write a whole release into `folder`."""
    wanted = addresses(app)
    (folder / "public").mkdir()
    render = partial(_render, app, folder / "public", before, quality)
    entries: dict[str, Entry] = {}
    faults: list[str] = []
    made = 0
    # Forked, so that each process has the content already; interleaved, so that each has its share of large pages.
    gc.freeze()  # a collection would touch, and so copy, what the processes share
    library: Library = app.extensions[KEY].library
    index = partial(search.write, folder / "search.db", library)
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), initializer=_share, initargs=(render, index)) as pool:
        indexed = pool.apply_async(_index)
        for done, (address, entry, new, fault) in enumerate(pool.imap_unordered(_shared, wanted, chunksize=8), 1):
            progress(done, len(wanted))
            if entry:
                entries[address] = entry
                made += new
            else:
                faults.append(f"{address}: {fault}")
        indexed.get()
    if faults:
        raise BuildError("\n".join(sorted(faults)))
    if pictures:
        (folder / f"public{PICTURES}").mkdir()
        like = dict(entries[f"{PREFIX}og.png"].headers) | {"Cache-Control": FOR_EVER}
        for address, picture in pictures.items():
            file = address.lstrip("/")
            os.link(picture, folder / "public" / file)
            entries[address] = Entry(file, picture.stem, tuple(sorted(like.items())), 200, False, False)
    content.write(folder / "library.pickle", library)
    (folder / "headers").mkdir()
    (folder / "headers" / "nginx.conf").write_text(hosts.nginx(entries), encoding="utf-8")
    (folder / "headers" / "_headers").write_text(hosts.plain(entries), encoding="utf-8")
    (folder / "manifest.json").write_bytes(manifest(entries))
    return Report(Release(folder, entries, program()), len(entries), made)


_render_one: Callable[[str], tuple[str, Entry | None, bool, str]]
_write_index: Callable[[], None]


def _share(render: Callable[[str], tuple[str, Entry | None, bool, str]], index: Callable[[], None]) -> None:
    """Keep what a process of the pool works with: it is forked, so nothing is copied."""
    global _render_one, _write_index
    _render_one, _write_index = render, index


def _shared(address: str) -> tuple[str, Entry | None, bool, str]:
    try:
        return _render_one(address)
    except OSError:
        raise  # no room, no rights: nothing to do with this address
    except Exception as error:
        # As words: some errors cannot travel to another process, which would wait for them for ever.
        return address, None, False, repr(error)


def _index() -> None:
    _write_index()


def _render(
    app: Flask, public: Path, before: Release | None, quality: int, address: str
) -> tuple[str, Entry | None, bool, str]:
    """Write one address. Return it with its entry, whether it is new, or the fault."""
    expected = 404 if address in MISSING else 200
    with app.test_client().get(address) as answer:
        if answer.status_code != expected:
            return address, None, False, f"answers {answer.status_code}, expected {expected}"
        body = answer.data
        text = bool(COMPRESSIBLE.match(answer.mimetype or ""))
        headers = tuple(sorted((k, v) for k, v in answer.headers if k not in _OF_THE_SERVER))
    endpoint = _endpoint(app, address)
    file = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
    digest = sha256(body + bytes([quality])).hexdigest()[:10]
    encoded = text and len(body) >= SMALLEST
    entry = Entry(file, digest, headers, expected, endpoint is not None and is_queried(app, endpoint), encoded)
    path = public / file
    path.parent.mkdir(parents=True, exist_ok=True)
    old = before.entries.get(address) if before else None
    if before and old and (old.digest, old.encoded) == (digest, encoded):
        try:
            for ending in ("", *ENCODINGS.values()) if encoded else ("",):
                os.link(f"{before.public / old.file}{ending}", f"{path}{ending}")
            return address, entry, False, ""
        except FileNotFoundError:
            pass  # a file of the build before is gone: made again, below
    _put(path, body)
    if encoded:
        _put(Path(f"{path}.br"), brotli.compress(body, quality=quality))
        _put(Path(f"{path}.gz"), gzip.compress(body, 6 if quality == QUICK else 9, mtime=0))
    return address, entry, True, ""


def _put(path: Path, body: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(body)


def _switch(out: Path, release: Release, before: Release | None, made: int) -> Release:
    """Name the release by its manifest and let `current` lead to it; keep the one before, which workers still read."""
    digest = sha256((release.folder / "manifest.json").read_bytes()).hexdigest()[:16]
    if before and not made and before.program == release.program and before.folder.name.split("-")[0] == digest:
        shutil.rmtree(release.folder)  # every file is linked from the build before: the same site
        return before
    # A build of the same site that lost files is still being read: the new one gets another name.
    folder = next(folder for n in range(9) if not (folder := out / (f"{digest}-{n}" if n else digest)).exists())
    release.folder.rename(folder)
    link = out / f"{_TEMPORARY}link"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    os.replace(link, out / "current")
    _replace(out / "nginx.conf", hosts.entry(folder.resolve()).encode())
    kept = {folder.name, before.folder.name if before else folder.name}
    for old in out.iterdir():
        if old.is_dir() and not old.is_symlink() and old.name not in kept and (old / "manifest.json").exists():
            shutil.rmtree(old)
    return Release(folder, release.entries, release.program)


def _replace(path: Path, text: bytes) -> None:
    new = path.with_name(f"{_TEMPORARY}{path.name}")
    new.write_bytes(text)
    os.replace(new, path)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the only right to build into `out`; the system takes it back from a process that dies."""
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _due(today: date) -> str | None:
    """Return the day on which the next article that waits for its day becomes public."""
    days = (
        match[1]
        for path in (data_folder("content") / "articles").glob("*/ja.md")
        if (match := re.search(r"^published: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    )
    return min((day for day in days if day > today.isoformat()), default=None)
