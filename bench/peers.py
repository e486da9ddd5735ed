"""What benchmarks share: processes on the loopback address that end with the benchmark, rounds in turns, ratios."""

import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

BIN = Path(sys.executable).parent


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def missing(command: str) -> bool:
    """Say that a peer is not installed and is left out; return whether that is so."""
    if shutil.which(command):
        return False
    print(f"skipped: {command} is not installed")
    return True


def first_byte(port: int, path: str, patience: float = 30) -> None:
    """Wait until a server answers `path`."""
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path, headers={"Accept-Encoding": "br"})
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.002)
    raise TimeoutError(f"nobody answered on port {port}")


@contextmanager
def running(
    command: Sequence[str | Path], port: int, path: str, **options: object
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; it is entered at the first answer."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **{**quiet, **options}) as process:  # type: ignore[call-overload]
        try:
            first_byte(port, path)
            yield process
        finally:
            # Not before its workers listen: granian loses a signal that comes while they start.
            time.sleep(0.7)
            process.terminate()
            process.wait(timeout=15)


def in_turns(rounds: int, *measures: Callable[[], float]) -> list[list[float]]:
    """Return what each of some measurements gave in each round."""
    results: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for result, measure in zip(results, measures, strict=True):
            result.append(measure())
    return results


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return the median ratio of two series, and the least and greatest."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(each):.2f} ({min(each):.2f}-{max(each):.2f})"
