"""The `csatlas` command. Each of its parts is imported when it is asked for: a server must start at once."""

import socket
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csatlas.paths import data_folder

if TYPE_CHECKING:
    from csatlas.library.library import Library

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
    from csatlas.library.loading import load
    from csatlas.library.problems import ContentError
    from csatlas.upkeep import unused

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
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--release", is_flag=True, help="As small as can be, with a picture for each page; takes longer.")
def build(out: Path, release: bool) -> None:
    """Make the folder of finished files, OUT/current/public; does nothing where nothing has changed."""
    _build(out, release)


@main.command()
@host_option
@port_option
@click.option(
    "--build",
    "out",
    envvar="CSATLAS_BUILD",
    default="build",
    show_default=True,
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of finished files; made first where it is old.",
)
@click.option("--access-log", is_flag=True, help="Write a line for each request, without the visitor's address.")
def serve(host: str, port: int, out: Path, access_log: bool) -> None:
    """Serve the site from its folder of finished files. SIGHUP builds what has changed and takes it up."""
    from csatlas.publish.release import state
    from csatlas.publish.serve import run

    _check_port(host, port)
    known = state(out)
    release = known is not None and known.release
    _ready(out, release)
    click.echo(f"CS Atlas on http://{host}:{port}/")
    again = [sys.executable, "-m", "csatlas.cli", "build", str(out), *(["--release"] if release else [])]
    run(out, host, port, access_log, again)


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
    from csatlas.upkeep import stale

    for line in stale(_library(), date.today()):
        click.echo(line)


@main.command()
@click.argument("facts", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def coverage(facts: Path | None) -> None:
    """List terms that no text links and, given a folder of FACTS, the claims that no page cites."""
    from csatlas.upkeep import unused

    for line in unused(_library(), facts):
        click.echo(line)


def _ready(out: Path, release: bool) -> None:
    """See to it that `out` can be served: as it is where it is new, else built, else the last good build."""
    from csatlas.publish.release import DamagedError, current

    try:
        _build(out, release)
    except click.ClickException as error:
        try:
            current(out)
        except DamagedError:
            raise error from None
        click.echo(f"{error.format_message()}\nThe last good build is served instead.", err=True)


def _build(out: Path, release: bool) -> None:
    """Bring a build up to date; stop with every fault where it cannot be."""
    from csatlas.publish.release import up_to_date

    if done := up_to_date(out, release):
        click.echo(f"{done.folder} is up to date")
        return
    # Only now, for it brings Flask and the content engine along.
    from csatlas.library.problems import ContentError
    from csatlas.publish.build import BuildError, build

    shown = sys.stderr.isatty()
    try:
        report = build(out, release, progress=lambda done, of: _show(done, of) if shown else None)
    except ContentError as error:
        raise click.ClickException(f"the content has faults:\n{error}") from error
    except (BuildError, OSError) as error:
        raise click.ClickException(f"the site cannot be built: {error}") from error
    click.echo(f"{report.pages} addresses, {report.made} made anew, in {report.release.folder}")


def _show(done: int, of: int) -> None:
    click.echo(f"\r{done}/{of}", nl=done == of, err=True)


def _library() -> "Library":
    """Return the site's content; stop with every fault where it has any."""
    from csatlas.library.loading import load
    from csatlas.library.problems import ContentError

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


if __name__ == "__main__":
    main()
