"""The many spellings of one name: full and half width, upper and lower case, with and without 長音 or hyphens."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from csatlas.library.schema import Lang, Term

# The rows of the 五十音 table, by their first syllable.
_ROWS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わをん",
)

_BRACKETS = r"[((]([^()()]+)[))]"


def normalised(text: str) -> str:
    """Return a text as it is in full or half width, upper or lower case, with or without 長音 after katakana."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<=[ァ-ヺ])ー", "", plain)


def spelling(name: str) -> str:
    """Return what all spellings of a name have in common. Two names are one where these are equal."""
    return re.sub(r"[\s・_/.()「」\-‐–—]", "", normalised(name))


def nearest(typed: str, index: Mapping[str, tuple[str, ...]], count: int) -> tuple[str, ...]:
    """Return the ids of the terms of an `index` whose names are most like what was typed, best first."""
    alike = get_close_matches(spelling(typed), index, n=count * 4, cutoff=0.5)
    return tuple(dict.fromkeys(term_id for name in alike for term_id in index[name]))[:count]


def names_of(term_id: str, term: Term) -> tuple[str, ...]:
    """Return every name under which a visitor may look for a term; a bracket in a name holds another name."""
    whole = (term.names.ja, term.names.en)
    return (term_id, *whole, *(part for name in whole for part in parts(name)), *term.abbreviations, *term.aliases)


def parts(name: str) -> tuple[str, ...]:
    """Return a name without its brackets, then what stands in them: NRR(売上継続率) is NRR and 売上継続率."""
    return re.sub(_BRACKETS, "", name).strip(), *re.findall(_BRACKETS, name)


def matches(typed: str, term_id: str, term: Term) -> bool:
    """Return whether what a visitor typed so far is part of a name or of the reading of a term."""
    part = spelling(typed)
    kana = "".join(chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each for each in part)
    return kana in spelling(term.reading) or any(part in spelling(name) for name in names_of(term_id, term))


def index(terms: Mapping[str, Term]) -> dict[str, tuple[str, ...]]:
    """Return for each spelling the ids of the terms it may mean; an id always means its own term."""
    found: dict[str, list[str]] = {}
    for term_id, term in terms.items():
        for name in names_of(term_id, term):
            ids = found.setdefault(spelling(name), [])
            if term_id not in ids:
                ids.append(term_id)
    # An id always means its own term, whoever else goes by that name.
    owners = {spelling(term_id): term_id for term_id in terms}
    return {key: (owners[key],) if key in owners else tuple(ids) for key, ids in found.items()}


def linkable(terms: Mapping[str, Term], taken: Collection[str]) -> dict[Lang, dict[str, str]]:
    """Return for each language the names that lead to their term wherever they stand in a text, with its id.

    Left out are names of several terms, words that a term lists as `everyday`, and all names of a term that bears one
    of the names `taken` (as spellings): a job has a page of its own, and a link at its every mention would be noise.
    """
    meanings = index(terms)
    found: dict[Lang, dict[str, str]] = {"ja": {}, "en": {}}
    for term_id, term in terms.items():
        names = {name: spelling(name) for name in names_of(term_id, term)[1:]}
        if any(key in taken and meanings[key] == (term_id,) for key in names.values()):
            continue
        for name, key in names.items():
            if name not in term.everyday and key not in taken and meanings[key] == (term_id,):
                found["ja"][name] = term_id
                if name.isascii():
                    found["en"][name] = term_id
    return found


def within(name: str) -> str:
    """Return the name of a role as it stands within a sentence: "Service" becomes "service", "CX" stays."""
    return name if name.isupper() else name.lower()


def heading(term: Term, lang: Lang) -> str:
    """Return the heading under which the index lists a term: a row of the 五十音, or a letter."""
    key = order(term, lang)[1]
    if key[0].isascii():
        return key[0].upper()
    first = key[0]
    syllable = unicodedata.normalize("NFD", first)[0]
    small = dict(zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True))
    return next(row[0] for row in _ROWS if small.get(syllable, syllable) in row)


def order(term: Term, lang: Lang) -> tuple[bool, str]:
    """Return the key by which the index sorts a term: by English name, or by reading with Latin names after the kana.

    A Japanese name that begins with a Latin letter (NRR) is looked for under that letter, whatever its reading.
    """
    if lang == "en":
        return False, term.names.en.casefold()
    name = unicodedata.normalize("NFKC", term.names.ja).casefold()
    latin = name[0].isascii() and name[0].isalpha()
    return latin, name if latin else term.reading
