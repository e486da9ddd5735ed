"""Each page carries the CSS it uses, minified and inlined; its Content-Security-Policy names it by hash."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup
from rcssmin import cssmin

from csatlas.library.schema import Lang, Role

# Every page has these before what it adds itself; its language and print come after, since later rules win.
_COMMON = ("tokens", "base", "layout", "text")


@dataclass(frozen=True)
class Style:
    """The text between <style> tags and its CSP source expression."""

    text: Markup
    csp_source: str


class Stylesheets:
    """The parts of the stylesheet, read once; `of` joins what one page needs."""

    def __init__(self, folder: Path, roles: Mapping[str, Role]) -> None:
        self._parts = {path.stem: str(cssmin(path.read_text(encoding="utf-8"))) for path in folder.glob("*.css")}
        self._inks = _inks(roles)
        self._made: dict[tuple[str, ...], Style] = {}

    def of(self, lang: Lang, *names: str) -> Style:
        """Return the style of a page in one language that uses the parts `names` besides the common ones."""
        key = (lang, *names)
        if key not in self._made:
            text = self._inks + "".join(self._parts[name] for name in (*_COMMON, *names, lang, "print"))
            if "</" in text:
                raise ValueError("the stylesheet holds '</', which would end its element")
            digest = b64encode(sha256(text.encode()).digest()).decode()
            self._made[key] = Style(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - ours, checked above
        return self._made[key]


def _inks(roles: Mapping[str, Role]) -> str:
    """Return the roles' colours as custom properties and classes, so that a new role needs no CSS."""
    light = "".join(f"--{name}:{role.ink.light};" for name, role in roles.items())
    dark = "".join(f"--{name}:{role.ink.dark};" for name, role in roles.items())
    classes = "".join(f".{name}{{--c:var(--{name})}}" for name in roles)
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{classes}"
