"""Answers for programs: JSON and files that pages of other sites may read."""

import json
from typing import Any, TypeVar

from flask import Response
from werkzeug.wrappers import Response as Answer

T = TypeVar("T", bound=Answer)


def answer_json(data: dict[str, Any], status: int = 200) -> Response:
    """Return data as JSON that pages of other sites may read."""
    text = json.dumps(data, ensure_ascii=False) + "\n"
    return open_to_all(Response(text, status=status, mimetype="application/json"))


def open_to_all(answer: T) -> T:
    """Let pages of other sites read an answer."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
