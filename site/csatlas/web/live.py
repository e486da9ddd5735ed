"""The preview for editors: an application made anew when a file has changed, with faults shown in the page."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Response

from csatlas.library.problems import ContentError, Problem
from csatlas.web.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{count} faults in the content</title>'
    "<h1>{count} faults in the content</h1><p>Mend them and reload.</p><ul>{faults}</ul></html>"
)
_FAULT = Markup("<li><code>{place}</code> {text}</li>")


class LivePreview:
    """A WSGI application over `folders` that answers as the present state of their files would."""

    def __init__(self, folders: Sequence[Path], make: Callable[[], "WSGIApplication"] = create_app) -> None:
        self._folders = folders
        self._make = make
        self._lock = Lock()
        self._seen = self._state()
        self._app = self._made()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        with self._lock:
            state = self._state()
            if state != self._seen:
                self._app = self._made()
                self._seen = state
        return self._app(environ, start_response)

    def _made(self) -> "WSGIApplication":
        try:
            return self._make()
        except ContentError as error:
            return faults_page(error.problems)

    def _state(self) -> object:
        """Return something that differs after any file was written, added or removed."""
        files = (path for folder in self._folders for path in folder.rglob("*") if path.is_file())
        return {str(path): path.stat().st_mtime_ns for path in files}


def faults_page(problems: Sequence[Problem]) -> Response:
    """Return a page that lists faults by place."""
    faults = Markup("").join(
        _FAULT.format(place=f"{problem.path}:{problem.line}", text=problem.text) for problem in problems
    )
    page = _PAGE.format(count=len(problems), faults=faults)
    return Response(page, status=500, mimetype="text/html")
