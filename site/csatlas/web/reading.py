"""What a text tells besides its words: how long it takes to read, and the questions that it answers."""

import re

from markupsafe import Markup

from csatlas.library.markup import Prose, plain
from csatlas.library.schema import Lang

# Unhurried reading of matter one wants to understand: characters a minute in Japanese, words in English. Our estimate.
_PACE: dict[Lang, int] = {"ja": 500, "en": 200}


def minutes(prose: Prose, lang: Lang) -> int:
    """Return about how many minutes a text takes to read, at least 1."""
    words = plain(Markup("").join([prose.intro, *(section.html for section in prose.sections)]))
    length = len(re.sub(r"\s", "", words)) if lang == "ja" else len(words.split())
    return max(1, round(length / _PACE[lang]))


def questions(html: Markup) -> tuple[tuple[str, str], ...]:
    """Return the questions of a section with their answers, as plain text: each h3 and what follows it."""
    _, *parts = re.split(r"<h3[^>]*>(.*?)</h3>", html)
    return tuple((plain(parts[i]), plain(parts[i + 1])) for i in range(0, len(parts), 2))
