"""Reads a job posting: which of the four jobs its duties describe, on what evidence, and what it leaves unsaid.

Nothing is learnt from a text and nothing kept: the same text and the same rules always give the same reading. Evidence
adds up. A cue found in a sentence about duties counts with its weight, the second time with less; what is denied, what
others do, and what stands under pay, praise or the process of hiring counts nothing.
"""

import re
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from operator import itemgetter
from typing import Any, Literal, NamedTuple, TypeVar, cast

from csatlas.document import SIGNS, Line, Span, lines, plain, sentences
from csatlas.library.schema import DESK, Cue, Lang, PostingModel, PostingWords
from csatlas.phrases import Finder, Match, longest

Verdict = Literal["success", "support", "service", "experience", "mixed", "unclear"]
Why = Literal["duties", "balance", "article", "other_job", "too_little"]
Saying = Literal["stated", "denied", "not_said"]
T = TypeVar("T", bound=str)

LONGEST = 20_000  # characters of a posting
OTHER = "other"
# Sections that make a text look like a posting. Benefits are none of them: adding some must change nothing.
_OF_A_POSTING = frozenset({"requirements", "duties"})
_OF_THE_FIRM = frozenset({"company", "process"})  # what they say is not about the post
# Whose words of a product are not of what the enquiries are about: a tool, say, that one should know.
_NO_LEAN = frozenset({"benefits", "company", "process", "career", "requirements"})
_DESK = "desk"  # the role of a cue that counts for support or service, as the other evidence goes
_ARTICLE = "article"
_EXCLUDED, _TITLE = "excluded", "title"  # sections of which nothing counts: others' work, a title said again
_UNLESS = ""  # words of a heading that deny nothing, though they look so
# A heading is short; what is longer is a sentence, whatever stands before or after it.
_LONGEST_HEADING = {"ja": 26, "en": 60}
_LONGEST_TITLE = {"ja": 60, "en": 110}
_TITLE_LINES = 3
_OPENING, _WITHIN = 4, 2.5  # by how much a heading may be longer than words of it that tell its kind
_TELLING = 3_000  # characters by which the language is told
_SAME = 100  # a text that compresses to less than a hundredth repeats a few words
_OPEN, _CLOSE = "【〈《<[「『≪", "】〉》>]」』≫"
_SIGNS = re.compile(rf"[【〈《<\[{SIGNS}|#=~\s]+")
_WIDE, _LATIN = re.compile("[ぁ-ヿ一-鿿]"), re.compile("[a-z]")
_CROSS = ("×", "✕", "✖")


class Sentence(NamedTuple):
    """A sentence, or a `heading`; the kind of section it stands in; the number of its block, 0 before any heading."""

    span: Span
    section: str
    block: int
    heading: bool
    marks: "Marks"


# What phrases say in a sentence, by kind: the cues in it, and so on.
Marks = Mapping[str, Sequence[Match[str]]]


class Evidence(NamedTuple):
    """A cue: characters `start` to `end` of the text sent; it counts for `role` with `weight`, 0 for a repetition."""

    start: int
    end: int
    text: str
    role: str
    weight: float
    cue: str
    sentence: tuple[int, int]


class Said(NamedTuple):
    """Whether a posting says a fact, and the sentence in which it does (characters of the text sent)."""

    saying: Saying
    sentence: tuple[int, int] | None


class Weighed(NamedTuple):
    """What the evidence adds up to. `first` and `second` are the roles with most weight."""

    mass: Mapping[str, float]  # by role, another job last
    first: str
    second: str
    even: bool  # the text says that two kinds of duty weigh the same
    split: bool  # two blocks of it stand for one role each
    articles: float  # weight of an article's words
    marks: int  # kinds of sections that a posting has
    trade: bool  # the title names another trade
    questions: int


class Judged(NamedTuple):
    """A verdict, why, and the one or two roles it names (none where it is unclear).

    `clear` is how far the evidence is from another verdict, 0 to 1, and `confidence` how often readings as clear were
    right, by a logistic curve fitted on labelled postings.
    """

    verdict: Verdict
    why: Why
    roles: tuple[str, ...]
    clear: float
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What a posting says. `mix` holds shares that add up to 1, or zeros."""

    lang: Lang
    judged: Judged
    mix: Mapping[str, float]
    title: str
    claimed: str | None  # the role that the title names, or "ambiguous"
    evidence: tuple[Evidence, ...]
    struck: tuple[tuple[int, int], ...]  # cues that are denied or others' work
    stated: Mapping[str, Said]
    weighed: Weighed


class Reader:
    """Reads postings by `cues`, the words of each language, and a model of how they add up."""

    def __init__(
        self,
        roles: Sequence[str],
        cues: Mapping[str, Cue],
        words: Mapping[Lang, PostingWords],
        model: PostingModel,
    ) -> None:
        self._roles = tuple(roles)
        self._cues = cues
        self._model = model
        # A Japanese posting may have an English title and English headings.
        titles = [pair for found in words.values() for pair in _pairs(found.titles)]
        headings = [pair for found in words.values() for pair in _pairs(found.sections)]
        self._structure = {lang: _Structure(found, titles, headings, lang) for lang, found in words.items()}
        self._facts = {lang: _Facts(found) for lang, found in words.items()}

    def read(self, text: str, lang: Lang | None = None) -> Reading:
        """Return the reading of a text in `lang`, or in the language that most of its letters are of."""
        span = plain(_told(text))
        lang = lang or language(span.text)
        structure = self._structure[lang]
        titles, found = structure.sentences(lines(span))
        evidence, struck, articles = self._evidence(text, found)
        articles += self._model.article_title * self._article(titles)
        claims = [_claims(title) for title in titles]
        weighed = self._weighed(found, evidence, articles, any(OTHER in named for named in claims))
        total = sum(weighed.mass.values())
        return Reading(
            lang=lang,
            judged=judge(weighed, self._model),
            mix={role: mass / total if total else 0.0 for role, mass in weighed.mass.items()},
            title="\n".join(title.span.text for title in titles),
            claimed=self._claimed(claims),
            evidence=tuple(one for one, _ in evidence),
            struck=tuple(struck),
            stated=self._facts[lang].stated(found, {one.cue for one, _ in evidence}),
            weighed=weighed,
        )

    def _claimed(self, claims: Iterable[Sequence[str]]) -> str | None:
        """Return the role that the first line to name any names, "ambiguous" where it may be several, or None."""
        for named in claims:
            among = [role for role in named if role in self._roles]
            if among:
                return among[0] if len(among) == 1 else "ambiguous"
            if named:
                return "ambiguous" if "ambiguous" in named else None
        return None

    def _article(self, titles: Iterable[Sentence]) -> int:
        """Return the weight of an article's words in a title."""
        found = {match.meaning for title in titles for match in title.marks.get("cue", ())}
        return sum(self._cues[name].weight for name in found if self._cues[name].role == _ARTICLE)

    def _evidence(
        self, text: str, found: Sequence[Sentence]
    ) -> tuple[list[tuple[Evidence, int]], list[tuple[int, int]], float]:
        """Return what counts, with the number of its sentence; what is struck; the weight of words of an article."""
        model = self._model
        counted: list[tuple[Match[str], str, float, int]] = []
        struck: list[tuple[int, int]] = []
        articles = lean = 0.0
        seen: Counter[str] = Counter()
        for number, sentence in enumerate(found):
            if sentence.section == _TITLE or "cue" not in sentence.marks:
                continue
            denied = _denied(sentence)
            factor = model.sections.get(sentence.section, 0) * _scale(sentence, model)
            cues = [(match, self._cues[match.meaning]) for match in sentence.marks["cue"]]
            objects = any(cue.about for _, cue in cues)
            once: set[str] = set()
            for match, cue in cues:
                name = match.meaning
                if sentence.section == _EXCLUDED or denied.covers(match.start, match.end):
                    struck.append(sentence.span.place(match.start, match.end))
                elif cue.role == _ARTICLE:
                    articles += cue.weight if name not in once else 0
                elif not cue.weight and sentence.section not in _NO_LEAN:
                    # What the product is only tips the scale for enquiries, and a word said often is said once.
                    lean += (model.lean if cue.role == DESK[0] else -model.lean) * (seen[name] < model.lean_most)
                    seen[name] += 1
                elif factor:
                    # Said twice in one sentence it is marked twice and counted once.
                    weight = cue.weight * factor * model.repeat[min(seen[name], len(model.repeat) - 1)]
                    weight *= model.object if objects and not cue.about else 1
                    counted.append((match, cue.role, 0.0 if name in once else weight, number))
                    seen[name] += name not in once
                once.add(name)
        lean += sum(weight * ((role == DESK[0]) - (role == DESK[1])) for _, role, weight, _ in counted)
        desk = DESK[0] if lean > 0 else DESK[1]
        evidence = []
        for match, role, weight, number in counted:
            start, end = found[number].span.place(match.start, match.end)
            whole = _whole(found, number)
            of = desk if role == _DESK else role
            evidence.append((Evidence(start, end, text[start:end], of, weight, match.meaning, whole), number))
        return evidence, struck, articles

    def _weighed(
        self, found: Sequence[Sentence], evidence: Sequence[tuple[Evidence, int]], articles: float, trade: bool
    ) -> Weighed:
        """Add the evidence up."""
        blocks: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for one, number in evidence:
            blocks[found[number].block][one.role] += one.weight
        even = any(_says(s, "even") for s in found if self._model.sections.get(s.section, 0) >= 0.5)
        portions = _portions(found)
        if even and not portions:
            # Two blocks that weigh the same, however many words each takes.
            large = [
                number for number, block in blocks.items() if number and sum(block.values()) >= self._model.split_least
            ]
            portions = dict.fromkeys(large, 0.5) if len(large) == 2 else {}
        stated = sum(portions.values())
        total = sum(sum(block.values()) for block in blocks.values())
        mass = dict.fromkeys((*self._roles, OTHER), 0.0)
        shared = len(portions) > 1 and self._model.portions_least <= stated <= self._model.portions_most
        for number, block in blocks.items():
            own = sum(block.values())
            factor = 1.0
            if shared and own:
                # What the text says of its shares of time counts, not how many words it spends on each.
                rest = total - sum(sum(blocks[n].values()) for n in portions if n in blocks)
                left = max(0.0, 1 - stated)
                factor = portions[number] * total / own if number in portions else left * total / rest
            for role, weight in block.items():
                mass[role] += weight * factor
        first, second = sorted(self._roles, key=lambda role: -mass[role])[:2]
        leading = {
            role
            for block in blocks.values()
            for role in (first, second)
            if block[role] >= self._model.split_least and block[role] == max(block.values())
        }
        return Weighed(
            mass=mass,
            first=first,
            second=second,
            even=even,
            split=len(leading) > 1,
            articles=articles,
            trade=trade,
            marks=len({s.section for s in found} & _OF_A_POSTING),
            questions=sum(s.span.text.endswith("?") for s in found),
        )


def judge(weighed: Weighed, model: PostingModel) -> Judged:
    """Return the verdict on what was weighed."""
    mass, first, second = weighed.mass, weighed.first, weighed.second
    own = sum(mass.values()) - mass[OTHER]
    share = mass[second] / (mass[first] + mass[second]) if own else 0.0

    def judged(verdict: Verdict, why: Why, roles: tuple[str, ...], clear: float) -> Judged:
        steep, middle = model.confidence
        return Judged(verdict, why, roles, clear, round(1 / (1 + exp(-steep * (clear - middle))), 2))

    asks = weighed.questions >= model.questions and weighed.articles and own < model.least * 3
    if asks or weighed.articles >= model.article * (1 + weighed.marks) + own * model.article_own:
        return judged("unclear", "article", (), 0.7)
    if mass[OTHER] > mass[first] * (model.other_trade if weighed.trade else model.other) and mass[OTHER] >= model.least:
        return judged("unclear", "other_job", (), mass[OTHER] / (mass[OTHER] + own))
    if own < model.least:
        return judged("unclear", "too_little", (), 1 - own / model.least / 2)
    if share >= (model.mixed_even if weighed.even else model.mixed_split if weighed.split else model.mixed):
        return judged("mixed", "balance", (first, second), 0.5 + share if weighed.even else share)
    certain = (1 - share) * own / (own + mass[OTHER] + model.least)
    return judged(cast(Verdict, first), "duties", (first,), certain)


class _Denied:
    """The parts of a sentence that something denies or gives to others."""

    def __init__(self, scopes: Iterable[tuple[int, int]], words: Sequence[tuple[int, int]]) -> None:
        self._words = words  # the denying words, none over another
        self._scopes: list[tuple[int, int]] = []
        for start, stop in sorted(scopes):
            before = self._scopes[-1] if self._scopes else (0, 0)
            if start <= before[1]:
                self._scopes[-1:] = [(before[0], max(stop, before[1]))]
            else:
                self._scopes.append((start, stop))

    def __bool__(self) -> bool:
        return bool(self._words)

    def covers(self, start: int, end: int) -> bool:
        """Return whether a cue is denied: one that holds denying words means them, and one within them is others'."""
        word = bisect_left(self._words, end, key=itemgetter(0)) - 1
        if word >= 0 and start < self._words[word][1]:
            return self._words[word][0] <= start and end <= self._words[word][1]
        scope = bisect_right(self._scopes, start, key=itemgetter(0)) - 1
        return scope >= 0 and start < self._scopes[scope][1]


_NOTHING = _Denied((), ())


class _Structure:
    """How a posting of one language is built: its title, headings, denials and shares."""

    def __init__(
        self,
        words: PostingWords,
        titles: Iterable[tuple[str, str]],
        headings: Iterable[tuple[str, str]],
        lang: Lang,
    ) -> None:
        self._lang = lang
        # What a heading says of the lines below it: a kind of section, or that they are denied.
        denials = {
            _EXCLUDED: (*words.negation["after"], *words.negation["before"]),
            _UNLESS: words.negation["unless"],
        }
        self._headings = Finder([*headings, *_pairs(denials)])
        kinds: dict[str, Mapping[Any, Iterable[str]]] = {
            "cue": words.phrases,
            "context": words.contexts,
            "negation": words.negation,
            "share": words.shares,
            "stated": {name: fact.stated for name, fact in words.facts.items()},
            "denied": {name: fact.denied for name, fact in words.facts.items()},
        }
        # One pass over a sentence for all that is looked for in it.
        self._words = Finder(
            [(phrase, (kind, name)) for kind, named in kinds.items() for phrase, name in _pairs(named)]
            + [(phrase, ("title", role)) for phrase, role in titles],
            words.sets,
        )

    def sentences(self, found: Sequence[Line]) -> tuple[list[Sentence], list[Sentence]]:
        """Return the lines of the title, and every sentence, those first, with the section it stands in."""
        start = self._title_lines(found)
        parts: list[tuple[Span, str, int, bool]] = [(line.span, _TITLE, 0, False) for line in found[:start]]
        section = above = "lead"  # what the lines are under, and what they were under before labels such as "Pay: …"
        block, numbers = 0, ""
        for number in range(start, len(found)):
            line = found[number]
            text = line.span.text
            apart = not line.gap and not (parts and parts[-1][3])
            at = self._heading_end(line, found[number + 1] if number + 1 < len(found) else None, apart)
            if at and at == len(text) and _numbered(line):
                # Once headings are numbered in one way, lines that are numbered in another are items of lists.
                numbers = numbers or _style(line.mark)
                at *= _style(line.mark) == numbers
            if at:
                block += 1
                heading = line.span.part(0, at)
                section = "duties" if _portion(heading.text) else self._kind(heading.text) or self._after(section)
                above = section if at == len(text) or section == "duties" else above
                parts.append((heading, section, block, True))
            elif section != above and not line.mark and (line.gap or len(text) > 2 * _LONGEST_HEADING[self._lang]):
                # A label is for its line, and prose below the labels is no part of what the last of them names.
                section, block = above, block + 1
            here = _EXCLUDED if line.mark[:1] in _CROSS else section
            if at < len(text):
                parts.extend((span, here, block, False) for span in sentences(line.span.part(at, len(text))))
        all_marks = self._marks([span.text for span, *_ in parts])
        kept = [
            Sentence(
                span, here if heading or here == _TITLE else self._here(span.text, marks, here), block, heading, marks
            )
            for (span, here, block, heading), marks in zip(parts, all_marks, strict=True)
        ]
        return kept[:start], kept

    def _marks(self, texts: Sequence[str]) -> list[Marks]:
        """Return what there is in each sentence, of each kind the longest."""
        found: list[dict[str, list[Match[str]]]] = [{} for _ in texts]
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        number = 0
        # All in one pass: no phrase goes over a line's end.
        for start, end, (kind, name) in self._words.find("\n".join(texts)):
            while start >= starts[number + 1]:
                number += 1
            found[number].setdefault(kind, []).append(Match(start - starts[number], end - starts[number], name))
        return [{kind: longest(matches) for kind, matches in each.items()} for each in found]

    def _title_lines(self, found: Sequence[Line]) -> int:
        """Return how many lines are the title: short ones at the top, up to an empty line or a heading."""
        for number, line in enumerate(found[:_TITLE_LINES]):
            text = line.span.text
            long = len(text) > _LONGEST_TITLE[self._lang] or text[-1] == "。"
            if long or (number and (line.gap or line.mark or self._heading_end(line, None))):
                return number
        return min(len(found), _TITLE_LINES)

    def _kind(self, heading: str) -> str | None:
        """Return the kind of section that a heading opens, or None where its words do not tell."""
        body = heading.strip(_OPEN + _CLOSE + SIGNS + "|#=~ :?!")
        found = list(self._headings.find(body))
        meant = [match for match in found if match.meaning == _UNLESS]
        if any(m.meaning == _EXCLUDED and not any(_overlap(m, other) for other in meant) for m in found):
            return _EXCLUDED
        # A heading's words stand at its beginning, or are most of it.
        told = [
            m
            for m in found
            if m.meaning != _UNLESS and len(body) <= (m.end - m.start) * (_OPENING if m.start <= 1 else _WITHIN)
        ]
        # Of two as long the noun counts that the other belongs to: in Japanese it comes last.
        order = 1 if self._lang == "ja" else -1
        return max(told, key=lambda match: (match.end - match.start, order * match.start)).meaning if told else None

    def _only_words(self, text: str) -> bool:
        """Return whether a line has nothing but words of headings, as 必須スキル・経験 has."""
        told = {at for match in self._headings.find(text) for at in range(match.start, match.end)}
        return all(at in told or not letter.isalnum() for at, letter in enumerate(text))

    @staticmethod
    def _after(section: str) -> str:
        """Return what a heading opens that does not say so, by the section before it."""
        return "duties" if section in ("lead", "mission", "measures", "duties", "company", _EXCLUDED) else "unnamed"

    def _here(self, text: str, marks: Marks, section: str) -> str:
        """Return the kind of section of a sentence: what its own words say goes before what stands above it."""
        if section == "lead" and "title" in marks and len(text) <= _LONGEST_TITLE[self._lang] // 2:
            return _TITLE if text[-1] not in "。.!?" else section
        return marks["context"][0].meaning if "context" in marks and section != _EXCLUDED else section

    def _heading_end(self, line: Line, after: Line | None, apart: bool = False) -> int:
        """Return where the heading at the start of a line ends, or 0; `apart`: it stands under another's list."""
        text = line.span.text
        most = _LONGEST_HEADING[self._lang]
        signs = _SIGNS.match(text)
        at = signs.end() if signs else 0
        if any(sign in _OPEN for sign in text[:at]):
            close = next((n for n in range(at, min(len(text), at + most)) if text[n] in _CLOSE), 0)
            if close:
                return close + 1
        if text[0] == "(" and text[-1] == ")" and len(text) <= most and self._kind(text[1:-1]):
            return len(text)  # as ordinances have them
        colon = next((n for n in range(at, min(len(text), at + most)) if text[n] in ":|\t"), 0)
        if colon and (colon == len(text) - 1 or self._kind(text[at:colon]) or _portion(text[at:colon])):
            return colon + 1
        if text[-1] == ":" and len(text) - at <= 1.5 * most:
            return len(text)
        if self._lang == "ja":
            blank = text.find(" ", at, at + 15)
            if blank - at > 1 and self._kind(text[at:blank]):
                return blank + 1
        if len(text) - at > most or text[-1] in ("。、,;" if at else "。.!、,;」"):
            return 0
        if at or (line.gap and after and not after.gap and not line.mark):
            return len(text)
        if not line.mark:
            listed = after is not None and after.mark != ""
            kind = self._kind(text)
            alone = kind == "duties" and 2.5 * len(text) <= most
            opens = (listed and apart) or (kind and (line.gap or listed)) or alone or self._only_words(text)
            return len(text) if opens else 0
        if not _numbered(line):
            return 0
        # A numbered line is a heading where bullets, numbers of another kind or lines without any follow it.
        if after and after.mark:
            return len(text) if _style(after.mark) != _style(line.mark) else 0
        return len(text) if after and not after.gap and (line.gap or self._kind(text)) else 0


def _numbered(line: Line) -> bool:
    return line.mark.lstrip("(第")[:1].isalnum()


def _style(mark: str) -> str:
    """Return how a line is numbered: the signs of its mark."""
    return re.sub(r"[0-9]+|[a-z]|[一二三四五六七八九十]+", "0", mark)


class _Facts:
    """What a posting of one language says of the work's conditions."""

    def __init__(self, words: PostingWords) -> None:
        self._facts = words.facts
        self._by_section: dict[str, list[str]] = defaultdict(list)
        for name, fact in words.facts.items():
            for section in fact.sections:
                self._by_section[section].append(name)

    def stated(self, found: Sequence[Sentence], cues: set[str]) -> dict[str, Said]:
        """Return for each fact the first sentence that states it, else the first that denies it."""
        said: dict[tuple[str, Saying], tuple[int, int]] = {}
        for number, sentence in enumerate(found):
            if sentence.section in _OF_THE_FIRM or not (sentence.marks or sentence.section in self._by_section):
                continue
            place = _whole(found, number)
            denied = _denied(sentence)
            refused = sentence.marks.get("denied", ())
            taken = {(match.meaning, at) for match in refused for at in range(match.start, match.end)}
            for match in sentence.marks.get("stated", ()):
                if not taken.isdisjoint((match.meaning, at) for at in range(match.start, match.end)):
                    continue
                refuted = sentence.section == _EXCLUDED or denied.covers(match.start, match.end)
                saying: Saying = "denied" if refuted else "stated"
                said.setdefault((match.meaning, saying), place)
            for match in refused:
                said.setdefault((match.meaning, "denied"), place)
            for name in self._by_section.get(sentence.section, ()):
                said.setdefault((name, "stated"), place)
        answers: dict[str, Said] = {}
        for name, fact in self._facts.items():
            if (name, "stated") in said or not cues.isdisjoint(fact.cues):
                answers[name] = Said("stated", said.get((name, "stated")))
            elif (name, "denied") in said:
                answers[name] = Said("denied", said[name, "denied"])
            else:
                answers[name] = Said("not_said", None)
        return answers


def _whole(found: Sequence[Sentence], number: int) -> tuple[int, int]:
    """Return the characters of a sentence; a heading says something together with what stands below."""
    last = found[min(number + found[number].heading, len(found) - 1)].span
    return found[number].span.at[0], last.at[-1] + 1


def _overlap(one: Match[str], other: Match[str]) -> bool:
    return one.start < other.end and other.start < one.end


def _denied(sentence: Sentence) -> _Denied:
    """Return which parts of a sentence something denies: up to where the clause of the denying words ends."""
    found = sentence.marks.get("negation", ())
    words = [(match.start, match.end) for match in found if match.meaning in ("after", "before")]
    if not words:
        return _NOTHING
    text = sentence.span.text
    ends = sorted([-1, *(match.start for match in found if match.meaning == "ends"), *_clause_ends(text), len(text)])
    scopes = []
    for match in found:
        if match.meaning == "after":
            scopes.append((ends[bisect_left(ends, match.start) - 1] + 1, match.start))
        elif match.meaning == "before":
            scopes.append((match.end, ends[bisect_left(ends, match.end)]))
    return _Denied(scopes, words)


def _claims(title: Sentence) -> Sequence[str]:
    """Return what a line of a title names, each once."""
    return tuple(dict.fromkeys(match.meaning for match in title.marks.get("title", ())))


def _says(sentence: Sentence, share: str) -> bool:
    return any(match.meaning == share for match in sentence.marks.get("share", ()))


def _scale(sentence: Sentence, model: PostingModel) -> float:
    """Return by how much a sentence counts more or less for what it says of its share of the time."""
    return (model.most if _says(sentence, "most") else 1) * (model.few if _says(sentence, "few") else 1)


def _portions(found: Sequence[Sentence]) -> dict[int, float]:
    """Return the share of the time (0 to 1) that headings state for their blocks."""
    stated = ((sentence.block, _portion(sentence.span.text)) for sentence in found if sentence.heading)
    return {block: share for block, share in stated if share}


def readable(text: str) -> bool:
    """Return whether a text is one: hardly any control characters, as files have that are no text."""
    odd = sum((letter < " " and letter not in "\t\n\r\f\v") or letter == "\ufffd" for letter in text)
    return odd * 50 <= len(text)


def _told(text: str) -> str:
    """Return a text, or the beginning of one that says a word over and over, whose rest would only cost time."""
    if len(text) > _TELLING:
        written = text.encode(errors="replace")
        if len(zlib.compress(written, 1)) * _SAME < len(written):
            return text[:_TELLING]
    return text


def language(text: str) -> Lang:
    """Return the language of a text: Japanese where a quarter of the letters of its beginning are kana or kanji."""
    text = text[:_TELLING]
    return "ja" if len(_WIDE.findall(text)) * 3 >= len(_LATIN.findall(text)) else "en"


def _pairs(phrases: Mapping[T, Iterable[str]]) -> Iterable[tuple[str, T]]:
    return ((phrase, meaning) for meaning, several in phrases.items() for phrase in several)


def _clause_ends(text: str) -> list[int]:
    """Return where clauses end: at points, and at a comma after a Japanese word that is inflected.

    After a noun a comma lists things, and what is said of the last is said of all.
    """
    ends = []
    for at, letter in enumerate(text):
        if letter in "。.;:(–—" or (
            letter == "、" and at and "ぁ" <= text[at - 1] <= "ん" and text[at - 1] not in "やとかなのはもをに"
        ):
            ends.append(at)
    return ends


def _portion(text: str) -> float | None:
    """Return the share that a heading states in brackets or at its end, 0 to 1."""
    match = re.search(r"([0-9]{1,3})\s?(割|%|percent|per cent)", text)
    if match:
        share = int(match[1]) / (10 if match[2] == "割" else 100)
        return share if 0 < share < 1 else None
    return 0.5 if re.search(r"半分|\bhalf\b", text) else None
