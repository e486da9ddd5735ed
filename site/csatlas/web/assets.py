"""Static files under addresses that carry the digest of their content, so that browsers may keep them for ever."""

from hashlib import sha256
from pathlib import Path

PREFIX = "/static/"
FOR_EVER = "max-age=31536000, immutable"
# The plain address of a file stays for pages of other sites; what it gives may change.
A_DAY = "max-age=86400"


class Assets:
    """The files below `folder`, named by their path within it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        # The stylesheets are inlined; nobody asks for them.
        self._digests = {
            path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:8]
            for path in files
            if path.suffix != ".css"
        }

    def path(self, name: str) -> str:
        """Return the path on the server of a file in its present state. KeyError where there is none."""
        return f"{PREFIX}{self._digests[name]}/{name}"

    def find(self, name: str) -> tuple[str, str] | None:
        """Return the file that an address below /static/ means, and its Cache-Control; None where there is none."""
        digest, _, rest = name.partition("/")
        if self._digests.get(rest) == digest:
            return rest, FOR_EVER
        return (name, A_DAY) if name in self._digests else None

    def addresses(self) -> tuple[str, ...]:
        """Return every path on the server below /static/."""
        return tuple(address for name in self._digests for address in (self.path(name), PREFIX + name))
