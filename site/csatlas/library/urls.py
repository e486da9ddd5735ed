"""Every public path. A page has the same path in both languages; only the first segment differs."""

from datetime import date

from csatlas.library.schema import LANGS, Lang

HOME = ""
ROLES = "roles/"
COMPARE = "compare/"
SOURCES = "sources/"
GLOSSARY = "glossary/"
RECRUITERS = "for-recruiters/"
QUIZ = "quiz/"
METHOD = "method/"
ARTICLES = "articles/"
DISPUTES = "disputes/"
SEARCH = "search/"
POSTING = "posting/"
POSTING_METHOD = "posting/method/"


def role_path(role_id: str) -> str:
    """Return the path of a role's page, without language."""
    return f"{ROLES}{role_id}/"


def pair_path(pair_id: str) -> str:
    """Return the path of a pair's page, without language."""
    return f"{COMPARE}{pair_id}/"


def sources_path(kind: str) -> str:
    """Return the path of the list of one kind of sources, without language."""
    return f"{SOURCES}{kind}/"


def term_path(term_id: str) -> str:
    """Return the path of a term's page, without language."""
    return f"{GLOSSARY}{term_id}/"


def article_path(slug: str) -> str:
    """Return the path of an article's page, without language."""
    return f"{ARTICLES}{slug}/"


def dispute_path(dispute_id: str) -> str:
    """Return the path of a dispute's page, without language."""
    return f"{DISPUTES}{dispute_id}/"


def version_path(term_id: str, day: date) -> str:
    """Return the path of a term's definition as it stood from `day` on, without language."""
    return f"{GLOSSARY}{term_id}/{day.isoformat()}/"


def quiz_path(version: int, answers: str) -> str:
    """Return the path of what `answers` say in a version of the quiz, or of a ranking without answers."""
    return f"{QUIZ}{version}/{answers}/"


def page_path(page_id: str) -> str:
    """Return the path of a page that exists once, without language."""
    return HOME if page_id == "home" else f"{page_id}/"


def localised(lang: Lang, path: str) -> str:
    """Return the path on the server of a page in one language."""
    return f"/{lang}/{path}"


def split_language(server_path: str) -> tuple[Lang | None, str]:
    """Return the language and the rest of a path on the server; None where it names no language."""
    first, _, rest = server_path.lstrip("/").partition("/")
    for lang in LANGS:
        if first == lang:
            return lang, rest
    return None, server_path.lstrip("/")


def ancestors(path: str) -> tuple[str, ...]:
    """Return the paths above a page, home first: "compare/a-vs-b/" lies under "" and "compare/"."""
    parts = path.rstrip("/").split("/")
    return (HOME, *("/".join(parts[:i]) + "/" for i in range(1, len(parts)))) if path else ()
