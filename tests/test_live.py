import os
from pathlib import Path

import pytest
from werkzeug.test import Client

from csatlas.web.app import create_app
from csatlas.web.live import LivePreview


def touch(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    # A file system may keep time in steps longer than this test.
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


@pytest.fixture
def preview(tree: Path) -> Client:
    return Client(LivePreview([tree / "content"], lambda: create_app(tree)))


def test_an_edited_file_shows_after_a_reload(tree: Path, preview: Client) -> None:
    assert "結局どの仕事" in preview.get("/ja/").text
    touch(tree / "content/pages/home/ja.md", "結局どの仕事", "本当はどの仕事")
    assert "本当はどの仕事" in preview.get("/ja/").text


def test_faults_stand_in_the_page_and_go_when_mended(tree: Path, preview: Client) -> None:
    head = tree / "content/pages/about/en.md"
    touch(head, "label:", "lable:")
    touch(tree / "content/roles/success/role.yaml", "order: 1", "order: <b>one</b>")
    answer = preview.get("/ja/")
    assert answer.status_code == 500
    assert "content/pages/about/en.md:2" in answer.text
    assert "unknown key &#39;lable&#39;; did you mean &#39;label&#39;?" in answer.text
    assert "content/roles/success/role.yaml:1" in answer.text
    assert "<b>" not in answer.text
    assert "Traceback" not in answer.text
    touch(head, "lable:", "label:")
    touch(tree / "content/roles/success/role.yaml", "order: <b>one</b>", "order: 1")
    assert preview.get("/ja/").status_code == 200
