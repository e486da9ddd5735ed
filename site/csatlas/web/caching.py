"""How long browsers and networks between may keep an answer."""

from flask import Response, request

# A page depends on content and address alone. Five minutes is how long a correction may take to reach everybody.
_BY_STATUS = {200: "max-age=300", 301: "max-age=3600", 308: "max-age=3600"}


def keep(response: Response) -> Response:
    """Say how long an answer may be kept, where its view has not: what was read for a while, all else not at all."""
    reads = request.method in ("GET", "HEAD")
    policy = _BY_STATUS.get(response.status_code, "no-store") if reads else "no-store"
    response.headers.setdefault("Cache-Control", policy)
    return response
