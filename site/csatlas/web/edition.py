"""What one running application shows: the content, its look and the address it is published under."""

from dataclasses import dataclass

from flask import current_app

from csatlas.library.library import Library
from csatlas.web.stylesheet import Stylesheets

KEY = "csatlas"


@dataclass(frozen=True)
class Edition:
    """Everything a page is made from. `base_url` has no trailing slash."""

    library: Library
    stylesheets: Stylesheets
    base_url: str


def edition() -> Edition:
    """Return the edition of the application that answers the present request."""
    found: Edition = current_app.extensions[KEY]
    return found
