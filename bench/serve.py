"""Serving: requests a second and p99 beside nginx with the same file, beside a bare Flask hello, and a cold start.

Everything runs on the loopback address, generator and servers on the same cores, in turns. wrk: 32 connections.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.peers import BIN, first_byte, free_port, in_turns, missing, ratios, running
from csatlas.publish.build import build
from csatlas.publish.release import current

ROUNDS, SECONDS = 5, 3
RESULT = "/ja/quiz/1/1441243404032411/"
SEARCH = "/api/search.json?lang=ja&q=%E8%A7%A3%E7%B4%84%E7%8E%87"
HELLO = 'from flask import Flask\napp = Flask(__name__)\n\n\n@app.get("/")\ndef hello():\n    return "hello"\n'
NGINX = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
daemon off; worker_processes auto; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port} reuseport; root {public}; brotli_static on; }}
}}
"""


# Answers that nobody gave before: what a result costs that is not in memory.
NEW = """
local function answers()
  local digits = {}
  for i = 1, 16 do digits[i] = math.random(0, 4) end
  return table.concat(digits)
end
function init() math.randomseed(os.time()) end
function request() return wrk.format("GET", "/ja/quiz/1/" .. answers() .. "/") end
"""


def wrk(port: int, path: str, *options: str) -> tuple[float, float]:
    """Return requests a second and the 99th percentile in milliseconds. Any answer but 2xx and 3xx is an error."""
    options = ("-H", "Accept-Encoding: br", *options)
    command = ["wrk", "-t2", "-c32", f"-d{SECONDS}", "--latency", *options, f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def compare(what: str, ours: tuple[int, str, *tuple[str, ...]], theirs: tuple[int, str, *tuple[str, ...]]) -> None:
    """Print the ratio of two addresses, each a port, a path and options of wrk."""
    late: dict[int, list[float]] = {ours[0]: [], theirs[0]: []}

    def asked(port: int, path: str, *options: str) -> float:
        rate, p99 = wrk(port, path, *options)
        late[port].append(p99)
        return rate

    one, other = in_turns(ROUNDS, lambda: asked(*ours), lambda: asked(*theirs))
    middle = sorted(late[ours[0]])[ROUNDS // 2], sorted(late[theirs[0]])[ROUNDS // 2]
    print(f"{what}: {ratios(one, other)}; p99 {middle[0]:.1f} ms, theirs {middle[1]:.1f} ms", flush=True)


def known(port: int, path: str) -> tuple[str, str]:
    """Return the header of a visitor who has a page already."""
    command = ["curl", "-sI", "-H", "Accept-Encoding: br", f"http://127.0.0.1:{port}{path}"]
    head = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "-H", f"If-None-Match: {re.search(r'(?im)^etag: (.*?) *$', head.replace(chr(13), ''))[1]}"  # type: ignore[index]


def memory(pid: int) -> float:
    """Return the resident memory of a server's workers, in megabytes."""
    said = subprocess.run(["ps", "-o", "rss=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    return sum(map(int, said.stdout.split())) / 1024


def cold(command: list[str | Path], port: int, path: str, environment: dict[str, str], folder: Path) -> float:
    """Return the seconds from the start of a server to its first answer."""
    start = time.perf_counter()
    with running(command, port, path, cwd=folder, env=environment):
        return time.perf_counter() - start


def main() -> None:
    """Print all ratios."""
    if missing("wrk") | missing("nginx") | missing("curl"):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / "build", release=True)
        release = current(folder / "build")
        articles = [entry.file for path, entry in release.entries.items() if path.startswith("/ja/articles/")]
        largest = max(articles, key=lambda file: (release.public / f"{file}.br").stat().st_size)
        page = f"/{largest.removesuffix('index.html')}"
        (folder / "hello.py").write_text(HELLO, encoding="utf-8")
        ours, theirs, bare = free_port(), free_port(), free_port()
        (folder / "nginx.conf").write_text(
            NGINX.format(
                folder=folder, port=theirs, public=release.public, user="user root;" if os.geteuid() == 0 else ""
            ),
            encoding="utf-8",
        )
        environment = {**os.environ, "PORT": str(ours), "CSATLAS_BUILD": str(folder / "build")}
        serve = [BIN / "csatlas", "serve"]
        workers = ["--interface", "wsgi", "--http", "1", "--runtime-mode", "st", "--workers", str(os.cpu_count())]
        hello = [BIN / "granian", *workers, "--no-ws", "--port", str(bare), "hello:app"]
        size = (release.public / f"{largest}.br").stat().st_size
        print(f"{page}, {size:,} bytes of brotli; {ROUNDS} rounds of {SECONDS} s")
        with (
            running(serve, ours, "/healthz", env=environment) as process,
            running(["nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"], theirs, page),
            running(hello, bare, "/", cwd=folder),
        ):
            first_byte(ours, RESULT)
            compare("an article / nginx brotli_static (limit 0.50)", (ours, page), (theirs, page))
            compare("304 / nginx (limit 0.60)", (ours, page, *known(ours, page)), (theirs, page, *known(theirs, page)))
            compare("a quiz result asked again / bare Flask (limit 0.60)", (ours, RESULT), (bare, "/"))
            (folder / "new.lua").write_text(NEW, encoding="utf-8")
            compare("a new quiz result / bare Flask", (ours, RESULT, "-s", str(folder / "new.lua")), (bare, "/"))
            compare("a search asked again / bare Flask", (ours, SEARCH), (bare, "/"))
            print(f"memory of all workers after that: {memory(process.pid):.0f} MB (limit 200)")
        starts = in_turns(
            ROUNDS,
            lambda: cold(serve, ours, page, environment, folder),
            lambda: cold(hello, bare, "/", dict(os.environ), folder),
        )
        print(f"cold start to first byte / bare Flask (limit 1.20): {ratios(*starts)}")


if __name__ == "__main__":
    sys.exit(main())
