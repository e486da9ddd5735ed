"""A reading of a posting put the way the page shows it: marked text, facts, questions, the visitor's fit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from csatlas.library import urls
from csatlas.library.library import Library, QuizOf, TermOf
from csatlas.library.schema import Lang, PostingFact, Words
from csatlas.posting import Evidence, Reading, Said
from csatlas.quiz import ANSWERS
from csatlas.web.edition import Edition
from csatlas.web.fit import quiz_version, read_answers

_WORTH_SHOWING = 1.0  # weight of a cue from which its sentence is held against an answer
_RESULT = re.compile(r"(?:^|/)quiz/([1-9][0-9]{0,3})/([0-4]{1,60})/?$")


@dataclass(frozen=True)
class Piece:
    """A run of the posting's text; `evidence` where it counts, `struck` where a cue in it does not."""

    text: str
    evidence: Evidence | None = None
    struck: bool = False


@dataclass(frozen=True)
class Fact:
    """What the posting says of one fact, with the sentence, or what to ask where it says nothing."""

    id: str
    facts: PostingFact
    said: Said
    sentence: str
    why: tuple[tuple[str, Words], ...]  # role and reason; none where the answer matters for none of the roles


@dataclass(frozen=True)
class Answers:
    """A visitor's answers to the quiz: one -2 to 2 for each question that was asked."""

    of: QuizOf
    digits: str
    answers: tuple[int, ...]


@dataclass(frozen=True)
class Meeting:
    """One of the visitor's answers beside one sentence of the posting, on one trait."""

    trait: str
    agrees: bool
    chosen: Words
    strong: bool
    sentence: str
    role: str


@dataclass(frozen=True)
class Report:
    """All that the page says of a posting."""

    reading: Reading
    pieces: tuple[Piece, ...]
    cues: Mapping[str, Mapping[str, tuple[str, ...]]]  # role -> cue -> the words found for it, in the order of the text
    facts: tuple[Fact, ...]
    terms: tuple[TermOf, ...]
    meetings: tuple[Meeting, ...]
    fit: Mapping[str, int]  # how near the answers are to the roles of the verdict, 0 to 100

    @property
    def questions(self) -> tuple[Fact, ...]:
        """What the posting leaves unsaid and the job depends on."""
        return tuple(fact for fact in self.facts if fact.said.saying == "not_said" and fact.why)


def report(edition: Edition, text: str, lang: Lang | None = None, answers: Answers | None = None) -> Report:
    """Return what there is to say of a posting."""
    reading = edition.reader.read(text, lang)
    library = edition.library
    cues: dict[str, dict[str, list[str]]] = {}
    for one in reading.evidence:
        cues.setdefault(one.role, {}).setdefault(one.cue, []).append(" ".join(one.text.split()))
    return Report(
        reading=reading,
        pieces=tuple(_pieces(text, reading)),
        cues={role: {cue: tuple(dict.fromkeys(words)) for cue, words in of.items()} for role, of in cues.items()},
        facts=tuple(_facts(library, text, reading)),
        terms=terms(edition, text, reading.lang),
        meetings=tuple(_meetings(answers, library, text, reading)) if answers else (),
        fit=_fit(answers, reading) if answers else {},
    )


def read_result(library: Library, address: str) -> Answers | None:
    """Return the answers that the address of a quiz result holds, or None where it is none."""
    match = _RESULT.search(address.strip().partition("?")[0].partition("#")[0])
    of = quiz_version(library, match[1]) if match else None
    answers = read_answers(of, match[2]) if of and match else None
    return Answers(of, match[2], tuple(answers)) if of and match and answers else None


def terms(edition: Edition, text: str, lang: Lang) -> tuple[TermOf, ...]:
    """Return the glossary terms that a text names, in its order."""
    found = (term for _, term in edition.term_finders[lang].split(text) if term)
    return tuple(edition.library.terms[term] for term in dict.fromkeys(found))


def appendix(edition: Edition, found: Sequence[TermOf], lang: Lang) -> Mapping[str, str]:
    """Return the terms of a posting, to be put below it, as plain text, Markdown and HTML."""
    rows = [
        (term.facts.names[lang], term.facts.definition[lang], edition.address(urls.term_path(term.id), lang))
        for term in found
    ]
    items = Markup("").join(
        Markup('<dt><a href="{}">{}</a></dt><dd>{}</dd>\n').format(address, name, words)
        for name, words, address in rows
    )
    return {
        "text": "\n".join(f"{name}: {words}\n{address}" for name, words, address in rows),
        "markdown": "\n".join(f"- [{name}]({address}): {words}" for name, words, address in rows),
        "html": f"<dl>\n{items}</dl>",
    }


def _pieces(text: str, reading: Reading) -> Sequence[Piece]:
    """Return the whole text in pieces."""
    marks: list[tuple[int, int, Evidence | None]] = [(one.start, one.end, one) for one in reading.evidence]
    marks += [(start, end, None) for start, end in reading.struck]
    pieces = []
    at = 0
    for start, end, evidence in sorted(marks, key=lambda mark: mark[:2]):
        if start >= at:
            pieces.append(Piece(text[at:start]))
            pieces.append(Piece(text[start:end], evidence, evidence is None))
            at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def _facts(library: Library, text: str, reading: Reading) -> Sequence[Fact]:
    """Return the facts in the order of the page; each matters for the roles of the verdict, or for the one claimed."""
    roles = reading.judged.roles or ((reading.claimed,) if reading.claimed in library.roles else ())
    return [
        Fact(
            id=name,
            facts=fact,
            said=reading.stated[name],
            sentence=_sentence(text, reading.stated[name].sentence),
            why=tuple((role, fact.why[role]) for role in roles if role in fact.why),
        )
        for name, fact in library.posting.facts.items()
    ]


def _meetings(answers: Answers, library: Library, text: str, reading: Reading) -> Sequence[Meeting]:
    """Return where answers and duties meet, those that agree first: on each trait the strongest of both."""
    quiz = answers.of.quiz
    asked = list(zip(quiz.first + quiz.further, answers.answers, strict=False))
    choices = {choice.id: choice for choice in answers.of.facts.questions}
    found: dict[str, tuple[float, Meeting]] = {}
    for one in reading.evidence:
        shows = library.posting.cues[one.cue].shows
        if not shows or one.role not in library.roles or one.weight < _WORTH_SHOWING:
            continue
        trait, side = shows[:-1], 1 if shows[-1] == "+" else -1
        leaning = sum(question.k * answer for question, answer in asked if question.trait == trait)
        given = [
            (question, answer)
            for question, answer in asked
            if question.trait == trait and answer * leaning * question.k > 0
        ]
        if not given or one.weight <= found.get(trait, (0,))[0]:
            continue
        question, answer = max(given, key=lambda pair: abs(pair[1]))
        chosen = choices[question.id].sides[answer > 0]
        strong = abs(answer) == max(ANSWERS)
        sentence = _sentence(text, one.sentence)
        found[trait] = one.weight, Meeting(trait, leaning * side > 0, chosen, strong, sentence, one.role)
    return sorted((meeting for _, meeting in found.values()), key=lambda meeting: not meeting.agrees)


def _fit(answers: Answers, reading: Reading) -> Mapping[str, int]:
    fit = answers.of.quiz.result(answers.answers).fit
    return {role: round(fit[role]) for role in reading.judged.roles}


def _sentence(text: str, place: tuple[int, int] | None) -> str:
    """Return a sentence of the posting on one line."""
    return " ".join(text[place[0] : place[1]].split()) if place else ""
