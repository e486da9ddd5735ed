"""Full-text search in both languages: SQLite FTS5 over words for English and over pairs of characters for Japanese.

Japanese sets no spaces, so a text is indexed by its bigrams: any word of two characters or more is found without a
dictionary. Both sides are normalised (NFKC, case, 長音 after katakana), so every spelling of a word is the same.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from markupsafe import Markup, escape

from csatlas.library import names, urls
from csatlas.library.library import Library, Page, TermOf
from csatlas.library.markup import plain
from csatlas.library.names import normalised
from csatlas.library.schema import LANGS, Lang, Stated

# The kinds of pages, in the order in which one may choose them, and what a match in each is worth beside the others.
_KINDS = {"role": 1.5, "pair": 1.2, "article": 1.0, "term": 1.3, "dispute": 1.0, "page": 0.8}
KINDS = tuple(_KINDS)
LONGEST = 80  # characters of a query that are read
PER_PAGE = 2  # hits of one page
_ENOUGH = 0.4  # of the tokens of a query, where no document has all of them
_FEW = 5  # pages that have all words of a query
_LONGEST_ABBREVIATION = 5
_VARIANTS = 8  # of a query, by synonyms
_CANDIDATES = 300  # documents that are looked at before kinds are weighed and hits of one page thinned out
# What a match is worth (bm25): in the name of a page, in another name of it, in the heading of a section, in its text.
_WEIGHTS = (10.0, 8.0, 4.0, 1.0)
_SNIPPET = {"ja": 90, "en": 170}  # characters

_BEGINS = "*"  # after a token: the word only begins so
_WORD = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_LATIN = re.compile(r"[a-z0-9]+")
_KANA = re.compile(r"[ぁ-ん]+")
_ANY_KANA = re.compile(r"[ぁ-ん]")


@dataclass(frozen=True)
class Hit:
    """A section of a page. `address` is a path on the server with its fragment; `snippet` has its matches marked."""

    kind: str
    address: str
    title: str
    heading: str
    snippet: Markup


@dataclass(frozen=True)
class Document:
    """What is found as one thing: a section of a page. `path` has no language, `aliases` are its page's other names."""

    lang: Lang
    kind: str
    path: str
    anchor: str
    title: str
    aliases: tuple[str, ...]
    heading: str
    text: str


class Search:
    """An index that is read. May be shared by threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()
        rows = connection.execute("SELECT word, others FROM synonyms").fetchall()
        self._synonyms = {word: tuple(others.split("\t")) for word, others in rows}

    @classmethod
    def open(cls, path: Path) -> "Search":
        """Open an index that `write` wrote; it cannot be changed. sqlite3.Error where it is none."""
        return cls(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False))

    @classmethod
    def of(cls, library: Library) -> "Search":
        """Return an index in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        fill(connection, documents(library), synonyms(library))
        return cls(connection)

    def find(self, query: str, lang: Lang, kind: str = "", most: int = 20) -> list[Hit]:
        """Return the best hits for what a visitor typed, best first, `most` at most and PER_PAGE of one page."""
        query = query[:LONGEST].encode(errors="replace").decode()  # half a surrogate pair is in no index
        variants = self._variants(query, lang)
        wanted = [tokens for variant in variants if (tokens := _asked(variant))]
        found = dict.fromkeys([*self._named(query, lang, kind), *self._matching(_all_of(wanted), lang, kind)])
        # Where few pages have all the words, those that have some of them may help.
        if len({path for _, path in found}) < _FEW:
            some = dict.fromkeys(_quoted(token) for tokens in wanted for token in tokens)
            found |= dict.fromkeys(
                (number, path)
                for number, path in self._matching(" OR ".join(some), lang, kind)[: most * 2]
                if (number, path) in found or _has_enough(self._document(number), wanted)
            )
        marks = dict.fromkeys(word for variant in variants for word in _words(variant))
        shown: dict[str, int] = {}
        hits: list[Hit] = []
        for number, path in found:
            shown[path] = shown.get(path, 0) + 1
            if shown[path] <= PER_PAGE and len(hits) < most:
                kind_of, anchor, title, heading, text = self._document(number)
                address = urls.localised(lang, path) + (f"#{anchor}" if anchor else "")
                hits.append(Hit(kind_of, address, title, heading, snippet(text, marks, lang)))
        return hits

    def _matching(self, asked: str, lang: Lang, kind: str) -> list[tuple[int, str]]:
        """Return number and path of the documents that match a query of FTS5, best first."""
        if not asked:
            return []
        # The best by words alone, which FTS5 finds quickest; among them the kind of the page counts too.
        most = _CANDIDATES * (len(_KINDS) if kind else 1)
        ranked = f"SELECT rowid, rank FROM words_{lang} WHERE words_{lang} MATCH ? ORDER BY rank LIMIT {most}"  # noqa: S608
        rows = self._all(
            f"SELECT d.kind, w.rank, d.id, d.path FROM ({ranked}) w JOIN documents d ON d.id = w.rowid",  # noqa: S608
            asked,
        )
        rows.sort(key=lambda row: row[1] * _KINDS[row[0]])
        return [row[2:] for row in rows if kind in ("", row[0])]

    def _named(self, query: str, lang: Lang, kind: str) -> list[tuple[int, str]]:
        """Return number and path of the pages that are called what a visitor typed."""
        rows = self._all(
            "SELECT d.kind, d.id, d.path FROM named n JOIN documents d ON d.id = n.document "
            "WHERE n.spelling = ? AND n.lang = ?",
            names.spelling(query),
            lang,
        )
        rows.sort(key=lambda row: -_KINDS[row[0]])
        return [row[1:] for row in rows if kind in ("", row[0])]

    def _document(self, number: int) -> tuple[str, str, str, str, str]:
        """Return kind, anchor, title, heading and text of a document."""
        (row,) = self._all("SELECT kind, anchor, title, heading, text FROM documents WHERE id = ?", number)
        return row

    def _all(self, statement: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _variants(self, query: str, lang: Lang) -> list[str]:
        """Return a query as it is written, then with each word that has synonyms replaced by them."""
        plainly = normalised(query)
        variants = [plainly]
        for word, others in self._synonyms.items():
            # A word in Latin letters only where it stands alone: never CS in CSV.
            if word in plainly and re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", plainly):
                variants += [plainly.replace(word, other) for other in others if _helps(other, lang)]
        return list(dict.fromkeys(variants))[:_VARIANTS]


def documents(library: Library) -> Iterator[Document]:
    """Yield everything that can be found, in both languages; the first of a page stands for the page as a whole."""
    for lang in LANGS:
        for path, page in library.pages.items():
            title, kind = page.texts[lang].head.title, _kind(path)
            if kind == "term":
                term = library.terms[path.removeprefix(urls.GLOSSARY).strip("/")]
                yield _term(term, page, lang, library.also.get(path, ()))
            elif not path.startswith((urls.SOURCES, urls.SEARCH)):
                aliases = (*_other_names(library, page, lang), *library.also.get(path, ()))
                for anchor, heading, text in _sections(library, page, lang):
                    yield Document(lang, kind, path, anchor, title, aliases, heading, text)


def synonyms(library: Library) -> dict[str, tuple[str, ...]]:
    """Return for each normalised word those that mean the same: names of one term, and the lists of search.yaml."""
    found: dict[str, dict[str, None]] = {}
    own = [
        [name for name in names.names_of(term.id, term.facts)[1:] if len(library.names[names.spelling(name)]) == 1]
        for term in library.terms.values()
    ]
    for group in (*library.synonyms, *own):
        words = dict.fromkeys(normalised(word) for word in group)
        for word in words:
            found.setdefault(word, {}).update(words)
    return {
        word: tuple(other for other in others if other != word) for word, others in found.items() if len(others) > 1
    }


def write(path: Path, library: Library) -> None:
    """Write the index of a library: the same bytes for the same content."""
    connection = sqlite3.connect(path)
    fill(connection, documents(library), synonyms(library))
    connection.execute("VACUUM")
    connection.close()


def fill(connection: sqlite3.Connection, found: Iterable[Document], same: Mapping[str, Sequence[str]]) -> None:
    """Make the tables of an empty database."""
    connection.executescript(
        "CREATE TABLE documents (id INTEGER PRIMARY KEY, kind TEXT, path TEXT, anchor TEXT, title TEXT, heading TEXT,"
        " text TEXT);"
        "CREATE TABLE named (spelling TEXT, lang TEXT, document INTEGER);"
        "CREATE TABLE synonyms (word TEXT PRIMARY KEY, others TEXT);"
        # Contentless: the words stand once, as documents.
        "CREATE VIRTUAL TABLE words_ja USING fts5"
        "(title, aliases, heading, text, content='', tokenize='unicode61 remove_diacritics 0');"
        "CREATE VIRTUAL TABLE words_en USING fts5"
        "(title, aliases, heading, text, content='', tokenize='porter unicode61');"
    )
    pages: set[tuple[Lang, str]] = set()
    for number, each in enumerate(found, 1):
        connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, each.kind, each.path, each.anchor, each.title, each.heading, each.text),
        )
        if (each.lang, each.path) not in pages:
            pages.add((each.lang, each.path))
            spellings = {names.spelling(name): None for name in (each.title, *each.aliases)}
            connection.executemany("INSERT INTO named VALUES (?, ?, ?)", ((s, each.lang, number) for s in spellings))
        columns = (each.title, " / ".join(each.aliases), each.heading, each.text)
        connection.execute(
            f"INSERT INTO words_{each.lang} (rowid, title, aliases, heading, text) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            (number, *(" ".join(_tokens(normalised(column))) for column in columns)),
        )
    connection.executemany("INSERT INTO synonyms VALUES (?, ?)", sorted((w, "\t".join(o)) for w, o in same.items()))
    connection.executescript("CREATE INDEX named_spelling ON named (spelling, lang);")
    for lang in LANGS:
        weights = f"bm25({', '.join(map(str, _WEIGHTS))})"
        connection.execute(f"INSERT INTO words_{lang} (words_{lang}, rank) VALUES ('rank', ?)", (weights,))  # noqa: S608
        connection.execute(f"INSERT INTO words_{lang} (words_{lang}) VALUES ('optimize')")  # noqa: S608
    connection.commit()


def nearest(query: str, library: Library, count: int = 5) -> tuple[str, ...]:
    """Return the ids of the terms whose names are most like a query, best first."""
    return names.nearest(query[:LONGEST], library.names, count)


def snippet(text: str, words: Iterable[str], lang: Lang) -> Markup:
    """Return the part of a text that has most of the normalised words, each of them marked."""
    patterns = [_pattern(word) for word in sorted(words, key=len, reverse=True)]
    spans = [match.span() for match in re.finditer("|".join(patterns), text, re.IGNORECASE)] if patterns else []
    length = _SNIPPET[lang]
    best = max(
        (start for start, _ in spans),
        key=lambda start: (len({text[at:stop] for at, stop in spans if start <= at < start + length}), -start),
        default=0,
    )
    begin = max(0, best - length // 6)
    end = min(len(text), begin + length)
    if lang == "en":
        begin = text.rfind(" ", 0, begin) + 1 if begin else 0
        end = text.rfind(" ", begin, end) if end < len(text) else end
    shown, at = escape("…" if begin else ""), begin
    for start, stop in spans:
        if begin <= start and stop <= end:
            shown += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:stop])
            at = stop
    return shown + escape(text[at:end]) + ("…" if end < len(text) else "")


def _helps(synonym: str, lang: Lang) -> bool:
    """Return whether texts of a language may have a synonym: English ones no Japanese, Japanese ones NRR and CX."""
    if synonym.isascii():
        return lang == "en" or len(synonym) <= _LONGEST_ABBREVIATION
    return lang == "ja"


def _has_enough(document: tuple[str, ...], wanted: list[list[str]]) -> bool:
    """Return whether a document has so much of a query that it is about the same thing."""
    plainly = normalised(" ".join(document[2:]))
    return any(
        sum(token.removesuffix(_BEGINS) in plainly for token in tokens) >= _ENOUGH * len(tokens) for tokens in wanted
    )


def _pattern(word: str) -> str:
    """Return what finds a normalised word in a text, which has 長音 and capitals, but no other widths: we write it."""
    if _LATIN.fullmatch(word):
        # An English word may end otherwise: cancels, cancelled.
        return rf"(?<![a-z0-9]){word}[a-z]{{0,3}}(?![a-z0-9])"
    return "".join(re.escape(each) + ("ー?" if "ァ" <= each <= "ヺ" else "") for each in word)


def _words(plainly: str) -> list[str]:
    """Return the words of a normalised query that are worth a mark, without the hiragana between them."""
    words = [part for match in _WORD.finditer(plainly) for part in (match[0], *_KANA.split(match[0])) if len(part) > 1]
    return list(dict.fromkeys(words))


def _tokens(plainly: str) -> list[str]:
    """Return the words of a normalised text: Latin ones whole, all others as their pairs of characters."""
    found: list[str] = []
    for match in _WORD.finditer(plainly):
        word = match[0]
        if len(word) == 1 or _LATIN.fullmatch(word):
            found.append(word)
        else:
            found += [word[i : i + 2] for i in range(len(word) - 1)]
    return found


def _asked(plainly: str) -> list[str]:
    """Return the tokens of a query. Pairs of hiragana are endings and particles: only where there is nothing else."""
    tokens = list(dict.fromkeys(_tokens(plainly)))
    if tokens and len(tokens[-1]) > 2 and _LATIN.fullmatch(tokens[-1]) and plainly.endswith(tokens[-1]):
        tokens[-1] += _BEGINS  # a visitor may still be typing it
    return [token for token in tokens if not _KANA.fullmatch(token)] or tokens


def _all_of(wanted: list[list[str]]) -> str:
    """Return the query of FTS5 for documents that have all tokens of one of several variants."""
    variants = [_firm(tokens) for tokens in wanted]
    shared = [token for token in (variants[0] if variants else ()) if all(token in tokens for tokens in variants)]
    others = dict.fromkeys(" AND ".join(_quoted(t) for t in tokens if t not in shared) for tokens in variants)
    parts = [_quoted(token) for token in shared]
    # Where one variant is what all share, it is enough.
    if "" not in others and others:
        parts.append("(" + " OR ".join(f"({other})" for other in others) + ")")
    return " AND ".join(parts)


def _firm(tokens: list[str]) -> list[str]:
    """Return the tokens of a query that a right page must have: those without hiragana, which joins words and bends.

    Of a word's pairs every second one is enough, for they overlap.
    """
    firm = [token for token in tokens if not _ANY_KANA.search(token)] or tokens
    kept: list[str] = []
    for number, token in enumerate(firm):
        follows = number + 1 < len(firm) and firm[number + 1][0] == token[-1]
        if not (kept and kept[-1] == firm[number - 1] and kept[-1][-1] == token[0] and follows):
            kept.append(token)
    return kept


def _quoted(token: str) -> str:
    if token.endswith(_BEGINS):
        return f'"{token.removesuffix(_BEGINS)}"*'
    # One character alone is the beginning of a pair.
    return f'"{token}"*' if len(token) == 1 and not _LATIN.fullmatch(token) else f'"{token}"'


def _kind(path: str) -> str:
    kinds = {urls.ROLES: "role", urls.COMPARE: "pair", urls.ARTICLES: "article", urls.DISPUTES: "dispute"}
    if path.startswith(urls.GLOSSARY) and path != urls.GLOSSARY:
        return "term"
    return next((kind for above, kind in kinds.items() if path.startswith(above) and path != above), "page")


def _sections(library: Library, page: Page, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """Yield anchor, heading and text of each part of a page."""
    text = page.texts[lang]
    yield "", "", f"{text.head.summary} {plain(text.prose.intro)}"
    for section in text.prose.sections:
        yield section.id, plain(section.title), plain(section.html)
    if page.path == urls.COMPARE:
        for dimension in library.dimensions.values():
            cells = [
                f"{library.roles[role].names[lang].short}: {cell[lang]}"
                for role, cell in dimension.cells.items()
                if isinstance(cell, Stated)
            ]
            yield f"row-{dimension.id}", f"{dimension.name[lang]} ({dimension.question[lang]})", " / ".join(cells)


def _other_names(library: Library, page: Page, lang: Lang) -> Iterator[str]:
    """Yield under which names besides its title a page may be looked for."""
    yield page.label[lang]
    part = page.path.rstrip("/").rsplit("/", 1)[-1]
    match _kind(page.path):
        case "role":
            role = library.roles[part]
            for each in LANGS:
                yield from (role.names[each].full, role.names[each].short, *role.aliases[each])
        case "pair":
            pair = library.pairs[part]
            yield " ".join(library.roles[role].names[each].full for each in LANGS for role in (pair.left, pair.right))
        case "article":
            yield library.articles[part].facts.question[lang]
        case "dispute":
            yield library.disputes[part].facts.question[lang]


def _term(term: TermOf, page: Page, lang: Lang, also: tuple[str, ...]) -> Document:
    facts, prose = term.facts, page.texts[lang].prose
    text = " ".join([facts.definition[lang], *(plain(section.html) for section in prose.sections)])
    # Who writes by ear may use either kana.
    katakana = "".join(chr(ord(each) + 0x60) if "ぁ" <= each <= "ゖ" else each for each in facts.reading)
    other = (*names.names_of(term.id, facts)[1:], facts.reading, katakana, *also)
    return Document(lang, "term", page.path, "", facts.names[lang], other, "", text)
