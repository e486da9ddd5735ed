"""The `csatlas` command."""

import socket
import sys
from datetime import date
from functools import partial
from pathlib import Path

import click

from csatlas.library.library import Library
from csatlas.library.loading import load
from csatlas.library.problems import ContentError
from csatlas.paths import data_folder
from csatlas.upkeep import stale, unused

host_option = click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, show_envvar=True)
port_option = click.option(
    "--port", envvar="PORT", default=8000, show_default=True, show_envvar=True, type=click.IntRange(0, 65535)
)


@click.group()
@click.version_option(package_name="csatlas")
def main() -> None:
    """CS Atlas: serve it, preview it, check its content, start a new piece."""


@main.command()
@click.argument("root", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(root: Path | None) -> None:
    """Read all content below ROOT/content and report every fault as file:line."""
    try:
        library = load(root or data_folder("content").parent)
    except ContentError as error:
        for problem in error.problems:
            click.echo(problem)
        click.echo(f"{len(error.problems)} faults", err=True)
        sys.exit(1)
    if alone := list(unused(library, None)):
        click.echo(f"note: {len(alone)} terms that no text links; csatlas coverage names them")
    pages = len(library.pages)
    click.echo(f"{pages} pages in two languages, {len(library.sources)} sources, no faults")


@main.command()
@host_option
@port_option
def serve(host: str, port: int) -> None:
    """Serve the site."""
    from granian.constants import Interfaces
    from granian.server import Server

    _library()  # faults are said before a server starts
    _check_port(host, port)
    click.echo(f"CS Atlas on http://{host}:{port}/")
    server = Server(
        "csatlas.web.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        blocking_threads=4,
    )
    server.serve()


@main.command()
@host_option
@port_option
def dev(host: str, port: int) -> None:
    """Serve the site with edits shown on reload; faults in content stand in the page."""
    from werkzeug.serving import is_running_from_reloader, run_simple

    from csatlas.web.app import create_app
    from csatlas.web.live import LivePreview

    if not is_running_from_reloader():  # the reloader's child gets the port that its parent holds
        _check_port(host, port)
    folders = [data_folder(name) for name in ("content", "templates", "static")]
    run_simple(host, port, LivePreview(folders, partial(create_app, drafts=True)), threaded=True, use_reloader=True)


@main.command()
@click.argument("kind", type=click.Choice(["role", "pair", "article", "dispute", "term"]))
@click.argument("name")
def new(kind: str, name: str) -> None:
    """Make the files of a new role, pair, article, dispute or term; `csatlas check` says what is missing."""
    from csatlas.scaffold import scaffold

    try:
        made = scaffold(data_folder("content"), kind, name)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    for path in made:
        click.echo(path)


@main.command("stale")
def show_stale() -> None:
    """List pages whose newest source is older than two years, or that were not changed for one."""
    for line in stale(_library(), date.today()):
        click.echo(line)


@main.command()
@click.argument("facts", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def coverage(facts: Path | None) -> None:
    """List terms that no text links and, given a folder of FACTS, the claims that no page cites."""
    for line in unused(_library(), facts):
        click.echo(line)


def _library() -> Library:
    """Return the site's content; stop with every fault where it has any."""
    try:
        return load(data_folder("content").parent)
    except ContentError as error:
        raise click.ClickException(f"the content has faults:\n{error}") from error


def _check_port(host: str, port: int) -> None:
    """Stop with a clear message when nobody can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host}:{port} ({error.strerror}). Choose another with PORT=8001 or HOST=…"
            ) from error
