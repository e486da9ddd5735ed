"""Where the site's data lies: beside the code in an installed wheel, two levels up in a checkout."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def data_folder(name: str) -> Path:
    """Return the folder `name` ("content", "templates" or "static").

    CSATLAS_ROOT names another folder with a content/ in it. Raises FileNotFoundError, naming the places, where there is
    none.
    """
    root = os.environ.get("CSATLAS_ROOT") if name == "content" else None
    places = (Path(root) / name,) if root else (_PACKAGE / name, _CHECKOUT / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no folder {name!r}: looked at {' and '.join(map(str, places))}")
