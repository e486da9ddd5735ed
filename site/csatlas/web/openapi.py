"""What programs may ask of this site, as an OpenAPI 3.1 document, and the shape of what the posting reader answers."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from csatlas.library.library import Library
from csatlas.library.schema import LANGS, Lang
from csatlas.posting import LONGEST, Reading, Saying, Verdict
from csatlas.search import KINDS
from csatlas.web.posting import Report

_MODELS = "#/components/schemas/{model}"
Share = Annotated[float, Field(ge=0, le=1)]


class Closed(BaseModel):
    """Base of what is sent and answered: no other key."""

    model_config = ConfigDict(extra="forbid")


class PostingText(Closed):
    """A posting, and its language where that should not be found out."""

    text: Annotated[str, Field(max_length=LONGEST, description="The posting as it is, with its line breaks.")]
    lang: Annotated[Lang | None, Field(description="Language of the posting and of the answer's words.")] = None


class EvidenceFound(Closed):
    """Words that count: `start` and `end` are characters (code points) of the text sent, `text` lies between."""

    start: int
    end: int
    text: str
    role: str
    weight: float
    cue: str


class Question(Closed):
    """What to ask where the posting says nothing."""

    fact: str
    ask: str
    why: dict[str, str]


class PostingRead(Closed):
    """What a posting says."""

    verdict: Verdict
    why: Annotated[str, Field(description="duties, balance (two jobs), article, other_job or too_little")]
    roles: Annotated[list[str], Field(description="The one or two roles of the verdict; none where it is unclear.")]
    mix: Annotated[dict[str, Share], Field(description="Shares of the weight of all cues: 1 in all, or 0 without any.")]
    claimed: Annotated[str | None, Field(description="The role that the title names, `ambiguous`, or null.")]
    confidence: Annotated[Share, Field(description="How often readings as clear as this were right.")]
    evidence: list[EvidenceFound]
    stated: dict[str, Saying]
    questions: list[Question]
    terms: Annotated[list[str], Field(description="Ids of the glossary terms that the text names.")]
    lang: Lang
    rules: Annotated[int, Field(description="Version of the rules.")]


class Fault(Closed):
    """Why a request was refused."""

    error: str


def answer(library: Library, report: Report) -> PostingRead:
    """Return what the API says of a posting."""
    reading: Reading = report.reading
    lang = reading.lang
    return PostingRead(
        verdict=reading.judged.verdict,
        why=reading.judged.why,
        roles=list(reading.judged.roles),
        mix={role: round(share, 4) for role, share in reading.mix.items()},
        claimed=reading.claimed,
        confidence=reading.judged.confidence,
        evidence=[
            EvidenceFound(
                start=one.start, end=one.end, text=one.text, role=one.role, weight=round(one.weight, 3), cue=one.cue
            )
            for one in reading.evidence
        ],
        stated={name: said.saying for name, said in reading.stated.items()},
        questions=[
            Question(fact=f.id, ask=f.facts.ask[lang], why={role: words[lang] for role, words in f.why})
            for f in report.questions
        ],
        terms=[term.id for term in report.terms],
        lang=lang,
        rules=library.posting.version,
    )


def document(library: Library, base_url: str) -> dict[str, Any]:
    """Return the description of every address below /api/."""
    models: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (PostingText, "validation"),
        (PostingRead, "serialization"),
        (Fault, "serialization"),
    ]
    _, schemas = models_json_schema(models, ref_template=_MODELS)
    term = {"name": "id", "in": "path", "required": True, "schema": {"enum": list(library.terms)}}
    version = {"name": "version", "in": "path", "required": True, "schema": {"enum": list(library.quizzes)}}
    answers = {"name": "answers", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-4]+$"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": library.site.name.en,
            "version": "1",
            "description": "Open to pages of other sites; no key. Texts and data are CC BY 4.0.",
            "license": {"name": "CC BY 4.0", "url": library.site.license_url},
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/posting": {
                "post": {
                    "operationId": "readPosting",
                    "summary": "Which of the four jobs a posting describes. The text is not kept.",
                    "requestBody": {"required": True, "content": _json(_ref("PostingText"))},
                    "responses": {
                        "200": {"description": "The reading.", "content": _json(_ref("PostingRead"))},
                        "413": _fault(f"More than {LONGEST:,} characters."),
                        "415": _fault("Not sent as application/json."),
                        "422": _fault("No JSON of this shape, an empty text, or part of a file that is no text."),
                    },
                }
            },
            "/api/posting/rules.json": _get(
                "postingRules", "Every cue of the posting reader with its words.", "object"
            ),
            "/api/glossary.json": _get("terms", "Every term of the glossary.", "object"),
            "/api/glossary/{id}.json": _get("term", "One term.", "object", term, missing=True),
            "/api/glossary.csv": _get("termTable", "Every term, one a line (RFC 4180).", "text/csv"),
            "/api/glossary.tbx": _get("termBase", "Every term for translation tools.", "application/x-tbx"),
            "/api/quiz/{version}.json": _get("quiz", "A version of the quiz.", "object", version, missing=True),
            "/api/quiz/{version}/{answers}.json": _get(
                "quizResult", "What answers (digits 0 to 4) say.", "object", version, answers, missing=True
            ),
            "/api/search.json": _get(
                "search",
                "What is found for some words.",
                "object",
                {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}},
                {"name": "lang", "in": "query", "required": True, "schema": {"enum": list(LANGS)}},
                {"name": "kind", "in": "query", "schema": {"enum": list(KINDS)}},
                {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 20}},
            ),
            "/api/openapi.json": _get("openapi", "This document.", "object"),
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _ref(model: str) -> dict[str, str]:
    return {"$ref": _MODELS.format(model=model)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _fault(description: str) -> dict[str, Any]:
    return {"description": description, "content": _json(_ref("Fault"))}


def _get(name: str, summary: str, kind: str, *parameters: dict[str, Any], missing: bool = False) -> dict[str, Any]:
    """Return the description of a GET: `kind` is a JSON type, or the media type of something else."""
    content = _json({"type": kind}) if "/" not in kind else {kind: {"schema": {"type": "string"}}}
    found = {"200": {"description": summary, "content": content}}
    responses = found | (
        {"404": {"description": "There is none.", "content": _json({"type": "object"})}} if missing else {}
    )
    operation: dict[str, Any] = {"operationId": name, "summary": summary, "responses": responses}
    return {"get": operation | ({"parameters": list(parameters)} if parameters else {})}
