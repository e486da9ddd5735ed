"""Where the site's data lies: beside the code in an installed wheel, two levels up in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def data_folder(name: str) -> Path:
    """Return the folder `name` ("content", "templates" or "static").

    Raises FileNotFoundError, naming both places, when neither the wheel nor a checkout holds it.
    """
    places = (_PACKAGE / name, _CHECKOUT / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no folder {name!r}: looked at {places[0]} and {places[1]}")
