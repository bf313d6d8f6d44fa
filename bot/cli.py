"""`relance …`: thin words over the rooms behind them. Heavy imports wait until a word needs them."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

app = typer.Typer(
    name="relance",
    help="Marketplace orders, run in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def show_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it)
    """`--version`"""
    if wanted:
        typer.echo(f"relance {version('relance')}")
        raise typer.Exit


@app.callback()
def root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Which one this is.")
    ] = False,
) -> None:
    """Marketplace orders, run in Slack."""


def main() -> None:
    """The console script: an expected fault is one line and exit code 2, never a traceback."""
    from bot.faults import expected

    try:
        app()
    except expected() as fault:
        sys.stderr.write(f"{' '.join(str(fault).split())}\n")
        sys.exit(2)
