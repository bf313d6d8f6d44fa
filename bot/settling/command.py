"""`relance settlements`: what is owed to whom, and marks on what was paid."""

import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from rules.settlement import Payee

app = typer.Typer(help="What orders owe to whom, and what of it the platform has paid.")

Refs = Annotated[list[str], typer.Argument(metavar="REF", help="Orders by their reference.")]
To = Annotated[Payee | None, typer.Option(help="Only this payee's share; without, every share.")]
Workspace = Annotated[str | None, typer.Option(help="Only of this workspace (its id of ours).")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


class Which(StrEnum):
    """Which shares are listed."""

    OPEN = "open"
    PAID = "paid"
    ALL = "all"


PAID = {Which.OPEN: False, Which.PAID: True, Which.ALL: None}


@app.callback(invoke_without_command=True)
def listed(
    context: typer.Context,
    *,
    which: Annotated[Which, typer.Option(help="What is still to be paid, what was, or both.")] = Which.OPEN,
    since: Day = None,
    until: Day = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a share.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """Every share, the oldest first: of orders that ended, and of refunds paid on the way. Days begin in the policy's zone."""
    if context.invoked_subcommand is not None:
        return
    from bot.settling import written

    desk = Desk(workspace)
    lines = desk.ledger.lines(since=desk.day(since), until=desk.day(until), paid=PAID[which])
    if as_json:
        for line in lines:
            typer.echo(written.as_json(line))
    elif as_csv:
        typer.echo(written.as_csv(lines), nl=False)
    elif not lines:
        typer.echo("nothing to settle" if which is Which.OPEN else "nothing was found")
    else:
        Console(width=None if sys.stdout.isatty() else 160).print(written.as_table(lines, desk.speech))
        for payee, sum_ in written.totals(lines):
            typer.echo(f"left to pay, {payee}: {desk.speech.money(sum_)}")


@app.command()
def done(refs: Refs, *, to: To = None, workspace: Workspace = None) -> None:
    """Mark what these orders owe as paid: all of them, or none when one cannot be."""
    desk = Desk(workspace)
    for line in desk.ledger.pay(refs, to):
        typer.echo(
            f"{line.ref}: {desk.amount(line.owed, line.currency)} to the {line.payee} is marked as paid"
        )


@app.command()
def undone(refs: Refs, *, to: To = None, workspace: Workspace = None) -> None:
    """Take such marks back: the whole share is to be paid again."""
    desk = Desk(workspace)
    for line in desk.ledger.take_back(refs, to):
        typer.echo(
            f"{line.ref}: {desk.amount(line.owed, line.currency)} to the {line.payee} is to be paid again"
        )


class Desk:
    """The ledger of the database that is set, and the house's way to write dates and amounts."""

    def __init__(self, workspace: str | None) -> None:
        from bot.clock import world
        from bot.db.engine import open_engine
        from bot.db.migrate import require_current
        from bot.policies import load
        from bot.render.speech import Speech
        from bot.settings import Settings
        from bot.settling.ledger import Ledger

        settings = Settings.load()
        engine = open_engine(settings.database_url)
        require_current(engine)
        clock = world(engine, settings.clock_offset)
        self.zone = load(settings.policy).zone
        self.ledger = Ledger(engine, clock, workspace)
        self.speech = Speech("en", self.zone, clock.now(), plain=True)

    def day(self, day: datetime | None) -> datetime | None:
        """The beginning of a day, in the policy's zone."""
        from zoneinfo import ZoneInfo

        return None if day is None else day.replace(tzinfo=ZoneInfo(self.zone))

    def amount(self, amount: int, currency: str) -> str:
        from rules.money import Money

        return str(self.speech.money(Money(amount, currency)))
