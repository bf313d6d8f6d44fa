"""`relance outbox` and `relance orders`: what waits for an operator, and another try."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
import typer

if TYPE_CHECKING:
    from bot.stuck.store import Message, Parked, Stuck
    from bot.webhooks.store import Webhooks

outbox = typer.Typer(help="Messages that could not be sent, and another try for them.")
orders = typer.Typer(help="Orders that no clock rings any more, and another try for them.")

webhooks = typer.Typer(help="Reports that the platform did not take, and another try for them.")

Json = Annotated[bool, typer.Option("--json", help="One line of JSON each.")]
All = Annotated[bool, typer.Option("--all", help="Everything that is listed.")]
Some = TypeVar("Some", "Message", "Parked")


@outbox.callback(invoke_without_command=True)
def refused(context: typer.Context, *, as_json: Json = False) -> None:
    """Each message that was refused, with its reason: Slack's own word, or what went wrong here."""
    if context.invoked_subcommand is not None:
        return
    found = store().messages()
    for one in found:
        about = one.ref or "no order"
        line = f"{one.id}  {moment(one.at)}  {about}  to {one.whom}  {one.kind}  {one.reason}"
        typer.echo(as_line(one) if as_json else line)
    if not found and not as_json:
        typer.echo("no message was refused")


@outbox.command("retry")
def send_again(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="As they are listed.")] = None,
    *,
    every: All = False,
) -> None:
    """Send them again: each goes last in its conversation. What is past its moment by then is left out."""
    stuck = store()
    chosen = pick(stuck.messages(), ids, lambda one: one.id, every=every)
    typer.echo(f"{stuck.send_again(chosen)} to be sent again")


@orders.callback(invoke_without_command=True)
def parked(context: typer.Context, *, as_json: Json = False) -> None:
    """Each parked order, since when, and why. People can still act on it: a click that succeeds heals it."""
    if context.invoked_subcommand is not None:
        return
    found = store().parked()
    for one in found:
        typer.echo(as_line(one) if as_json else f"{one.ref}  {moment(one.at)}  {one.reason}")
    if not found and not as_json:
        typer.echo("no order is parked")


@orders.command("retry")
def ring_again(
    refs: Annotated[list[str] | None, typer.Argument(metavar="REF", help="By their reference.")] = None,
    *,
    every: All = False,
) -> None:
    """Their clocks ring again: what fell due meanwhile is done in order."""
    stuck = store()
    chosen = pick(stuck.parked(), refs, lambda one: one.ref, every=every)
    typer.echo(f"{stuck.ring_again(chosen)} to be rung again")


@webhooks.callback(invoke_without_command=True)
def untaken(context: typer.Context, *, as_json: Json = False) -> None:
    """Each report that the platform did not take, with what it answered last."""
    if context.invoked_subcommand is not None:
        return
    found = reports().parked()
    for one in found:
        line = f"{one.id}  {moment(one.at)}  {one.ref}  {one.kind}  {one.reason}"
        typer.echo(as_line(one) if as_json else line)
    if not found and not as_json:
        typer.echo("no report is stuck")


@webhooks.command("retry")
def tell_again() -> None:
    """All of them get another round of tries, each order's in their order."""
    from bot.ports import SystemClock

    stuck = reports()
    typer.echo(f"{stuck.again(stuck.parked(), SystemClock().real())} to be sent again")


def reports() -> "Webhooks":
    from bot.webhooks.store import Webhooks

    return Webhooks(store().engine)


def pick(
    found: Sequence[Some], names: list[str] | None, name_of: Callable[[Some], str], *, every: bool
) -> list[Some]:
    """Those that are named, or all; nothing is retried where a name is not listed."""
    if bool(names) == every:
        raise typer.BadParameter("name what to retry, or --all")
    wanted = {name.casefold() for name in names or ()}
    unlisted = wanted - {name_of(one).casefold() for one in found}
    if unlisted:
        raise typer.BadParameter(f"not listed: {', '.join(sorted(unlisted))}; nothing was retried")
    return [one for one in found if every or name_of(one).casefold() in wanted]


def moment(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def as_line(one: msgspec.Struct) -> str:
    return msgspec.json.encode(one).decode()


def store() -> "Stuck":
    """Of the database that is set."""
    from bot.db.engine import open_engine
    from bot.db.migrate import require_current
    from bot.settings import Settings
    from bot.stuck.store import Stuck

    engine = open_engine(Settings.load().database_url)
    require_current(engine)
    return Stuck(engine)
