"""Building beside Hugo: the same Markdown, first and again, at the site's own size and at 5,000 pages.

Hugo turns the texts into pages with one small template; we also check every citation and link, link terms, draw
figures, and write JSON, cards, dated definitions and two compressed twins of each.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.peers import BIN, free_port, in_turns, missing, ratios, running
from bench.serve import memory
from csatlas.library.library import public_addresses
from csatlas.library.loading import load
from csatlas.paths import data_folder

ROUNDS = {518: 3, 5000: 1}
LAYOUT = (
    "<!doctype html><html><head><meta charset=utf-8><title>{{ .Title }}</title></head>"
    "<body><h1>{{ .Title }}</h1>{{ .Content }}</body></html>"
)


def multiplied(root: Path, pages: int) -> None:
    """Copy the site's content to `root`, with its articles repeated until it has about so many pages."""
    shutil.copytree(data_folder("content"), root / "content")
    articles = sorted((root / "content/articles").iterdir())
    own = len(list(public_addresses(load(data_folder("content").parent))))
    for number in range(2, 2 + max(0, pages - own) // (2 * len(articles))):
        for article in articles:
            copy = article.with_name(f"{article.name}-{number}")
            shutil.copytree(article, copy)
            facts = (copy / "article.yaml").read_text(encoding="utf-8")
            order = int(re.search(r"^order: (\d+)", facts, re.M)[1])  # type: ignore[index]
            facts = facts.replace(f"order: {order}\n", f"order: {order + 100 * number}\n", 1)
            (copy / "article.yaml").write_text(facts, encoding="utf-8")


def hugo_site(root: Path, site: Path) -> int:
    """Make a site for Hugo of the same texts; return how many."""
    (site / "layouts/_default").mkdir(parents=True)
    for kind in ("single", "list"):
        (site / f"layouts/_default/{kind}.html").write_text(LAYOUT, encoding="utf-8")
    (site / "hugo.toml").write_text(
        'baseURL="https://example.org/"\ndisableKinds=["taxonomy","term","RSS","sitemap"]\n', encoding="utf-8"
    )
    count = 0
    for path in root.glob("content/**/*.md"):
        count += 1
        to = site / "content" / path.stem / path.parent.relative_to(root / "content").with_suffix(".md")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return count


def timed(command: list[str | Path], environment: dict[str, str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def touched(root: Path) -> None:
    """Add a sentence to an article in both languages."""
    for lang in ("ja", "en"):
        path = root / f"content/articles/pay/{lang}.md"
        path.write_text(path.read_text(encoding="utf-8") + "\nSentence.\n", encoding="utf-8")


def measure(pages: int, rounds: int, hugo: str) -> None:
    """Print what a first build, one with nothing to do and one after an edit take, over Hugo's time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        multiplied(folder / "own", pages)
        texts = hugo_site(folder / "own", folder / "hugo")
        environment = {**os.environ, "CSATLAS_ROOT": str(folder / "own")}
        ours: list[str | Path] = [BIN / "csatlas", "build", folder / "build"]
        theirs: list[str | Path] = [hugo, "--quiet", "--cleanDestinationDir"]

        def first() -> float:
            shutil.rmtree(folder / "build", ignore_errors=True)
            return timed(ours, environment, folder)

        def again() -> float:
            return timed(ours, environment, folder)

        def edited() -> float:
            touched(folder / "own")
            return timed(ours, environment, folder)

        def peer() -> float:
            shutil.rmtree(folder / "hugo/public", ignore_errors=True)
            return timed(theirs, dict(os.environ), folder / "hugo")

        peers, firsts, agains, edits = in_turns(rounds, peer, first, again, edited)
        print(f"{texts:,} texts. Hugo: {min(peers):.2f} s, first build {min(firsts):.2f} s")
        print(f"  first / Hugo (limit 4): {ratios(firsts, peers)}")
        print(f"  nothing changed / Hugo (limit 0.5): {ratios(agains, peers)}")
        print(f"  one article changed / Hugo: {ratios(edits, peers)}", flush=True)
        port = free_port()
        serving = {**environment, "PORT": str(port), "CSATLAS_BUILD": str(folder / "build")}
        with running([BIN / "csatlas", "serve"], port, "/ja/articles/pay/", env=serving) as process:
            time.sleep(6)  # every worker has made its live application by then
            print(f"  memory of all workers: {memory(process.pid):.0f} MB (limit 200)")


def main() -> None:
    """Print the figures of each size."""
    hugo = os.environ.get("HUGO", "hugo")
    if missing(hugo):
        return
    for pages, rounds in ROUNDS.items():
        measure(pages, rounds, hugo)


if __name__ == "__main__":
    sys.exit(main())
