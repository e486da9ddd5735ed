"""Static files under addresses that carry the digest of their content, so that browsers may keep them for ever."""

from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

PREFIX = "/static/"
FOR_EVER = "max-age=31536000, immutable"
# The plain address of a file stays for pages of other sites; what it gives may change.
A_DAY = "max-age=86400"


class Assets:
    """The files below `folder`, named by their path within it."""

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        # Kept whole, for they are small. The stylesheets are inlined; nobody asks for them.
        self._bodies = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.suffix != ".css"
        }
        self._digests = {name: sha256(body).hexdigest()[:8] for name, body in self._bodies.items()}

    def path(self, name: str) -> str:
        """Return the path on the server of a file in its present state. KeyError where there is none."""
        return f"{PREFIX}{self._digests[name]}/{name}"

    def find(self, name: str) -> tuple[bytes, str, str] | None:
        """Return body, media type and Cache-Control of an address below /static/; None where there is no file."""
        digest, _, rest = name.partition("/")
        file, caching = (rest, FOR_EVER) if self._digests.get(rest) == digest else (name, A_DAY)
        if file not in self._bodies:
            return None
        return self._bodies[file], guess_type(file)[0] or "application/octet-stream", caching

    def addresses(self) -> tuple[str, ...]:
        """Return every path on the server below /static/."""
        return tuple(address for name in self._digests for address in (self.path(name), PREFIX + name))
