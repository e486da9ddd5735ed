"""`csatlas new`: the files of a new piece, in the right place, with every key and section in the right order.

What an editor must write is left empty, so that `csatlas check` lists it line by line until it is there.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from csatlas.library.loading import ARTICLE_END, ARTICLE_START, DISPUTE_SECTIONS, PAIR_SECTIONS, ROLE_SECTIONS
from csatlas.library.schema import LANGS

_HEAD = "---\ntitle:\nsummary:\npublished: {today}\nupdated: {today}\n---\n"

_YAML = {
    "role": """order:
names:
  ja: {full: , short: }
  en: {full: , short: }
aliases:
  ja: []
  en: []
ink: {light: , dark: }  # #rrggbb; contrast and distance to the others are tested
mark:  # SVG path data in a box of 24 by 24
answer: {ja: , en: }
moves: {ja: , en: }
definition:
  ja:
  en:
  sources: []
""",
    "pair": """difference:
  ja:
  en:
  sources: []
dimensions: []  # rows of matrix.yaml that differ, most decisive first
""",
    "article": """group:  # of articles.yaml
order:
question: {ja: , en: }
audience: []  # job-seekers, recruiters, leaders
related: []
checked: {ja: , en: }
""",
    "dispute": """order:
question: {ja: , en: }
reading: {ja: , en: }
""",
    "term": """names: {ja: , en: }
reading:  # hiragana
abbreviations: []
aliases: []
category:
roles: []
owner:
version: {today}
definition:
  ja:
  en:
  sources: []
confused_with: []
see_also: []
""",
}


_FOLDERS = {"role": "roles", "pair": "compare", "article": "articles", "dispute": "disputes", "term": "glossary"}


def scaffold(content: Path, kind: str, name: str) -> tuple[Path, ...]:
    """Write the files of a new `kind` (role, pair, article, dispute, term) called `name` and return them.

    Raises ValueError when the name is no id or the piece exists; nothing is written then.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no id: expected a-z, 0-9 and single hyphens")
    if kind == "pair" and "-vs-" not in name:
        raise ValueError(f"{name!r} is no pair: expected <role>-vs-<role>")
    folder = content / _FOLDERS[kind] / name
    if folder.exists():
        raise ValueError(f"{folder} exists already")
    files = _files(kind)
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return tuple(folder / file for file in files)


def _files(kind: str) -> Mapping[str, str]:
    today = date.today().isoformat()
    if kind == "term":
        return {"term.yaml": _YAML[kind], **{f"{lang}.md": f"---\nupdated: {today}\n---\n" for lang in LANGS}}
    sections = {
        "role": ROLE_SECTIONS,
        "pair": PAIR_SECTIONS,
        "article": (ARTICLE_START, *ARTICLE_END),
        "dispute": DISPUTE_SECTIONS,
    }[kind]
    body = "".join(f"\n##  {{#{section}}}\n" for section in sections)
    return {f"{kind}.yaml": _YAML[kind], **{f"{lang}.md": _HEAD.format(today=today) + body for lang in LANGS}}
