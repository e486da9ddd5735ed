"""The glossary for machines: JSON for all terms and for one, CSV for spreadsheets. Open to pages of other sites."""

import csv
import io
import json
from typing import Any

from flask import Blueprint, Response, redirect, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from csatlas.library import names, urls
from csatlas.library.library import TermOf
from csatlas.library.schema import LANGS
from csatlas.posting import LONGEST as LONGEST_POSTING
from csatlas.posting import readable
from csatlas.search import KINDS, LONGEST, nearest
from csatlas.web import openapi, tbx
from csatlas.web.answers import answer_json, open_to_all
from csatlas.web.edition import edition
from csatlas.web.fit import quiz_version, read_answers
from csatlas.web.posting import report
from csatlas.web.routes import live
from csatlas.web.templating import absolute

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/glossary.json")
def glossary() -> Response:
    """Every term."""
    return answer_json({"terms": [as_data(term) for term in edition().library.terms.values()]})


@blueprint.get("/glossary/<name>.json")
def term(name: str) -> Answer:
    """One term; any other name of it leads here, a name of several lists them, an unknown one is a 404 in JSON."""
    library = edition().library
    if name in library.terms:
        return answer_json(as_data(library.terms[name]))
    key = names.spelling(name)
    if key in library.ambiguous:
        meanings = [meaning.term for meaning in library.ambiguous[key].meanings]
        return answer_json({"error": "ambiguous", "name": name, "terms": sorted(set(meanings))}, status=300)
    if key in library.names:
        return open_to_all(redirect(f"/api/glossary/{library.names[key][0]}.json", code=301))
    return answer_json({"error": "unknown term", "name": name}, status=404)


@blueprint.get("/quiz/<version>.json")
def quiz(version: str) -> Answer:
    """The questions, traits and profiles of a version of the quiz."""
    found = quiz_version(edition().library, version)
    if found is None:
        return answer_json({"error": "unknown version", "version": version}, status=404)
    return answer_json({"version": found.version, **found.facts.model_dump(mode="json")})


@blueprint.get("/quiz/<version>/<digits>.json")
@live
def quiz_result(version: str, digits: str) -> Answer:
    """What a set of answers says. An answer, and `to`, lies between -2 (left) and 2 (right)."""
    found = quiz_version(edition().library, version)
    if found is None:
        return answer_json({"error": "unknown version", "version": version}, status=404)
    answers = read_answers(found, digits)
    if answers is None:
        few, many = len(found.quiz.first), len(found.facts.questions)
        return answer_json({"error": f"expected {few} or {many} digits from 0 to 4"}, status=404)
    result = found.quiz.result(answers)
    return answer_json(
        {
            "version": found.version,
            "answers": digits,
            "scores": dict(result.scores),
            "fit": {role: float(fit) for role, fit in result.fit.items()},
            "ranking": [list(group) for group in result.ranking],
            "verdict": result.verdict,
            "lead": result.lead,
            "reasons": [{"question": question, "points": points} for question, points in result.reasons],
            "change": dict(zip(("question", "to", "winner"), result.change, strict=True)) if result.change else None,
            "traits": dict(result.traits),
        }
    )


@blueprint.get("/search.json")
@live
def find() -> Response:
    """What is found for `q` in `lang` (ja or en), of one `kind` or of all, the best `most` of them (1 to 20)."""
    lang, kind = request.args.get("lang", ""), request.args.get("kind", "")
    most = request.args.get("most", "20")
    if lang not in LANGS:
        return answer_json({"error": f"lang must be one of {', '.join(LANGS)}"}, status=400)
    if kind and kind not in KINDS:
        return answer_json({"error": f"kind must be one of {', '.join(KINDS)}"}, status=400)
    if most not in map(str, range(1, 21)):
        return answer_json({"error": "most must be a whole number from 1 to 20"}, status=400)
    query = request.args.get("q", "")
    base, library = edition().base_url, edition().library
    hits = edition().search.find(query, lang, kind, int(most))
    return answer_json(
        {
            "query": query[:LONGEST],
            "hits": [
                {
                    "kind": hit.kind,
                    "url": base + hit.address,
                    "title": hit.title,
                    "heading": hit.heading,
                    "html": str(hit.snippet),
                }
                for hit in hits
            ],
            "nearest": [library.terms[term].facts.names[lang] for term in nearest(query, library)] if not hits else [],
        }
    )


@blueprint.post("/posting", provide_automatic_options=False)
def posting() -> Response:
    """Which of the four jobs a posting describes: JSON in, JSON out."""
    if not request.is_json:
        return answer_json({"error": "expected application/json"}, status=415)
    try:
        sent = openapi.PostingText.model_validate(json.loads(request.get_data()))
    except (ValueError, RecursionError) as error:
        long = isinstance(error, ValidationError) and any(e["type"] == "string_too_long" for e in error.errors())
        text = (
            f"text: more than {LONGEST_POSTING} characters"
            if long
            else 'expected {"text": string, "lang": "ja" or "en"}'
        )
        return answer_json({"error": text}, status=413 if long else 422)
    if not sent.text.strip() or not readable(sent.text):
        return answer_json({"error": "text: empty, or no text"}, status=422)
    found = report(edition(), sent.text, sent.lang)
    return answer_json(openapi.answer(edition().library, found).model_dump())


@blueprint.route("/posting", methods=["OPTIONS"], provide_automatic_options=False)
def posting_asked() -> Response:
    """Let pages of other sites send JSON (a browser asks first)."""
    answer = open_to_all(Response(status=204))
    answer.headers["Access-Control-Allow-Methods"] = "POST"
    answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return answer


@blueprint.get("/posting/rules.json")
def posting_rules() -> Response:
    """Every cue of the posting reader with its reason and its words."""
    rules = edition().library.posting
    words = {
        name: {lang: rules.words[lang].phrases[name] for lang in LANGS if name in rules.words[lang].phrases}
        for name in rules.cues
    }
    return answer_json(
        {
            "version": rules.version,
            "model": rules.model.model_dump(mode="json"),
            "cues": {name: cue.model_dump(mode="json") | {"phrases": words[name]} for name, cue in rules.cues.items()},
            "sets": {lang: rules.words[lang].sets for lang in LANGS},
        }
    )


@blueprint.get("/openapi.json")
def described() -> Response:
    """What this API answers, for programs."""
    return answer_json(openapi.document(edition().library, edition().base_url))


@blueprint.get("/glossary.csv")
def table() -> Response:
    """Every term, one a line (RFC 4180), with a byte order mark so that spreadsheets read the Japanese."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(
        ("id", "ja", "reading", "en", "category", "roles", "definition_ja", "definition_en", "url", "version")
    )
    for found in edition().library.terms.values():
        facts = found.facts
        writer.writerow(
            (
                found.id, facts.names.ja, facts.reading, facts.names.en, facts.category, " ".join(facts.roles),
                facts.definition.ja, facts.definition.en, absolute(urls.term_path(found.id), "ja"), facts.version,
            )
        )  # fmt: skip
    return open_to_all(Response("\ufeff" + lines.getvalue(), mimetype="text/csv"))


@blueprint.get("/glossary.tbx")
def termbase() -> Response:
    """Every term for translation tools."""
    return open_to_all(Response(tbx.document(edition()), mimetype=tbx.MEDIA_TYPE))


def as_data(term: TermOf) -> dict[str, Any]:
    """Return what the API says of a term."""
    facts = term.facts
    path = urls.term_path(term.id)
    return {
        "id": term.id,
        "names": {lang: facts.names[lang] for lang in LANGS},
        "reading": facts.reading,
        "abbreviations": list(facts.abbreviations),
        "aliases": list(facts.aliases),
        "category": facts.category,
        "roles": list(facts.roles),
        "owner": facts.owner,
        "definition": {lang: facts.definition[lang] for lang in LANGS},
        "url": {lang: absolute(path, lang) for lang in LANGS},
        "version": facts.version.isoformat(),
        "versions": [day.isoformat() for day, _ in facts.versions],
    }
