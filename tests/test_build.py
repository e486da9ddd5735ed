"""The folder of finished files: whole, the same each time, made anew only where something changed, never half done."""

import filecmp
import gzip
import os
import re
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import brotli
import pytest
from flask import Flask, abort

from csatlas.library.library import Library
from csatlas.library.problems import ContentError
from csatlas.publish.build import BuildError, addresses, build
from csatlas.publish.release import DamagedError, current, state
from csatlas.web.app import create_app
from tests.conftest import ROOT

BUILD = "import sys; from pathlib import Path; from csatlas.publish.build import build; build(Path(sys.argv[1]))"


def files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def test_every_address_ever_published_has_a_file_or_is_made_when_asked(out: Path) -> None:
    entries = current(out).entries
    live = re.compile(r"/(?:api/|ja/|en/)quiz/1/[^/]+(?:/|\.json)$|/api/search\.json\?")
    listed = (ROOT / "tests" / "urls.txt").read_text(encoding="utf-8").split()
    assert [address for address in listed if address not in entries and not live.match(address)] == []


def test_each_page_is_written_with_its_twins(out: Path) -> None:
    release = current(out)
    page = release.public / "ja/roles/support/index.html"
    text = page.read_bytes()
    assert "カスタマーサポート".encode() in text
    assert brotli.decompress(Path(f"{page}.br").read_bytes()) == text
    assert gzip.decompress(Path(f"{page}.gz").read_bytes()) == text
    named = {entry.file for entry in release.entries.values()}
    assert {name.removesuffix(".br").removesuffix(".gz") for name in files(release.public)} == named


def test_a_folder_without_a_server_offers_both_languages_and_says_what_it_lacks(out: Path) -> None:
    public = current(out).public
    choice = (public / "index.html").read_text(encoding="utf-8")
    assert 'href="/ja/"' in choice
    assert 'href="/en/"' in choice
    assert "サーバーのない写し" in (public / "404.html").read_text(encoding="utf-8")
    assert "A copy of this site without its server" in (public / "en/404.html").read_text(encoding="utf-8")


def test_two_builds_are_the_same_to_the_byte(out: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", BUILD, tmp_path / "other"], env=environment, check=True)
    one, other = files(current(out).folder), files(current(tmp_path / "other").folder)
    assert one.keys() == other.keys()
    assert [name for name in one if not filecmp.cmp(one[name], other[name], shallow=False)] == []


def test_a_build_with_nothing_to_do_does_nothing(mine: Path, library: Library) -> None:
    def never() -> Flask:
        raise AssertionError("rendered without need")

    assert build(mine, make=never).pages == 0


def test_a_changed_term_makes_the_pages_that_name_it_anew_and_no_others(
    mine: Path, root: Path, library: Library
) -> None:
    before = current(mine)
    term = root / "glossary/touch-model/term.yaml"
    text = term.read_text(encoding="utf-8")
    name = library.terms["touch-model"].facts.names.en
    assert f'en: "{name}"' in text
    term.write_text(text.replace(f'en: "{name}"', 'en: "touch design"', 1), encoding="utf-8")
    report = build(mine)
    after = current(mine)
    changed = {path for path, entry in after.entries.items() if entry.digest != before.entries[path].digest}
    assert report.made == len(changed)
    assert {"/en/glossary/touch-model/", "/api/glossary/touch-model.json", "/en/glossary/"} <= changed
    linking = next(path for path in library.terms["touch-model"].mentioned_by if path.startswith("glossary/"))
    assert f"/en/{linking}" in changed
    assert not {"/ja/privacy/", "/en/roles/service/", "/static/icon.svg"} & changed
    kept = "ja/privacy/index.html.br"
    assert (before.public / kept).samefile(after.public / kept)
    assert before.folder.exists(), "workers still read the build before"


def test_what_nobody_links_any_more_leaves_the_folder(mine: Path, library: Library) -> None:
    stray = current(mine).public / "en/stray/index.html"
    stray.parent.mkdir()
    stray.write_text("stray", encoding="utf-8")
    (mine / "new-left-by-a-crash").mkdir()
    (mine / "state.json").unlink()
    (current(mine).public / "en/about/index.html").unlink()
    build(mine, make=partial(create_app, library=library))
    assert not (current(mine).public / "en/stray").exists()
    assert (current(mine).public / "en/about/index.html").exists()
    assert not list(mine.glob("new-*"))


def test_a_route_that_no_list_names_fails_the_build_by_name(library: Library) -> None:
    app = create_app(library=library)
    app.add_url_rule("/en/forgotten/", endpoint="forgotten", view_func=lambda: "")
    with pytest.raises(BuildError, match=r"/en/forgotten/ \(forgotten\)"):
        addresses(app)


def test_a_page_that_fails_fails_the_build_by_name_and_the_last_one_stays(mine: Path, library: Library) -> None:
    def broken() -> Flask:
        app = create_app(library=library)
        app.view_functions["pages.method"] = lambda: abort(410)
        return app

    before = current(mine)
    (mine / "state.json").unlink()
    with pytest.raises(BuildError) as error:
        build(mine, make=broken)
    assert "/ja/method/: answers 410, expected 200" in str(error.value)
    assert "/en/method/" in str(error.value)
    assert current(mine) == before
    assert not list(mine.glob("new-*"))


def test_faults_in_content_stop_the_build(mine: Path, root: Path) -> None:
    before = current(mine)
    (root / "pages/about/en.md").unlink()
    with pytest.raises(ContentError):
        build(mine)
    assert current(mine) == before


def test_a_build_is_old_on_the_day_of_the_next_article(mine: Path) -> None:
    known = state(mine)
    assert known
    assert known.fresh(mine)
    assert not replace(known, due=date.today().isoformat()).fresh(mine)
    assert replace(known, due="2999-01-01").fresh(mine)


@pytest.mark.parametrize("how", ["killed", "no room"])
def test_a_build_that_breaks_off_leaves_the_last_one(mine: Path, how: str) -> None:
    before = current(mine)
    (mine / "state.json").unlink()
    for twin in before.public.rglob("*.br"):
        twin.unlink()  # so that there is something to write
    # A file larger than the system allows fails as on a full disk.
    limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))) if how == "no room" else None
    with subprocess.Popen(
        [sys.executable, "-c", BUILD, mine], preexec_fn=limit, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        if how == "killed":
            while not any(mine.glob("new-*/public/*/*/*/*.br")):
                assert process.poll() is None
                time.sleep(0.01)
            os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() != 0
    assert current(mine) == before


def test_a_damaged_build_is_known(mine: Path) -> None:
    manifest = current(mine).folder / "manifest.json"
    text = manifest.read_bytes()
    manifest.unlink()
    manifest.write_bytes(text.replace(b"200", b"404", 1))
    with pytest.raises(DamagedError, match="not the one that was built"):
        current(mine)
    (mine / "current").unlink()
    with pytest.raises(DamagedError, match="no readable build"):
        current(mine)
