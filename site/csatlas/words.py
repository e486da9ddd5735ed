"""Interface words: extract them from code and templates, update and compile both catalogues, or check them.

`python -m csatlas.words` updates; with --check nothing is written and an incomplete catalogue is an error.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from csatlas.library.schema import LANGS
from csatlas.paths import data_folder

PACKAGE = Path(__file__).parent
TRANSLATIONS = PACKAGE / "translations"
_OPTIONS = {"**.html": {"trimmed": "true"}}


def wanted() -> Catalog:
    """Return every message that code and templates use."""
    catalog = Catalog(project="csatlas", charset="utf-8")
    for folder, method in (
        (PACKAGE, [("**.py", "python")]),
        (data_folder("templates"), [("**.html", "jinja2")]),
    ):
        for _, _, message, _, _ in extract_from_dir(folder, method_map=method, options_map=_OPTIONS):
            catalog.add(message)
    return catalog


def faults(lang: str) -> list[str]:
    """Return what is wrong with one catalogue: missing, empty, stale or uncompiled messages."""
    path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=lang)
    needed = {message.id for message in wanted() if message.id}
    known = {message.id: message for message in catalog if message.id}
    found = [f"{lang}: missing {text!r}" for text in sorted(needed - known.keys())]
    found += [f"{lang}: unused {text!r}" for text in sorted(known.keys() - needed)]
    found += [f"{lang}: not translated {text!r}" for text in sorted(known) if not known[text].string]
    found += [f"{lang}: uncertain {text!r}" for text in sorted(known) if known[text].fuzzy]
    if path.with_suffix(".mo").read_bytes() != compiled(catalog):
        found.append(f"{lang}: not compiled, run ./run words")
    return found


def compiled(catalog: Catalog) -> bytes:
    """Return the binary form of a catalogue."""
    # A fixed date: the same words always compile to the same bytes.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(lang: str) -> None:
    """Bring one catalogue up to date and compile it. English messages are their own translation."""
    path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=lang) if path.exists() else Catalog(locale=lang)
    catalog.update(wanted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        if lang == "en" and message.id:
            message.string = message.id
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, no_location=True, omit_header=False, width=110)
    # Dates in the header would change on every run.
    lines = [line for line in buffer.getvalue().decode().split("\n") if "-Date: " not in line]
    path.write_text("\n".join(lines), encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(read_po(io.BytesIO(path.read_bytes()), locale=lang)))


def main() -> int:
    """Run as a command; return the exit status."""
    if "--check" not in sys.argv:
        for lang in LANGS:
            update(lang)
    found = [fault for lang in LANGS for fault in faults(lang)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
