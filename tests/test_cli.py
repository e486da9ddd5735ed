import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from bench.peers import free_port
from click.testing import CliRunner

from csatlas.cli import main

SCRIPT = Path(sys.executable).with_name("csatlas")


def test_check_passes_on_the_site() -> None:
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0
    assert "pages in two languages" in result.output
    assert "no faults" in result.output


def test_check_reports_and_fails(tree: Path) -> None:
    (tree / "content/pages/about/en.md").unlink()
    result = CliRunner().invoke(main, ["check", str(tree)])
    assert result.exit_code == 1
    assert "content/pages/about/en.md:1: missing file" in result.output
    assert "1 fault" in result.output


def test_new_refuses_what_exists() -> None:
    result = CliRunner().invoke(main, ["new", "role", "success"])
    assert result.exit_code == 1
    assert "exists already" in result.output


@pytest.mark.parametrize("command", ["serve", "dev"])
def test_a_taken_port_is_said_plainly(command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = CliRunner().invoke(main, [command], env={"PORT": str(taken.getsockname()[1])})
    assert result.exit_code == 1
    assert "cannot listen on 127.0.0.1:" in result.output
    assert "PORT=" in result.output


@pytest.mark.parametrize("command", ["serve", "dev"])
def test_the_site_is_served_where_it_was_asked(command: str, out: Path, small: Path) -> None:
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "CSATLAS_BUILD": str(out)}
    if command == "dev":
        environment["CSATLAS_ROOT"] = str(small)
    with subprocess.Popen(
        [SCRIPT, command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            for _ in range(100):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/ja/", timeout=5) as answer:
                        assert "CSアトラス" in answer.read().decode()
                        return
                except OSError:
                    time.sleep(0.1)
            pytest.fail("the server never answered")
        finally:
            server.terminate()
