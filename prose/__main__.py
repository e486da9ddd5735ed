"""`python -m prose NODE`: lint every word of the site with textlint, run by the Node.js at NODE."""

import subprocess
import sys
import tempfile
from pathlib import Path

from csatlas.library.schema import LANGS
from prose.plain import plain

HERE = Path(__file__).parent
ROOT = HERE.parent
# Words that we may not change, or that are not to be ours: titles that others gave, a version of the quiz that was
# published, postings as firms write them.
FIXED = {"content/sources.yaml", "content/quiz/1.yaml", "content/posting/examples.yaml"}


def main(node: Path) -> int:
    """Print each message as path:line:column in the checkout; return 0 if there is none."""
    found = 0
    for lang in LANGS:
        with tempfile.TemporaryDirectory() as folder:
            words = Path(folder)
            for path in _files(lang):
                # textlint takes a file's markup from its ending.
                copy = words / f"{path.relative_to(ROOT)}.md"
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(plain(path, lang), encoding="utf-8")
            textlint = [node, HERE / "node_modules/textlint/bin/textlint.js", "--config", HERE / f"{lang}.json"]
            run = subprocess.run(  # noqa: S603
                [*textlint, "--format", "unix", "**/*.md"], cwd=words, capture_output=True, text=True, check=False
            )
            print(run.stdout.replace(f"{folder}/", "").replace(".md:", ":"), end="")
            print(run.stderr, end="", file=sys.stderr)
            found |= run.returncode
    return found


def _files(lang: str) -> list[Path]:
    """Return what holds words of one language: its texts, the data of both, its catalogue."""
    catalogue = ROOT / f"site/csatlas/translations/{lang}/LC_MESSAGES/messages.po"
    data = [path for path in ROOT.glob("content/**/*.yaml") if path.relative_to(ROOT).as_posix() not in FIXED]
    return [*ROOT.glob(f"content/**/{lang}.md"), *data, catalogue]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
