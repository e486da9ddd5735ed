"""Which routes depend on more than content and address. All others are made once, into the folder that is served."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., object])

_LIVE, _QUERIED = "made_when_asked", "read_their_query"


def live(view: View) -> View:
    """Mark a view whose answers cannot all be made beforehand."""
    setattr(view, _LIVE, True)
    return view


def queried(view: View) -> View:
    """Mark a view whose bare address is a finished page, and that makes another when the address has a query."""
    setattr(view, _QUERIED, True)
    return view


def is_live(app: Flask, endpoint: str) -> bool:
    """Return whether the answers of an endpoint are made when asked for."""
    return getattr(app.view_functions[endpoint], _LIVE, False)


def is_queried(app: Flask, endpoint: str) -> bool:
    """Return whether an endpoint reads its query."""
    return getattr(app.view_functions[endpoint], _QUERIED, False)
