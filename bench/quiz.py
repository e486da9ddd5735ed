"""What a result of the quiz costs the server: the median over random answers, and its ratio to a bare Flask hello.

Both are asked through WSGI in this process, in turns, without a network. The aim is 2 ms a result.
"""

import random
import statistics
import time

from flask import Flask
from werkzeug.test import EnvironBuilder

from csatlas.web.app import create_app

COUNT = 400


def timed(app: Flask, path: str) -> float:
    """Return how long `app` takes to answer `path`, in milliseconds."""
    environment = EnvironBuilder(path).get_environ()
    start = time.perf_counter()
    b"".join(app(environment, lambda *_: lambda _: None))
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print both medians and their ratio."""
    hello = Flask("hello")
    hello.add_url_rule("/", view_func=lambda: "hello")
    site = create_app()
    chance = random.Random(6)  # noqa: S311
    paths = ["/ja/quiz/1/" + "".join(chance.choices("01234", k=16)) + "/" for _ in range(COUNT)]
    for path in paths[:20]:
        timed(site, path)
    times = [(timed(hello, "/"), timed(site, path)) for path in paths]
    bare, result = (statistics.median(each) for each in zip(*times, strict=True))
    print(f"a result: {result:.2f} ms (aim 2 ms), bare Flask: {bare:.2f} ms, ratio {result / bare:.0f}")


if __name__ == "__main__":
    main()
