"""`relance …`: thin words over the rooms behind them. Heavy imports wait until a word needs them."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.importing.command import import_
from bot.privacy.command import app as person
from bot.privacy.workspaces import app as workspaces
from bot.settling.command import app as settlements
from bot.stuck.command import orders as parked
from bot.stuck.command import outbox as refused
from bot.stuck.command import webhooks as untold

app = typer.Typer(
    name="relance",
    help="Marketplace orders, run in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


app.add_typer(settlements, name="settlements")
app.add_typer(refused, name="outbox")
app.add_typer(parked, name="orders")
app.add_typer(untold, name="webhooks")
app.add_typer(person, name="person")
app.add_typer(workspaces, name="workspace")
app.command("import")(import_)


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


@app.command()
def scenario(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Orders written down in YAML.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a file.")] = False,
) -> None:
    """Play orders written down as scenarios through the real rules; exit code 0 only when all hold."""
    from bot import policies
    from bot.scenario.report import run

    all_hold = True
    for result in run(files, policies.load):
        typer.echo(result.as_json() if as_json else result.as_text())
        all_hold = all_hold and result.holds
    raise typer.Exit(0 if all_hold else 1)


@app.command()
def check(
    *,
    diagram: Annotated[bool, typer.Option("--diagram", help="Print the state diagram instead.")] = False,
    places: Annotated[
        bool, typer.Option("--places", help="Write anew where things are found, in docs/process.md.")
    ] = False,
) -> None:
    """States without a way, missing words, texts over Slack's limits, a stale diagram; exit code 0 when all is well."""
    from bot import check as checks
    from handlers.words import typed

    if places:
        typer.echo(checks.put_places(typed()))
        return
    if diagram:
        typer.echo(checks.diagram(), nl=False)
        return
    found = checks.check(typed())
    for line in found:
        typer.echo(line)
    raise typer.Exit(1 if found else 0)


@app.command()
def preview(
    topic: Annotated[str, typer.Argument(help="An answer, such as running_late.")],
    *,
    lang: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    role: Annotated[str | None, typer.Option(help="Who reads; without, whose question it is.")] = None,
    state: Annotated[
        str | None, typer.Option(help="Of an order in this state; without, of one that it is about.")
    ] = None,
    general: Annotated[bool, typer.Option("--general", help="Of no order.")] = False,
    policy: Annotated[str, typer.Option(help="A policy's name, or a path.")] = "comeup",
) -> None:
    """An answer as its reader gets it."""
    from bot.render.preview import preview as text

    try:
        typer.echo(text(topic, lang, role, state, policy, general=general))
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None


@app.command()
def faq(
    question: Annotated[str | None, typer.Argument(help="As people write it.")] = None,
    *,
    role: Annotated[str, typer.Option(help="Who asks: seller or buyer.")] = "seller",
    lang: Annotated[str, typer.Option(help="Of the answer: fr or en.")] = "fr",
    order: Annotated[str | None, typer.Option(help="The reference of the order that it is about.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A file of lines: lang, role, question, apart by tabs."
        ),
    ] = None,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="What was asked and not answered, without names.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """What a question is understood as, and its answer; with --batch, one line of JSON for each question of a file."""
    from bot.faq.command import Desk
    from bot.faq.unanswered import lines

    if (question is not None) + (batch is not None) + unanswered != 1:
        raise typer.BadParameter("give a question, --batch with a file, or --unanswered")
    if unanswered:
        for line in lines(as_json=as_json):
            typer.echo(line)
        return
    desk = Desk()
    try:
        if batch is not None:
            for one in desk.batch(batch):
                typer.echo(one.as_json())
        else:
            said = desk.ask(question or "", role, lang, order)
            typer.echo(said.as_json() if as_json else said.as_text())
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None


@app.command()
def run() -> None:
    """Web and worker in one process. Without Slack's settings, with a local Slack to play in: its address is printed."""
    from bot import run as processes

    processes.run()


@app.command()
def web() -> None:
    """The web process alone: Slack's deliveries and the API."""
    from bot import run as processes

    processes.web()


@app.command()
def worker() -> None:
    """The worker process alone: what is due is done, what is to be said is sent."""
    from bot import run as processes

    processes.worker()


@app.command()
def migrate() -> None:
    """Bring the database to this version; nothing to do where it already is."""
    from bot.db.engine import open_engine
    from bot.db.migrate import migrate as bring_up
    from bot.settings import Settings

    bring_up(open_engine(Settings.load().database_url))
    typer.echo("the database is up to date")


@app.command()
def verify(
    *,
    after: Annotated[
        str | None, typer.Option(help="Go on behind this order, as a stopped run names it: WORKSPACE/ORDER.")
    ] = None,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(
            help="The signature of one that was posted in the mediators' channel: it must be among those kept."
        ),
    ] = None,
) -> None:
    """Fold every history again, and compare it with its order and with the signed checkpoints; exit code 0 when all agree."""
    from bot.trust.command import verified

    raise typer.Exit(verified(after, checkpoint or ()))


@app.command()
def release() -> None:
    """Let an older copy of the database go on: what its checkpoints know and it does not have is given up."""
    from bot.trust.command import released

    released()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
) -> None:
    """One consistent moment of the whole database, in one file, while everything runs."""
    from bot.trust.command import backed_up

    backed_up(file)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What `relance backup` wrote.")]) -> None:
    """A backup into the database of the settings, which must be empty; then everything is verified."""
    from bot.trust.command import restored

    raise typer.Exit(restored(file))


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="sqlite:///… or postgresql://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The other one, empty.")],
) -> None:
    """The whole database into another one, between SQLite and PostgreSQL too; every table is counted on both sides."""
    from bot.trust.command import copied

    copied(source, target)


def main() -> None:
    """The console script: an expected fault is one line and exit code 2, never a traceback."""
    from bot.faults import expected

    try:
        app()
    except expected() as fault:
        sys.stderr.write(f"{' '.join(str(fault).split())}\n")
        sys.exit(2)
