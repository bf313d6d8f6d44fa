"""`relance workspace`: which there are, removing one, and taking that back."""

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

if TYPE_CHECKING:
    from bot.privacy.workspace import Listed

app = typer.Typer(help="Workspaces: which there are, removing one, taking that back.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="WORKSPACE", help="Our id of it, or Slack's of the team.")]
Json = Annotated[bool, typer.Option("--json", help="One line of JSON each.")]
Yes = Annotated[bool, typer.Option("--yes", help="Without asking again.")]


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """Every workspace, with its people and orders, and when its data goes where it was removed."""
    from bot.db.engine import reading
    from bot.privacy.workspace import listed
    from bot.trust.command import Kept

    with reading(Kept().engine) as connection:
        found = listed(connection)
    for one in found:
        typer.echo(msgspec.json.encode(one).decode() if as_json else as_line(one))
    if not found and not as_json:
        typer.echo("there is no workspace yet")


@app.command()
def remove(name: Name, *, yes: Yes = False) -> None:
    """Stop serving a workspace: nothing is taken from it or sent there. Its data is erased when the set days are over."""
    from bot.privacy import workspace
    from bot.trust.command import Kept

    kept = Kept()
    with kept.engine.connect() as connection:
        found = workspace.named(connection, name)
    if found.removed_at is not None:
        typer.echo(as_line(found))
        return
    days = kept.settings.keep_removed.days
    typer.echo(
        f"{as_line(found)}\nNothing is done or sent there any more, and in {days} days all of it is erased."
    )
    if not yes:
        typer.confirm("Remove it?", abort=True)
    with kept.engine.begin() as connection:
        now = kept.clock.real()
        workspace.remove(connection, found.id, workspace.OPERATOR, now, kept.settings.keep_removed)
        found = workspace.named(connection, found.id)
    typer.echo(f"{as_line(found)}\nUntil then: relance workspace restore {found.id}")


@app.command()
def restore(name: Name) -> None:
    """Serve a removed workspace again: what waited is said if it still makes sense."""
    from bot.faults import StartError
    from bot.privacy import workspace
    from bot.trust.command import Kept

    kept = Kept()
    with kept.engine.begin() as connection:
        found = workspace.named(connection, name)
        if found.removed_at is not None and found.removed_by == workspace.SLACK:
            raise StartError(
                f"{found.id} took the app away itself: install it there again, and start with its new token"
            )
        workspace.give_back(connection, found.id)
        found = workspace.named(connection, found.id)
    typer.echo(as_line(found))


def as_line(one: "Listed") -> str:
    """What an operator reads."""
    counts = f"people: {one.people}, orders: {one.orders}, open: {one.open_orders}"
    line = f"{one.id}  {one.team}  since {one.installed_at:%Y-%m-%d}  {counts}"
    if one.removed_at is None or one.erase_at is None:
        return f"{line}  served"
    how = "taken away in Slack" if one.removed_by == "slack" else "removed"
    return f"{line}  {how} on {one.removed_at:%Y-%m-%d}, erased on {one.erase_at:%Y-%m-%d %H:%M} UTC"
