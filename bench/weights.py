"""Page weights: the ten largest pages, compressed as a release would be, with their CSS and response headers.

The limit is 12.5 KB (12,500 bytes): what one round trip carries after a TLS 1.3 handshake, less a margin.
"""

import sys

import brotli

from csatlas.library.library import public_addresses
from csatlas.library.schema import LANGS
from csatlas.web.app import create_app
from csatlas.web.edition import KEY

LIMIT = 12_500
# Results of the quiz are made for each visitor: a clear one, and one too close to call, which shows most.
_RESULTS = tuple(f"/{lang}/quiz/1/{answers}/" for lang in LANGS for answers in ("1441243404032411", "2232442121224223"))
# What the server adds to every answer.
_ALWAYS = b"HTTP/1.1 200 OK\r\nserver: granian\r\ndate: Sun, 22 Nov 2026 22:43:33 GMT\r\n\r\n"


def weigh() -> list[tuple[int, int, int, str]]:
    """Return (headers + brotli 11 body, body, uncompressed body, address) of every page, heaviest first, in bytes."""
    app = create_app()
    client = app.test_client()
    found = []
    for address in (*public_addresses(app.extensions[KEY].library), *_RESULTS):
        answer = client.get(address)
        headers = sum(len(f"{name}: {value}\r\n".encode()) for name, value in answer.headers) + len(_ALWAYS)
        body = len(brotli.compress(answer.data, quality=11))
        found.append((headers + body, body, len(answer.data), address))
    return sorted(found, reverse=True)


def main() -> int:
    """Print the ten heaviest pages; the exit status says whether all keep the limit."""
    weights = weigh()
    print(f"{'with headers':>12} {'brotli':>7} {'plain':>7}  page (limit {LIMIT:,} bytes)")
    for total, body, plain, address in weights[:10]:
        print(f"{total:>12,} {body:>7,} {plain:>7,}  {address}")
    over = sum(total > LIMIT for total, *_ in weights)
    print(f"{len(weights)} pages, {over} over the limit")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
