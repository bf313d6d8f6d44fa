"""`relance import FILE.csv`: orders from a file, all of them or none."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False)],
    *,
    workspace: Annotated[str | None, typer.Option(help="Which one, where there are several.")] = None,
) -> None:
    """Place the paid orders of a CSV file: one line for each problem with its line number, and then nothing is imported."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.app import build
    from bot.importing.placing import import_file
    from bot.importing.reading import Unreadable
    from bot.settings import Settings

    parts = build(Settings.load()).parts
    where = chosen(parts.engine, workspace)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(file.name, total=None)
        try:
            found = import_file(
                parts,
                where,
                file.read_bytes(),
                lambda done, total: progress.update(bar, completed=done, total=total),
            )
        except Unreadable as wrong:
            typer.echo(str(wrong))
            raise typer.Exit(1) from None
    for problem in found.problems:
        typer.echo(problem)
    if found.problems:
        sys.stderr.write(f"nothing was imported: {len(found.problems)} lines have problems\n")
        raise typer.Exit(1)
    for ref in found.refs:
        typer.echo(ref)
    before = f", {found.again} had been imported before" if found.again else ""
    sys.stderr.write(f"{len(found.refs)} orders imported{before}\n")


def chosen(engine: "Engine", workspace: str | None) -> str:
    """The workspace that is named, or the only one."""
    from bot.db import workspaces
    from bot.faults import StartError

    known = workspaces.served(engine)
    if workspace is None and len(known) == 1:
        return known[0]
    if workspace in known:
        return str(workspace)
    if not known:
        raise StartError("No workspace has installed Relance yet: start it once with Slack's tokens")
    raise StartError(f"--workspace: name one of {', '.join(known)}")
