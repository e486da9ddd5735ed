"""Page weights: the ten largest pages, as a release sends them, with their CSS and response headers.

The limit is 12.5 KB (12,500 bytes): what one round trip carries after a TLS 1.3 handshake, less a margin.
"""

import sys
import tempfile
from pathlib import Path

from werkzeug.test import Client

from csatlas.library.library import public_addresses
from csatlas.library.loading import load
from csatlas.library.schema import LANGS
from csatlas.paths import data_folder
from csatlas.publish.build import build
from csatlas.publish.serve import Server, live

LIMIT = 12_500
# Made for each visitor: a clear result of the quiz, one too close to call, which shows most, and what a search finds.
_ASKED = tuple(
    f"/{lang}/{path}"
    for lang in LANGS
    for path in ("quiz/1/1441243404032411/", "quiz/1/2232442121224223/", "search/?q=support")
)
# What the server adds to every answer.
_ALWAYS = b"HTTP/1.1 200 OK\r\nserver: granian\r\ndate: Sun, 22 Nov 2026 22:43:33 GMT\r\n\r\n"


def weigh(out: Path) -> list[tuple[int, int, str]]:
    """Return (headers + body, body, address) of every page in a build, heaviest first, in bytes."""
    client = Client(Server(out, live))
    found = []
    for address in (*public_addresses(load(data_folder("content").parent)), *_ASKED):
        answer = client.get(address, headers={"Accept-Encoding": "br"})
        headers = sum(len(f"{name}: {value}\r\n".encode()) for name, value in answer.headers) + len(_ALWAYS)
        found.append((headers + len(answer.data), len(answer.data), address))
    return sorted(found, reverse=True)


def main() -> int:
    """Print the ten heaviest pages; the exit status says whether all keep the limit."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), release=True)
        weights = weigh(Path(folder))
    print(f"{'with headers':>12} {'brotli':>7}  page (limit {LIMIT:,} bytes)")
    for total, body, address in weights[:10]:
        print(f"{total:>12,} {body:>7,}  {address}")
    fit = sum(total <= LIMIT for total, *_ in weights)
    print(f"{fit} of {len(weights)} pages keep the limit ({fit / len(weights):.1%})")
    return int(fit < len(weights))


if __name__ == "__main__":
    sys.exit(main())
