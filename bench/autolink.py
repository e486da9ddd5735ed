"""What linking terms costs: each role and pair page rendered with and without it, the quickest of several rounds.

Printed in milliseconds a page and as a ratio to rendering the same Markdown without links. The limit is 1 ms a page.
"""

import time
from itertools import product

from csatlas.library.autolink import TermFinder
from csatlas.library.loading import load
from csatlas.library.markup import render
from csatlas.library.names import linkable
from csatlas.library.reader import FileText
from csatlas.library.schema import LANGS
from csatlas.paths import data_folder

ROUNDS = 7


def main() -> None:
    """Print what a page costs."""
    content = data_folder("content")
    library = load(content.parent)
    names = linkable({term.id: term.facts for term in library.terms.values()}, set())
    finders = {lang: TermFinder(names[lang], plurals=lang == "en") for lang in LANGS}
    known = {term.id: term.facts.names for term in library.terms.values()}
    texts = [
        (lang, FileText(path.name, path.read_text(encoding="utf-8").split("---\n", 2)[2]))
        for folder, lang in product(("roles", "compare"), LANGS)
        for path in sorted((content / folder).glob(f"*/{lang}.md"))
    ]

    def round_of(linking: bool) -> float:
        start = time.perf_counter()
        for lang, text in texts:
            render(text, lang, [], library.sources, known, finders[lang] if linking else None)
        return (time.perf_counter() - start) / len(texts) * 1000

    times = [(round_of(False), round_of(True)) for _ in range(ROUNDS)]
    plain, linked = min(one for one, _ in times), min(two for _, two in times)
    print(
        f"{len(texts)} pages, {len(names['ja'])} names: {plain:.2f} ms a page without links, {linked:.2f} ms with them"
    )
    print(f"linking costs {linked - plain:.2f} ms a page (limit 1 ms), ratio {linked / plain:.2f}")


if __name__ == "__main__":
    main()
